"""How files of lists write what is counted, weighed and measured."""

from dataclasses import dataclass
from decimal import Decimal

from convoy.documents.layout import units
from convoy.domain import measures
from convoy.exchange.writer import Cell
from convoy.web.frame import words


def kilograms(grams: int | None) -> Decimal | None:
    """Return grams as kilograms, exact; None for none."""
    return None if grams is None else Decimal(measures.kilograms(grams))


def centimetres(millimetres: int | None) -> Decimal | None:
    """Return millimetres as centimetres, exact; None for none."""
    return None if millimetres is None else Decimal(measures.centimetres(millimetres))


@dataclass(frozen=True, slots=True)
class _Measure:
    """The unit people know instead of a base unit of a thousandth of it (UN Rec 20)."""

    code: str
    of_base: int = 1000


_KNOWN = {"GRM": _Measure("KGM"), "MLT": _Measure("LTR"), "MMT": _Measure("MTR")}


def amount(quantity: int | None, unit: str) -> Cell:
    """Return a quantity in base units as people read it: 20 kg for 20000 GRM, exact; pieces as they are."""
    if quantity is None or unit not in _KNOWN:
        return quantity
    return Decimal(quantity) / _KNOWN[unit].of_base


def unit_code(unit: str) -> str:
    """Return the UN Rec 20 code of the unit in which `amount` is."""
    return _KNOWN[unit].code if unit in _KNOWN else unit


def unit_name(unit: str) -> str:
    """Return the word of that unit in the page's language."""
    return units.name(words(), unit) if unit else ""
