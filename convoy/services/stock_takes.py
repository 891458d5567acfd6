"""A stock-take while it is open: begun, boxes seen by several people at once, loose goods counted."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import case, delete, or_, select
from sqlalchemy.orm import Session, selectinload

from convoy.domain import references
from convoy.domain.errors import NotFound, RuleBroken
from convoy.domain.kinds import PlaceKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Box, BoxSighting, Category, Item, LooseCount, Lot, Movement, Place, StockTake
from convoy.queries import stock_takes as query
from convoy.queries import visible
from convoy.queries.controls import GOODS, goods_wait
from convoy.services import audit, ledger

COUNTED_AT = (PlaceKind.COLLECTION_POINT, PlaceKind.WAREHOUSE)


@dataclass(frozen=True, slots=True)
class StartStockTake:
    """A place to count, or one shelf of it."""

    key: UUID
    place: str
    shelf: str = ""


def start(db: Session, actor: Actor, command: StartStockTake) -> StockTake:
    """Begin a stock-take and return it. Raises RuleBroken where one is open at the place."""
    if earlier := audit.earlier(db, actor, command.key, "stocktake:start", command):
        return query.found(db, actor, earlier)
    place = db.scalar(visible.places(actor).where(Place.code == command.place, Place.kind.in_(COUNTED_AT)))
    if place is None:
        raise NotFound(N_("There is no place %(code)s here. Nothing was changed."), code=command.place[:20])
    actor.must(Permission.STOCK_COUNT, place_id=place.id)
    running = db.scalar(
        select(StockTake).where(StockTake.place_id == place.id, StockTake.closed_at.is_(None))
    )
    if running is not None:
        raise RuleBroken(
            N_("Stock-take %(code)s is open at %(place)s already: go on with it, or close it first."),
            code=running.code,
            place=place.name,
        )
    take = StockTake(
        code=references.new("ST"),
        place=place,
        shelf=command.shelf,
        started_at=datetime.now(UTC),
        started_by_id=actor.user_id,
    )
    db.add(take)
    db.flush()
    audit.note(
        db, actor, "stocktake:start", take.code,
        key=command.key, request=command, place=place.code, shelf=command.shelf,
    )  # fmt: skip
    return take


@dataclass(frozen=True, slots=True)
class SeeBoxes:
    """Boxes that stand where the stock-take is."""

    key: UUID
    stock_take: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of naming boxes: how many were new, and those that somebody had seen before."""

    added: int
    already: tuple[str, ...]


def see(db: Session, actor: Actor, command: SeeBoxes) -> Seen:
    """Note that these boxes were seen; one that was seen before counts once. Raises NotFound for any."""
    take = to_count(db, actor, command.stock_take)
    codes = tuple(dict.fromkeys(command.codes))
    if audit.earlier(db, actor, command.key, "stocktake:see", command):
        return Seen(0, codes)
    boxes = {box.code: box for box in db.scalars(visible.boxes(actor).where(Box.code.in_(codes)))}
    if unknown := [code for code in codes if code not in boxes]:
        raise NotFound(
            N_("There is no box %(codes)s here. Nothing was changed."), codes=", ".join(unknown[:20])
        )
    ids = [box.id for box in boxes.values()]
    before = set(
        db.scalars(
            select(BoxSighting.box_id).where(
                BoxSighting.stock_take_id == take.id, BoxSighting.box_id.in_(ids)
            )
        )
    )
    now = datetime.now(UTC)
    fresh = [code for code in codes if boxes[code].id not in before]
    db.add_all(
        BoxSighting(stock_take_id=take.id, box_id=boxes[code].id, seen_at=now, seen_by_id=actor.user_id)
        for code in fresh
    )
    audit.note(
        db, actor, "stocktake:see", take.code, key=command.key, request=command, about=fresh, count=len(fresh)
    )
    db.flush()
    return Seen(len(fresh), tuple(code for code in codes if boxes[code].id in before))


@dataclass(frozen=True, slots=True)
class UnseeBox:
    """A box that was named by mistake."""

    key: UUID
    stock_take: str
    code: str


def unsee(db: Session, actor: Actor, command: UnseeBox) -> None:
    """Take back that a box was seen. Raises RuleBroken for a code that was not."""
    take = to_count(db, actor, command.stock_take)
    if audit.earlier(db, actor, command.key, "stocktake:unsee", command):
        return
    box_id = select(Box.id).where(Box.code == command.code).scalar_subquery()
    seen = delete(BoxSighting).where(BoxSighting.stock_take_id == take.id, BoxSighting.box_id == box_id)
    if db.scalar(seen.returning(BoxSighting.box_id)) is None:
        raise RuleBroken(
            N_("Box %(code)s was not seen in stock-take %(take)s. Nothing was changed."),
            code=command.code[:20],
            take=take.code,
        )
    audit.note(
        db, actor, "stocktake:unsee", take.code, key=command.key, request=command, about=[command.code]
    )


@dataclass(frozen=True, slots=True)
class CountLoose:
    """What was counted of loose goods: items' codes and quantities in their base units, 0 for none left."""

    key: UUID
    stock_take: str
    counts: tuple[tuple[str, int], ...]


def count_loose(db: Session, actor: Actor, command: CountLoose) -> StockTake:
    """Keep what was counted beside what the books have at this moment; a later count replaces it."""
    take = to_count(db, actor, command.stock_take)
    if audit.earlier(db, actor, command.key, "stocktake:count", command):
        return take
    if take.shelf:
        raise RuleBroken(N_("This stock-take is of one shelf; loose goods are counted with the whole place."))
    held = dict(query.in_the_books(db, take))
    codes = {code for code, _ in command.counts}
    items = {item.code: item.kept for item in db.scalars(visible.items(actor).where(Item.code.in_(codes)))}
    now = datetime.now(UTC)
    for code, counted in command.counts:
        item = items.get(code)
        if item is None or newest_lot(db, take, item) is None:
            raise RuleBroken(
                N_("No “%(item)s” was ever loose here: log it as a gift. Nothing was stored."),
                item=item.name_in(actor.language) if item else code[:20],
            )
        row = db.get(LooseCount, (take.id, item.id))
        if row is None:
            row = LooseCount(stock_take_id=take.id, item_id=item.id)
            db.add(row)
        row.expected, row.counted = held.get(item.id, 0), counted
        row.counted_at, row.counted_by_id = now, actor.user_id
    audit.note(db, actor, "stocktake:count", take.code, key=command.key, request=command)
    db.flush()
    return take


def newest_lot(db: Session, take: StockTake, item: Item) -> Lot | None:
    """Return the newest lot of an item that is or was loose at the place: what is found is more of it.

    Nobody signed for what is found: a lot that waits for that comes before one that was signed off.
    """
    shelf = ledger.holder_at(db, take.place)
    through = or_(Movement.from_holder_id == shelf.id, Movement.to_holder_id == shelf.id)
    return db.scalars(
        select(Lot)
        .join(Movement, Movement.lot_id == Lot.id)
        .join(Item, Item.id == Lot.item_id)
        .join(Category, Category.id == Item.category_id)
        .where(Lot.item_id == item.id, through)
        .order_by(case((or_(*map(goods_wait, GOODS)), 0), else_=1), Lot.id.desc())
        .limit(1)
    ).first()


def to_count(db: Session, actor: Actor, code: str) -> StockTake:
    """Return an open stock-take, locked, in which this person counts.

    Raises NotFound, NotAllowed, and RuleBroken for one that is closed.
    """
    take = db.scalar(
        visible.stock_takes(actor)
        .where(StockTake.code == code)
        .options(selectinload(StockTake.place))
        .with_for_update(of=StockTake)
    )
    if take is None:
        raise NotFound(N_("There is no stock-take %(code)s here. Nothing was changed."), code=code[:20])
    actor.must(Permission.BOX_PACK, place_id=take.place_id)
    if take.closed_at is not None:
        raise RuleBroken(N_("Stock-take %(code)s is closed. Nothing was changed."), code=take.code)
    return take
