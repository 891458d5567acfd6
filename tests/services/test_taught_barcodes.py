"""What was taught with a gift is taken back by whoever may take the gift back, or keeps the catalogue."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from convoy.domain.errors import NotAllowed, NotFound
from convoy.domain.kinds import Condition
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import AuditEntry, AuditMention, Barcode, Donation
from convoy.services import donations, users
from convoy.services.donations import Line, RecordDonation
from convoy.services.taught_barcodes import ForgetBarcode, forget
from tests.engines import on_sqlite
from tests.factories import a_place, an_item

pytestmark = on_sqlite

GTIN = "4006381333931"


@pytest.fixture
def hall(database):
    """Who records gifts at Leeds, and at Bradford; the catalogue has two items."""
    with database.work() as db:
        places = [a_place(db).id, a_place(db, name="Bradford", code="BRA").id]
        an_item(db)
        an_item(db, code="FOD-RICE-09")
    return [a_person(database, Granted(Role.DESK, place_id=place)) for place in places]


def a_person(database, granted):
    new = users.NewUser(f"u{uuid4()}", "Olena", "!")
    return Actor(database.do(lambda db: users.create(db, CONSOLE, new, granted).id), "Olena", (granted,))


def taught(database, actor):
    """The code of a gift with which the barcode was taught."""
    line = Line("FOD-BEEF-01", 24, Condition.NEW, gtin=GTIN)
    gift = RecordDonation(uuid4(), "LEE", date(2026, 10, 3), (line,))
    return database.do(lambda db: donations.record(db, actor, gift).code)


def known(database):
    with database.look() as db:
        return set(db.scalars(select(Barcode.gtin)))


def test_whoever_taught_a_barcode_just_now_takes_it_back_once_and_it_is_on_record(database, hall):
    gift = taught(database, hall[0])
    command = ForgetBarcode(uuid4(), gift, GTIN)
    for _ in range(2):
        assert database.do(lambda db: forget(db, hall[0], command)) == GTIN
    assert known(database) == set()
    with database.look() as db:
        (entry,) = db.scalars(select(AuditEntry).where(AuditEntry.action == "item:remove_barcode"))
        assert entry.subject == "FOD-BEEF-01"
        assert db.scalars(select(AuditMention.code).where(AuditMention.audit_id == entry.id)).all() == [gift]


def test_later_only_who_is_in_charge_or_keeps_the_catalogue_may(database, hall):
    gift = taught(database, hall[0])
    with database.work() as db:
        db.execute(update(Donation).values(recorded_at=datetime.now(UTC) - timedelta(hours=1)))
    with pytest.raises(NotAllowed):
        database.do(lambda db: forget(db, hall[0], ForgetBarcode(uuid4(), gift, GTIN)))
    with pytest.raises(NotFound):
        database.do(lambda db: forget(db, hall[1], ForgetBarcode(uuid4(), gift, GTIN)))
    assert known(database) == {GTIN}
    coordinator = a_person(database, Granted(Role.COORDINATOR))
    database.do(lambda db: forget(db, coordinator, ForgetBarcode(uuid4(), gift, GTIN)))
    assert known(database) == set()


def test_what_the_gift_did_not_teach_or_was_given_to_another_item_since_stays(database, hall):
    gift = taught(database, hall[0])
    with pytest.raises(NotFound):
        database.do(lambda db: forget(db, hall[0], ForgetBarcode(uuid4(), gift, "96385074")))
    with database.work() as db:
        db.scalars(select(Barcode)).one().item_id = an_item(db, code="FOD-PEAS-01").id
    with pytest.raises(NotFound):
        database.do(lambda db: forget(db, hall[0], ForgetBarcode(uuid4(), gift, GTIN)))
    assert known(database) == {GTIN}
