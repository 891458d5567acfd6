"""Who plans one convoy knows of that one only, and a form's key answers only whoever used it first."""

from dataclasses import replace
from uuid import uuid4

import pytest

from convoy.domain.errors import Conflict, Invalid, NotFound
from convoy.domain.kinds import OrganisationKind, PlaceKind
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import ConvoyRecipient, Organisation, Place
from convoy.queries import audit as log
from convoy.queries import convoys as convoy_questions
from convoy.queries import organisations as organisation_questions
from convoy.queries import places as place_questions
from convoy.services import audit, organisations, places, users
from convoy.services.organisations import OrganisationFacts, RecordOrganisation
from convoy.services.places import PlaceFacts, RecordPlace
from tests.factories import a_convoy, a_place

HOSPITAL = OrganisationFacts("Hospital Zimorodok", OrganisationKind.HOSPITAL)


def a_person(db, *granted: Granted, login: str = "iryna") -> Actor:
    """Somebody with these grants, as signed in."""
    user = users.create(db, CONSOLE, users.NewUser(login, login.title(), "!"), *granted)
    return Actor(user.id, user.name, granted)


@pytest.fixture
def scene(database):
    """A hospital and its ward on one convoy, and a coordinator of another."""
    with database.work() as db:
        hospital = organisations.record(db, CONSOLE, RecordOrganisation(uuid4(), HOSPITAL))
        ward = PlaceFacts("Zimorodok ward", PlaceKind.DESTINATION, organisation=hospital.code)
        ward = places.record(db, CONSOLE, RecordPlace(uuid4(), ward, wanted_code="ZIM"))
        a_place(db)
        theirs, own = a_convoy(db), a_convoy(db)
        db.add(ConvoyRecipient(convoy_id=theirs.id, place_id=ward.id))
        iryna = a_person(db, Granted(Role.COORDINATOR, convoy_id=own.id))
        petro = a_person(db, Granted(Role.COORDINATOR, convoy_id=theirs.id), login="petro")
    return database, iryna, petro


def test_a_destination_and_its_host_are_known_to_the_coordinators_of_its_convoy_only(scene):
    database, iryna, petro = scene
    with database.look() as db:
        assert [one["code"] for one in place_questions.listing(db, iryna)] == ["LEE"]
        assert [one["code"] for one in place_questions.listing(db, petro)] == ["LEE", "ZIM"]
        assert convoy_questions.choices(db, iryna).destinations == ()
        assert convoy_questions.choices(db, petro).destinations == (("ZIM", "Zimorodok ward"),)
        assert (organisation_questions.count(db, iryna), organisation_questions.count(db, petro)) == (0, 1)
        with pytest.raises(NotFound):
            organisation_questions.meant(db, iryna, "Hospital Zimorodok")


def test_the_name_of_a_hidden_organisation_is_recorded_as_if_it_were_free(scene):
    database, iryna, _ = scene
    command = RecordOrganisation(uuid4(), HOSPITAL)
    own = database.do(organisations.record, iryna, command)
    with database.look() as db:
        assert organisation_questions.meant(db, iryna, "hospital zimorodok").code == own.code
        numbers = db.query(Organisation.namesake).order_by(Organisation.id).all()
        assert [number for (number,) in numbers] == [0, 1]
    with pytest.raises(Conflict, match="on record already"):
        database.do(organisations.record, iryna, replace(command, key=uuid4()))
    with pytest.raises(Conflict, match="on record already"):
        database.do(organisations.record, CONSOLE, replace(command, key=uuid4()))
    noted = replace(HOSPITAL, note="two of this name")
    database.do(organisations.record, CONSOLE, RecordOrganisation(uuid4(), noted, code=own.code))


def test_a_place_opened_in_place_is_ones_own_and_its_code_tells_of_no_other(scene):
    database, iryna, _ = scene
    facts = PlaceFacts("Zimorodok ward", PlaceKind.DESTINATION)
    opened = database.do(places.record, iryna, RecordPlace(uuid4(), facts))
    assert len(opened.code) == places.LONGEST_CODE
    with database.look() as db:
        assert convoy_questions.choices(db, iryna).destinations == ((opened.code, "Zimorodok ward"),)
    said = set()
    for wanted in ("ZIM", "QQQ"):
        with pytest.raises(Invalid) as refused:
            database.do(places.record, iryna, RecordPlace(uuid4(), facts, wanted_code=wanted))
        said.add(str(refused.value))
    assert len(said) == 1
    with database.look() as db:
        assert db.query(Place).filter_by(name="Zimorodok ward").count() == 2


def test_a_key_is_worth_something_for_one_action_and_one_person_only(scene):
    database, iryna, petro = scene
    key, request = uuid4(), {"code": "OR-0000-00-0"}
    with database.work() as db:
        audit.note(db, iryna, "user:disable", "US-0000-00-0", key=key, request=request)
    with database.look() as db:
        assert audit.earlier(db, iryna, key, "user:disable", request) == "US-0000-00-0"
        with pytest.raises(Conflict):
            audit.earlier(db, iryna, key, "user:enable", request)
        with pytest.raises(Conflict) as refused:
            audit.earlier(db, petro, key, "user:disable", request)
        assert "US-0000-00-0" not in str(refused.value) + str(refused.value.facts)


def test_an_organisation_another_person_sent_is_not_handed_out_by_its_key(scene):
    database, iryna, petro = scene
    command = RecordOrganisation(uuid4(), HOSPITAL)
    database.do(organisations.record, iryna, command)
    with pytest.raises(Conflict, match="used before"):
        database.do(organisations.record, petro, command)


def test_own_work_on_a_convoy_stays_whole_and_others_work_comes_last_of_its_day(scene):
    database, iryna, _ = scene
    with database.work() as db:
        auditor = a_person(db, Granted(Role.AUDITOR), login="halyna")
        audit.note(db, iryna, "run:step", "CV-0000-00-0/2")
        for _ in range(log.ON_A_PAGE):
            audit.note(db, auditor, "user:sign_in", "US-0000-00-0")
    with database.look() as db:
        (own,) = [one for one in log.page(db, iryna, zone="Europe/Kyiv")[0] if one.action == "run:step"]
        assert own.at is not None
        assert own.subject == "CV-0000-00-0/2"
        rows, following = log.page(db, auditor, zone="Europe/Kyiv")
        assert None not in {row.at for row in rows}
        rest, end = log.page(db, auditor, zone="Europe/Kyiv", begin=following)
        assert end is None
        assert (rest[-1].at, rest[-1].action, rest[-1].subject) == (None, None, "CV-0000-00-0")
        assert [
            one.subject for one in log.page(db, auditor, zone="Europe/Kyiv", subject="CV-0000-00-0")[0]
        ] == ["CV-0000-00-0"]
        assert log.page(db, auditor, zone="Europe/Kyiv", subject="CV-0000-00-0/2")[0] == []
