"""What could go on a van: boxes and pallets where vans load, what they hold, and why some cannot go."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, selectinload

from convoy.domain.handling import Obstacle
from convoy.domain.lifecycle import BoxStage, PalletStage
from convoy.domain.loading import PalletWeight, Piece, Totals, floor_mm2, total
from convoy.domain.permissions import Actor
from convoy.models import Balance, Box, Category, Holder, Item, Lot, Pallet, Place
from convoy.queries import boxes as box_questions
from convoy.queries import controls, earmarks, visible
from convoy.queries.catalogue import load_catalogue
from convoy.queries.earmarks import Earmark
from convoy.queries.loading import left_behind
from convoy.queries.stock import items_named

PAGE = 60
MOST_PALLETS = 60
MOST_AT_ONCE = 2_000
"""Boxes put on a van in one go; a lorry takes about 750."""
MOST_MEANINGS = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """Which boxes are asked for: codes of a place and a category, words of an item, weighed or not.

    `which` is "free" (can go now), "all" (also those that cannot, with the reason) or "left"
    (left behind there by any convoy).
    """

    place: str = ""
    category: str = ""
    text: str = ""
    weighed: str = ""
    which: str = "free"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A loose box or a whole pallet: what it weighs and fills, what is in it, why it cannot go."""

    code: str
    name: str
    place: str
    totals: Totals
    contents: tuple[str, ...]
    obstacle: Obstacle | None
    is_open: bool = False
    earmarks: tuple[Earmark, ...] = ()


@dataclass(frozen=True, slots=True)
class Offered:
    """A page of candidates; `found` counts all loose boxes asked for, `after` ends the page."""

    boxes: tuple[Candidate, ...]
    found: int
    after: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How many free boxes can go, and how many wait for a sign-off first."""

    able: int
    waiting: int


@dataclass(frozen=True, slots=True)
class FreeGoods:
    """Goods without a van, by item: quantity in its base unit and the boxes that hold some of it."""

    item: str
    name: str
    unit: str
    quantity: int
    boxes: int


def offered(
    db: Session, actor: Actor, convoy_id: int, place_ids: Collection[int], asked: Asked, after: str = ""
) -> Offered:
    """Return loose boxes at these places, by place and number, with what stops them from going with a convoy.

    A fixed number of statements.
    """
    statement = _asked_for(db, actor, convoy_id, place_ids, asked)
    found = db.scalar(statement.with_only_columns(func.count(Box.id))) or 0
    if after:
        start = select(Box.place_id, Box.id).where(Box.code == after).subquery()
        statement = statement.where(
            or_(
                Box.place_id > select(start.c.place_id).scalar_subquery(),
                (Box.place_id == select(start.c.place_id).scalar_subquery())
                & (Box.id > select(start.c.id).scalar_subquery()),
            )
        )
    rows = list(
        db.scalars(
            statement.order_by(Box.place_id, Box.id)
            .limit(PAGE + 1)
            .options(selectinload(Box.place), selectinload(Box.origin_place), selectinload(Box.pallet))
        )
    )
    shown = rows[:PAGE]
    obstacles = _hindered(db, actor, convoy_id, shown, place_ids)
    contents = contents_of(db, actor, shown)
    marks = earmarks.of_boxes(db, actor, [box.id for box in shown])
    return Offered(
        tuple(
            _candidate(box, contents.get(box.id, ()), obstacles.get(box.code), marks.get(box.id, ()))
            for box in shown
        ),
        found,
        shown[-1].code if len(rows) > PAGE else "",
    )


def standing(db: Session, actor: Actor, convoy_id: int, place_ids: Collection[int]) -> Standing:
    """Return how many free loose boxes at these places can go with a convoy, and how many wait first."""
    waits = controls.waits(db, convoy_id, place_ids)
    free = box_questions.free(actor, place_ids).where(Box.pallet_id.is_(None))
    found, waiting = db.execute(
        free.with_only_columns(func.count(Box.id), func.count(Box.id).filter(waits))
    ).one()
    return Standing(found - waiting, waiting)


def codes_asked_for(
    db: Session, actor: Actor, convoy_id: int, place_ids: Collection[int], asked: Asked
) -> list[str]:
    """Return the codes of all loose boxes asked for, at most 2,000, for putting them on a van in one go."""
    statement = _asked_for(db, actor, convoy_id, place_ids, asked)
    codes = statement.with_only_columns(Box.code).order_by(Box.place_id, Box.id).limit(MOST_AT_ONCE)
    return list(db.scalars(codes))


def _asked_for(
    db: Session, actor: Actor, convoy_id: int, place_ids: Collection[int], asked: Asked
) -> Select[Box]:
    statement = visible.boxes(actor).where(Box.place_id.in_(place_ids), box_questions.is_in_stock())
    if asked.which == "free":
        statement = box_questions.free(actor, place_ids).where(~controls.waits(db, convoy_id, place_ids))
    elif asked.which == "left":
        statement = left_behind(actor).where(Box.place_id.in_(place_ids))
    statement = statement.where(Box.pallet_id.is_(None))
    if asked.place:
        statement = statement.where(Box.place_id.in_(select(Place.id).where(Place.code == asked.place)))
    if asked.weighed == "yes":
        statement = statement.where(Box.gross_g.is_not(None))
    elif asked.weighed == "no":
        statement = statement.where(Box.gross_g.is_(None))
    if asked.category or asked.text:
        statement = statement.where(Box.id.in_(_holding(db, actor, asked)))
    return statement


def _holding(db: Session, actor: Actor, asked: Asked) -> Select[int | None]:
    """Boxes that hold something of the category, and of one of the items the words may mean."""
    statement = (
        select(Holder.box_id)
        .join(Balance, Balance.holder_id == Holder.id)
        .join(Lot, Lot.id == Balance.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .where(Holder.box_id.is_not(None), Balance.quantity > 0)
    )
    if asked.category:
        statement = statement.join(Category, Category.id == Item.category_id).where(
            Category.code == asked.category
        )
    if asked.text:
        hits = load_catalogue(db).search(asked.text, MOST_MEANINGS, language=actor.language)
        statement = statement.where(Item.code.in_([hit.code for hit in hits]))
    return statement


def _hindered(
    db: Session, actor: Actor, convoy_id: int, boxes: Sequence[Box], place_ids: Collection[int]
) -> dict[str, Obstacle]:
    """Why boxes cannot go: as they stand, and for the borders on the way of this convoy's vans."""
    waiting = controls.obstacles(db, boxes, controls.destinations(db, convoy_id))
    return waiting | box_questions.obstacles(db, actor, boxes, place_ids)


def _candidate(
    box: Box, contents: tuple[str, ...], obstacle: Obstacle | None, marks: tuple[Earmark, ...]
) -> Candidate:
    return Candidate(
        code=box.code,
        name=box.short_name,
        place=box.place.name if box.place else "",
        totals=total([piece_of(box)], {}),
        contents=contents,
        obstacle=obstacle,
        is_open=box.stage is BoxStage.OPEN,
        earmarks=marks,
    )


def piece_of(box: Box, pallet: str = "") -> Piece:
    """Return a box as a loader sees it."""
    return Piece(
        code=box.code,
        gross_g=box.gross_g,
        estimated_g=box.estimated_g,
        ml=box.planning_ml,
        floor_mm2=floor_mm2(box.length_mm, box.width_mm, box.height_mm, box.planning_ml),
        pallet=pallet,
        is_closed=box.stage is not BoxStage.OPEN,
    )


def contents_of(db: Session, actor: Actor, boxes: Sequence[Box]) -> dict[int, tuple[str, ...]]:
    """Return the names of what is in each box by its id, most first, in three statements."""
    rows = db.execute(
        select(Holder.box_id, Lot.item_id, func.sum(Balance.quantity))
        .join(Balance, Balance.holder_id == Holder.id)
        .join(Lot, Lot.id == Balance.lot_id)
        .where(Holder.box_id.in_([box.id for box in boxes]), Balance.quantity > 0)
        .group_by(Holder.box_id, Lot.item_id)
    ).all()
    items = items_named(db, actor, {item_id for _, item_id, _ in rows})
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for box_id, item_id, quantity in rows:
        if box_id is not None:
            found[box_id].append((-int(quantity), items[item_id].name_in(actor.language)))
    return {box_id: tuple(name for _, name in sorted(held)) for box_id, held in found.items()}


def pallets(db: Session, actor: Actor, convoy_id: int, place_ids: Collection[int]) -> list[Candidate]:
    """Return the pallets at these places that hold boxes, with what stops any box of them."""
    standing = list(
        db.scalars(
            visible.pallets(actor)
            .where(Pallet.place_id.in_(place_ids), Pallet.stage != PalletStage.BROKEN_DOWN)
            .order_by(Pallet.place_id, Pallet.id)
            .limit(MOST_PALLETS)
            .options(
                selectinload(Pallet.place),
                selectinload(Pallet.boxes).selectinload(Box.place),
                selectinload(Pallet.boxes).selectinload(Box.pallet),
            )
        )
    )
    boxes = [box for pallet in standing for box in pallet.boxes]
    obstacles = _hindered(db, actor, convoy_id, boxes, place_ids)
    contents = contents_of(db, actor, boxes)
    return [_whole(pallet, obstacles, contents) for pallet in standing if pallet.boxes]


def _whole(pallet: Pallet, obstacles: dict[str, Obstacle], contents: dict[int, tuple[str, ...]]) -> Candidate:
    weight = PalletWeight(pallet.code, pallet.tare_g, pallet.gross_g)
    pieces = [piece_of(box, pallet.code) for box in pallet.boxes]
    return Candidate(
        code=pallet.code,
        name=pallet.code,
        place=pallet.place.name if pallet.place else "",
        totals=total(pieces, {pallet.code: weight}),
        contents=tuple(dict.fromkeys(name for box in pallet.boxes for name in contents.get(box.id, ()))),
        obstacle=next((obstacles[box.code] for box in pallet.boxes if box.code in obstacles), None),
        is_open=pallet.stage is PalletStage.BUILDING,
    )


def free_goods(db: Session, actor: Actor, place_ids: Collection[int], limit: int = 12) -> list[FreeGoods]:
    """Return what stands free where vans load, by item, most boxes first, in three statements."""
    free = box_questions.free(actor, place_ids).with_only_columns(Box.id)
    boxes = func.count(func.distinct(Holder.box_id))
    rows = db.execute(
        select(Lot.item_id, func.sum(Balance.quantity), boxes)
        .join(Balance, Balance.lot_id == Lot.id)
        .join(Holder, Holder.id == Balance.holder_id)
        .where(Holder.box_id.in_(free), Balance.quantity > 0)
        .group_by(Lot.item_id)
        .order_by(boxes.desc(), Lot.item_id)
        .limit(limit)
    ).all()
    items = items_named(db, actor, {item_id for item_id, _, _ in rows})
    return [
        FreeGoods(
            items[item_id].code,
            items[item_id].name_in(actor.language),
            items[item_id].unit_code,
            int(quantity),
            count,
        )
        for item_id, quantity, count in rows
    ]
