"""Spreadsheets (.xlsx, .ods): looked at from outside, then opened by a process of their own."""

import io
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.domain.numerals import digits
from convoy.exchange.limits import Limits

MOST_PARTS = 500
MOST_RATIO = 200  # honest sheets pack up to fifty to one
SMALL = 2_000_000  # bytes unpacked below which the ratio does not matter

_PROCESS = Path(__file__).with_name("workbook_process.py")
_ENCRYPTED = 1
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_PASSWORD = N_("The workbook has a password; save it without one")
_DAMAGED = N_("The workbook is damaged; open it, save it again as .xlsx, and try that file")
_TOO_LARGE = N_("The workbook needs more room than a file may take; copy the rows alone into a new one")
_REASONS = {
    "damaged": _DAMAGED,
    "password": _PASSWORD,
    "too_large": _TOO_LARGE,
    "no_rows": N_("The workbook has no sheet with rows"),
}


def rows_of(data: bytes, limits: Limits) -> tuple[Iterator[list[str]], tuple[str, ...]]:
    """Return the rows of the first visible sheet that has any, as text, and the names of other visible ones.

    Raises Invalid for a workbook that is locked, damaged, of another kind, or larger than `limits`.
    """
    _refuse_from_outside(data, limits)
    first, *lines = _answer(data, limits).split("\n")
    if (refused := _parsed(lines[-1] if lines else "{}")) and isinstance(refused, dict):
        raise Invalid(_REASONS[refused["refused"]], field="file")
    head = _parsed(first)
    if not isinstance(head, dict):
        raise Invalid(_DAMAGED, field="file")
    return (_texts(line) for line in lines), tuple(head["left_out"])


def _refuse_from_outside(data: bytes, limits: Limits) -> None:
    """Raise Invalid for what the zip's own list of contents tells."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            kind = next((part for part in parts if part.filename == "mimetype"), None)
            is_ods = kind is not None and kind.file_size == len(_ODS) and archive.read(kind) == _ODS
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, OSError) as error:
        raise Invalid(_DAMAGED, field="file") from error
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Invalid(_PASSWORD, field="file")
    if "xl/workbook.xml" not in {part.filename for part in parts} and not is_ods:
        raise Invalid(N_("This is no .xlsx workbook; save it as .xlsx or CSV"), field="file")
    unpacked = sum(part.file_size for part in parts)
    is_bomb = any(part.file_size > max(SMALL, part.compress_size * MOST_RATIO) for part in parts)
    if unpacked > limits.unpacked or is_bomb or len(parts) > MOST_PARTS:
        raise Invalid(_TOO_LARGE, field="file")


def _answer(data: bytes, limits: Limits) -> str:
    bounds = (limits.memory, limits.seconds, limits.rows, limits.unpacked)
    try:
        done = subprocess.run(  # noqa: S603  # our own file; the workbook comes on standard input
            [sys.executable, "-I", str(_PROCESS), *map(str, bounds)],
            input=data,
            capture_output=True,
            timeout=limits.seconds * 3,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise Invalid(_TOO_LARGE, field="file") from error
    return done.stdout.decode()


def _parsed(line: str) -> object:
    return json.loads(line) if line else None


def _texts(line: str) -> list[str]:
    return [cell if isinstance(cell, str) else digits(cell) for cell in json.loads(line)]
