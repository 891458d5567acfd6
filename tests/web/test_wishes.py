"""What a place asks for, on its page, at its desk while somebody types, and on the page for strangers."""

import re
from uuid import uuid4

import pytest

from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.services import public_pages
from convoy.services.public_pages import ChangePage
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite


@pytest.fixture
def app(settings, database):
    with database.work() as db:
        a_place(db)
        an_item(db)
    return make_app(settings, database)


@pytest.fixture
def lead(app, database):
    return signed_in(app, database, Granted(Role.IN_CHARGE, place_id=1))


def test_what_is_asked_for_is_seen_at_the_desk_with_numbers_and_by_strangers_without(app, lead, database):
    asked = {"key": str(uuid4()), "item": "tinned beef", "quantity": "137", "category": ""}
    assert post(lead, "/places/LEE/asked-for", asked).status_code == 303
    assert "137 pieces" in lead.get("/places/LEE/asked-for").text
    assert "Tinned beef, 400 g: 137 pieces" in lead.get("/donations/new").text
    said = lead.get("/catalogue/line?item=tinned beef&place=LEE").json["notes"]
    assert {"text": "Still wanted here: 137 pieces.", "tone": "confirmed"} in said
    database.do(public_pages.change, CONSOLE, ChangePage(uuid4(), "LEE", is_shown=True))
    # Without markup: the sum in the address of a script may hold any three figures.
    strangers = re.sub(r"<[^>]*>", "", app.test_client().get("/at/LEE").text)
    assert "Tinned beef, 400 g" in strangers
    assert "137" not in strangers


def test_an_unknown_item_is_said_at_its_field_and_what_was_typed_stays(lead):
    asked = {"key": str(uuid4()), "item": "tinned bear", "quantity": "12", "category": ""}
    answer = post(lead, "/places/LEE/asked-for", asked)
    assert answer.status_code == 422
    assert 'value="tinned bear"' in answer.text
    assert "is not in the catalogue." in answer.text


def test_a_pinned_item_is_a_button_at_the_desk(lead):
    post(lead, "/places/LEE/pinned", {"key": str(uuid4()), "pinned": "tinned beef"})
    assert 'id="pinned"' in lead.get("/donations/new").text
    post(lead, "/places/LEE/pinned/off", {"key": str(uuid4()), "code": "FOD-BEEF-01"})
    assert 'id="pinned"' not in lead.get("/donations/new").text
