"""What a closed stock-take says must be what its action did, and no box has a number yet to be given."""

from collections.abc import Iterator

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from convoy.domain.kinds import HolderKind, MovementKind
from convoy.domain.stocktaking import Sighting
from convoy.models import Box, BoxSighting, Holder, Item, LooseCount, Lot, Movement, Place, StockTake
from convoy.services.differences import Difference


def check(db: Session) -> Iterator[Difference]:
    """Yield what closed stock-takes and the places' counters of numbers say otherwise than the ledger."""
    yield from _loose(db)
    yield from _missing(db)
    yield from _numbers(db)


def _loose(db: Session) -> Iterator[Difference]:
    """What was counted differs from the books by what its action moved onto the shelf and off it."""
    taker = aliased(Holder)
    signed = case((taker.kind == HolderKind.PLACE, Movement.quantity), else_=-Movement.quantity)
    moved = (
        select(Movement.audit_id, Lot.item_id, func.sum(signed).label("moved"))
        .join(Lot, Lot.id == Movement.lot_id)
        .join(taker, taker.id == Movement.to_holder_id)
        .outerjoin(Holder, Holder.id == Movement.from_holder_id)
        .where((taker.kind == HolderKind.PLACE) | (Holder.kind == HolderKind.PLACE))
        .group_by(Movement.audit_id, Lot.item_id)
        .subquery()
    )
    # Two items that were counted apart and are kept as one now are compared together.
    kept = func.coalesce(Item.merged_into_id, Item.id)
    counted = (
        select(
            LooseCount.stock_take_id,
            kept.label("item_id"),
            func.sum(LooseCount.counted - LooseCount.expected).label("said"),
        )
        .join(Item, Item.id == LooseCount.item_id)
        .group_by(LooseCount.stock_take_id, kept)
        .subquery()
    )
    found = func.coalesce(moved.c.moved, 0)
    rows = db.execute(
        select(StockTake.code, Item.code, counted.c.said, found)
        .join(counted, counted.c.stock_take_id == StockTake.id)
        .join(Item, Item.id == counted.c.item_id)
        .outerjoin(moved, (moved.c.audit_id == StockTake.audit_id) & (moved.c.item_id == counted.c.item_id))
        .where(StockTake.audit_id.is_not(None), counted.c.said != found)
    )
    for take, item, said, did in rows:
        yield Difference(f"difference of {item} in stock-take {take}", int(said), int(did))


def _missing(db: Session) -> Iterator[Difference]:
    """A box that was said to be missing gave what it held to what is missing."""
    rows = db.execute(
        select(StockTake.code, Box.code)
        .join(BoxSighting, BoxSighting.stock_take_id == StockTake.id)
        .join(Box, Box.id == BoxSighting.box_id)
        .join(Holder, Holder.box_id == Box.id)
        .outerjoin(
            Movement,
            (Movement.audit_id == StockTake.audit_id)
            & (Movement.from_holder_id == Holder.id)
            & (Movement.kind == MovementKind.MISSING),
        )
        .where(BoxSighting.outcome == Sighting.MISSING, Movement.id.is_(None))
    )
    for take, box in rows:
        yield Difference(f"box {box} in stock-take {take}", "missing", "nothing of it is missing")


def _numbers(db: Session) -> Iterator[Difference]:
    """The next number of a hall is beyond all that its boxes have."""
    rows = db.execute(
        select(Place.code, Place.next_box_number, func.max(Box.short_number))
        .join(Box, Box.origin_place_id == Place.id)
        .group_by(Place.id, Place.code, Place.next_box_number)
        .having(func.max(Box.short_number) >= Place.next_box_number)
    )
    for place, following, highest in rows:
        yield Difference(f"next box number of {place}", following, highest + 1)
