"""Questions about what a place asks for: how much is still wanted, and what is pinned there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVarTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload

from convoy.domain.kinds import StopKind
from convoy.domain.lifecycle import ConvoyStage, LineStage, RunStage
from convoy.domain.permissions import Actor
from convoy.models import (
    AppealItem,
    Convoy,
    ConvoyRecipient,
    Donation,
    DonationLine,
    Item,
    PinnedItem,
    Place,
    Run,
    Stop,
    Wish,
)
from convoy.queries import merged, visible

Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wish, or what an appeal calls for, and how much has come since, in the item's base unit.

    0 for a group.
    """

    wish: Wish | AppealItem
    received: int = 0

    @property
    def still(self) -> int | None:
        """How much is still wanted, None where as much as comes is."""
        return None if self.wish.quantity is None else max(0, self.wish.quantity - self.received)

    @property
    def is_open(self) -> bool:
        """Whether more of it is wanted."""
        return self.still != 0


def of_place(db: Session, place: Place) -> list[Wanted]:
    """Return the wishes of a place that are not over, as `of_places` does."""
    return of_places(db, [place])[place.id]


def of_places(db: Session, places: Collection[Place]) -> dict[int, list[Wanted]]:
    """Return the wishes that are not over by the id of their place, fulfilled ones too.

    Ask only for places that the person may see. What was accepted or set aside counts, what was refused or
    taken back does not. A fixed number of statements.
    """
    item = joinedload(Wish.item)
    days = {place.id: today(place) for place in places}
    rows = db.scalars(
        select(Wish)
        .where(Wish.place_id.in_(days))
        .order_by(Wish.id)
        .options(
            item.selectinload(Item.names),
            item.joinedload(Item.merged_into).selectinload(Item.names),
            joinedload(Wish.category),
        )
    )
    wishes = [wish for wish in rows if wish.until_on is None or wish.until_on >= days[wish.place_id]]
    counted = [wish.id for wish in wishes if wish.quantity is not None]
    came = _received(db, counted) if counted else {}
    found: dict[int, list[Wanted]] = {place_id: [] for place_id in days}
    for wish in wishes:
        found[wish.place_id].append(Wanted(wish, came.get(wish.id, 0)))
    return found


def given(asking: Select[*Ts], item_id: InstrumentedAttribute[int | None]) -> Select[*Ts]:
    """Return `asking` joined to the lines of gifts that count for an item, whatever it was called then."""
    written, asked = aliased(Item), aliased(Item)
    kept = func.coalesce(asked.merged_into_id, asked.id)
    return (
        asking.join(asked, asked.id == item_id)
        .join(written, func.coalesce(written.merged_into_id, written.id) == kept)
        .join(DonationLine, DonationLine.item_id == written.id)
        .join(Donation, Donation.id == DonationLine.donation_id)
        .where(
            Donation.withdrawn_at.is_(None),
            DonationLine.stage.in_((LineStage.ACCEPTED, LineStage.SET_ASIDE)),
        )
    )


def _received(db: Session, wish_ids: Collection[int]) -> dict[int, int]:
    """Return how much came at its place since each wish was made, by the wish's id."""
    came = given(select(Wish.id, func.sum(DonationLine.quantity)), Wish.item_id)
    rows = db.execute(
        came.where(
            Wish.id.in_(wish_ids),
            Donation.place_id == Wish.place_id,
            Donation.received_on >= Wish.since_on,
        ).group_by(Wish.id)
    )
    return {wish_id: int(quantity) for wish_id, quantity in rows}


def of_recipients(db: Session, actor: Actor, place: str) -> frozenset[str]:
    """Return the codes of what recipients ask for whom convoys go to that load at the place with this code.

    All of them in one set, so that it says of no item who asks, nor of a convoy that there is one. A convoy
    counts from its planning until it is closed: nothing changes when it leaves, crosses or arrives. Nothing
    for a place this person does not see. One statement.
    """
    here = visible.places(actor).where(Place.code == place).with_only_columns(Place.id)
    runs = (
        select(Run.id)
        .join(Convoy, Convoy.id == Run.convoy_id)
        .join(Stop, Stop.run_id == Run.id)
        .where(
            Convoy.stage.not_in((ConvoyStage.CLOSED, ConvoyStage.CANCELLED)),
            Run.stage != RunStage.DROPPED,
            Stop.kind == StopKind.LOADING,
            Stop.place_id.in_(here),
        )
    )
    convoys = select(Run.convoy_id).where(Run.id.in_(runs))
    named = select(ConvoyRecipient.place_id).where(ConvoyRecipient.convoy_id.in_(convoys))
    unloading = select(Stop.place_id).where(Stop.run_id.in_(runs), Stop.kind == StopKind.DELIVERY)
    rows = db.execute(
        select(Item.code, Wish.until_on, Place.zone)
        .join(merged.written_item, merged.item_is_kept)
        .join(Wish, Wish.item_id == merged.written_item.id)
        .join(Place, Place.id == Wish.place_id)
        .where(Place.id.in_(named) | Place.id.in_(unloading))
    )
    return frozenset(code for code, until, zone in rows if until is None or until >= _day_in(zone))


def today(place: Place) -> date:
    """Return the day it is at a place."""
    return _day_in(place.zone)


def _day_in(zone: str) -> date:
    return datetime.now(UTC).astimezone(ZoneInfo(zone)).date()


def pinned(db: Session, actor: Actor, place: str) -> list[Item]:
    """Return the items pinned at the place with this code, in their order; those out of use are left out."""
    seen = visible.places(actor).where(Place.code == place).with_only_columns(Place.id)
    rows = db.scalars(
        select(PinnedItem)
        .where(PinnedItem.place_id.in_(seen))
        .order_by(PinnedItem.position, PinnedItem.item_id)
        .options(
            joinedload(PinnedItem.item).selectinload(Item.names),
            joinedload(PinnedItem.item).joinedload(Item.merged_into).selectinload(Item.names),
        )
    )
    return list({row.item.kept.code: row.item.kept for row in rows if row.item.kept.is_active}.values())
