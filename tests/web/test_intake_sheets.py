"""Intake sheets: printed with numbers of their own, keyed in once each, listed while they are out."""

import io
from datetime import UTC, datetime
from threading import Barrier, Thread
from uuid import uuid4

import pypdf
import pytest
from sqlalchemy import select

from convoy.domain.errors import Conflict
from convoy.domain.kinds import Condition
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Donation, IntakeSheet, Place
from convoy.services import donations, intake_sheets, withdrawals
from convoy.services.donations import Line, RecordDonation
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.web.people import make_app, post, signed_in

KEY = "6f1d7c0e-52f1-4f6e-8d1e-9a1f0c2b3d4e"


@pytest.fixture
def hall(database):
    with database.work() as db:
        a_place(db)
        a_place(db, name="Bradford", code="BRA")
        an_item(db, code="BEANS", name="Beans")


@pytest.fixture
def desk(settings, database, hall):
    with database.look() as db:
        place = db.scalars(select(Place.id).where(Place.code == "LEE")).one()
    return signed_in(make_app(settings, database), database, Granted(Role.DESK, place_id=place))


def issued(database, count=2, place="LEE", key=None):
    command = intake_sheets.IssueSheets(key or uuid4(), place, count)
    return [sheet.number for sheet in database.do(intake_sheets.issue, CONSOLE, command)]


def gift(sheet, place="LEE", quantity=24):
    with_day = datetime.now(UTC).date()
    line = Line("BEANS", quantity, Condition.NEW)
    return RecordDonation(uuid4(), place, with_day, (line,), sheet=sheet)


def gifts_of(database):
    with database.look() as db:
        rows = db.execute(select(IntakeSheet.number, Donation.code).join(IntakeSheet.donation)).all()
    return dict(map(tuple, rows))


def test_numbers_go_on_without_gaps_and_the_same_form_gives_the_same_ones(database, hall):
    key = uuid4()
    first = issued(database, 3, key=key)
    assert issued(database, 3, key=key) == first
    more = issued(database, 2)
    assert [number[-4:] for number in first + more] == ["0001", "0002", "0003", "0004", "0005"]
    assert issued(database, 1, "BRA")[0].startswith("IS-BRA-")


def test_a_sheet_is_keyed_in_once_and_the_second_time_names_the_first_gift(database, hall):
    number, other = issued(database)
    recorded = database.do(donations.record, CONSOLE, gift(number.lower()))
    with pytest.raises(Conflict) as refused:
        database.do(donations.record, CONSOLE, gift(number, quantity=25))
    assert refused.value.facts["subject"] == recorded.code
    with database.look() as db:
        assert len(db.scalars(select(Donation)).all()) == 1
    database.do(donations.record, CONSOLE, gift(other))
    assert set(gifts_of(database)) == {number, other}


def test_a_gift_taken_back_frees_its_sheet_and_a_corrected_one_keeps_it(database, hall):
    number, other = issued(database)
    wrong = database.do(donations.record, CONSOLE, gift(number))
    mended = withdrawals.CorrectDonation(uuid4(), wrong.code, "miscounted", gift("", quantity=25))
    corrected = database.do(withdrawals.correct, CONSOLE, mended)
    assert gifts_of(database) == {number: corrected.code}
    gone = database.do(donations.record, CONSOLE, gift(other))
    database.do(withdrawals.withdraw, CONSOLE, withdrawals.WithdrawDonation(uuid4(), gone.code, "twice"))
    again = database.do(donations.record, CONSOLE, gift(other))
    assert gifts_of(database)[other] == again.code


def test_of_many_who_key_in_a_sheet_at_one_moment_one_is_recorded(database, hall):
    (number,) = issued(database, 1)
    people, start, refused = 6, Barrier(6), []

    def key_in():
        start.wait()
        try:
            database.do(donations.record, CONSOLE, gift(number))
        except Conflict:
            refused.append(number)

    threads = [Thread(target=key_in) for _ in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == people - 1
    with database.look() as db:
        assert len(db.scalars(select(Donation)).all()) == 1


@on_sqlite
def test_sheets_are_printed_listed_and_lead_to_the_form_until_they_are_keyed_in(desk, database):
    answer = post(desk, "/places/LEE/sheets", {"key": KEY, "count": "2"})
    assert answer.status_code == 303
    for _ in range(2):
        pages = pypdf.PdfReader(io.BytesIO(desk.get(answer.location).data)).pages
        assert ["IS-LEE-" in page.extract_text() for page in pages] == [True, True]
    first, second = issued_numbers(database)
    listed = desk.get("/places/LEE/sheets").text
    assert first in listed
    assert second in listed
    scanned = desk.get(f"/I/{first}")
    form = desk.get(scanned.location).text
    assert f'value="{first}"' in form
    recorded = database.do(donations.record, CONSOLE, gift(first))
    assert first not in desk.get("/places/LEE/sheets").text
    assert desk.get(f"/I/{first}").location.endswith(recorded.code)


def issued_numbers(database):
    with database.look() as db:
        return db.scalars(select(IntakeSheet.number).order_by(IntakeSheet.id)).all()


@on_sqlite
def test_a_sheet_of_no_place_or_another_place_is_refused_and_nothing_is_stored(desk, database):
    elsewhere = issued(database, 1, "BRA")[0]
    for number in ("IS-LEE-2026-9999", elsewhere):
        with pytest.raises(donations.gifts.Invalid, match="was printed for this place"):
            database.do(donations.record, CONSOLE, gift(number))
    for count in ("0", "101", "x", ""):
        assert post(desk, "/places/LEE/sheets", {"key": KEY, "count": count}).status_code == 422
    with database.look() as db:
        assert db.scalars(select(Donation)).all() == []
        assert len(db.scalars(select(IntakeSheet)).all()) == 1
