"""Rows as files that open in any spreadsheet, in which no text can act as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter  # type: ignore[import-untyped]

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.exchange.formulas import protected

Cell = str | int | Decimal | date | None

_WIDEST = 60
_LARGEST = 10**15  # beyond it a spreadsheet's numbers lose their last digits
_SHEET_NAME = 31


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, tags: Sequence[str] = ()) -> bytes:
    """Return a CSV file: UTF-8 with a byte-order mark, commas, CRLF; numbers with a point, days as ISO.

    Text that a spreadsheet would take for a formula gets an apostrophe before it; `read_table` takes it off.
    `tags` are HXL hashtags, a second row of headings for machines; "" is a column without one.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([protected(heading) for heading in headings])
    if tags:
        writer.writerow(tags)
    for row in rows:
        writer.writerow([_written(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    title: str = "",
    tags: Sequence[str] = (),
    right_to_left: bool = False,
) -> bytes:
    """Return a workbook with one sheet: numbers as numbers, days as days, everything else as text.

    `title` names the sheet, without the signs a sheet's name may not have; `tags` are as in `to_csv`;
    `right_to_left` begins the columns at the right. Raises Invalid for a text longer than a cell
    can hold (32,767 letters).
    """
    out = io.BytesIO()
    safe = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, safe) as workbook:
        sheet = workbook.add_worksheet(_sheet_name(title))
        if right_to_left:
            sheet.right_to_left()
        bold = workbook.add_format({"bold": True, "text_wrap": True})
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        widths = [len(heading) for heading in headings]
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for column, tag in enumerate(tags):
            sheet.write_string(1, column, tag)
        last = frozen = 1 if tags else 0
        for row in rows:
            last += 1
            for column, cell in enumerate(row):
                _write(sheet, last, column, cell, moment if isinstance(cell, datetime) else day)
                widths[column] = max(widths[column], len(str(cell)))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width, _WIDEST) + 2)
        sheet.freeze_panes(frozen + 1, 0)
        if headings:
            sheet.autofilter(frozen, 0, last, len(headings) - 1)
    return out.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell, dated: object) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell.replace(tzinfo=None), dated)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, dated)
    elif isinstance(cell, int | Decimal) and -_LARGEST < cell < _LARGEST:
        sheet.write_number(row, column, cell)
    elif sheet.write_string(row, column, str(cell)) != 0:
        raise Invalid(
            N_("A text of %(length)s letters does not fit a spreadsheet; export it as CSV"),
            length=len(str(cell)),
        )


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    return protected(cell) if isinstance(cell, str) else str(cell)


def _sheet_name(title: str) -> str | None:
    name = "".join(letter for letter in title if letter not in "[]:*?/\\").strip("' ")[:_SHEET_NAME]
    return name or None
