"""Recording a recipient's declaration: one record per van and recipient, any order, nothing overwritten."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from convoy.db import Database
from convoy.domain.check_codes import Code
from convoy.domain.declarations import DeclarationStep
from convoy.domain.errors import Invalid, NotFound
from convoy.domain.kinds import PlaceKind, StopKind
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import AuditEntry, Declaration, DeclarationEntry
from convoy.queries import convoys, declarations, departures
from convoy.services import declarations as service
from convoy.services.declarations import RecordDeclaration
from tests.factories import a_convoy, a_place, a_run

S = DeclarationStep
TODAY = datetime.now(UTC).date()
CANARY = "Hospital Zimorodok"


@pytest.fixture
def world(database: Database) -> SimpleNamespace:
    """A van from Leeds to two recipients in Ukraine."""
    with database.work() as db:
        leeds = a_place(db, country="GB")
        ends = [a_place(db, name=name, kind=PlaceKind.DESTINATION, country="UA") for name in ("Lviv", "Kyiv")]
        convoy, other = a_convoy(db), a_convoy(db)
        a_run(db, convoy, (StopKind.LOADING, leeds), *((StopKind.DELIVERY, end) for end in ends))
        return SimpleNamespace(convoy=convoy.code, convoy_id=convoy.id, other_id=other.id)


def a_step(world: SimpleNamespace, step: DeclarationStep, **changes) -> RecordDeclaration:
    whom = CANARY if step is S.SENT else ""
    command = RecordDeclaration(uuid4(), world.convoy, 1, "LVI", step, TODAY, to_whom=whom)
    return replace(command, **changes)


def record(database: Database, command: RecordDeclaration, who: Actor = CONSOLE) -> str:
    return database.do(service.record, who, command).code


def wants(database: Database, world: SimpleNamespace) -> dict[Code, int]:
    with database.look() as db:
        van = departures.van(db, CONSOLE, world.convoy, 1, {})
        return {one.code: one.amount for one in van.unmet}


def test_each_recipient_of_a_van_has_one_record_with_every_step_in_it(database, world):
    codes = {record(database, a_step(world, step)) for step in (S.CODE_RECEIVED, S.SENT)}
    codes.add(record(database, a_step(world, S.SENT, place="KYI")))
    assert len(codes) == 2
    with database.look() as db:
        run = convoys.find_run(db, CONSOLE, world.convoy, 1)
        stands = {one.place.code: one.standing.step for one in declarations.of_run(db, run, TODAY)}
        assert stands == {"LVI": S.CODE_RECEIVED, "KYI": S.SENT}
        assert db.scalar(select(func.count(Declaration.id))) == 2


def test_the_board_says_whose_code_is_missing_and_what_runs_out(database, world):
    assert wants(database, world)[Code.DECLARATION] == 2
    record(database, a_step(world, S.CODE_RECEIVED, occurred_on=TODAY - timedelta(days=80)))
    found = wants(database, world)
    assert (found[Code.DECLARATION], found[Code.CLOCK]) == (1, 1)
    record(database, a_step(world, S.CODE_RECEIVED, occurred_on=TODAY - timedelta(days=91)))
    assert wants(database, world)[Code.CLOCK_OVER] == 1


def test_the_same_form_sent_twice_is_one_entry(database, world):
    command = a_step(world, S.SENT)
    assert record(database, command) == record(database, command)
    with database.look() as db:
        assert db.scalar(select(func.count(DeclarationEntry.id))) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"occurred_on": TODAY + timedelta(days=3)}, "occurred_on"),
        ({"to_whom": ""}, "to_whom"),
        ({"valid_until": TODAY - timedelta(days=1)}, "valid_until"),
        ({"is_taken_back": True}, "note"),
    ],
)
def test_what_makes_no_sense_is_asked_about_at_its_field(database, world, changes, field):
    with pytest.raises(Invalid) as refused:
        record(database, a_step(world, S.SENT, **changes))
    assert refused.value.field == field


def test_whoever_the_van_does_not_go_to_has_no_declaration(database, world):
    with pytest.raises(NotFound):
        record(database, a_step(world, S.SENT, place="LEE"))


@pytest.mark.parametrize("role", [Role.DESK, Role.PRINTER, Role.MEDIC, Role.AUDITOR, Role.ADMIN])
def test_nobody_but_coordinators_of_that_convoy_records_or_finds_it(database, world, role):
    strangers = (
        Actor(None, "Ola", (Granted(role),)),
        Actor(None, "Marek", (Granted(Role.COORDINATOR, convoy_id=world.other_id),)),
    )
    for stranger in strangers:
        with pytest.raises(NotFound):
            record(database, a_step(world, S.SENT), stranger)
    record(
        database,
        a_step(world, S.SENT),
        Actor(None, "M", (Granted(Role.COORDINATOR, convoy_id=world.convoy_id),)),
    )


def test_entries_are_never_changed_and_the_log_does_not_say_to_whom(database, world):
    record(database, a_step(world, S.SENT, reference="AHARS-77"))
    with pytest.raises(DBAPIError, match="never changed"), database.work() as db:
        db.execute(update(DeclarationEntry).values(reference="other"))
    with database.look() as db:
        facts = " ".join(db.scalars(select(AuditEntry.facts)))
    assert CANARY not in facts
    assert "AHARS-77" not in facts
