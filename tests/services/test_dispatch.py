"""Recording what vans did: in any order, whatever is missing, without ever blocking the past."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from convoy.db import Database
from convoy.domain.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from convoy.domain.kinds import EventKind, LoadEnd, PlaceKind, StopKind
from convoy.domain.lifecycle import BoxStage, ConvoyStage, RunStage
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import AuditEntry, Box, Convoy, Event, Load, Pallet, Run, Stop
from convoy.services import checking, dispatch, dropping
from convoy.services.dispatch import RecordStep, ReportProblem, ResolveProblem
from tests.factories import a_convoy, a_gift_at, a_load, a_pallet, a_place, a_recipient, a_run, an_item

THEN = datetime(2026, 10, 3, 6, 10, tzinfo=UTC)


@pytest.fixture
def world(database: Database) -> SimpleNamespace:
    """Van 1: two loose boxes and a pallet of two for Lviv, one box for Kyiv. Van 2: one box for Lviv."""
    with database.work() as db:
        leeds = a_place(db)
        host = {"kind": PlaceKind.DESTINATION, "organisation_id": a_recipient(db).id}
        lviv, kyiv = a_place(db, name="Lviv", **host), a_place(db, name="Kyiv", **host)
        convoy = a_convoy(db)
        route = (StopKind.LOADING, leeds), (StopKind.DELIVERY, lviv), (StopKind.DELIVERY, kyiv)
        first, second = a_run(db, convoy, *route), a_run(db, convoy, *route)
        boxes = a_gift_at(db, leeds, an_item(db), boxes=6)
        for box in boxes:
            box.stage = BoxStage.CLOSED
        pallet = a_pallet(db, leeds, *boxes[2:4])
        for box in boxes:
            run = second if box is boxes[5] else first
            stop = run.stops[2] if box is boxes[4] else run.stops[1]
            a_load(db, box, run, to_stop_id=stop.id, from_stop_id=run.stops[0].id, pallet_id=box.pallet_id)
        return SimpleNamespace(
            convoy=convoy.code,
            convoy_id=convoy.id,
            boxes=[box.code for box in boxes],
            pallet=pallet.code,
            leeds=leeds.id,
        )


def step(database: Database, world: SimpleNamespace, kind: EventKind, *runs: int, hours: int = 0, **rest):
    command = RecordStep(uuid4(), world.convoy, kind, THEN + timedelta(hours=hours), runs, **rest)
    return database.do(dispatch.record_step, CONSOLE, command)


def run_stages(database: Database) -> list[RunStage]:
    with database.look() as db:
        return list(db.scalars(select(Run.stage).order_by(Run.number)))


def box_stages(database: Database, world: SimpleNamespace) -> list[BoxStage]:
    with database.look() as db:
        found = dict(db.execute(select(Box.code, Box.stage)).all())
        return [found[code] for code in world.boxes]


def convoy_stage(database: Database) -> ConvoyStage:
    with database.look() as db:
        return db.scalars(select(Convoy.stage)).one()


def sound(database: Database) -> bool:
    with database.look() as db:
        return list(checking.differences(db)) == []


def test_a_departure_takes_boxes_and_pallets_along_without_any_paper(database: Database, world):
    step(database, world, EventKind.DEPARTED, 1)
    assert run_stages(database) == [RunStage.DEPARTED, RunStage.PLANNED]
    assert box_stages(database, world) == [BoxStage.IN_TRANSIT] * 5 + [BoxStage.CLOSED]
    assert convoy_stage(database) is ConvoyStage.ON_THE_ROAD
    with database.look() as db:
        assert db.scalars(select(Pallet.place_id)).one() is None
        assert db.scalars(select(Box.place_id).where(Box.stage == BoxStage.IN_TRANSIT).distinct()).all() == [
            None
        ]
        assert set(db.scalars(select(Load.departed_at).join(Run).where(Run.number == 1))) == {THEN}
    assert sound(database)


def test_one_step_for_all_vans_is_one_entry_in_the_log_and_an_event_for_each(database: Database, world):
    step(database, world, EventKind.DEPARTED)
    with database.look() as db:
        assert db.scalars(select(Event.kind)).all() == [EventKind.DEPARTED] * 2
        assert db.scalars(select(AuditEntry.action)).all().count("run:step") == 1
        assert len(set(db.scalars(select(Event.audit_id)))) == 1


def test_a_step_for_all_leaves_out_the_vans_that_have_it_already(database: Database, world):
    step(database, world, EventKind.DEPARTED, 1)
    step(database, world, EventKind.DEPARTED, hours=1)
    with database.look() as db:
        assert dict(db.execute(select(Run.number, Run.departed_at)).all()) == {
            1: THEN,
            2: THEN + timedelta(hours=1),
        }
        assert db.scalar(select(func.count(Event.id))) == 2
    with pytest.raises(RuleBroken, match="Every van has this step"):
        step(database, world, EventKind.DEPARTED, hours=2)


def test_later_steps_may_be_recorded_first_and_earlier_ones_afterwards(database: Database, world):
    step(database, world, EventKind.CROSSED, 1, hours=20)
    assert run_stages(database)[0] is RunStage.CROSSED
    step(database, world, EventKind.AT_BORDER, 1, hours=12)
    step(database, world, EventKind.DEPARTED, 1)
    step(database, world, EventKind.LOADED, 1, hours=-1)
    assert run_stages(database)[0] is RunStage.CROSSED
    with database.look() as db:
        assert db.scalars(select(Run.departed_at).where(Run.number == 1)).one() == THEN
    assert sound(database)


def test_a_time_that_has_not_come_yet_is_refused(database: Database, world):
    ahead = datetime.now(UTC) + timedelta(hours=2)
    command = RecordStep(uuid4(), world.convoy, EventKind.DEPARTED, ahead)
    with pytest.raises(Invalid, match="not come yet") as refused:
        database.do(dispatch.record_step, CONSOLE, command)
    assert refused.value.field == "occurred_at"
    assert run_stages(database) == [RunStage.PLANNED] * 2


def test_the_same_step_sent_twice_is_recorded_once_and_other_content_is_a_conflict(database: Database, world):
    command = RecordStep(uuid4(), world.convoy, EventKind.DEPARTED, THEN, (1,))
    for _ in range(2):
        assert database.do(dispatch.record_step, CONSOLE, command).code == world.convoy
    with database.look() as db:
        assert db.scalar(select(func.count(Event.id))) == 1
    with pytest.raises(Conflict):
        database.do(
            dispatch.record_step,
            CONSOLE,
            RecordStep(command.key, world.convoy, EventKind.DEPARTED, THEN, (2,)),
        )


def test_boxes_not_loaded_stay_in_stock_on_the_left_behind_list(database: Database, world):
    left = (world.boxes[0], world.boxes[2])
    step(database, world, EventKind.DEPARTED, 1, not_loaded=left)
    with database.look() as db:
        rows = db.execute(
            select(Box.code, Box.stage, Box.place_id, Box.pallet_id, Load.end)
            .join(Load)
            .where(Box.code.in_(left))
        ).all()
        assert {tuple(row) for row in rows} == {
            (code, BoxStage.CLOSED, world.leeds, None, LoadEnd.LEFT_BEHIND) for code in left
        }
    assert box_stages(database, world)[1] is BoxStage.IN_TRANSIT
    assert sound(database)


def test_a_pallet_of_which_every_box_stays_behind_stays_whole(database: Database, world):
    step(database, world, EventKind.DEPARTED, 1, not_loaded=tuple(world.boxes[2:4]))
    with database.look() as db:
        pallet = db.scalars(select(Pallet)).one()
        assert (pallet.place_id, len(pallet.boxes)) == (world.leeds, 2)


def test_a_box_found_to_have_stayed_after_the_van_left_is_put_back_into_stock(database: Database, world):
    step(database, world, EventKind.DEPARTED, 1)
    step(database, world, EventKind.AT_BORDER, 1, hours=9, not_loaded=(world.boxes[0], world.boxes[2]))
    with database.look() as db:
        boxes = db.scalars(select(Box).where(Box.code.in_([world.boxes[0], world.boxes[2]]))).all()
        assert {(box.stage, box.place_id, box.pallet_id) for box in boxes} == {
            (BoxStage.CLOSED, world.leeds, None)
        }
    assert sound(database)


def test_boxes_of_another_van_or_before_departure_cannot_be_left_behind(database: Database, world):
    with pytest.raises(RuleBroken, match=world.boxes[5]):
        step(database, world, EventKind.DEPARTED, 1, not_loaded=(world.boxes[5],))
    with pytest.raises(RuleBroken, match="take them off"):
        step(database, world, EventKind.LOADED, 1, not_loaded=(world.boxes[0],))
    assert run_stages(database) == [RunStage.PLANNED] * 2


def test_arriving_takes_the_stops_in_turn_and_marks_only_their_boxes(database: Database, world):
    step(database, world, EventKind.DEPARTED, 1)
    step(database, world, EventKind.ARRIVED, 1, hours=30)
    assert box_stages(database, world)[:5] == [BoxStage.ARRIVED] * 4 + [BoxStage.IN_TRANSIT]
    step(database, world, EventKind.ARRIVED, 1, hours=40)
    assert box_stages(database, world)[4] is BoxStage.ARRIVED
    with database.look() as db:
        arrived = db.scalars(select(Stop.arrived_at).join(Run).where(Run.number == 1).order_by(Stop.position))
        assert arrived.all() == [None, THEN + timedelta(hours=30), THEN + timedelta(hours=40)]
    assert sound(database)


def test_an_arrival_names_a_stop_where_the_van_unloads(database: Database, world):
    with pytest.raises(NotFound, match="unloads nothing at stop 1"):
        step(database, world, EventKind.ARRIVED, 1, stop=1)
    step(database, world, EventKind.ARRIVED, 1, stop=3)
    assert box_stages(database, world)[:5] == [BoxStage.IN_TRANSIT] * 4 + [BoxStage.ARRIVED]


def test_an_unloaded_van_leaves_its_uncounted_boxes_arrived(database: Database, world):
    step(database, world, EventKind.UNLOADED, hours=50)
    assert box_stages(database, world) == [BoxStage.ARRIVED] * 6
    assert convoy_stage(database) is ConvoyStage.DELIVERED
    step(database, world, EventKind.RETURNED, hours=90)
    assert run_stages(database) == [RunStage.RETURNED] * 2
    assert sound(database)


def test_a_van_that_dropped_out_takes_no_step_and_the_others_do(database: Database, world):
    database.do(dropping.drop, CONSOLE, dropping.DropRun(uuid4(), world.convoy, 2, "gearbox"))
    with pytest.raises(RuleBroken, match="dropped out"):
        step(database, world, EventKind.DEPARTED, 2)
    step(database, world, EventKind.DEPARTED)
    assert run_stages(database) == [RunStage.DEPARTED, RunStage.DROPPED]


def test_a_cancelled_convoy_takes_no_step(database: Database, world):
    database.do(dropping.cancel, CONSOLE, dropping.CancelConvoy(uuid4(), world.convoy, "snow"))
    with pytest.raises(RuleBroken, match="was cancelled"):
        step(database, world, EventKind.DEPARTED)


def test_a_van_over_its_payload_is_not_ready_whatever_the_note_says_but_may_have_left(database, world):
    with database.work() as db:
        db.scalars(select(Run).where(Run.number == 1)).one().payload_g = 20_000
    for note in ("", "Weighbridge says 3,480 kg; agreed with Ana"):
        with pytest.raises(RuleBroken, match="more than it may"):
            step(database, world, EventKind.READY, 1, note=note)
    with database.work() as db:
        db.scalars(select(Run).where(Run.number == 2)).one().payload_g = 1_000
    step(database, world, EventKind.DEPARTED)
    assert run_stages(database) == [RunStage.DEPARTED] * 2


def test_a_problem_stays_open_until_it_is_solved_once_and_not_before_it_began(database: Database, world):
    step(database, world, EventKind.AT_BORDER)
    problem = ReportProblem(uuid4(), world.convoy, EventKind.BORDER_HELD, THEN, 1, note="papers")
    database.do(dispatch.report_problem, CONSOLE, problem)
    with database.look() as db:
        event = db.scalars(select(Event).where(Event.kind == EventKind.BORDER_HELD)).one()
    early = ResolveProblem(uuid4(), world.convoy, event.id, THEN - timedelta(hours=1))
    with pytest.raises(Invalid, match="before the problem began"):
        database.do(dispatch.resolve_problem, CONSOLE, early)
    solved = ResolveProblem(uuid4(), world.convoy, event.id, THEN + timedelta(hours=6), "let go")
    for _ in range(2):
        database.do(dispatch.resolve_problem, CONSOLE, solved)
    again = ResolveProblem(uuid4(), world.convoy, event.id, THEN + timedelta(hours=7))
    with pytest.raises(RuleBroken, match="solved before"):
        database.do(dispatch.resolve_problem, CONSOLE, again)
    with database.look() as db:
        last = db.scalars(select(Event).where(Event.kind == EventKind.RESOLVED)).one()
        assert (last.resolves_id, last.run_id) == (event.id, event.run_id)
    assert run_stages(database)[0] is RunStage.AT_BORDER
    assert sound(database)


def test_a_problem_may_be_about_the_whole_convoy_or_one_box_of_it(database: Database, world):
    for problem in (
        ReportProblem(uuid4(), world.convoy, EventKind.DELAY, THEN),
        ReportProblem(uuid4(), world.convoy, EventKind.DAMAGE, THEN, 1, world.boxes[0]),
        ReportProblem(uuid4(), world.convoy, EventKind.NOTE, THEN, 1, note="Coffee in Kraków"),
    ):
        database.do(dispatch.report_problem, CONSOLE, problem)
    for wrong, error in (
        (ReportProblem(uuid4(), world.convoy, EventKind.DAMAGE, THEN, 1, "BX-0000-00-0"), NotFound),
        (ReportProblem(uuid4(), world.convoy, EventKind.DEPARTED, THEN, 1), RuleBroken),
        (ReportProblem(uuid4(), world.convoy, EventKind.NOTE, THEN, 1), Invalid),
        (ReportProblem(uuid4(), world.convoy, EventKind.DELAY, THEN, 9), NotFound),
    ):
        with pytest.raises(error):
            database.do(dispatch.report_problem, CONSOLE, wrong)
    with database.look() as db:
        assert db.scalar(select(func.count(Event.id))) == 3


def test_only_who_dispatches_this_convoy_records_its_steps(database: Database, world):
    command = RecordStep(uuid4(), world.convoy, EventKind.DEPARTED, THEN)
    for grant in (Granted(Role.DESK), Granted(Role.COORDINATOR, convoy_id=world.convoy_id + 1)):
        with pytest.raises((NotAllowed, NotFound)):
            database.do(dispatch.record_step, Actor(None, "Olena", (grant,)), command)
    own = Actor(None, "Olena", (Granted(Role.COORDINATOR, convoy_id=world.convoy_id),))
    assert database.do(dispatch.record_step, own, command).code == world.convoy
