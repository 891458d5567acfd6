"""Keeping the records: one entry per change, nobody's change overwritten, the catalogue and its estimates."""

import contextlib
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from convoy.db import Database
from convoy.domain.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from convoy.domain.kinds import OrganisationKind, PlaceKind
from convoy.domain.matching import Certainty
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import (
    AuditEntry,
    Box,
    ConvoyRecipient,
    Item,
    ItemName,
    ItemWord,
    Organisation,
    Place,
    VehicleClass,
)
from convoy.queries import audit as log
from convoy.queries import catalogue_pages, revisions
from convoy.queries import organisations as organisation_questions
from convoy.queries import places as place_questions
from convoy.queries.catalogue import load_catalogue
from convoy.services import catalogue_items, item_names, organisations, places, users, vehicles
from convoy.services.catalogue_items import AddItem, EditItem, ItemFacts
from convoy.services.item_names import InLanguage, NameItem, OnBarcode, ReviewName
from convoy.services.organisations import OrganisationFacts, RecordOrganisation
from convoy.services.places import PlaceFacts, RecordPlace
from convoy.services.vehicles import RecordVehicle, VehicleFacts
from tests.factories import a_box, a_convoy, a_gift_at, a_place, an_item

DESK = Actor(None, "Petro", (Granted(Role.DESK),))
COORDINATOR = Actor(None, "Iryna", (Granted(Role.COORDINATOR),))

BAKERS = OrganisationFacts("Bakers' Union", OrganisationKind.TRADE_UNION)
PEAS = ItemFacts(category="food", unit_gross_g=460, unit_volume_ml=450, units_per_package=24)
GTIN = "4006381333931"


def entries(database: Database) -> int:
    with database.look() as db:
        return db.scalar(select(func.count()).select_from(AuditEntry))


def seen(database: Database, noun: str, code: str) -> int:
    with database.look() as db:
        return revisions.latest(db, noun, code)


def test_an_organisation_is_recorded_once_however_often_the_form_is_sent(database):
    command = RecordOrganisation(uuid4(), BAKERS)
    first = database.do(organisations.record, COORDINATOR, command)
    again = database.do(organisations.record, COORDINATOR, command)
    assert first.code == again.code
    assert entries(database) == 1


def test_the_same_form_with_other_content_is_a_conflict(database):
    command = RecordOrganisation(uuid4(), BAKERS)
    database.do(organisations.record, COORDINATOR, command)
    with pytest.raises(Conflict):
        database.do(organisations.record, COORDINATOR, replace(command, facts=replace(BAKERS, name="Other")))


def test_a_second_organisation_of_the_same_name_is_refused_but_not_a_second_person(database):
    database.do(organisations.record, COORDINATOR, RecordOrganisation(uuid4(), BAKERS))
    again = replace(BAKERS, name="BAKERS’  union")
    with pytest.raises(Conflict, match="on record already"):
        database.do(organisations.record, COORDINATOR, RecordOrganisation(uuid4(), again))
    person = OrganisationFacts("Anna K.", OrganisationKind.INDIVIDUAL)
    database.do(organisations.record, COORDINATOR, RecordOrganisation(uuid4(), person))
    database.do(organisations.record, COORDINATOR, RecordOrganisation(uuid4(), person))
    with database.look() as db:
        assert organisation_questions.count(db, COORDINATOR) == 3


def test_a_lookalike_name_is_stored_only_by_a_persons_decision_and_then_stays_changeable(database):
    database.do(organisations.record, COORDINATOR, RecordOrganisation(uuid4(), BAKERS))
    lookalike = RecordOrganisation(uuid4(), replace(BAKERS, name="Bakers' Uniоn"))  # a Cyrillic о
    with pytest.raises(Invalid) as refused:
        database.do(organisations.record, COORDINATOR, lookalike)
    assert refused.value.field == "is_another"
    assert entries(database) == 1
    other = database.do(organisations.record, COORDINATOR, replace(lookalike, key=uuid4(), is_another=True))
    changed = RecordOrganisation(uuid4(), replace(lookalike.facts, phone="1"), code=other.code)
    assert database.do(organisations.record, COORDINATOR, changed).phone == "1"


def test_a_parent_is_found_by_its_code_and_a_circle_is_refused(database):
    federation = database.do(organisations.record, COORDINATOR, RecordOrganisation(uuid4(), BAKERS))
    branch = OrganisationFacts("Branch 12", OrganisationKind.UNION_BRANCH, parent=federation.code)
    branch_code = database.do(organisations.record, COORDINATOR, RecordOrganisation(uuid4(), branch)).code
    circle = RecordOrganisation(uuid4(), replace(BAKERS, parent=branch_code), code=federation.code)
    with pytest.raises(RuleBroken, match="cannot belong to itself"):
        database.do(organisations.record, COORDINATOR, circle)


def test_a_change_of_what_somebody_else_changed_meanwhile_is_a_conflict(database):
    code = database.do(organisations.record, COORDINATOR, RecordOrganisation(uuid4(), BAKERS)).code
    version = seen(database, "organisation", code)
    theirs = RecordOrganisation(uuid4(), replace(BAKERS, phone="1"), code=code, seen=version)
    mine = RecordOrganisation(uuid4(), replace(BAKERS, phone="2"), code=code, seen=version)
    database.do(organisations.record, COORDINATOR, theirs)
    with pytest.raises(Conflict, match="while this form was open"):
        database.do(organisations.record, COORDINATOR, mine)
    with database.look() as db:
        assert db.scalar(select(Organisation.phone)) == "1"


def test_our_own_organisation_stays_in_use(database, installed):
    with database.look() as db:
        ours = organisation_questions.ours(db, COORDINATOR)
    retired = OrganisationFacts(ours.name, ours.kind, is_active=False)
    with pytest.raises(RuleBroken, match="our own"):
        database.do(organisations.record, COORDINATOR, RecordOrganisation(uuid4(), retired, code=ours.code))


def test_a_desk_volunteer_changes_no_record(database):
    commands = [
        (organisations.record, RecordOrganisation(uuid4(), BAKERS)),
        (places.record, RecordPlace(uuid4(), PlaceFacts("Leeds", PlaceKind.WAREHOUSE))),
        (vehicles.record, RecordVehicle(uuid4(), VehicleFacts("Van", "VAN-L"))),
        (catalogue_items.add, AddItem(uuid4(), PEAS, (("en", "Peas"),))),
        (item_names.add_barcode, OnBarcode(uuid4(), "FOD-BEEF-01", GTIN)),
    ]
    for action, command in commands:
        with pytest.raises(NotAllowed):
            database.do(action, DESK, command)
    assert entries(database) == 0


def test_who_plans_one_convoy_changes_its_consignees_and_what_they_recorded_and_no_other(database):
    def named(name: str) -> RecordOrganisation:
        return RecordOrganisation(uuid4(), replace(BAKERS, name=name))

    donor, host = (database.do(organisations.record, CONSOLE, named(name)).code for name in ("Donor", "Host"))
    with database.work() as db:
        a_place(db, name="Warsaw", kind=PlaceKind.WAREHOUSE)
        host_id = db.scalars(select(Organisation.id).where(Organisation.code == host)).one()
        there = a_place(db, name="Lviv", kind=PlaceKind.DESTINATION, organisation_id=host_id)
        convoy = a_convoy(db)
        db.add(ConvoyRecipient(convoy_id=convoy.id, place_id=there.id))
        granted = Granted(Role.COORDINATOR, convoy_id=convoy.id)
        user = users.create(db, CONSOLE, users.NewUser("olena", "Olena", "!"), granted)
        olena = Actor(user.id, "Olena", (granted,))
    own = database.do(organisations.record, olena, named("Own")).code
    yard = RecordPlace(uuid4(), PlaceFacts("Yard", PlaceKind.WAREHOUSE))
    yard = database.do(places.record, olena, yard).code

    def changes(code: str) -> bool:
        is_organisation = code.startswith("OR-")
        noun, record = ("organisation", organisations) if is_organisation else ("place", places)
        facts = replace(BAKERS, name=f"New {code}") if is_organisation else PlaceFacts(code, KIND[code[:3]])
        command = RecordOrganisation if is_organisation else RecordPlace
        try:
            database.do(record.record, olena, command(uuid4(), facts, code, seen(database, noun, code)))
        except NotAllowed:
            return False
        return True

    assert [changes(code) for code in (donor, host, own)] == [False, True, True]
    assert [changes(code) for code in ("WAR", "LVI", yard)] == [False, True, True]


KIND = {"WAR": PlaceKind.WAREHOUSE, "LVI": PlaceKind.DESTINATION, "YAR": PlaceKind.WAREHOUSE}


def test_a_place_is_opened_with_its_host_and_listed_for_those_who_may_see_it(database):
    host = database.do(organisations.record, COORDINATOR, RecordOrganisation(uuid4(), BAKERS)).code
    facts = PlaceFacts("Lviv store", PlaceKind.DESTINATION, organisation=host, country="UA")
    place = database.do(places.record, COORDINATOR, RecordPlace(uuid4(), facts))
    assert place.code == "LVI"
    with database.look() as db:
        listed = [{"code": "LVI", "name": "Lviv store", "kind": "destination", "country": "UA"}]
        assert place_questions.listing(db, COORDINATOR) == listed
        assert place_questions.listing(db, DESK) == []
        with pytest.raises(NotFound):
            place_questions.found(db, DESK, "LVI")


def test_a_place_where_boxes_stand_stays_a_place_that_keeps_goods(database):
    with database.work() as db:
        a_box(db, a_place(db))
    facts = PlaceFacts("Leeds", PlaceKind.DESTINATION)
    with pytest.raises(RuleBroken, match="Boxes stand at Leeds"):
        database.do(places.record, COORDINATOR, RecordPlace(uuid4(), facts, code="LEE"))
    warehouse = replace(facts, kind=PlaceKind.WAREHOUSE)
    database.do(places.record, COORDINATOR, RecordPlace(uuid4(), warehouse, code="LEE"))
    with database.look() as db:
        assert db.scalar(select(Place.kind)) is PlaceKind.WAREHOUSE


def test_the_log_never_names_a_destination_to_an_auditor(database):
    auditor = Actor(None, "Halyna", (Granted(Role.AUDITOR),))
    facts = PlaceFacts("Lviv store", PlaceKind.DESTINATION)
    database.do(places.record, COORDINATOR, RecordPlace(uuid4(), facts))
    with database.look() as db:
        rows, following = log.page(db, auditor, zone="Europe/Kyiv")
        assert [(row.action, row.subject) for row in rows] == [("place:open", "")]
        assert following is None
        assert log.page(db, auditor, zone="Europe/Kyiv", subject="LVI")[0] == []
        assert [row.subject for row in log.page(db, CONSOLE, zone="Europe/Kyiv", subject="LVI")[0]] == ["LVI"]


def test_a_vehicle_may_be_recorded_with_nothing_but_a_name_and_a_class(database):
    with database.work() as db:
        db.add(
            VehicleClass(
                code="VAN-L",
                name="panel van",
                licence="B",
                max_mass_g=3_500_000,
                payload_g=1_150_000,
                hold_length_mm=3705,
                hold_width_mm=1870,
                hold_height_mm=1930,
                pallet_places=4,
            )
        )
    vehicle = database.do(vehicles.record, COORDINATOR, RecordVehicle(uuid4(), VehicleFacts("Van", "VAN-L")))
    assert (vehicle.plate, vehicle.payload_g) == ("", None)
    with pytest.raises(NotFound):
        database.do(vehicles.record, COORDINATOR, RecordVehicle(uuid4(), VehicleFacts("Van", "NO")))
    heavy = VehicleFacts("Van", "VAN-L", payload_g=3_600_000, max_mass_g=3_500_000)
    with pytest.raises(Invalid) as refused:
        database.do(vehicles.record, COORDINATOR, RecordVehicle(uuid4(), heavy))
    assert refused.value.field == "payload_g"


def test_an_item_that_gets_heavier_makes_its_boxes_heavier_and_a_scale_weight_stays(database):
    with database.work() as db:
        item, place = an_item(db), a_place(db)
        a_gift_at(db, place, item)
        box = db.scalars(select(Box)).first()
        before, weighed = box.estimated_g, box.gross_g
        facts = replace(PEAS, unit_gross_g=item.unit_gross_g * 2)
    database.do(catalogue_items.edit, COORDINATOR, EditItem(uuid4(), "FOD-BEEF-01", facts))
    with database.look() as db:
        box = db.scalars(select(Box)).first()
        assert box.estimated_g > before
        assert box.gross_g == weighed


def test_a_new_item_takes_the_next_code_of_its_group(database):
    with database.work() as db:
        an_item(db)
    names = (("en", "Peas, 400 g"), ("uk", "Горох, 400 г"))
    command = AddItem(uuid4(), PEAS, names)
    assert database.do(catalogue_items.add, COORDINATOR, command).code == "FOD-PEAS-01"
    assert database.do(catalogue_items.add, COORDINATOR, command).code == "FOD-PEAS-01"
    other = AddItem(uuid4(), PEAS, (("en", "Peas, 800 g"),))
    assert database.do(catalogue_items.add, COORDINATOR, other).code == "FOD-PEAS-02"
    with pytest.raises(Invalid, match="in the catalogue already"):
        database.do(catalogue_items.add, COORDINATOR, AddItem(uuid4(), PEAS, (("en", "PEAS 400 g"),)))
    with pytest.raises(Invalid, match="English name"):
        database.do(catalogue_items.add, COORDINATOR, AddItem(uuid4(), PEAS, (("uk", "Горох"),)))
    with database.look() as db:
        assert catalogue_pages.to_review(db, COORDINATOR, "uk") == 1
        assert db.scalar(select(func.count()).select_from(Item)) == 3


def name_item(database: Database, *called: InLanguage) -> None:
    database.do(item_names.name, COORDINATOR, NameItem(uuid4(), "FOD-BEEF-01", called))


def in_language(database: Database, language: str) -> list[tuple[str, bool]]:
    with database.look() as db:
        rows = db.execute(select(ItemName.name, ItemName.is_reviewed).where(ItemName.language == language))
        return [tuple(row) for row in rows]


def test_a_reviewed_name_that_is_written_otherwise_waits_for_a_reader_again(database):
    with database.work() as db:
        an_item(db)
    name_item(database, InLanguage("uk", "Яловичина"))
    assert in_language(database, "uk") == [("Яловичина", False)]
    review = ReviewName(uuid4(), "FOD-BEEF-01", "uk", "Яловичина")
    database.do(item_names.review, COORDINATOR, review)
    assert in_language(database, "uk") == [("Яловичина", True)]
    name_item(database, InLanguage("uk", "Тушонка", is_reviewed=True))
    assert in_language(database, "uk") == [("Тушонка", False)]
    with pytest.raises(Conflict, match="read it again"):
        database.do(item_names.review, COORDINATOR, replace(review, key=uuid4()))
    name_item(database, InLanguage("uk", ""))
    assert in_language(database, "uk") == []


def test_an_item_never_loses_its_english_name(database):
    with database.work() as db:
        an_item(db)
    with pytest.raises(Invalid) as refused:
        name_item(database, InLanguage("en", ""))
    assert refused.value.field == "en-name"
    assert in_language(database, "en") == [("Tinned beef, 400 g", False)]


def test_everyday_words_are_kept_once_however_they_are_written_and_other_languages_keep_theirs(database):
    with database.work() as db:
        an_item(db)
    name_item(database, InLanguage("uk", "Яловичина", words=("тушонка", "Тушонка", "м'ясо")))
    name_item(database, InLanguage("uk", "Яловичина", words=("м'ясо",)))
    with database.look() as db:
        words = db.execute(select(ItemWord.language, ItemWord.word).order_by(ItemWord.language))
        assert [tuple(row) for row in words] == [("en", "tinned beef"), ("uk", "м'ясо")]


def test_a_barcode_stands_for_one_item_until_it_is_taken_off(database):
    with database.work() as db:
        an_item(db)
        an_item(db, code="FOD-BEAN-01", name="Beans")
    on_beef, on_beans = OnBarcode(uuid4(), "FOD-BEEF-01", GTIN), OnBarcode(uuid4(), "FOD-BEAN-01", GTIN)
    database.do(item_names.add_barcode, COORDINATOR, on_beef)
    with pytest.raises(Conflict, match="stands for FOD-BEEF-01"):
        database.do(item_names.add_barcode, COORDINATOR, on_beans)
    database.do(item_names.remove_barcode, COORDINATOR, replace(on_beef, key=uuid4()))
    database.do(item_names.add_barcode, COORDINATOR, on_beans)
    with pytest.raises(NotFound):
        database.do(item_names.remove_barcode, COORDINATOR, replace(on_beef, key=uuid4()))
    assert entries(database) == 3


def test_a_word_that_changed_by_one_letter_is_found_at_once_and_the_old_one_no_more(database):
    with database.work() as db:
        code = an_item(db, name="Peas, 400 g", words=("pease",)).code
    with database.look() as db:
        kept = load_catalogue(db)
        assert kept.find("pease").code == code
    with database.look() as db:
        assert load_catalogue(db) is kept
    with database.work() as db:
        assert load_catalogue(db) is kept, "who writes has no need to read it all again"
        db.execute(update(ItemWord).values(word="peaso"))
    with database.look() as db:
        assert load_catalogue(db).find("peaso").code == code
        assert load_catalogue(db).find("pease").certainty is Certainty.UNKNOWN


def test_what_was_rolled_back_is_found_by_nobody(database):
    with database.work() as db:
        code = an_item(db, name="Peas, 400 g", words=("pease",)).code
    with contextlib.suppress(ZeroDivisionError), database.work() as db:
        db.execute(update(ItemWord).values(word="peaso"))
        assert load_catalogue(db).find("peaso").code == code
        raise ZeroDivisionError
    with database.work() as db:
        db.execute(update(ItemWord).values(word="peasy"))
    with database.look() as db:
        assert load_catalogue(db).find("peasy").code == code
        assert load_catalogue(db).find("peaso").certainty is Certainty.UNKNOWN
