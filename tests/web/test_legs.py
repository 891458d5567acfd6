"""The pages of legs: fetching, changing the van, coming back, left behind, and where a gift's boxes are."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import select

from convoy.domain.counting import BoxCount
from convoy.domain.kinds import EventKind, PlaceKind, StopKind
from convoy.domain.lifecycle import BoxStage, RunStage
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Box, Convoy, CustomsRecord, Donation, Load, Run
from convoy.services import dispatch, loading, receiving
from tests.engines import on_sqlite
from tests.factories import a_convoy, a_gift_at, a_place, a_run, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite

NOW = datetime(2026, 10, 10, 12, tzinfo=UTC)
TYPED = "2026-10-03 06:10"


@pytest.fixture
def world(database):
    """Four boxes of a gift: two from Leeds stand in Warsaw in bay B3, two are on van 1 to Lviv."""
    with database.work() as db:
        leeds, lviv = a_place(db), a_place(db, name="Lviv", kind=PlaceKind.DESTINATION)
        warsaw = a_place(db, name="Warsaw", kind=PlaceKind.WAREHOUSE)
        feeder, convoy = a_convoy(db, name="Feeder"), a_convoy(db, name="Zimorodok")
        a_run(db, feeder, (StopKind.LOADING, leeds), (StopKind.WAREHOUSE, warsaw))
        a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, lviv))
        boxes = a_gift_at(db, leeds, an_item(db), boxes=4)
        for box in boxes:
            box.stage = BoxStage.CLOSED
        world = SimpleNamespace(
            code=convoy.code,
            feeder=feeder.code,
            leeds=leeds.id,
            boxes=[box.code for box in boxes],
            gift=db.scalars(select(Donation.code)).one(),
        )
    for code, place, chosen in ((world.feeder, "WAR", world.boxes[:2]), (world.code, "LVI", world.boxes[2:])):
        database.do(loading.assign, CONSOLE, loading.AssignBoxes(uuid4(), code, 1, place, tuple(chosen)))
        left = dispatch.RecordStep(uuid4(), code, EventKind.DEPARTED, NOW - timedelta(days=2))
        database.do(dispatch.record_step, CONSOLE, left)
    counted = tuple(BoxCount(code) for code in world.boxes[:2])
    command = receiving.ReceiveGoods(
        uuid4(), world.feeder, 1, 2, NOW - timedelta(days=1), counted, shelf="bay B3"
    )
    database.do(receiving.receive, CONSOLE, command)
    return world


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def planner(app, database, world):
    return signed_in(app, database, Granted(Role.COORDINATOR))


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)))


def test_a_gift_says_where_each_of_its_boxes_is_and_to_the_desk_nothing_of_the_road(
    app, database, world, planner
):
    page = text_of(planner.get(f"/donations/{world.gift}"))
    assert "in Warsaw, bay B3" in page
    assert f"on van 1 of {world.code}" in page
    desk = signed_in(app, database, Granted(Role.DESK, place_id=world.leeds))
    page = text_of(desk.get(f"/donations/{world.gift}"))
    assert "in Warsaw, bay B3" in page
    assert "on its way" in page
    assert world.code not in page
    assert "Lviv" not in page


def test_a_box_page_lists_its_vans_for_who_may_see_them(app, database, world, planner):
    page = text_of(planner.get(f"/boxes/{world.boxes[0]}"))
    assert f"van 1 of {world.feeder} Leeds Warsaw" in page
    desk = signed_in(app, database, Granted(Role.DESK, place_id=world.leeds))
    assert "Vans it was on" not in text_of(desk.get(f"/boxes/{world.boxes[0]}"))


def test_boxes_change_the_van_by_a_form_and_the_new_van_asks_for_papers(database, world, planner):
    address = f"/convoys/{world.code}/runs/1/transship"
    assert world.boxes[2] in planner.get(address).get_data(as_text=True)
    form = {"key": str(uuid4()), "to": "", "plate": "AA 1", "place": "", "occurred_at": TYPED}
    assert "Choose at least one box" in text_of(post(planner, address, {**form, "act": "chosen"}))
    sent = {**form, "act": "chosen", "box": world.boxes[2]}
    answer = post(planner, address, {**sent, "occurred_at": f"{NOW - timedelta(hours=3):%Y-%m-%d %H:%M}"})
    assert answer.location == f"/convoys/{world.code}/runs/2/trip"
    page = text_of(planner.get(answer.location))
    assert "1 box goes on with van 2." in page
    assert "No final manifest of what it carries" in page
    assert "Took over from van 1" in text_of(planner.get(f"/convoys/{world.code}/runs/2"))
    assert "Van 1, Lviv 2 0 0 0 0 0 1 1" in text_of(planner.get(f"/convoys/{world.code}/receipts"))


def test_boxes_come_back_and_roll_to_the_next_convoy_in_one_press(database, world, planner):
    address = f"/convoys/{world.code}/runs/1/give-back"
    form = {
        "key": str(uuid4()),
        "place": "WAR",
        "shelf": "A1",
        "reason": "the hall was closed",
        "occurred_at": f"{NOW - timedelta(hours=3):%Y-%m-%d %H:%M}",
        "act": "all",
    }
    assert "2 boxes are in stock again." in text_of(post(planner, address, form, follow_redirects=True))
    page = text_of(planner.get("/left-behind"))
    assert "came back" in page
    assert "No van loads at Warsaw" in page
    with database.work() as db:
        following = a_convoy(db, name="Next")
        stops = db.scalars(select(Run).join(Convoy).where(Convoy.code == world.feeder)).one().stops
        lviv = db.scalars(select(Run).join(Convoy).where(Convoy.code == world.code)).one().stops[1].place
        a_run(db, following, (StopKind.LOADING, stops[1].place), (StopKind.DELIVERY, lviv))
        code = following.code
    roll = {"key": str(uuid4()), "place": "WAR", "target": f"{code}:1:LVI", "act": "all"}
    assert "2 boxes are on van 1." in text_of(post(planner, "/left-behind", roll, follow_redirects=True))
    wrong = post(planner, "/left-behind", {**roll, "key": str(uuid4()), "target": "CV-1:1:LVI"})
    assert wrong.status_code == 422
    with database.look() as db:
        open_loads = db.scalars(select(Load).where(Load.ended_at.is_(None))).all()
        assert {load.box.code for load in open_loads} == set(world.boxes[2:])


def test_a_box_that_lies_elsewhere_is_refused_with_links_and_a_press_that_lets_the_van_load_there(
    database, world, planner
):
    with database.work() as db:
        convoy = db.scalars(select(Convoy).where(Convoy.code == world.code)).one()
        first = convoy.runs[0].stops
        a_run(db, convoy, *((stop.kind, stop.place) for stop in first))
        db.refresh(first[0].place)
        a_gift_at(db, first[0].place, an_item(db, code="FOD-PEAS-01"), boxes=1)
    form = {"key": str(uuid4()), "target": "2:LVI", "codes": world.boxes[0]}
    answer = post(planner, f"/convoys/{world.code}/load", form)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "1 box lies at Warsaw, where van 2 does not load." in page
    assert "Let van 2 load at Warsaw too" in page
    add = {"key": str(uuid4()), "kind": "loading", "place": "WAR", "position": "2"}
    added = post(planner, f"/convoys/{world.code}/runs/2/stops", add)
    assert added.location == f"/convoys/{world.code}/load?van=2"
    again = {**form, "key": str(uuid4())}
    assert post(planner, f"/convoys/{world.code}/load", again).status_code == 303


def test_each_border_shows_its_papers_and_is_mended_where_it_is_shown(database, world, planner):
    address = f"/convoys/{world.code}/runs/1/customs"
    form = {"key": str(uuid4()), "side": "export", "crossing": "", "border": "Dover", "reference": "T1-77"}
    assert post(planner, address, form).status_code == 303
    page = planner.get(f"/convoys/{world.code}/runs/1")
    assert "Dover , leaving a country paper ready" in text_of(page)
    with database.look() as db:
        number = db.scalars(select(CustomsRecord.id)).one()
    assert 'value="T1-77"' in planner.get(f"{address}?record={number}").get_data(as_text=True)
    refused = {**form, "key": str(uuid4()), "refused_at": TYPED}
    assert post(planner, address, refused).status_code == 303
    assert "paper refused" in text_of(planner.get(f"/convoys/{world.code}"))
    assert "No valid paper for the border: Dover" in text_of(planner.get(f"/convoys/{world.code}/trip"))


def test_a_count_in_our_warehouse_stores_by_shelf(database, world, planner):
    with database.work() as db:
        run = db.scalars(select(Run).join(Convoy).where(Convoy.code == world.feeder)).one()
        again = a_convoy(db, name="Again")
        a_run(db, again, *((stop.kind, stop.place) for stop in run.stops))
        db.refresh(run.stops[0].place)
        (box,) = a_gift_at(db, run.stops[0].place, an_item(db, code="FOD-PEAS-01"), boxes=1)
        code, convoy = box.code, again.code
    database.do(loading.assign, CONSOLE, loading.AssignBoxes(uuid4(), convoy, 1, "WAR", (code,)))
    left = dispatch.RecordStep(uuid4(), convoy, EventKind.DEPARTED, NOW - timedelta(days=1))
    database.do(dispatch.record_step, CONSOLE, left)
    address = f"/convoys/{convoy}/runs/1/stops/2/count"
    assert "Shelf or bay" in text_of(planner.get(address))
    when = f"{NOW - timedelta(hours=5):%Y-%m-%d %H:%M}"
    form = {"key": str(uuid4()), "occurred_at": when, "act": "all", "shelf": "C 7"}
    assert post(planner, address, form).status_code == 303
    with database.look() as db:
        stored = db.scalars(select(Box).where(Box.code == code)).one()
        assert (stored.shelf, stored.stage) == ("C 7", BoxStage.CLOSED)
        stage = db.scalars(select(Run.stage).join(Convoy).where(Convoy.code == convoy)).one()
        assert stage is RunStage.UNLOADED
