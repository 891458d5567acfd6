"""What a box should weigh and measure by the catalogue, until a scale says better."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from convoy.models import Balance, Box, Holder, Item, Lot
from convoy.queries.boxes import is_in_stock
from convoy.services.ledger import NewLot

CARTON_G = 600
"""Planning weight of an empty carton (own estimate; the scale always wins)."""

Contents = Sequence[tuple[Lot | NewLot, int]]


def estimated_g(contents: Contents) -> int:
    """Return the planning weight of a box in grams: its goods by the catalogue, and the carton."""
    return CARTON_G + sum(lot.item.unit_gross_g * quantity for lot, quantity in contents)


def estimated_ml(contents: Contents) -> int:
    """Return the planning volume of a box in millilitres: its goods by the catalogue."""
    return sum(lot.item.unit_volume_ml * quantity for lot, quantity in contents)


def recount(db: Session, boxes: Iterable[Box]) -> None:
    """Estimate boxes anew after their contents changed; a scale weight no longer holds and is forgotten."""
    listed = list(boxes)
    estimate(db, listed)
    for box in listed:
        box.gross_g = None
        box.weighed_at = None


def estimate(db: Session, boxes: Iterable[Box]) -> None:
    """Estimate boxes anew by the catalogue; what a scale said of them stays."""
    by_id = {box.id: box for box in boxes}
    sums = _sums(db, by_id)
    for box in by_id.values():
        grams, millilitres = sums.get(box.id, (0, 0))
        box.estimated_g = CARTON_G + grams
        box.estimated_ml = millilitres


def reestimate(db: Session, item: Item) -> None:
    """Estimate anew every box in stock that holds an item whose catalogue weight or volume has changed.

    What a scale said stays: the goods are what they were.
    """
    holding = (
        select(Holder.box_id)
        .join(Balance, Balance.holder_id == Holder.id)
        .join(Lot, Lot.id == Balance.lot_id)
        .join(Box, Box.id == Holder.box_id)
        .where(Lot.item_id == item.id, Balance.quantity > 0, is_in_stock())
    )
    sums = _sums(db, holding)
    for box in db.scalars(select(Box).where(Box.id.in_(holding))):
        grams, millilitres = sums[box.id]
        box.estimated_g = CARTON_G + grams
        box.estimated_ml = millilitres


def _sums(db: Session, box_ids: Collection[int] | Select[int | None]) -> dict[int, tuple[int, int]]:
    """Return the grams and millilitres of the goods in each box by box id, in one statement."""
    db.flush()
    rows = db.execute(
        select(
            Holder.box_id,
            func.sum(Balance.quantity * Item.unit_gross_g),
            func.sum(Balance.quantity * Item.unit_volume_ml),
        )
        .join(Balance, Balance.holder_id == Holder.id)
        .join(Lot, Lot.id == Balance.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .where(Holder.box_id.in_(box_ids))
        .group_by(Holder.box_id)
    )
    return {
        box_id: (int(grams), int(millilitres)) for box_id, grams, millilitres in rows if box_id is not None
    }
