"""Donors and items that are on record twice become one, lose nothing, and can be separated again."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import event, func, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from convoy.db import Database
from convoy.domain.errors import NotAllowed, NotFound, RuleBroken
from convoy.domain.kinds import Condition, IntakeRule, OrganisationKind
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import AuditEntry, Donation, DonationLine, Item, Organisation, Place
from convoy.queries import catalogue, donors, duplicates, stock, usual
from convoy.queries import donations as gifts
from convoy.queries import organisations as organisation_pages
from convoy.queries.gift_search import Wanted
from convoy.services import (
    catalogue_items,
    checking,
    donations,
    donor_merging,
    item_merging,
    moving,
    organisations,
    sorting,
    stock_takes,
)
from convoy.services.catalogue_items import AddItem, ItemFacts
from convoy.services.donor_merging import MergeDonors, SeparateDonor, TellDonorsApart
from convoy.services.donors import Donor
from convoy.services.gifts import Line, RecordDonation, Unsorted
from convoy.services.item_merging import MergeItems, SeparateItem
from convoy.services.organisations import OrganisationFacts, RecordOrganisation
from convoy.services.sorting import NO_BOX, SortAndPack
from convoy.services.stock_take_closing import CloseStockTake, close
from convoy.services.stock_takes import CountLoose, StartStockTake
from tests.engines import on_sqlite
from tests.factories import a_place, an_item

SHOP = ItemFacts(category="food", unit_gross_g=430, unit_volume_ml=450)


@pytest.fixture
def hall(database: Database) -> Database:
    """Leeds and Bradford, tinned beef of the package, and a beef that was added here."""
    with database.work() as db:
        a_place(db)
        a_place(db, name="Bradford")
        an_item(db)
    database.do(catalogue_items.add, CONSOLE, AddItem(uuid4(), SHOP, (("en", "Beef in tins"),)))
    return database


def gift(database, donor="", *, item="FOD-BEEF-01", quantity=10, place="LEE", bags=()):
    given = RecordDonation(
        uuid4(),
        place,
        date(2026, 10, 3),
        (Line(item, quantity, Condition.NEW),) if quantity else (),
        donor=Donor(donor, OrganisationKind.UNION_BRANCH) if donor else None,
        unsorted=bags,
    )
    return database.do(donations.record, CONSOLE, given).code


def code_of(database, name):
    with database.look() as db:
        return db.scalars(select(Organisation.code).where(Organisation.name == name)).one()


def merge(database, merged, kept, actor=CONSOLE):
    command = MergeDonors(uuid4(), code_of(database, merged), code_of(database, kept))
    return database.do(donor_merging.merge, actor, command)


def own_item(database):
    with database.look() as db:
        return db.scalars(select(Item.code).where(Item.code != "FOD-BEEF-01")).one()


def merge_items(database, merged, kept="FOD-BEEF-01"):
    return database.do(item_merging.merge, CONSOLE, MergeItems(uuid4(), merged, kept))


def is_right(database):
    with database.look() as db:
        return [str(one) for one in checking.differences(db)] == []


def given_by(database, name):
    with database.look() as db:
        wanted = Wanted(donor=code_of(database, name))
        return [one.donation.code for one in gifts.recorded_page(db, CONSOLE, wanted)[0]]


def in_charge(database, place):
    with database.look() as db:
        here = db.scalars(select(Place.id).where(Place.code == place)).one()
    return Actor(None, "Ira", (Granted(Role.IN_CHARGE, place_id=here),))


def test_the_gifts_of_a_merged_donor_are_listed_under_the_one_kept_and_stay_as_written(hall):
    first, second = gift(hall, "Bakers Union"), gift(hall, "Bakers Unoin")
    merge(hall, "Bakers Unoin", "Bakers Union")
    assert given_by(hall, "Bakers Union") == [second, first]
    with hall.look() as db:
        row = gifts.found(db, CONSOLE, second)
        assert (row.organisation.name, row.donor.name) == ("Bakers Unoin", "Bakers Union")
        kept = organisation_pages.found(db, CONSOLE, row.donor.code)
        around = organisation_pages.around(db, CONSOLE, kept)
        assert (around.gifts, [one.name for one in around.duplicates]) == (2, ["Bakers Unoin"])
    assert is_right(hall)


def test_the_name_and_the_code_of_a_merged_donor_find_the_one_kept(hall):
    gift(hall, "Bakers Union"), gift(hall, "Bakers Unoin")
    old = code_of(hall, "Bakers Unoin")
    merge(hall, "Bakers Unoin", "Bakers Union")
    with hall.look() as db:
        assert [one.name for one in donors.donors_like(db, CONSOLE, "Bakers Uno")] == ["Bakers Union"]
        assert donors.donor_is_known(db, CONSOLE, "bakers unoin")
        assert organisation_pages.meant(db, CONSOLE, old).name == "Bakers Union"
        listed = organisation_pages.listed(db, CONSOLE, typed=old)
        assert [one.name for one in listed.rows] == ["Bakers Union"]
        assert organisation_pages.count(db, CONSOLE) == 1
    code = gift(hall, "bakers unoin")
    with hall.look() as db:
        assert gifts.found(db, CONSOLE, code).organisation.name == "Bakers Union"


def test_the_database_lets_nothing_new_point_at_what_was_merged_away(hall):
    gift(hall, "Bakers Union"), gift(hall, "Bakers Unoin")
    merge(hall, "Bakers Unoin", "Bakers Union")
    own = own_item(hall)
    merge_items(hall, own)
    organisation = "(SELECT id FROM organisation WHERE merged_into_id IS NOT NULL)"
    item = "(SELECT id FROM item WHERE merged_into_id IS NOT NULL)"
    for statement in (
        f"UPDATE donation SET organisation_id = {organisation}",
        f"UPDATE place SET organisation_id = {organisation}",
        f"UPDATE organisation SET parent_id = {organisation} WHERE merged_into_id IS NULL",
        f"UPDATE lot SET item_id = {item}",
        f"INSERT INTO barcode (gtin, item_id) VALUES ('4006381333931', {item})",
        "UPDATE organisation SET merged_into_id = id WHERE merged_into_id IS NOT NULL",
        "UPDATE organisation SET is_active = (1 = 1) WHERE merged_into_id IS NOT NULL",
    ):
        if hall.is_sqlite:
            statement = statement.replace("(1 = 1)", "1")  # noqa: PLW2901  # a boolean of each engine
        with pytest.raises(IntegrityError), hall.work() as db:
            db.execute(text(statement))


def test_what_was_merged_before_comes_along_so_that_there_are_no_chains(hall):
    for name in ("Bakers Uniom", "Bakers Unoin", "Bakers Union"):
        gift(hall, name)
    merge(hall, "Bakers Uniom", "Bakers Unoin")
    merge(hall, "Bakers Unoin", "Bakers Union")
    assert len(given_by(hall, "Bakers Union")) == 3
    assert is_right(hall)
    hall.do(donor_merging.separate, CONSOLE, SeparateDonor(uuid4(), code_of(hall, "Bakers Unoin")))
    assert len(given_by(hall, "Bakers Union")) == 1
    assert len(given_by(hall, "Bakers Unoin")) == 2
    assert is_right(hall)


def test_a_merge_sent_twice_is_done_once_and_leaves_one_entry(hall):
    gift(hall, "Bakers Union"), gift(hall, "Bakers Unoin")
    command = MergeDonors(uuid4(), code_of(hall, "Bakers Unoin"), code_of(hall, "Bakers Union"))
    for _ in range(2):
        hall.do(donor_merging.merge, CONSOLE, command)
    with hall.look() as db:
        noted = select(func.count()).where(AuditEntry.action == "organisation:merge")
        assert db.scalar(noted) == 1


def test_who_is_in_charge_merges_donors_of_the_own_place_only(hall):
    gift(hall, "Bakers Union"), gift(hall, "Bakers Unoin"), gift(hall, "Bakers Unon", place="BRA")
    leeds = in_charge(hall, "LEE")
    with hall.look() as db:
        pairs = duplicates.donor_pairs(db, leeds)
        mine = {
            one.name
            for pair in pairs
            for one, may in zip((pair.first, pair.second), pair.may_merge, strict=True)
            if may
        }
    assert mine == {"Bakers Union", "Bakers Unoin"}
    with pytest.raises(NotFound):
        merge(hall, "Bakers Unon", "Bakers Union", leeds)
    assert merge(hall, "Bakers Unoin", "Bakers Unon", leeds).name == "Bakers Unon"


def test_what_was_merged_into_a_donor_is_not_carried_along_by_who_may_not_merge_it(hall):
    gift(hall, "Bakers Union"), gift(hall, "Bakers Unoin"), gift(hall, "Bakers Unon", place="BRA")
    merge(hall, "Bakers Unon", "Bakers Unoin")
    with pytest.raises(NotFound):
        merge(hall, "Bakers Unoin", "Bakers Union", in_charge(hall, "LEE"))


def test_who_gave_nothing_here_is_merged_only_by_who_decides_for_all(hall):
    gift(hall, "Bakers Union")
    facts = OrganisationFacts("Bakers Unoin", OrganisationKind.UNION_BRANCH)
    hall.do(organisations.record, CONSOLE, RecordOrganisation(uuid4(), facts))
    with pytest.raises(NotFound):
        merge(hall, "Bakers Unoin", "Bakers Union", in_charge(hall, "LEE"))
    assert merge(hall, "Bakers Unoin", "Bakers Union").name == "Bakers Union"


def test_a_desk_volunteer_merges_nothing(hall):
    gift(hall, "Bakers Union"), gift(hall, "Bakers Unoin")
    with pytest.raises(NotAllowed):
        merge(hall, "Bakers Unoin", "Bakers Union", Actor(None, "Petro", (Granted(Role.DESK),)))


def test_a_donor_that_hosts_a_place_is_not_merged_away(hall):
    gift(hall, "Bakers Union"), gift(hall, "Bakers Unoin")
    with hall.work() as db:
        host = db.scalars(select(Organisation).where(Organisation.name == "Bakers Unoin")).one()
        db.scalars(select(Place).where(Place.code == "BRA")).one().organisation_id = host.id
    with pytest.raises(RuleBroken, match="belong to Bakers Unoin"):
        merge(hall, "Bakers Unoin", "Bakers Union")


def test_a_consignee_is_never_merged_with_a_donor(hall):
    gift(hall, "City Hospital")
    facts = OrganisationFacts("City Hospitals", OrganisationKind.HOSPITAL, recipient_number="R-1")
    hall.do(organisations.record, CONSOLE, RecordOrganisation(uuid4(), facts))
    for one, other in (("City Hospital", "City Hospitals"), ("City Hospitals", "City Hospital")):
        with pytest.raises(NotFound):
            merge(hall, one, other)
    with hall.look() as db:
        assert duplicates.donor_pairs(db, CONSOLE) == []


def test_the_one_kept_may_take_the_name_of_the_one_merged(hall):
    gift(hall, "Bakers Union"), gift(hall, "Bakers Unoin")
    merge(hall, "Bakers Union", "Bakers Unoin")
    facts = OrganisationFacts("Bakers Union", OrganisationKind.UNION_BRANCH)
    command = RecordOrganisation(uuid4(), facts, code_of(hall, "Bakers Unoin"))
    assert hall.do(organisations.record, CONSOLE, command).name == "Bakers Union"


def test_two_that_were_told_apart_are_not_suggested_again(hall):
    gift(hall, "Bakers Union"), gift(hall, "Bakers Unoin")
    codes = code_of(hall, "Bakers Union"), code_of(hall, "Bakers Unoin")
    hall.do(donor_merging.tell_apart, CONSOLE, TellDonorsApart(uuid4(), *codes))
    with hall.look() as db:
        assert duplicates.donor_pairs(db, CONSOLE) == []


def test_that_two_are_two_is_said_where_one_of_them_might_be_merged(hall):
    gift(hall, "Bakers Union", place="BRA"), gift(hall, "Bakers Unoin", place="BRA")
    command = TellDonorsApart(uuid4(), code_of(hall, "Bakers Union"), code_of(hall, "Bakers Unoin"))
    with pytest.raises(NotFound):
        hall.do(donor_merging.tell_apart, in_charge(hall, "LEE"), command)
    with hall.look() as db:
        assert len(duplicates.donor_pairs(db, CONSOLE)) == 1
    hall.do(donor_merging.tell_apart, in_charge(hall, "BRA"), command)
    with hall.look() as db:
        assert duplicates.donor_pairs(db, CONSOLE) == []


def test_of_thousands_of_donors_only_those_that_look_alike_are_loaded(hall):
    gift(hall, "Bakers Union"), gift(hall, "Bakers Unoin")
    with hall.work() as db:
        rows = [
            {"code": f"OR-{n}", "kind": OrganisationKind.UNION_BRANCH, "name": name, "name_key": name.lower()}
            for n, name in enumerate(f"Branch {number}" for number in range(3_000))
        ]
        db.execute(insert(Organisation), rows)
    loaded = []

    def listen(one, _context):
        loaded.append(one.name)

    event.listen(Organisation, "load", listen)
    with hall.look() as db:
        pairs = duplicates.donor_pairs(db, CONSOLE)
    event.remove(Organisation, "load", listen)
    assert len(pairs) == 1
    assert sorted(loaded) == ["Bakers Union", "Bakers Unoin"]


def stock_of(database):
    with database.look() as db:
        return {row["item"]: row["quantity"] for row in stock.totals(db, CONSOLE)}


def test_stock_of_a_merged_item_is_kept_as_the_other_one_and_the_ledger_stays(hall):
    own = own_item(hall)
    gift(hall, quantity=10), gift(hall, item=own, quantity=7)
    merge_items(hall, own)
    assert stock_of(hall) == {"FOD-BEEF-01": 17}
    with hall.look() as db:
        written = select(Item.code).join(DonationLine, DonationLine.item_id == Item.id)
        assert sorted(db.scalars(written)) == sorted(["FOD-BEEF-01", own])
    assert is_right(hall)
    hall.do(item_merging.separate, CONSOLE, SeparateItem(uuid4(), own))
    assert stock_of(hall) == {"FOD-BEEF-01": 10, own: 7}
    assert is_right(hall)


def test_the_name_and_the_code_of_a_merged_item_find_the_one_kept(hall):
    own = own_item(hall)
    gift(hall, item=own)
    merge_items(hall, own)
    gift(hall, item=own, quantity=5)
    with hall.look() as db:
        known = catalogue.load_catalogue(db)
        assert {known.find(typed).code for typed in ("Beef in tins", own)} == {"FOD-BEEF-01"}
        assert catalogue.facts(db, CONSOLE, [own], "en")[own].code == "FOD-BEEF-01"
        assert set(usual.recent_items(db, CONSOLE, "LEE")) == {"FOD-BEEF-01"}
    assert stock_of(hall) == {"FOD-BEEF-01": 15}


def test_an_item_of_the_package_stays_and_other_units_are_refused_with_the_reason(hall):
    own = own_item(hall)
    with pytest.raises(RuleBroken, match="comes with Convoy"):
        merge_items(hall, "FOD-BEEF-01", own)
    with hall.work() as db:
        an_item(db, code="FOD-RICE-01", name="Rice", unit_code="GRM")
        an_item(db, code="FOD-DUAL-01", name="Radio", dual_use=True)
        an_item(db, code="FOD-OPEN-01", name="Opened beef", intake_rule=IntakeRule.REJECT)
    with pytest.raises(RuleBroken, match="different units"):
        merge_items(hall, own, "FOD-RICE-01")
    for other in ("FOD-DUAL-01", "FOD-OPEN-01"):
        with pytest.raises(RuleBroken, match="differ in what is asked"):
            merge_items(hall, own, other)


def test_goods_of_one_pool_that_were_counted_as_both_become_one(hall):
    own = own_item(hall)
    gift(hall, quantity=0, bags=(Unsorted(packages=3),))
    with hall.look() as db:
        pool = (
            db.scalars(select(Donation).options(selectinload(Donation.unsorted))).one().unsorted[0].pool.code
        )
    counted = tuple(Line(code, 4, Condition.NEW) for code in ("FOD-BEEF-01", own))
    hall.do(sorting.pack, CONSOLE, SortAndPack(uuid4(), "LEE", pool, counted, box=NO_BOX))
    merge_items(hall, own)
    assert stock_of(hall) == {"FOD-BEEF-01": 8}
    hall.do(sorting.pack, CONSOLE, SortAndPack(uuid4(), "LEE", pool, counted[1:], box=NO_BOX))
    assert stock_of(hall) == {"FOD-BEEF-01": 12}
    assert is_right(hall)


def test_items_that_were_counted_as_one_in_a_stock_take_stay_together(hall):
    own = own_item(hall)
    gift(hall, quantity=10), gift(hall, item=own, quantity=7)
    take = hall.do(stock_takes.start, CONSOLE, StartStockTake(uuid4(), "LEE")).code
    hall.do(stock_takes.count_loose, CONSOLE, CountLoose(uuid4(), take, ((own, 7),)))
    with pytest.raises(RuleBroken, match="being counted"):
        merge_items(hall, own)
    hall.do(close, CONSOLE, CloseStockTake(uuid4(), take))
    merge_items(hall, own)
    assert is_right(hall)


@on_sqlite
def test_what_was_merged_goes_along_to_another_database(hall, tmp_path):
    gift(hall, "Bakers Union"), gift(hall, "Bakers Unoin", item=own_item(hall))
    merge(hall, "Bakers Union", "Bakers Unoin")
    merge_items(hall, own_item(hall))
    there = Database(f"sqlite:///{tmp_path / 'there.db'}")
    moving.move(hall, there, lambda *_: None)
    assert is_right(there)
    assert len(given_by(there, "Bakers Unoin")) == 2
    assert stock_of(there) == stock_of(hall)
    there.close()
