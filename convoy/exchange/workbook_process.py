"""The process that opens a workbook: started for one file, bounded in memory and time, gone afterwards.

A small .xlsx can unpack to gigabytes, have two cells so far apart that all between them are allocated, or
announce more strings than fit: calamine then ends its process, which must not be the server's. So it runs
here, behind limits of the operating system. This file is run by its path and imports nothing of Convoy.

The file comes on standard input; the answer is JSON, one line each: {"left_out": [...]}, then the rows; or
{"refused": reason, "cell": …}.
"""

import contextlib
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

MOST_CELLS = 100  # for each row that may be read: a sheet with more is nearly all emptiness
MIDNIGHT = time()

_ERROR_CELL = re.compile(rb'<(?:[\w.-]+:)?c\b[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*?\bt="e"')
_ODS_ERROR = re.compile(
    rb'<table:table-cell\b[^>]*?\bcalcext:value-type="error"[^>]*?>\s*<text:p>([^<]{1,20})'
)


class RefusedError(Exception):
    """The file is not read; `reason` is a key the parent process has a sentence for."""

    def __init__(self, reason: str, cell: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.cell = cell


def bound(memory: int, seconds: int) -> None:
    """Let this process have so many bytes of address space and seconds of processor time, and no more."""
    for limit, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        # Some systems know a limit and refuse to set it; the others then still hold.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))


def refuse_unreadable(data: bytes) -> None:
    """Raise RefusedError for a password, or a cell such as #N/A, which calamine would give as empty."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name == "META-INF/manifest.xml" and b"encryption-data" in archive.read(name):
                raise RefusedError("password")
            if name == "content.xml" and (found := _ODS_ERROR.search(archive.read(name))):
                raise RefusedError("error", found[1].decode(errors="replace"))
            sheet = archive.read(name) if name.startswith("xl/worksheets/") else b""
            if b't="e"' in sheet and (found := _ERROR_CELL.search(sheet)):
                raise RefusedError("error_cell", found[1].decode())


def first_sheet(workbook: CalamineWorkbook, most_rows: int) -> tuple[CalamineSheet, list[str]]:
    """Return the first visible sheet that has rows, and the names of the other visible ones."""
    names = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.height:
            if sheet.total_height * sheet.total_width > most_rows * MOST_CELLS:
                raise RefusedError("too_large")
            return sheet, [other for other in names if other != name]
    raise RefusedError("no_rows")


def plain(cell: object) -> object:
    """Return what JSON can say: text and numbers as they are, days as ISO, yes and no in words."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, str | int | float):
        return cell
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == MIDNIGHT else cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def trimmed(row: Sequence[object]) -> list[object]:
    """Return the cells of a row without empty ones at the end."""
    count = len(row)
    while count and row[count - 1] == "":
        count -= 1
    return [plain(cell) for cell in row[:count]]


def answer(data: bytes, most_rows: int, most_letters: int) -> None:
    """Write the rows of the workbook to standard output."""
    refuse_unreadable(data)
    sheet, left_out = first_sheet(load_workbook(io.BytesIO(data)), most_rows)
    out = sys.stdout
    out.write(json.dumps({"left_out": left_out}))
    letters = 0
    for row in sheet.iter_rows():
        line = json.dumps(trimmed(row))
        letters += len(line)
        # One long text may be used by every cell: the file is small, what it says is not.
        if letters > most_letters:
            raise RefusedError("too_large")
        out.write(f"\n{line}")


def main() -> None:
    """Read standard input within the limits given as arguments: memory, seconds, rows, letters."""
    memory, seconds, most_rows, most_letters = (int(argument) for argument in sys.argv[1:])
    bound(memory, seconds)
    try:
        answer(sys.stdin.buffer.read(), most_rows, most_letters)
    except RefusedError as refused:
        sys.stdout.write("\n" + json.dumps({"refused": refused.reason, "cell": refused.cell}))
    except (CalamineError, zipfile.BadZipFile, ValueError, ArithmeticError, LookupError, OSError):
        sys.stdout.write("\n" + json.dumps({"refused": "damaged", "cell": ""}))


if __name__ == "__main__":
    main()
