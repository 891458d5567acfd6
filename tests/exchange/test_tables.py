import io
import resource
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st

import convoy
from convoy.domain.errors import Invalid
from convoy.exchange.limits import DESK, OFFICE, Limits
from convoy.exchange.tables import read_table

CHECKOUT = Path(convoy.__file__).parent.parent
TINY = Limits(size=100_000, unpacked=1_000_000, rows=5, memory=500_000_000, seconds=5, columns=4)
UKRAINIAN = "дата;жертводавець\n03.10.2026;Профспілка «Міст», Львів\n"
POLISH = "date;donor\n2026-10-03;Związek Pocztowców, koło Łódź\n"


def cells(table):
    return [row.cells for row in table.rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_usual_delimiter_and_line_end_is_understood(delimiter, newline):
    lines = ['date|donor|"no;te"', '2026-10-03|"Rail, Leeds; x\ty"|"he said ""yes"""', "|b|"]
    if delimiter != "|":
        lines = [line.replace("|", delimiter) for line in lines]
    table = read_table("a.csv", newline.join(lines).encode())
    assert table.headings == ("date", "donor", "no;te")
    assert cells(table) == [("2026-10-03", "Rail, Leeds; x\ty", 'he said "yes"'), ("", "b")]


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    table = read_table("a.csv", b'\n\ndate,note\n1,"two\nlines"\n\n,,\n2,b\n')
    assert table.heading_row == 3
    assert [row.number for row in table.rows] == [4, 7]


def test_commas_inside_a_sheet_with_semicolons_stay_text():
    table = read_table("a.csv", "товар;вага кг\nТушонка, 400 г;114,4\n".encode())
    assert cells(table) == [("Тушонка, 400 г", "114,4")]


def test_a_delimiter_named_in_the_first_line_is_believed():
    table = read_table("a.csv", b"sep=;\r\na,b;c\r\n1;2\r\n")
    assert (table.headings, cells(table), table.rows[0].number) == (("a,b", "c"), [("1", "2")], 2)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (UKRAINIAN, "utf-8"),
        (UKRAINIAN, "utf-8-sig"),
        (UKRAINIAN, "utf-16"),
        (UKRAINIAN, "cp1251"),
        (POLISH, "utf-8"),
        (POLISH, "cp1250"),
        ("date;donor\n1;José Café\n", "cp1250"),
        ("date;donor\n1;plain\n", "ascii"),
    ],
)
def test_the_letters_of_usual_encodings_are_read(text, encoding):
    table = read_table("a.csv", text.encode(encoding))
    assert cells(table) == [tuple(text.split("\n")[1].split(";"))]


@pytest.mark.parametrize(
    "data",
    [
        "date;donor\n1;Sección Ñandú\n".encode("cp1252"),  # Ñ and Ń are one byte
        "date;donor\n1;Privět\n".encode("cp1250"),  # ě and ì are one byte
        "date;donor\n1;Привет".encode("koi8_r"),
        b"date;donor\n1;\x81\x8d\x8f\x90\x9d",
        b"date\0donor\n1\0b",
        "date;donor".encode("utf-16-le"),
        b"\xff\xfed",
        b"\xef\xbb\xbf\xff",
        bytes(range(256)),
    ],
    ids=lambda data: repr(data[-12:]),
)
def test_letters_that_can_be_read_in_two_ways_are_not_guessed(data):
    with pytest.raises(Invalid, match="CSV UTF-8"):
        read_table("a.csv", data)


def test_text_like_a_formula_stays_text():
    table = read_table("a.csv", b"a,b,c\n=1+1,@SUM(A1),-2\n")
    assert cells(table) == [("=1+1", "@SUM(A1)", "-2")]


def test_a_quotation_mark_that_is_never_closed_names_the_row():
    with pytest.raises(Invalid, match="after row 2"):
        read_table("a.csv", b'a,b\n1,2\n3,"4\n5,6\n')
    with pytest.raises(Invalid, match="after row 1"):
        read_table("a.csv", b'a,b\n"Solidarity" branch,2\n')


def test_what_is_too_big_is_refused_with_the_limit():
    with pytest.raises(Invalid, match="at most 100 kB"):
        read_table("a.csv", b"a\n" + b"x\n" * 100_000, TINY)
    with pytest.raises(Invalid, match="more than 5 rows"):
        read_table("a.csv", b"a\n" + b"x\n" * 6, TINY)
    with pytest.raises(Invalid, match="more than 4 columns"):
        read_table("a.csv", b"a\n1,2,3,4,5\n", TINY)
    with pytest.raises(Invalid, match="longer than 32767"):
        read_table("a.csv", b"a\n" + b"x" * 40_000, TINY)
    assert len(read_table("a.csv", b"a\n" + b"x\n" * 5, TINY).rows) == 5


@pytest.mark.parametrize("cell", ["x" * 200_000, '"' + "x" * 200_000])
def test_a_cell_without_end_names_its_row(cell):
    with pytest.raises(Invalid, match="row 3 is longer than 32767"):
        read_table("a.csv", f"a\n1\n{cell}\n".encode())


OTHER_FILES = {
    "empty": b"",
    "blank": b" \n\t\n",
    "only delimiters": b",,,\n,,\n",
    "pdf": b"%PDF-1.7 ...",
    "old xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "png": b"\x89PNG\r\n\x1a\n...",
    "jpeg": b"\xff\xd8\xff\xe0...",
    "cut zip": b"PK\x03\x04" + b"\0" * 100,
}


@pytest.mark.parametrize("kind", OTHER_FILES)
def test_what_is_no_table_is_refused_with_its_reason(kind):
    with pytest.raises(Invalid) as refusal:
        read_table(f"{kind}.csv", OTHER_FILES[kind])
    assert refusal.value.field == "file"


@given(
    st.one_of(
        st.binary(max_size=300), st.text(st.sampled_from("a,;\t\"\n\r'=é"), max_size=60).map(str.encode)
    )
)
@example(b"\xff\xfe\x00\xd8")
@example(b'"')
@example(b"sep=,")
@example(b"PK\x03\x04")
def test_any_bytes_are_a_table_or_refused(data):
    try:
        table = read_table("a", data)
    except Invalid as error:
        refusal = error
    else:
        refusal = None
        assert table.headings
    assert refusal is None or refusal.field == "file"


def workbook(write, **options):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        write(book)
    return out.getvalue()


def ordinary(book):
    sheet = book.add_worksheet("gifts")
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    stamp = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    sheet.write_row(2, 1, ["date", "donor", "quantity", "kg", "note"])
    sheet.write_datetime(3, 1, date(2026, 10, 3), day)
    sheet.write_row(3, 2, ["Профспілка", 240, 1.234])
    sheet.write_string(3, 5, "=1+1")
    sheet.write_datetime(5, 1, datetime(2026, 10, 4, 14, 30), stamp)  # noqa: DTZ001  # a cell has no zone
    sheet.write_row(5, 2, ["b", 0.1 + 0.2, 30.6])
    sheet.write_formula(5, 5, "=UPPER(A1)", None, "FROM FORMULA")
    book.add_worksheet("empty")


def test_a_workbook_is_read_as_text_with_one_reading():
    table = read_table("gifts.xlsx", workbook(ordinary))
    assert (table.heading_row, table.headings) == (3, ("date", "donor", "quantity", "kg", "note"))
    assert [(row.number, row.cells) for row in table.rows] == [
        (4, ("2026-10-03", "Профспілка", "240", "1.2340", "=1+1")),
        (6, ("2026-10-04 14:30", "b", "0.3", "30.6", "FROM FORMULA")),
    ]
    assert (table.encoding, table.left_out) == ("xlsx", ("empty",))


def test_a_workbook_counts_its_days_from_1900_or_1904():
    assert read_table("a", workbook(ordinary, date_1904=True)).rows[0].cells[0] == "2026-10-03"


def test_a_hidden_sheet_is_not_taken_for_the_first():
    def write(book):
        book.add_worksheet("lists").write(0, 0, "secret")
        book.add_worksheet("gifts").write(0, 0, "date")
        book.worksheets()[1].activate()
        book.worksheets()[0].hide()

    table = read_table("a.xlsx", workbook(write))
    assert (table.headings, table.left_out) == (("date",), ())


def test_an_error_in_a_cell_is_not_read_as_empty():
    def write(book):
        sheet = book.add_worksheet()
        sheet.write(0, 0, "quantity")
        sheet.write_formula(1, 0, "=1/0", None, "#DIV/0!")

    assert read_table("a.xlsx", workbook(write)).rows[0].cells == ("#DIV/0!",)


def test_a_workbook_with_too_many_rows_is_refused_like_any_table():
    def write(book):
        sheet = book.add_worksheet()
        for row in range(7):
            sheet.write(row, 0, "x")

    with pytest.raises(Invalid, match="more than 5 rows"):
        read_table("a.xlsx", workbook(write), TINY)


HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
TAIL = "</sheetData></worksheet>"


def altered(**parts):
    """An ordinary workbook with some parts replaced, by the last words of their names."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(ordinary))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            stem = name.rpartition("/")[2].removesuffix(".xml")
            new.writestr(name, parts.pop(stem, old.read(name)))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def cell(address, value):
    return f'<row><c r="{address}"><v>{value}</v></c></row>'


def one_text_everywhere():
    text = "x" * 30_000
    strings = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{text}</t></si></sst>'
    )
    rows = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}" t="s"><v>0</v></c>' for c in "ABCDEFGHIJ") + "</row>"
        for n in range(1, 5_000)
    )
    return altered(sharedStrings=strings, sheet1=HEAD + rows + TAIL)


def entities():
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    head = HEAD.replace("<worksheet", f'<!DOCTYPE w [<!ENTITY e0 "lol">{lines}]><worksheet')
    return altered(sheet1=f'{head}<row r="1"><c r="A1" t="inlineStr"><is><t>&e11;</t></is></c></row>{TAIL}')


def lying_about_its_size():
    data = bytearray(altered(sheet1=HEAD + cell("A1", 1) + " " * 60_000_000 + TAIL))
    place = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    assert data[place : place + 4] == b"PK\x01\x02"
    data[place + 24 : place + 28] = (1_000).to_bytes(4, "little")
    return bytes(data)


def encrypted():
    data = bytearray(workbook(ordinary))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


BOMBS = {
    "60 MB of blanks": lambda: altered(sheet1=HEAD + cell("A1", 1) + " " * 60_000_000 + TAIL),
    "a size that lies": lying_about_its_size,
    "two cells far apart": lambda: altered(sheet1=HEAD + cell("A1", 1) + cell("XFD1048576", 1) + TAIL),
    "two cells rather far apart": lambda: altered(sheet1=HEAD + cell("A1", 1) + cell("ZZ40000", 1) + TAIL),
    "more strings announced than memory": lambda: altered(sharedStrings='<sst uniqueCount="4294967295"/>'),
    "one text in every cell": one_text_everywhere,
    "entities of entities": entities,
    "a thousand parts": lambda: altered(**{f"xl/{n}.bin": b"" for n in range(1_000)}),
    "encrypted": encrypted,
    "another kind of zip": lambda: altered().replace(b"xl/workbook.xml", b"xl/wordbook.xml"),
    "no sheet": lambda: altered(sheet1=HEAD + TAIL, sheet2=HEAD + TAIL),
    "broken xml": lambda: altered(sheet1=HEAD + "<row><c r="),
    "wrong reference": lambda: altered(sheet1=HEAD + '<row><c r="A1" t="s"><v>99</v></c></row>' + TAIL),
    "a cut file": lambda: workbook(ordinary)[:-200],
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_workbook_made_to_exhaust_or_confuse_is_refused(kind):
    data = BOMBS[kind]()
    assert len(data) < DESK.size
    try:
        table = read_table("a.xlsx", data)
    except Invalid as error:
        refused = error.field == "file"
    else:
        # Nothing but what the sheet really says may come out.
        refused = all(len(part) < 40_000 for row in table.rows for part in row.cells)
        assert kind in {"entities of entities", "wrong reference"}
    assert refused


def test_a_bomb_leaves_the_server_small():
    bomb = BOMBS["60 MB of blanks"]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for limits in (DESK, OFFICE):
        with pytest.raises(Invalid):
            read_table("a.xlsx", bomb, limits)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_the_process_that_opens_workbooks_needs_nothing_of_convoy(tmp_path):
    script = CHECKOUT / "convoy" / "exchange" / "workbook_process.py"
    done = subprocess.run(
        [sys.executable, "-I", str(script), "500000000", "5", "100", "100000"],
        input=workbook(ordinary),
        capture_output=True,
        cwd=tmp_path,
        check=True,
    )
    assert done.stdout.decode().startswith('{"left_out": ["empty"]}\n')
    assert b"convoy" not in done.stderr
