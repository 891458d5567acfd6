"""What may be told a group of a place or a convoy, and what stands against telling it now."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from convoy.domain.errors import NotFound
from convoy.domain.kinds import RECEIVING, OrganisationKind, PlaceKind, StopKind
from convoy.domain.lifecycle import BEFORE_DEPARTURE, ConvoyStage, LineStage, RunStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.domain.vocabulary import Vocabulary
from convoy.models import (
    Box,
    Category,
    Convoy,
    ConvoyRecipient,
    Donation,
    DonationLine,
    Item,
    Load,
    Lot,
    Organisation,
    Place,
    Run,
    Stop,
    UnsortedLine,
)
from convoy.queries import merged, places, tallies, visible
from convoy.queries.convoys import find
from convoy.queries.tallies import LEFT_WITH_IT
from convoy.words.announcements import Announcement, Arrived, CutOff, Left, Needs

QUIET = timedelta(hours=24)
"""For so long after the last departure a message tells that the vans are on the road this very day."""

KYIV = ZoneInfo("Europe/Kyiv")
HOME = frozenset({RunStage.RETURNED, RunStage.HANDED_OVER})


class About(Vocabulary):
    """What a message about a convoy tells."""

    CUT_OFF = "cut-off"
    LEFT = "left"
    ARRIVED = "arrived"


class Wait(Vocabulary):
    """Why there is no message yet."""

    NO_CUT_OFF = "no cut-off"
    CUT_OFF_OVER = "cut-off over"
    NOT_LEFT = "not left"
    NOT_COUNTED = "not counted"
    ON_THE_ROAD = "on the road"
    CANCELLED = "cancelled"
    WAREHOUSE = "warehouse"


class Care(Vocabulary):
    """What a message that may be sent tells by being sent now."""

    JUST_LEFT = "just left"
    NOT_HOME = "not home"
    SOME_NOT_COUNTED = "some not counted"


@dataclass(frozen=True, slots=True)
class Answer:
    """The announcement, or why it has to wait; what to be careful of; names that must not be in it."""

    announcement: Announcement | None = None
    wait: Wait | None = None
    cares: tuple[Care, ...] = ()
    known: tuple[str, ...] = ()


def of_place(db: Session, actor: Actor, code: str) -> tuple[Place, Answer]:
    """Return a place and what it takes now; raises NotFound, NotAllowed.

    A warehouse is not announced: where goods are stored is for those who work there.
    """
    place = reporting(db, actor, code)
    if place.kind is PlaceKind.WAREHOUSE:
        return place, Answer(wait=Wait.WAREHOUSE)
    return place, Answer(Needs(place.name, place.status, place.accepts, place.do_not_bring))


def reporting(db: Session, actor: Actor, code: str) -> Place:
    """Return the place this person may speak for; raises NotAllowed, NotFound (also for a destination)."""
    actor.must(Permission.PLACE_REPORT)
    place = places.found(db, actor, code)
    if place.kind in RECEIVING:
        raise NotFound(N_("There is no place %(code)s here."), code=code[:40])
    actor.must(Permission.PLACE_REPORT, place_id=place.id)
    return place


def of_convoy(
    db: Session, actor: Actor, code: str, about: About, *, is_named: bool = False, now: datetime | None = None
) -> tuple[Convoy, Answer]:
    """Return a convoy and what may be told of it; raises NotFound for one the person may not see.

    `is_named` says that its name is to be told too.
    """
    convoy = find(db, actor, code)
    name = convoy.name if is_named else ""
    now = now or datetime.now(UTC)
    runs = [run for run in convoy.runs if run.stage is not RunStage.DROPPED]
    if convoy.stage is ConvoyStage.CANCELLED:
        answer = Answer(wait=Wait.CANCELLED)
    elif about is About.CUT_OFF:
        answer = _cut_off(convoy, runs, name, now.astimezone(KYIV).date())
    elif about is About.LEFT:
        answer = _left(db, runs, name, now)
    else:
        answer = _arrived(db, actor, convoy, runs, name)
    return convoy, Answer(answer.announcement, answer.wait, answer.cares, _known(db, actor, convoy))


def _cut_off(convoy: Convoy, runs: list[Run], name: str, today: date) -> Answer:
    if convoy.cut_off_on is None:
        return Answer(wait=Wait.NO_CUT_OFF)
    if convoy.cut_off_on < today or any(run.stage not in BEFORE_DEPARTURE for run in runs):
        return Answer(wait=Wait.CUT_OFF_OVER)
    return Answer(CutOff(convoy.cut_off_on, name))


def _left(db: Session, runs: list[Run], name: str, now: datetime) -> Answer:
    """Nothing is told while a van is still here: the message would say that it leaves next."""
    if not runs or any(run.stage in BEFORE_DEPARTURE for run in runs):
        return Answer(wait=Wait.NOT_LEFT)
    boxes, grams = _carried(db, runs)
    last = max((run.departed_at for run in runs if run.departed_at), default=None)
    cares = (Care.JUST_LEFT,) if last is not None and now - last < QUIET else ()
    # A van that took over on the road is not one more.
    vans = sum(1 for run in runs if run.continues_run_id is None)
    return Answer(Left(vans, boxes, grams, name), cares=cares)


def _carried(db: Session, runs: list[Run]) -> tuple[int, int]:
    """Return how many boxes left with these vans, and their grams; what was transshipped counts once."""
    left = select(Load.box_id).where(
        Load.run_id.in_([run.id for run in runs]),
        Load.departed_at.is_not(None),
        Load.end.is_(None) | Load.end.in_(LEFT_WITH_IT),
    )
    row = db.execute(
        select(func.count(Box.id), func.sum(func.coalesce(Box.gross_g, Box.estimated_g))).where(
            Box.id.in_(left)
        )
    ).one()
    return row[0], int(row[1] or 0)


def _arrived(db: Session, actor: Actor, convoy: Convoy, runs: list[Run], name: str) -> Answer:
    """Told only when no van is on its way any more, of what recipients counted as good."""
    if convoy.stage not in {ConvoyStage.DELIVERED, ConvoyStage.CLOSED}:
        return Answer(wait=Wait.ON_THE_ROAD)
    stops = [stop for stop in tallies.by_stop(db, actor, convoy.code) if stop.stop.kind is StopKind.DELIVERY]
    good = sum(stop.as_listed + stop.different for stop in stops)
    waiting = sum(stop.waiting for stop in stops)
    if not good:
        return Answer(wait=Wait.NOT_COUNTED)
    lots: Counter[int] = Counter()
    for (_, _, lot_id), tally in tallies.lot_tallies(db, [stop.stop.id for stop in stops]).items():
        lots[lot_id] += tally.good
    cares = [Care.NOT_HOME] if any(run.stage not in HOME for run in runs) else []
    cares += [Care.SOME_NOT_COUNTED] if waiting else []
    sent = sum(stop.boxes - stop.returned - stop.transshipped for stop in stops)
    announcement = Arrived(good, sent, _by_category(db, lots), _organisations(db, lots), name)
    return Answer(announcement, cares=tuple(cares))


def _by_category(db: Session, lots: Counter[int]) -> dict[str, int]:
    """Return the grams of these quantities by category, as the catalogue has them."""
    rows = db.execute(
        select(Lot.id, Item.unit_gross_g, Category.code)
        .join(Item, Item.id == Lot.item_id)
        .join(Category, Category.id == Item.category_id)
        .where(Lot.id.in_(lots))
    )
    grams: Counter[str] = Counter()
    for lot_id, unit_gross_g, category in rows:
        grams[category] += unit_gross_g * lots[lot_id]
    return dict(grams)


def _organisations(db: Session, lots: Counter[int]) -> int:
    """Return how many organisations had given of these lots, by themselves or into the pool of a day."""
    good = [lot_id for lot_id, quantity in lots.items() if quantity]
    straight = (
        select(DonationLine.donation_id)
        .join(Lot, Lot.donation_line_id == DonationLine.id)
        .where(Lot.id.in_(good))
    )
    pooled = (
        select(UnsortedLine.donation_id)
        .join(Lot, Lot.pool_id == UnsortedLine.pool_id)
        .where(Lot.id.in_(good), UnsortedLine.stage == LineStage.ACCEPTED)
    )
    gave = (
        select(func.count(merged.kept_organisation().distinct()))
        .join(Donation, Donation.organisation_id == Organisation.id)
        .where(
            Organisation.kind != OrganisationKind.INDIVIDUAL,
            ~Organisation.is_ours,
            or_(Donation.id.in_(straight), Donation.id.in_(pooled)),
        )
    )
    return db.scalar(gave) or 0


def _known(db: Session, actor: Actor, convoy: Convoy) -> tuple[str, ...]:
    """Return the names and plates by which this convoy's way and people are known, each once."""
    runs = db.scalars(
        visible.runs(actor)
        .where(Run.convoy_id == convoy.id)
        .options(selectinload(Run.crew), selectinload(Run.stops).selectinload(Stop.place))
    ).all()
    named = db.scalars(
        visible.places(actor)
        .join(ConvoyRecipient, ConvoyRecipient.place_id == Place.id)
        .where(ConvoyRecipient.convoy_id == convoy.id)
    )
    ends = [stop.place for run in runs for stop in run.stops if stop.kind.is_unloading] + list(named)
    people = [name for run in runs for one in run.crew for name in (one.name, *one.name.split())]
    words = [plate for run in runs for plate in (run.plate, run.trailer_plate)] + people
    for place in ends:
        host = place.organisation
        words += [place.name, place.name_uk, place.town, place.address, place.contact_name]
        words += [host.name, host.name_uk] if host is not None else []
    crossing = convoy.crossing
    words += [crossing.name, crossing.name_uk] if crossing is not None else []
    return tuple(dict.fromkeys(word for word in words if word))
