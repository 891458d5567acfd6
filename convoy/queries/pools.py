"""Questions about pools of unsorted goods: which wait, whose they are, what one became, where it went."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from convoy.domain.errors import NotFound
from convoy.domain.kinds import HolderKind, OrganisationKind
from convoy.domain.lifecycle import LineStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import (
    Balance,
    Box,
    Donation,
    Holder,
    Item,
    Lot,
    Organisation,
    Place,
    PoolOutcome,
    SortingPool,
    UnsortedLine,
    User,
)
from convoy.queries import pool_boxes, pool_words, visible
from convoy.queries.stock import Held, items_named

CLOSED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Bags:
    """Packages, and the grams of those that were weighed."""

    packages: int = 0
    grams: int = 0
    not_weighed: int = 0

    def __add__(self, other: "Bags") -> "Bags":
        return Bags(
            self.packages + other.packages, self.grams + other.grams, self.not_weighed + other.not_weighed
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pool in a list: what was put into it, for how many days it has been there, and words to be linked."""

    pool: SortingPool
    bags: Bags
    days: int
    to_link: int = 0


@dataclass(frozen=True, slots=True)
class Giver:
    """Somebody credited in a pool: the name (empty: anonymous), the gifts' codes and the bags."""

    name: str
    gifts: tuple[str, ...]
    bags: Bags


@dataclass(frozen=True, slots=True)
class Gone:
    """An outcome: what it was where it had been counted, and who recorded it."""

    outcome: PoolOutcome
    item_name: str
    unit: str
    who: str


@dataclass(frozen=True, slots=True)
class Became:
    """What a pool became. Grams counted are by the catalogue; `grams_gone` only where they are known."""

    givers: tuple[Giver, ...]
    boxes: tuple[Box, ...]
    loose: tuple[Held, ...]
    aside: tuple[Held, ...]
    gone: tuple[Gone, ...]
    grams_counted: int
    grams_gone: int

    @property
    def bags(self) -> Bags:
        """All that came in."""
        return sum((giver.bags for giver in self.givers), Bags())


def found(db: Session, actor: Actor, code: str) -> SortingPool:
    """Return the pool of a code ("LEE-2026-11-28"); raises NotFound."""
    pool = db.scalar(
        visible.pools(actor)
        .join(Place, Place.id == SortingPool.place_id)
        .where(Place.code == code[:-11], SortingPool.day == _day(code))
        .options(joinedload(SortingPool.place))
    )
    if pool is None:
        raise NotFound(N_("There are no unsorted goods %(code)s here."), code=code[:40])
    return pool


def _day(code: str) -> date | None:
    try:
        return date.fromisoformat(code[-10:])
    except ValueError:
        return None


def _bags_of() -> tuple[object, ...]:
    return (
        func.sum(UnsortedLine.packages),
        func.sum(func.coalesce(UnsortedLine.grams, 0)),
        func.sum(case((UnsortedLine.grams.is_(None), UnsortedLine.packages), else_=0)),
    )


def waiting(db: Session, actor: Actor, now: datetime | None = None) -> list[Waiting]:
    """Return the pools that are not closed and have bags in them, the oldest first."""
    return _listed(db, actor, now, is_closed=False)


def closed(
    db: Session, actor: Actor, now: datetime | None = None, *, most: int = CLOSED_SHOWN
) -> list[Waiting]:
    """Return the pools closed last, the newest day first."""
    return _listed(db, actor, now, is_closed=True)[::-1][:most]


def _listed(db: Session, actor: Actor, now: datetime | None, *, is_closed: bool) -> list[Waiting]:
    asked = SortingPool.closed_at.is_not(None) if is_closed else SortingPool.closed_at.is_(None)
    pools = list(
        db.scalars(
            visible.pools(actor)
            .where(asked)
            .order_by(SortingPool.day, SortingPool.id)
            .options(joinedload(SortingPool.place))
        )
    )
    rows = db.execute(
        select(UnsortedLine.pool_id, *_bags_of())
        .where(
            UnsortedLine.pool_id.in_([pool.id for pool in pools]), UnsortedLine.stage == LineStage.ACCEPTED
        )
        .group_by(UnsortedLine.pool_id)
    )
    bags = {row[0]: Bags(*map(int, row[1:])) for row in rows}
    words = pool_words.to_link(db, [pool.id for pool in pools])
    today = (now or datetime.now(UTC)).date()
    return [
        Waiting(pool, bags[pool.id], max(0, (today - pool.day).days), words.get(pool.id, 0))
        for pool in pools
        if pool.id in bags
    ]


def to_sort(db: Session, actor: Actor) -> dict[str, object]:
    """Return what whoever is in charge sees first: the pools that are not sorted yet."""
    return {"waiting": waiting(db, actor)}


def became(db: Session, actor: Actor, pool: SortingPool) -> Became:
    """Return whose bags are in a pool and what it became, in a fixed number of statements."""
    gone = _gone(db, actor, pool)
    counted = db.scalar(
        select(func.sum(Balance.quantity * Item.unit_gross_g))
        .join(Lot, Lot.id == Balance.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .where(Lot.pool_id == pool.id)
    )
    holds = [one for one in gone if one.outcome.taken_back_at is None]
    return Became(
        _givers(db, pool),
        tuple(pool_boxes.boxes_of(db, actor, [pool.id])),
        _held(db, actor, pool, HolderKind.PLACE),
        _held(db, actor, pool, HolderKind.SET_ASIDE),
        gone,
        int(counted or 0),
        sum(one.outcome.grams or 0 for one in holds),
    )


def _givers(db: Session, pool: SortingPool) -> tuple[Giver, ...]:
    written = aliased(Organisation)
    rows = db.execute(
        select(Organisation.id, Organisation.name, Donation.code, *_bags_of())
        .select_from(UnsortedLine)
        .join(Donation, Donation.id == UnsortedLine.donation_id)
        .outerjoin(written, written.id == Donation.organisation_id)
        .outerjoin(Organisation, Organisation.id == func.coalesce(written.merged_into_id, written.id))
        .where(UnsortedLine.pool_id == pool.id, UnsortedLine.stage == LineStage.ACCEPTED)
        .group_by(Organisation.id, Organisation.name, Donation.code, Donation.id)
        .order_by(Organisation.name, Donation.id)
    )
    givers: dict[int | None, Giver] = {}
    for row in rows:
        organisation_id, name, code = row[:3]
        known = givers.get(organisation_id, Giver(name or "", (), Bags()))
        bags = known.bags + Bags(*map(int, row[3:]))
        givers[organisation_id] = Giver(known.name, (*known.gifts, code), bags)
    return tuple(givers.values())


def _held(db: Session, actor: Actor, pool: SortingPool, kind: HolderKind) -> tuple[Held, ...]:
    rows = db.execute(
        select(Lot, Balance.quantity)
        .join(Balance, Balance.lot_id == Lot.id)
        .join(Holder, Holder.id == Balance.holder_id)
        .where(Lot.pool_id == pool.id, Holder.kind == kind, Holder.place_id == pool.place_id)
        .order_by(Lot.id)
        .options(selectinload(Lot.item).selectinload(Item.names), selectinload(Lot.item, Item.category))
    )
    return tuple(Held(lot, quantity, lot.item.name_in(actor.language), "") for lot, quantity in rows)


def _gone(db: Session, actor: Actor, pool: SortingPool) -> tuple[Gone, ...]:
    rows = db.execute(
        select(PoolOutcome, Lot.item_id, User.name)
        .outerjoin(Lot, Lot.id == PoolOutcome.lot_id)
        .outerjoin(User, User.id == PoolOutcome.recorded_by_id)
        .where(PoolOutcome.pool_id == pool.id)
        .order_by(PoolOutcome.id)
    ).all()
    items = items_named(db, actor, {item_id for _, item_id, _ in rows})
    gone = []
    for outcome, item_id, who in rows:
        item = items.get(item_id or 0)
        name, unit = (item.name_in(actor.language), item.unit_code) if item is not None else ("", "")
        gone.append(Gone(outcome, name, unit, who or "console"))
    return tuple(gone)


def credited(db: Session, pool_ids: Collection[int]) -> dict[int, str]:
    """Return, by pool, in one line, the organisations whose bags are in it; nobody's private name travels."""
    written = aliased(Organisation)
    rows = db.execute(
        select(UnsortedLine.pool_id, Organisation.name)
        .distinct()
        .join(Donation, Donation.id == UnsortedLine.donation_id)
        .join(written, written.id == Donation.organisation_id)
        .join(Organisation, Organisation.id == func.coalesce(written.merged_into_id, written.id))
        .where(
            UnsortedLine.pool_id.in_(pool_ids),
            UnsortedLine.stage == LineStage.ACCEPTED,
            Organisation.kind != OrganisationKind.INDIVIDUAL,
        )
        .order_by(Organisation.name)
    )
    names: dict[int, list[str]] = {}
    for pool_id, name in rows:
        if pool_id is not None:
            names.setdefault(pool_id, []).append(name)
    return {pool_id: ", ".join(each) for pool_id, each in names.items()}
