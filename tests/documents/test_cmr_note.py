from dataclasses import replace

import pytest

from convoy.documents.cargo import Danger, total
from convoy.documents.layout.issue import Variant
from convoy.documents.papers import cmr_note
from convoy.documents.papers.cmr_note.content import rows
from convoy.documents.papers.cmr_note.template import FORM_1976, IRU_2007, LABELS, Field
from convoy.words import Words
from tests.documents.freight_samples import a_consignment_note
from tests.documents.reading import everything, outside, pages
from tests.documents.samples import ISSUE

ENGLISH, UKRAINIAN = Words("en"), Words("uk")
MM = 72 / 25.4
PETROL = Danger("1203", "PETROL", "3", "II", "2", "L")


def draw(note=None, variant=Variant.FULL, second=UKRAINIAN, issue=ISSUE, **changes) -> bytes:
    return cmr_note.render(note or a_consignment_note(**changes), ENGLISH, second, variant, issue)


@pytest.mark.parametrize("variant", [Variant.FULL, Variant.FORM_1976])
def test_four_named_copies_each_with_a_colour_and_its_name_in_words(variant):
    data = draw(variant=variant)
    found = pages(data)
    assert len(found) == 4
    for page, name in zip(
        found, ("sender (red)", "consignee (blue)", "carrier (green)", "others (black)"), strict=True
    ):
        assert name in page
        assert "Page 1 of 1" in page


def test_as_many_copies_are_drawn_as_were_asked_for():
    asked = replace(ISSUE, copies=(*cmr_note.COPIES, "Spare copy"))
    assert len(pages(draw(issue=asked))) == 5
    assert len(pages(draw(issue=None))) == 1


@pytest.mark.parametrize("template", [IRU_2007, FORM_1976])
def test_every_number_of_the_form_is_on_it_once_and_every_field_drawn_has_one(template):
    assert sorted(template.numbers.values()) == list(range(1, 25))
    drawn = {field for field, _ in (*template.left, *template.right, *template.goods)}
    drawn |= {field for _, column in template.lower for field, _ in column}
    drawn |= {Field.ESTABLISHED, Field.SIGN_SENDER, Field.SIGN_CARRIER, Field.RECEIVED}
    if Field.CLAUSE in template.numbers:
        drawn.add(Field.CLAUSE)
    assert drawn == set(template.numbers)
    assert set(LABELS) | {Field.CLAUSE} == set(Field)


def test_delivery_and_taking_over_change_places_between_the_two_numberings():
    new, old = pages(draw(second=None))[0], pages(draw(second=None, variant=Variant.FORM_1976))[0]
    assert "3 Place and date of taking over" in new
    assert "4 Place of delivery" in new
    assert "3 Place of delivery" in old
    assert "4 Place and date of taking over" in old
    assert "16 Carrier" in old
    assert "6 Carrier" in new


def test_own_account_carriage_says_so_and_a_hired_truck_goes_under_the_convention():
    own, hired = everything(draw()), everything(draw(own_account=False))
    assert "Own-account carriage, free of charge, no commercial" in own
    assert "subject, notwithstanding" not in own
    assert "subject, notwithstanding" in hired
    assert "Own-account" not in hired
    assert "0.00" not in hired


def test_goods_are_listed_by_category_where_they_have_room_else_by_the_attached_list():
    few, many = pages(draw(lines=3))[0], pages(draw(lines=40))[0]
    assert "HS 100630, 151219" in few
    assert "Leeds 30–35" in few
    assert "see the attached list" not in few
    assert "see the attached list" in many
    for note, said in ((a_consignment_note(lines=3), few), (a_consignment_note(lines=40), many)):
        assert ENGLISH.fixed(note.totals.grams, 3) in said
        assert ENGLISH.number(note.totals.packages) in said
        assert total(row.totals for row in rows(note.lines)) == note.totals


def test_the_number_of_the_recipient_stands_on_it_before_anything_that_may_not_fit():
    assert "ЄДРПОУ 00000001" in everything(draw())


def test_dangerous_goods_are_named_as_the_adr_wants_them():
    note = a_consignment_note(lines=5)
    stop = note.stop
    dangers = [replace(PETROL, un_number=str(1200 + place)) for place in range(5)]
    lines = tuple(
        replace(line, goods=tuple(replace(one, danger=danger) for one in line.goods))
        for line, danger in zip(stop.lines, dangers, strict=True)
    )
    said = everything(draw(replace(note, stops=(replace(stop, lines=lines),))))
    assert "ADR: UN 1200, PETROL, 3, II" in said
    assert "More: see the dangerous goods note" in said


@pytest.mark.parametrize("lines", [0, 1, 4, 9, 500])
@pytest.mark.parametrize("variant", [Variant.FULL, Variant.FORM_1976])
def test_the_form_stays_one_page_inside_the_margins(lines, variant):
    data = draw(variant=variant, lines=lines)
    assert len(pages(data)) == 4
    assert outside(data, 20 * MM, 15 * MM, 15 * MM, 15 * MM) == []


def test_a_note_without_a_stop_still_draws_and_leaves_its_boxes_to_the_pen():
    said = everything(draw(stops=(), plate="", driver="", carrier=None, established_on=None))
    assert "Consignee" in said
    assert "____" in said
    assert "None" not in said
