"""An answer of somebody who was just let in: found by `convoy check`, in no copy's way, and 24 hours long."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from convoy.config import Settings
from convoy.db import Database
from convoy.domain.check_codes import Code
from convoy.domain.controls import Decision, Flag
from convoy.domain.errors import RuleBroken
from convoy.domain.kinds import StopKind
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Grant, Item, Lot, Override, OverrideAnswer, Place, SecondSignature, SignOff
from convoy.services import audit, backups, checking, drills, moving, rows, users
from tests.engines import on_postgresql
from tests.factories import a_convoy, a_gift_at, a_run

NOW = datetime.now(UTC)
SHA256 = "0" * 64
KINDS = {SecondSignature: SignOff, OverrideAnswer: Override}


def silently(_what: str, _done: int, _total: int) -> None:
    """Progress nobody looks at."""


@pytest.fixture
def world(installed: Settings, database: Database) -> SimpleNamespace:
    """Goods and a van to which Marta and Petro say something, and the entry of what they do."""
    with database.work() as db:
        place = db.scalars(select(Place)).one()
        a_gift_at(db, place, db.scalars(select(Item).where(Item.code == "FOD-RICE-01")).one())
        run = a_run(db, a_convoy(db), (StopKind.LOADING, place), (StopKind.DELIVERY, place))

        def a_person(name: str) -> int:
            return users.create(db, CONSOLE, users.NewUser(name, name, "!"), Granted(Role.COORDINATOR)).id

        return SimpleNamespace(
            lot=db.scalar(select(Lot.id)),
            run=run.id,
            marta=a_person("marta"),
            petro=a_person("petro"),
            entry=audit.note(db, CONSOLE, "control:answer", place.code).id,
        )


def asked_by_marta(database: Database, world: SimpleNamespace, kind: type, at: datetime) -> int:
    facts = {"reason": "as agreed", "sha256": SHA256, "at": at, "by_id": world.marta, "audit_id": world.entry}
    row = (
        SignOff(
            code="SG-1",
            lot_id=world.lot,
            flag=Flag.DUAL_USE,
            decision=Decision.RELEASE,
            needs_second=True,
            **facts,
        )
        if kind is SecondSignature
        else Override(code="OV-1", run_id=world.run, check_code=Code.MAXIMUM_MASS, amount=1, **facts)
    )
    with database.work() as db:
        db.add(row)
    return row.id


def petros_answer(world: SimpleNamespace, kind: type, asked: int, at: datetime):
    return insert(kind).values(
        **{f"{KINDS[kind].__tablename__}_id": asked},
        first_by_id=world.marta,
        sha256=SHA256,
        is_agreed=True,
        reason="seen",
        at=at,
        by_id=world.petro,
        audit_id=world.entry,
    )


def let_in(database: Database, world: SimpleNamespace, taker: str, giver: str, at: datetime) -> None:
    with database.work() as db:
        role = update(Grant).where(Grant.user_id == getattr(world, taker))
        db.execute(role.values(granted_by_id=getattr(world, giver), granted_at=at))


def old_answers(
    database: Database, world: SimpleNamespace, *kinds: type, taker: str = "petro", giver: str = "marta"
) -> None:
    """What no trigger saw: the answers are there before the role that makes them those of nobody."""
    for kind in kinds:
        asked = asked_by_marta(database, world, kind, NOW)
        with database.work() as db:
            db.execute(petros_answer(world, kind, asked, NOW))
    let_in(database, world, taker, giver, NOW - timedelta(hours=1))


def first_difference(database: Database) -> str:
    with database.look() as db:
        return checking.examine(db, silently).first_difference or ""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("taker", "giver", "said"),
    [
        ("petro", "marta", "by whom the first person had let in less than a day before"),
        ("marta", "petro", "by who had let in the first person less than a day before"),
    ],
)
def test_an_answer_of_no_second_person_is_named(database, world, kind, taker, giver, said):
    old_answers(database, world, kind, taker=taker, giver=giver)
    code = "SG-1" if kind is SecondSignature else "OV-1"
    found = first_difference(database)
    assert found.startswith(f"second answer to {code}: stored {said}, recomputed by another person. All else")
    assert "convoy backup and convoy restore keep it" in found
    for elsewhen in (NOW - timedelta(hours=24), NOW + timedelta(seconds=1)):
        let_in(database, world, taker, giver, elsewhen)
        assert first_difference(database) == ""


def test_a_copy_with_such_answers_is_put_back_on_either_engine_as_it_was(
    database: Database, world: SimpleNamespace, elsewhere: Database, settings: Settings, tmp_path: Path
):
    old_answers(database, world, *KINDS)
    with database.look() as db:
        before = rows.counted(db)
    backups.backup(database, tmp_path / "copy", silently)
    for target in (elsewhere, database):
        backups.restore(target, tmp_path / "copy", silently)
        with target.look() as db:
            assert rows.counted(db) | {"catalogue_revision": 0} == before | {"catalogue_revision": 0}
            for kind in KINDS:
                assert db.execute(select(kind.by_id, kind.at)).one() == (world.petro, NOW)
        assert "second answer to SG-1" in first_difference(target)
    url = "" if database.is_sqlite else settings.database_url
    tried = drills.drill(tmp_path / "copy", silently, identity=None, workshop=settings.instance, url=url)
    assert "second answer to SG-1" in str(tried.first_difference)


def test_an_installation_with_such_an_answer_is_not_moved_and_that_is_said(database, world, elsewhere):
    old_answers(database, world, OverrideAnswer)
    with pytest.raises(RuleBroken, match=r"Nothing was moved, because .*: second answer to OV-1"):
        moving.move(database, elsewhere, silently)
    with elsewhere.look() as db:
        assert db.scalar(select(func.count()).select_from(OverrideAnswer)) == 0
    with database.work() as db:
        audit.note(db, CONSOLE, "control:answer", "still open")


@on_postgresql
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("noon", "hours", "is_new"),
    [
        ((2026, 10, 25), 24.5, False),  # in London, from noon to noon these were 25 hours
        ((2026, 3, 29), 23.5, True),  # and these were 23
    ],
)
def test_a_day_is_24_hours_where_clocks_change(database, world, kind, noon, hours, is_new):
    at = datetime(*noon, 12, tzinfo=UTC)
    asked = asked_by_marta(database, world, kind, at)
    let_in(database, world, "petro", "marta", at - timedelta(hours=hours))

    def in_london() -> None:
        with database.work() as db:
            db.execute(text("SET LOCAL TIME ZONE 'Europe/London'"))
            db.execute(petros_answer(world, kind, asked, at))

    if is_new:
        with pytest.raises(DBAPIError, match="no second person"):
            in_london()
    else:
        in_london()
    assert first_difference(database) == ""
