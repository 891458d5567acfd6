"""The legs of boxes: every van a box was on, and where the boxes of a gift are now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from convoy.domain.handling import IN_STOCK
from convoy.domain.kinds import HolderKind, LoadEnd, MovementKind
from convoy.domain.lifecycle import BoxStage
from convoy.domain.permissions import Actor
from convoy.models import (
    Balance,
    Box,
    Convoy,
    Donation,
    DonationLine,
    GoodsReceipt,
    GoodsReceiptLine,
    Holder,
    Load,
    Lot,
    Movement,
    Place,
    Run,
    Stop,
)
from convoy.queries import visible


@dataclass(frozen=True, slots=True)
class Leg:
    """A box on a van: from where (empty: the roadside, or not recorded) to where, and how that ended."""

    box_id: int
    convoy: str
    van: int
    came_on: str
    goes_to: str
    left_at: datetime | None
    ended_at: datetime | None
    end: LoadEnd | None
    counted_at: datetime | None
    """When it was last counted where it goes to."""


def of_boxes(db: Session, actor: Actor, box_ids: Iterable[int]) -> dict[int, list[Leg]]:
    """Return by box id the legs on convoys this person has open, the first one first; one statement."""
    seen = visible.opened_convoys(actor).with_only_columns(Convoy.id)
    came_on, goes_to = aliased(Stop), aliased(Stop)
    from_place, to_place = aliased(Place), aliased(Place)
    counted = (
        select(func.max(GoodsReceipt.occurred_at))
        .join(GoodsReceiptLine, GoodsReceiptLine.receipt_id == GoodsReceipt.id)
        .where(GoodsReceipt.stop_id == Load.to_stop_id, GoodsReceiptLine.box_id == Load.box_id)
        .correlate(Load)
        .scalar_subquery()
    )
    rows = db.execute(
        select(
            Load.box_id,
            Convoy.code,
            Run.number,
            func.coalesce(from_place.name, ""),
            to_place.name,
            Load.departed_at,
            Load.ended_at,
            Load.end,
            counted,
        )
        .join(Run, Run.id == Load.run_id)
        .join(Convoy, Convoy.id == Run.convoy_id)
        .outerjoin(came_on, came_on.id == Load.from_stop_id)
        .outerjoin(from_place, from_place.id == came_on.place_id)
        .join(goes_to, goes_to.id == Load.to_stop_id)
        .join(to_place, to_place.id == goes_to.place_id)
        .where(Load.box_id.in_(list(box_ids)), Convoy.id.in_(seen))
        .order_by(Load.id)
    )
    found: dict[int, list[Leg]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(Leg(*row))
    return found


def are_hidden(db: Session, actor: Actor, box: Box) -> bool:
    """Whether a box was on a van of a convoy this person may see and has not opened."""
    closed = visible.convoys(actor).where(
        Convoy.id.not_in(visible.opened_convoys(actor).with_only_columns(Convoy.id))
    )
    on_one = (
        select(Load.id)
        .join(Run, Run.id == Load.run_id)
        .where(Load.box_id == box.id, Run.convoy_id.in_(closed.with_only_columns(Convoy.id)))
    )
    return db.scalar(on_one.limit(1)) is not None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a box is now. The leg is its last one, None where there was none this person may know of."""

    box: Box
    leg: Leg | None

    @property
    def is_in_stock(self) -> bool:
        """Whether it stands in our own stock, at the box's place and shelf."""
        return self.box.stage in IN_STOCK

    @property
    def is_planned(self) -> bool:
        """Whether it stands there with a place on a van."""
        return self.is_in_stock and self.leg is not None and self.leg.end is None

    @property
    def is_missing(self) -> bool:
        """Whether nobody knows where it is."""
        return self.box.stage is BoxStage.MISSING


def whereabouts(db: Session, actor: Actor, boxes: Sequence[Box]) -> list[Whereabouts]:
    """Return where these boxes are now, in their order and in one statement."""
    legs = of_boxes(db, actor, [box.id for box in boxes])
    return [Whereabouts(box, legs[box.id][-1] if legs.get(box.id) else None) for box in boxes]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a line of a gift, in its item's base unit: the parts add up to all there ever was."""

    loose: int = 0
    boxed: int = 0
    on_the_way: int = 0
    delivered: int = 0
    damaged: int = 0
    missing: int = 0
    other: int = 0
    """Set aside, or written off."""
    found: int = 0
    """How much of all this was more than listed when it was counted."""

    @property
    def parts(self) -> tuple[int, ...]:
        """Where it all is, in the order of the fields."""
        stock = (self.loose, self.boxed, self.on_the_way)
        return (*stock, self.delivered, self.damaged, self.missing, self.other)

    @property
    def total(self) -> int:
        """All there is of it, wherever."""
        return sum(self.parts)


_ENDS: Mapping[HolderKind, str] = {
    HolderKind.PLACE: "loose",
    HolderKind.DELIVERED: "delivered",
    HolderKind.DAMAGED: "damaged",
    HolderKind.MISSING: "missing",
}


def fates(db: Session, actor: Actor, donation: Donation) -> dict[int, Fate]:
    """Return what became of each line of a gift by line id, through all legs; two statements.

    A line of which nothing ever was in stock is absent.
    """
    seen = visible.donations(actor).with_only_columns(Donation.id).where(Donation.id == donation.id)
    of_gift = (DonationLine.donation_id == donation.id, DonationLine.donation_id.in_(seen))
    parts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = db.execute(
        select(DonationLine.id, Holder.kind, Box.stage, func.sum(Balance.quantity))
        .join(Lot, Lot.donation_line_id == DonationLine.id)
        .join(Balance, Balance.lot_id == Lot.id)
        .join(Holder, Holder.id == Balance.holder_id)
        .outerjoin(Box, Box.id == Holder.box_id)
        .where(*of_gift, Balance.quantity > 0)
        .group_by(DonationLine.id, Holder.kind, Box.stage)
    )
    for line_id, kind, stage, quantity in rows:
        if kind is HolderKind.BOX:
            part = "boxed" if stage in IN_STOCK else "on_the_way"
        else:
            part = _ENDS.get(kind, "other")
        parts[line_id][part] += int(quantity)
    found = db.execute(
        select(DonationLine.id, func.sum(Movement.quantity))
        .join(Lot, Lot.donation_line_id == DonationLine.id)
        .join(Movement, Movement.lot_id == Lot.id)
        .where(*of_gift, Movement.kind == MovementKind.FOUND)
        .group_by(DonationLine.id)
    )
    for line_id, quantity in found:
        parts[line_id]["found"] += int(quantity)
    return {line_id: Fate(**counted) for line_id, counted in parts.items()}
