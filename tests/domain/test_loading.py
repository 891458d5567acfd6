"""What boxes weigh and fill together, and which van takes what."""

from hypothesis import given
from hypothesis import strategies as st

from convoy.domain.loading import (
    Excess,
    Limits,
    PalletWeight,
    Piece,
    Room,
    Totals,
    Unit,
    excess,
    floor_mm2,
    share_out,
    total,
)

LEEDS, LVIV, KYIV = 1, 2, 3


def a_piece(code: str = "BX-1", gross_g: int | None = 10_000, **changes) -> Piece:
    return Piece(code, gross_g, **{"estimated_g": 8_000, "ml": 36_000, "floor_mm2": 60_000} | changes)


def a_room(number: int = 1, **changes) -> Room:
    values = {"limits": Limits(100_000), "totals": Totals(), "halts": ((LEEDS, True), (LVIV, False))}
    return Room(number, **values | changes)


def a_unit(code: str, grams: int, goes_to: int = LVIV) -> Unit:
    return Unit(code, (code,), Totals(boxes=1, weighed=1, planning_g=grams, known_g=grams), LEEDS, goes_to)


def test_what_is_not_weighed_is_planned_by_estimate_and_said_as_not_known():
    sums = total([a_piece(), a_piece(gross_g=None), a_piece(gross_g=None)], {})
    assert (sums.boxes, sums.not_weighed, sums.known_g, sums.planning_g) == (3, 2, 10_000, 26_000)


def test_a_pallet_adds_its_tare_and_takes_one_place_whatever_stands_on_it():
    pieces = [a_piece(pallet="PT-1"), a_piece(pallet="PT-1")]
    sums = total(pieces, {"PT-1": PalletWeight("PT-1", 25_000)})
    assert (sums.planning_g, sums.load_g, sums.places) == (20_000, 45_000, 100)


def test_a_pallet_weighed_as_it_stands_counts_with_what_the_scale_said():
    pieces = [a_piece(pallet="PT-1"), a_piece(pallet="PT-1")]
    sums = total(pieces, {"PT-1": PalletWeight("PT-1", 25_000, 52_000)})
    assert (sums.planning_g, sums.load_g) == (20_000, 52_000)


def test_loose_boxes_take_the_floor_under_stacks_of_1600_mm():
    assert floor_mm2(600, 400, 400, 96_000) == 60_000
    assert floor_mm2(1_200, 800, 1_700, 0) == 960_000
    assert floor_mm2(None, None, None, 96_000) == 60_000
    assert total([a_piece()] * 16, {}).places == 100
    assert total([a_piece()] * 17, {}).places == 107


def test_only_known_limits_can_be_passed():
    sums = total([a_piece(gross_g=60_000), a_piece(gross_g=60_000)], {})
    assert excess(sums, Limits(100_000, 50_000, 10)) == Excess(20_000, 22_000, 3)
    assert not excess(sums, Limits())


def test_the_heaviest_goes_first_and_onto_the_van_with_most_to_spare():
    rooms = [a_room(1), a_room(2, limits=Limits(150_000))]
    answers = share_out([a_unit("light", 40_000), a_unit("heavy", 120_000)], rooms)
    assert [(one.unit.code, one.van) for one in answers] == [("heavy", 2), ("light", 1)]


def test_a_van_that_does_not_go_there_or_loads_too_late_takes_nothing():
    late = a_room(2, halts=((LVIV, False), (LEEDS, True)))
    answers = share_out([a_unit("a", 1_000), a_unit("b", 1_000, KYIV)], [late])
    assert [one.van for one in answers] == [None, None]


def test_a_van_of_unknown_payload_takes_nothing_by_itself():
    (answer,) = share_out([a_unit("a", 1_000)], [a_room(limits=Limits())])
    assert (answer.van, str(answer.reason)) == (None, "the payload of van 1 is not known")


def test_each_limit_is_named_with_what_would_be_enough():
    big = Unit("a", ("a",), Totals(planning_g=1_500, planning_ml=2_500_000, pallets=2), LEEDS, LVIV)
    said = [
        str(share_out([big], [a_room(limits=limits)])[0].reason)
        for limits in (Limits(1_000), Limits(9_000, 1_000_000), Limits(9_000, None, 100))
    ]
    assert said == [
        "it would fit if van 1 were 0.5 kg lighter",
        "it would fit if van 1 had 1.5 m³ more room",
        "it would fit if van 1 had one pallet place more",
    ]


@given(
    st.lists(st.integers(1, 60_000), max_size=30), st.lists(st.integers(1, 200_000), min_size=1, max_size=4)
)
def test_every_unit_has_one_answer_and_no_van_is_ever_overloaded(weights, payloads):
    units = [a_unit(str(index), grams) for index, grams in enumerate(weights)]
    rooms = [a_room(number, limits=Limits(payload)) for number, payload in enumerate(payloads)]
    answers = share_out(units, rooms)
    assert sorted(one.unit.code for one in answers) == sorted(unit.code for unit in units)
    for room in rooms:
        assert (
            sum(one.unit.totals.load_g for one in answers if one.van == room.number) <= payloads[room.number]
        )
    assert all((one.van is None) == (one.reason is not None) for one in answers)
