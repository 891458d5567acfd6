from dataclasses import replace

import pytest

from convoy.documents.cargo import Party, Totals
from convoy.documents.layout.fonts import missing
from convoy.documents.papers import vehicle_sheet
from convoy.documents.papers.vehicle_sheet import Payload, VehicleSheet
from convoy.words import Words
from tests.documents.reading import codes, drawn, everything, outside, pages
from tests.documents.samples import ISSUE
from tests.documents.van_samples import HOSTILE, a_vehicle_sheet

ENGLISH, UKRAINIAN = Words("en"), Words("uk")
MM = 72 / 25.4


def draw(paper, issue=ISSUE, second=UKRAINIAN) -> bytes:
    return vehicle_sheet.render(paper, ENGLISH, second, issue)


@pytest.mark.parametrize(
    ("payload", "grams", "is_bound"),
    [
        (Payload(3_500_000, 2_150_000, 240_000, 60_000), 1_125_000, False),
        (Payload(3_500_000, 2_150_000, 70_000, 0), 1_350_000, False),
        (Payload(3_500_000, 2_150_000, None, 60_000), 1_290_000, True),
        (Payload(3_500_000, None, 240_000, 60_000), None, False),
        (Payload(), None, True),
    ],
)
def test_the_payload_is_what_registration_crew_and_kit_leave(payload, grams, is_bound):
    assert (payload.grams, payload.is_bound) == (grams, is_bound)


def test_the_sheet_adds_up_to_the_gram():
    load = Totals(packages=40, grams=1_000_123)
    said = everything(draw(a_vehicle_sheet(load=load, weighbridge_grams=3_390_000)))
    for figure in ("3,500.000", "− 2,150.000", "− 165.000", "− 60.000", "1,125.000", "1,000.123", "124.877"):
        assert figure in said
    assert "Left over" in said
    assert "3,390.000" in said
    assert "≤" not in said


def test_a_van_that_is_too_heavy_says_by_how_much_and_how_sure_that_is():
    heavy = a_vehicle_sheet(load=Totals(packages=2, grams=1_200_000))
    assert "TOO HEAVY BY ПЕРЕВАНТАЖЕННЯ 75.000" in everything(draw(heavy))
    unsure = replace(heavy, load=Totals(packages=2, grams=1_200_000, unknown=1))
    assert "≥ 75.000" in everything(draw(unsure))


def test_what_is_left_is_an_upper_bound_while_a_box_was_not_weighed():
    assert "≤ 125.000" in everything(
        draw(a_vehicle_sheet(load=Totals(packages=2, grams=1_000_000, unknown=1)))
    )


def test_nobody_overlooks_when_the_vehicle_must_leave():
    said = everything(draw(a_vehicle_sheet()))
    assert "Must leave Ukraine by (temporary admission)" in said
    assert "16 May 2026" in said
    assert "16 трав. 2026" in said
    assert "treated as smuggled" in said


def test_a_vehicle_that_is_given_has_no_such_day():
    said = everything(draw(a_vehicle_sheet(stays=True)))
    assert "stays in Ukraine" in said
    assert "Must leave Ukraine by" not in said


def test_an_owner_allows_the_drivers_in_both_languages():
    said = everything(draw(a_vehicle_sheet()))
    assert (
        "The owner, Examples of Leeds Ltd, allows Jan Example, Sam Example to drive the vehicle YK19 ABC"
        in said
    )
    assert "Власник, Examples of Leeds Ltd, дозволяє" in said
    assert "until 30 Apr 2026" in said
    assert "allows" not in everything(draw(a_vehicle_sheet(vehicle_owner=None)))


def test_a_blank_sheet_is_one_page_to_fill_in():
    (said,) = pages(draw(VehicleSheet("Leeds Trades Council")))
    assert "Green card" in said
    assert "0.000" not in said


@pytest.mark.parametrize("paper", [a_vehicle_sheet(), a_vehicle_sheet(stays=True)], ids=["returns", "stays"])
def test_every_page_is_numbered_keeps_its_margins_and_the_signature_what_it_signs(paper):
    data = draw(paper)
    found = pages(data)
    assert all(f"Page {number} of {len(found)}" in page for number, page in enumerate(found, 1))
    assert codes(data) == [ISSUE.url] * len(found)
    assert outside(data, 20 * MM, 15 * MM, 15 * MM, 15 * MM) == []
    (signed,) = [page for page in found if "Signature" in page]
    assert "The owner, Examples of Leeds Ltd" in signed
    assert draw(paper) == data


def test_a_sheet_comes_back_from_its_snapshot():
    assert vehicle_sheet.from_json(vehicle_sheet.to_json(a_vehicle_sheet())) == a_vehicle_sheet()


def test_hostile_text_is_printed_as_typed_and_stays_in_the_page(monkeypatch):
    texts = {name: HOSTILE for name, one in VehicleSheet.__dataclass_fields__.items() if one.type is str}
    worst = a_vehicle_sheet(**texts, vehicle_owner=Party(*[HOSTILE] * 6), drivers=(HOSTILE,) * 5)
    data = draw(worst)
    assert outside(data, 20 * MM, 15 * MM, 15 * MM, 15 * MM) == []
    assert "<b>Ж</b>" in everything(data)
    written = drawn(monkeypatch, lambda: draw(worst))
    assert set().union(*(missing(line) for line, _ in written)) == set()
    assert min(size for _, size in written) >= 9
