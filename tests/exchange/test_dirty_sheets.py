"""What becomes of dirty sheets where a person only says yes to what is guessed: one table, one test."""

import pytest

from convoy.domain.errors import Invalid
from convoy.exchange import layouts
from convoy.exchange.donation_words import LABELS
from convoy.exchange.donations import read_rows
from convoy.exchange.tables import read_grid
from tests.exchange.dirty import FILES

EXPECTED = """
en, as asked for                       | 1 gift
en, title and empty rows above         | 1 gift
en, two heading rows                   | 1 gift
en, merged cells                       | 3 gifts
en, totals and subtotals               | 2 gifts, left out: 3 5
en, headings again on page two         | 2 gifts, left out: 3
en, days and numbers as such           | 1 gift
en, days as bare numbers               | 0 gifts, unclear: 2 date
en, formulas                           | 1 gift
en, text like a formula                | 1 gift
en, errors in cells                    | 2 gifts, unclear: 2 quantity, 3 donor
en, errors of many languages           | 0 gifts, unclear: 2 quantity, 3 quantity, 4 quantity, 5 quantity
en, names with a number sign           | 2 gifts
en, a million empty rows               | 1 gift
en, sixteen thousand styled columns    | 1 gift
en, sixteen thousand columns           | refused: more than 60 columns
en, one cell at the far corner         | refused: needs more room
en, empty lines without end            | 1 gift
en, a hidden sheet first               | 1 gift
en, wrong types                        | 0 gifts, unclear: 2 date, 2 donor type, 2 quantity, 2 condition
en, days with two readings             | 0 gifts, unclear: 2 date
en, line ends inside quotes            | 1 gift
en, a quotation mark never closed      | refused: quotation marks around a text do not match
en, more cells than headings           | 1 gift
en, no condition                       | asks for: condition
en, no headings                        | asks for: date, donor, item, quantity, condition
en, misspelt headings                  | 1 gift
uk, semicolons and cp1251              | 1 gift, left out: 3
uk, months in words, units             | 2 gifts
uk, UTF-16 from Excel                  | 1 gift
pl, cp1250                             | 1 gift, left out: 3
pl, LibreOffice with merged cells      | 2 gifts
es, title, totals, decimal commas      | 1 gift, left out: 4
pt, Brazilian and European words       | 1 gift, unclear: 2 date
fr, first of the month                 | 1 gift
de, months and pieces                  | 1 gift, left out: 3
it, tabs                               | 1 gift, left out: 3
tr, LibreOffice                        | 1 gift, left out: 3
en, one short word above each column   | 1 gift, unclear: 3 boxes
en, numbers of boxes are no counts     | 1 gift
cs, semicolons                         | 1 gift, left out: 3
sk, donors of every kind               | 2 gifts, left out: 4
ro, months in words                    | 1 gift
hu, the year first                     | 2 gifts, left out: 4
lt, LibreOffice                        | 1 gift, left out: 3
ar, from the right                     | 1 gift, left out: 3
ar, Arabic digits                      | 0 gifts, unclear: 2 quantity
es, Western letters that may be Polish | refused: The letters of this file cannot be told
uk, UTF-8 and cp1251 in one file       | refused: Some lines of this file are UTF-8
uk, UTF-16 without its mark            | refused: The letters of this file cannot be told
en, time stamps of a form              | 3 gifts
uk, time stamps of a form              | 1 gift
en, days as Excel shows them           | 3 gifts
en, days without a year                | 0 gifts, unclear: 2 date, 3 date, 4 date
en, dashes where nothing is known      | 2 gifts, unclear: 4 expiry, 4 boxes
en, weighed goods without a unit       | 1 gift, unclear: 3 quantity
en, two of the same box size and unit  | 2 gifts
en, hidden rows are rows               | 2 gifts
en, five hundred columns in one row    | refused: Row 3 has more than 60 columns
ar, marks of direction                 | 2 gifts, unclear: 4 donor
uk, cp1251 with ТзОВ, ПрАТ and кВт     | 2 gifts
uk, KOI8                               | refused: The letters of this file cannot be told
en, the unit in a column of its own    | 3 gifts, unclear: 3 unit, 4 quantity
uk, the unit in a column of its own    | 2 gifts
de, the unit in a column of its own    | 1 gift
en, what a piece costs                 | 1 gift
LibreOffice, an error in a cell        | 1 gift, unclear: 2 quantity
LibreOffice, a formula                 | 1 gift
LibreOffice, a hidden sheet first      | 1 gift
LibreOffice, rows without end          | 1 gift
LibreOffice, a bomb of repeated cells  | refused: damaged
LibreOffice, a bomb of blanks          | refused: needs more room
LibreOffice, a password                | refused: has a password
LibreOffice, a letter                  | refused: This is no .xlsx workbook
an old workbook                        | refused: an old Excel
a workbook with a password             | refused: has a password
an .xls that is a .xlsx                | 1 gift
an .xls that is HTML                   | refused: web page
an .xls that is XML                    | refused: web page
a PDF                                  | refused: This is a PDF
a picture                              | refused: This is a picture
nothing                                | refused: The file is empty
only commas                            | refused: The file is empty
an empty workbook                      | refused: no sheet with rows
a cut workbook                         | refused: damaged
no gifts at all                        | asks for: date, donor, item, quantity, condition
"""

OUTCOME = dict([part.strip() for part in line.split("|", 1)] for line in EXPECTED.strip().splitlines())


def outcome_of(data: bytes) -> str:
    """What a sheet comes to, in the words of the table."""
    grid = read_grid(data)
    layout = layouts.guessed(grid)
    if layout.missing:
        return "asks for: " + ", ".join(LABELS[name] for name in layout.missing)
    left_out = layouts.not_gifts(grid, layout)
    read = read_rows(layouts.laid_out(layouts.body(grid, layout), layout, {}, left_out))
    said = f"{len(read.rows)} gift{'' if len(read.rows) == 1 else 's'}"
    if read.problems:
        said += ", unclear: " + ", ".join(f"{one.row_number} {LABELS[one.field]}" for one in read.problems)
    return said + (f", left out: {' '.join(map(str, sorted(left_out)))}" if left_out else "")


def test_every_file_has_its_outcome():
    assert OUTCOME.keys() == FILES.keys()


@pytest.mark.parametrize("name", FILES)
def test_a_dirty_sheet_comes_to_what_the_table_says(name):
    expected = OUTCOME[name]
    if expected.startswith("refused: "):
        with pytest.raises(Invalid, match=expected.removeprefix("refused: ").replace(".", r"\.")) as refusal:
            read_grid(FILES[name]())
        assert refusal.value.field == "file"
    else:
        assert outcome_of(FILES[name]()) == expected
