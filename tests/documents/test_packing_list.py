from dataclasses import replace

import pytest

from convoy.documents.cargo import amounts, total
from convoy.documents.papers.packing_list.content import by_category, by_item
from convoy.documents.papers.packing_list.index import spans_of
from convoy.words import Words
from tests.documents.freight_samples import a_box_slip, a_packing_list, a_pallet_list
from tests.documents.reading import everything, outside, pages
from tests.documents.van_papers import PAPERS

ENGLISH = Words("en")
MM = 72 / 25.4
LIST = PAPERS["PL"]


def test_the_boxes_of_a_van_add_up_to_its_lines_to_the_gram():
    paper = a_packing_list(lines=15)
    sums = total(amounts.of_package(box) for box in paper.packages)
    for name in ("packages", "grams", "estimated", "unknown", "millilitres", "pieces", "net_grams"):
        assert getattr(sums, name) == getattr(paper.totals, name)
    assert total(sums for _, sums in by_category(paper.lines)) == paper.totals
    assert sum(goods.quantity for goods, _ in by_item(paper.packages)) == paper.totals.pieces


def test_each_box_has_its_weight_volume_stop_and_pallet_above_its_goods():
    paper = a_packing_list(lines=3)
    (box,) = [box for box in paper.packages if box.short == "Leeds 300"]
    said = everything(LIST.draw(paper))
    weight = ENGLISH.fixed(box.grams, 3)
    assert f"Leeds 300 · BX-0003-00-Q · {weight} kg · 0.019 m³ · Hygiene / Гігієна" in said
    assert "pallet / палета PL-4F2K-7X-3" in said
    assert said.count("LOT 4411") == 7


def test_the_index_says_which_goods_are_in_which_boxes():
    found = pages(LIST.draw(a_packing_list(lines=9)))
    (index,) = [page for page in found if "Appendix" in page]
    assert "Leeds 100–102, Leeds 800–809" in index
    assert "480 pieces" in index


def test_neighbours_become_a_span_and_other_names_stay_as_they_are():
    assert list(spans_of(["Leeds 7", "Leeds 8", "Leeds 9", "York 10", "York 12", "loose", ""])) == [
        "Leeds 7–9",
        "York 10",
        "York 12",
        "loose",
        "",
    ]


def test_an_item_in_thousands_of_boxes_goes_on_over_pages():
    (box,) = a_packing_list(lines=1).packages[:1]
    many = tuple(replace(box, short=f"Leeds {2 * number}") for number in range(3_000))
    data = LIST.draw(a_packing_list(lines=1, packages=many))
    assert "Leeds 5998" in pages(data)[-1]


@pytest.mark.parametrize("line", [1, 5])
def test_the_slip_of_a_box_names_no_recipient_address_or_route(line):
    slip = a_box_slip(line=line)
    slip = replace(slip, box=replace(slip.box, stop="", pallet=""))
    said = everything(LIST.draw(slip))
    assert "Box content slip" in said
    assert slip.box.short in said
    assert ENGLISH.number(slip.totals.pieces) in said
    for name in ("Miners", "Pavlohrad", "Krakovets", "YK19 ABC"):
        assert name not in said


def test_the_list_of_a_pallet_has_its_boxes_sums_and_both_weights():
    pallet = a_pallet_list()
    said = everything(LIST.draw(pallet))
    for fact in ("PL-4F2K-7X-3", "412.500 kg", "165 cm", "12 packages", "Request 17/2026", "Van 2"):
        assert fact in said
    assert ENGLISH.fixed(pallet.totals.grams, 3) in said
    empty = a_pallet_list(boxes=(), consignee=None, gross_grams=None, height_mm=None, van=None)
    assert "None" not in everything(LIST.draw(empty))


@pytest.mark.parametrize("paper", [a_box_slip(), a_pallet_list()])
def test_slip_and_pallet_list_stay_inside_the_margins_and_come_back_from_their_snapshot(paper):
    assert outside(LIST.draw(paper), 20 * MM, 15 * MM, 15 * MM, 15 * MM) == []
    assert LIST.module.from_json(LIST.module.to_json(paper)) == paper
    assert LIST.draw(paper) == LIST.draw(paper)


def test_a_box_whose_contents_nobody_knows_says_so():
    slip = a_box_slip()
    assert "contents not known" in everything(LIST.draw(replace(slip, box=replace(slip.box, contents=()))))


def test_several_batches_of_an_item_each_have_a_row():
    slip = a_box_slip(line=1)
    (goods,) = slip.box.contents
    (batch,) = goods.batches
    two = (replace(batch, batch="A1", quantity=30), replace(batch, batch="B2", quantity=50))
    said = everything(
        LIST.draw(replace(slip, box=replace(slip.box, contents=(replace(goods, batches=two),))))
    )
    assert "A1 03/2027 30 pieces" in said
    assert "B2 03/2027 50 pieces" in said
