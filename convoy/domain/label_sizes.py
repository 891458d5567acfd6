"""Sizes of label sheets as people measure them, in whole tenths of a millimetre."""

from fractions import Fraction

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.domain.numerals import numeral

MOST_OFFSET = 50
"""Five millimetres: a printer that is further off is mended, not measured."""
LEAST = (400, 300)
"""Width and height below which a label has no room for a code and its words."""
LARGEST = 6_000
"""Of a page, each way."""
MOST_IN_A_ROW = 20
OWN = "own"
"""The make of a sheet whose sizes somebody measured."""

_MINUS = frozenset("-−–")
_UNITS = frozenset({"", "mm", "мм"})


def tenths(typed: str, *, field: str, least: int = 0, most: int = LARGEST) -> int:
    """Return tenths of a millimetre for "99.1", "99,1 mm" or "−1.5"; raises Invalid outside its range."""
    size = typed.strip()
    is_negative = size[:1] in _MINUS
    found = numeral(size[is_negative:], field)
    number = found.decimal if found.decimal is not None else found.grouped
    if found.behind.strip() not in _UNITS or found.before not in {"", "+"} or number is None:
        raise Invalid(
            N_("“%(found)s” is not a length in millimetres; write it like 99.1"),
            field=field,
            found=found.text,
        )
    value = Fraction(number) * (-10 if is_negative else 10)
    if value.denominator != 1:
        raise Invalid(
            N_("“%(found)s” is finer than can be kept; round it to tenths of a millimetre"),
            field=field,
            found=found.text,
        )
    if not least <= value <= most:
        raise Invalid(
            N_("%(found)s mm does not fit here; it is %(least)s to %(most)s mm"),
            field=field,
            found=millimetres(int(value)),
            least=millimetres(least),
            most=millimetres(most),
        )
    return int(value)


def millimetres(tenths: int) -> str:
    """Return tenths of a millimetre as millimetres with a point: "99.1"; `tenths` reads it back."""
    whole, part = divmod(abs(tenths), 10)
    return ("-" if tenths < 0 else "") + (f"{whole}.{part}" if part else str(whole))
