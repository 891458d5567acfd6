"""Photos of gifts and of what arrived: added, seen by whom they concern, erased for good."""

import hashlib
import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from convoy.domain.kinds import StopKind
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.exchange import pictures
from convoy.models import AuditEntry, Donation, GoodsReceipt, Photo, Place
from convoy.services import audit, tidying
from convoy.services.checking import differences
from tests.engines import on_sqlite
from tests.factories import a_code, a_convoy, a_gift_at, a_place, a_run, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite


def picture(shade="white", kind="JPEG"):
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "PlantedMaker"
    exif.get_ifd(0x8825).update({1: "N", 2: (53.0, 47.0, 59.0)})
    Image.new("RGB", (120, 90), shade).save(file, kind, exif=exif)
    return file.getvalue()


def sent(client, address, content, key=None):
    photo = (io.BytesIO(content), "IMG_2026 at Olena's.jpg")
    return post(client, address, {"key": str(key or uuid4()), "photo": photo})


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def gift(database):
    with database.work() as db:
        leeds = a_place(db)
        a_place(db, name="Bradford", code="BRA")
        a_gift_at(db, leeds, an_item(db))
        return db.scalars(select(Donation.code)).one()


def at(app, database, code, role=Role.DESK):
    with database.look() as db:
        place = db.scalars(select(Place.id).where(Place.code == code)).one()
    return signed_in(app, database, Granted(role, place_id=place))


@pytest.fixture
def count(database, gift):
    """A count of a convoy's goods at its stop."""
    with database.work() as db:
        convoy = a_convoy(db)
        run = a_run(db, convoy, (StopKind.DELIVERY, a_place(db, name="Lviv")))
        entry = audit.note(db, CONSOLE, "goods:receive", a_code("GR"), about=[convoy.code])
        now = datetime.now(UTC)
        facts = {"stop_id": run.stops[0].id, "occurred_at": now, "recorded_at": now, "audit_id": entry.id}
        db.add(GoodsReceipt(code=entry.subject, **facts))
        return convoy.code, entry.subject


def test_a_photo_of_a_gift_is_kept_without_its_place_and_only_where_the_gift_is(app, database, gift):
    desk, stranger = at(app, database, "LEE"), at(app, database, "BRA")
    address = f"/donations/{gift}/photos"
    assert "Add a photo" in desk.get(f"/donations/{gift}").text
    assert sent(desk, address, picture()).location == address
    with database.look() as db:
        photo = db.scalars(select(Photo)).one()
        code = photo.code
        (entry,) = db.scalars(select(AuditEntry).where(AuditEntry.subject == code))
        assert entry.action == "donation:add_photo"
    shown = desk.get(f"/photos/{code}")
    assert shown.mimetype == "image/jpeg"
    assert b"PlantedMaker" in picture()
    assert b"PlantedMaker" not in shown.data
    assert b"Exif" not in shown.data
    assert "Olena" not in str(shown.headers)
    assert f'src="/photos/{code}"' in desk.get(address).text
    assert "1 photo" in desk.get(f"/donations/{gift}").text
    assert stranger.get(f"/photos/{code}").status_code == 404
    assert stranger.get(address).status_code == 404
    assert sent(stranger, address, picture("black")).status_code == 404


def test_the_very_same_photo_is_kept_once_and_twelve_are_enough(app, database, gift):
    desk, address = at(app, database, "LEE"), f"/donations/{gift}/photos"
    key = uuid4()
    for _ in range(2):
        assert sent(desk, address, picture(), key).status_code == 303
    assert sent(desk, address, picture()).status_code == 303
    for shade in range(11):
        assert sent(desk, address, picture((20 * shade, 0, 0))).status_code == 303
    refused = sent(desk, address, picture("blue"))
    assert refused.status_code == 409
    assert "12 photos are kept" in refused.text
    with database.look() as db:
        assert len(db.scalars(select(Photo)).all()) == 12


def test_an_erased_photo_is_gone_for_good_and_may_be_taken_again(app, database, settings, gift):
    def found(content):
        return content in b"".join(file.read_bytes() for file in settings.instance.glob("convoy.db*"))

    desk, address = at(app, database, "LEE"), f"/donations/{gift}/photos"
    sent(desk, address, picture())
    with database.look() as db:
        code, content = db.execute(select(Photo.code, Photo.content)).one()
    assert found(content)
    assert post(desk, f"/photos/{code}/erase", {"key": str(uuid4())}).location == address
    assert not found(content)
    assert desk.get(f"/photos/{code}").status_code == 404
    with database.look() as db:
        assert db.scalars(select(Photo.content)).one() is None
    assert sent(desk, address, picture()).status_code == 303
    with database.look() as db:
        assert hashlib.sha256(db.scalars(select(Photo.content)).one()).hexdigest()


def test_photos_of_what_arrived_are_the_convoys(app, database, count):
    _, code = count
    planner = signed_in(app, database, Granted(Role.COORDINATOR))
    desk = at(app, database, "LEE", Role.IN_CHARGE)
    address = f"/receipts/{code}/photos"
    assert sent(planner, address, picture("red", "PNG")).location == address
    with database.look() as db:
        photo = db.scalars(select(Photo.code)).one()
    assert planner.get(f"/photos/{photo}").status_code == 200
    assert desk.get(f"/photos/{photo}").status_code == 404
    assert desk.get(address).status_code == 404
    # Not by the address of gifts either, which asks nobody again who is there.
    assert planner.get(f"/donations/{code}/photos").status_code == 404
    assert sent(planner, f"/donations/{code}/photos", picture()).status_code == 404


def test_what_is_no_photo_is_refused_beside_its_field_by_its_name(app, database, gift, monkeypatch):
    desk = at(app, database, "LEE")
    answer = sent(desk, f"/donations/{gift}/photos", b"GIF89a")
    assert answer.status_code == 422
    assert "“IMG_2026 at Olena&#39;s.jpg”: This is no JPEG or PNG" in answer.text
    monkeypatch.setattr(pictures, "LARGEST", 100)
    too_big = sent(desk, f"/donations/{gift}/photos", picture())
    assert "“IMG_2026 at Olena&#39;s.jpg”: The photo has" in too_big.text
    assert post(desk, f"/donations/{gift}/photos", {"key": str(uuid4())}).status_code == 422


def test_a_photo_whose_bytes_changed_is_named_by_the_check(app, database, gift):
    sent(at(app, database, "LEE"), f"/donations/{gift}/photos", picture())
    with database.work() as db:
        code = db.scalars(select(Photo.code)).one()
        assert list(differences(db)) == []
        # A file that was harmed; the database itself lets nobody put other bytes in their place.
        db.execute(update(Photo).values(content=None, erased_at=datetime.now(UTC)))
        db.execute(update(Photo).values(content=b"other", erased_at=None))
    with database.look() as db:
        (found,) = differences(db)
        assert code in found.what


def test_photos_end_a_year_after_a_gift_and_thirty_days_after_a_count(app, database, gift, count):
    helper, planner = at(app, database, "LEE"), signed_in(app, database, Granted(Role.COORDINATOR))
    sent(helper, f"/donations/{gift}/photos", picture())
    arrived = f"/receipts/{count[1]}/photos"
    sent(planner, arrived, picture("grey"))
    assert "erased for good 365 days after" in helper.get(f"/donations/{gift}/photos").text
    assert "erased for good 30 days after" in planner.get(arrived).text
    now = datetime.now(UTC)
    ended = [
        database.do(tidying.tidy, CONSOLE, now + timedelta(days=days)).erased
        for days in (29, 31, 364, 366, 999)
    ]
    assert ended == [0, 1, 0, 1, 0]
    with database.look() as db:
        assert set(db.scalars(select(Photo.content))) == {None}
        actions = db.scalars(select(AuditEntry.action).where(AuditEntry.action.endswith("erase_photo")))
        assert sorted(actions) == ["donation:erase_photo", "goods:erase_photo"]
        assert list(differences(db)) == []


def test_the_database_lets_nobody_change_a_photo_or_delete_it(app, database, gift):
    sent(at(app, database, "LEE"), f"/donations/{gift}/photos", picture())
    for act in (update(Photo).values(content=b"other"), update(Photo).values(sha256="0"), delete(Photo)):
        with pytest.raises(IntegrityError, match="never changed"), database.work() as db:
            db.execute(act)
