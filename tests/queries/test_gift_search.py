"""A gift is found by its number, who gave it, what it is, and the days it came in."""

from datetime import date
from uuid import uuid4

import pytest

from convoy.domain.kinds import Condition, OrganisationKind
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.queries import donations as gifts
from convoy.queries.gift_search import Wanted, meant
from convoy.services import donations, donor_merging
from convoy.services.donors import Donor
from convoy.services.gifts import Line, RecordDonation
from tests.engines import on_sqlite
from tests.factories import a_place, a_recipient, an_item

pytestmark = on_sqlite

UNION = "Rail Workers Branch 12"
MINERS = "Незалежна профспілка гірників"


@pytest.fixture
def hall(database):
    with database.work() as db:
        an_item(db)
        an_item(db, code="FOD-RICE-01", name="Rice, 1 kg", words=("rice",))
        a_place(db)
        a_place(db, name="Bradford")
    give(database, "union", UNION)
    give(database, "miners", MINERS, item="FOD-RICE-01", day=4, place="BRA")
    give(database, "bakers", "Bakers Union", item="FOD-RICE-01", day=5)
    return database


def give(database, reference, donor, *, item="FOD-BEEF-01", day=3, place="LEE"):
    command = RecordDonation(
        uuid4(),
        place,
        date(2026, 10, day),
        (Line(item, 24, Condition.NEW, None, 1, None),),
        donor=Donor(donor, OrganisationKind.UNION_BRANCH),
        donor_reference=reference,
    )
    with database.work() as db:
        return donations.record(db, CONSOLE, command).number


def found(database, actor=CONSOLE, size=50, before="", **wanted):
    with database.look() as db:
        listed, following = gifts.recorded_page(db, actor, Wanted(**wanted), before=before, size=size)
        told = [one.donation.donor_reference for one in listed]
        return told if size == 50 else (told, following)


def at_leeds(database, role):
    with database.look() as db:
        return Actor(None, "Ira", (Granted(role, place_id=place_id(db)),))


def place_id(db, code="LEE"):
    return next(place.id for place in gifts.intake_places(db, CONSOLE) if place.code == code)


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("rail", ["union"]),
        ("branch 12 RAIL", ["union"]),
        ("Rial Workers", ["union"]),
        ("гірників", ["miners"]),
        ("профспілки гірник", ["miners"]),
        ("profspilka hirnykiv", ["miners"]),
        ("union", ["bakers"]),
        ("rail bakers", []),
        ("nobody", []),
    ],
)
def test_a_donor_is_found_by_the_name_in_any_alphabet_ending_or_slip(hall, typed, who):
    assert found(hall, find=typed) == who


def test_a_gift_is_found_by_its_receipt_number_however_it_is_typed(hall):
    number = give(hall, "last", "Tram Workers")
    assert found(hall, find=f" {number.lower()} ") == ["last"]
    with hall.look() as db:
        code = gifts.recorded_page(db, CONSOLE)[0][0].donation.code
    assert found(hall, find=code.replace("-", " ").lower()) == ["last"]


def test_goods_donor_days_and_place_narrow_each_other(hall):
    assert found(hall, what="rice") == ["bakers", "miners"]
    assert found(hall, what="рис") == []
    assert found(hall, what="rise", place="BRA") == ["miners"]
    assert found(hall, what="rice", find="bakers") == ["bakers"]
    assert found(hall, what="beef", find="bakers") == []
    assert found(hall, days=(date(2026, 10, 3), date(2026, 10, 4))) == ["miners", "union"]
    assert found(hall, what="rice", days=(date(2026, 10, 4),)) == ["miners"]
    assert found(hall, find="union", days=(date(2026, 10, 4),)) == []


def test_the_pages_of_what_is_found_follow_each_other_without_a_gap(hall):
    give(hall, "both", "Bakers Union", item="FOD-RICE-01")
    first, following = found(hall, what="rice", size=2)
    rest, end = found(hall, what="rice", size=2, before=following)
    assert (first, rest, end) == (["both", "bakers"], ["miners"], None)


def test_a_merged_donor_is_found_by_both_names(hall):
    with hall.work() as db:
        codes = {
            one.donation.donor.name: one.donation.donor.code for one in gifts.recorded_page(db, CONSOLE)[0]
        }
        merge = donor_merging.MergeDonors(uuid4(), codes["Bakers Union"], codes[UNION])
        donor_merging.merge(db, CONSOLE, merge)
    assert found(hall, find="bakers") == found(hall, find="rail") == ["bakers", "union"]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MEDIC], ids=["auditor", "medic"])
def test_who_may_not_look_donors_up_finds_no_gift_by_their_name(hall, role):
    actor = at_leeds(hall, role)
    assert found(hall, actor) == ["bakers", "union"]
    assert found(hall, actor, find="rail") == []
    assert found(hall, actor, what="rice") == ["bakers"]


def test_a_name_finds_no_gift_of_another_place_and_no_consignee(hall):
    desk = at_leeds(hall, Role.DESK)
    assert found(hall, desk, find="гірників") == []
    assert found(hall, desk, find="rail") == ["union"]
    with hall.work() as db:
        a_recipient(db, name="Saint Anne", name_key="saint anne")
    give(hall, "back", "Saint Anne")
    assert found(hall, desk, find="saint") == []
    assert found(hall, find="saint") == ["back"]


def test_no_more_than_so_many_donors_are_looked_for_and_that_is_known(hall, monkeypatch):
    monkeypatch.setattr("convoy.queries.donors.MOST_GIVERS", 1)
    give(hall, "two", "Rail Engineers")
    with hall.look() as db:
        assert meant(db, CONSOLE, Wanted(find="rail")).more_givers
        assert not meant(db, CONSOLE, Wanted(find="bakers")).more_givers
