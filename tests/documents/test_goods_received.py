from dataclasses import replace

from convoy.documents.papers import goods_received
from convoy.words import Words
from tests.documents.freight_samples import a_received, counted
from tests.documents.reading import everything, pages
from tests.documents.samples import ISSUE


def draw(note) -> bytes:
    return goods_received.render(note, Words("en"), Words("uk"), ISSUE)


def test_a_blank_note_says_what_was_sent_and_leaves_the_rest_to_the_pen():
    said = everything(draw(a_received(lines=3)))
    for fact in ("WB-CV7-2026-0005", "240 pieces", "LOT 4411", "Jan Example", "SEAL 004417", "Storekeeper"):
        assert fact in said
    assert "235" not in said


def test_a_filled_note_says_what_was_good_damaged_missing_and_why():
    said = everything(draw(counted()))
    for fact in (
        "235 4 1 0 Row 4 wet",
        "3,462 4 1 0",
        "LR-CV7-2026-0001",
        "Two cartons of rice",
        "yes / так",
        "+4",
    ):
        assert fact in said
    assert "Tue 17 Mar 2026, 12:05" in said


def test_a_sum_is_left_out_while_something_is_not_counted():
    note = counted()
    first, *others = note.counted
    said = everything(draw(replace(note, counted=(replace(first, good=None), *others))))
    assert "3,462" not in said
    assert "3,227" not in said


def test_goods_sold_by_weight_are_counted_in_kilograms():
    note = counted(lines=1)
    stop, (line,) = note.stops[0], note.lines
    goods = replace(line.goods[0], unit="GRM", quantity=12_500)
    stop = replace(stop, lines=(replace(line, goods=(goods,)),))
    found = replace(note.counted[0], good=12_000, damaged=500, missing=0)
    assert "12.000 0.500 0.000" in everything(draw(replace(note, stops=(stop,), counted=(found,))))


def test_who_signs_stands_on_the_page_of_the_total():
    for lines in (1, 3, 6, 12):
        (signed,) = [page for page in pages(draw(a_received(lines=lines))) if "Storekeeper" in page]
        assert "Total / Разом" in signed


def test_the_note_belongs_to_the_recipient():
    assert "Independent Union of Miners" in pages(draw(a_received()))[0][:200]
    assert goods_received.from_json(goods_received.to_json(counted())) == counted()
