"""Sheets nobody should send, at the command line: a reason with its row, exit code 1, and nothing stored."""

import csv
import io
import random

import pytest
import xlsxwriter
from click.testing import CliRunner

from convoy.cli import convoy
from tests.web.hostile import DAYS, LONG, NUMBERS, UNREADABLE

HEADINGS = (
    "date",
    "donor",
    "donor type",
    "item",
    "quantity",
    "condition",
    "expiry",
    "boxes",
    "total kg",
    "note",
)
GOOD = (
    "2026-10-03",
    "Rail Workers",
    "union branch",
    "toothpaste",
    "240",
    "new",
    "2028-01",
    "10",
    "30.6",
    "ok",
)
BAD = {
    "date": (*DAYS, "03/04/2026", "NaN", "１２", LONG),
    "donor": (*UNREADABLE, LONG, "x" * 201),
    "donor type": ("army", "<b>heavy</b>", "\u202e"),
    "item": (*UNREADABLE, LONG, "<img src=x onerror=alert(1)>", "=1+1", "@SUM(A1)"),
    "quantity": (*NUMBERS, "0", "1.000", "2-3", "<b>heavy</b>", "=1+1"),
    "condition": ("broken", "\x07", "=1+1"),
    "expiry": (*DAYS, "13/2027", "soon"),
    "boxes": ("NaN", "-1", "1e309", "1_000", "１２", "a few", "241"),
    "total kg": ("NaN", "-1", "1e309", "1_000", "１２", "heavy", "60 t"),
    "note": (*UNREADABLE, LONG),
}
NOT_IN_CSV = {"\ufffd"}
"""What says of a whole file that its letters were lost."""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run a command on one installation with one collection point, Leeds (LEE)."""
    folder = tmp_path_factory.mktemp("sheets")
    environment = {"CONVOY_INSTANCE": str(folder / "instance"), "CONVOY_DATABASE_URL": ""}

    def command(*words: object):
        return CliRunner().invoke(convoy, [str(word) for word in words], env=environment)

    assert command("init", "--organisation", "Unison", "--place", "Leeds").exit_code == 0
    return command


@pytest.fixture
def refused(run, tmp_path):
    """What is said of a file of this name and content, once it is certain that it was refused whole."""

    def refusal(name: str, content: bytes) -> str:
        file = tmp_path / name
        file.write_bytes(content)
        answer = run("import", "donations", file, "--place", "LEE")
        assert answer.exit_code == 1, (name, answer.output)
        assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
        assert "Traceback" not in answer.output
        assert all(letter.isprintable() or letter == "\n" for letter in answer.output)
        assert run("stock", "--json").output.strip() == "[]"
        return answer.output

    return refusal


def as_csv(*rows) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADINGS, *rows])
    return out.getvalue().encode()


def as_workbook(*rows, formula: tuple[int, int, str] | None = None) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([HEADINGS, *rows]):
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell)
        if formula is not None:
            row, place, shown = formula
            sheet.write_formula(row, place, "=1/0", None, shown)
    return out.getvalue()


def with_a(column: str, cell: str) -> tuple[str, ...]:
    place = HEADINGS.index(column)
    return (*GOOD[:place], cell, *GOOD[place + 1 :])


@pytest.mark.parametrize("column", BAD)
def test_every_bad_cell_is_refused_with_its_row_and_no_other_row_is_stored(refused, column):
    short = [cell for cell in BAD[column] if len(cell) <= 32_767]
    rows = [with_a(column, cell) for cell in short]
    for name, cells, content in (
        ("gifts.csv", [c for c in short if c not in NOT_IN_CSV], as_csv),
        ("gifts.xlsx", [c for c in short if c.isprintable()], as_workbook),
    ):
        rows = [with_a(column, cell) for cell in cells]
        said = refused(name, content(GOOD, *rows, GOOD))
        named = [line.partition(":")[0] for line in said.splitlines() if line.startswith("row ")]
        missing = {f"row {number}": cells[number - 3] for number in range(3, len(rows) + 3)}
        assert set(named) == set(missing), (column, {missing.get(one) for one in set(missing) ^ set(named)})


@pytest.mark.parametrize("column", [column for column, cells in BAD.items() if LONG in cells])
def test_a_cell_without_end_is_refused_with_its_row(refused, column):
    assert "row 3" in refused("gifts.csv", as_csv(GOOD, with_a(column, LONG))).lower()


def flipped(data: bytes, seed: int) -> bytes:
    """The file with twenty bits turned over."""
    turned, chance = bytearray(data), random.Random(seed)
    for _ in range(20):
        turned[chance.randrange(len(turned))] ^= 1 << chance.randrange(8)
    return bytes(turned)


FILES = {
    "a picture.csv": b"\x89PNG\r\n\x1a\n" + b"\x00" * 200,
    "a picture.xlsx": b"\x89PNG\r\n\x1a\n" + b"\x00" * 200,
    "cut.xlsx": as_workbook(GOOD)[:-300],
    "half.xlsx": as_workbook(GOOD)[:2_000],
    "text in a workbook.xlsx": b"not a workbook at all \x00",
    "half letters.csv": as_csv(GOOD).decode().encode("utf-16")[:-1],
    "nul.csv": as_csv(GOOD, with_a("note", "a\x00b")),
    "wide.csv": as_csv(GOOD, ("x",) * 100_000),
    "empty.csv": b"",
    "no headings.csv": b"1,2,3\n4,5,6\n",
    "quote.csv": as_csv(GOOD) + b'"never closed',
    "error.xlsx": as_workbook(GOOD, formula=(1, 4, "#DIV/0!")),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_sheet_is_refused_with_its_reason(refused, name):
    assert "Error: " in refused(name, FILES[name])


def test_a_damaged_workbook_is_never_half_read(run, tmp_path, count):
    whole = as_workbook(*[GOOD] * 40)
    file = tmp_path / "damaged.xlsx"
    for seed in range(count(6, 300)):
        file.write_bytes(flipped(whole, seed))
        answer = run("import", "donations", file, "--place", "LEE", "--dry-run")
        assert answer.exception is None or isinstance(answer.exception, SystemExit), (seed, answer.exception)
        assert answer.exit_code in {0, 1}
        if answer.exit_code == 0:
            assert answer.output.endswith(
                "40 donations would be recorded in 400 boxes; 0 were there already.\n"
            )


def test_one_bad_row_in_ten_thousand_is_found_and_keeps_the_others_out(refused):
    rows = [GOOD] * 10_000
    rows[8_765] = with_a("quantity", "1_000")
    said = refused("long.csv", as_csv(*rows))
    assert [line for line in said.splitlines() if line.startswith("row ")] == [
        "row 8767: “1_000” is not a number; did you mean 1000?"
    ]


def test_a_mistyped_place_and_item_are_answered_with_what_was_meant(run, tmp_path):
    file = tmp_path / "gifts.csv"
    file.write_bytes(as_csv(with_a("item", "soap")))
    for typed in ("LEF", "EEL", "LE", "leeds", "ЛЕЕ"):
        assert "LEE" in run("import", "donations", file, "--place", typed, "--dry-run").output, typed
    for typed in ("lee", " LEE ", "LЕЕ"):
        answer = run("import", "donations", file, "--place", typed, "--dry-run", "--item", "soap=HYG-SOAP-01")
        assert answer.exit_code == 0, (typed, answer.output)
    for typed in ("HYG-SOAP-O1", "hyg-soap-01", "HYG-SAOP-01", "HYG-SOAP-1"):
        answer = run("import", "donations", file, "--place", "LEE", "--dry-run", "--item", f"soap={typed}")
        assert answer.exit_code == 0 or "HYG-SOAP-01" in answer.output, (typed, answer.output)
