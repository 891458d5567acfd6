"""Addresses with what no database can compare with are refused on both engines, and nothing breaks."""

from uuid import uuid4

import pytest

from convoy.domain.permissions import Granted, Role
from tests.factories import a_box, a_convoy, a_place, a_run
from tests.web.people import make_app, post, signed_in


@pytest.fixture
def admin(settings, database):
    """The browser of an admin who also coordinates."""
    with database.work() as db:
        a_place(db)
    return signed_in(make_app(settings, database), database, Granted(Role.ADMIN), Granted(Role.COORDINATOR))


@pytest.mark.parametrize(
    "address",
    [
        "/boxes/BX-%00",
        "/b/a%00b",
        "/convoys/%00",
        "/people/%00",
        "/papers/%00/v1",
        "/stock?place=%00",
        "/boxes?code=%00",
        "/log?person=%00",
        "/donations?a%00b=1",
    ],
)
def test_a_character_no_text_has_is_refused_with_a_page(admin, address):
    answer = admin.get(address)
    assert answer.status_code == 400
    assert "could not be read" in answer.text


@pytest.mark.parametrize("number", ["0", "999999999999999999", "9" * 25])
def test_a_log_is_shown_before_any_number(admin, number):
    assert admin.get(f"/log?day=2026-11-27&skipped={number}").status_code == 200


def test_a_pasted_list_with_such_a_character_closes_no_box(admin, database):
    assert post(admin, "/boxes/close", {"key": uuid4(), "codes": "BX\x00\x00"}).status_code == 422


@pytest.mark.parametrize("act", ["tick", "free", "move"])
def test_a_chosen_box_with_such_a_character_is_on_no_van(admin, database, act):
    with database.work() as db:
        convoy = a_convoy(db)
        a_run(db, convoy)
        code = convoy.code
    sent = {"key": uuid4(), "act": act, "box": "a\x00b", "pallet": "\x00", "target": "1:\x00"}
    assert post(admin, f"/convoys/{code}/runs/1/load", sent).status_code < 500
    assert post(admin, f"/convoys/{code}/load", sent | {"q": "\x00", "text": "\x00"}).status_code < 500


def test_a_problem_no_database_holds_is_not_solved(admin, database):
    with database.work() as db:
        convoy = a_convoy(db)
        a_run(db, convoy)
        code = convoy.code
    sent = {"key": uuid4(), "event": "9" * 25, "occurred_at": "2026-01-01T10:00"}
    assert post(admin, f"/convoys/{code}/trip/solved", sent).status_code < 500


def test_goods_no_database_holds_are_not_packed(admin, database):
    with database.work() as db:
        code = a_box(db, a_place(db, name="Bradford")).code
    sent = {"key": uuid4(), "lines-0-lot": "9" * 25, "lines-0-quantity": "1"}
    for act in ("pack", "unpack", "split"):
        assert post(admin, f"/boxes/{code}/{act}", sent).status_code == 422
