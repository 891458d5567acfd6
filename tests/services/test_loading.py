"""Putting boxes on vans: who gets one, why another cannot go, and what counts as inside."""

from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from convoy.db import Database
from convoy.domain.errors import NotAllowed, NotFound, RuleBroken
from convoy.domain.kinds import EventKind, LoadEnd, PlaceKind, StopKind
from convoy.domain.lifecycle import BoxStage, ConvoyStage, RunStage
from convoy.domain.loading import SomeCannotGo
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import AuditEntry, Box, Convoy, Event, Load, Run
from convoy.services import dispatch, loading
from convoy.services.dispatch import RecordStep
from convoy.services.loading import AssignBoxes, FreeBoxes, MoveLoads, TickBoxes
from tests.factories import a_box, a_convoy, a_pallet, a_place, a_run


@pytest.fixture
def world(database: Database) -> SimpleNamespace:
    """A convoy of two vans from Leeds to Lviv and Kyiv, and five boxes in Leeds."""
    with database.work() as db:
        leeds, bradford = a_place(db), a_place(db, name="Bradford")
        lviv = a_place(db, name="Lviv", kind=PlaceKind.DESTINATION)
        kyiv = a_place(db, name="Kyiv", kind=PlaceKind.DESTINATION)
        convoy = a_convoy(db)
        for _ in range(2):
            a_run(
                db,
                convoy,
                (StopKind.LOADING, leeds),
                (StopKind.DELIVERY, lviv),
                (StopKind.DELIVERY, kyiv),
            )
        boxes = tuple(a_box(db, leeds).code for _ in range(5))
        return SimpleNamespace(
            convoy=convoy.code, convoy_id=convoy.id, leeds=leeds.id, bradford=bradford.id, boxes=boxes
        )


def the_assignment(world: SimpleNamespace, **changes) -> AssignBoxes:
    values = {"key": uuid4(), "convoy": world.convoy, "run": 1, "to_stop": "LVI", "boxes": world.boxes}
    return AssignBoxes(**values | changes)


def departs(database: Database, world: SimpleNamespace, run: int) -> None:
    command = RecordStep(uuid4(), world.convoy, EventKind.DEPARTED, datetime.now(UTC), (run,))
    database.do(dispatch.record_step, CONSOLE, command)


def open_loads(database: Database) -> dict[str, int]:
    with database.look() as db:
        rows = db.execute(
            select(Box.code, Run.number)
            .join(Load, Load.box_id == Box.id)
            .join(Run, Run.id == Load.run_id)
            .where(Load.ended_at.is_(None))
        )
        return dict(rows.all())


def test_boxes_get_their_place_on_a_van_with_one_entry_in_the_log(database: Database, world):
    done = database.do(loading.assign, CONSOLE, the_assignment(world))
    assert sorted(done.boxes) == sorted(world.boxes)
    assert open_loads(database) == dict.fromkeys(world.boxes, 1)
    with database.look() as db:
        assert db.scalars(select(AuditEntry.action)).all() == ["load:assign"]
        assert db.scalars(select(Load.from_stop_id)).first() is not None


def test_the_same_form_sent_twice_assigns_once_and_gives_the_first_answer(database: Database, world):
    form = the_assignment(world)
    first = database.do(loading.assign, CONSOLE, form)
    second = database.do(loading.assign, CONSOLE, form)
    assert sorted(first.boxes) == sorted(second.boxes)
    with database.look() as db:
        assert db.scalar(select(func.count(Load.id))) == 5


def test_a_box_on_another_van_is_refused_with_the_van_the_time_and_the_person(database: Database, world):
    with database.work() as db:
        other = a_convoy(db, name="Sunday")
        code = other.code
        a_run(db, other, *[(stop.kind, stop.place) for stop in db.scalars(select(Run)).first().stops])
    database.do(loading.assign, CONSOLE, the_assignment(world, convoy=code, boxes=world.boxes[:1]))
    with pytest.raises(SomeCannotGo) as refused:
        database.do(loading.assign, CONSOLE, the_assignment(world))
    ((box, reason),) = refused.value.reasons
    assert box == world.boxes[0]
    assert f"on van 1 of {code} since" in str(reason)
    assert "by console" in str(reason)
    assert sorted(refused.value.able) == sorted(world.boxes[1:])
    assert open_loads(database) == {world.boxes[0]: 1}


def test_every_box_that_cannot_go_is_named_with_its_own_reason(database: Database, world):
    with database.work() as db:
        bradford = db.get_one(type(a_place(db, name="Hull")), world.bradford)
        elsewhere = a_box(db, bradford).code
        leeds = db.get_one(type(bradford), world.leeds)
        emptied = a_box(db, leeds, stage=BoxStage.EMPTIED).code
        left = a_box(db, leeds, stage=BoxStage.DELIVERED, place_id=None).code
        on_pallet, beside = a_box(db, leeds), a_box(db, leeds)
        a_pallet(db, leeds, on_pallet, beside)
        alone = on_pallet.code
    asked = (*world.boxes, elsewhere, emptied, left, alone)
    with pytest.raises(SomeCannotGo) as refused:
        database.do(loading.assign, CONSOLE, the_assignment(world, boxes=asked))
    said = {code: str(reason) for code, reason in refused.value.reasons}
    assert set(said) == {elsewhere, emptied, left, alone}
    assert "stands at Bradford" in said[elsewhere]
    assert "emptied" in said[emptied]
    assert "delivered" in said[left]
    assert "choose the whole pallet" in said[alone]
    assert open_loads(database) == {}


def test_the_others_go_when_asked_for_without_those_that_cannot(database: Database, world):
    with database.work() as db:
        bradford = a_place(db, name="Hull")
        elsewhere = a_box(db, bradford).code
    form = the_assignment(world, boxes=(*world.boxes, elsewhere), skip_ineligible=True)
    done = database.do(loading.assign, CONSOLE, form)
    assert sorted(done.boxes) == sorted(world.boxes)
    assert [code for code, _ in done.skipped] == [elsewhere]
    again = database.do(loading.assign, CONSOLE, form)
    assert [code for code, _ in again.skipped] == [elsewhere]


def test_a_pallet_goes_whole_and_keeps_its_boxes_together(database: Database, world):
    with database.work() as db:
        boxes = db.scalars(select(Box).where(Box.code.in_(world.boxes[:3]))).all()
        pallet = a_pallet(db, boxes[0].place, *boxes).code
    form = the_assignment(world, boxes=(), pallets=(pallet,))
    assert len(database.do(loading.assign, CONSOLE, form).boxes) == 3
    with database.look() as db:
        assert None not in set(db.scalars(select(Load.pallet_id)))
    with pytest.raises(SomeCannotGo):
        database.do(loading.free, CONSOLE, FreeBoxes(uuid4(), world.convoy, world.boxes[:1]))
    database.do(loading.free, CONSOLE, FreeBoxes(uuid4(), world.convoy, (), (pallet,)))
    assert open_loads(database) == {}


def test_a_pallet_with_a_box_that_cannot_go_stays_whole(database: Database, world):
    database.do(loading.assign, CONSOLE, the_assignment(world, run=2, boxes=world.boxes[:1]))
    with database.work() as db:
        boxes = db.scalars(select(Box).where(Box.code.in_(world.boxes[:2]))).all()
        pallet = a_pallet(db, boxes[0].place, *boxes).code
    with pytest.raises(SomeCannotGo) as refused:
        database.do(loading.assign, CONSOLE, the_assignment(world, boxes=(), pallets=(pallet,)))
    assert len(refused.value.reasons) == 2
    assert not refused.value.able


def test_a_van_that_has_left_takes_no_more(database: Database, world):
    departs(database, world, 1)
    with pytest.raises(RuleBroken, match="has left"):
        database.do(loading.assign, CONSOLE, the_assignment(world))
    database.do(loading.assign, CONSOLE, the_assignment(world, run=2))
    departs(database, world, 2)
    with pytest.raises(SomeCannotGo) as refused:
        database.do(loading.free, CONSOLE, FreeBoxes(uuid4(), world.convoy, world.boxes))
    assert "has left with van 2" in str(refused.value.reasons[0][1])


def test_a_place_where_the_van_does_not_unload_is_refused(database: Database, world):
    with pytest.raises(NotFound, match="does not unload at LEE"):
        database.do(loading.assign, CONSOLE, the_assignment(world, to_stop="LEE"))


def test_a_van_that_never_loads_takes_nothing(database: Database, world):
    with database.work() as db:
        convoy = db.scalars(select(Convoy)).one()
        a_run(db, convoy, (StopKind.DELIVERY, convoy.runs[0].stops[1].place))
    with pytest.raises(RuleBroken, match="no stop where it loads"):
        database.do(loading.assign, CONSOLE, the_assignment(world, run=3))


def test_boxes_taken_off_are_free_again_or_left_behind(database: Database, world):
    database.do(loading.assign, CONSOLE, the_assignment(world))
    database.do(loading.free, CONSOLE, FreeBoxes(uuid4(), world.convoy, world.boxes[:2]))
    left = FreeBoxes(uuid4(), world.convoy, world.boxes[2:3], leave_behind=True)
    database.do(loading.free, CONSOLE, left)
    with database.look() as db:
        ends = db.execute(select(Load.end, func.count(Load.id)).group_by(Load.end)).all()
    assert dict(ends) == {None: 2, LoadEnd.FREED: 2, LoadEnd.LEFT_BEHIND: 1}
    database.do(loading.assign, CONSOLE, the_assignment(world, boxes=world.boxes[:3]))
    assert open_loads(database) == dict.fromkeys(world.boxes, 1)


def test_a_box_not_on_this_convoy_cannot_be_taken_off_it(database: Database, world):
    with pytest.raises(SomeCannotGo) as refused:
        database.do(loading.free, CONSOLE, FreeBoxes(uuid4(), world.convoy, world.boxes))
    assert len(refused.value.reasons) == 5


def test_boxes_move_to_another_van_and_stop_or_stay_where_they_are(database: Database, world):
    database.do(loading.assign, CONSOLE, the_assignment(world))
    database.do(loading.move, CONSOLE, MoveLoads(uuid4(), world.convoy, 2, "KYI", world.boxes[:2]))
    assert sorted(open_loads(database).values()) == [1, 1, 1, 2, 2]
    departs(database, world, 2)
    with pytest.raises(RuleBroken, match="has left"):
        database.do(loading.move, CONSOLE, MoveLoads(uuid4(), world.convoy, 2, "KYI", world.boxes[2:]))
    assert sorted(open_loads(database).values()) == [1, 1, 1, 2, 2]


def test_the_first_tick_begins_loading_and_a_tick_can_be_taken_back(database: Database, world):
    database.do(loading.assign, CONSOLE, the_assignment(world))
    database.do(loading.tick, CONSOLE, TickBoxes(uuid4(), world.convoy, 1, world.boxes[:2]))
    database.do(loading.tick, CONSOLE, TickBoxes(uuid4(), world.convoy, 1, world.boxes[:1], untick=True))
    with database.look() as db:
        assert db.scalar(select(func.count(Load.loaded_at))) == 1
        assert db.scalars(select(Event.kind)).all() == [EventKind.LOADING]
        assert db.scalars(select(Run.stage).order_by(Run.number)).all() == [
            RunStage.LOADING,
            RunStage.PLANNED,
        ]
        assert db.scalars(select(Convoy.stage)).one() is ConvoyStage.LOADING


def test_only_boxes_of_this_van_can_be_ticked(database: Database, world):
    database.do(loading.assign, CONSOLE, the_assignment(world, boxes=world.boxes[:1]))
    with pytest.raises(SomeCannotGo):
        database.do(loading.tick, CONSOLE, TickBoxes(uuid4(), world.convoy, 1, world.boxes[:2]))
    with database.look() as db:
        assert db.scalar(select(func.count(Load.loaded_at))) == 0


def test_more_boxes_make_a_ready_van_a_loading_one_again(database: Database, world):
    with database.work() as db:
        db.scalars(select(Run).where(Run.number == 1)).one().stage = RunStage.READY
    database.do(loading.assign, CONSOLE, the_assignment(world))
    with database.look() as db:
        assert db.scalars(select(Run.stage).where(Run.number == 1)).one() is RunStage.LOADING


def test_a_coordinator_of_one_convoy_loads_from_where_its_vans_load(database: Database, world):
    granted = Granted(Role.COORDINATOR, convoy_id=world.convoy_id)
    coordinator = Actor(None, "Olena", (granted,))
    assert len(database.do(loading.assign, coordinator, the_assignment(world)).boxes) == 5


def test_nobody_else_learns_that_the_convoy_is_there(database: Database, world):
    desk = Actor(None, "Olena", (Granted(Role.DESK),))
    with pytest.raises(NotFound):
        database.do(loading.assign, desk, the_assignment(world))
    other = Actor(None, "Olena", (Granted(Role.COORDINATOR, convoy_id=world.convoy_id + 1),))
    with pytest.raises((NotFound, NotAllowed)):
        database.do(loading.assign, other, the_assignment(world))
