"""Tables as collection points keep them: CSV of any make, or a spreadsheet, read as rows of plain text."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.exchange.encodings import text_of
from convoy.exchange.formulas import unprotected
from convoy.exchange.limits import DESK, Limits
from convoy.exchange.workbooks import rows_of

DELIMITERS = ";,\t"
LOOKED_AT = 20  # lines that tell the delimiter
MOST_IN_A_TITLE = 2
LONGEST_CELL = 32_767  # what a spreadsheet's cell can hold

# Some programs write HTML or XML and call it .xls.
_MARKUP = re.compile(r"\ufeff?\s*<(?:!doctype|\?xml|html|head|table|!--)", re.IGNORECASE)
_MARKS = "\u200e\u200f\u061c\ufeff"
_MARK_OR_WRAP = re.compile(f"[{_MARKS}\u202a-\u202c\u2066-\u2069]")
_AT_THE_ENDS = re.compile(rf"^[\s{_MARKS}]*[{_MARKS}]|[{_MARKS}][\s{_MARKS}]*$")
_WRAPPED = re.compile("\\s*[\u202a\u202b\u2066-\u2068](.*)[\u202c\u2069]\\s*", re.DOTALL)
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_KNOWN = (
    (_OLE, N_("This is a workbook of an old Excel (.xls); save it as .xlsx")),
    (b"%PDF", N_("This is a PDF; a CSV or .xlsx file is needed")),
    (b"\x89PNG", N_("This is a picture; a CSV or .xlsx file is needed")),
    (b"\xff\xd8\xff", N_("This is a picture; a CSV or .xlsx file is needed")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, and its number as a spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as text before anybody says which row holds its headings; empty rows are left out.

    `encoding` is how the letters were read ("xlsx" for spreadsheets), `left_out` names other sheets of a
    workbook.
    """

    rows: tuple[Row, ...]
    encoding: str
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as text: the first row that is not empty holds the headings; empty rows are left out.

    `encoding` is how the letters were read ("xlsx" for spreadsheets), `left_out` names other sheets of a
    workbook.
    """

    name: str
    heading_row: int
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    left_out: tuple[str, ...] = ()


def read_table(name: str, data: bytes, limits: Limits = DESK) -> Table:
    """Return the table in a file, whose first row that is not empty holds the headings (see read_grid)."""
    grid = read_grid(data, limits)
    first, *rows = grid.rows
    return Table(name, first.number, first.cells, tuple(rows), grid.encoding, grid.left_out)


def read_grid(data: bytes, limits: Limits = DESK) -> Grid:
    """Return the rows of a file, told by its content, not by its name.

    All cells are text: a formula is its last value or, in CSV, what is written; numbers of a spreadsheet
    have one reading ("30.6"), its days are ISO. Raises Invalid (field "file") for what is too big, damaged,
    locked, no table, or made to exhaust the reader.
    """
    if not data.strip():
        raise Invalid(N_("The file is empty"), field="file")
    if len(data) > limits.size:
        raise Invalid(
            N_("The file has %(size)s kB; at most %(limit)s kB are taken, so split it"),
            field="file",
            size=len(data) // 1000,
            limit=limits.size // 1000,
        )
    if data.startswith(_OLE) and _LOCKED in data:
        raise Invalid(N_("The workbook has a password; save it without one"), field="file")
    for start, message in _KNOWN:
        if data.startswith(start):
            raise Invalid(message, field="file")
    if data.startswith(_ZIP):
        rows, left_out = rows_of(data, limits)
        return Grid(_kept(rows, limits), "xlsx", left_out)
    text, encoding = text_of(data)
    if _MARKUP.match(text):
        raise Invalid(
            N_("This is a web page named like a sheet; open it in a spreadsheet and save it as .xlsx or CSV"),
            field="file",
        )
    return Grid(_kept(_csv_rows(text), limits), encoding)


def _csv_rows(text: str) -> Iterator[list[str]]:
    text, delimiter = _delimited(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            yield [unprotected(cell) for cell in cells] if any(cells) else []
    except csv.Error as error:
        if "field limit" in str(error):
            raise Invalid(
                N_(
                    "A cell in row %(row)s is longer than %(letters)s letters; perhaps a quotation mark is"
                    " not closed"
                ),
                field="file",
                row=number + 1,
                letters=LONGEST_CELL,
            ) from error
        raise Invalid(
            N_("The quotation marks around a text do not match after row %(row)s"), field="file", row=number
        ) from error


def _delimited(text: str) -> tuple[str, str]:
    """The text without a "sep=" line, and its delimiter: the one found most often among the headings."""
    first, _, rest = text.partition("\n")
    if found := re.fullmatch(f"sep=([{DELIMITERS}])\r?", first, re.IGNORECASE):
        return rest, found[1]
    lines = list(islice((line for line in text.splitlines() if line.strip(' \t;,"')), LOOKED_AT))
    headings = next((line for line in lines if any(mark in line for mark in DELIMITERS)), "")
    # A title above may have commas of its own.
    for mark in ";\t":
        if (
            sum(line.count(mark) > 1 for line in lines) * 2 > len(lines)
            and headings.count(",") <= MOST_IN_A_TITLE
        ):
            return text, mark
    # Commas last: in a sheet with another delimiter they stand inside the headings.
    likeliest = max(";\t,", key=headings.count)
    return text, likeliest if likeliest in headings else ","


def _kept(rows: Iterable[list[str]], limits: Limits) -> tuple[Row, ...]:
    """The rows that are not empty, none of them longer than fits."""
    kept: list[Row] = []
    for number, cells in enumerate(rows, 1):
        trimmed = _trimmed(cells)
        if not trimmed:
            continue
        if len(kept) > limits.rows:
            raise Invalid(
                N_("The file has more than %(limit)s rows; split it"), field="file", limit=limits.rows
            )
        if len(trimmed) > limits.columns or max(map(len, trimmed)) > LONGEST_CELL:
            raise Invalid(
                N_("Row %(row)s has more than %(columns)s columns or a cell longer than %(letters)s letters"),
                field="file",
                row=number,
                columns=limits.columns,
                letters=LONGEST_CELL,
            )
        kept.append(Row(number, trimmed))
    if not kept:
        raise Invalid(N_("The file is empty"), field="file")
    return tuple(kept)


def _trimmed(cells: list[str]) -> tuple[str, ...]:
    """The cells without empty ones at the end, nor marks that only say in which direction a text runs."""
    cells = [cell if cell.isascii() else _without_marks(cell) for cell in cells]
    count = len(cells)
    while count and not cells[count - 1].strip():
        count -= 1
    return tuple(cells[:count])


def _without_marks(cell: str) -> str:
    """A cell as it is seen: Arabic spreadsheets, telephones and Windows' own dates put such marks around.

    What turns letters round stays, and is refused; within words marks stay, too.
    """
    if any(letter.isdigit() for letter in cell) and not any(letter.isalpha() for letter in cell):
        return _MARK_OR_WRAP.sub("", cell)
    wrapped = _WRAPPED.fullmatch(cell)
    return _AT_THE_ENDS.sub("", wrapped[1] if wrapped else cell)
