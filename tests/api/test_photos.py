"""Photos sent by phones after their gift: part by part, going on where they stand, kept once."""

import hashlib
import io
import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from convoy.domain.errors import Busy
from convoy.domain.kinds import Condition
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.exchange import captures as shapes
from convoy.models import AuditEntry, Capture, Donation, Photo, PhotoArrival
from convoy.services import photo_arrivals, photos, tidying, withdrawals
from convoy.services.gifts import Line, RecordDonation
from convoy.services.withdrawals import CorrectDonation
from tests.engines import on_postgresql, on_sqlite
from tests.factories import a_place, an_item
from tests.phones import HEADERS, Phone, bytes_of, is_signed, seal
from tests.web.people import make_app, signed_in

BYTES = {**HEADERS, "Content-Type": "application/octet-stream"}


@pytest.fixture
def places(database):
    with database.work() as db:
        an_item(db)
        return a_place(db).id, a_place(db, name="Bradford", code="BRA").id


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def phone(app, database, places):
    return Phone(signed_in(app, database, Granted(Role.DESK, place_id=places[0])))


def picture(shade="white"):
    """A photo with the place and the camera in it."""
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "PlantedMaker"
    exif.get_ifd(0x8825).update({1: "N", 2: (53.0, 47.0, 59.0)})
    Image.new("RGB", (120, 90), shade).save(file, "JPEG", exif=exif)
    return file.getvalue()


class Sent:
    """A photo as a phone sends it: sealed once, in parts, from wherever it has to go on."""

    def __init__(self, phone, record, content=None, **said):
        self.phone, self.of, self.key = phone, record["id"], str(uuid4())
        head = {"v": 1, "made_at": datetime.now(UTC).isoformat(), "by": phone.kept["by"], "of": self.of}
        inside = json.dumps(head | said).encode() + b"\n" + (picture() if content is None else content)
        self.envelope = bytes_of(seal(phone.kept["keys"]["sealing"], self.key, inside))
        self.sha256 = hashlib.sha256(self.envelope).hexdigest()

    def put(self, start=0, end=None, *, content=None, client=None, **changes):
        content = self.envelope[start:end] if content is None else content
        size = changes.get("size", len(self.envelope))
        query = {"of": changes.get("of", self.of), "sha256": changes.get("sha256", self.sha256)}
        span = f"{start}-{start + len(content) - 1}" if content else "*"
        return (client or self.phone.client).put(
            f"/api/photos/{self.key}",
            query_string=query,
            data=content,
            content_type="application/octet-stream",
            headers={**HEADERS, "Content-Range": f"bytes {span}/{size}"},
        )

    def stands(self):
        return self.put(content=b"").json["received"]


@pytest.fixture
def record(phone):
    """A gift that was received."""
    one = phone.record()
    assert phone.send(one)[0]["status"] == 201
    return one


def kept(database):
    with database.look() as db:
        return [(photo.donation.code, photo.code) for photo in db.scalars(select(Photo))]


def test_a_photo_is_kept_with_its_gift_once_without_place_and_camera(database, phone, record):
    sent = Sent(phone, record)
    first = sent.put()
    assert first.status_code == 201
    assert is_signed(phone.kept["keys"]["signing"], first)
    for again in (sent.put(), sent.put(100), sent.put(content=b"")):
        assert again.status_code == 200
        assert again.json == first.json
    with database.look() as db:
        photo = db.scalars(select(Photo)).one()
        assert photo.code == first.json["code"]
        assert photo.content.startswith(b"\xff\xd8")
        assert b"PlantedMaker" not in photo.content
        assert b"Exif" not in photo.content
        entry = db.scalars(select(AuditEntry).where(AuditEntry.subject == photo.code)).one()
        assert (entry.action, entry.user_id) == ("donation:add_photo", photo.kept_by_id)
        assert db.scalars(select(PhotoArrival.content)).all() == [None]
    # Sealed once more under another key it is the same photo.
    assert Sent(phone, record).put().json["code"] == first.json["code"]
    assert len(kept(database)) == 1


def test_what_was_cut_off_goes_on_where_the_server_stands(database, phone, record):
    sent = Sent(phone, record)
    assert sent.stands() == 0
    assert sent.put(0, 500).json["received"] == 500
    ahead = sent.put(700, 900)
    assert (ahead.status_code, ahead.json["received"]) == (416, 500)
    # Parts that came before, and parts of which only some is new.
    assert sent.put(0, 500).json["received"] == 500
    assert sent.put(300, 800).json["received"] == 800
    assert kept(database) == []
    assert sent.stands() == 800
    assert sent.put(800).status_code == 201
    assert len(kept(database)) == 1


def test_one_that_is_whole_and_was_not_kept_yet_is_kept_when_it_is_asked_for(
    database, phone, record, monkeypatch
):
    sent = Sent(phone, record)
    with monkeypatch.context() as broken:
        broken.setattr(photos, "keep", lambda *_: 1 / 0)
        assert sent.put().status_code == 500
    assert kept(database) == []
    assert sent.put(content=b"").status_code == 201
    assert len(kept(database)) == 1


def test_wrong_bytes_are_not_kept_and_it_begins_anew(database, phone, record):
    sent = Sent(phone, record)
    sent.put(0, 500)
    other = sent.put(0, content=b"x" * 500)
    assert (other.status_code, other.json["received"]) == (416, 0)
    torn = bytearray(sent.envelope)
    torn[400] ^= 1
    whole = sent.put(0, content=bytes(torn))
    assert (whole.status_code, whole.json["received"]) == (416, 0)
    assert kept(database) == []
    assert sent.put().status_code == 201


def test_another_photo_under_the_same_key_is_refused(database, phone, record):
    sent, other = Sent(phone, record), Sent(phone, record, picture("black"))
    sent.put()
    other.key = sent.key
    answer = other.put()
    assert answer.status_code == 409
    assert is_signed(phone.kept["keys"]["signing"], answer)
    assert len(kept(database)) == 1


def test_what_is_no_photo_or_not_sealed_for_this_key_is_forgotten(database, phone, record):
    moved = Sent(phone, record)
    moved.key = str(uuid4())
    elsewhere = Sent(phone, record, of=str(uuid4()))
    for sent, status in (
        (Sent(phone, record, b"GIF89a"), 422),
        (Sent(phone, record, b""), 422),
        (Sent(phone, record, by="1.1700000000.AAAAAAAAAAAAAAAAAAAAAA"), 422),
        (Sent(phone, record, v=2), 422),
        (moved, 422),
        (elsewhere, 404),
    ):
        answer = sent.put()
        assert answer.status_code == status
        assert answer.json["problems"][0]["said"]
    with database.look() as db:
        assert db.scalars(select(PhotoArrival)).all() == []
    assert kept(database) == []


def test_a_refused_photo_is_named_where_its_name_was_sent(phone, record):
    (problem,) = Sent(phone, record, b"GIF89a", name="beans 3.jpg").put().json["problems"]
    assert problem["said"].startswith("“beans 3.jpg”: This is no JPEG or PNG")


def test_a_photo_waits_for_its_gift_and_goes_to_no_other_place(app, database, places, phone, record):
    early = phone.record()
    sent = Sent(phone, early)
    assert sent.put().status_code == 404
    phone.send(early)
    assert sent.put().status_code == 201
    # Somebody of another place who knows the key of a gift puts nothing to it.
    stranger = Phone(signed_in(app, database, Granted(Role.DESK, place_id=places[1]), name="Stranger"))
    assert Sent(stranger, record, picture("red")).put().status_code == 404
    assert len(kept(database)) == 1


def test_whoever_carries_the_phone_sends_the_rest_as_the_authors(app, database, places, phone, record):
    sent = Sent(phone, record)
    sent.put(0, 500)
    carrier = signed_in(app, database, Granted(Role.DESK, place_id=places[0]), name="Carrier")
    assert sent.put(500, client=carrier).status_code == 201
    with database.look() as db:
        assert db.scalars(select(Photo)).one().kept_by_id == db.scalars(select(Capture)).one().author_id
    for nobody, status in ((app.test_client(), 401), (signed_in(app, database, Granted(Role.AUDITOR)), 403)):
        assert Sent(phone, record).put(client=nobody).status_code == status


def test_a_photo_follows_its_gift_to_the_correction(database, phone, record):
    with database.look() as db:
        wrong = db.scalars(select(Donation.code)).one()
    line = Line("FOD-BEEF-01", 204, Condition.AS_NEW, date(2028, 1, 31))
    right = RecordDonation(uuid4(), "LEE", date(2026, 10, 3), (line,))
    corrected = database.do(
        withdrawals.correct, CONSOLE, CorrectDonation(uuid4(), wrong, "counted again", right)
    )
    assert Sent(phone, record).put().status_code == 201
    assert [gift for gift, _ in kept(database)] == [corrected.code]


def test_too_large_too_many_and_not_as_described_are_refused(database, phone, record, monkeypatch):
    sent = Sent(phone, record)
    for answer, status in (
        (sent.put(0, 100, size=shapes.LARGEST_PHOTO + 1), 413),
        (sent.put(content=b"x" * (shapes.LARGEST_PART + 1), size=200_000), 413),
        (sent.put(content=b"", size=0), 422),
        (sent.put(0, 500, size=400), 422),
        (sent.put(of="1"), 422),
        (sent.put(sha256="0"), 422),
        (phone.client.put(f"/api/photos/{sent.key}", data=sent.envelope, headers=HEADERS), 415),
        (phone.client.put(f"/api/photos/{sent.key}", data=b"", headers=BYTES), 422),
        (
            phone.client.put(f"/api/photos/{sent.key}", headers={**BYTES, "Origin": "https://evil.example"}),
            403,
        ),
    ):
        assert answer.status_code == status, answer.text
        assert answer.json["convoy"] == 1
    monkeypatch.setattr(photos, "MOST", 0)
    assert sent.put().status_code == 422
    assert kept(database) == []


def test_a_question_takes_nobodys_turn(database, phone, record):
    assert Sent(phone, record).stands() == 0
    assert Sent(phone, {"id": str(uuid4())}).put(content=b"").status_code == 404
    with database.look() as db:
        assert db.scalars(select(PhotoArrival)).all() == []


def test_of_too_many_on_their_way_the_senders_oldest_begins_anew(app, database, phone, record, monkeypatch):
    monkeypatch.setattr(photo_arrivals, "MOST_UNFINISHED", 2)
    with database.look() as db:
        place = db.scalars(select(Donation.place_id)).one()
    carrier = signed_in(app, database, Granted(Role.DESK, place_id=place), name="Carrier")
    done, others, oldest, older, newest = (Sent(phone, record, picture((n, 0, 0))) for n in range(5))
    done.put()
    others.put(0, 500, client=carrier)
    for sent in (oldest, older, newest):
        assert sent.put(0, 500).json["received"] == 500
    assert [sent.stands() for sent in (others, oldest, older, newest)] == [500, 0, 500, 500]
    assert done.put(content=b"").json["code"]
    assert oldest.put().status_code == 201


def test_what_came_whole_stays_where_the_database_is_too_busy_to_keep_it(
    database, phone, record, monkeypatch
):
    def loses(*_):
        raise IntegrityError("", {}, Exception("UNIQUE constraint failed"))

    def is_busy(*_):
        raise Busy("busy")

    sent = Sent(phone, record)
    for keep in (loses, is_busy):
        with monkeypatch.context() as busy:
            busy.setattr(photos, "keep", keep)
            answer = sent.put()
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert is_signed(phone.kept["keys"]["signing"], answer)
        assert kept(database) == []
    # Not one byte has to come again.
    assert sent.put(content=b"").status_code == 201
    assert len(kept(database)) == 1


@on_sqlite
def test_what_never_arrived_whole_is_deleted_after_a_month(database, phone, record):
    cut_off, whole = Sent(phone, record), Sent(phone, record, picture("red"))
    cut_off.put(0, 500)
    whole.put()
    now = datetime.now(UTC)
    assert database.do(tidying.tidy, CONSOLE, now + timedelta(days=29)).photos == 0
    assert database.do(tidying.tidy, CONSOLE, now + timedelta(days=31)).photos == 1
    assert cut_off.stands() == 0
    assert whole.put().status_code == 200


@on_postgresql
def test_where_photos_were_erased_postgresql_frees_their_rows(database):
    def cleaned():
        with database.look() as db:
            return dict(db.execute(text("SELECT relname, vacuum_count FROM pg_stat_user_tables")).all())

    before = cleaned()
    database.forget_deleted()
    after = cleaned()
    assert {"photo", "photo_arrival"} <= {table for table in after if after[table] > before[table]}
