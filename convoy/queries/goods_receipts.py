"""What was counted at a stop, for the paper that says so."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from convoy.domain.kinds import Condition
from convoy.models import Box, GoodsReceipt, GoodsReceiptLine, Item, Lot


@dataclass(frozen=True, slots=True)
class CountedGoods:
    """What was counted of an item of a box at a stop, in base units; several counts added up."""

    box: str
    item: str
    condition: Condition
    good: int
    damaged: int
    missing: int
    excess: int
    reason: str


def counted_at(db: Session, stop_id: int) -> tuple[list[GoodsReceipt], list[CountedGoods]]:
    """Return the counts of goods at a stop, and their sums by box, item and condition; two statements."""
    made = db.scalars(
        select(GoodsReceipt).where(GoodsReceipt.stop_id == stop_id).order_by(GoodsReceipt.occurred_at)
    ).all()
    line = GoodsReceiptLine
    rows = db.execute(
        select(
            func.coalesce(Box.code, ""),
            Item.code,
            Lot.condition,
            func.sum(line.good),
            func.sum(line.damaged),
            func.sum(line.missing),
            func.sum(line.excess),
            func.max(line.reason),
        )
        .join(Lot, Lot.id == line.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .outerjoin(Box, Box.id == line.box_id)
        .where(line.receipt_id.in_([one.id for one in made]))
        .group_by(Box.code, Item.code, Lot.condition)
        .order_by(Box.code, Item.code, Lot.condition)
    )
    return list(made), [CountedGoods(*row) for row in rows]
