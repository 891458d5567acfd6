"""The page of goods that wait for a decision: set aside, packed but not signed off, on unconfirmed wood."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from convoy.domain.controls import RULES, Flag, flags_of
from convoy.domain.intake import MEDICINE, SAID_BY_FLAG
from convoy.domain.kinds import HolderKind
from convoy.domain.lifecycle import LineStage, PalletStage
from convoy.domain.permissions import Actor, Permission
from convoy.models import (
    Balance,
    Box,
    Category,
    Donation,
    DonationLine,
    Holder,
    Item,
    Lot,
    Pallet,
    Place,
    SortingPool,
)
from convoy.queries import second_signatures, stock, visible
from convoy.queries.boxes import is_in_stock
from convoy.queries.controls import GOODS, crate_waits, goods_wait, has_flag, pallet_waits
from convoy.queries.indexed import is_set_aside

MOST = 200
"""So many of a kind are listed; the count says how many there are."""

LIES_ASIDE = Holder.kind == HolderKind.SET_ASIDE

DECIDES = (Permission.LINE_DECIDE, Permission.MEDICINE_RELEASE, Permission.CONTROL_SIGN)


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods that wait: `target` is what a decision names, `flags` why they stop."""

    target: str
    source: Donation | SortingPool
    item: str
    quantity: int
    unit: str
    place: str
    reason: str
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Wood:
    """A pallet or a wooden box whose stamp nobody has confirmed."""

    target: str
    place: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that waits for a decision where the person works: what they decide, and what others do.

    `others_found` counts the goods that wait for another role, of which `others` lists the first.
    """

    aside: tuple[Goods, ...]
    packed: tuple[Goods, ...]
    wood: tuple[Wood, ...]
    asked: tuple[second_signatures.Asked, ...]
    others: tuple[Goods, ...]
    others_found: int


def waiting(db: Session, actor: Actor) -> Waiting:
    """Return what waits for a decision where the person works, at most 200 of a kind."""
    asked = second_signatures.asked(db, actor) if actor.may(Permission.CONTROL_SECOND) else []
    aside, packed = _lots_aside(actor), _lots_in_stock(actor)
    not_mine = (aside.where(~_mine(actor, has_flag)), packed.where(~_mine(actor, goods_wait)))
    return Waiting(
        aside=tuple(_aside(db, actor, aside.where(_mine(actor, has_flag)))),
        packed=tuple(_packed(db, actor, packed.where(_mine(actor, goods_wait)))),
        wood=(*_pallets(db, actor), *_crates(db, actor)),
        asked=tuple(asked),
        others=(*_aside(db, actor, not_mine[0]), *_packed(db, actor, not_mine[1])),
        others_found=sum(_how_many(db, lots) for lots in not_mine),
    )


def count(db: Session, actor: Actor) -> dict[str, int]:
    """Return how many goods, pieces of wood and questions wait for a decision of this very person."""
    asked = second_signatures.asked(db, actor) if actor.may(Permission.CONTROL_SECOND) else []
    aside = _lots_aside(actor).where(_mine(actor, has_flag))
    packed = _lots_in_stock(actor).where(_mine(actor, goods_wait))
    return {
        "lines": _how_many(db, aside) + _how_many(db, packed),
        "wood": _how_many(db, _bare_pallets(actor)) + _how_many(db, _bare_crates(actor)),
        "asked": sum(one.may for one in asked),
    }


def _how_many(db: Session, statement: Select[int]) -> int:
    return db.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0


def _own(actor: Actor, statement: Select[int]) -> Select[int]:
    """Keep the lots given at the places where the person decides; a medical checker sees medicines."""
    everywhere, places = False, set[int]()
    for permission in DECIDES:
        scope = actor.scope(permission)
        everywhere, places = everywhere or scope.everywhere, places | scope.places
    statement = statement.where(visible.lots_given(actor, None if everywhere else places))
    if not actor.may(Permission.WOOD_CONFIRM):
        statement = statement.where(Category.code == MEDICINE)
    return statement


def _mine(actor: Actor, holds: Callable[[Flag], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Goods of which the person decides everything that stops them; those without a flag wait for a look."""
    decided = [or_(~holds(flag), _decides(actor, RULES[flag].decides)) for flag in GOODS]
    looked_at = or_(*map(holds, GOODS), _decides(actor, Permission.LINE_DECIDE))
    return and_(looked_at, *decided)


def _decides(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    scope = actor.scope(permission)
    return visible.lots_given(actor, None if scope.everywhere else scope.places)


def _lots() -> Select[int]:
    return (
        select(Lot.id)
        .join(Item, Item.id == Lot.item_id)
        .join(Category, Category.id == Item.category_id)
        .outerjoin(DonationLine, DonationLine.id == Lot.donation_line_id)
        .order_by(Lot.id)
    )


def _is_aside() -> ColumnElement[bool]:
    """Of a gift's line all is set aside, or nothing; of a pool's lot it may be some.

    Both lists are short and found by an index: the lots are sought by them, not each asked.
    """
    lines = select(DonationLine.id).where(is_set_aside())
    some = select(Balance.lot_id).where(Balance.quantity > 0, Balance.holder_id.in_(_at_places(LIES_ASIDE)))
    return or_(
        and_(Lot.donation_line_id.is_not(None), Lot.donation_line_id.in_(lines)),
        and_(Lot.pool_id.is_not(None), Lot.id.in_(some)),
    )


def _at_places(which: ColumnElement[bool]) -> Select[int]:
    """Holders of this kind; they are found by their place, so that those of boxes are not looked at."""
    return select(Holder.id).where(Holder.place_id.in_(select(Place.id)), which)


def _lots_aside(actor: Actor) -> Select[int]:
    return _own(actor, _lots().where(_is_aside()))


def _lots_in_stock(actor: Actor) -> Select[int]:
    """Lots of which something is loose or in a box in stock, nothing is set aside, and not signed off."""
    boxed = select(Holder.id).join(Box, Box.id == Holder.box_id).where(is_in_stock())
    here = _at_places(Holder.kind == HolderKind.PLACE).union_all(boxed)
    kept = select(Balance.lot_id).where(Balance.quantity > 0, Balance.holder_id.in_(here))
    return _own(actor, _lots().where(Lot.id.in_(kept), ~_is_aside(), or_(*map(goods_wait, GOODS))))


def _aside(db: Session, actor: Actor, which: Select[int]) -> list[Goods]:
    lots = _with_names(db, which)
    counted = stock.pieces(db, [lot.id for lot in lots], LIES_ASIDE)
    return [_goods(actor, lot, _flags(lot), counted) for lot in lots]


def _packed(db: Session, actor: Actor, which: Select[int]) -> list[Goods]:
    lots = _with_names(db, which)
    counted = stock.pieces(db, [lot.id for lot in lots])
    states = db.execute(
        select(Lot.id, *(goods_wait(flag) for flag in GOODS))
        .join(Item, Item.id == Lot.item_id)
        .join(Category, Category.id == Item.category_id)
        .where(Lot.id.in_([lot.id for lot in lots]))
    )
    flags = {
        lot_id: tuple(flag for flag, waits in zip(GOODS, waiting, strict=True) if waits)
        for lot_id, *waiting in states
    }
    return [_goods(actor, lot, flags[lot.id], counted) for lot in lots]


def _with_names(db: Session, ids: Select[int]) -> list[Lot]:
    found = list(db.scalars(ids.limit(MOST)))
    line = joinedload(Lot.donation_line)
    return list(
        db.scalars(
            select(Lot)
            .where(Lot.id.in_(found))
            .order_by(Lot.id)
            .options(
                line.joinedload(DonationLine.donation).joinedload(Donation.place),
                joinedload(Lot.pool).joinedload(SortingPool.place),
                joinedload(Lot.item).joinedload(Item.category),
                joinedload(Lot.item).selectinload(Item.names),
            )
        )
    )


def _flags(lot: Lot) -> tuple[Flag, ...]:
    item = lot.item
    return flags_of(item.category.code, dual_use=item.dual_use, animal_origin=item.animal_origin)


def _goods(actor: Actor, lot: Lot, flags: tuple[Flag, ...], counted: Mapping[int, int]) -> Goods:
    line, source = lot.donation_line, lot.source
    if line is not None:
        number, quantity = line.position, line.quantity
        reason = line.reason if line.stage is LineStage.SET_ASIDE else ""
    else:
        number, quantity, reason = lot.id, counted.get(lot.id, 0), lot.aside_reason or ""
    return Goods(
        target=f"{source.code}/{number}",
        source=source,
        item=lot.item.name_in(actor.language),
        quantity=quantity,
        unit=lot.item.unit_code,
        place=source.place.name,
        reason="" if flags and reason in SAID_BY_FLAG else reason,
        flags=flags,
    )


def _bare_pallets(actor: Actor) -> Select[int]:
    standing = visible.pallets(actor).with_only_columns(Pallet.id)
    return standing.where(
        _confirmed_by(actor, Pallet.place_id), Pallet.stage != PalletStage.BROKEN_DOWN, pallet_waits()
    ).order_by(Pallet.id)


def _bare_crates(actor: Actor) -> Select[int]:
    return (
        visible.boxes(actor)
        .with_only_columns(Box.id)
        .where(_confirmed_by(actor, Box.place_id), is_in_stock(), crate_waits())
        .order_by(Box.id)
    )


def _confirmed_by(actor: Actor, place_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """Whether the person confirms stamps where something stands."""
    scope = actor.scope(Permission.WOOD_CONFIRM)
    return place_id.is_not(None) if scope.everywhere else place_id.in_(scope.places)


def _pallets(db: Session, actor: Actor) -> list[Wood]:
    found = db.scalars(
        visible.pallets(actor)
        .where(Pallet.id.in_(_bare_pallets(actor).limit(MOST)))
        .order_by(Pallet.id)
        .options(selectinload(Pallet.place))
    )
    return [_wood(one) for one in found]


def _crates(db: Session, actor: Actor) -> list[Wood]:
    found = db.scalars(
        visible.boxes(actor)
        .where(Box.id.in_(_bare_crates(actor).limit(MOST)))
        .order_by(Box.id)
        .options(selectinload(Box.place))
    )
    return [_wood(one) for one in found]


def _wood(one: Pallet | Box) -> Wood:
    return Wood(one.code, one.place.name if one.place else "")
