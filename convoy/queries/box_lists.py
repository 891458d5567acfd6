"""Boxes in lists, a page at a time, and what they hold."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, selectinload

from convoy.domain.kinds import RECEIVING
from convoy.domain.lifecycle import BoxStage
from convoy.domain.permissions import Actor, Permission
from convoy.models import Balance, Box, Holder, Item, Lot, Place
from convoy.queries import visible
from convoy.queries.boxes import has_open_load, is_in_stock
from convoy.queries.stock import items_named

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class BoxFilter:
    """Which boxes are asked for; without a stage, those in stock."""

    place: str = ""
    stage: BoxStage | None = None
    which: str = ""
    """"not-weighed", "not-closed" or "no-van"; "" for all."""


WHICH: dict[str, ColumnElement[bool]] = {
    "not-weighed": Box.gross_g.is_(None),
    "not-closed": Box.stage == BoxStage.OPEN,
    "no-van": ~has_open_load(),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A box in a list: what it holds in a few words, and whether a van has it."""

    box: Box
    contents: tuple[tuple[Item, int], ...]
    reserved: bool


def page(
    db: Session, actor: Actor, asked: BoxFilter, after: str = "", size: int = ON_A_PAGE
) -> tuple[list[Listed], str]:
    """Return a page of boxes, the newest first, and the code the next page starts after ("" for none)."""
    statement = _asked(actor, asked)
    if asked.which:
        statement = statement.where(WHICH[asked.which])
    if after:
        last = visible.boxes(actor).with_only_columns(Box.id).where(Box.code == after)
        statement = statement.where(Box.id < last.scalar_subquery())
    rows = list(
        db.execute(
            statement.add_columns(has_open_load())
            .order_by(Box.id.desc())
            .limit(size + 1)
            .options(selectinload(Box.origin_place), selectinload(Box.place), selectinload(Box.pallet))
        )
    )
    shown = rows[:size]
    held = contents_of(db, actor, [box.id for box, _ in shown])
    listed = [Listed(box, tuple(held.get(box.id, ())), reserved) for box, reserved in shown]
    return listed, shown[-1][0].code if len(rows) > size else ""


def counts(db: Session, actor: Actor, asked: BoxFilter) -> dict[str, int]:
    """Return how many boxes there are in all ("") and of each of WHICH, in one statement."""
    chosen = _asked(actor, asked).with_only_columns(
        func.count(), *(func.count().filter(condition) for condition in WHICH.values())
    )
    row = db.execute(chosen).one()
    return dict(zip(["", *WHICH], row, strict=True))


def weighed_g(db: Session, actor: Actor, asked: BoxFilter) -> int:
    """Return the grams that scales said of these boxes together; those not weighed are not in it."""
    return db.scalar(_asked(actor, asked).with_only_columns(func.sum(Box.gross_g))) or 0


def _asked(actor: Actor, asked: BoxFilter) -> Select[Box]:
    statement = visible.boxes(actor)
    if asked.place:
        here = visible.places(actor).with_only_columns(Place.id).where(Place.code == asked.place)
        statement = statement.where(Box.place_id.in_(here))
    if asked.stage is not None:
        return statement.where(Box.stage == asked.stage)
    return statement.where(is_in_stock())


def contents_of(db: Session, actor: Actor, box_ids: Collection[int]) -> dict[int, list[tuple[Item, int]]]:
    """Return what boxes hold by box id: items and their quantities, in three statements."""
    rows = db.execute(
        select(Holder.box_id, Lot.item_id, func.sum(Balance.quantity))
        .join(Balance, Balance.holder_id == Holder.id)
        .join(Lot, Lot.id == Balance.lot_id)
        .where(Holder.box_id.in_(box_ids), Balance.quantity > 0)
        .group_by(Holder.box_id, Lot.item_id)
        .order_by(Holder.box_id, Lot.item_id)
    ).all()
    items = items_named(db, actor, {item_id for _, item_id, _ in rows})
    held: dict[int, list[tuple[Item, int]]] = defaultdict(list)
    for box_id, item_id, quantity in rows:
        if box_id is not None and item_id in items:
            held[box_id].append((items[item_id], int(quantity)))
    return held


def places_of(db: Session, actor: Actor) -> list[Place]:
    """Return the places where boxes may stand and the person may look, by name: not where convoys end."""
    here = Place.kind.not_in(RECEIVING) | Place.id.in_(actor.scope(Permission.BOX_READ).places)
    return list(db.scalars(visible.places(actor).where(here).order_by(Place.name, Place.code)))
