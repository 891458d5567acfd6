"""What the coded list says: the goods of a van as the recipient declares them, one row for each kind."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from convoy.documents.cargo import Goods, Line, Stop, Totals, VanLoad, total


@dataclass(frozen=True, slots=True)
class CodedList(VanLoad):
    """Everything the list for the recipient's declaration says."""


@dataclass(frozen=True, slots=True)
class CodedRow:
    """One kind of goods in one state for one stop, summed over its lines."""

    number: int
    stop: Stop
    category: str
    category_names: Mapping[str, str]
    goods: Goods
    """Of its first line: what it is and how it is, not how much of it."""
    quantity: int
    packages: int
    net_grams: int | None
    """None where nobody knows it."""
    gross_grams: int | None
    cents: Mapping[str, int]
    expires: date | None
    """The earliest."""
    estimated: bool = False
    """Whether part of the gross weight is an estimate."""
    at_least: bool = False
    """Whether a package of it has no weight."""
    unvalued: bool = False
    """Whether part of it has no value."""


@dataclass(frozen=True, slots=True)
class CodedCategory:
    """The rows of a category at a stop, and their sum."""

    stop: Stop
    category: str
    names: Mapping[str, str]
    rows: tuple[CodedRow, ...]
    totals: Totals


def categories(listed: VanLoad) -> list[CodedCategory]:
    """Return the rows of a load by stop and category."""
    found: list[CodedCategory] = []
    numbers = count(1)
    for stop in listed.stops:
        lines: dict[str, list[Line]] = {}
        for line in stop.lines:
            lines.setdefault(line.category, []).append(line)
        for code in sorted(lines):
            same = lines[code]
            found.append(
                CodedCategory(
                    stop,
                    code,
                    same[0].category_names,
                    tuple(_rows(stop, same, numbers)),
                    total(line.totals for line in same),
                )
            )
    return found


def _rows(stop: Stop, lines: Sequence[Line], numbers: Iterator[int]) -> Iterator[CodedRow]:
    alike: dict[tuple[object, ...], list[tuple[Line, Goods]]] = {}
    for line in lines:
        for goods in line.goods:
            alike.setdefault(_kind(goods), []).append((line, goods))
    for same in alike.values():
        yield _row(next(numbers), stop, same)


def _kind(goods: Goods) -> tuple[object, ...]:
    """What two goods must share to be declared in one row."""
    named = goods.code or tuple(sorted(goods.names.items()))
    return (named, goods.hs6, goods.unit, goods.condition, goods.wear_percent, goods.origin)


def _row(number: int, stop: Stop, same: Sequence[tuple[Line, Goods]]) -> CodedRow:
    line, first = same[0]
    goods = [one for _, one in same]
    cents: dict[str, int] = {}
    for one in goods:
        for currency, amount in one.cents.items():
            cents[currency] = cents.get(currency, 0) + amount
    return CodedRow(
        number=number,
        stop=stop,
        category=line.category,
        category_names=line.category_names,
        goods=first,
        quantity=sum(one.quantity for one in goods),
        packages=sum(one.packages for one in goods),
        net_grams=_known(one.net_grams for one in goods),
        gross_grams=_known(one.gross_grams for one in goods),
        cents=cents,
        expires=min((one.expires for one in goods if one.expires), default=None),
        estimated=any(one.totals.estimated for one, _ in same),
        at_least=any(one.totals.unknown for one, _ in same),
        unvalued=any(one.totals.unvalued for one, _ in same),
    )


def _known(parts: Iterator[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known else None
