"""The gate before departure: what lies ahead waits for it or for two persons, what happened does not."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import event, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from convoy.db import Database
from convoy.documents.registry import Variant
from convoy.domain.check_codes import Code
from convoy.domain.checks import Check
from convoy.domain.errors import Invalid, NotAllowed, NotFound, RuleBroken
from convoy.domain.kinds import EventKind, PlaceKind, StopKind
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import AuditEntry, Box, Grant, Item, Override, OverrideAnswer, Run
from convoy.services import (
    crews,
    dispatch,
    overrides,
    papers,
    readiness,
    reference_data,
    users,
    vehicles,
)
from convoy.services.dispatch import RecordStep
from convoy.services.overrides import AnswerOverride, AskOverride
from tests.factories import a_box, a_convoy, a_gift_at, a_load, a_place, a_recipient, a_run, an_item

NOW = datetime.now(UTC)
TODAY = NOW.date()


@pytest.fixture
def world(database: Database) -> SimpleNamespace:
    """A van of 40 kg from Leeds to Lviv with five boxes of ten, and three coordinators."""
    with database.work() as db:
        leeds = a_place(db, country="GB")
        host = a_recipient(db)
        lviv = a_place(db, name="Lviv", kind=PlaceKind.DESTINATION, country="UA", organisation_id=host.id)
        convoy = a_convoy(db, starts_on=TODAY, ends_on=TODAY + timedelta(days=9))
        run = a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, lviv), payload_g=40_000)
        boxes = a_gift_at(db, leeds, an_item(db), boxes=5)
        for box in boxes:
            box.gross_g, box.weighed_at = 10_000, NOW
            a_load(db, box, run, from_stop_id=run.stops[0].id)

        def a_person(name: str) -> Actor:
            granted = (Granted(Role.COORDINATOR),)
            user = users.create(db, CONSOLE, users.NewUser(f"u{uuid4()}", name, "!"), *granted)
            return Actor(user.id, name, granted)

        return SimpleNamespace(
            convoy=convoy.code,
            id=convoy.id,
            leeds=leeds.id,
            boxes=[box.id for box in boxes],
            marta=a_person("Marta"),
            petro=a_person("Petro"),
            olena=a_person("Olena"),
        )


def the_checks(database: Database, world: SimpleNamespace) -> dict[Code, Check]:
    with database.look() as db:
        gate = readiness.gate(db, CONSOLE, world.convoy, 1)
        return {one.code: one for one in gate.van.checks}


def ready(database: Database, world: SimpleNamespace, kind: EventKind = EventKind.READY) -> None:
    database.do(dispatch.record_step, CONSOLE, RecordStep(uuid4(), world.convoy, kind, NOW, (1,)))


def ask(database: Database, world: SimpleNamespace, who: Actor | None = None, **changes) -> Override:
    check = the_checks(database, world)[changes.get("check", Code.MAXIMUM_MASS)]
    command = AskOverride(uuid4(), world.convoy, 1, check.code, check.sha256, "Weighed on the bridge")
    return database.do(overrides.ask, who or world.marta, replace(command, **changes))


def answer(database: Database, world: SimpleNamespace, row: Override, who: Actor, **changes):
    command = AnswerOverride(uuid4(), world.convoy, 1, row.code, row.sha256, True, "I saw the slip")
    return database.do(overrides.answer, who, replace(command, **changes))


def test_a_van_that_is_too_heavy_is_ready_once_two_persons_agree_with_their_reasons(database, world):
    with pytest.raises(RuleBroken, match=r"10\.000 kg more than it may"):
        ready(database, world)
    row = ask(database, world)
    with pytest.raises(RuleBroken, match="more than it may"):
        ready(database, world)
    answer(database, world, row, world.petro)
    ready(database, world)
    with database.look() as db:
        assert db.scalar(select(Run.stage)).value == "ready"
        actions = set(db.scalars(select(AuditEntry.action)))
        assert {"run:override", "run:answer_override"} <= actions


def test_an_agreement_lapses_when_the_load_changes(database, world):
    answer(database, world, ask(database, world), world.petro)
    with database.work() as db:
        db.execute(update(Box).where(Box.id == world.boxes[0]).values(gross_g=10_001))
    assert the_checks(database, world)[Code.MAXIMUM_MASS].blocks
    with pytest.raises(RuleBroken, match=r"10\.001 kg"):
        ready(database, world)
    with database.look() as db:
        gate = readiness.gate(db, CONSOLE, world.convoy, 1)
        assert [one.by.name for one in gate.lapsed] == ["Marta"]
        assert gate.override_of(the_checks(database, world)[Code.MAXIMUM_MASS]) is None


def test_nobody_is_their_own_second_person_not_even_in_the_table(database, world):
    row = ask(database, world)
    with pytest.raises(RuleBroken, match="another than who"):
        answer(database, world, row, world.marta)
    with pytest.raises(RuleBroken, match="another than who"):
        answer(database, world, row, CONSOLE)
    with pytest.raises(DBAPIError), database.work() as db:
        db.add(
            OverrideAnswer(
                override_id=row.id,
                first_by_id=row.by_id,
                sha256=row.sha256,
                is_agreed=True,
                reason="me again",
                at=NOW,
                by_id=row.by_id,
                audit_id=row.audit_id,
            )
        )


def test_whom_the_first_person_just_made_a_coordinator_is_no_second_person(database, world):
    with database.work() as db:
        granted = update(Grant).where(Grant.user_id == world.petro.user_id)
        db.execute(granted.values(granted_by_id=world.marta.user_id, granted_at=NOW))
    row = ask(database, world)
    with pytest.raises(RuleBroken, match="gave you this role"):
        answer(database, world, row, world.petro)


def test_a_no_leaves_the_van_stopped_and_it_may_be_asked_again(database, world):
    row = ask(database, world)
    answer(database, world, row, world.petro, is_agreed=False, reason="Take two boxes off")
    with pytest.raises(RuleBroken, match="more than it may"):
        ready(database, world)
    with pytest.raises(RuleBroken, match="answered already"):
        answer(database, world, row, world.olena)
    again = ask(database, world, reason="Weighed once more")
    answer(database, world, again, world.olena)
    ready(database, world)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"reason": ""}, "Say why"),
        ({"sha256": "0" * 64}, "changed since"),
        ({"check": Code.DRIVER}, "Nothing stops the van there"),
        ({"check": Code.RECIPIENT}, "Nothing stops the van there"),
    ],
)
def test_only_what_stops_the_van_as_it_was_shown_is_overruled_and_with_a_reason(
    database, world, changes, why
):
    with pytest.raises((RuleBroken, Invalid), match=why):
        ask(database, world, **changes)


def test_the_same_form_sent_twice_asks_and_answers_once(database, world):
    key = uuid4()
    first, second = ask(database, world, key=key), ask(database, world, key=key)
    assert first.code == second.code
    with pytest.raises(RuleBroken, match="asked already"):
        ask(database, world)
    key = uuid4()
    for _ in range(2):
        answer(database, world, first, world.petro, key=key)
    with database.look() as db:
        assert db.scalar(select(func.count(Override.id))) == 1
        assert db.scalar(select(func.count(OverrideAnswer.id))) == 1


def test_of_two_answers_at_the_same_moment_one_counts(database, world):
    row = ask(database, world)

    def say(who: Actor) -> str:
        try:
            answer(database, world, row, who, is_agreed=who is world.petro)
        except RuleBroken as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(say, (world.petro, world.olena)))
    assert sorted(map(bool, said)) == [False, True]


def test_what_a_checker_decides_is_overruled_by_nobody_here(database, world):
    with database.work() as db:
        db.execute(update(Item).values(dual_use=True))
    with pytest.raises(RuleBroken, match="Nobody overrules"):
        ask(database, world, check=Code.DUAL_USE)


def test_only_who_dispatches_the_convoy_asks_or_answers(database, world):
    row = ask(database, world)
    stranger = Actor(world.olena.user_id, "Olena", (Granted(Role.COORDINATOR, convoy_id=world.id + 1),))
    for act in (
        lambda: answer(database, world, row, stranger),
        lambda: database.do(
            overrides.ask,
            stranger,
            AskOverride(uuid4(), world.convoy, 1, Code.MAXIMUM_MASS, row.sha256, "So"),
        ),
    ):
        with pytest.raises((NotFound, NotAllowed)):
            act()
    with pytest.raises(NotFound):
        answer(database, world, row, world.petro, override="OV-0000-00-0")


@pytest.mark.parametrize(("taker", "giver"), [("petro", "marta"), ("marta", "petro")])
def test_whoever_was_just_let_in_is_no_second_person_not_even_in_the_table(database, world, taker, giver):
    row = ask(database, world)
    grants = update(Grant).where(Grant.user_id == getattr(world, taker).user_id)
    with database.work() as db:
        db.execute(grants.values(granted_by_id=getattr(world, giver).user_id))
    signed = insert(OverrideAnswer).values(
        override_id=row.id,
        first_by_id=row.by_id,
        sha256=row.sha256,
        is_agreed=True,
        reason="I saw the slip",
        at=datetime.now(UTC),
        by_id=world.petro.user_id,
        audit_id=row.audit_id,
    )
    with pytest.raises(DBAPIError, match="no second person"), database.work() as db:
        db.execute(signed)
    with database.work() as db:
        db.execute(grants.values(granted_at=row.at - timedelta(days=2)))
        db.execute(signed)


def test_an_override_is_never_changed_or_taken_out_of_the_table(database, world):
    row = ask(database, world)
    for statement in ("UPDATE override SET reason = 'x'", "DELETE FROM override"):
        with pytest.raises(DBAPIError), database.work() as db:
            db.connection().exec_driver_sql(statement)
    assert row.reason


def test_a_border_copy_waits_for_the_gate_too_and_the_full_copy_does_not(database, world):
    command = papers.manifest(uuid4(), world.convoy, 1, variant=Variant.BORDER)
    with pytest.raises(RuleBroken, match="more than it may"):
        database.do(papers.issue, CONSOLE, command)
    database.do(papers.issue, CONSOLE, replace(command, key=uuid4(), variant=Variant.FULL))
    answer(database, world, ask(database, world), world.petro)
    database.do(papers.issue, CONSOLE, replace(command, key=uuid4()))


def test_that_a_van_has_left_is_recorded_whatever_stopped_it(database, world):
    ready(database, world, EventKind.DEPARTED)
    assert not any(check.blocks for check in the_checks(database, world).values())


def test_a_van_without_a_legal_recipient_is_not_ready(database, world):
    with database.work() as db:
        run = db.scalars(select(Run)).one()
        run.payload_g = 100_000
        run.stops[1].place.organisation_id = None
    with pytest.raises(RuleBroken, match="Stop A of van 1 has no legal recipient"):
        ready(database, world)


def test_the_masses_of_the_registration_papers_decide_what_a_van_may_carry(database, world):
    with database.work() as db:
        reference_data.load(db)
        masses = {"max_mass_g": 3_500_000, "service_mass_g": 3_300_000, "kit_g": 20_000}
        facts = vehicles.VehicleFacts("Blue Transit", "VAN-S", **masses)
        vehicle = vehicles.record(db, CONSOLE, vehicles.RecordVehicle(uuid4(), facts))
        run = db.scalars(select(Run)).one()
        run.vehicle = vehicle
        people = tuple(crews.Person(role, role.value) for role in list(crews.CrewRole)[:2])
        db.flush()
        crews.set_crew(db, CONSOLE, crews.SetCrew(uuid4(), world.convoy, 1, people))
    found = the_checks(database, world)
    assert found[Code.MAXIMUM_MASS].is_met
    assert found[Code.MASSES].is_met
    with database.look() as db:
        board = readiness.of_convoy(db, CONSOLE, world.convoy)
        assert board.vans[0].limits.payload_g == 105_000
    with database.work() as db:
        db.scalars(select(Run)).one().weighbridge_g = 3_500_001
    assert the_checks(database, world)[Code.MAXIMUM_MASS].blocks


def test_what_crew_and_vehicle_lack_is_told_by_name(database, world):
    driver = crews.Person(crews.CrewRole.LEAD_DRIVER, "Ana", document="P1", document_until=TODAY)
    database.do(crews.set_crew, CONSOLE, crews.SetCrew(uuid4(), world.convoy, 1, (driver,)))
    found = the_checks(database, world)
    assert found[Code.PASSPORT].about == ("Ana",)
    assert not found[Code.LICENCE].is_met
    holds = TODAY + timedelta(days=400)
    with database.look() as db:
        member = db.scalars(select(Run)).one().crew[0].id
    typed = replace(driver, member=member, document_until=holds, licence="B", licence_until=holds)
    database.do(crews.set_crew, CONSOLE, crews.SetCrew(uuid4(), world.convoy, 1, (typed,)))
    found = the_checks(database, world)
    assert (found[Code.PASSPORT].is_met, found[Code.LICENCE].is_met) == (True, True)
    bare = crews.Person(crews.CrewRole.LEAD_DRIVER, "Ana", document="P1", member=member)
    database.do(crews.set_crew, CONSOLE, crews.SetCrew(uuid4(), world.convoy, 1, (bare,)))
    assert the_checks(database, world)[Code.LICENCE].is_met


def test_goods_say_what_they_lack_from_what_is_in_the_boxes(database, world):
    found = the_checks(database, world)
    assert found[Code.HS_CODES].about == ("Tinned beef, 400 g",)
    assert found[Code.TRANSLATIONS].about == ("Tinned beef, 400 g (uk)",)
    with database.work() as db:
        dangerous = {
            "dangerous": True,
            "un_number": "UN1950",
            "adr_category": "2",
            "adr_small_load_unit": "kg",
        }
        db.execute(update(Item).values(hs6="160250", unit_gross_g=4_000, **dangerous))
    found = the_checks(database, world)
    assert found[Code.HS_CODES].is_met
    # Five boxes of 24 tins of 4 kg, three points for each kilogram.
    assert found[Code.ADR_DRIVER].amount == 5 * 24 * 4_000 * 3
    assert found[Code.ADR_DRIVER].blocks


def test_the_checks_cost_the_same_number_of_statements_for_few_boxes_and_many_vans(database, world):
    def statements() -> int:
        sent = []
        listener = lambda *_: sent.append(1)  # noqa: E731
        event.listen(database.engine, "before_cursor_execute", listener)
        try:
            with database.look() as db:
                readiness.of_convoy(db, CONSOLE, world.convoy)
        finally:
            event.remove(database.engine, "before_cursor_execute", listener)
        return len(sent)

    few = statements()
    with database.work() as db:
        run = db.scalars(select(Run)).one()
        leeds, lviv = (stop.place for stop in run.stops)
        for _ in range(4):
            other = a_run(db, run.convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, lviv))
            for _ in range(25):
                a_load(db, a_box(db, leeds), other, from_stop_id=other.stops[0].id)
    assert statements() == few
