"""Questions of a stock-take: what should be there, what was seen, what differs and what will happen to it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from convoy.domain.errors import NotFound
from convoy.domain.handling import IN_STOCK, NOT_IN_STOCK, Obstacle
from convoy.domain.kinds import HolderKind
from convoy.domain.lifecycle import BoxStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.domain.stocktaking import Sighting
from convoy.models import Balance, Box, BoxSighting, Holder, Item, LooseCount, Lot, Place, StockTake, User
from convoy.queries import visible
from convoy.queries.boxes import Reservation, is_in_stock, reservations
from convoy.queries.stock import items_named, places_of

NEWEST = 30
LAST_SEEN = 5


def listing(db: Session, actor: Actor, *, most: int = NEWEST) -> Sequence[StockTake]:
    """Return the newest stock-takes this person may see, open ones first."""
    return db.scalars(
        visible.stock_takes(actor)
        .order_by(StockTake.closed_at.is_not(None), StockTake.id.desc())
        .limit(most)
        .options(selectinload(StockTake.place))
    ).all()


def places_to_count(db: Session, actor: Actor) -> list[Place]:
    """Return the places where this person may begin a stock-take, by name."""
    return [place for place in places_of(db, actor) if actor.may(Permission.STOCK_COUNT, place_id=place.id)]


def found(db: Session, actor: Actor, code: str) -> StockTake:
    """Return a stock-take by its code; raises NotFound."""
    take = db.scalar(
        visible.stock_takes(actor).where(StockTake.code == code).options(selectinload(StockTake.place))
    )
    if take is None:
        raise NotFound(N_("There is no stock-take %(code)s here. Nothing was changed."), code=code[:20])
    return take


def expected(actor: Actor, take: StockTake) -> Select[Box]:
    """Return a select of the boxes that should be there: in stock at the place, on its shelf if it has one.

    What a departed van carries is not in stock, and so not expected.
    """
    statement = visible.boxes(actor).where(Box.place_id == take.place_id, is_in_stock())
    return statement.where(Box.shelf == take.shelf) if take.shelf else statement


def sightings(db: Session, take: StockTake) -> list[BoxSighting]:
    """Return what was seen, or said of a box at the end, the newest first."""
    return list(
        db.scalars(
            select(BoxSighting)
            .where(BoxSighting.stock_take_id == take.id)
            .order_by(BoxSighting.seen_at.desc(), BoxSighting.box_id.desc())
            .options(
                selectinload(BoxSighting.box).selectinload(Box.origin_place),
                selectinload(BoxSighting.box).selectinload(Box.place),
                selectinload(BoxSighting.box).selectinload(Box.pallet),
            )
        )
    )


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A box that was seen though the books have it elsewhere, and what will happen to it."""

    box: Box
    outcome: Sighting
    why: Obstacle | None = None
    """Why nothing will happen to it."""


def fate(take: StockTake, box: Box, reserved: Reservation | None) -> Elsewhere:
    """Return what closing the stock-take does to a box that was seen in it."""
    if box.stage is BoxStage.MISSING:
        return Elsewhere(box, Sighting.FOUND_AGAIN)
    if box.stage not in IN_STOCK:
        return Elsewhere(
            box, Sighting.UNCHANGED, Obstacle(box.code, NOT_IN_STOCK[box.stage], {"code": box.code})
        )
    if box.place_id == take.place_id:
        is_here = not take.shelf or box.shelf == take.shelf
        return Elsewhere(box, Sighting.HERE if is_here else Sighting.MOVED)
    if reserved is not None:
        return Elsewhere(box, Sighting.UNCHANGED, reserved.hinders(box.code))
    if box.pallet is not None:
        message = N_("Box %(code)s is on pallet %(pallet)s; move the pallet, or take the box off first")
        why = Obstacle(box.code, message, {"code": box.code, "pallet": box.pallet.code})
        return Elsewhere(box, Sighting.UNCHANGED, why)
    return Elsewhere(box, Sighting.MOVED)


@dataclass(frozen=True, slots=True)
class Round:
    """How far a stock-take is: boxes not seen yet, those seen elsewhere, and the last ones seen."""

    expected: int
    seen: int
    not_seen: tuple[Box, ...]
    elsewhere: tuple[Elsewhere, ...]
    last: tuple[tuple[Box, datetime], ...]


def round_of(db: Session, actor: Actor, take: StockTake) -> Round:
    """Return how far an open stock-take is, in a fixed number of statements."""
    rows = sightings(db, take)
    seen = {row.box_id for row in rows}
    should = list(
        db.scalars(
            expected(actor, take)
            .order_by(Box.shelf, Box.origin_place_id, Box.short_number)
            .options(selectinload(Box.origin_place), selectinload(Box.place), selectinload(Box.pallet))
        )
    )
    fates = fates_of(db, actor, take, [row.box for row in rows])
    return Round(
        expected=len(should),
        seen=sum(box.id in seen for box in should),
        not_seen=tuple(box for box in should if box.id not in seen),
        elsewhere=tuple(one for one in fates if one.outcome is not Sighting.HERE),
        last=tuple((row.box, row.seen_at) for row in rows[:LAST_SEEN] if row.seen_at is not None),
    )


@dataclass(frozen=True, slots=True)
class Shelf:
    """A shelf ("" for none) with how many of its boxes are not seen yet."""

    name: str
    boxes: int


def by_shelf(boxes: Iterable[Box]) -> list[Shelf]:
    """Return the shelves of these boxes with their numbers, by name."""
    counts = Counter(box.shelf for box in boxes)
    return [Shelf(name, counts[name]) for name in sorted(counts)]


def fates_of(db: Session, actor: Actor, take: StockTake, boxes: Sequence[Box]) -> list[Elsewhere]:
    """Return what closing the stock-take does to each of these boxes that were seen."""
    reserved = reservations(db, actor, [box.id for box in boxes])
    return [fate(take, box, reserved.get(box.id)) for box in boxes]


@dataclass(frozen=True, slots=True)
class Loose:
    """An item that stands loose at a place: what the books have of it, and what was counted, if it was."""

    item: Item
    quantity: int
    count: LooseCount | None
    counted_by: str

    @property
    def difference(self) -> int:
        """Pieces more (or, negative, less) than the books had when it was counted."""
        return self.count.counted - self.count.expected if self.count else 0


def loose(db: Session, actor: Actor, take: StockTake) -> list[Loose]:
    """Return what should stand loose at the place and what was counted, by the items' codes.

    A stock-take of one shelf has boxes only: loose goods are not kept by shelf.
    """
    if take.shelf:
        return []
    held = dict(in_the_books(db, take))
    counts = {
        count.item_id: (count, name or "console")
        for count, name in db.execute(
            select(LooseCount, User.name)
            .outerjoin(User, User.id == LooseCount.counted_by_id)
            .where(LooseCount.stock_take_id == take.id)
        )
    }
    items = items_named(db, actor, {*held, *counts})
    return [
        Loose(item, held.get(item.id, 0), *counts.get(item.id, (None, "")))
        for item in sorted(items.values(), key=lambda item: item.code)
    ]


def in_the_books(db: Session, take: StockTake) -> Iterable[tuple[int, int]]:
    """Yield item id and quantity of what stands loose at the place by the books."""
    rows = db.execute(
        select(Lot.item_id, func.sum(Balance.quantity))
        .join(Balance, Balance.lot_id == Lot.id)
        .join(Holder, Holder.id == Balance.holder_id)
        .where(Holder.kind == HolderKind.PLACE, Holder.place_id == take.place_id, Balance.quantity > 0)
        .group_by(Lot.item_id)
    )
    for item_id, quantity in rows:
        yield item_id, int(quantity)
