import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from python_calamine import load_workbook

from convoy.domain.errors import Invalid
from convoy.exchange.formulas import unprotected
from convoy.exchange.tables import read_table
from convoy.exchange.writer import to_csv, to_xlsx

FORMULAS = [
    "=1+1",
    "=HYPERLINK(1)",
    "+380441234567",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1+1",
    "'=1",
    "''=1",
    "=cmd|' /C calc'!A0",
    "-",
]
HARMLESS = [
    "Rail Workers",
    "a=b",
    "4 × 6 m",
    "'t Hart",
    "1 200",
    'he said "yes"',
    "a,b;c\nd",
    "Профспілка",
    "https://x",
]


def test_a_csv_file_opens_in_a_spreadsheet_with_its_letters():
    data = to_csv(["date", "kg"], [[date(2026, 10, 3), Decimal("12.5")], [None, -3]])
    assert data == "\ufeffdate,kg\r\n2026-10-03,12.5\r\n,-3\r\n".encode()


def test_no_csv_cell_can_be_taken_for_a_formula():
    data = to_csv(FORMULAS, [FORMULAS]).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(data, newline="")):
        assert all(cell.startswith("'") for cell in row)


def test_harmless_text_is_left_as_it_is():
    data = to_csv(["a"] * len(HARMLESS), [HARMLESS]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(data, newline="")))[1] == HARMLESS


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=20))
@example("'=1")
@example("=1")
@example("''@")
def test_text_written_as_csv_is_read_back(text):
    table = read_table("a.csv", to_csv(["a", "b"], [[text, "end"]]))
    assert table.rows[0].cells == (text, "end")


SIGNS = "=+-@＝＋－＠"
LIKE_FORMULAS = st.lists(
    st.one_of(
        st.sampled_from(
            [*SIGNS, "\t", "\r", "\n", " ", "'", '"', ";", ",", "1", "\r\n", "SUM(A1)", "cmd|' /C"]
        ),
        st.characters(exclude_categories=["Cs", "Cc"]),
    ),
    max_size=12,
).map("".join)


def cells_of_any_spreadsheet(data):
    """What a spreadsheet may take for a cell of a CSV file, by commas or semicolons, with quotes or not."""
    text = data.decode("utf-8-sig")
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield from row
    yield from re.split(r"[;\t\r\n]", text)


@given(LIKE_FORMULAS)
@example("x;=1+1")
@example("x; '=1")
@example("a\n=1")
@example(";;'-")
@example("\t=1")
def test_no_text_is_a_formula_however_a_spreadsheet_splits_its_row_and_all_are_read_back(text):
    data = to_csv(["a", "b"], [["first", text], ["next", text]])
    # What stands before our cell is ours: a name without signs.
    assert [
        cell for cell in cells_of_any_spreadsheet(data) if cell.lstrip(" ").startswith(tuple(SIGNS))
    ] == []
    here = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [unprotected(cell) for cell in here[1]] == ["first", text]
    book = to_xlsx(["a", "b"], [["first", text]])
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    back = load_workbook(io.BytesIO(book)).get_sheet_by_index(0).to_python()[1]
    ends = str.maketrans("", "", "\r")
    assert (back[1] if len(back) > 1 else "").translate(ends) == text.translate(ends)


def test_no_cell_of_a_workbook_is_a_formula_or_a_link():
    data = to_xlsx(["a"] * len(FORMULAS), [FORMULAS, [*HARMLESS, *FORMULAS[: len(FORMULAS) - len(HARMLESS)]]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    rows = load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert [text.replace("\r", "") for text in rows[1]] == [text.replace("\r", "") for text in FORMULAS]


def test_numbers_and_days_of_a_workbook_are_numbers_and_days():
    when = datetime(2026, 10, 3, 14, 30, tzinfo=UTC)
    data = to_xlsx(["n", "kg", "day", "when", "text"], [[240, Decimal("12.5"), when.date(), when, "240"]])
    row = load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1]
    assert row == [240.0, 12.5, date(2026, 10, 3), when.replace(tzinfo=None), "240"]


def test_an_empty_cell_stays_empty_and_a_long_number_stays_exact():
    data = to_xlsx(["a", "b", "c"], [[None, "", 12_345_678_901_234_567]])
    assert load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1] == [
        "",
        "",
        "12345678901234567",
    ]


def test_a_workbook_is_read_back_as_it_was_written():
    rows = [["2026-10-03", "Профспілка", "=1", "12.5"], ["2026-10-04", "b", "c", "0.125"]]
    table = read_table("a.xlsx", to_xlsx(["date", "donor", "note", "kg"], rows))
    assert [list(row.cells) for row in table.rows] == rows


@pytest.mark.parametrize("title", ["Stock: Leeds [1/2]", "x" * 60, "'", "", "Склад"])
def test_any_title_makes_a_sheet_name(title):
    names = load_workbook(io.BytesIO(to_xlsx(["a"], [["b"]], title=title))).sheet_names
    assert len(names) == 1


def test_a_text_longer_than_a_cell_is_refused_not_cut():
    with pytest.raises(Invalid, match="40000 letters"):
        to_xlsx(["note"], [["x" * 40_000]])


def test_headings_without_rows_make_a_file():
    assert (
        read_table("a", to_xlsx(["a", "b"], [])).headings == read_table("a", to_csv(["a", "b"], [])).headings
    )
