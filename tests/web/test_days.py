"""The day report of a place: what the pages of gifts and stock say, added up, and nothing of the road."""

import io
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from types import SimpleNamespace
from uuid import uuid4

import pypdf
import pytest
from sqlalchemy import select

from convoy.documents.papers import day_report
from convoy.domain.days import Amount, Bags, DayReport, Moved
from convoy.domain.kinds import Condition, CrewRole, EventKind, OrganisationKind, PlaceKind, StopKind
from convoy.domain.lifecycle import BoxStage, LineStage
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import Box, CrewMember, Place
from convoy.queries import days
from convoy.queries import today as of_today
from convoy.queries.stock import totals
from convoy.services import boxes, dispatch, donations
from convoy.services.donors import Donor
from convoy.services.gifts import Line, RecordDonation, Unsorted
from convoy.words import Words
from tests.documents.samples import a_day
from tests.engines import on_sqlite
from tests.factories import a_box, a_convoy, a_load, a_place, a_run, an_item
from tests.web.people import add_user, client_of, make_app, post, signed_in

pytestmark = on_sqlite

CANARIES = ("ZZ 731 QX", "Zenobia", "Zimorodok", "Zimorodna 731", "Secret goal")
LANGUAGES = ("en", "uk")


def a_gift(today: date, *lines: Line, donor: Donor | None = None, **more) -> RecordDonation:
    return RecordDonation(uuid4(), "LEE", today, lines, donor=donor, **more)


@pytest.fixture
def world(settings, database):
    """Leeds today: two gifts, bags, something refused and set aside; twelve boxes, two gone with a van."""
    today = datetime.now(UTC).date()
    with database.work() as db:
        leeds = a_place(db, zone="UTC")
        a_place(db, name="Manchester", zone="UTC")
        an_item(db)
        there = a_place(db, name="Hospital Zimorodok", kind=PlaceKind.DESTINATION, address="Zimorodna 731")
        convoy = a_convoy(db, name="Secret goal")
        run = a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, there), plate="ZZ 731 QX")
        db.add(CrewMember(run_id=run.id, role=CrewRole.DRIVER, name="Zenobia Quill"))
        here = Granted(Role.IN_CHARGE, place_id=leeds.id)
        seen = SimpleNamespace(place=leeds.id, today=today)
        convoy_code = convoy.code
    kim = Actor(add_user(database, here, name="Kim Example"), "Kim Example", (here,))
    new = {"item": "FOD-BEEF-01", "condition": Condition.NEW}
    branch = Donor("Rail Workers Branch 12", OrganisationKind.UNION_BRANCH)
    neighbour = Donor("Anna Private", OrganisationKind.INDIVIDUAL)
    with database.work() as db:
        aside = Line(**new, quantity=5, decision=LineStage.SET_ASIDE, reason="no date")
        refused = Line(**new, quantity=3, decision=LineStage.REFUSED, reason="opened")
        beef = Line(**new, quantity=240, boxes=12)
        donations.record(db, kim, a_gift(today, beef, aside, refused, donor=branch))
        bags = (Unsorted(3, grams=12_000), Unsorted(1, refused_because="wet"))
        donations.record(db, kim, a_gift(today, donor=neighbour, unsorted=bags))
        donations.record(db, kim, a_gift(today - timedelta(days=1), Line(**new, quantity=7)))
    with database.work() as db:
        found = db.scalars(select(Box).order_by(Box.short_number)).all()
        seen.boxes = [box.code for box in found]
        found[2].stage, found[2].closed_at = BoxStage.OPEN, None
        run = db.merge(run)
        for box in found[:2]:
            a_load(db, box, run, from_stop_id=run.stops[0].id)
    left = dispatch.RecordStep(uuid4(), convoy_code, EventKind.DEPARTED, datetime.now(UTC))
    database.do(dispatch.record_step, CONSOLE, left)
    seen.database, seen.app, seen.kim = database, make_app(settings, database), kim
    seen.client = client_of(seen.app, database, kim.user_id)
    return seen


def report(world, day: date | None = None, actor: Actor | None = None, **more) -> DayReport:
    with world.database.look() as db:
        return days.report(db, actor or world.kim, "LEE", day, **more)[1]


def pdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def test_it_counts_what_came_in_as_the_page_of_gifts_does(world):
    said = report(world)
    assert {one.kind: (one.gifts, one.names) for one in said.givers} == {
        "union_branch": (1, ("Rail Workers Branch 12",)),
        "individual": (1, ()),
    }
    listed = world.client.get(f"/donations?day={world.today}").text
    assert said.gifts == len(set(re.findall(r'href="/donations/(DN-[^"/#]+)"', listed)))
    assert [(one.category, one.lines, one.amounts) for one in said.categories] == [
        ("food", 1, (Amount(240, "H87"),))
    ]
    assert said.bags == said.bags_now == Bags(3, 12_000, 0)
    assert [(one.reason, one.amount, one.packages) for one in said.refused] == [
        ("opened", Amount(3, "H87"), None),
        ("wet", None, 1),
    ]


def test_it_counts_boxes_as_the_stock_does(world):
    said = report(world)
    assert (said.boxes_packed, said.boxes_closed, said.boxes_weighed) == (12, 11, 0)
    assert (said.boxes_now, said.open_now, said.not_weighed_now) == (10, 1, 10)
    assert said.aside_now == 1
    with world.database.look() as db:
        (beef,) = totals(db, world.kim, "LEE")
    assert beef["quantity"] == 20 * said.boxes_now + 7


def test_the_first_page_and_the_page_of_gifts_count_today_as_the_report_does(world):
    with world.database.work() as db:
        a_box(db, db.get_one(Place, world.place), short_number=101)  # of no gift: sorted from bags
        earlier = datetime.now(UTC) - timedelta(days=2)
        a_box(db, db.get_one(Place, world.place), short_number=102, created_at=earlier)
        yesterday = a_gift(world.today - timedelta(days=1), Line("FOD-BEEF-01", 24, Condition.NEW))
        donations.record(db, world.kim, yesterday)
    said = report(world)
    assert (said.gifts, said.boxes_packed) == (2, 13)
    for page in ("/", "/donations", "/donations?place=LEE"):
        shown = world.client.get(page).text
        assert re.search(r"<b>2</b>\s*<span>gifts today", shown)
        assert re.search(r"<b>13</b>\s*<span>boxes packed today", shown)
    with world.database.look() as db:
        assert of_today.counts(db, world.kim, "BRA") == of_today.Today(0, 0, 0)


def test_each_day_has_its_own_gifts(world):
    said = report(world, world.today - timedelta(days=1))
    assert [(one.kind, one.gifts) for one in said.givers] == [("anonymous", 1)]
    assert said.boxes_packed == 0


def test_the_clock_of_the_place_says_when_a_day_begins(world):
    with world.database.work() as db:
        db.get_one(Place, world.place).zone = "Pacific/Kiritimati"
        late = datetime(2026, 3, 13, 23, 30, tzinfo=UTC)
        for box in db.scalars(select(Box)):
            box.created_at = late
    assert report(world, now=late).day == date(2026, 3, 14)
    assert report(world, date(2026, 3, 14)).boxes_packed == 12
    assert report(world, date(2026, 3, 13)).boxes_packed == 0


def test_boxes_carried_by_hand_are_told_with_where_from_or_to(world):
    both = Actor(None, "Everywhere", (Granted(Role.COORDINATOR),))
    with world.database.work() as db:
        moved = tuple(world.boxes[5:8])
        boxes.relocate(db, both, boxes.MoveBoxes(uuid4(), moved, "MAN"))
        boxes.relocate(db, both, boxes.MoveBoxes(uuid4(), moved[:1], "LEE"))
        boxes.relocate(db, both, boxes.MoveBoxes(uuid4(), (*moved[:2], world.boxes[9]), "LEE", "A1"))
    expected = {Moved(2, "Manchester", is_in=True), Moved(3, "Manchester", is_in=False)}
    assert set(report(world, actor=both).moved) == expected
    # Who is in charge of one place does not see the others.
    assert {one.place for one in report(world).moved} == {""}


def test_first_names_are_for_whoever_is_in_charge_only(world):
    assert report(world).on_duty == ("Kim",)
    assert report(world, actor=Actor(None, "Planner", (Granted(Role.COORDINATOR),))).on_duty == ()
    page = world.client.get("/places/LEE/day").text
    assert "Kim" in page.split("<main")[1]
    assert "Example" not in page.split("<main")[1]


def test_no_private_donor_and_nothing_of_the_road_is_in_it(world):
    pages = []
    for language in LANGUAGES:
        post(world.client, "/language", {"language": language})
        pages.append(unescape(world.client.get("/places/LEE/day").text))
        pages.append(pdf_text(world.client.get("/places/LEE/day.pdf").data))
    pages.append(day_report.to_json(report(world)))
    assert [word for page in pages for word in (*CANARIES, "Anna Private") if word in page] == []
    assert all("Rail Workers Branch 12" in page for page in pages)


def test_screen_and_paper_say_the_same(world):
    page = unescape(re.sub(r"\s+", " ", world.client.get("/places/LEE/day").text))
    with world.client.get("/places/LEE/day.pdf") as answer:
        assert answer.mimetype == "application/pdf"
        paper = re.sub(r"\s+", " ", pdf_text(answer.data))
    said = day_report.sections(report(world), Words("en"))
    rows = [part for section in said if section.rows for row in section.rows for part in row]
    assert len(rows) > 30
    moment = re.compile("as of .*")
    assert [part for part in rows if part not in page or moment.sub("", part) not in paper] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("engine")
def test_a_full_day_is_one_sheet_of_paper(language):
    drawn = day_report.render(a_day(), Words(language))
    assert len(pypdf.PdfReader(io.BytesIO(drawn)).pages) == 1


def test_a_day_that_is_none_is_refused_and_today_shown_instead(world):
    answer = world.client.get("/places/LEE/day?day=31.2.2026")
    assert answer.status_code == 422
    assert "Today is shown instead" in answer.text


def test_the_day_may_be_written_as_people_write_it(world):
    yesterday = world.today - timedelta(days=1)
    for typed in ("yesterday", f"{yesterday:%d.%m.}", f"{yesterday:%d %b}"):
        page = world.client.get("/places/LEE/day", query_string={"day": typed}).text
        assert Words("en").weekday(yesterday) in page
    listed = world.client.get("/donations?day=yesterday").text
    assert f"= {Words('en').weekday(yesterday)}" in listed


def test_whoever_is_in_charge_finds_it_on_the_first_page(world):
    assert 'href="/places/LEE/day"' in world.client.get("/").text
    desk = signed_in(world.app, world.database, Granted(Role.DESK, place_id=world.place))
    assert "/day" not in desk.get("/").text
    assert desk.get("/places/LEE/day").status_code == 403


def test_a_destination_has_no_day(world):
    planner = signed_in(world.app, world.database, Granted(Role.COORDINATOR))
    assert planner.get("/places/HOS/day").status_code == 404
    assert 'href="/places/LEE/day"' in planner.get("/places/LEE").text
    assert "/day" not in planner.get("/places/HOS").text.split("<main")[1]
