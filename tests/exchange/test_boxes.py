"""Lists of boxes as halls and partners keep them: what can be read is read, what is doubtful is named."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convoy.domain.kinds import Condition, OrganisationKind
from convoy.exchange import box_words as words
from convoy.exchange.boxes import read_boxes
from convoy.exchange.donation_words import key
from convoy.exchange.tables import read_table
from convoy.words import SCREENS, Words

HEADINGS = "box number,item,quantity,condition,expiry,kg,size,shelf,note"


def sheet(text, headings=HEADINGS):
    return read_boxes(read_table("boxes.csv", f"{headings}\n{text}".encode()))


def said(found):
    return [(one.row_number, one.field, one.message % one.facts) for one in found.problems]


def test_a_row_is_a_box_with_all_it_says():
    (box,) = sheet("47,tinned beef,24,new,2028-01,10.7,60x40x40 cm,A3,dented\n").boxes
    assert (box.row_number, box.number, box.grams, box.sides) == (2, "47", 10_700, (600, 400, 400))
    assert (box.shelf, box.note) == ("A3", "dented")
    (line,) = box.lines
    assert (line.item_text, line.written, line.condition) == ("tinned beef", "24", Condition.NEW)
    assert (line.expiry.isoformat(), line.donor) == ("2028-01-31", "")


def test_rows_below_each_other_with_one_number_are_one_box():
    found = sheet("47,beef,24,new,,10,,,\n47,soap,30,as new,,,,,\n48,rice,5 kg,new,,,,,\n")
    assert [len(box.lines) for box in found.boxes] == [2, 1]
    assert found.boxes[0].grams == 10_000


def test_merged_cells_leave_gaps_that_go_on_with_the_box_above():
    found = sheet(
        "47,beef,24,new,2028-01,10,,A3,Miners of Leeds,union branch\n"
        ",soap,30,,,,,,,\n"
        ",socks,12,used good,,,,,Anonymous,\n",
        HEADINGS.replace(",note", ",donor,donor type"),
    )
    assert found.problems == ()
    (box,) = found.boxes
    assert [line.condition for line in box.lines] == [Condition.NEW, Condition.NEW, Condition.USED_GOOD]
    assert [line.donor for line in box.lines] == ["Miners of Leeds", "Miners of Leeds", "Anonymous"]
    assert [line.donor_kind for line in box.lines] == [OrganisationKind.UNION_BRANCH] * 2 + [None]
    assert box.lines[2].is_anonymous


def test_a_sheet_that_begins_without_a_number_says_what_is_missing():
    assert said(sheet(",beef,24,new,,,,,\n")) == [(2, "number", "“box number” is empty; it is needed")]


def test_a_number_that_comes_back_further_down_may_be_another_box():
    found = sheet("47,beef,24,new,,,,,\n48,soap,30,new,,,,,\n47,rice,5 kg,new,,,,,\n")
    assert [(row, field) for row, field, _ in said(found)] == [(4, "number")]
    assert "Box 47 is in row 2 already" in said(found)[0][2]


def test_one_number_written_in_two_ways_is_asked_about():
    found = sheet("007,beef,24,new,,,,,\n7,soap,30,new,,,,,\n")
    assert [row for row, _, _ in said(found)] == [3]
    assert "“007” in row 2 and “7” are the same number" in said(found)[0][2]
    apart = sheet("007,beef,24,new,,,,,\n8,soap,30,new,,,,,\n7,soap,30,new,,,,,\n")
    assert [row for row, _, _ in said(apart)] == [4]


@pytest.mark.parametrize("number", ["UB-047", "K 12", "12a", "Leeds 47", "№ 47", "0047", "12-03", "Ящик 5"])
def test_a_number_may_be_written_in_many_ways(number):
    (box,) = sheet(f"{number},beef,24,new,,,,,\n").boxes
    assert box.number == number


@pytest.mark.parametrize("number", ["1-10", "5 – 9", "101-140"])
def test_several_boxes_in_one_row_are_refused(number):
    ((_, field, sentence),) = said(sheet(f"{number},beef,240,new,,,,,\n"))
    assert field == "number"
    assert "is several boxes" in sentence


def test_two_weights_for_one_box_are_refused_and_the_same_one_twice_is_not():
    found = sheet(
        "47,beef,24,new,,10,,,\n47,soap,30,new,,12,,,\n48,beef,24,new,,10,,,\n48,soap,30,new,,10,,,\n"
    )
    assert [box.number for box in found.boxes] == ["48"]
    assert said(found) == [
        (3, "grams", "Box 47 has 10 kg in row 2 and 12 kg here; a box has one"),
    ]


@pytest.mark.parametrize("word", ["Total", "TOTALS:", "Разом", "всього", "Razem"])
def test_a_row_of_totals_is_put_aside_and_named(word):
    found = sheet(f"47,beef,24,new,,10,,,\n{word},,24,,,10,,,\n,{word},24,,,10,,,\n")
    assert [box.number for box in found.boxes] == ["47"]
    assert found.totals == (3, 4)
    assert found.problems == ()


def test_a_box_without_contents_is_named():
    found = sheet("47,,,,,10,,,\n48,beef,24,new,,,,,\n")
    assert [box.number for box in found.boxes] == ["48"]
    assert [(row, field) for row, field, _ in said(found)] == [
        (2, "item_text"),
        (2, "quantity"),
        (2, "condition"),
    ]


@pytest.mark.parametrize(
    ("written", "sides"),
    [
        ("60x40x40 cm", (600, 400, 400)),
        ("60 x 40 x 40", (600, 400, 400)),
        ("60×40×30cm", (600, 400, 300)),
        ("60 х 40 х 30 см", (600, 400, 300)),
        ("600*400*300 mm", (600, 400, 300)),
        ("0.6 x 0.4 x 0.3 m", (600, 400, 300)),
        ("59.5X39.5X30", (595, 395, 300)),
    ],
)
def test_a_size_is_read_as_people_write_it(written, sides):
    assert sheet(f"47,beef,24,new,,,{written},,\n").boxes[0].sides == sides


@pytest.mark.parametrize(
    "written", ["60x40", "big", "60x40x40x2", "60xx40", "60x40x-1", "60 kg x 40 x 40", "NaNx1x1"]
)
def test_what_is_no_size_is_named(written):
    assert [field for _, field, _ in said(sheet(f"47,beef,24,new,,,{written},,\n"))] == ["size"]


def test_length_width_and_height_may_have_columns_of_their_own():
    heads = "box,item,quantity,condition,length,width,height"
    assert sheet("47,beef,24,new,60,40,300 mm\n", heads).boxes[0].sides == (600, 400, 300)
    assert said(sheet("47,beef,24,new,60,,30\n", heads)) == [
        (2, "width", "A size has length, width and height; “width” is empty")
    ]
    both = "box,item,quantity,condition,length,width,height,size"
    assert sheet("47,beef,24,new,60,40,30,40x60x30\n", both).problems == ()
    assert [field for _, field, _ in said(sheet("47,beef,24,new,60,40,30,10x10x10\n", both))] == ["size"]


def test_a_ukrainian_list_with_decimal_commas_is_understood():
    found = read_boxes(
        read_table(
            "коробки.csv",
            "№ коробки;найменування;к-сть;стан;придатний до;вага брутто, кг;розмір;полиця;примітка\n"
            "12;Тушонка;24 шт;нове;01.2028;10,7;60х40х40 см;А3;\n"
            ";Мило;30;як нове;;;;;\n"
            "Разом;;54;;;10,7;;;\n".encode(),
        )
    )
    assert found.problems == ()
    (box,) = found.boxes
    assert (box.number, box.grams, box.sides) == ("12", 10_700, (600, 400, 400))
    assert [line.written for line in box.lines] == ["24 шт", "30"]
    assert found.totals == (4,)


def test_every_label_is_understood_and_no_heading_means_two_things():
    assert set(words.LABELS) == set(words.field_by_heading().values())
    for field, label in words.LABELS.items():
        assert words.field_by_heading()[key(label)] == field
    assert "" not in words.field_by_heading()


def test_missing_and_doubled_columns_are_named():
    found = sheet("47,beef\n", "box,item")
    assert [field for _, field, _ in said(found)] == ["quantity", "condition"]
    assert "the same column" in said(sheet("x\n", f"{HEADINGS},weight kg"))[0][2]


BAD = {
    "number": ["x" * 41, "4\x007", "\u202e47"],
    "item": ["x" * 201, "\u200b"],
    "quantity": ["0", "-1", "NaN", "1e309", "1_000", "１２", "1.5 pcs", "a few"],
    "condition": ["broken", "\x07"],
    "expiry": ["soon", "13/2027"],
    "kg": ["0", "-3", "NaN", "heavy", "12 lb", "60 t"],
    "size": ["1x2"],
    "shelf": ["x" * 41, "\x1b[31m"],
    "note": ["x" * 1_001],
}


@pytest.mark.parametrize("column", BAD)
def test_a_hostile_or_mistaken_cell_is_a_problem_of_its_row(column):
    good = dict(zip(HEADINGS.split(","), ["47", "beef", "24", "new", "", "10", "", "", ""], strict=True))
    for value in BAD[column]:
        out = io.StringIO()
        csv.writer(out).writerow((good | {"box number" if column == "number" else column: value}).values())
        found = sheet(out.getvalue())
        assert found.boxes == (), value
        assert {row for row, _, _ in said(found)} == {2}
        assert all(letter.isprintable() for _, _, sentence in said(found) for letter in sentence)


CELL = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(["47", "", "beef", "24", "new", "60x40x40", "Total", "1-10", "kg"]),
)


@given(st.lists(st.lists(CELL, min_size=9, max_size=10), min_size=1, max_size=4))
@example([["\0"] * 9])
@example([["x", "x", "1", "new", "", "", "x", "", ""]])
def test_any_cells_are_boxes_totals_or_problems(rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    found = sheet(out.getvalue())
    for one in found.problems:
        assert one.message % one.facts
    rows_of_boxes = sum(len(box.lines) for box in found.boxes)
    assert rows_of_boxes + len(found.totals) <= len(rows)


@pytest.mark.parametrize("language", SCREENS)
def test_a_column_is_understood_by_what_a_page_in_that_language_calls_it(language):
    for field, label in words.LABELS.items():
        assert words.field_by_heading()[key(Words(language).gettext(label))] == field, label
