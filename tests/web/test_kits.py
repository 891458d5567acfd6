"""Kits on screen: the desk fills its lines with one, boxes are packed of one, who is in charge keeps them."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Box, Kit
from convoy.services import kits
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.services.test_kits import PARCEL, gift
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite


@pytest.fixture
def lead(settings, database):
    with database.work() as db:
        a_place(db)
        an_item(db)
        an_item(db, code="HYG-SOAP-01", name="Soap", words=("soap",))
    return signed_in(make_app(settings, database), database, Granted(Role.IN_CHARGE, place_id=1))


@pytest.fixture
def parcel(lead, database):
    return database.do(kits.keep, CONSOLE, PARCEL).code


def test_thirty_of_a_kit_fill_the_lines_and_nothing_is_recorded_yet(lead, parcel):
    sent = {
        "key": str(uuid4()),
        "place": "LEE",
        "received_on": "2026-10-03",
        "anonymous": "y",
        "kit": parcel,
        "kits": "30",
    }
    answer = post(lead, "/donations/new", sent | {"lines-0-item": "", "lines-0-quantity": "", "fill": "1"})
    assert answer.status_code == 200
    for value in ("Tinned beef, 400 g", "60", "Soap", "90"):
        assert f'value="{value}"' in answer.text
    assert "Nothing is recorded yet." in answer.text


def test_a_kit_chosen_without_a_number_is_said_at_its_field(lead, parcel):
    sent = {"key": str(uuid4()), "place": "LEE", "received_on": "2026-10-03", "anonymous": "y", "kit": parcel}
    answer = post(lead, "/donations/new", sent | {"kits": "", "fill": "1"})
    assert answer.status_code == 422
    assert 'id="kits-error"' in answer.text


def test_a_kit_that_does_not_fit_is_said_and_what_was_typed_stays(lead, parcel):
    full = {f"lines-{number}-item": f"thing {number}" for number in range(49)}
    sent = {"key": str(uuid4()), "place": "LEE", "received_on": "2026-10-03", "anonymous": "y", "kit": parcel}
    answer = post(lead, "/donations/new", sent | full | {"kits": "3", "fill": "1"})
    assert answer.status_code == 422
    assert "This kit has 2 lines, and there is room for 1" in answer.text
    assert 'value="thing 48"' in answer.text
    assert 'value="Soap"' not in answer.text


def test_a_kit_is_put_on_record_changed_and_packed_with_what_is_lacking_said(lead, database):
    lines = {"lines-0-item": "soap", "lines-0-quantity": "2", "is_active": "y"}
    unclear = post(
        lead, "/kits/new", {"key": str(uuid4()), "name": "Wash", **lines, "lines-0-item": "sopa x"}
    )
    assert unclear.status_code == 422
    assert 'value="sopa x"' in unclear.text
    assert post(lead, "/kits/new", {"key": str(uuid4()), "name": "Wash", **lines}).status_code == 303
    with database.look() as db:
        code = db.scalars(select(Kit.code)).one()
    assert 'value="Soap"' in lead.get(f"/kits/{code}/edit").text
    gift(database, "HYG-SOAP-01", 3)
    sent = {"key": str(uuid4()), "place": "LEE", "kit": code, "boxes": "2"}
    answer = post(lead, "/kits/pack", sent)
    assert answer.status_code == 422
    assert "Soap: 4 pieces needed, 3 pieces there" in answer.text
    answer = post(lead, "/kits/pack", sent | {"boxes": "1", "key": str(uuid4())}, follow_redirects=True)
    assert "1 box packed: 1." in answer.text
    assert f'href="/boxes/labels.pdf?code={packed_of(database)}"' in answer.text


def packed_of(database) -> str:
    """The code of the only box."""
    with database.look() as db:
        return db.scalars(select(Box.code)).one()


def test_a_kit_out_of_use_is_offered_nowhere(lead, database, parcel):
    assert PARCEL.name in lead.get("/donations/new").text
    retired = kits.KeepKit(uuid4(), PARCEL.name, PARCEL.lines, parcel, is_active=False)
    database.do(kits.keep, CONSOLE, retired)
    assert PARCEL.name not in lead.get("/donations/new").text
