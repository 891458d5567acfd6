"""Quantities: what is typed in a form, a sheet or a message becomes whole pieces, g, ml, mm or cents.

One parser for every door. A number may be grouped by spaces, points or commas ("1 200", "1.200", "1,200")
and have a decimal point or comma; where both are possible ("1,234") the unit decides:

- pieces, g, ml and mm are whole: the reading that gives a whole number is meant ("1,200 g" is 1200 g), and
  where both do ("1.000" may be 1 or 1000) nobody guesses;
- kg, t, l, cl, m and cm take the decimal reading: scales show three decimals, and a box of 1,234 kg is
  one and a bit, never a tonne;
- money has two decimals at most, so "1,200" is twelve hundred.

Nothing is rounded: what is finer than the base unit is refused. Every refusal is Invalid with its field.
"""

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.domain.numerals import NOT_A_NUMBER, Numeral, not_a_number, numeral, plain, printable
from convoy.domain.text import fold
from convoy.domain.unit_words import PACK_WORDS, WRITTEN


class Unit(StrEnum):
    """The base units in which quantities are kept, always as whole numbers.

    Packs are none: they become pieces once the item is known (see `amount`).
    """

    PIECE = "piece"
    PACK = "pack"
    GRAM = "g"
    MILLILITRE = "ml"
    MILLIMETRE = "mm"
    CENT = "cent"


MOST = {
    Unit.PIECE: 10_000_000,
    Unit.PACK: 10_000_000,
    Unit.GRAM: 50_000_000,
    Unit.MILLILITRE: 200_000_000,
    Unit.MILLIMETRE: 100_000,
    Unit.CENT: 1_000_000_000,
}
"""No single entry is more than this: beyond it a finger slipped."""


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of a base unit; `written` are the words for it, to be read again once the item is known."""

    number: int
    unit: Unit
    written: str = dataclasses.field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class _Scale:
    """A unit people write: how many base units one of it is."""

    unit: Unit
    factor: int = 1


_DOZEN = _Scale(Unit.PIECE, 12)
_MONEY = _Scale(Unit.CENT, 100)
_SCALES = {
    fold(word): _Scale(Unit(unit), factor)
    for (unit, factor), words in WRITTEN.items()
    for word in words.split()
}
UNIT_WORDS = {word: (scale.unit, scale.factor) for word, scale in _SCALES.items()}
"""Each word for a unit, folded: the base unit, and how many of it one is."""

_SIGNS = {
    "EUR": ("eur", "€", "euro", "euros", "євро"),
    "GBP": ("gbp", "£"),
    "PLN": ("pln", "zł"),
    "UAH": ("uah", "₴", "грн"),
    "USD": ("usd", "$"),
    "CHF": ("chf", "fr"),
    "CZK": ("czk", "kč"),
}
_NEEDED = {
    Unit.PIECE: N_("“%(found)s” is not a number of pieces; write how many, such as 240 or 2 dozen"),
    Unit.GRAM: N_("“%(found)s” is not a weight; write it like 12.5 kg or 800 g"),
    Unit.MILLILITRE: N_("“%(found)s” is not a volume; write it like 1.5 l or 750 ml"),
    Unit.MILLIMETRE: N_("“%(found)s” is not a length; write it like 120 cm or 1200 mm"),
    Unit.CENT: N_("“%(found)s” is not an amount of money in %(currency)s; write it like 12.50"),
}


def quantity(
    value: str | float,
    *,
    unit: Unit = Unit.PIECE,
    field: str = "quantity",
    bare: str = "",
    pack: int | None = None,
    minimum: int = 1,
) -> int:
    """Return how many of the base unit `unit` were typed: "240", "2 dozen", "12 kg", "3 уп.".

    `bare` is the unit meant by a number alone ("kg"), else the base unit; `pack` is how many base units a
    pack holds, where that is known. Raises Invalid for another kind of unit, for less than `minimum`, for
    more than MOST, and for everything that is no number.
    """
    scale = _SCALES[fold(bare)] if bare else _Scale(unit)
    return _counted(value, scale, field=field, pack=pack, minimum=minimum).number


def amount(value: str | float, *, field: str = "quantity", minimum: int = 1) -> Amount:
    """Return what was typed in the unit it was typed in, where the item is not known yet; pieces if bare.

    "3 уп." is 3 packs: how many pieces that is, the item says. A bare "1.5" can be kilograms only. Raises
    Invalid for what no item can be counted in; whether this item is, `intake.read_quantity` says.
    """
    text = plain(value, field)
    words = fold(text.lstrip("0123456789., "))
    if words in PACK_WORDS:
        packs = _counted(value, _Scale(Unit.PIECE), field=field, pack=1, minimum=minimum)
        return Amount(packs.number, Unit.PACK, text)
    named = _SCALES.get(words, _Scale(Unit.PIECE))
    try:
        found = _counted(value, _Scale(named.unit), field=field, pack=None, minimum=minimum)
    except Invalid as refusal:
        try:
            weight = grams(value, field=field, minimum=minimum)
        except Invalid:
            raise refusal from None
        return Amount(weight, Unit.GRAM, text)
    return Amount(found.number, found.unit, text)


def grams(value: str | float, *, field: str = "weight", bare: str = "kg", minimum: int = 1) -> int:
    """Return grams for "12,5", "12.5 kg", "500 g" or "1,2 t"; a number alone is kilograms."""
    return quantity(value, unit=Unit.GRAM, field=field, bare=bare, minimum=minimum)


def millimetres(value: str | float, *, field: str = "length", bare: str = "cm", minimum: int = 1) -> int:
    """Return millimetres for "120", "120 cm", "1,2 m" or "1200 mm"; a number alone is centimetres."""
    return quantity(value, unit=Unit.MILLIMETRE, field=field, bare=bare, minimum=minimum)


def millilitres(value: str | float, *, field: str = "volume", bare: str = "l", minimum: int = 1) -> int:
    """Return millilitres for "1,5", "1.5 l" or "750 ml"; a number alone is litres."""
    return quantity(value, unit=Unit.MILLILITRE, field=field, bare=bare, minimum=minimum)


def cents(value: str | float, *, field: str = "value", currency: str = "EUR", minimum: int = 0) -> int:
    """Return hundredths of `currency` (ISO 4217) for "12.50", "1 200,50" or "€ 12"."""
    found = numeral(value, field)
    signs = {*_SIGNS.get(currency, ()), currency.casefold()}
    around = [part.casefold().rstrip(".") for part in (found.before, found.behind) if part]
    if len(around) > 1 or any(sign not in signs for sign in around):
        raise Invalid(
            _NEEDED[Unit.CENT], field=field, found=printable(plain(value, field)), currency=currency
        )
    return _within(_whole(found, _MONEY, field), Unit.CENT, field, minimum)


def kilograms(grams: int) -> str:
    """Return grams as kilograms, exactly and with a point: "12.5"; `grams` reads it back."""
    return _decimal(grams, 3)


def litres(millilitres: int) -> str:
    """Return millilitres as litres, exactly and with a point; `millilitres` reads it back."""
    return _decimal(millilitres, 3)


def centimetres(millimetres: int) -> str:
    """Return millimetres as centimetres, exactly and with a point; `millimetres` reads it back."""
    return _decimal(millimetres, 1)


def money(cents: int) -> str:
    """Return cents as an amount with two decimals and a point: "12.50"; `cents` reads it back."""
    return f"{cents // 100}.{cents % 100:02d}"


def _counted(value: str | float, scale: _Scale, *, field: str, pack: int | None, minimum: int) -> Amount:
    text = plain(value, field)
    if scale.unit is Unit.PIECE and _SCALES.get(fold(text).removeprefix("a ")) == _DOZEN:
        return Amount(_within(_DOZEN.factor, Unit.PIECE, field, minimum), Unit.PIECE)
    found = _numeral(value, scale.unit, field)
    if found.before not in {"", "+"}:
        raise _unread(text, scale.unit, field)
    words, each = fold(found.behind), 1
    if words in PACK_WORDS:
        each = _held(scale.unit, pack, field, text)
    elif found.behind:
        named = _SCALES.get(words)
        if named is None or named.unit is not scale.unit:
            raise Invalid(_NEEDED[scale.unit], field=field, found=printable(text))
        scale = named
    return Amount(_within(_whole(found, scale, field) * each, scale.unit, field, minimum), scale.unit)


def _numeral(value: str | float, unit: Unit, field: str) -> Numeral:
    """The number in what was typed; where there is none, it is said how this unit is written."""
    try:
        return numeral(value, field)
    except Invalid as refusal:
        if refusal.message != NOT_A_NUMBER:
            raise
        raise _unread(plain(value, field), unit, field) from refusal


def _unread(text: str, unit: Unit, field: str) -> Invalid:
    if unit is Unit.PIECE:
        return not_a_number(text, field)
    return Invalid(_NEEDED[unit], field=field, found=printable(text))


def _held(unit: Unit, pack: int | None, field: str, text: str) -> int:
    """How many a pack holds, where whole packs were written."""
    if unit is not Unit.PIECE:
        raise Invalid(_NEEDED[unit], field=field, found=printable(text))
    if pack is None:
        raise Invalid(
            N_("“%(found)s”: how much a pack holds is not known here; write the number of pieces"),
            field=field,
            found=printable(text),
        )
    return pack


def _whole(found: Numeral, scale: _Scale, field: str) -> int:
    """The number of base units meant, by the rules at the top of this module."""
    readings = [reading for reading in (found.decimal, found.grouped) if reading is not None]
    if scale.unit is Unit.CENT:
        readings = readings[-1:]
    elif scale.unit is not Unit.PIECE and scale.factor > 1:
        readings = readings[:1]
    numbers = [Fraction(reading * scale.factor) for reading in readings]
    whole = sorted({int(number) for number in numbers if number.denominator == 1})
    if len(whole) == 1:
        return whole[0]
    if whole:
        raise Invalid(
            N_("“%(found)s” can be read as %(one)s or as %(other)s; write it without points and commas"),
            field=field,
            found=found.text,
            one=whole[0],
            other=whole[1],
        )
    if scale.unit is Unit.PIECE:
        raise Invalid(
            N_("“%(found)s” is not a whole number; pieces cannot be divided"), field=field, found=found.text
        )
    raise Invalid(
        N_("“%(found)s” is finer than can be kept; round it to whole %(unit)s"),
        field=field,
        found=found.text,
        unit=scale.unit.value,
    )


def _within(number: int, unit: Unit, field: str, minimum: int) -> int:
    if number < minimum == 1:
        raise Invalid(
            N_("%(found)s is too little; write more than 0"), field=field, found=_shown(number, unit)
        )
    if number < minimum:
        raise Invalid(
            N_("%(found)s is too little; at least %(minimum)s is needed"),
            field=field,
            found=_shown(number, unit),
            minimum=_shown(minimum, unit),
        )
    if number > MOST[unit]:
        raise Invalid(
            N_("%(found)s is more than one entry can hold; at most %(limit)s"),
            field=field,
            found=_shown(number, unit),
            limit=_shown(MOST[unit], unit),
        )
    return number


def _shown(number: int, unit: Unit) -> str:
    if unit is Unit.GRAM:
        return f"{kilograms(number)} kg"
    if unit is Unit.MILLILITRE:
        return f"{litres(number)} l"
    if unit is Unit.MILLIMETRE:
        return f"{centimetres(number)} cm"
    return money(number) if unit is Unit.CENT else str(number)


def _decimal(number: int, places: int) -> str:
    whole, part = divmod(number, 10**places)
    return f"{whole}.{part:0{places}d}".rstrip("0").rstrip(".")
