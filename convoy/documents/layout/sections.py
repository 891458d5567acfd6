"""A table in sections, each with title, lines and sum; then the grand total and what is signed below it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from convoy.documents.layout.table import BAND, Cell, Table

T = TypeVar("T")
Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Section(Generic[T]):
    """Lines that belong together. Without a title there is no band, without `below` no sum."""

    lines: Sequence[T]
    title: str = ""
    below: Row | None = None


def draw(
    table: Table,
    sections: Sequence[Section[T]],
    rows: Callable[[T], Sequence[Row]],
    grand: Row,
    keep: float = 0,
) -> None:
    """Draw sections and the grand total; `keep` points stay free below it, on the page of the last line.

    A heading or a title never stands without a line below it, a sum never without one above it.
    """
    total = table.height(grand)
    closing = total + keep
    filled = [section for section in sections if section.lines]
    if not filled:
        table.start(room=closing)
    begun = False
    for place, section in enumerate(filled, 1):
        sums = table.height(section.below) if section.below else 0
        below = sums + (closing if place == len(filled) else 0)
        sums += total if place == len(filled) else 0
        *others, last = section.lines
        first_rows = rows(section.lines[0])
        first = table.room_for(first_rows) if others else table.room_for(first_rows, below, sums)
        if not begun:
            table.start(room=first + (BAND if section.title else 0))
            begun = True
        if section.title:
            table.band(section.title, room=first)
        for place_of_line, line in enumerate(others):
            table.group(rows(line) if place_of_line else first_rows)
        table.group(rows(last) if others else first_rows, below, sums=sums)
        if section.below:
            table.total(section.below)
    table.total(grand)
