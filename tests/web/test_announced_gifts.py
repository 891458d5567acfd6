"""A donor announces a gift without an account; the desk verifies it and records it once."""

import html
import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from convoy.domain import references
from convoy.domain.errors import Conflict, Invalid
from convoy.domain.kinds import Condition, IntakeRule, PlaceStatus
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import AnnouncedGift, AnnouncedLine, Donation, Place
from convoy.services import announced_gifts, donations, public_pages, tidying
from convoy.services.gifts import Line, RecordDonation
from convoy.services.public_pages import ChangePage
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.web.forms import Forms
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite


@pytest.fixture
def hall(settings, database):
    """A hall where gifts may be announced, one where not, a stranger and a desk volunteer."""
    with database.work() as db:
        leeds = a_place(db, code="LEE")
        a_place(db, code="OTH", name="Other")
        item = an_item(db)
        place_id, code = leeds.id, item.code
    for place, announcing in (("LEE", True), ("OTH", False)):
        database.do(public_pages.change, CONSOLE, ChangePage(uuid4(), place, True, announcing))
    app = make_app(settings, database)
    desk = signed_in(app, database, Granted(Role.DESK, place_id=place_id))
    return SimpleNamespace(app=app, stranger=app.test_client(), desk=desk, item=code)


def typed(**changes):
    """What a donor types."""
    return {"key": str(uuid4()), "lines-0-what": "tins of beans", "lines-0-amount": "240"} | changes


def announced(hall, **changes):
    answer = post(hall.stranger, "/at/LEE/announce", typed(**changes))
    assert answer.status_code == 200, answer.text
    return re.search(r"AG-\w{4}-\w{2}-\w", answer.text)[0]


def gift(code, item, key=None):
    """The gift as the desk records it."""
    return RecordDonation(
        key or uuid4(), "LEE", date(2026, 10, 3), (Line(item, 240, Condition.NEW),), announced=code
    )


def count(database, table):
    with database.look() as db:
        return db.scalar(select(func.count()).select_from(table))


def test_a_place_that_takes_no_announcements_answers_like_none(hall):
    answers = [hall.stranger.get(f"/at/{code}/announce") for code in ("OTH", "NIX")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text == answers[1].text


def test_the_desk_finds_the_form_filled_with_what_was_announced(hall):
    code = announced(
        hall,
        name="Rail Workers",
        donor_kind="trade_union",
        **{"lines-1-what": "blankets", "lines-1-amount": "about 20"},
    )
    found = hall.desk.get("/announced", query_string={"code": code.lower().replace("-", "")})
    form = hall.desk.get(found.headers["Location"], follow_redirects=True)
    for said in ("Rail Workers", "tins of beans", 'value="240"', "blankets", 'value="20"', "about 20", code):
        assert said in form.text


def test_sending_an_announcement_twice_makes_one(hall, database):
    key = str(uuid4())
    assert announced(hall, key=key) == announced(hall, key=key)
    assert count(database, AnnouncedGift) == 1


def test_an_announcement_is_recorded_once_and_what_was_typed_is_deleted(hall, database):
    code = announced(hall, name="Rail Workers", donor_kind="trade_union")
    command = gift(code, hall.item)
    first = database.do(donations.record, CONSOLE, command)
    assert database.do(donations.record, CONSOLE, command).code == first.code
    with pytest.raises(Conflict, match=first.code):
        database.do(donations.record, CONSOLE, gift(code, hall.item))
    assert (count(database, Donation), count(database, AnnouncedLine)) == (1, 0)
    with database.look() as db:
        assert db.scalar(select(AnnouncedGift.name)) == ""


def test_a_code_for_another_place_is_refused_at_its_field(hall, database):
    code = announced(hall)
    elsewhere = RecordDonation(
        uuid4(), "OTH", date(2026, 10, 3), (Line(hall.item, 3, Condition.NEW),), announced=code
    )
    with pytest.raises(Invalid) as refused:
        database.do(donations.record, CONSOLE, elsewhere)
    assert refused.value.field == "announced"
    assert count(database, Donation) == 0


def test_another_places_volunteer_meets_the_answer_for_no_announcement(hall, database):
    code = announced(hall)
    with database.work() as db:
        elsewhere = a_place(db, code="FAR", name="Far away").id
    stranger = signed_in(hall.app, database, Granted(Role.DESK, place_id=elsewhere), name="Far")
    absent = references.new("AG")
    answers = [stranger.get(f"/announced/{one}").text.replace(one, "") for one in (code, absent)]
    assert answers[0] == answers[1]


def test_after_two_weeks_it_is_gone_with_all_that_was_typed(hall, database):
    announced(hall)
    later = datetime.now(UTC) + timedelta(days=15)
    assert database.do(tidying.tidy, CONSOLE, later).announced == 1
    assert (count(database, AnnouncedGift), count(database, AnnouncedLine)) == (0, 0)


def test_nothing_and_a_day_too_far_are_refused_with_what_was_typed_kept(hall, database):
    answer = post(hall.stranger, "/at/LEE/announce", {"key": str(uuid4()), "name": "Rail Workers"})
    assert answer.status_code == 422
    assert "Say what you want to bring" in answer.text
    assert "Rail Workers" in answer.text
    far = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()
    assert post(hall.stranger, "/at/LEE/announce", typed(expected_on=far)).status_code == 422
    assert count(database, AnnouncedGift) == 0


def test_whoever_announces_many_times_is_slowed_down(hall, database):
    statuses = [post(hall.stranger, "/at/LEE/announce", typed()).status_code for _ in range(8)]
    assert statuses[0] == 200
    assert 429 in statuses


def test_a_full_list_takes_no_more(hall, database, monkeypatch):
    monkeypatch.setattr(announced_gifts, "MOST_OPEN", 1)
    announced(hall)
    answer = post(hall.stranger, "/at/LEE/announce", typed())
    assert answer.status_code == 422
    assert "Very much is announced here already" in answer.text


@pytest.mark.parametrize("status", [PlaceStatus.FULL, PlaceStatus.PAUSED, PlaceStatus.CLOSED])
def test_a_place_whose_light_is_not_open_says_so_and_takes_no_announcement(hall, database, status):
    with database.work() as db:
        db.scalars(select(Place).where(Place.code == "LEE")).one().status = status
    page = hall.stranger.get("/at/LEE/announce").text
    assert 'class="light' in page
    assert "<form" not in page.partition("<main")[2]
    assert "/at/LEE/announce" not in hall.stranger.get("/at/LEE").text
    answer = post(hall.stranger, "/at/LEE/announce", typed(name="Rail Workers", donor_kind="trade_union"))
    assert answer.status_code == 422
    assert "No gifts are taken in here just now" in answer.text
    assert "Rail Workers" in answer.text
    assert count(database, AnnouncedGift) == 0


def test_an_announcement_that_was_kept_before_the_light_changed_answers_with_its_code(hall, database):
    key = str(uuid4())
    code = announced(hall, key=key)
    with database.work() as db:
        db.scalars(select(Place).where(Place.code == "LEE")).one().status = PlaceStatus.FULL
    assert announced(hall, key=key) == code


def test_a_mistyped_code_is_told_at_the_desk(hall):
    code = announced(hall)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    answer = hall.desk.get("/announced", query_string={"code": wrong})
    assert answer.status_code == 422
    assert "mistyped" in answer.text


def refused(hall, **changes):
    answer = post(hall.stranger, "/at/LEE/announce", typed(**changes))
    assert answer.status_code == 422
    return html.unescape(answer.text)


@pytest.fixture
def picky(hall, database):
    """The hall says what not to bring, and knows blankets, coats and medicines nobody takes."""
    with database.work() as db:
        place = db.scalars(select(Place).where(Place.code == "LEE")).one()
        place.accepts, place.do_not_bring = "tins, blankets", "Used clothing, glass jars"
        an_item(
            db,
            code="CLO-USED-01",
            category="clothing",
            words=("clothes",),
            name="Used clothing, sorted, laundered",
        )
        an_item(db, code="CLO-JACK-01", category="clothing", words=(), name="Coats")
        an_item(db, code="MDC-OPEN-01", words=(), name="Opened medicines", intake_rule=IntakeRule.REJECT)
    return hall


def test_the_form_says_what_not_to_bring_before_anything_is_typed(picky):
    page = picky.stranger.get("/at/LEE/announce").text
    assert page.index("Used clothing") < page.index("<form")
    assert page.index("tins, blankets") < page.index("<form")
    assert "What is accepted" in page


def test_every_line_that_is_not_taken_is_named_at_once_and_nothing_is_stored(picky, database):
    lines = {
        "lines-0-what": "2 bags of used clothing",
        "lines-1-what": "used coats",
        "lines-2-what": "opened medicines",
        "lines-3-what": "a harp",
        "name": "call 07700 900123",
        "donor_kind": "individual",
    }
    page = refused(picky, **lines)
    for said in (
        "“2 bags of used clothing” out",
        "“used coats” out",
        "“opened medicines” is not taken",
        "No telephone",
    ):
        assert said in page
    assert "“a harp”" not in page
    assert count(database, AnnouncedGift) == 0


def test_what_is_not_used_and_what_nobody_knows_may_be_announced(picky, database):
    announced(picky, **{"lines-0-what": "coats", "lines-1-what": "a harp", "lines-2-what": "jars of jam"})
    assert count(database, AnnouncedLine) == 3


def test_a_telephone_number_is_not_kept(hall, database):
    page = refused(
        hall, name="call 07700 900123", donor_kind="individual", **{"lines-1-what": "rice +44 7700 900 123"}
    )
    assert page.count("No telephone numbers here") >= 2
    assert count(database, AnnouncedGift) == 0


def test_a_name_is_asked_what_kind_of_donor_it_is(hall):
    assert "Say what kind of donor that is" in refused(hall, name="Rail Workers")


def test_an_announced_gift_is_recorded_by_one_press_after_a_look(picky, database):
    with database.work() as db:
        an_item(db, code="HYG-SOAP-01", name="Bars of soap", words=("soap",))
        an_item(db, code="HYG-LSOA-01", name="Liquid soap", words=("soap",))
    lines = {"lines-0-what": "soap", "lines-0-amount": "about 200"}
    lines |= {"lines-1-what": "blankets", "lines-1-amount": "3 bags"}
    code = announced(picky, name="Friends of Kharkiv", donor_kind="community_group", **lines)
    page = picky.desk.get(f"/announced/{code}", follow_redirects=True)
    (form,) = (one for one in Forms(page.text).found if "donor" in dict(one.filled()))
    answer = post(picky.desk, "/donations/new", dict(form.filled()) | {"then": "show"})
    assert answer.status_code == 303, answer.text
    with database.look() as db:
        recorded = db.scalars(select(Donation)).one()
        assert recorded.organisation.name == "Friends of Kharkiv"
        assert [line.quantity for line in recorded.lines] == [200]
        assert [(bags.packages, bags.package_code, bags.note) for bags in recorded.unsorted] == [
            (3, "BG", "blankets")
        ]
        assert "about 200" in recorded.note


@pytest.mark.parametrize("sent", ["item", "form"])
def test_words_of_the_places_own_list_warn_at_the_desk(picky, sent):
    if sent == "item":
        query = {"item": "used clothing", "quantity": "3", "place": "LEE"}
        notes = picky.desk.get("/catalogue/line", query_string=query).json["notes"]
        assert {"text": "This place asks not to bring it.", "tone": "stopped"} in notes
        return
    form = {"key": str(uuid4()), "place": "LEE", "received_on": "today", "anonymous": "y"}
    form |= {"lines-0-item": "used clothing", "lines-0-quantity": "3"}
    answer = post(picky.desk, "/donations/new", form)
    assert answer.status_code == 422
    assert "This place asks not to bring it." in answer.text
