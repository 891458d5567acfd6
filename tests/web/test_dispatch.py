"""The pages of a trip: steps with one button, problems, counting at a stop, and what differed."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select

from convoy.domain.kinds import EventKind, LoadEnd, PlaceKind, StopKind
from convoy.domain.lifecycle import BoxStage, ConvoyStage, RunStage
from convoy.domain.permissions import Granted, Role
from convoy.models import Box, Convoy, Event, GoodsReceipt, GoodsReceiptLine, Load, Run
from tests.engines import on_sqlite
from tests.factories import a_convoy, a_gift_at, a_load, a_place, a_run, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite


@pytest.fixture
def world(database):
    """A convoy of two vans from Leeds to Lviv: four boxes of 24 tins on the first, one on the other."""
    with database.work() as db:
        leeds, lviv = a_place(db), a_place(db, name="Lviv", kind=PlaceKind.DESTINATION)
        convoy = a_convoy(db)
        runs = [a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, lviv)) for _ in range(2)]
        boxes = a_gift_at(db, leeds, an_item(db), boxes=5)
        for box in boxes:
            box.stage = BoxStage.CLOSED
            run = runs[1] if box is boxes[4] else runs[0]
            a_load(db, box, run, from_stop_id=run.stops[0].id)
        return SimpleNamespace(
            code=convoy.code,
            id=convoy.id,
            trip=f"/convoys/{convoy.code}/trip",
            now=f"/convoys/{convoy.code}/runs/1/trip",
            count=f"/convoys/{convoy.code}/runs/1/stops/2/count",
            boxes=[box.code for box in boxes],
            names=[box.short_name for box in boxes],
        )


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def lead(app, database, world):
    return signed_in(app, database, Granted(Role.COORDINATOR, convoy_id=world.id))


def a_step(**changes):
    typed = {
        "key": str(uuid4()),
        "other": "departed",
        "stop": "",
        "occurred_at": "2026-10-03 06:10",
        "act": "other",
    }
    return {**typed, **changes}


def a_count(**changes):
    return {"key": str(uuid4()), "occurred_at": "2026-10-05 11:30", "act": "all", **changes}


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)))


def stages(database):
    with database.look() as db:
        return list(db.scalars(select(Run.stage).order_by(Run.number)))


def test_a_trip_that_has_not_begun_says_what_to_do_first(lead, world):
    page = text_of(lead.get(world.trip))
    assert "Next: loading began" in page
    assert "The first step of a van begins the history" in page


def test_one_button_records_the_next_step_of_a_van(lead, database, world):
    page = lead.get(world.now).get_data(as_text=True)
    assert re.search(r'name="act" value="loading"', page)
    assert re.search(r'name="occurred_at"[^>]*value="20\d\d-\d\d-\d\d \d\d:\d\d"', page)
    answer = post(lead, world.trip, a_step(act="departed", van="1", vans="1"))
    assert (answer.status_code, answer.location) == (303, world.now)
    assert stages(database) == [RunStage.DEPARTED, RunStage.PLANNED]
    with database.look() as db:
        # Summer time in Kyiv is three hours ahead of UTC.
        assert db.scalars(select(Event.occurred_at)).one() == datetime(2026, 10, 3, 3, 10, tzinfo=UTC)
    page = text_of(lead.get(world.now))
    assert "It is at the border" in page
    assert "Earlier steps not recorded: loading began, loaded, ready" in page
    assert "No final manifest of what it carries" in page


def test_a_step_is_recorded_for_all_vans_at_once_and_only_once(lead, database, world):
    form = a_step(note="In the dark")
    for _ in range(2):
        assert post(lead, world.trip, form).status_code == 303
    assert stages(database) == [RunStage.DEPARTED] * 2
    with database.look() as db:
        assert db.scalar(select(func.count(Event.id))) == 2
    page = text_of(lead.get(world.trip))
    assert page.count("In the dark") == 2
    assert "Van 1: left" in page
    assert "recorded" in page


def test_a_time_to_come_or_none_at_all_keeps_what_was_typed(lead, database, world):
    for typed in ("2099-01-01 10:00", "", "yesterday <b>"):
        answer = post(lead, world.trip, a_step(van="1", vans="1", occurred_at=typed, note="keep me"))
        assert answer.status_code == 422
        assert "keep me" in answer.get_data(as_text=True)
        assert "<b>" not in answer.get_data(as_text=True).partition("<main")[2].partition("keep me")[0][-400:]
    assert stages(database) == [RunStage.PLANNED] * 2


@pytest.mark.parametrize("typed", ["", "fly", "breakdown", "ready' --"])
def test_what_is_no_step_is_refused_by_the_form(lead, database, world, typed):
    assert post(lead, world.trip, a_step(other=typed)).status_code == 422
    assert post(lead, world.trip, a_step(act=typed or "x", van="1", vans="1")).status_code == 422
    assert post(lead, world.trip, a_step(vans="7")).status_code == 422
    assert stages(database) == [RunStage.PLANNED] * 2


def test_boxes_that_do_not_come_along_are_chosen_at_departure(lead, database, world):
    assert world.boxes[0] in lead.get(world.now).get_data(as_text=True)
    form = a_step(act="departed", van="1", vans="1", not_loaded=world.boxes[:2])
    answer = post(lead, world.trip, form, follow_redirects=True)
    assert "2 boxes are left behind" in text_of(answer)
    with database.look() as db:
        ends = db.scalars(select(Load.end).where(Load.end.is_not(None))).all()
        assert ends == [LoadEnd.LEFT_BEHIND] * 2


def test_a_problem_stands_on_the_trip_until_it_is_solved(lead, database, world):
    form = {
        "key": str(uuid4()),
        "kind": "border_held",
        "van": "1",
        "box": "",
        "occurred_at": "2026-10-04 02:00",
        "note": "Papers",
    }
    assert post(lead, f"{world.trip}/problem", form).status_code == 303
    page = lead.get(world.trip).get_data(as_text=True)
    assert "Van 1: held at the border" in page
    assert "Since Sun 4 Oct 2026, 02:00" in page
    prefix = re.search(r'name="(p\d+-)event"', page)[1]
    number = re.search(r'name="p\d+-event"[^>]*value="(\d+)"', page)[1]
    solved = {
        f"{prefix}key": str(uuid4()),
        f"{prefix}event": number,
        f"{prefix}occurred_at": "2026-10-03 02:00",
        f"{prefix}note": "Let go",
    }
    answer = post(lead, f"{world.trip}/solved", solved)
    assert answer.status_code == 422
    assert "before the problem began" in answer.get_data(as_text=True)
    assert "Let go" in answer.get_data(as_text=True)
    solved[f"{prefix}occurred_at"] = "2026-10-04 09:00"
    assert post(lead, f"{world.trip}/solved", solved).status_code == 303
    page = text_of(lead.get(world.trip))
    assert "Van 1: held at the border: solved" in page
    assert "Since " not in page


def test_a_problem_with_nonsense_in_it_is_told_by_field(lead, database, world):
    form = {"key": str(uuid4()), "kind": "note", "van": "", "occurred_at": "2026-10-04 02:00", "note": ""}
    answer = post(lead, f"{world.trip}/problem", form)
    assert (answer.status_code, "A note needs some words" in answer.get_data(as_text=True)) == (422, True)
    answer = post(lead, f"{world.trip}/problem", {**form, "note": "x" * 5000})
    assert answer.status_code == 422
    answer = post(lead, f"{world.trip}/problem", {**form, "note": "x", "box": "BX-0000-00-0"})
    assert "is not on this convoy" in answer.get_data(as_text=True)
    with database.look() as db:
        assert db.scalar(select(func.count(Event.id))) == 0


def test_all_not_marked_are_good_and_the_sums_add_up(lead, database, world):
    post(lead, world.trip, a_step())
    page = lead.get(world.count).get_data(as_text=True)
    assert all(code in page for code in world.boxes[:4])
    assert world.boxes[4] not in page
    form = a_count(
        received_by="Storekeeper", **{f"box-{world.boxes[0]}": "damaged", f"box-{world.boxes[1]}": "missing"}
    )
    answer = post(lead, world.count, form, follow_redirects=True)
    assert "2 good, 1 damaged, 1 missing" in text_of(answer)
    assert stages(database)[0] is RunStage.UNLOADED
    page = text_of(lead.get(f"/convoys/{world.code}/receipts"))
    assert "Van 1, Lviv 4 2 0 1 1 0" in page
    assert "Together 5 2 0 1 1 0 0 1" in page
    assert "received by Storekeeper" in page
    answer = post(lead, world.count, a_count(act="marked", **{f"box-{world.boxes[1]}": "good"}))
    assert answer.status_code == 303
    assert "Van 1, Lviv 4 3 0 1 0 0" in text_of(lead.get(f"/convoys/{world.code}/receipts"))


def test_scanned_boxes_are_marked_without_storing_anything(lead, database, world):
    post(lead, world.trip, a_step())
    number = world.names[2].split()[-1]
    form = {**a_count(typed=world.boxes[0].lower().replace("-", ""), note="kept"), "act": ""}
    page = post(lead, world.count, form)
    assert page.status_code == 200
    assert "Nothing is stored yet" in text_of(page)
    assert "kept" in page.get_data(as_text=True)
    page = post(lead, world.count, {**form, "typed": number, f"box-{world.boxes[0]}": "good"})
    assert page.get_data(as_text=True).count('value="good" selected') == 2
    with database.look() as db:
        assert db.scalar(select(func.count(GoodsReceipt.id))) == 0
    form = a_count(act="marked", **{f"box-{world.boxes[0]}": "good", f"box-{world.boxes[2]}": "good"})
    assert post(lead, world.count, form).status_code == 303
    with database.look() as db:
        assert db.scalar(select(func.count(Box.id)).where(Box.stage == BoxStage.DELIVERED)) == 2


def test_a_box_that_is_not_on_the_list_is_said_so_and_marks_are_kept(lead, database, world):
    post(lead, world.trip, a_step())
    for typed in (world.boxes[4], "BX-0000-00-0", "Leeds 999", "<script>"):
        page = post(lead, world.count, {**a_count(typed=typed, act=""), f"box-{world.boxes[0]}": "damaged"})
        assert page.status_code == 422
        assert "Not on this list" in page.get_data(as_text=True)
        assert 'value="damaged" selected' in page.get_data(as_text=True)
        assert "<script>" not in page.get_data(as_text=True)


def test_a_mistyped_box_is_answered_with_the_one_it_may_have_been(lead, world):
    post(lead, world.trip, a_step())
    code = world.boxes[0]
    slip = code[:3] + ("2" if code[3] != "2" else "3") + code[4:]
    page = post(lead, world.count, a_count(typed=slip, act=""))
    assert f"Did you mean {code}?" in text_of(page)


def test_nothing_marked_stores_nothing_and_says_so(lead, database, world):
    post(lead, world.trip, a_step())
    answer = post(lead, world.count, a_count(act="marked"))
    assert answer.status_code == 422
    assert "No box was counted" in answer.get_data(as_text=True)


def test_part_of_a_box_is_counted_line_by_line(lead, database, world):
    post(lead, world.trip, a_step())
    answer = post(lead, world.count, a_count(**{f"box-{world.boxes[0]}": "part"}))
    assert (answer.status_code, answer.location) == (303, f"{world.count}/{world.boxes[0]}")
    page = lead.get(answer.location).get_data(as_text=True)
    assert "Tinned beef" in page
    lot = re.search(r'name="lines-0-lot"[^>]*value="(\d+)"', page)[1]
    line = {"lines-0-lot": lot, "lines-0-good": "20", "lines-0-damaged": "1", "lines-0-missing": "2"}
    wrong = post(lead, answer.location, a_count(**line))
    assert wrong.status_code == 422
    assert "come to 23, but 24 were sent" in wrong.get_data(as_text=True)
    for typed in ("-1", "NaN", "1e9", "１２", "x"):
        bad = post(lead, answer.location, a_count(**{**line, "lines-0-good": typed}))
        assert bad.status_code == 422
    line |= {"lines-0-missing": "3", "lines-0-excess": "2"}
    assert post(lead, answer.location, a_count(reason="wet", **line)).status_code == 303
    with database.look() as db:
        stored = db.scalars(select(GoodsReceiptLine).where(GoodsReceiptLine.damaged == 1)).one()
        assert (stored.good, stored.missing, stored.excess, stored.reason) == (20, 3, 2, "wet")
        assert db.scalars(select(Convoy.stage)).one() is ConvoyStage.ON_THE_ROAD
    page = text_of(lead.get(f"/convoys/{world.code}/receipts"))
    assert "wet" in page
    assert "Van 1, Lviv 4 3 1 0 0 0" in page


def test_a_box_of_another_stop_or_none_leads_back_to_the_list(lead, world):
    post(lead, world.trip, a_step())
    for code in (world.boxes[4], "BX-0000-00-0", "x" * 300):
        for answer in (
            lead.get(f"{world.count}/{code}"),
            post(lead, f"{world.count}/{code}", a_count()),
        ):
            assert (answer.status_code, answer.location) == (303, world.count)
        assert "is not waiting to be counted here" in text_of(lead.get(world.count))


def test_a_stop_where_nothing_comes_off_or_a_van_that_is_none_has_no_count_page(lead, world):
    assert lead.get(world.count.replace("/2/", "/1/")).status_code == 404
    assert lead.get(world.count.replace("/runs/1/", "/runs/9/")).status_code == 404


def test_the_same_box_counted_by_two_is_stored_once(lead, database, world):
    post(lead, world.trip, a_step())
    path = f"{world.count}/{world.boxes[0]}"
    lot = re.search(r'name="lines-0-lot"[^>]*value="(\d+)"', lead.get(path).get_data(as_text=True))[1]
    line = {"lines-0-lot": lot, "lines-0-good": "24"}
    form = a_count(**line)
    assert post(lead, path, form).status_code == 303
    assert post(lead, path, a_count(**line)).location == world.count
    with database.look() as db:
        assert db.scalar(select(func.count(GoodsReceipt.id))) == 1


def test_forty_boxes_take_no_more_questions_to_the_database_than_four(lead, database, world):
    post(lead, world.trip, a_step())
    few = questions_of(lead, database, world.count)
    with database.work() as db:
        run = db.scalars(select(Run).where(Run.number == 1)).one()
        leeds = run.stops[0].place
        item = an_item(db, code="FOD-BEAN-01", name="Beans")
        for box in a_gift_at(db, leeds, item, boxes=36):
            box.stage, box.place_id = BoxStage.IN_TRANSIT, None
            a_load(db, box, run, departed_at=datetime.now(UTC) - timedelta(days=1))
    assert questions_of(lead, database, world.count) == few
    assert post(lead, world.count, a_count()).status_code == 303
    receipts = f"/convoys/{world.code}/receipts"
    assert "40 boxes counted" in text_of(lead.get(receipts))


def questions_of(client, database, path) -> int:
    asked = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize("role", [Role.DESK, Role.PRINTER, Role.AUDITOR, Role.ADMIN])
def test_nobody_else_sees_or_records_anything_of_the_trip(app, database, world, role):
    stranger = signed_in(app, database, Granted(role))
    for path in (
        world.trip,
        world.now,
        world.count,
        f"{world.trip}/problem",
        f"/convoys/{world.code}/receipts",
    ):
        assert stranger.get(path).status_code in {403, 404}
    for path in (world.trip, f"{world.trip}/problem", f"{world.trip}/solved", world.count):
        assert post(stranger, path, a_step()).status_code in {403, 404}
    with database.look() as db:
        assert db.scalar(select(func.count(Event.id)).where(Event.kind == EventKind.DEPARTED)) == 0
