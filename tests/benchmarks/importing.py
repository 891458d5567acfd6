"""Taking in a sheet of 100,000 gifts, against reading it by calamine and inserting its rows by Core."""

import io
import time
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter
from python_calamine import load_workbook
from sqlalchemy import insert

from convoy.db import Database
from convoy.domain.permissions import CONSOLE
from convoy.services import imports
from tests.benchmarks import world
from tests.benchmarks.measuring import going_on, heading, row, seconds
from tests.benchmarks.recording import same_rows

ROWS = 100_000
DONORS = 2_000
PORTION = 5_000
"""Copies made up at a time; making them up is no part of the reference."""

TIMES = 3
HEADINGS = ("date", "donor", "donor type", "item", "quantity", "condition", "expiry", "total kg")


def workbook(rows: int) -> bytes:
    """A workbook of so many loose gifts from many donors, eight columns each."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "in_memory": True}) as book:
        sheet = book.add_worksheet("gifts")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, rows + 1):
            sheet.write_datetime(number, 0, date(2026, 1, 1) + timedelta(days=number % 300), day)
            sheet.write_row(number, 1, [f"Branch {number % DONORS}", "union branch", world.ITEM])
            sheet.write_number(number, 4, number % 240 + 1)
            sheet.write_row(number, 5, ["new", "2028-01"])
            sheet.write_number(number, 7, (number % 240 + 1) / 2)
    return out.getvalue()


def reference(folder: Path, data: bytes, rows: int) -> tuple[float, float]:
    """Seconds to read every cell, and to insert as many gifts with their ledger in one transaction."""
    going_on("reading with calamine")
    reading = seconds(
        lambda: sum(1 for _ in load_workbook(io.BytesIO(data)).get_sheet_by_index(0).iter_rows())
    )
    _, database = world.new(folder)
    template = same_rows(database, lambda: world.gift(boxes=0))
    inserting = 0.0
    with database.engine.begin() as connection:
        for start in range(1, rows + 1, PORTION):
            going_on(f"inserting by Core: {start:,} of {rows:,}")
            of_table: dict[object, list[dict[str, object]]] = {}
            for copy in range(start, min(start + PORTION, rows + 1)):
                for table, values in template.copied(copy):
                    of_table.setdefault(table, []).extend(values)
            began = time.perf_counter()
            for table, values in of_table.items():
                connection.execute(insert(table), values)
            inserting += time.perf_counter() - began
        began = time.perf_counter()
    inserting += time.perf_counter() - began
    database.close()
    return reading, inserting


def taken_in(folder: Path, data: bytes) -> tuple[float, float]:
    """Seconds to check the sheet alone, and to take it in."""
    _, database = world.new(folder)

    def take(*, dry_run: bool) -> None:
        _import(database, data, dry_run=dry_run)

    checking = seconds(lambda: take(dry_run=True))
    taking = seconds(lambda: take(dry_run=False))
    database.close()
    return checking, taking


def _import(database: Database, data: bytes, *, dry_run: bool) -> None:
    outcome = imports.import_file(
        database,
        CONSOLE,
        place_code="LEE",
        name="gifts.xlsx",
        data=data,
        dry_run=dry_run,
        progress=lambda _what, done, total: going_on(f"taking in: {done:,} of {total:,}"),
    )
    assert not outcome.problems, outcome.problems[:3]
    assert outcome.added


def report(folder: Path, rows: int = ROWS) -> None:
    """Print how long it takes beside the reference, in turns."""
    heading(f"Import of {rows:,} rows of a workbook, all or nothing")
    going_on("writing the workbook")
    data = workbook(rows)
    ratios = []
    for turn in range(TIMES):
        reading, inserting = reference(folder / f"reference {turn}", data, rows)
        checking, taking = taken_in(folder / f"import {turn}", data)
        ratios.append(taking / (reading + inserting))
        row("read by calamine + inserted by Core", f"{reading:.1f} s + {inserting:.1f} s")
        row("checked alone / checked and taken in", f"{checking:.1f} s / {taking:.1f} s")
    middle = sorted(ratios)[len(ratios) // 2]
    row("taken in, beside the reference", f"{middle:.2f} times", "at most 3 times", held=middle <= 3)
