"""The gate before departure: each check can fail, clocks and weights hold for any figures."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convoy.domain import rules
from convoy.domain.adr import measured
from convoy.domain.adr_points import Counted
from convoy.domain.cargo_checks import Cargo, Goods
from convoy.domain.check_codes import Code, Severity
from convoy.domain.check_kinds import KINDS
from convoy.domain.checks import Check, CheckedVan
from convoy.domain.controls import Flag
from convoy.domain.crew_checks import Person, VehiclePapers
from convoy.domain.declarations import Clock, Deadline
from convoy.domain.departure import Papers, PaperState
from convoy.domain.kinds import CustomsSide
from convoy.domain.lifecycle import RunStage
from convoy.domain.loading import Limits, Totals
from convoy.domain.payload import Masses, over_g, payload_g
from convoy.domain.readiness import (
    BorderSide,
    Recipient,
    Route,
    RunFacts,
    blocking,
    checks,
    trip_end,
    unmet,
)
from convoy.words import Words
from convoy.words.checks import said

TODAY = date(2027, 3, 1)
END = date(2027, 3, 12)
LATER = END + timedelta(days=400)
GOODS = Goods("FOD-RICE-01", "Rice", "food", "100630", frozenset({"en", "uk"}), cents=50_000)
DRIVER = Person("Ana", True, True, LATER, True, LATER)
READY = RunFacts(
    van=CheckedVan("CV-1", 2),
    stage=RunStage.LOADED,
    totals=Totals(boxes=10, weighed=10, known_g=500_000, planning_g=500_000),
    limits=Limits(1_000_000, 10_000_000, 400),
    papers=Papers(PaperState.CURRENT),
    route=Route(frozenset({"PL"}), frozenset({"UA"}), True, True, date(2027, 3, 8), END),
    recipients=(Recipient("A", "LVI", "UA", "OR-1", has_numbers=True),),
    borders=(
        BorderSide(CustomsSide.EXPORT, "Dorohusk", "PL", is_lacking=False),
        BorderSide(CustomsSide.ENTRY, "Dorohusk", "PL", is_lacking=False),
    ),
    people=(DRIVER,),
    vehicle=VehiclePapers(
        "VH-1", True, True, Masses(3_500_000, 2_400_000, 0), weighbridge_g=3_000_000, insured_until=LATER
    ),
    cargo=Cargo((GOODS,), languages=("en", "uk")),
)
"""A van that lacks nothing."""


def cargo(*goods: Goods, **changes) -> Cargo:
    return Cargo(goods or (GOODS,), **{"languages": ("en", "uk")} | changes)


def wants(run: RunFacts) -> dict[Code, Check]:
    return {one.code: one for one in unmet(checks(run, TODAY))}


def test_a_van_that_lacks_nothing_has_every_check_met_and_says_so():
    found = checks(READY, TODAY)
    assert unmet(found) == blocking(found) == ()
    assert len({said(Words("en"), one) for one in found}) == len(found) > 20


UNREADY = {
    Code.DELIVERY_STOP: {"route": replace(READY.route, unloads_somewhere=False), "recipients": ()},
    Code.RECIPIENT: {"recipients": (Recipient("A", "LVI", "UA"), READY.recipients[0])},
    Code.MAXIMUM_MASS: {"limits": Limits(499_999)},
    Code.MEDICINE: {"cargo": cargo(unsigned={Flag.MEDICINE: ("BX-1",)})},
    Code.DUAL_USE: {"cargo": cargo(unsigned={Flag.DUAL_USE: ("BX-1",)})},
    Code.ANIMAL_ORIGIN: {"cargo": cargo(unsigned={Flag.ANIMAL_ORIGIN: ("BX-1",)})},
    Code.WOOD: {"cargo": cargo(unsigned={Flag.WOOD: ("BX-1",)})},
    Code.ADR_DRIVER: {"cargo": cargo(replace(GOODS, danger=Counted("2", 333_334)))},
    Code.PROBLEMS: {"problems": 1},
    Code.CLOCK_OVER: {"deadlines": (Deadline(Clock.CODE, TODAY - timedelta(days=1), -1),)},
    Code.CLOCK: {"deadlines": (Deadline(Clock.CODE, TODAY + timedelta(days=7), 7),)},
    Code.LOADING_STOP: {"route": replace(READY.route, loads_somewhere=False)},
    Code.BOXES: {"totals": Totals()},
    Code.VOLUME: {"limits": replace(READY.limits, hold_ml=1), "totals": replace(READY.totals, planning_ml=2)},
    Code.PLACES: {"totals": replace(READY.totals, pallets=5)},
    Code.NEARLY_FULL: {"limits": Limits(555_555)},
    Code.WEIGHTS: {"totals": replace(READY.totals, weighed=9)},
    Code.CLOSED_BOXES: {"totals": replace(READY.totals, open_boxes=1)},
    Code.WEIGHBRIDGE: {
        "limits": Limits(555_555),
        "vehicle": replace(READY.vehicle, weighbridge_g=None),
    },
    Code.HS_CODES: {"cargo": cargo(replace(GOODS, hs6=""))},
    Code.TRANSLATIONS: {"cargo": cargo(languages=("en", "uk", "pl"))},
    Code.SHELF_LIFE: {"cargo": cargo(replace(GOODS, expires_on=date(2027, 4, 30)))},
    Code.ADR_UNKNOWN: {"cargo": cargo(replace(GOODS, danger=Counted("2", None)))},
    Code.RECIPIENT_NUMBER: {"recipients": (replace(READY.recipients[0], has_numbers=False),)},
    Code.DECLARATION: {"undeclared": 1},
    Code.VALUE: {
        "borders": (BorderSide(CustomsSide.EXPORT, "Dorohusk", "PL", is_lacking=True),),
        "cargo": cargo(replace(GOODS, cents=None)),
    },
    Code.EXPORT: {
        "borders": (BorderSide(CustomsSide.EXPORT, "Dorohusk", "PL", is_lacking=True),),
        "cargo": cargo(replace(GOODS, cents=100_001)),
    },
    Code.ENTRY: {"borders": (BorderSide(CustomsSide.ENTRY, "Dorohusk", "PL", is_lacking=True),)},
    Code.DRIVER: {"people": (replace(DRIVER, drives=False),)},
    Code.PASSPORT: {"people": (replace(DRIVER, has_passport=False),)},
    Code.LICENCE: {"people": (replace(DRIVER, licence_until=END - timedelta(days=1)),)},
    Code.PAYLOAD: {"vehicle": replace(READY.vehicle, has_payload=False)},
    Code.MASSES: {"vehicle": replace(READY.vehicle, masses=Masses(3_500_000))},
    Code.PLATE: {"vehicle": replace(READY.vehicle, has_plate=False)},
    Code.INSURANCE: {"vehicle": replace(READY.vehicle, insured_until=END - timedelta(days=1))},
    Code.TEMPORARY_ADMISSION: {"vehicle": replace(READY.vehicle, admitted_until=END - timedelta(days=1))},
    Code.PAPER: {"papers": Papers(missing=("CM", "WB A"))},
    Code.VOID_PAPER: {"papers": Papers(void=(("CM-1-2027-0001", 1),))},
    Code.NEW_PAPER: {"papers": Papers(out_of_date=(("CM-1-2027-0001", 1),))},
    Code.UNSIGNED_PAPER: {"papers": Papers(unsigned=(("GC-1-2027-0001", 2),))},
}


@pytest.mark.parametrize("code", Code)
def test_each_check_fails_for_what_it_is_there_for_and_for_nothing_else(code):
    found = wants(replace(READY, **UNREADY[code]))
    also = {Code.WEIGHBRIDGE: {Code.NEARLY_FULL}, Code.VALUE: {Code.EXPORT}}.get(code, set())
    assert set(found) == {code} | also
    words = said(Words("en"), found[code])
    assert words
    assert "%(" not in words
    assert found[code].blocks == (KINDS[code].severity is Severity.BLOCK)


@pytest.mark.parametrize("code", Code)
def test_each_check_is_said_in_ukrainian_with_all_its_figures(code):
    check = wants(replace(READY, **UNREADY[code]))[code]
    for one in (check, replace(check, is_met=True, amount=0)):
        words = said(Words("uk"), one)
        assert any("а" <= letter <= "я" for letter in words.lower()), words
        assert "%(" not in words


def test_what_is_mended_elsewhere_says_where_with_the_code_of_the_record():
    assert wants(replace(READY, **UNREADY[Code.RECIPIENT]))[Code.RECIPIENT].where.args == {"code": "LVI"}
    hs = wants(replace(READY, **UNREADY[Code.HS_CODES]))[Code.HS_CODES].where
    assert (hs.endpoint, hs.args) == ("catalogue.edit", {"code": "FOD-RICE-01"})
    nameless = replace(READY, vehicle=replace(READY.vehicle, code="", masses=Masses()))
    where = wants(nameless)[Code.MASSES].where
    assert (where.endpoint, where.args) == ("runs.edit", {"code": "CV-1", "number": 2})


def test_only_what_the_product_names_holds_a_van_back():
    assert {code for code, kind in KINDS.items() if kind.severity is Severity.BLOCK} == {
        Code.DELIVERY_STOP,
        Code.RECIPIENT,
        Code.MAXIMUM_MASS,
        Code.MEDICINE,
        Code.DUAL_USE,
        Code.ANIMAL_ORIGIN,
        Code.WOOD,
        Code.ADR_DRIVER,
    }
    assert set(KINDS) == set(Code)
    assert not KINDS[Code.MEDICINE].two_may_agree
    assert not KINDS[Code.DUAL_USE].two_may_agree


def test_a_van_that_left_is_asked_for_nothing_that_can_not_be_mended_any_more():
    left = replace(READY, stage=RunStage.DEPARTED, people=(), recipients=(), papers=Papers(missing=("CM",)))
    assert wants(left) == {}
    assert checks(replace(READY, stage=RunStage.DROPPED, problems=3), TODAY) == ()


@pytest.mark.parametrize(
    ("left", "is_told"), [(None, True), (20, False), (15, False), (14, True), (2, True), (-1, True)]
)
def test_a_vehicle_in_ukraine_is_called_back_before_its_admission_ends(left, is_told):
    until = TODAY + timedelta(days=left) if left is not None else None
    papers = replace(READY.vehicle, admitted_until=until)
    there = replace(READY, stage=RunStage.CROSSED, vehicle=papers)
    assert (Code.TEMPORARY_ADMISSION in wants(there)) is is_told
    assert Code.TEMPORARY_ADMISSION not in wants(replace(there, is_given=True))
    assert Code.TEMPORARY_ADMISSION not in wants(replace(there, stage=RunStage.RETURNED))


@given(
    st.integers(1, 44_000_000),
    st.integers(1, 44_000_000),
    st.integers(0, 2_000_000),
    st.integers(0, 9),
    st.none() | st.integers(1, 30_000_000),
)
def test_the_registration_papers_less_crew_and_kit_are_what_a_van_may_carry(most, own, kit, people, stated):
    allowed = payload_g(Masses(most, own, kit), people, stated)
    assert allowed is not None
    assert allowed >= 0
    gross = own + max(0, people - 1) * 75_000 + kit + allowed
    assert gross == max(most, own + max(0, people - 1) * 75_000 + kit)
    assert payload_g(Masses(most, None, kit), people, stated) == stated
    assert payload_g(Masses(None, own, kit), people, stated) == stated


@given(st.integers(0, 60_000_000), st.integers(0, 40_000_000), st.none() | st.integers(0, 60_000_000))
def test_a_van_blocks_from_the_first_gram_over_and_warns_from_nine_tenths(load, allowed, bridge):
    totals = Totals(boxes=1, weighed=1, known_g=load, planning_g=load)
    vehicle = replace(READY.vehicle, weighbridge_g=bridge, masses=Masses(3_500_000, 2_000_000))
    found = wants(replace(READY, totals=totals, limits=Limits(allowed), vehicle=vehicle))
    over = over_g(load, allowed, bridge, 3_500_000)
    assert over == max(0, load - allowed, (bridge or 0) - 3_500_000)
    assert (Code.MAXIMUM_MASS in found) is (over > 0)
    assert (Code.NEARLY_FULL in found) is (over == 0 and load * 10 >= allowed * 9)


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.integers(-400, 400))
def test_a_paper_that_ends_a_day_too_early_is_told_and_one_that_just_holds_is_not(end, days):
    route = replace(READY.route, ends_on=end, arrives_on=None)
    until = end + timedelta(days=days)
    person = replace(DRIVER, passport_until=until, licence_until=until)
    vehicle = replace(READY.vehicle, insured_until=until, admitted_until=until)
    goods = cargo(replace(GOODS, expires_on=until))
    found = wants(replace(READY, route=route, people=(person,), vehicle=vehicle, cargo=goods))
    assert (Code.PASSPORT in found) is (days < rules.whole("passport"))
    assert (Code.LICENCE in found) is (days < 0)
    assert (Code.INSURANCE in found) is (days < 0)
    assert (Code.TEMPORARY_ADMISSION in found) is (days < 0)
    assert (Code.SHELF_LIFE in found) is (days < rules.whole("shelf_life"))


@given(st.integers(0, 5_000_000), st.sampled_from("1234"), st.booleans())
def test_above_a_thousand_points_a_driver_needs_a_certificate_for_the_whole_trip(
    amount, category, is_certified
):
    factor = {"1": 50, "2": 3, "3": 1, "4": 0}[category]
    person = replace(DRIVER, adr_until=END if is_certified else END - timedelta(days=1))
    goods = cargo(replace(GOODS, danger=Counted(category, amount)))
    found = wants(replace(READY, people=(person,), cargo=goods))
    assert (Code.ADR_DRIVER in found) is (factor * amount > 1_000_000 and not is_certified)


def test_points_count_what_liquids_hold_and_what_articles_weigh():
    assert measured("L", "H87", 12, "0.5 LTR", 560) == 6_000
    assert measured("L", "MLT", 750, "", 1) == 750
    assert measured("kg", "H87", 3, "", 13_000) == 39_000
    assert measured("L", "H87", 1, "", 16_000) is None
    assert measured("", "H87", 1, "1 LTR", 1_000) is None


@given(st.integers(0, 300_000))
def test_little_may_be_declared_orally_at_the_polish_border_and_only_there(cents):
    lacking = BorderSide(CustomsSide.EXPORT, "Dorohusk", "PL", is_lacking=True)
    goods = cargo(replace(GOODS, cents=cents))
    poland = replace(READY, borders=(lacking,), cargo=goods)
    assert (Code.EXPORT in wants(poland)) is (cents > rules.whole("export_oral"))
    assert Code.EXPORT in wants(replace(poland, borders=(replace(lacking, country="SK"),)))
    assert Code.EXPORT in wants(replace(poland, route=replace(READY.route, origins=frozenset({"GB"}))))
    pounds = wants(replace(poland, cargo=cargo(replace(GOODS, cents=cents, currency="GBP"))))
    assert Code.EXPORT in pounds
    assert pounds[Code.VALUE].about == (GOODS.name,)


def test_within_the_union_no_code_and_no_passport_is_asked_for():
    inside = replace(READY.route, destinations=frozenset({"DE"}))
    run = replace(
        READY, route=inside, cargo=cargo(replace(GOODS, hs6="")), people=(Person("Ana", True, False),)
    )
    assert set(wants(run)) == {Code.LICENCE}


def test_a_medicine_needs_a_year_when_it_arrives():
    arrives = date(2027, 3, 8)
    soon = replace(GOODS, category="medicine", expires_on=arrives + timedelta(days=364))
    assert Code.SHELF_LIFE in wants(replace(READY, cargo=cargo(soon)))
    enough = replace(soon, expires_on=arrives + timedelta(days=365))
    assert Code.SHELF_LIFE not in wants(replace(READY, cargo=cargo(enough)))


@pytest.mark.parametrize("code", [code for code, kind in KINDS.items() if kind.severity is Severity.BLOCK])
def test_what_two_persons_agreed_to_does_not_block_until_it_changes(code):
    run = replace(READY, **UNREADY[code])
    (check,) = blocking(checks(run, TODAY))
    agreed = replace(run, agreed=frozenset({(code, check.sha256)}))
    assert blocking(checks(agreed, TODAY)) == ()
    assert {one.code for one in checks(agreed, TODAY) if one.is_agreed} == {code}
    assert blocking(checks(replace(run, agreed=frozenset({(code, "0" * 64)})), TODAY)) == (check,)


def test_one_gram_more_is_another_check_than_the_one_that_was_agreed_to():
    def mass(grams: int) -> str:
        totals = replace(READY.totals, planning_g=grams)
        return wants(replace(READY, totals=totals))[Code.MAXIMUM_MASS].sha256

    assert mass(1_200_000) == mass(1_200_000) != mass(1_200_001)


def test_a_trip_whose_last_day_nobody_typed_is_taken_to_last_a_week():
    assert trip_end(TODAY, None) == TODAY + timedelta(days=7)
    assert trip_end(TODAY, END) == trip_end(None, END) == END
    assert trip_end(None, None) is None


OURS = {"animal_origin", "short_date", "trip", "union", "winter_goods", "winter_months"}
"""Rules that rest on practice, on the catalogue, or on what everybody knows."""


def test_every_rule_says_where_it_comes_from_and_every_check_names_one_that_is_there():
    assert all(rule.says.endswith(".") for rule in rules.RULES.values())
    assert {name for name, rule in rules.RULES.items() if not rule.source} == OURS
    assert {kind.rule for kind in KINDS.values() if kind.rule} <= set(rules.RULES)
    assert {rule.is_doubtful for rule in rules.RULES.values()} == {True, False}
    assert "PL" in rules.countries("wood")
    assert rules.UNION not in rules.countries("wood")
