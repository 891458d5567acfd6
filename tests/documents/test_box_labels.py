import pytest

from convoy.documents.layout.fonts import missing
from convoy.documents.papers import box_labels
from convoy.documents.papers.box_labels import PER_SHEET, Content
from convoy.words import Words
from tests.documents.reading import codes, drawn, everything, fonts, outside, pages
from tests.documents.samples import a_label, goods

ENGLISH, UKRAINIAN = Words("en"), Words("uk")
MM = 72 / 25.4


def draw(*labels, start_at=1) -> bytes:
    return box_labels.render(labels, ENGLISH, UKRAINIAN, start_at)


def test_every_code_on_a_sheet_can_be_scanned():
    labels = [a_label(number) for number in range(1, 7)]
    assert sorted(codes(draw(*labels))) == sorted(label.url for label in labels)


def test_a_label_says_what_is_in_the_box_in_words_and_numbers():
    said = everything(draw(a_label(47, grams=12_815, number=3, of=10)))
    for fact in ("BX-0047-2M-Q", "Leeds 47", "12.815 kg", "3 of 10", "Power", "Електроживлення", "2 pieces"):
        assert fact in said
    assert "HUMANITARIAN AID – NOT FOR SALE" in said
    assert "ГУМАНІТАРНА ДОПОМОГА – НЕ ДЛЯ ПРОДАЖУ" in said
    assert "POMOC HUMANITARNA – NIE NA SPRZEDAŻ" in said
    assert "Leeds Trades Council, Leeds, United Kingdom" in said


def test_n_of_many_waits_until_both_are_known():
    assert " of " not in everything(draw(a_label(number=3)))


def test_a_heavy_box_asks_for_two_persons():
    assert "2 persons" in everything(draw(a_label(grams=25_001)))
    assert "2 persons" not in everything(draw(a_label(grams=25_000)))


def test_a_box_nobody_weighed_has_a_line_for_the_pen_and_no_zero():
    said = everything(draw(a_label(grams=None)))
    assert "____ kg" in said
    assert "0.000" not in said


def test_an_estimated_weight_says_so():
    assert "12.000 kg est." in everything(draw(a_label(grams=12_000, weighed=False)))


def test_more_than_three_items_are_counted_not_listed():
    items = tuple(Content(goods(row).names, row + 1) for row in range(5))
    said = everything(draw(a_label(contents=items)))
    assert "and 2 more items" in said
    assert "Wound dressing" not in said


def test_marks_and_the_earliest_month_are_shown():
    said = everything(draw(a_label(42, cold_chain=True, dangerous_goods=True, controlled=True, fragile=True)))
    for mark in ("CC", "DG", "CS", "FRAGILE", "Best before 03/2027"):
        assert mark in said


@pytest.mark.parametrize(
    ("labels", "start_at", "sheets"), [(1, 1, 1), (4, 1, 1), (5, 1, 2), (4, 2, 2), (1, 4, 1), (9, 4, 3)]
)
def test_labels_begin_at_the_first_free_place_of_a_used_sheet(labels, start_at, sheets):
    data = draw(*(a_label(number) for number in range(labels)), start_at=start_at)
    assert len(pages(data)) == sheets


@pytest.mark.parametrize("place", [0, 5])
def test_a_place_that_is_not_on_the_sheet_is_refused(place):
    with pytest.raises(ValueError, match="start_at"):
        draw(a_label(), start_at=place)


def test_a_label_has_no_field_for_recipient_address_or_route():
    names = set(box_labels.BoxLabel.__dataclass_fields__)
    assert not names & {"recipient", "consignee", "address", "route", "convoy", "stop", "donor"}


def test_hostile_text_stays_in_its_quarter():
    worst = a_label(
        short="W" * 500,
        category_names={"en": "Щ" * 500},
        contents=(Content({"en": "<b>" + "w" * 200_000}, 10**12, "W" * 50),) * 9,
        from_organisation="Ж" * 9_000,
        grams=10**12,
        number=10**9,
        of=10**9,
    )
    assert outside(draw(*[worst] * PER_SHEET), 5 * MM, 5 * MM, 5 * MM, 5 * MM) == []


def test_labels_use_only_embedded_letters_large_enough_to_read(monkeypatch):
    written = drawn(monkeypatch, lambda: draw(*(a_label(number) for number in range(8))))
    assert set().union(*(missing(line) for line, _ in written)) == set()
    assert min(size for _, size in written) >= 9
    assert "Helvetica" not in str(fonts(draw(a_label())))


def test_labels_drawn_again_are_the_same_bytes():
    assert draw(a_label(1), a_label(2)) == draw(a_label(1), a_label(2))
