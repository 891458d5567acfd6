"""What a van's goods ask for before it leaves: sign-offs, HS codes, translations, shelf life, ADR points."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from convoy.domain import rules
from convoy.domain.adr_points import SMALL_LOAD, Counted, Points
from convoy.domain.check_codes import Code
from convoy.domain.checks import Check, CheckedVan
from convoy.domain.controls import Flag
from convoy.domain.intake import MEDICINE

_SIGNED_OFF = {
    Flag.MEDICINE: Code.MEDICINE,
    Flag.DUAL_USE: Code.DUAL_USE,
    Flag.ANIMAL_ORIGIN: Code.ANIMAL_ORIGIN,
    Flag.WOOD: Code.WOOD,
}


@dataclass(frozen=True, slots=True)
class Goods:
    """What a van carries of one lot; `item` is the code in the catalogue, `name` for reading."""

    item: str
    name: str
    category: str = ""
    hs6: str = ""
    languages: frozenset[str] = frozenset()
    flags: tuple[Flag, ...] = ()
    expires_on: date | None = None
    cents: int | None = None
    currency: str = "EUR"
    danger: Counted | None = None
    """None for what the ADR does not mind, or exempts by a special provision."""


@dataclass(frozen=True, slots=True)
class Cargo:
    """What a van carries, and what nobody has signed off: the codes of boxes by flag."""

    goods: tuple[Goods, ...] = ()
    unsigned: Mapping[Flag, tuple[str, ...]] = field(default_factory=dict)
    has_pallets: bool = False
    languages: Collection[str] = ()
    """Of the papers."""

    @property
    def euro_cents(self) -> int | None:
        """What it is worth; None where something has no value, or one in another currency."""
        return None if self.without_euros else sum(one.cents or 0 for one in self.goods)

    @property
    def without_euros(self) -> tuple[str, ...]:
        """The names of goods that have no value, or one in another currency."""
        unknown = (one.name for one in self.goods if one.cents is None or one.currency != "EUR")
        return tuple(dict.fromkeys(unknown))

    @property
    def points(self) -> Points:
        """The points of the ADR."""
        return SMALL_LOAD.points(one.danger for one in self.goods if one.danger is not None)


def checks(
    van: CheckedVan, cargo: Cargo, *, meets_customs: bool, arrives_on: date, certified: Iterable[date]
) -> Iterator[Check]:
    """Yield the checks of what is on the van.

    `certified` are the last days of those ADR certificates of its drivers that hold for the trip.
    """
    yield from _sign_offs(van, cargo)
    if meets_customs:
        bare = {one.item: one.name for one in cargo.goods if not one.hs6}
        yield van.check(Code.HS_CODES, len(bare), about=bare.values(), target=next(iter(bare), ""))
    yield _translations(van, cargo)
    yield from _shelf_life(van, cargo, arrives_on)
    yield from _danger(van, cargo, tuple(certified))


def _sign_offs(van: CheckedVan, cargo: Cargo) -> Iterator[Check]:
    carried = {flag for one in cargo.goods for flag in one.flags} | set(cargo.unsigned)
    if cargo.has_pallets:
        carried.add(Flag.WOOD)
    for flag, code in _SIGNED_OFF.items():
        if flag in carried:
            boxes = sorted(cargo.unsigned.get(flag, ()))
            yield van.check(code, len(boxes), about=boxes)


def _translations(van: CheckedVan, cargo: Cargo) -> Check:
    missing = {
        (one.item, language): f"{one.name} ({language})"
        for one in cargo.goods
        for language in cargo.languages
        if language not in one.languages
    }
    first = next(iter(missing), ("", ""))[0]
    return van.check(Code.TRANSLATIONS, len(missing), about=missing.values(), target=first)


def _shelf_life(van: CheckedVan, cargo: Cargo, arrives_on: date) -> Iterator[Check]:
    dated = [(one.expires_on, one) for one in cargo.goods if one.expires_on is not None]
    if not dated:
        return
    soon = [(day, one) for day, one in dated if day < arrives_on + _margin(one)]
    yield van.check(
        Code.SHELF_LIFE,
        len({one.item for _, one in soon}),
        about=dict.fromkeys(one.name for _, one in soon),
        until=min((day for day, _ in soon), default=None),
    )


def _margin(goods: Goods) -> timedelta:
    rule = "shelf_life_medicine" if goods.category == MEDICINE else "shelf_life"
    return timedelta(days=rules.whole(rule))


def _danger(van: CheckedVan, cargo: Cargo, certified: Collection[date]) -> Iterator[Check]:
    dangerous = [one for one in cargo.goods if one.danger is not None]
    if not dangerous:
        return
    points = cargo.points
    yield van.check(
        Code.ADR_DRIVER,
        points.thousandths,
        about=dict.fromkeys(one.name for one in dangerous),
        is_met=bool(certified) or not points.is_over,
    )
    unknown = {
        one.item: one.name
        for one in dangerous
        if one.danger is not None and SMALL_LOAD.points([one.danger]).unknown
    }
    yield van.check(Code.ADR_UNKNOWN, len(unknown), about=unknown.values(), target=next(iter(unknown), ""))
