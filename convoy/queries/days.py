"""A day at a place, by the clock of the place; see domain/days.py for what is in it and what is not."""

import json
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from itertools import chain

from sqlalchemy import and_, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from convoy.domain.days import (
    ANONYMOUS,
    BOUGHT,
    Amount,
    Bags,
    CategoryIn,
    DayReport,
    Givers,
    Moved,
    Refused,
    hours,
    today,
)
from convoy.domain.kinds import RECEIVING, DonationOrigin, HolderKind, OrganisationKind, PlaceStatus
from convoy.domain.lifecycle import BoxStage, LineStage
from convoy.domain.permissions import Actor, Permission
from convoy.models import (
    AuditEntry,
    Balance,
    Box,
    Donation,
    DonationLine,
    Grant,
    Holder,
    Item,
    Lot,
    Organisation,
    Place,
    PoolOutcome,
    SortingPool,
    User,
)
from convoy.queries import pools, visible
from convoy.queries.announcements import reporting
from convoy.queries.boxes import is_in_stock
from convoy.queries.indexed import came_in, is_set_aside, packed_within
from convoy.queries.stock import items_named

MOST_OFFERED = 12
"""Places of which the first page offers the day report; every place has it on its own page too."""

MOVES = ("box:move", "pallet:move")

Hours = tuple[datetime, datetime]
Moment = InstrumentedAttribute[datetime | None]


def places(db: Session, actor: Actor) -> dict[str, list[Place]]:
    """Return what whoever speaks for places sees first: the open ones, by name."""
    scope = actor.scope(Permission.PLACE_REPORT)
    kept = visible.places(actor).where(
        Place.kind.not_in(RECEIVING),
        Place.status != PlaceStatus.CLOSED,
        true() if scope.everywhere else Place.id.in_(scope.places),
    )
    return {"reports": list(db.scalars(kept.order_by(Place.name, Place.id).limit(MOST_OFFERED)))}


def report(
    db: Session, actor: Actor, code: str, day: date | None = None, now: datetime | None = None
) -> tuple[Place, DayReport]:
    """Return a place and its report of a day (None: today), in a fixed number of statements.

    Raises NotFound for a place the person may not see, NotAllowed.
    """
    place, now = reporting(db, actor, code), now or datetime.now(UTC)
    day = day or today(place.zone, now)
    within = hours(place.zone, day)
    gifts = _gifts(db, actor, place, day)
    boxes_now, open_now, not_weighed_now = _boxes_now(db, actor, place)
    return place, DayReport(
        place=place.name,
        day=day,
        zone=place.zone,
        made_at=now,
        givers=_givers(gifts, is_named=actor.may(Permission.DONATION_READ, place_id=place.id)),
        categories=_categories(gifts),
        bags=_bags(gifts),
        boxes_packed=_packed(db, actor, place, within),
        boxes_closed=_count(db, actor, place, Box.closed_at, within),
        boxes_weighed=_count(db, actor, place, Box.weighed_at, within),
        refused=(*_refused(actor, gifts), *_parted_with(db, actor, place, within)),
        moved=_moved(db, actor, place, within),
        boxes_now=boxes_now,
        open_now=open_now,
        not_weighed_now=not_weighed_now,
        aside_now=_aside_now(db, actor, place),
        bags_now=_bags_now(db, actor, place),
        on_duty=_on_duty(db, place, within) if actor.may(Permission.PERSON_READ, place_id=place.id) else (),
    )


def _gifts(db: Session, actor: Actor, place: Place, day: date) -> list[Donation]:
    """The gifts received on this day, as the page of gifts lists them, less what was taken back."""
    return list(
        db.scalars(
            visible.donations(actor)
            .where(came_in([place.id], day), Donation.withdrawn_at.is_(None))
            .order_by(Donation.id)
            .options(
                joinedload(Donation.organisation).joinedload(Organisation.merged_into),
                selectinload(Donation.unsorted),
                selectinload(Donation.lines).joinedload(DonationLine.item).joinedload(Item.category),
                selectinload(Donation.lines).joinedload(DonationLine.item).selectinload(Item.names),
            )
        )
    )


def _givers(gifts: list[Donation], *, is_named: bool) -> tuple[Givers, ...]:
    counts: Counter[str] = Counter()
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for gift in gifts:
        donor = gift.donor
        kind = donor.kind.value if donor else ANONYMOUS
        kind = BOUGHT if gift.origin is DonationOrigin.BOUGHT else kind
        counts[kind] += 1
        if donor and is_named and donor.kind is not OrganisationKind.INDIVIDUAL:
            names[kind][donor.name] = None
    return tuple(Givers(kind, counts[kind], tuple(sorted(names[kind]))) for kind in sorted(counts))


def _categories(gifts: list[Donation]) -> tuple[CategoryIn, ...]:
    lines: Counter[tuple[int, str]] = Counter()
    amounts: dict[str, Counter[str]] = defaultdict(Counter)
    for line in chain.from_iterable(gift.lines for gift in gifts):
        if line.stage is LineStage.ACCEPTED:
            category = line.item.category
            lines[category.position, category.code] += 1
            amounts[category.code][line.item.unit_code] += line.quantity
    return tuple(
        CategoryIn(code, lines[position, code], tuple(Amount(n, u) for u, n in sorted(amounts[code].items())))
        for position, code in sorted(lines)
    )


def _bags(gifts: list[Donation]) -> Bags:
    taken = [one for gift in gifts for one in gift.unsorted if one.stage is LineStage.ACCEPTED]
    return Bags(
        sum(one.packages for one in taken),
        sum(one.grams or 0 for one in taken),
        sum(one.packages for one in taken if one.grams is None),
    )


def _refused(actor: Actor, gifts: list[Donation]) -> list[Refused]:
    found = []
    for gift in gifts:
        for line in gift.lines:
            if line.stage is LineStage.REFUSED:
                amount = Amount(line.quantity, line.item.unit_code)
                found.append(Refused(line.reason, line.item.name_in(actor.language), amount))
        found += [
            Refused(bags.reason, packages=bags.packages, grams=bags.grams)
            for bags in gift.unsorted
            if bags.stage is LineStage.REFUSED
        ]
    return found


def _parted_with(db: Session, actor: Actor, place: Place, hours: Hours) -> list[Refused]:
    """What sorting threw away, gave on or sent back on this day, less what was recorded by mistake."""
    rows = db.execute(
        select(PoolOutcome, Lot.item_id)
        .join(SortingPool, SortingPool.id == PoolOutcome.pool_id)
        .outerjoin(Lot, Lot.id == PoolOutcome.lot_id)
        .where(
            SortingPool.place_id == place.id,
            PoolOutcome.recorded_at >= hours[0],
            PoolOutcome.recorded_at < hours[1],
            PoolOutcome.taken_back_at.is_(None),
        )
        .order_by(PoolOutcome.id)
    ).all()
    items = items_named(db, actor, {item_id for outcome, item_id in rows if outcome.lot_id is not None})
    found = []
    for outcome, item_id in rows:
        item = items.get(item_id or 0)
        if item is not None and outcome.quantity is not None:
            amount = Amount(outcome.quantity, item.unit_code)
            found.append(Refused(outcome.reason, item.name_in(actor.language), amount))
        else:
            found.append(Refused(outcome.reason, packages=outcome.packages, grams=outcome.grams))
    return found


def _packed(db: Session, actor: Actor, place: Place, hours: Hours) -> int:
    """How many boxes were packed at the place on the day, as the desk's own page counts them."""
    packed = visible.boxes(actor).where(packed_within([place.id], hours))
    return db.scalar(packed.with_only_columns(func.count(Box.id))) or 0


def _count(db: Session, actor: Actor, place: Place, column: Moment, hours: Hours) -> int:
    """How many boxes of the place, emptied ones apart, had this done to them on the day."""
    # "+ 0": by the place SQLite would look at every box there ever was, and not only at those of the day.
    began_here = Box.origin_place_id + 0 == place.id
    boxes = visible.boxes(actor).where(
        or_(Box.place_id == place.id, and_(Box.place_id.is_(None), began_here)),
        Box.stage != BoxStage.EMPTIED,
        column >= hours[0],
        column < hours[1],
    )
    return db.scalar(boxes.with_only_columns(func.count(Box.id))) or 0


def _boxes_now(db: Session, actor: Actor, place: Place) -> tuple[int, int, int]:
    """How many boxes stand there, how many of them are open, and how many were never weighed."""
    here = visible.boxes(actor).where(Box.place_id == place.id, is_in_stock())
    row = db.execute(
        here.with_only_columns(
            func.count(Box.id),
            func.count(Box.id).filter(Box.stage == BoxStage.OPEN),
            func.count(Box.id).filter(Box.gross_g.is_(None)),
        )
    ).one()
    return row[0], row[1], row[2]


def _aside_now(db: Session, actor: Actor, place: Place) -> int:
    """How many lines of gifts, and kinds of goods counted from bags, are set aside there."""
    gift = (
        visible.donations(actor)
        .where(Donation.place_id == place.id, Donation.id == DonationLine.donation_id)
        .correlate(DonationLine)
    )
    lines = select(func.count(DonationLine.id)).where(gift.exists(), is_set_aside())
    counted = (
        select(func.count(Lot.id))
        .join(Balance, Balance.lot_id == Lot.id)
        .join(Holder, Holder.id == Balance.holder_id)
        .where(
            Lot.pool_id.is_not(None),
            Holder.kind == HolderKind.SET_ASIDE,
            Holder.place_id == place.id,
            Balance.quantity > 0,
        )
    )
    return (db.scalar(lines) or 0) + (db.scalar(counted) or 0)


def _bags_now(db: Session, actor: Actor, place: Place) -> Bags:
    waiting = [one.bags for one in pools.waiting(db, actor) if one.pool.place_id == place.id]
    total = sum(waiting, pools.Bags())
    return Bags(total.packages, total.grams, total.not_weighed)


def _moved(db: Session, actor: Actor, place: Place, hours: Hours) -> tuple[Moved, ...]:
    """Boxes carried by hand; a place the person may not see is not named."""
    rows = db.scalars(
        select(AuditEntry.facts).where(
            AuditEntry.action.in_(MOVES), AuditEntry.at >= hours[0], AuditEntry.at < hours[1]
        )
    )
    counts: Counter[tuple[bool, str]] = Counter()
    for said in rows:
        facts = json.loads(said)
        for before, boxes in facts.get("moved_from", {}).items():
            if before != facts["place"] and place.code in {before, facts["place"]}:
                is_in = facts["place"] == place.code
                counts[is_in, before if is_in else facts["place"]] += boxes
    names = {
        one.code: one.name
        for one in db.scalars(visible.places(actor).where(Place.code.in_({code for _, code in counts})))
    }
    return tuple(
        Moved(counts[is_in, code], names.get(code, ""), is_in) for is_in, code in sorted(counts, reverse=True)
    )


def _on_duty(db: Session, place: Place, hours: Hours) -> tuple[str, ...]:
    """First names of those with a role at the place who recorded anything on the day."""
    begins, ends = hours
    held = select(Grant.user_id).where(
        Grant.place_id == place.id,
        Grant.granted_at < ends,
        or_(Grant.ended_at.is_(None), Grant.ended_at >= begins),
        or_(Grant.ends_at.is_(None), Grant.ends_at >= begins),
    )
    worked = select(AuditEntry.user_id).where(AuditEntry.at >= begins, AuditEntry.at < ends)
    names = db.scalars(
        select(User.name).where(User.id.in_(held), User.id.in_(worked)).order_by(User.name, User.id)
    )
    return tuple(name.split()[0] for name in names)
