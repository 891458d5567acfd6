"""Lines sent by phones: read as at the desk, and what became of each is said, for the donor to hear."""

import pytest

from convoy.domain.kinds import IntakeRule, OrganisationKind
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Donation, PinnedItem, Place, UnsortedLine
from convoy.services import donors
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.phones import HEADERS, Phone, a_gift, a_line, is_signed
from tests.web.people import make_app, signed_in

pytestmark = on_sqlite

MORPHINE, GENERATOR = "MDC-MORP-01", "POW-GENE-01"


@pytest.fixture
def phone(settings, database):
    with database.work() as db:
        an_item(db)
        an_item(
            db,
            code=MORPHINE,
            name="Morphine",
            words=("morphine",),
            category="medicine",
            intake_rule=IntakeRule.REJECT,
            batch_required=True,
        )
        an_item(
            db,
            code=GENERATOR,
            name="Generator",
            words=("generator",),
            intake_rule=IntakeRule.COORDINATOR_ONLY,
        )
        leeds = a_place(db, accepts="tinned beef", do_not_bring="Morphine").id
    return Phone(signed_in(make_app(settings, database), database, Granted(Role.DESK, place_id=leeds)))


def lines(*items: str, **changes: object) -> dict[str, object]:
    plain = {"quantity": "2", "condition": "new", "expires_on": "01/2029", "batch": "B1"}
    return a_gift(lines=[plain | {"item": item} | changes for item in items])


def test_what_became_of_each_line_is_answered_and_said_again(phone):
    record = phone.record(lines("FOD-BEEF-01", GENERATOR, MORPHINE))
    (first,) = phone.send(record)
    assert [(line["item"], line["stage"], line["reason"]) for line in first["lines"]] == [
        ("FOD-BEEF-01", "accepted", ""),
        (GENERATOR, "set aside", "A coordinator decides on this item"),
        (MORPHINE, "refused", "We do not take this item"),
    ]
    (again,) = phone.send(record)
    assert again == first | {"status": 200}


def test_twenty_boxes_of_twenty_four_are_read_as_at_the_desk(database, phone):
    (answer,) = phone.send(phone.record(a_line(quantity="20 x 24", boxes="")))
    assert len(answer["boxes"]) == 20
    with database.look() as db:
        assert db.query(Donation).one().lines[0].quantity == 480


def test_what_the_catalogue_does_not_have_is_kept_unsorted_under_its_own_words(database, phone):
    gift = lines("accordion", quantity="3", unlisted=True)
    gift["lines"].append(gift["lines"][0] | {"item": "chess sets", "quantity": "4 x 10", "batch": ""})
    (answer,) = phone.send(phone.record(gift))
    assert (answer["status"], answer["lines"]) == (201, [])
    with database.look() as db:
        kept = [(one.packages, one.package_code, one.note) for one in db.query(UnsortedLine)]
    assert kept == [(3, "NE", "accordion (2029-01-31; B1)"), (4, "BX", "chess sets (40; 2029-01-31)")]
    (refused,) = phone.send(phone.record(lines("accordion", quantity="some", unlisted=True)))
    assert [one["field"] for one in refused["problems"]] == ["lines-0-quantity"]


def test_a_phone_learns_who_gave_before_by_asking_and_keeps_no_list(database, phone):
    with database.work() as db:
        donors.find_or_create(db, CONSOLE, [donors.Donor("Dockers", OrganisationKind.UNION_BRANCH)])
    for name, is_known in (("dockers", True), ("Miners", False)):
        answer = phone.client.post("/api/donor", json={"name": name}, headers=HEADERS)
        assert answer.json == {"convoy": 1, "is_known": is_known}
        assert is_signed(phone.kept["keys"]["signing"], answer)
    assert "Dockers" not in str(phone.kept)
    assert "Dockers" not in phone.client.get("/api/catalogue").text


def test_a_phone_keeps_what_its_place_asks_for_and_what_is_to_be_known_of_goods(database, phone):
    phone.send(phone.record())
    with database.work() as db:
        place = db.query(Place).one()
        generator = an_item(db, code="POW-BANK-01", name="Power bank", words=())
        db.add(PinnedItem(place_id=place.id, item_id=generator.id, position=1))
    (place,) = Phone(phone.client).kept["places"]
    assert place["do_not_bring"] == "Morphine"
    assert (place["wanted"], place["unwanted"]) == (["FOD-BEEF-01"], [MORPHINE])
    assert (place["pinned"], place["often"]) == (["POW-BANK-01"], ["FOD-BEEF-01"])
    said = phone.client.get("/api/catalogue").json
    known = {code: (rule, letters) for code, _, rule, letters, _, _ in said["items"]}
    assert known[MORPHINE] == ("reject", "bBm")
    assert known[GENERATOR] == ("coordinator_only", "")
    assert said["words"]["units"]["kg"] == ["g", 1000]
