"""Questions about stock: what is in our hands, by place and item, loose, in boxes, reserved and free."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import ColumnElement, Subquery, and_, case, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from convoy.domain.kinds import HolderKind, PlaceKind
from convoy.domain.permissions import Actor
from convoy.domain.text import fold
from convoy.models import Balance, Box, Category, DonationLine, Holder, Item, Load, Lot, Place, SortingPool
from convoy.queries import visible
from convoy.queries.boxes import is_in_stock


class StockTotal(TypedDict):
    """What a place has of an item, in its base unit; `reserved` of it has a place on a van."""

    place: str
    item: str
    name: str
    quantity: int
    reserved: int


@dataclass(frozen=True, slots=True)
class StockRow:
    """What a place has of an item, in its base unit. Free: not promised to a van."""

    place_code: str
    place_name: str
    item_code: str
    item_name: str
    category: str
    unit: str
    loose: int
    boxed: int
    reserved: int
    earmarked: int = 0
    """Of what is free, given for somebody."""

    @property
    def quantity(self) -> int:
        """All of it."""
        return self.loose + self.boxed

    @property
    def free(self) -> int:
        """What can still go on a van."""
        return self.quantity - self.reserved


@dataclass(frozen=True, slots=True)
class StockFilter:
    """Which part of the stock is asked for: codes of a place and a category, words of an item's name."""

    place: str = ""
    category: str = ""
    text: str = ""


def totals(db: Session, actor: Actor, place: str | None = None) -> list[StockTotal]:
    """Return all that is in our hands by place and item: loose, and in boxes there, also reserved ones.

    What is set aside, on the road, delivered or lost is not counted. A fixed number of statements.
    """
    return [
        StockTotal(
            place=row.place_code,
            item=row.item_code,
            name=row.item_name,
            quantity=row.quantity,
            reserved=row.reserved,
        )
        for row in listing(db, actor, StockFilter(place=place or ""))
    ]


def listing(db: Session, actor: Actor, asked: StockFilter) -> list[StockRow]:
    """Return the stock the person may see, by place, category and item, in three statements."""
    places = visible.stock_places(actor)
    if asked.place:
        places = places.where(Place.code == asked.place)
    held = _held({place.id for place in db.scalars(places)})
    statement = (
        select(
            Place.code,
            Place.name,
            held.c.item_id,
            Category.code,
            func.sum(held.c.loose),
            func.sum(held.c.boxed),
            func.sum(held.c.reserved),
            func.sum(held.c.earmarked),
        )
        .join(Place, Place.id == held.c.place_id)
        .join(Item, Item.id == held.c.item_id)
        .join(Category, Category.id == Item.category_id)
        .group_by(Place.code, Place.name, held.c.item_id, Category.code, Category.position, Item.code)
        .order_by(Place.name, Place.code, Category.position, Item.code)
    )
    if asked.category:
        statement = statement.where(Category.code == asked.category)
    rows = db.execute(statement).all()
    items = items_named(db, actor, {row[2] for row in rows})
    wanted = fold(asked.text)
    found = []
    for place_code, place_name, item_id, category, loose, boxed, reserved, earmarked in rows:
        item = items[item_id]
        if wanted and not _is_meant(item, wanted):
            continue
        name = item.name_in(actor.language)
        found.append(
            StockRow(
                place_code,
                place_name,
                item.code,
                name,
                category,
                item.unit_code,
                int(loose),
                int(boxed),
                int(reserved),
                int(earmarked),
            )
        )
    return found


def items_named(db: Session, actor: Actor, item_ids: Collection[int]) -> dict[int, Item]:
    """Return items by id with their names in every language, in two statements."""
    chosen = visible.items(actor).where(Item.id.in_(item_ids)).options(selectinload(Item.names))
    return {item.id: item for item in db.scalars(chosen)}


def _is_meant(item: Item, wanted: str) -> bool:
    """Whether every word asked for begins a word of the item's names in any language, or of its code."""
    known = f"{item.code} {' '.join(name.name for name in item.names)}"
    words = fold(known).split()
    return all(any(word.startswith(part) for word in words) for part in wanted.split())


def _held(place_ids: Collection[int]) -> Subquery:
    """Return what these places hold, a row per place, item and way of holding it."""
    loose = (
        select(
            Holder.place_id,
            Lot.item_id,
            Balance.quantity.label("loose"),
            literal(0).label("boxed"),
            literal(0).label("reserved"),
            _for_somebody(Balance.quantity).label("earmarked"),
        )
        .join(Balance, Balance.holder_id == Holder.id)
        .join(Lot, Lot.id == Balance.lot_id)
        .outerjoin(DonationLine, DonationLine.id == Lot.donation_line_id)
        .where(Holder.kind == HolderKind.PLACE, Holder.place_id.in_(place_ids), Balance.quantity > 0)
    )
    boxed = (
        select(
            Box.place_id,
            Lot.item_id,
            literal(0),
            Balance.quantity,
            case((Load.id.is_(None), 0), else_=Balance.quantity),
            case((Load.id.is_(None), _for_somebody(Balance.quantity)), else_=0),
        )
        .join(Holder, Holder.box_id == Box.id)
        .join(Balance, Balance.holder_id == Holder.id)
        .join(Lot, Lot.id == Balance.lot_id)
        .outerjoin(DonationLine, DonationLine.id == Lot.donation_line_id)
        .outerjoin(Load, and_(Load.box_id == Box.id, Load.ended_at.is_(None)))
        .where(Box.place_id.in_(place_ids), is_in_stock(), Balance.quantity > 0)
    )
    return union_all(loose, boxed).subquery("held")


def _for_somebody(quantity: InstrumentedAttribute[int]) -> ColumnElement[int]:
    """The quantity where its line is earmarked, else nothing; goods of a pool are nobody's."""
    return case((func.coalesce(DonationLine.earmark, "") != "", quantity), else_=0)


def pieces(db: Session, lot_ids: Collection[int], *held: ColumnElement[bool]) -> dict[int, int]:
    """Return by lot how much there is of it in base units, wherever, or with these holders; absent for 0."""
    rows = db.execute(
        select(Balance.lot_id, func.sum(Balance.quantity))
        .join(Holder, Holder.id == Balance.holder_id)
        .where(Balance.lot_id.in_(lot_ids), Balance.quantity > 0, *held)
        .group_by(Balance.lot_id)
    )
    return {lot_id: int(quantity) for lot_id, quantity in rows}


@dataclass(frozen=True, slots=True)
class Held:
    """What a place has loose, or a box holds, of one lot.

    The code of its donation, or of the pool it was counted from, is there where the person may see it.
    """

    lot: Lot
    quantity: int
    item_name: str
    donation_code: str
    pool_code: str = ""


def loose_at(db: Session, actor: Actor, place_id: int, text: str = "", limit: int = 60) -> list[Held]:
    """Return what stands loose at a place, newest lots first, at most `limit` of those `text` means."""
    rows = db.execute(
        select(Lot, Balance.quantity)
        .join(Balance, Balance.lot_id == Lot.id)
        .join(Holder, Holder.id == Balance.holder_id)
        .where(Holder.kind == HolderKind.PLACE, Holder.place_id == place_id, Balance.quantity > 0)
        .order_by(Lot.id.desc())
        .options(
            selectinload(Lot.item).selectinload(Item.names),
            selectinload(Lot.donation_line).selectinload(DonationLine.donation),
            selectinload(Lot.pool).selectinload(SortingPool.place),
        )
    )
    wanted = fold(text)
    found = []
    for lot, quantity in rows:
        if wanted and not _is_meant(lot.item, wanted):
            continue
        donation = lot.donation_line.donation.code if lot.donation_line else ""
        pool = lot.pool.code if lot.pool else ""
        found.append(Held(lot, quantity, lot.item.name_in(actor.language), donation, pool))
        if len(found) == limit:
            break
    return found


def categories(db: Session) -> list[str]:
    """Return the codes of the catalogue's categories in their order."""
    return list(db.scalars(select(Category.code).order_by(Category.position)))


def places_of(db: Session, actor: Actor) -> list[Place]:
    """Return the places whose stock the person may see, by name; never a place where nothing is kept."""
    kept = [PlaceKind.COLLECTION_POINT, PlaceKind.WAREHOUSE]
    return list(db.scalars(visible.stock_places(actor).where(Place.kind.in_(kept)).order_by(Place.name)))
