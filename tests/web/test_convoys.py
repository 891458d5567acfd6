"""The coordinator's pages: planning, the departure board, loading many boxes at once."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select

from convoy.db import Database
from convoy.domain.kinds import MovementKind, PlaceKind, StopKind
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Convoy, CrewMember, Load, Lot, Place, Run, SortingPool
from convoy.services import audit, ledger
from tests.engines import on_sqlite
from tests.factories import a_box, a_convoy, a_pallet, a_place, a_run, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite

OURS = {"Origin": "http://localhost"}


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def coordinator(app, database):
    return signed_in(app, database, Granted(Role.COORDINATOR), name="Olena")


def fill(db, place: Place, boxes: int) -> list[str]:
    """Boxes of tinned beef at a place, each weighed."""
    made = [a_box(db, place) for _ in range(boxes)]
    item = an_item(db)
    pool = SortingPool(place_id=place.id, day=audit.datetime.now(audit.UTC).date())
    db.add(pool)
    db.flush()
    lot = Lot(item_id=item.id, counted_as_id=item.id, pool_id=pool.id, condition="new")
    db.add(lot)
    entry = audit.note(db, CONSOLE, "test:fill", "here")
    holders = ledger.holders_of(db, made)
    ledger.move(db, entry, MovementKind.FOUND, [(lot, 24, None, holders[box.id]) for box in made])
    return [box.code for box in made]


@pytest.fixture
def world(database: Database) -> SimpleNamespace:
    """A convoy of two vans from Leeds to Lviv, twelve boxes and a pallet of two in Leeds."""
    with database.work() as db:
        leeds = a_place(db)
        lviv = a_place(db, name="Lviv", kind=PlaceKind.DESTINATION)
        convoy = a_convoy(db, name="Easter convoy")
        for plate in ("AB12 CDE", ""):
            a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, lviv), plate=plate)
        codes = fill(db, leeds, 12)
        pallet = a_pallet(db, leeds, a_box(db, leeds), a_box(db, leeds, gross_g=None)).code
        return SimpleNamespace(convoy=convoy.code, id=convoy.id, boxes=codes, pallet=pallet)


def load(client, world, **changes):
    data = {"key": str(uuid4()), "target": "1:LVI", "box": world.boxes[:3]} | changes
    return post(client, f"/convoys/{world.convoy}/load", data)


def test_the_first_page_of_who_plans_begins_with_the_convoys_and_folds_the_desk(app, database, world):
    both = signed_in(app, database, Granted(Role.COORDINATOR), Granted(Role.DESK), name="Olena")
    page = both.get("/").text.partition("<main")[2]
    assert page.index("Easter convoy") < page.index("<summary>At the desk") < page.index("Log a gift")
    desk = signed_in(app, database, Granted(Role.DESK), name="Petro")
    page = desk.get("/").text.partition("<main")[2]
    assert "Log a gift" in page
    assert "<summary>" not in page


def test_an_empty_list_says_what_to_do_first(coordinator):
    page = coordinator.get("/convoys").text
    assert "No convoys here" in page
    assert "Plan a convoy" in page


def test_a_convoy_is_planned_and_its_first_van_added(coordinator, database, world):
    page = coordinator.get("/convoys/new").text
    assert "Lviv" in page
    data = {"key": str(uuid4()), "name": "Sunday", "starts_on": "2027-03-20", "recipients": ["LVI"]}
    answer = post(coordinator, "/convoys/new", data)
    assert answer.status_code == 303
    form = coordinator.get(answer.location).text
    assert "Add a van" in form
    data = {
        "key": str(uuid4()),
        "payload_g": "1 200",
        "hold_ml": "10,5",
        "loads_at": ["LEE"],
        "delivers_to": ["LVI"],
    }
    assert post(coordinator, answer.location, data).status_code == 303
    with database.look() as db:
        run = db.scalars(select(Run).order_by(Run.id.desc())).first()
        assert (run.payload_g, run.hold_ml, len(run.stops)) == (1_200_000, 10_500_000, 2)


def test_what_was_typed_comes_back_with_the_reason(coordinator, world):
    data = {
        "key": str(uuid4()),
        "name": "Sunday",
        "starts_on": "2027-03-20",
        "ends_on": "2027-03-02",
        "note": "be kind",
    }
    answer = post(coordinator, "/convoys/new", data)
    assert answer.status_code == 422
    assert "before the first day" in answer.text
    assert "be kind" in answer.text
    answer = post(coordinator, "/convoys/new", data | {"name": "a" * 200, "starts_on": "31.02.2027"})
    assert answer.status_code == 422
    answer = post(coordinator, f"/convoys/{world.convoy}/runs/new", {"key": str(uuid4()), "payload_g": "NaN"})
    assert answer.status_code == 422
    assert "NaN" in answer.text


def test_the_board_says_per_van_what_stops_it(coordinator, world):
    load(coordinator, world)
    page = coordinator.get(f"/convoys/{world.convoy}").text
    assert "30 of 1,000 kg" in page
    assert "Van 1: no driver named" in page
    assert "Van 2: plate unknown" in page
    assert "Van 2: nothing on it yet" in page
    assert "Goods without a van" in page
    assert "Tinned beef" in page


def test_unweighed_boxes_are_said_as_at_least(coordinator, world):
    load(coordinator, world, box=[], pallet=[world.pallet])
    page = coordinator.get(f"/convoys/{world.convoy}/runs/1").text
    assert "At least 35 kg; 1 of 2 boxes not weighed" in page


def test_a_van_over_its_payload_is_told_as_stopped(coordinator, database, world):
    with database.work() as db:
        db.scalars(select(Run).where(Run.number == 1)).one().payload_g = 25_000
    load(coordinator, world)
    page = coordinator.get(f"/convoys/{world.convoy}").text
    assert "Van 1: 5 kg over its payload" in page
    assert "over the limit" in page


def test_chosen_boxes_and_pallets_go_on_the_van(coordinator, database, world):
    page = coordinator.get(f"/convoys/{world.convoy}/load").text
    assert world.boxes[0] in page
    assert world.pallet in page
    answer = load(coordinator, world, pallet=[world.pallet])
    assert answer.status_code == 303
    page = coordinator.get(answer.location).text
    assert "5 boxes are on van 1." in page
    with database.look() as db:
        assert len(db.scalars(select(Load)).all()) == 5


def test_all_that_were_asked_for_go_once_however_often_it_is_pressed(coordinator, database, world):
    sent = {"key": str(uuid4()), "box": [], "all": "1", "text": "beef"}
    first, again = (load(coordinator, world, **sent) for _ in range(2))
    assert (first.status_code, again.status_code) == (303, 303)
    assert "12 boxes are on van 1." in coordinator.get(again.location).text
    with database.look() as db:
        assert len(db.scalars(select(Load)).all()) == 12


def test_all_that_were_asked_for_go_in_one_press(coordinator, database, world):
    assert load(coordinator, world, box=[], all="1", text="beef").status_code == 303
    with database.look() as db:
        assert len(db.scalars(select(Load)).all()) == 12


def test_those_that_cannot_go_are_listed_and_the_others_offered(coordinator, database, world):
    load(coordinator, world, target="2:LVI", box=world.boxes[:1])
    answer = load(coordinator, world)
    assert answer.status_code == 409
    assert f"Box {world.boxes[0]} is on van 2 of {world.convoy} since" in answer.text
    assert "put there by Olena" in answer.text
    assert "Put the 2 boxes on that can go" in answer.text
    answer = load(coordinator, world, skip="y")
    assert answer.status_code == 303
    with database.look() as db:
        assert len(db.scalars(select(Load)).all()) == 3


def test_what_cannot_go_is_shown_with_its_reason_when_asked_for(coordinator, world):
    load(coordinator, world)
    assert world.boxes[0] not in coordinator.get(f"/convoys/{world.convoy}/load").text
    page = coordinator.get(f"/convoys/{world.convoy}/load?which=all").text
    assert f"Box {world.boxes[0]} is on van 1" in page


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("tick", "2 boxes are in the van."),
        ("untick", "2 boxes are not in the van."),
        ("free", "2 boxes are free again."),
        ("leave", "2 boxes are left behind."),
        ("move", "2 boxes are on van 2."),
        ("", "Choose what happens"),
    ],
)
def test_boxes_of_a_van_are_ticked_taken_off_or_moved(coordinator, world, act, said):
    load(coordinator, world)
    data = {"key": str(uuid4()), "act": act, "target": "2:LVI", "box": world.boxes[:2]}
    answer = post(coordinator, f"/convoys/{world.convoy}/runs/1/load", data)
    assert answer.status_code == 303
    assert said in coordinator.get(answer.location).text


def test_boxes_left_behind_can_be_put_on_again(coordinator, world):
    load(coordinator, world)
    data = {"key": str(uuid4()), "act": "leave", "box": world.boxes[:1]}
    post(coordinator, f"/convoys/{world.convoy}/runs/1/load", data)
    page = coordinator.get(f"/convoys/{world.convoy}/load?which=left").text
    assert world.boxes[0] in page
    assert world.boxes[5] not in page
    assert load(coordinator, world, box=world.boxes[:1]).status_code == 303
    assert world.boxes[0] not in coordinator.get(f"/convoys/{world.convoy}/load?which=left").text


def test_a_van_drops_out_and_the_page_says_where_each_box_went(coordinator, world):
    load(coordinator, world)
    page = coordinator.get(f"/convoys/{world.convoy}/runs/1/drop").text
    assert "3 boxes are on it." in page
    assert post(coordinator, f"/convoys/{world.convoy}/runs/1/drop", {"key": str(uuid4())}).status_code == 422
    data = {"key": str(uuid4()), "reason": "gearbox"}
    page = post(coordinator, f"/convoys/{world.convoy}/runs/1/drop", data).text
    assert page.count("on van 2") == 3
    assert "gearbox" in coordinator.get(f"/convoys/{world.convoy}").text
    answer = post(coordinator, f"/convoys/{world.convoy}/runs/1/reinstate", {"key": str(uuid4())})
    assert answer.status_code == 303


def test_crew_customs_and_stops_are_kept(coordinator, database, world):
    van = f"/convoys/{world.convoy}/runs/1"
    data = {"key": str(uuid4()), "before": "0", "people-0-role": "lead_driver", "people-0-name": "Ana Kovač"}
    assert post(coordinator, f"{van}/crew", data).status_code == 303
    more = post(coordinator, f"{van}/crew", data | {"add": "people"})
    assert more.text.count("Ana Kovač") == 1
    customs = {"key": str(uuid4()), "side": "export", "reference": "26GB77"}
    assert post(coordinator, f"{van}/customs", customs).status_code == 303
    stop = {"key": str(uuid4()), "kind": "warehouse", "place": "LEE"}
    assert post(coordinator, f"{van}/stops", stop).status_code == 303
    again = post(coordinator, f"{van}/stops", stop | {"key": str(uuid4())})
    assert again.status_code == 422
    assert "already stops at Leeds" in again.text
    moved = {"key": str(uuid4()), "position": "3", "place": "LEE", "to": "2"}
    assert post(coordinator, f"{van}/stops/move", moved).status_code == 303
    page = coordinator.get(van).text
    assert "Ana Kovač" in page
    assert "26GB77" in page
    with database.look() as db:
        assert db.scalars(select(CrewMember)).one().name == "Ana Kovač"
        assert [stop.kind for stop in db.scalars(select(Run)).first().stops] == [
            "loading",
            "warehouse",
            "delivery",
        ]


def test_a_convoy_is_edited_and_cancelled(coordinator, database, world):
    assert "Easter convoy" in coordinator.get(f"/convoys/{world.convoy}/edit").text
    data = {"key": str(uuid4()), "version": "1", "name": "Whitsun convoy"}
    assert post(coordinator, f"/convoys/{world.convoy}/edit", data).status_code == 303
    late = post(coordinator, f"/convoys/{world.convoy}/edit", data | {"key": str(uuid4()), "name": "May"})
    assert late.status_code == 422
    assert "Somebody else changed this" in late.text
    van = {"key": str(uuid4()), "plate": "XY99 ZZZ"}
    assert post(coordinator, f"/convoys/{world.convoy}/runs/2/edit", van).status_code == 303
    assert "XY99 ZZZ" in coordinator.get(f"/convoys/{world.convoy}/runs/2/edit").text
    assert coordinator.get(f"/convoys/{world.convoy}/cancel").status_code == 200
    data = {"key": str(uuid4()), "reason": "snow"}
    assert post(coordinator, f"/convoys/{world.convoy}/cancel", data).status_code == 303
    with database.look() as db:
        convoy = db.scalars(select(Convoy)).one()
        assert (convoy.name, convoy.stage) == ("Whitsun convoy", "cancelled")


PAGES = (
    "",
    "/edit",
    "/cancel",
    "/load",
    "/runs/new",
    "/runs/1",
    "/runs/1/edit",
    "/runs/1/drop",
    "/runs/1/crew",
    "/runs/1/customs",
)


@pytest.mark.parametrize("page", PAGES)
def test_absent_and_forbidden_convoys_get_the_same_answer(app, database, world, page):
    with database.work() as db:
        other = a_convoy(db, name="Hidden").id
    stranger = signed_in(app, database, Granted(Role.COORDINATOR, convoy_id=other))
    desk = signed_in(app, database, Granted(Role.DESK))
    for client in (stranger, desk):
        hidden = client.get(f"/convoys/{world.convoy}{page}")
        absent = client.get(f"/convoys/CV-0000-00-0{page}")
        assert hidden.status_code == absent.status_code == 404
        assert len(hidden.text) == len(absent.text.replace("CV-0000-00-0", world.convoy))
        assert "AB12 CDE" not in hidden.text


def test_one_convoy_granted_is_one_convoy_seen(app, database, world):
    with database.work() as db:
        a_convoy(db, name="Hidden")
    client = signed_in(app, database, Granted(Role.COORDINATOR, convoy_id=world.id))
    page = client.get("/convoys").text
    assert "Easter convoy" in page
    assert "Hidden" not in page
    assert load(client, world).status_code == 303


def statements(database: Database, client, path: str) -> int:
    """How many statements a page costs."""
    counted = []
    listener = lambda *_: counted.append(1)  # noqa: E731
    event.listen(database.engine, "before_cursor_execute", listener)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(database.engine, "before_cursor_execute", listener)
    return len(counted)


@pytest.mark.parametrize("page", ["", "/runs/1", "/load", "/load?which=all"])
def test_a_page_costs_the_same_number_of_statements_for_10_and_200_boxes(coordinator, database, world, page):
    path = f"/convoys/{world.convoy}{page}"
    load(coordinator, world, box=world.boxes[:6])
    statements(database, coordinator, path)
    few = statements(database, coordinator, path)
    with database.work() as db:
        leeds = db.scalars(select(Place).where(Place.code == "LEE")).one()
        lot = db.scalars(select(Lot)).one()
        made = [a_box(db, leeds) for _ in range(190)]
        entry = audit.note(db, CONSOLE, "test:fill", "here")
        holders = ledger.holders_of(db, made)
        ledger.move(db, entry, MovementKind.FOUND, [(lot, 24, None, holders[box.id]) for box in made])
        codes = [box.code for box in made]
    assert load(coordinator, world, box=codes[:100]).status_code == 303
    statements(database, coordinator, path)
    assert statements(database, coordinator, path) == few


def test_boxes_pasted_by_name_go_with_the_chosen_ones(coordinator, database, world):
    answer = load(coordinator, world, codes=f"Leeds 5\n{world.boxes[0]}")
    assert answer.status_code == 303
    with database.look() as db:
        assert db.scalar(select(func.count(Load.id))) == 4


def test_a_pasted_name_that_is_no_box_stops_the_whole_list(coordinator, database, world):
    answer = load(coordinator, world, codes="Leeds 999")
    assert answer.status_code == 422
    assert "There is no box “Leeds 999” here" in answer.text
    assert "Leeds 999</textarea>" in answer.text
    with database.look() as db:
        assert db.scalar(select(func.count(Load.id))) == 0


RED = ("data-summary", 'class="error"', '<div class="said said-problem" role="alert"')


def test_what_is_ticked_and_typed_on_the_loading_page_comes_back_in_another_language(coordinator, world):
    page = load(coordinator, world, codes="half typed", target="2:LVI", in_language="de")
    assert page.status_code == 200
    assert "half typed" in page.text
    assert page.text.count(" checked") == 3
    assert '<option selected value="2:LVI">' in page.text
    assert [red for red in RED if red in page.text] == []


def test_what_is_typed_on_the_loading_page_stays_where_no_van_was_chosen(coordinator, world):
    page = load(coordinator, world, codes="half typed", target="")
    assert page.status_code == 422
    assert "half typed" in page.text


@pytest.mark.parametrize("act", ["", "move"])
def test_what_is_ticked_on_a_van_stands_ready_to_be_sent_after_a_change_of_the_language(
    coordinator, world, act
):
    load(coordinator, world)
    coordinator.get(f"/convoys/{world.convoy}")
    chosen = {"key": str(uuid4()), "act": act, "target": "2:LVI", "box": world.boxes[:2]}
    typed = {"earmark_reason": "they agreed", "in_language": "en"}
    page = post(coordinator, f"/convoys/{world.convoy}/runs/1/load", chosen | typed, headers=OURS)
    assert page.status_code == 200
    assert "Nothing was lost" in page.text
    for code in world.boxes[:2]:
        assert f'name="box" value="{code}"' in page.text
    assert 'name="earmark_reason" value="they agreed"' in page.text
    assert [red for red in RED if red in page.text] == []
    assert [red for red in RED if red in coordinator.get("/convoys").text] == []
