"""The process that opens a workbook: started for one file, bounded in memory and time, gone afterwards.

A small .xlsx can unpack to gigabytes, have two cells so far apart that all between them are allocated, or
announce more strings than fit: calamine then ends its process, which must not be the server's. So it runs
here, behind limits of the operating system. This file is run by its path and imports nothing of Convoy.

The file comes on standard input; the answer is JSON, one line each: {"left_out": [...]}, then the rows; or
{"refused": reason}.
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

_ERROR_CELL = re.compile(rb'(<(?:[\w.-]+:)?c\b[^>]{0,200}?\bt=)"e"')
_ODS_ERROR_CELL = re.compile(rb'<table:table-cell\b[^>]*?\bcalcext:value-type="error"[^>]*?>')
_ODS_VALUE = re.compile(rb'\boffice:string-value="[^"]*"')


class RefusedError(Exception):
    """The file is not read; `reason` is a key the parent process has a sentence for."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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


def with_errors_as_text(data: bytes) -> bytes:
    """Return a workbook whose errors, such as #N/A, are text: calamine gives them as empty cells.

    Raises RefusedError for a password.
    """
    changed: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name == "META-INF/manifest.xml" and b"encryption-data" in archive.read(name):
                raise RefusedError("password")
            if name.startswith("xl/worksheets/") and b't="e"' in (sheet := archive.read(name)):
                changed[name] = _ERROR_CELL.sub(rb'\1"str"', sheet)
            if name == "content.xml" and b'"error"' in (content := archive.read(name)):
                changed[name] = _ODS_ERROR_CELL.sub(lambda cell: _ODS_VALUE.sub(b"", cell[0]), content)
        if not changed:
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as copy:
            for name in archive.namelist():
                copy.writestr(name, changed[name] if name in changed else archive.read(name))
    return out.getvalue()


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
    sheet, left_out = first_sheet(load_workbook(io.BytesIO(with_errors_as_text(data))), most_rows)
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
        sys.stdout.write("\n" + json.dumps({"refused": refused.reason}))
    except (CalamineError, zipfile.BadZipFile, ValueError, ArithmeticError, LookupError, OSError):
        sys.stdout.write("\n" + json.dumps({"refused": "damaged"}))


if __name__ == "__main__":
    main()
