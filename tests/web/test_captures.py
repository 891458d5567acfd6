"""Gifts from phones that need a person: two versions side by side, and a queue that came as a file."""

import io
import json
import random
import re
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select, update

from convoy.domain.permissions import Granted, Role
from convoy.models import Capture, Donation, Photo, SignIn, User
from tests.api.test_photos import Sent
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.phones import Phone, a_line, line_of, seal
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite


@pytest.fixture
def leeds(database):
    with database.work() as db:
        an_item(db)
        return a_place(db).id


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def lead(app, database, leeds):
    return signed_in(app, database, Granted(Role.IN_CHARGE, place_id=leeds), name="Petro")


@pytest.fixture
def phone(app, database, leeds):
    return Phone(signed_in(app, database, Granted(Role.DESK, place_id=leeds)))


def test_both_versions_are_shown_and_one_press_settles_them(database, lead, phone):
    record = phone.record()
    phone.send(record)
    phone.send(phone.record(a_line(quantity="300"), id=record["id"]))
    page = lead.get("/gifts-from-phones").text
    first, sent = page.split("Recorded first")[1].split("Sent afterwards")
    for side, number in ((first, "240"), (sent, "300")):
        assert re.search(rf"{number}.* · <bdi>Tinned beef, 400 g</bdi>", side)
        assert "3 Oct 2026" in side
    with database.look() as db:
        waiting = db.query(Capture).filter_by(state="waiting").one()
    form = {"key": str(uuid4()), "capture": str(waiting.id)}
    assert post(lead, "/gifts-from-phones/settle/correct", form).status_code == 422
    told = post(
        lead, "/gifts-from-phones/settle/correct", form | {"reason": "counted again"}, follow_redirects=True
    )
    assert "is recorded as sent the second time" in told.text
    assert "Nothing waits for you" in told.text
    with database.look() as db:
        assert db.query(Donation).filter_by(withdrawn_at=None).one().lines[0].quantity == 300


def test_photos_of_a_phones_file_are_kept_once_and_go_on_where_they_stood(database, lead, phone):
    record, unknown = phone.record(), phone.record(a_line(item="unobtainium"))
    big, small, other = Sent(phone, record, noise()), Sent(phone, record), Sent(phone, unknown)
    queue = [{"id": one.key, "of": one.of, "sealed": line_of(one.envelope)} for one in (big, small, other)]
    file = json.dumps({"convoy_queue": 1, "records": [record, unknown], "photos": queue}).encode()

    def upload():
        sent = {"file": (io.BytesIO(file), "queue.json")}
        return post(lead, "/gifts-from-phones/file", sent, content_type="multipart/form-data").text

    # A part of one came over the network before.
    phone.send(record)
    big.put(0, 40_000)
    told = upload()
    assert "Photos of the file: 2 kept now, 0 kept before, 1 not taken" in told
    assert "The gift of this photo was not received here" in told
    assert "Photos of the file: 0 kept now, 2 kept before, 1 not taken" in upload()
    with database.look() as db:
        assert db.query(Photo).count() == 2


def noise():
    """A photo of several parts."""
    file = io.BytesIO()
    Image.frombytes("RGB", (300, 300), random.Random(1).randbytes(270_000)).save(file, "JPEG", quality=95)
    return file.getvalue()


def test_a_draft_in_a_phones_file_is_shown_to_be_logged_by_hand(database, lead, phone):
    draft = {"donor": "Half a na", "lines": [{"item": "zebu", "quantity": "7", "boxes": ""}], "packages": ""}
    record_id = str(uuid4())
    content = {"v": 1, "made_at": "2026-11-20T10:00:00Z", "by": phone.kept["by"], "draft": draft}
    sealed = seal(phone.kept["keys"]["sealing"], record_id, json.dumps(content).encode())
    queue = [{"id": record_id, "sealed": sealed}, phone.record()]
    sent = {"file": (io.BytesIO(json.dumps({"convoy_queue": 1, "records": queue}).encode()), "queue.json")}
    page = post(lead, "/gifts-from-phones/file", sent, content_type="multipart/form-data").text
    assert "1 recorded now" in page
    assert "0 not understood" in page
    assert "Drafts of the file" in page
    assert re.search(r"Half a na.*7 · <bdi>zebu", page, re.DOTALL)


def test_a_gift_of_a_phone_that_is_not_known_is_recorded_by_whoever_presses(database, lead, phone):
    record = phone.record()
    with database.work() as db:
        olena = select(User.id).where(User.name == "Olena")
        db.execute(update(SignIn).where(SignIn.user_id.in_(olena)).values(token_hash="f" * 64))
    phone.send(record, client=lead)
    page = lead.get("/gifts-from-phones").text
    assert "the phone names Olena" in page
    number = re.search(r'id="reason-unclaimed-record-(\d+)"', page)[1]
    form = {"key": str(uuid4()), "capture": number}
    assert post(lead, "/gifts-from-phones/settle-unclaimed/record", form).status_code == 422
    told = post(lead, "/gifts-from-phones/settle-unclaimed/record", form | {"reason": "asked her"},
                follow_redirects=True)  # fmt: skip
    assert "Recorded: DR-" in told.text
    assert "Nothing waits for you" in told.text
    with database.look() as db:
        assert db.query(Donation).one().lines[0].quantity == 240


def test_a_phones_file_is_recorded_once_and_says_what_was_not_understood(database, lead, phone):
    queue = [phone.record(), phone.record(a_line(item="unobtainium"))]
    file = json.dumps({"convoy_queue": 1, "records": queue}).encode()

    def upload(content):
        sent = {"file": (io.BytesIO(content), "queue.json")}
        return post(lead, "/gifts-from-phones/file", sent, content_type="multipart/form-data",
                    follow_redirects=True)  # fmt: skip

    first = upload(file).text
    assert "1 recorded now, 0 recorded before" in first
    again = upload(file).text
    code = re.search(r'href="/donations/(DN-[^"]+)"', first)[1]
    assert all(f'name="gift" value="{code}"' in page for page in (first, again))
    assert "0 recorded now, 1 recorded before" in again
    assert "unobtainium" in again
    assert "no file that a phone wrote" in upload(b"<html>").text
    unsent = post(lead, "/gifts-from-phones/file", {}, content_type="multipart/form-data")
    assert unsent.status_code == 422
    assert 'id="file-error"' in unsent.text
    with database.look() as db:
        assert db.query(Donation).count() == 1
