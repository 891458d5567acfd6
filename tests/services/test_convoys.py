"""Planning convoys: vans, stops, crews, and what becomes of the boxes of a van that drops out."""

from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from convoy.db import Database
from convoy.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from convoy.domain.kinds import CrewRole, CustomsSide, EventKind, LoadEnd, PlaceKind, StopKind
from convoy.domain.lifecycle import ConvoyStage, RunStage
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import AuditEntry, Box, Convoy, CrewMember, Event, Load, Run, Vehicle, VehicleClass
from convoy.services import convoys, crews, dropping, loading, stops
from convoy.services.convoys import AddRun, EditConvoy, EditRun, PlanConvoy
from convoy.services.crews import Person, RecordCustoms, SetCrew
from convoy.services.dropping import CancelConvoy, CloseConvoy, DropRun, ReinstateRun
from convoy.services.loading import AssignBoxes
from convoy.services.stops import AddStop, MoveStop, RemoveStop
from tests.factories import a_box, a_convoy, a_pallet, a_place, a_run


@pytest.fixture
def world(database: Database) -> SimpleNamespace:
    """Leeds, two destinations, a vehicle, and a convoy without vans."""
    with database.work() as db:
        a_place(db)
        a_place(db, name="Lviv", kind=PlaceKind.DESTINATION)
        a_place(db, name="Kyiv", kind=PlaceKind.DESTINATION)
        large = VehicleClass(
            code="VAN-L",
            name="panel van",
            licence="B",
            max_mass_g=3_500_000,
            payload_g=1_200_000,
            hold_length_mm=3_000,
            hold_width_mm=1_700,
            hold_height_mm=2_000,
            pallet_places=3,
        )
        db.add(
            Vehicle(code="VH-1", name="White van", vehicle_class=large, plate="AB12 CDE", payload_g=1_000_000)
        )
        return SimpleNamespace(convoy=a_convoy(db).code)


def added_run(database: Database, world: SimpleNamespace, **changes) -> int:
    values = {"key": uuid4(), "convoy": world.convoy, "loads_at": ("LEE",), "delivers_to": ("LVI", "KYI")}
    return database.do(convoys.add_run, CONSOLE, AddRun(**values | changes)).number


def route(database: Database) -> list[str]:
    with database.look() as db:
        return [stop.place.code for stop in db.scalars(select(Run)).first().stops]


def test_a_convoy_is_planned_once_however_often_the_form_comes(database: Database, world):
    form = PlanConvoy(uuid4(), "Easter", date(2027, 3, 20), date(2027, 3, 27), recipients=("LVI", "KYI"))
    first = database.do(convoys.create, CONSOLE, form)
    assert database.do(convoys.create, CONSOLE, form).code == first.code
    with database.look() as db:
        convoy = db.scalars(select(Convoy).where(Convoy.code == first.code)).one()
        assert [one.place.name for one in convoy.recipients] == ["Lviv", "Kyiv"]
        assert db.scalar(select(func.count(AuditEntry.id))) == 1


def test_a_convoy_cannot_end_before_it_begins(database: Database, world):
    with pytest.raises(RuleBroken, match="before the first day"):
        database.do(convoys.create, CONSOLE, PlanConvoy(uuid4(), "E", date(2027, 3, 20), date(2027, 3, 2)))


def test_only_who_coordinates_all_convoys_plans_a_new_one(database: Database, world):
    for granted in (Granted(Role.COORDINATOR, convoy_id=1), Granted(Role.DESK), Granted(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            database.do(convoys.create, Actor(None, "Olena", (granted,)), PlanConvoy(uuid4(), "Easter"))


def test_an_edit_changes_recipients_and_refuses_a_form_that_is_out_of_date(database: Database, world):
    form = EditConvoy(uuid4(), world.convoy, "Sunday", recipients=("KYI",), version=1)
    database.do(convoys.edit, CONSOLE, form)
    with database.look() as db:
        convoy = db.scalars(select(Convoy)).one()
        assert (convoy.name, [one.place.code for one in convoy.recipients]) == ("Sunday", ["KYI"])
    with pytest.raises(Conflict):
        database.do(convoys.edit, CONSOLE, EditConvoy(uuid4(), world.convoy, "Monday", version=1))


def test_a_van_takes_what_is_not_said_from_its_vehicle_then_from_the_class(database: Database, world):
    added_run(database, world, vehicle="VH-1", pallet_places=2)
    with database.look() as db:
        run = db.scalars(select(Run)).one()
        assert (run.plate, run.payload_g, run.hold_ml, run.pallet_places) == (
            "AB12 CDE",
            1_000_000,
            10_200_000,
            2,
        )
        assert [(stop.kind, stop.place.code) for stop in run.stops] == [
            (StopKind.LOADING, "LEE"),
            (StopKind.DELIVERY, "LVI"),
            (StopKind.DELIVERY, "KYI"),
        ]


def test_a_van_may_be_quite_unknown_yet(database: Database, world):
    assert added_run(database, world) == 1
    with database.look() as db:
        run = db.scalars(select(Run)).one()
        assert (run.plate, run.payload_g, run.hold_ml, run.pallet_places) == ("", None, None, None)


def test_a_vehicle_goes_once_in_a_convoy(database: Database, world):
    added_run(database, world, vehicle="VH-1")
    with pytest.raises(RuleBroken, match="already goes as van 1"):
        added_run(database, world, vehicle="VH-1")


def test_the_same_van_form_adds_one_van(database: Database, world):
    form = AddRun(uuid4(), world.convoy)
    assert database.do(convoys.add_run, CONSOLE, form).number == 1
    assert database.do(convoys.add_run, CONSOLE, form).number == 1
    assert database.do(convoys.add_run, CONSOLE, AddRun(uuid4(), world.convoy)).number == 2


def test_an_edited_van_keeps_what_was_typed(database: Database, world):
    number = added_run(database, world)
    form = EditRun(uuid4(), world.convoy, number, vehicle="VH-1", payload_g=950_000, plate="XY99 ZZZ")
    run = database.do(convoys.edit_run, CONSOLE, form)
    assert (run.payload_g, run.plate, run.pallet_places) == (950_000, "XY99 ZZZ", 3)


def test_stops_come_in_the_order_they_are_put(database: Database, world):
    number = added_run(database, world)
    database.do(stops.move, CONSOLE, MoveStop(uuid4(), world.convoy, number, 3, "KYI", 2))
    assert route(database) == ["LEE", "KYI", "LVI"]
    database.do(stops.remove, CONSOLE, RemoveStop(uuid4(), world.convoy, number, 2, "KYI"))
    assert route(database) == ["LEE", "LVI"]
    database.do(stops.add, CONSOLE, AddStop(uuid4(), world.convoy, number, StopKind.DELIVERY, "KYI"))
    assert route(database) == ["LEE", "LVI", "KYI"]
    with pytest.raises(RuleBroken, match="already stops at Kyiv"):
        database.do(stops.add, CONSOLE, AddStop(uuid4(), world.convoy, number, StopKind.DELIVERY, "KYI"))
    with pytest.raises(Conflict):
        database.do(stops.remove, CONSOLE, RemoveStop(uuid4(), world.convoy, number, 2, "KYI"))


@pytest.mark.parametrize("kind", [PlaceKind.HAND_OVER, PlaceKind.DESTINATION])
def test_our_own_stock_is_only_kept_at_places_of_ours(database: Database, world, kind):
    number = added_run(database, world, delivers_to=("LVI",))
    with database.work() as db:
        a_place(db, name="Medyka", kind=kind)
    with pytest.raises(RuleBroken, match="no place of ours"):
        database.do(stops.add, CONSOLE, AddStop(uuid4(), world.convoy, number, StopKind.WAREHOUSE, "MED"))
    database.do(stops.add, CONSOLE, AddStop(uuid4(), world.convoy, number, StopKind.DELIVERY, "MED"))
    assert route(database) == ["LEE", "LVI", "MED"]


def test_a_stop_added_by_a_form_sent_again_after_it_was_removed_is_refused(database: Database, world):
    number = added_run(database, world, delivers_to=("LVI",))
    form = AddStop(uuid4(), world.convoy, number, StopKind.DELIVERY, "KYI")
    database.do(stops.add, CONSOLE, form)
    database.do(stops.remove, CONSOLE, RemoveStop(uuid4(), world.convoy, number, 3, "KYI"))
    with pytest.raises(Conflict, match="changed meanwhile"):
        database.do(stops.add, CONSOLE, form)
    assert route(database) == ["LEE", "LVI"]


def test_a_stop_with_boxes_stays_and_boxes_never_come_on_after_they_go_off(database: Database, world):
    number = added_run(database, world)
    with database.work() as db:
        box = a_box(db, db.scalars(select(Run)).one().stops[0].place).code
    database.do(loading.assign, CONSOLE, AssignBoxes(uuid4(), world.convoy, number, "LVI", (box,)))
    for position, place in ((1, "LEE"), (2, "LVI")):
        with pytest.raises(RuleBroken, match="move them first"):
            database.do(stops.remove, CONSOLE, RemoveStop(uuid4(), world.convoy, number, position, place))
    with pytest.raises(RuleBroken, match="order was not changed"):
        database.do(stops.move, CONSOLE, MoveStop(uuid4(), world.convoy, number, 1, "LEE", 3))
    assert route(database) == ["LEE", "LVI", "KYI"]


def test_a_crew_is_set_whole_and_its_names_stay_out_of_the_log(database: Database, world):
    number = added_run(database, world)
    people = (Person(CrewRole.LEAD_DRIVER, "Ana Kovač", "+385 1"), Person(CrewRole.MEDIC, "Ben Ode"))
    database.do(crews.set_crew, CONSOLE, SetCrew(uuid4(), world.convoy, number, people))
    database.do(crews.set_crew, CONSOLE, SetCrew(uuid4(), world.convoy, number, people[:1], before=2))
    with pytest.raises(Conflict):
        database.do(crews.set_crew, CONSOLE, SetCrew(uuid4(), world.convoy, number, people, before=2))
    with database.look() as db:
        assert db.scalars(select(CrewMember.name)).all() == ["Ana Kovač"]
        assert not any("Kova" in facts for facts in db.scalars(select(AuditEntry.facts)))


def test_a_customs_record_is_kept_per_side_and_crossing(database: Database, world):
    number = added_run(database, world)
    for reference in ("26GB1", "26GB2"):
        form = RecordCustoms(uuid4(), world.convoy, number, CustomsSide.EXPORT, reference=reference)
        database.do(crews.record_customs, CONSOLE, form)
    with database.look() as db:
        assert [one.reference for one in db.scalars(select(Run)).one().customs] == ["26GB2"]


@pytest.fixture
def loaded(database: Database, world) -> SimpleNamespace:
    """Van 1 with a pallet of 300 kg and five loose boxes of 100 kg for Lviv; van 2 has room for 450 kg."""
    with database.work() as db:
        convoy = db.scalars(select(Convoy)).one()
        leeds, lviv, kyiv = (a_place(db, name=name) for name in ("Ulm", "Dnipro", "Odesa"))
        a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, lviv))
        a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, lviv), payload_g=450_000)
        a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, kyiv))
        loose = [a_box(db, leeds, gross_g=100_000).code for _ in range(5)]
        on_pallet = [a_box(db, leeds, gross_g=137_500) for _ in range(2)]
        pallet = a_pallet(db, leeds, *on_pallet).code
    form = AssignBoxes(uuid4(), world.convoy, 1, "DNI", tuple(loose), (pallet,))
    database.do(loading.assign, CONSOLE, form)
    return SimpleNamespace(
        convoy=world.convoy, loose=loose, pallet=pallet, on_pallet=[b.code for b in on_pallet]
    )


def test_a_van_that_drops_out_leaves_its_boxes_to_the_others_as_far_as_they_fit(database: Database, loaded):
    done = database.do(dropping.drop, CONSOLE, DropRun(uuid4(), loaded.convoy, 1, "gearbox"))
    assert (done.moved, done.left_behind) == (3, 4)
    by_code = {one.unit.code: one for one in done.shared}
    assert by_code[loaded.pallet].van == 2
    left = [one for one in done.shared if one.van is None]
    assert "if van 2 were 50 kg lighter" in str(left[0].reason)
    with database.look() as db:
        moved = db.scalars(select(Load).where(Load.ended_at.is_(None))).all()
        assert {load.run.number for load in moved} == {2}
        assert {load.to_stop.place.code for load in moved} == {"DNI"}
        assert {load.box.code for load in moved if load.pallet_id} == set(loaded.on_pallet)
        ends = db.execute(select(Load.end, func.count(Load.id)).group_by(Load.end)).all()
        assert dict(ends) == {None: 3, LoadEnd.MOVED: 3, LoadEnd.LEFT_BEHIND: 4}
        assert db.scalars(select(Event.kind)).all() == [EventKind.DROPPED]
        assert db.scalars(select(AuditEntry.action)).all().count("run:drop") == 1
        run = db.scalars(select(Run).where(Run.number == 1)).one()
        assert (run.stage, run.dropped_reason) == (RunStage.DROPPED, "gearbox")


def test_boxes_no_other_van_passes_are_left_behind_with_that_reason(database: Database, loaded):
    database.do(dropping.drop, CONSOLE, DropRun(uuid4(), loaded.convoy, 2, "no driver"))
    done = database.do(dropping.drop, CONSOLE, DropRun(uuid4(), loaded.convoy, 1, "gearbox"))
    assert (done.moved, done.left_behind) == (0, 7)
    assert {str(one.reason) for one in done.shared} == {"no other van loads there and stops there"}


def test_a_van_comes_back_empty(database: Database, loaded):
    database.do(dropping.drop, CONSOLE, DropRun(uuid4(), loaded.convoy, 1, "gearbox"))
    form = AssignBoxes(uuid4(), loaded.convoy, 1, "DNI", tuple(loaded.loose))
    with pytest.raises(RuleBroken, match="has dropped out"):
        database.do(loading.assign, CONSOLE, form)
    run = database.do(dropping.reinstate, CONSOLE, ReinstateRun(uuid4(), loaded.convoy, 1))
    assert (run.stage, run.dropped_reason) == (RunStage.PLANNED, "")
    with pytest.raises(RuleBroken, match="has not dropped out"):
        database.do(dropping.reinstate, CONSOLE, ReinstateRun(uuid4(), loaded.convoy, 1))


def test_a_van_that_left_cannot_drop_out_and_its_convoy_cannot_be_cancelled(database: Database, loaded):
    with database.work() as db:
        run = db.scalars(select(Run).where(Run.number == 1)).one()
        run.stage = RunStage.DEPARTED
        convoys.follow_runs(run.convoy)
    with pytest.raises(RuleBroken, match="has left"):
        database.do(dropping.drop, CONSOLE, DropRun(uuid4(), loaded.convoy, 1, "gearbox"))
    with pytest.raises(RuleBroken, match="cannot be cancelled"):
        database.do(dropping.cancel, CONSOLE, CancelConvoy(uuid4(), loaded.convoy, "snow"))


def test_a_cancelled_convoy_frees_every_box_and_takes_no_more(database: Database, loaded):
    assert database.do(dropping.cancel, CONSOLE, CancelConvoy(uuid4(), loaded.convoy, "snow")) == 7
    with database.look() as db:
        assert db.scalars(select(Load.end).distinct()).all() == [LoadEnd.FREED]
        assert db.scalars(select(Convoy.stage)).one() is ConvoyStage.CANCELLED
    with pytest.raises(RuleBroken, match="is over"):
        database.do(convoys.add_run, CONSOLE, AddRun(uuid4(), loaded.convoy))


def test_only_a_delivered_convoy_is_closed(database: Database, loaded):
    with pytest.raises(RuleBroken):
        database.do(dropping.close, CONSOLE, CloseConvoy(uuid4(), loaded.convoy))
    with database.work() as db:
        db.scalars(select(Convoy)).one().stage = ConvoyStage.DELIVERED
    assert (
        database.do(dropping.close, CONSOLE, CloseConvoy(uuid4(), loaded.convoy)).stage is ConvoyStage.CLOSED
    )


def test_an_unknown_convoy_van_vehicle_or_place_is_said_by_name(database: Database, world):
    added_run(database, world)
    for form in (
        AddRun(uuid4(), "CV-0000-00-0"),
        AddRun(uuid4(), world.convoy, vehicle="VH-9"),
        AddRun(uuid4(), world.convoy, vehicle_class="TANK"),
        AddRun(uuid4(), world.convoy, delivers_to=("NOWHERE",)),
    ):
        with pytest.raises(NotFound, match="There is no"):
            database.do(convoys.add_run, CONSOLE, form)
    with pytest.raises(NotFound):
        database.do(dropping.drop, CONSOLE, DropRun(uuid4(), world.convoy, 7, "gearbox"))
    with database.look() as db:
        assert db.scalar(select(func.count(Run.id))) == 1
        assert db.scalar(select(func.count(Box.id))) == 0
