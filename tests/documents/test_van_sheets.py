"""The papers of the people in and around the van: driver sheet and loader's sheet."""

from dataclasses import replace

import pytest

from convoy.documents.cargo import Party, Stop, for_the_road
from convoy.documents.layout.fonts import missing
from convoy.documents.papers import driver_sheet, loaders_sheet
from convoy.documents.papers.loaders_sheet import piles
from convoy.words import Words
from tests.documents.reading import codes, drawn, everything, outside, pages
from tests.documents.samples import ISSUE, a_manifest
from tests.documents.van_samples import HOSTILE, a_driver_sheet, a_load, a_loaders_sheet, boxes

ENGLISH, UKRAINIAN = Words("en"), Words("uk")
MM = 72 / 25.4


def drive(paper, issue=ISSUE, second=UKRAINIAN) -> bytes:
    return driver_sheet.render(paper, ENGLISH, second, issue)


def load(paper, issue=ISSUE, second=UKRAINIAN) -> bytes:
    return loaders_sheet.render(paper, ENGLISH, second, issue)


def test_a_driver_reads_where_to_go_whom_to_ring_and_what_goes_off_where():
    said = everything(drive(a_driver_sheet()))
    for fact in (
        "YK19 ABC",
        "Emergency phone",
        "+44 7000 000001",
        "+44 7000 000002",
        "Union Hall, 12 Example Street, Leeds",
        "Korczowa – Krakovets",
        "AC-2026-000123",
        "UK 0012345",
        "вул. Центральна 1, Павлоград",
        "Олена Приклад (Olena Pryklad), +380 00 000 00 01",
        "Leeds 24–26; Leeds 27–29",
        "CM-CV7-2026-0003",
        "The gate of stop A is opened from inside",
    ):
        assert fact in said
    assert said.index("Independent Union of Miners") < said.index("City Hospital No. 2")


def test_every_stops_sum_and_the_whole_load_are_those_of_the_load():
    paper = a_driver_sheet(a_load(lines=40, second=17))
    said = everything(drive(paper))
    for totals in (paper.load.totals, *(stop.totals for stop in paper.load.stops)):
        assert ENGLISH.fixed(totals.grams, 3) in said
    assert "120 packages" in said


def test_a_range_of_boxes_is_printed_whole_or_not_at_all():
    said = everything(drive(a_driver_sheet(a_load(lines=200, second=100)), second=None))
    assert "; …" in said
    assert "Le…" not in said


def test_a_load_for_the_road_names_no_donor_no_box_and_no_note():
    full = a_manifest()
    bare = for_the_road(full)
    assert bare.boxes == ()
    assert bare.notes == ""
    assert (bare.stops, bare.plate, bare.totals) == (full.stops, full.plate, full.totals)
    assert "NE/407" not in driver_sheet.to_json(a_driver_sheet(bare))


def test_what_a_driver_fills_in_later_is_ruled():
    blank = a_driver_sheet(a_load(driver="", plate="", seals=(), aid_code=""), remarks="", papers=())
    said = everything(drive(blank))
    assert "Remarks" in said
    assert "Paper in the folder" not in said


@pytest.mark.parametrize("stops", range(1, 9))
def test_a_stop_is_never_cut_from_what_goes_off_there(stops):
    one = a_load().stops[1]
    many = tuple(replace(one, label=letter) for letter in "ABCDEFGH"[:stops])
    for page in pages(drive(a_driver_sheet(a_load(stops=many)))):
        if "Stop " in page and "Gross kg" in page:
            assert page.rindex("Gross kg") > page.rindex("Stop ")
            assert "Total" in page[page.rindex("Gross kg") :]


def test_the_last_stop_goes_in_first_and_its_pallets_before_its_loose_boxes():
    paper = a_loaders_sheet()
    found = [(pile.stops[0].label, pile.pallet.code if pile.pallet else "") for pile in piles(paper)]
    assert found == [("B", "PL-9QQR-1B-W"), ("B", ""), ("A", "PL-4F2K-7X-3"), ("A", "")]


def test_every_box_is_on_the_list_once():
    paper = a_loaders_sheet(lines=60, second=20)
    assert sorted(box.code for pile in piles(paper) for box in pile.boxes) == [
        box.code for box in paper.boxes
    ]
    said = everything(load(paper))
    assert all(said.count(box.code) == 1 for box in paper.boxes)


def test_a_pallet_for_two_stops_goes_in_once_for_the_first_of_them():
    mixed = tuple(replace(box, pallet="PL-1") for box in boxes())
    (pile,) = piles(a_loaders_sheet(boxes=mixed))
    assert [stop.label for stop in pile.stops] == ["A", "B"]


def test_a_box_of_no_known_stop_comes_first_and_says_so():
    lost = (*boxes(), replace(boxes()[0], code="BX-LOST-00-Q", stop="Z", pallet=""))
    paper = a_loaders_sheet(boxes=lost)
    assert next(piles(paper)).boxes[0].code == "BX-LOST-00-Q"
    assert "no stop known" in everything(load(paper))


def test_the_boxes_add_up_to_the_total_and_empty_pallets_stand_apart():
    paper = a_loaders_sheet(lines=30, second=12)
    said = everything(load(paper))
    assert paper.load.totals.grams == sum(box.grams or 0 for box in paper.boxes)
    assert f"≥ {ENGLISH.fixed(paper.load.totals.grams, 3)} est." in said
    assert "2 empty pallets" in said
    assert "+ 50.000" in said


def test_a_pallet_from_the_scales_weighs_what_they_said():
    said = everything(load(a_loaders_sheet()))
    assert "pallet PL-9QQR-1B-W (row 1, right): 6 boxes, 131.500 kg" in said
    grams = 25_000 + sum(box.grams for box in boxes() if box.pallet == "PL-4F2K-7X-3")
    assert f"pallet PL-4F2K-7X-3 (row 1, left): 6 boxes, {ENGLISH.fixed(grams, 3)} kg est." in said


@pytest.mark.parametrize("lines", range(1, 20))
def test_nobody_signs_for_a_load_on_a_page_without_a_box_and_the_total(lines):
    (signed,) = [page for page in pages(load(a_loaders_sheet(lines, lines))) if "Signature" in page]
    assert "BX-" in signed
    assert "Total" in signed


def test_a_van_without_boxes_says_so_instead_of_an_empty_table():
    said = everything(load(a_loaders_sheet(boxes=())))
    assert "No box is assigned to this van yet." in said
    assert "Contents" not in said


@pytest.mark.parametrize(
    "draw", [lambda: drive(a_driver_sheet()), lambda: load(a_loaders_sheet(40, 11))], ids=["driver", "loader"]
)
def test_every_page_of_a_sheet_is_numbered_and_keeps_its_margins(draw):
    data = draw()
    found = pages(data)
    for number, page in enumerate(found, 1):
        assert f"Page {number} of {len(found)}" in page
        assert "content 9f3a61c2" in page
        assert "replaces version 1" in page
    assert codes(data) == [ISSUE.url] * len(found)
    assert outside(data, 20 * MM, 15 * MM, 15 * MM, 15 * MM) == []
    assert draw() == data


def test_a_sheet_comes_back_from_its_snapshot():
    for module, paper in ((driver_sheet, a_driver_sheet()), (loaders_sheet, a_loaders_sheet())):
        assert module.from_json(module.to_json(paper)) == paper


def hostile_stop(stop: Stop) -> Stop:
    worst = Party(*[HOSTILE] * 6)
    lines = tuple(replace(one, category_names={"en": HOSTILE}, marks=HOSTILE) for one in stop.lines)
    return replace(stop, consignee=worst, place=HOSTILE, lines=lines)


def test_hostile_text_is_printed_as_typed_and_stays_in_the_page(monkeypatch):
    stops = tuple(hostile_stop(stop) for stop in a_load().stops)
    worst = a_load(stops=stops, plate=HOSTILE, driver=HOSTILE, crossing=HOSTILE, seals=(HOSTILE,) * 9)
    some = tuple(replace(box, short=HOSTILE, code=HOSTILE, contents={"en": HOSTILE}) for box in boxes())
    first = a_driver_sheet(worst, remarks=HOSTILE, meeting_place=HOSTILE, lead_name=HOSTILE)
    second = a_loaders_sheet(load=worst, boxes=some, loading_place=HOSTILE)
    for data in (drive(first), load(second)):
        assert outside(data, 20 * MM, 15 * MM, 15 * MM, 15 * MM) == []
        assert "<b>Ж</b>" in everything(data)
    written = drawn(monkeypatch, lambda: (drive(first), load(second)))
    assert set().union(*(missing(line) for line, _ in written)) == set()
    assert min(size for _, size in written) >= 9


def test_three_thousand_boxes_fit_on_a_list():
    many = a_loaders_sheet(lines=1_000, second=500)
    assert len(pages(load(many, second=None))) > 50
