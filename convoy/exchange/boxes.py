"""Lists of boxes, the hall's own or a partner's: contents in one or several rows for each, nothing guessed.

Rows that follow each other with the same number are one box. A row without a number goes on with the box
above, as cells that were merged do: its condition and donor are those of the row above where it says none.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from convoy.domain import measures
from convoy.domain.errors import Invalid
from convoy.domain.kinds import Condition, OrganisationKind
from convoy.domain.messages import N_
from convoy.domain.text import clean, number_key
from convoy.exchange import box_words as words
from convoy.exchange import reading
from convoy.exchange.donation_words import ANONYMOUS_WORDS, TOTAL_WORDS, key
from convoy.exchange.reading import RowProblem, RowReader
from convoy.exchange.tables import Row, Table
from convoy.words import Term

LONGEST_NUMBER = 40
LONGEST_SHELF = 40
MOST_IN_A_RANGE = 1_000

T = TypeVar("T")

Sides = tuple[int, int, int]
"""Length, width and height in millimetres."""

_BY = re.compile(r"\s*[x×х*]\s*", re.IGNORECASE)
_RANGE = re.compile(r"([0-9]{1,6})\s*[-–—]\s*([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class BoxLine:
    """One kind of goods in a box. `written` is how many, as typed; without a donor nobody is named."""

    row_number: int
    item_text: str
    written: str
    condition: Condition
    expiry: date | None
    donor: str
    donor_kind: OrganisationKind | None

    @property
    def is_anonymous(self) -> bool:
        """Whether the sheet says that the donor left no name."""
        return key(self.donor) in ANONYMOUS_WORDS


@dataclass(frozen=True, slots=True)
class BoxEntry:
    """One box fit to be recorded once its items are found; its number as it was written."""

    row_number: int
    number: str
    lines: tuple[BoxLine, ...]
    grams: int | None
    sides: Sides | None
    shelf: str
    note: str


@dataclass(frozen=True, slots=True)
class BoxSheet:
    """The good boxes, what is wrong with the others, the rows of totals, and the headings nobody reads."""

    boxes: tuple[BoxEntry, ...]
    problems: tuple[RowProblem, ...]
    totals: tuple[int, ...]
    unknown_headings: tuple[str, ...]


def read_boxes(table: Table) -> BoxSheet:
    """Return the boxes in a sheet with headings in English or Ukrainian, in any order.

    A sheet that lacks a required column, or has one twice, gives problems of its heading row and no boxes.
    """
    columns = reading.columns_of(table, words.field_by_heading(), words.LABELS, words.REQUIRED)
    if columns.problems:
        return BoxSheet((), columns.problems, (), columns.unknown)
    reader = RowReader(columns, words.LABELS, len(table.headings))
    totals: list[int] = []
    boxes = []
    begun: dict[str, int] = {}
    for rows in _by_box(reader, table, totals):
        before = len(reader.problems)
        box = _box(reader, rows, begun)
        if len(reader.problems) == before and box is not None:
            boxes.append(box)
    return BoxSheet(tuple(boxes), tuple(reader.problems), tuple(totals), columns.unknown)


def _by_box(reader: RowReader, table: Table, totals: list[int]) -> Iterator[list[Row]]:
    """The rows of each box; rows of totals are put aside."""
    rows: list[Row] = []
    for row in table.rows:
        if _is_total(reader, row):
            totals.append(row.number)
            continue
        number = reader.cell(row, "number").strip()
        if rows and number and number_key(number) != number_key(reader.cell(rows[0], "number")):
            yield rows
            rows = []
        rows.append(row)
    if rows:
        yield rows


def _is_total(reader: RowReader, row: Row) -> bool:
    item = key(reader.cell(row, "item_text"))
    return (not item or item in TOTAL_WORDS) and any(
        key(cell.strip(" :")) in TOTAL_WORDS for cell in row.cells
    )


def _box(reader: RowReader, rows: list[Row], begun: dict[str, int]) -> BoxEntry | None:
    """The box of these rows, or None with what is wrong noted."""
    fitting = [row for row in rows if reader.fits(row)]
    if len(fitting) < len(rows):
        return None
    first = rows[0]
    number = reader.take(first, "number", _number) or ""
    for row in rows[1:]:
        _must_be_written_alike(reader, first, row)
    if number:
        earlier = begun.setdefault(number_key(number), first.number)
        if earlier != first.number:
            message = N_(
                "Box %(number)s is in row %(row)s already; put its rows together, or give one another number"
            )
            reader.note(first.number, "number", message, number=number, row=earlier)
    lines = _lines(reader, rows)
    said = {row.number: reader.take_if_said(row, "grams", reading.grams) for row in rows}
    grams = _agreed(reader, number, "grams", said, lambda found: f"{measures.kilograms(found)} kg")
    sides = _agreed(reader, number, "size", {row.number: _sides(reader, row) for row in rows}, _written)
    shelves = {row.number: reader.take_if_any(row, "shelf", _shelf) for row in rows}
    notes = [reader.take_if_any(row, "note", reading.note) for row in rows]
    return BoxEntry(
        row_number=first.number,
        number=number,
        lines=lines,
        grams=grams,
        sides=sides,
        shelf=_agreed(reader, number, "shelf", shelves, str) or "",
        note="\n".join(dict.fromkeys(note for note in notes if note)),
    )


def _must_be_written_alike(reader: RowReader, first: Row, row: Row) -> None:
    """007 and 7 under each other are one number or two: that is for the person who wrote them."""
    one, other = (reader.cell(written, "number").strip() for written in (first, row))
    if other and one != other:
        reader.note(
            row.number,
            "number",
            N_("“%(one)s” in row %(row)s and “%(other)s” are the same number; write it alike, or change one"),
            one=one[:LONGEST_NUMBER],
            other=other[:LONGEST_NUMBER],
            row=first.number,
        )


def _lines(reader: RowReader, rows: list[Row]) -> tuple[BoxLine, ...]:
    lines = []
    condition: Condition | None = None
    donor, donor_kind = "", None
    for row in rows:
        item = reader.take(row, "item_text", reading.name)
        amount = reader.take(row, "quantity", reading.amount)
        if reader.cell(row, "condition").strip() or condition is None:
            condition = reader.take(row, "condition", reading.condition)
        expiry = reader.take_if_said(row, "expiry", reading.expiry)
        if reader.cell(row, "donor").strip():
            donor = reader.take(row, "donor", reading.name) or ""
            donor_kind = reader.take_if_said(row, "donor_kind", reading.kind)
        if item is not None and amount is not None and condition is not None:
            lines.append(BoxLine(row.number, item, amount.written, condition, expiry, donor, donor_kind))
    return tuple(lines)


def _sides(reader: RowReader, row: Row) -> Sides | None:
    """The size a row says, in one column or in three."""
    before = len(reader.problems)
    whole = reader.take_if_any(row, "size", _size)
    apart = [reader.take_if_any(row, side, _side) for side in words.SIDES]
    if len(reader.problems) > before or not any(apart):
        return whole
    length, width, height = apart
    if length is None or width is None or height is None:
        missing = words.SIDES[apart.index(None)]
        message = N_("A size has length, width and height; “%(column)s” is empty")
        reader.note(row.number, missing, message, column=Term(words.LABELS[missing]))
        return None
    sides = (length, width, height)
    if whole is not None and sorted(whole) != sorted(sides):
        message = N_("The size says %(first)s, its length, width and height %(second)s; a box has one")
        reader.note(row.number, "size", message, first=_written(whole), second=_written(sides))
    return sides


def _agreed(
    reader: RowReader, number: str, field: str, said: dict[int, T | None], shown: Callable[[T], str]
) -> T | None:
    """What the rows of a box say of it, by row; noted where two say different things."""
    found: T | None = None
    where = 0
    for row_number, value in said.items():
        if value is None:
            continue
        if found is not None and value != found:
            message = N_("Box %(number)s has %(first)s in row %(row)s and %(second)s here; a box has one")
            reader.note(
                row_number, field, message, number=number, row=where, first=shown(found), second=shown(value)
            )
        if found is None:
            found, where = value, row_number
    return found


def _number(cell: str) -> str:
    number = clean(cell, limit=LONGEST_NUMBER, field="number")
    several = _RANGE.fullmatch(number)
    if several and 0 < int(several[2]) - int(several[1]) < MOST_IN_A_RANGE:
        raise Invalid(
            N_("“%(found)s” is several boxes; write a row for each of them"), field="number", found=number
        )
    return number


def _shelf(cell: str) -> str:
    return clean(cell, limit=LONGEST_SHELF, field="shelf")


def _side(cell: str) -> int:
    return measures.millimetres(cell, field="size")


def _size(cell: str) -> Sides:
    """Length, width and height written together; a unit at the end holds for all three."""
    parts = _BY.split(cell.strip())
    unit = parts[-1].strip().lstrip("0123456789., ")
    if len(parts) != len(words.SIDES):
        raise Invalid(
            N_("“%(found)s” is not a size; write it like 60x40x40 cm"),
            field="size",
            found=clean(cell, limit=reading.LONGEST_NAME, field="size"),
        )
    spelled = [part if part.lstrip("0123456789., ") else f"{part} {unit}" for part in parts]
    length, width, height = (_side(part) for part in spelled)
    return length, width, height


def _written(sides: Sides) -> str:
    return "x".join(measures.centimetres(side) for side in sides) + " cm"
