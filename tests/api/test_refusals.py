"""Whatever stands in the way, machines are told in JSON: a phone keeps what it has and tries again."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from convoy.db import Database
from convoy.domain.permissions import Granted, Role
from convoy.models import Donation
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.phones import HEADERS, Phone, a_gift, is_signed
from tests.web.people import make_app, signed_in
from tests.web.test_unavailable import full_disk, only_read


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def phone(app, database):
    with database.work() as db:
        an_item(db)
        leeds = a_place(db).id
    return Phone(signed_in(app, database, Granted(Role.DESK, place_id=leeds)))


def sends(phone, record):
    return phone.client.post("/api/donations", json={"records": [record]}, headers=HEADERS)


def tries_again(phone, answer, said):
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert answer.json["status"] == 503
    assert said in answer.json["problems"][0]["said"]
    assert is_signed(phone.kept["keys"]["signing"], answer)


@on_sqlite
def test_a_refusal_is_said_in_the_language_the_request_names_else_in_that_of_the_account(phone):
    record = phone.record(a_gift(received_on="1999-03-02"))

    def said(language):
        named = {"Convoy-Language": language} if language else {}
        body = {"records": [record]}
        answer = phone.client.post("/api/donations", json=body, headers=HEADERS | named)
        return answer.json["records"][0]["problems"][0]["said"]

    assert said("") == said("xx") == said("en")
    assert "is in the year" in said("en")
    assert said("uk").startswith("«1999-03-02»")


@on_sqlite
def test_on_a_full_disk_a_phone_is_told_to_try_again_and_is_received_later(database, phone):
    record = phone.record()
    with full_disk():
        tries_again(phone, sends(phone, record), "disk is full")
    with database.look() as db:
        assert db.scalars(select(Donation)).all() == []
    assert sends(phone, record).json["records"][0]["status"] == 201


def test_a_database_that_can_only_be_read_is_said_in_json(settings, app, phone):
    closed = Database(only_read(settings))
    opened, app.extensions["convoy_database"] = app.extensions["convoy_database"], closed
    record = phone.record()
    tries_again(phone, sends(phone, record), "can only be read")
    app.extensions["convoy_database"] = opened
    closed.close()
    assert sends(phone, record).json["records"][0]["status"] == 201


@on_sqlite
def test_a_database_that_is_away_is_said_in_json_that_nobody_can_sign(app, phone):
    record = phone.record()
    app.extensions["convoy_database"] = Database("postgresql+psycopg://u:hush@127.0.0.1:1/aid")
    answer = sends(phone, record)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "does not answer" in answer.json["problems"][0]["said"]
    assert "Convoy-Signature" not in answer.headers
    assert "hush" not in answer.text


@on_sqlite
def test_what_breaks_is_said_in_json_and_shows_nothing(phone, monkeypatch):
    monkeypatch.setattr("convoy.services.captures.take", lambda *_: {}["quokka"])
    answer = sends(phone, phone.record())
    assert answer.status_code == answer.json["status"] == 500
    assert is_signed(phone.kept["keys"]["signing"], answer)
    assert "quokka" not in answer.text


@on_sqlite
def test_the_door_and_addresses_that_are_not_there_answer_machines_in_json(app, phone):
    stranger = app.test_client()
    for answer, status in (
        (stranger.post("/api/donations", json={}, headers=HEADERS), 401),
        (stranger.put(f"/api/photos/{uuid4()}"), 401),
        (phone.client.get("/api/nowhere"), 404),
        (phone.client.get("/api/donations"), 405),
        (phone.client.post("/api/donations", data=b" " * 5_000_000, headers=HEADERS), 413),
    ):
        assert answer.status_code == answer.json["status"] == status, answer.text
        assert answer.json["convoy"] == 1
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@on_sqlite
def test_what_is_not_as_described_is_said_in_the_language_of_who_asks(phone):
    whole = phone.record()
    asked = {
        "is missing": {},
        "is empty": {"records": []},
        "is no field of this": {"records": [whole], "more": 1},
        "is not as described": {"records": "one"},
    }
    for said, sent in asked.items():
        answer = phone.client.post("/api/donations", json=sent, headers=HEADERS)
        assert answer.status_code == 422
        assert said in answer.json["problems"][0]["said"]
    with phone.client.session_transaction() as session:
        session["language"] = "uk"
    answer = phone.client.post("/api/donations", json={"records": []}, headers=HEADERS)
    assert "records: порожньо" in answer.json["problems"][0]["said"]
