"""A full disk, a database that can only be read or is away: said in a sentence, and nothing is lost."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, make_url, select, text
from werkzeug.test import TestResponse

from convoy.app import create_app
from convoy.config import Settings
from convoy.db import Database
from convoy.domain.permissions import Granted, Role
from convoy.models import Donation, Place
from convoy.services import checking, moving
from tests.engines import on_sqlite
from tests.web.people import add_user, client_of, make_app, post

NOTE = "from the night shift of platform 4"


@pytest.fixture
def desk(installed: Settings, database: Database) -> int:
    with database.look() as db:
        place_id = db.scalars(select(Place.id)).one()
    return add_user(database, Granted(Role.DESK, place_id=place_id))


def records(client: FlaskClient) -> TestResponse:
    fields = {
        "key": str(uuid4()),
        "anonymous": "y",
        "place": "LEE",
        "received_on": time.strftime("%Y-%m-%d", time.gmtime()),
        "lines-0-item": "HYG-SOAP-01",
        "lines-0-quantity": "24",
        "lines-0-boxes": "2",
        "lines-0-condition": "new",
        "lines-0-currency": "EUR",
        "lines-0-decision": "accepted",
        "donor_kind": "",
        "note": NOTE,
    }
    return post(client, "/donations/new", fields, headers={"Sec-Fetch-Site": "same-origin"})


def gifts(database: Database) -> int:
    with database.look() as db:
        return db.scalar(select(func.count(Donation.id)))


def nothing_was_stored(answer: TestResponse, said: str) -> None:
    assert answer.status_code == 503
    assert said in answer.text
    assert "Nothing was stored" in answer.text
    assert NOTE in answer.text
    assert "Send it again" in answer.text


def only_read(settings: Settings) -> str:
    """The address of the same database, where nothing can be written."""
    url = make_url(settings.database_url)
    if settings.is_sqlite:
        return f"sqlite:///file:{url.database}?mode=ro&uri=true"
    aimed = url.update_query_dict({"options": "-cdefault_transaction_read_only=on"})
    return aimed.render_as_string(hide_password=False)


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process can grow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_database_that_can_only_be_read_shows_its_pages_and_keeps_what_was_typed(
    installed: Settings, database: Database, desk: int
):
    client = client_of(make_app(installed, database), database, desk)
    closed = Database(only_read(installed))
    client.application.extensions["convoy_database"] = closed
    assert client.get("/donations/new").status_code == 200
    nothing_was_stored(records(client), "can only be read")
    closed.close()
    client.application.extensions["convoy_database"] = database
    assert gifts(database) == 0
    assert records(client).status_code == 303
    assert gifts(database) == 1


@on_sqlite
def test_on_a_full_disk_pages_are_read_and_work_goes_on_when_there_is_room_again(
    installed: Settings, database: Database, desk: int
):
    client = client_of(make_app(installed, database), database, desk)
    assert records(client).status_code == 303
    with full_disk():
        nothing_was_stored(records(client), "disk is full")
        assert client.get("/donations/new").status_code == 200
    assert gifts(database) == 1
    assert records(client).status_code == 303
    with database.look() as db:
        assert list(checking.differences(db)) == []


@on_sqlite
def test_after_a_move_the_old_database_takes_nothing_in(
    installed: Settings, database: Database, desk: int, tmp_path
):
    client = client_of(make_app(installed, database), database, desk)
    target = Database(f"sqlite:///{tmp_path / 'new.db'}")
    moving.move(database, target, lambda *_: None)
    nothing_was_stored(records(client), "has moved to another database")
    assert gifts(database) == gifts(target) == 0
    target.close()


@on_sqlite
def test_a_database_that_is_away_is_said_without_a_page_of_it(
    installed: Settings, database: Database, desk: int
):
    client = client_of(make_app(installed, database), database, desk)
    client.application.extensions["convoy_database"] = Database("postgresql+psycopg://u:hush@127.0.0.1:1/aid")
    answer = client.get("/donations/new")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "does not answer" in answer.text
    assert "hush" not in answer.text


@on_sqlite
def test_what_is_wrong_with_a_statement_is_no_fault_of_the_machine(installed, database: Database, desk: int):
    app = create_app(installed, database)
    app.config.update(PROPAGATE_EXCEPTIONS=False, CONVOY_SECOND_FACTOR=False)

    def broken() -> str:
        with database.look() as db:
            db.execute(text("SELECT nothing FROM nowhere"))
        return ""

    app.add_url_rule("/broken", "static_broken", broken)
    assert client_of(app, database, desk).get("/broken").status_code == 500
