"""Questions about goods that stop and ask: what is not signed off, in which boxes, for which border."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from convoy.domain.controls import ANIMAL_KINDS, RULES, WOODEN, Decision, Flag, is_minded
from convoy.domain.handling import Obstacle
from convoy.domain.intake import MEDICINE
from convoy.domain.kinds import StopKind
from convoy.domain.lifecycle import LineStage
from convoy.domain.messages import N_
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
    Run,
    SecondSignature,
    SignOff,
    Stop,
)

_HELD = (LineStage.ACCEPTED, LineStage.SET_ASIDE)

GOODS = tuple(flag for flag in RULES if flag is not Flag.WOOD)
"""The flags of what is in a box; wood is under it or round it."""

NOT_SIGNED: dict[Flag, str] = {
    Flag.MEDICINE: N_("Box %(code)s holds medicine that no medical checker has signed off"),
    Flag.DUAL_USE: N_("Box %(code)s holds dual-use goods that two persons have not signed off"),
    Flag.ANIMAL_ORIGIN: N_("Box %(code)s holds goods of animal origin that no coordinator has signed off"),
    Flag.WOOD: N_("Box %(code)s goes on or in wood whose ISPM 15 stamp nobody has confirmed"),
}


def has_flag(flag: Flag) -> ColumnElement[bool]:
    """Return the condition that an item has a flag of goods; Item and Category are joined."""
    if flag is Flag.MEDICINE:
        return Category.code == MEDICINE
    if flag is Flag.DUAL_USE:
        return Item.dual_use.is_(True)
    return Item.animal_origin.in_(ANIMAL_KINDS)


@cache  # a condition takes longer to put together than to answer
def goods_wait(flag: Flag) -> ColumnElement[bool]:
    """Return the condition that a lot has a flag and is not signed off; Lot, Item, Category are joined."""
    return and_(has_flag(flag), ~_signed(flag, SignOff.lot_id, Lot.id, Lot))


@cache
def pallet_waits() -> ColumnElement[bool]:
    """Return the condition that nobody has confirmed the stamp on a pallet."""
    return ~_signed(Flag.WOOD, SignOff.pallet_id, Pallet.id, Pallet)


@cache
def crate_waits() -> ColumnElement[bool]:
    """Return the condition that a box is of wood and nobody has confirmed its stamp."""
    return and_(Box.package_code.in_(WOODEN), ~_signed(Flag.WOOD, SignOff.box_id, Box.id, Box))


def _signed(
    flag: Flag,
    names: InstrumentedAttribute[int | None],
    thing: InstrumentedAttribute[int],
    table: type[Lot | Pallet | Box],
) -> ColumnElement[bool]:
    """Whether the latest sign-off of a thing releases it, with the second person's yes where one is due."""
    later = aliased(SignOff)
    agreed = exists().where(SecondSignature.sign_off_id == SignOff.id, SecondSignature.is_agreed)
    overruled = exists().where(getattr(later, names.key) == names, later.flag == flag, later.id > SignOff.id)
    return (
        exists()
        .where(
            names == thing,
            SignOff.flag == flag,
            SignOff.decision == Decision.RELEASE,
            or_(~SignOff.needs_second, agreed.correlate(SignOff)),
            ~overruled.correlate(SignOff),
        )
        .correlate(table)
    )


def open_flags(db: Session, box_ids: "Collection[int] | Select[int]") -> dict[int, frozenset[Flag]]:
    """Return by box id the flags for which what is in it, under it or round it is not signed off.

    Boxes without one are absent; two statements whatever their number.
    """
    found: dict[int, set[Flag]] = {}
    goods = (
        select(Holder.box_id, *(func.max(case((goods_wait(flag), 1), else_=0)) for flag in GOODS))
        .join(Balance, Balance.holder_id == Holder.id)
        .join(Lot, Lot.id == Balance.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .join(Category, Category.id == Item.category_id)
        .where(Holder.box_id.in_(box_ids), Balance.quantity > 0, or_(*map(has_flag, GOODS)))
        .group_by(Holder.box_id)
    )
    for box_id, *waiting in db.execute(goods):
        found.setdefault(box_id, set()).update(
            flag for flag, waits in zip(GOODS, waiting, strict=True) if waits
        )
    wood = (
        select(Box.id)
        .outerjoin(Pallet, Pallet.id == Box.pallet_id)
        .where(Box.id.in_(box_ids), or_(and_(Pallet.id.is_not(None), pallet_waits()), crate_waits()))
    )
    for box_id in db.scalars(wood):
        found.setdefault(box_id, set()).add(Flag.WOOD)
    return {box_id: frozenset(flags) for box_id, flags in found.items() if flags}


def first_minded(
    flags: Iterable[Flag], origins: Collection[str], destinations: Collection[str]
) -> Flag | None:
    """Return the gravest of these flags that a border on the way minds, by countries; None for none."""
    held = set(flags)
    return next((flag for flag in RULES if flag in held and is_minded(flag, origins, destinations)), None)


def obstacles(db: Session, boxes: Collection[Box], destinations: Collection[str]) -> dict[str, Obstacle]:
    """Return by box code why it may not go to these countries before somebody signs; two statements."""
    waiting = open_flags(db, [box.id for box in boxes])
    found = {}
    for box in boxes:
        origins = {box.place.country} if box.place is not None else set()
        flag = first_minded(waiting.get(box.id, ()), origins, destinations)
        if flag is not None:
            found[box.code] = Obstacle(box.code, NOT_SIGNED[flag], {"code": box.code})
    return found


def destinations(db: Session, convoy_id: int) -> frozenset[str]:
    """Return the countries where the vans of a convoy unload."""
    stops = select(Place.country).join(Stop, Stop.place_id == Place.id).join(Run, Run.id == Stop.run_id)
    return frozenset(db.scalars(stops.where(Run.convoy_id == convoy_id, Stop.kind != StopKind.LOADING)))


def waits(db: Session, convoy_id: int, place_ids: Collection[int]) -> ColumnElement[bool]:
    """Return the condition that a box at these places may not go with a convoy before somebody signs.

    What `obstacles` says of each box, for lists and counts; two statements.
    """
    there = destinations(db, convoy_id)
    alike: dict[tuple[Flag, ...], list[int]] = {}
    for place_id, country in db.execute(select(Place.id, Place.country).where(Place.id.in_(place_ids))):
        flags = tuple(flag for flag in RULES if is_minded(flag, {country}, there))
        alike.setdefault(flags, []).append(place_id)
    return or_(
        false(), *(and_(Box.place_id.in_(ids), _is_open(flags)) for flags, ids in alike.items() if flags)
    )


def _is_open(flags: Collection[Flag]) -> ColumnElement[bool]:
    """Whether for one of these flags what is in a box, under it or round it is not signed off."""
    goods = (
        exists()
        .where(
            Holder.box_id == Box.id,
            Balance.holder_id == Holder.id,
            Balance.quantity > 0,
            Lot.id == Balance.lot_id,
            Item.id == Lot.item_id,
            Category.id == Item.category_id,
            or_(false(), *(goods_wait(flag) for flag in flags if flag in GOODS)),
        )
        .correlate(Box)
    )
    if Flag.WOOD not in flags:
        return goods
    under = exists().where(Pallet.id == Box.pallet_id, pallet_waits()).correlate(Box)
    return or_(goods, crate_waits(), under)


def countries_of(run: Run) -> tuple[frozenset[str], frozenset[str]]:
    """Return the countries where a van loads, and those where it unloads; its stops are at hand."""
    loads = frozenset(stop.place.country for stop in run.stops if not stop.kind.is_unloading)
    return loads, frozenset(stop.place.country for stop in run.stops if stop.kind.is_unloading)


def unsigned_on(
    waiting: Mapping[int, frozenset[Flag]], boxes: Mapping[int, str], run: Run
) -> dict[Flag, tuple[str, ...]]:
    """Return by flag the codes of boxes (by id) on a van that wait and that a border on its way minds."""
    origins, destinations = countries_of(run)
    minded = [flag for flag in RULES if is_minded(flag, origins, destinations)]
    found = {
        flag: tuple(code for box_id, code in boxes.items() if flag in waiting.get(box_id, ()))
        for flag in minded
    }
    return {flag: codes for flag, codes in found.items() if codes}


def waiting_lines(db: Session, donation: Donation) -> dict[int, tuple[Flag, ...]]:
    """Return by position the flags for which the lines of a gift are not signed off; one statement."""
    rows = db.execute(
        select(DonationLine.position, *(goods_wait(flag) for flag in GOODS))
        .select_from(Lot)
        .join(DonationLine, DonationLine.id == Lot.donation_line_id)
        .join(Item, Item.id == Lot.item_id)
        .join(Category, Category.id == Item.category_id)
        .where(DonationLine.donation_id == donation.id, DonationLine.stage.in_(_HELD))
    )
    found = {
        position: tuple(flag for flag, waits in zip(GOODS, waiting, strict=True) if waits)
        for position, *waiting in rows
    }
    return {position: flags for position, flags in found.items() if flags}


def is_unconfirmed(db: Session, pallet: Pallet) -> bool:
    """Whether nobody has confirmed the stamp on a pallet."""
    return db.scalar(select(pallet_waits()).select_from(Pallet).where(Pallet.id == pallet.id)) is True
