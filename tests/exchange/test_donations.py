import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import convoy
from convoy.domain.kinds import Condition, OrganisationKind
from convoy.domain.matching import Catalogue, Certainty, Entry
from convoy.domain.measures import Amount, Unit
from convoy.exchange import donation_words as words
from convoy.exchange.donations import read_donations
from convoy.exchange.tables import read_table
from convoy.words import SCREENS, Words

DATA = Path(convoy.__file__).parent / "data"
SAMPLES = Path(__file__).parent / "samples"
HEADINGS = "date,donor,donor type,item,quantity,condition,expiry,boxes,total kg,note,for whom,unit"
GOOD = [
    "2026-10-03",
    "Rail Workers",
    "union branch",
    "tinned beef",
    "240",
    "as new",
    "2028-01",
    "10",
    "121.2",
    "ok",
    "for the rescue squad",
    "",
]
ENGLISH = (
    "2026-10-03|Rail Workers Branch 12, Leeds|union branch|tinned beef|240|as new|2028-01|10||\n"
    "2026-10-04|Camera del Lavoro di Collina|trade union|Dentifricio, 100 ml|180|new|2027-06|3|30.6|\n"
    "2026-10-11|Anonymous|individual|guantes|50|used good||4||two bags\n"
)
UKRAINIAN = (
    "03.10.2026|Rail Workers Branch 12, Leeds|осередок профспілки|Тушонка, 400 г|240|як нове|2028-01|10||\n"
    "04.10.2026|Camera del Lavoro di Collina|профспілка|Dentifricio, 100 ml|180|нове|06.2027|3|30,6|\n"
    "11.10.2026|Анонімно|приватна особа|guantes|50|вживане, добре||4||two bags\n"
)


def sheet(text, headings=HEADINGS):
    return read_donations(read_table("gifts.csv", f"{headings}\n{text}".encode()))


def row_of(**changes):
    fields = dict(zip(words.LABELS, GOOD, strict=True)) | changes
    out = io.StringIO()
    csv.writer(out).writerow(fields[field] for field in words.LABELS)
    return out.getvalue()


def of_delimiter(text, delimiter):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(line.split("|") for line in text.splitlines())
    return out.getvalue()


def said(row):
    """All that does not depend on the language of the sheet."""
    what = (row.day, row.quantity, row.unit, row.condition, row.expiry, row.boxes, row.grams, row.note)
    return (*what, row.donor_kind, row.is_anonymous)


def test_english_and_ukrainian_sheets_say_the_same():
    english = sheet(of_delimiter(ENGLISH, ","))
    ukrainian = sheet(
        of_delimiter(UKRAINIAN, ";"),
        "дата;жертводавець;вид;товар;кількість;стан;термін придатності;коробки;вага кг;примітка",
    )
    assert english.problems == ukrainian.problems == ()
    assert [said(row) for row in english.rows] == [said(row) for row in ukrainian.rows]


def test_a_row_is_read_with_all_it_says():
    row = sheet(of_delimiter(ENGLISH, ",")).rows[1]
    assert (row.row_number, row.day, row.donor, row.donor_kind) == (
        3,
        date(2026, 10, 4),
        "Camera del Lavoro di Collina",
        OrganisationKind.TRADE_UNION,
    )
    assert (row.item_text, row.quantity, row.unit) == ("Dentifricio, 100 ml", 180, Unit.PIECE)
    assert (row.condition, row.expiry, row.boxes, row.grams) == (Condition.NEW, date(2027, 6, 30), 3, 30_600)
    assert (row.note, row.is_anonymous) == ("", False)


def test_an_empty_cell_is_unknown_not_zero():
    row = sheet(row_of(donor_kind="", expiry=" ", boxes="", grams="", note="")).rows[0]
    assert (row.donor_kind, row.expiry, row.boxes, row.grams, row.note) == (None, None, None, None, "")


def test_no_boxes_means_left_loose():
    assert sheet(row_of(boxes="0")).rows[0].boxes == 0


@pytest.mark.parametrize("donor", ["Anonymous", "ANONYMOUS ", "анонімно", "Анонім", "anónimo"])
def test_an_anonymous_donor_is_flagged(donor):
    assert sheet(row_of(donor=donor)).rows[0].is_anonymous


def test_an_amount_keeps_the_unit_it_was_written_in():
    row = sheet(row_of(quantity="12,5 kg")).rows[0]
    assert (row.quantity, row.unit) == (12_500, Unit.GRAM)


@pytest.mark.parametrize(
    ("quantity", "unit", "amount"),
    [
        ("12", "kg", Amount(12_000, Unit.GRAM)),
        ("1,5", "л", Amount(1_500, Unit.MILLILITRE)),
        ("3", "уп.", Amount(3, Unit.PACK)),
        ("2", "dozen", Amount(24, Unit.PIECE)),
        ("12", "", Amount(12, Unit.PIECE)),
        ("3 kg", "g", Amount(3_000, Unit.GRAM)),
    ],
)
def test_a_quantity_is_in_the_unit_that_stands_beside_it(quantity, unit, amount):
    (row,) = sheet(row_of(quantity=quantity, unit=unit)).rows
    assert Amount(row.quantity, row.unit) == amount


def test_headings_may_stand_in_any_order_case_and_spelling_of_blanks():
    found = sheet("new;240;beef;Anna;2026-10-03\n", " CONDITION;Qty ;Item;DONOR;дАта")
    assert found.problems == ()
    assert (found.rows[0].donor, found.rows[0].quantity) == ("Anna", 240)


def test_every_label_and_every_stored_word_is_understood():
    assert set(words.LABELS) == set(words.field_by_heading().values())
    for field, label in words.LABELS.items():
        assert words.field_by_heading()[words.key(label)] == field
    assert {words.CONDITION_BY_WORD[words.key(condition)] for condition in Condition} == set(Condition)
    assert {words.KIND_BY_WORD[words.key(kind.replace("_", " "))] for kind in OrganisationKind} == set(
        OrganisationKind
    )


def test_unknown_headings_are_reported_and_the_rest_is_read():
    found = sheet(row_of().strip() + ",x,y\n", f"{HEADINGS},Colour,Farbe")
    assert found.unknown_headings == ("Colour", "Farbe")
    assert len(found.rows) == 1


def test_every_missing_column_is_named():
    found = sheet("2026-10-03,beef\n", "date,item")
    assert found.rows == ()
    assert [(problem.row_number, problem.field) for problem in found.problems] == [
        (1, "donor"),
        (1, "quantity"),
        (1, "condition"),
    ]
    assert found.problems[1].message % found.problems[1].facts == "There is no column “quantity”"


def test_a_column_that_stands_twice_is_refused():
    found = sheet("x\n", f"{HEADINGS},Qty")
    assert "quantity” and “Qty” are the same column" in found.problems[0].message % found.problems[0].facts


def test_every_bad_row_is_listed_with_every_fault_and_good_rows_are_kept():
    found = sheet(
        row_of()
        + row_of(day="30.02.2026", quantity="1_000", condition="broken")
        + "\n"
        + row_of(donor="")
        + row_of(note="\u202egnp")
    )
    assert [row.row_number for row in found.rows] == [2]
    assert [(problem.row_number, problem.field) for problem in found.problems] == [
        (3, "day"),
        (3, "quantity"),
        (3, "condition"),
        (5, "donor"),
        (6, "note"),
    ]
    assert "did you mean 1000" in found.problems[1].message % found.problems[1].facts


BAD = {
    "day": ["", "tomorrow", "03/04/2026", "2026-13-01", "31.04.2026", "1926-01-01", "２０２６-10-03", "NaN"],
    "donor": ["", " ", "x" * 201, "a\x00b", "a\u202eb", "a\u200bb", "\ufffd"],
    "donor_kind": ["army", "?", "x" * 100, "\u202e"],
    "item_text": ["", "x" * 201, "\u200b"],
    "quantity": [
        "",
        "0",
        "-1",
        "NaN",
        "inf",
        "1e309",
        "1_000",
        "１２",
        "٣",
        "1.5 pcs",
        "240 tins",
        "10000001",
        "2-3",
        "1.000 pcs",
    ],
    "condition": ["", "broken", "x" * 300, "\x07"],
    "expiry": ["soon", "13/2027", "27/03", "2027", "31.02.2027"],
    "boxes": ["-1", "a few", "1.5", "NaN"],
    "grams": ["0", "-3", "NaN", "heavy", "12 lb", "1e5", "60 t"],
    "note": ["x" * 1_001, "\x1b[31m", "\u2066"],
}


@pytest.mark.parametrize("field", BAD)
def test_a_hostile_or_mistaken_cell_is_a_problem_of_its_field(field):
    for value in BAD[field]:
        found = sheet(row_of(**{field: value}))
        assert [(problem.row_number, problem.field) for problem in found.problems] == [(2, field)], value
        sentence = found.problems[0].message % found.problems[0].facts
        assert all(letter.isprintable() for letter in sentence)


def test_a_row_with_more_cells_than_headings_says_so():
    found = sheet("2026-10-03,Rail Workers, Leeds,union branch,beef,240,new,,,,,,left over\n")
    assert found.rows == ()
    assert "13 cells stand under 12 headings" in found.problems[0].message % found.problems[0].facts


def test_text_like_a_formula_or_markup_stays_text():
    row = sheet(row_of(donor="=HYPERLINK(1)", item_text="<b>soap</b>", note="@SUM(A1)")).rows[0]
    assert (row.donor, row.item_text, row.note) == ("=HYPERLINK(1)", "<b>soap</b>", "@SUM(A1)")


def test_a_time_stamp_counts_as_its_day():
    assert sheet(row_of(day="2026-10-03 14:30")).rows[0].day == date(2026, 10, 3)


def test_headings_alone_are_a_sheet_without_rows():
    assert sheet("") == read_donations(read_table("a", HEADINGS.encode()))
    assert sheet("").rows == sheet("").problems == ()


CELL = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from([*GOOD, "", "1.000", "03/04/26", "kg", "дюжина"]),
)


@given(st.lists(CELL, min_size=10, max_size=11))
@example(["\0"] * 10)
def test_any_cells_are_a_row_or_problems(cells):
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    found = sheet(out.getvalue())
    assert len(found.rows) <= 1 or found.problems
    for problem in found.problems:
        assert problem.message % problem.facts


def catalogue():
    of_code = {}
    for path in sorted(DATA.glob("catalogue-names/*.csv")):
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                names, synonyms = of_code.setdefault(row["code"], ({}, {}))
                names[path.stem] = row["name"]
                synonyms[path.stem] = tuple(filter(None, row["synonyms"].split("; ")))
    return Catalogue(Entry(code, "H87", *parts) for code, parts in of_code.items())


def sample(name):
    return read_donations(read_table(name, (SAMPLES / name).read_bytes()))


@pytest.mark.parametrize(("name", "count"), [("donations-sample.csv", 90), ("donations-sample-uk.csv", 30)])
def test_real_sheets_are_read_without_a_problem(name, count):
    found = sample(name)
    assert (len(found.rows), found.problems, found.unknown_headings) == (count, (), ())
    assert {row.donor for row in found.rows if row.is_anonymous} == {"Anonymous"}


def test_exactly_six_everyday_words_of_the_real_sheets_are_ambiguous():
    items = catalogue()
    asked = {
        row.item_text
        for name in ("donations-sample.csv", "donations-sample-uk.csv")
        for row in sample(name).rows
    }
    found = {text: items.find(text).certainty for text in asked}
    ambiguous = {text for text, certainty in found.items() if certainty is Certainty.AMBIGUOUS}
    assert ambiguous == {"apteczka", "soap", "guantes", "agregat", "blanket", "pannolini"}
    assert set(found.values()) == {Certainty.AMBIGUOUS, Certainty.UNIQUE}


@pytest.mark.parametrize("language", SCREENS)
def test_a_column_is_understood_by_what_a_page_in_that_language_calls_it(language):
    for field, label in words.LABELS.items():
        assert words.field_by_heading()[words.key(Words(language).gettext(label))] == field, label
