"""Messages for the group: short, in the chosen languages, and silent about what must not travel."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from types import SimpleNamespace
from uuid import uuid4

import pytest

from convoy.domain.counting import BoxCount, Outcome
from convoy.domain.kinds import CrewRole, EventKind, OrganisationKind, PlaceKind, PlaceStatus, StopKind
from convoy.domain.lifecycle import BoxStage
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import ConvoyRecipient, CrewMember, Crossing, Donation, Organisation, Place
from convoy.services import dispatch, receiving
from convoy.services.dispatch import RecordStep
from convoy.services.receiving import ReceiveGoods
from convoy.words import Words
from convoy.words.announcements import AIM
from tests.engines import on_sqlite
from tests.factories import a_convoy, a_gift_at, a_load, a_place, a_run, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite

LEFT_AT = (datetime.now(UTC) - timedelta(days=9)).replace(hour=4, minute=37, second=0, microsecond=0)
CANARIES = {
    "plate": "ZZ 731 QX",
    "driver": "Zenobia Quill",
    "telephone": "7700 900731",
    "crossing": "Quillova Brama",
    "consignee": "Zimorodok",
    "address": "Zimorodna 731",
    "town": "Zymohora",
    "contact": "Yaropolk",
    "loading hall": "Leeds",
    "donor": "Rail Workers",
    "departure minute": f"{LEFT_AT:%H:%M}",
    "departure minute in Kyiv": ":37",
    "departure day": Words("en").day(LEFT_AT.date()),
}
EVERY = ("cut-off", "left", "arrived")


@pytest.fixture
def world(settings, database):
    """A convoy of one van with 30 boxes, and every canary where it belongs; cut-off in five days."""
    with database.work() as db:
        leeds = a_place(db, accepts="tins, blankets", do_not_bring="open packs", address="12 Hidden Street")
        boxes = a_gift_at(db, leeds, an_item(db), boxes=30)
        donor, hospital = (
            Organisation(code=f"OR-0000-0{number}-0", kind=kind, name=name, name_key=name.casefold())
            for number, (kind, name) in enumerate(
                [
                    (OrganisationKind.UNION_BRANCH, CANARIES["donor"]),
                    (OrganisationKind.HOSPITAL, f"Hospital {CANARIES['consignee']}"),
                ]
            )
        )
        db.add_all([donor, hospital])
        db.flush()
        db.query(Donation).one().organisation_id = donor.id
        there = a_place(
            db,
            name=f"Hospital {CANARIES['consignee']}, ward 2",
            kind=PlaceKind.DESTINATION,
            town=CANARIES["town"],
            address=CANARIES["address"],
            contact_name=CANARIES["contact"],
            organisation_id=hospital.id,
        )
        crossing = Crossing(code="ZZ1", name=CANARIES["crossing"], name_uk=CANARIES["crossing"], country="PL")
        db.add(crossing)
        db.flush()
        convoy = a_convoy(
            db,
            name=f"{CANARIES['town']} convoy",
            crossing_id=crossing.id,
            cut_off_on=datetime.now(UTC).date() + timedelta(days=5),
            lead_phone=CANARIES["telephone"],
        )
        db.add(ConvoyRecipient(convoy_id=convoy.id, place_id=there.id))
        route = (StopKind.LOADING, leeds), (StopKind.DELIVERY, there)
        run = a_run(db, convoy, *route, plate=CANARIES["plate"])
        crew = {"name": CANARIES["driver"], "phone": CANARIES["telephone"]}
        db.add(CrewMember(run_id=run.id, role=CrewRole.LEAD_DRIVER, **crew))
        for box in boxes:
            box.stage = BoxStage.CLOSED
            a_load(db, box, run, from_stop_id=run.stops[0].id)
        db.flush()
        seen = SimpleNamespace(
            convoy=convoy.code, id=convoy.id, place=leeds.id, boxes=[box.code for box in boxes]
        )
    seen.database = database
    seen.app = make_app(settings, database)
    seen.client = signed_in(seen.app, database, Granted(Role.COORDINATOR, convoy_id=seen.id))
    return seen


def step(world, kind: EventKind, when: datetime = LEFT_AT):
    world.database.do(dispatch.record_step, CONSOLE, RecordStep(uuid4(), world.convoy, kind, when))


def count(world, *boxes: BoxCount, when: datetime = LEFT_AT + timedelta(days=2)):
    goods = ReceiveGoods(uuid4(), world.convoy, 1, 2, when, boxes)
    world.database.do(receiving.receive, CONSOLE, goods)


def text_of(page: str) -> str:
    """The message of a page; "" where there is none."""
    found = re.search(r"<textarea id=\"text\"[^>]*>(.*?)</textarea>", page, re.DOTALL)
    return unescape(found[1]).lstrip("\n") if found else ""


def asked(world, kind: str, **chosen) -> str:
    """The page of a message made with these choices."""
    form = {"first": "en", "second": "uk", "addition": ""} | chosen
    return unescape(post(world.client, f"/convoys/{world.convoy}/message/{kind}", form).text)


def sightings(text: str) -> list[str]:
    return [what for what, word in CANARIES.items() if word in text]


@pytest.mark.parametrize("languages", [("en", "uk"), ("uk", ""), ("en", "")])
def test_no_message_holds_anything_that_must_not_travel(world, languages):
    texts = [text_of(asked(world, "cut-off", first=languages[0], second=languages[1]))]
    step(world, EventKind.DEPARTED)
    texts.append(text_of(asked(world, "left", first=languages[0], second=languages[1])))
    count(world, *(BoxCount(code) for code in world.boxes))
    texts.append(text_of(asked(world, "arrived", first=languages[0], second=languages[1])))
    assert all(texts)
    assert [sightings(text) for text in texts] == [[], [], []]
    assert all(len(text) <= AIM for text in texts)


def test_the_last_day_for_goods_is_told_in_both_languages_with_its_day_of_the_week(world):
    text = text_of(asked(world, "cut-off"))
    day = datetime.now(UTC).date() + timedelta(days=5)
    assert f"Our next convoy takes goods until {Words('en').weekday(day)}, that day included." in text
    assert f"до {Words('uk').weekday(day)} включно" in text


def test_nothing_is_told_of_a_departure_before_every_van_has_left(world):
    page = asked(world, "left")
    assert not text_of(page)
    assert "Not every van has left" in page
    step(world, EventKind.DEPARTED)
    text = text_of(asked(world, "left"))
    assert text.startswith("Our convoy is on its way: 1 van, 30 boxes, about 320 kg.")
    assert "1 фургон, 30 коробок, близько 320 кг" in text


def test_a_message_of_the_day_of_departure_says_what_it_tells(world):
    step(world, EventKind.DEPARTED, datetime.now(UTC) - timedelta(hours=1))
    page = asked(world, "left")
    assert text_of(page)
    assert "less than a day ago" in page


def test_after_the_departure_no_last_day_is_announced(world):
    step(world, EventKind.DEPARTED)
    assert "is over" in asked(world, "cut-off")


def test_without_a_last_day_the_page_leads_to_where_it_is_entered(world):
    with world.database.work() as db:
        code = a_convoy(db, name="Later").code
    planner = signed_in(world.app, world.database, Granted(Role.COORDINATOR))
    page = planner.get(f"/convoys/{code}/message/cut-off").text
    assert f'href="/convoys/{code}/edit"' in page


def test_what_arrived_is_told_when_no_van_is_on_its_way_and_as_the_recipient_counted(world):
    step(world, EventKind.DEPARTED)
    assert not text_of(asked(world, "arrived"))
    count(world, *(BoxCount(code) for code in world.boxes[:29]), BoxCount(world.boxes[29], Outcome.MISSING))
    page = asked(world, "arrived")
    text = text_of(page)
    assert "Received in good order: 29 of 30 boxes." in text
    assert "29 з 30 коробок" in text
    grams = 29 * 24 * 420
    assert f"Food: about {round(grams, -4) // 1000} kg." in text
    assert "Thanks to 1 organisation and to everybody who gave" in text
    assert "may still be on the road" in page
    counts = world.client.get(f"/convoys/{world.convoy}/receipts").text
    assert "696 pieces" in counts


def test_the_convoys_name_is_told_only_where_asked_for_and_then_warned_of(world):
    assert CANARIES["town"] not in text_of(asked(world, "cut-off"))
    page = asked(world, "cut-off", is_named="y")
    assert f"“{CANARIES['town']} convoy”" in text_of(page)
    assert "belongs to this convoy's way or people" in page


@pytest.mark.parametrize(
    ("addition", "warning"),
    [
        ("Ring Ivan, +380 67 123 45 67", "looks like a telephone number"),
        ("zenobia quill drives", "belongs to this convoy's way or people"),
        ("van ZZ731QX", "belongs to this convoy's way or people"),
        ("at 06:30 by the hall", "looks like a time of day"),
    ],
)
def test_what_is_added_stands_once_at_the_end_and_is_warned_of(world, addition, warning):
    page = asked(world, "cut-off", addition=addition)
    assert text_of(page).endswith(f"\n\n{addition}")
    assert text_of(page).count(addition) == 1
    assert warning in page


def test_a_harmless_addition_is_not_warned_of(world):
    page = asked(world, "cut-off", addition="Tea and soup for everybody.")
    assert "Look once more" not in page
    assert f"{len(text_of(page))} characters" in page


def test_an_addition_too_long_for_a_message_comes_back_as_it_was(world):
    page = asked(world, "cut-off", addition="word " * 80)
    assert "300 fit" in page
    assert "word word" in page


def test_the_language_of_a_message_is_not_that_of_the_screen(world):
    world.client.post("/language", data={"language": "en"})
    assert text_of(asked(world, "cut-off", first="uk", second="")).startswith("Приймаємо допомогу")
    assert "The message" in asked(world, "cut-off", first="uk", second="")


def test_a_message_of_a_convoy_that_is_not_ones_own_is_not_found(world):
    with world.database.work() as db:
        other = a_convoy(db).code
    for kind in EVERY:
        assert world.client.get(f"/convoys/{other}/message/{kind}").status_code == 404
        assert post(world.client, f"/convoys/{other}/message/{kind}", {"first": "en"}).status_code == 404


def lead(world):
    return signed_in(world.app, world.database, Granted(Role.IN_CHARGE, place_id=world.place))


def test_what_a_collection_point_needs_names_it_and_never_its_address(world):
    text = text_of(lead(world).get("/places/LEE/message").text)
    assert text == "Leeds takes goods now.\nWe take: tins, blankets\nDo not bring: open packs"


@pytest.mark.parametrize("status", [PlaceStatus.FULL, PlaceStatus.PAUSED, PlaceStatus.CLOSED])
def test_a_point_that_takes_nothing_says_only_that(world, status):
    with world.database.work() as db:
        db.get_one(Place, world.place).status = status
    text = text_of(lead(world).get("/places/LEE/message").text)
    assert "bring nothing" in text
    assert "tins" not in text


def test_a_slip_in_what_a_place_accepts_is_warned_of_too(world):
    with world.database.work() as db:
        db.get_one(Place, world.place).accepts = "tins; ask Olena 067 123 45 67"
    assert "looks like a telephone number" in lead(world).get("/places/LEE/message").text


def test_where_goods_are_stored_is_not_told(world):
    with world.database.work() as db:
        place = a_place(db, name="Depot", kind=PlaceKind.WAREHOUSE)
        place_id = place.id
    keeper = signed_in(world.app, world.database, Granted(Role.IN_CHARGE, place_id=place_id))
    page = keeper.get("/places/DEP/message").text
    assert not text_of(page)
    assert "not told to groups" in page
