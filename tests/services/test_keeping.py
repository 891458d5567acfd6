"""Copies sealed to a key, tried in a drill, moved to another database: nothing lost, nothing half done."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from convoy.config import Settings
from convoy.db import Database
from convoy.domain.errors import RuleBroken
from convoy.domain.permissions import CONSOLE
from convoy.models import Item, Place
from convoy.services import backups, checking, drills, faults, installation, moving, places, rows, sealing
from convoy.services.places import FirstPlace
from tests.engines import on_sqlite
from tests.factories import a_gift_at


def silently(_what: str, _done: int, _total: int) -> None:
    """Progress nobody looks at."""


def counts(database: Database) -> dict[str, int]:
    with database.look() as db:
        return rows.counted(db)


def content(database: Database, table: str) -> list[tuple[object, ...]]:
    with database.look() as db:
        return [tuple(row) for row in db.execute(text(f"SELECT * FROM {table} ORDER BY id"))]


@pytest.fixture
def filled(installed: Settings, database: Database) -> Database:
    with database.work() as db:
        place = db.scalars(select(Place)).one()
        rice = db.scalars(select(Item).where(Item.code == "FOD-RICE-01")).one()
        a_gift_at(db, place, rice, boxes=3, loose=5)
    return database


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    sealing.make_identity(tmp_path / "key")
    return tmp_path / "key"


def public(identity: Path) -> tuple[str, ...]:
    line = next(line for line in identity.read_text().splitlines() if line.startswith("# public key: "))
    return sealing.public_keys(line.removeprefix("# public key: "))


@pytest.fixture
def sealed(filled: Database, identity: Path, settings: Settings, tmp_path: Path) -> Path:
    backups.backup(filled, tmp_path / "copy.age", silently, keys=public(identity), workshop=settings.instance)
    return tmp_path / "copy.age"


def test_a_sealed_copy_shows_nothing_and_comes_back_whole(filled: Database, sealed: Path, identity: Path):
    before = counts(filled)
    assert b"Leeds" not in sealed.read_bytes()
    assert b"SQLite" not in sealed.read_bytes()
    assert sealed.stat().st_mode & 0o777 == identity.stat().st_mode & 0o777 == 0o600
    with filled.work() as db:
        db.execute(text("UPDATE place SET name = 'changed since'"))
    backups.restore(filled, sealed, silently, identity=identity)
    assert counts(filled) == before
    assert "Leeds" in str(content(filled, "place"))


@on_sqlite
def test_nothing_unsealed_lies_beside_a_sealed_copy(
    filled: Database, sealed: Path, settings: Settings, tmp_path: Path
):
    assert not list(tmp_path.glob(".convoy-*"))
    assert not list(settings.instance.glob(".convoy-*"))


@on_sqlite
def test_a_copy_sealed_to_two_keys_opens_with_either(filled: Database, identity: Path, tmp_path: Path):
    sealing.make_identity(tmp_path / "second")
    keys = (*public(identity), *public(tmp_path / "second"))
    backups.backup(filled, tmp_path / "copy.age", silently, keys=keys)
    for key in (identity, tmp_path / "second"):
        with filled.work() as db:
            db.execute(text("UPDATE place SET name = 'changed since'"))
        backups.restore(filled, tmp_path / "copy.age", silently, identity=key)
        assert "Leeds" in str(content(filled, "place"))


def refusal(filled: Database, file: Path, identity: Path | None) -> str:
    """What is said instead of restoring `file`, by which nothing changes."""
    before = content(filled, "place"), counts(filled)
    with pytest.raises(RuleBroken) as error:
        backups.restore(filled, file, silently, identity=identity)
    assert (content(filled, "place"), counts(filled)) == before
    assert not list(file.parent.glob(".convoy-*"))
    return str(error.value)


@on_sqlite
def test_the_wrong_key_or_none_is_said_and_nothing_changes(filled: Database, sealed: Path, tmp_path: Path):
    sealing.make_identity(tmp_path / "other")
    assert "other does not open copy.age" in refusal(filled, sealed, tmp_path / "other")
    assert "--identity" in refusal(filled, sealed, None)
    (tmp_path / "note").write_text("nothing like a key", encoding="utf-8")
    assert "note holds no identity" in refusal(filled, sealed, tmp_path / "note")


def cut(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def last_byte_gone(whole: bytes) -> bytes:
    return whole[:-1]


def flipped(whole: bytes) -> bytes:
    middle = len(whole) // 2
    return whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]


def head_only(whole: bytes) -> bytes:
    return whole[:30]


@on_sqlite
@pytest.mark.parametrize("harm", [cut, last_byte_gone, flipped, head_only])
def test_a_sealed_copy_that_was_harmed_is_refused_and_nothing_changes(
    filled: Database, sealed: Path, identity: Path, harm: Callable[[bytes], bytes]
):
    sealed.write_bytes(harm(sealed.read_bytes()))
    assert "cut short or changed" in refusal(filled, sealed, identity)


@pytest.mark.parametrize("said", ["age1nonsense", "a word", "AGE-SECRET-KEY-1ABC"])
def test_what_is_no_public_key_is_refused(said: str):
    with pytest.raises(RuleBroken, match="age1"):
        sealing.public_keys(said)


def test_an_identity_is_never_written_over_another(identity: Path):
    before = identity.read_text()
    with pytest.raises(FileExistsError):
        sealing.make_identity(identity)
    assert identity.read_text() == before


def test_a_drill_counts_and_checks_and_leaves_nothing(
    filled: Database, sealed: Path, identity: Path, settings: Settings
):
    before = counts(filled), sorted(settings.instance.iterdir())
    url = "" if filled.is_sqlite else settings.database_url
    done = drills.drill(sealed, silently, identity=identity, workshop=settings.instance, url=url)
    assert done.first_difference is None
    assert done.rows["box"] == before[0]["box"] == 3
    assert done.examined > 0
    assert done.actions == before[0]["audit_entry"]
    assert done.last_action is not None
    assert (counts(filled), sorted(settings.instance.iterdir())) == before
    if not filled.is_sqlite:
        with filled.look() as db:
            left = "SELECT count(*) FROM pg_namespace WHERE nspname = 'convoy_drill'"
            assert db.scalar(text(left)) == 0


@on_sqlite
def test_a_drill_names_the_first_difference(filled: Database, tmp_path: Path, settings: Settings):
    with filled.work() as db:
        db.execute(text("UPDATE box SET estimated_g = 7"))
    backups.backup(filled, tmp_path / "copy", silently)
    done = drills.drill(tmp_path / "copy", silently, identity=None, workshop=settings.instance)
    assert "estimate of box" in str(done.first_difference)


def test_an_installation_moves_to_the_other_engine_and_is_closed_behind(
    filled: Database, elsewhere: Database
):
    before = counts(filled)
    done = moving.move(filled, elsewhere, silently)
    there = counts(elsewhere)
    assert {**there, "catalogue_revision": 0} == {**before, "catalogue_revision": 0}
    assert done.rows == there
    for table in ("place", "box", "movement", "audit_entry"):
        assert len(content(elsewhere, table)) == len(content(filled, table))
    with pytest.raises(DBAPIError) as closed, filled.work() as db:
        opened_a_place(db)
    assert faults.fault(closed.value) is faults.Fault.MOVED
    with elsewhere.work() as db:
        opened_a_place(db)
    with elsewhere.look() as db:
        assert checking.examine(db, silently).first_difference is None
    moving.reopen(filled)
    with filled.work() as db:
        opened_a_place(db)


def test_a_database_moved_away_from_stays_closed_when_it_is_upgraded(
    filled: Database, elsewhere: Database, tmp_path: Path, settings: Settings
):
    moving.move(filled, elsewhere, silently)
    backups.backup(filled, tmp_path / "copy", silently)
    done = drills.drill(tmp_path / "copy", silently, identity=None, workshop=settings.instance)
    assert done.first_difference is None
    for changes in (installation.upgrade, lambda moved: backups.restore(moved, tmp_path / "copy", silently)):
        with pytest.raises(RuleBroken, match="has moved to another database"):
            changes(filled)
        with pytest.raises(DBAPIError) as closed, filled.work() as db:
            opened_a_place(db)
        assert faults.fault(closed.value) is faults.Fault.MOVED
    moving.reopen(filled)
    installation.upgrade(filled)
    with filled.work() as db:
        opened_a_place(db)


def opened_a_place(db) -> None:
    ours = db.scalars(select(Place)).first().organisation
    places.open_first(db, places.FirstPlace("York"), ours)
    installation.audit.note(db, CONSOLE, "place:open", "YOR")


@on_sqlite
def test_a_move_onto_another_installation_is_refused(filled: Database, elsewhere: Database):
    installation.migrate(elsewhere)
    with elsewhere.work() as db:
        installation.set_up(db, CONSOLE, "Another union", FirstPlace("Lublin"))
    before = content(elsewhere, "place")
    with pytest.raises(RuleBroken, match="holds an installation already"):
        moving.move(filled, elsewhere, silently)
    assert content(elsewhere, "place") == before
    with filled.work() as db:
        opened_a_place(db)


@on_sqlite
def test_what_does_not_agree_with_itself_is_not_moved(filled: Database, elsewhere: Database):
    with filled.work() as db:
        db.execute(text("UPDATE box SET estimated_g = 7"))
    with pytest.raises(RuleBroken, match="estimate of box"):
        moving.move(filled, elsewhere, silently)
    assert counts(elsewhere)["place"] == 0
    with filled.work() as db:
        opened_a_place(db)


def test_the_copy_before_an_upgrade_holds_what_the_older_version_knew(bare: Database, tmp_path: Path):
    older = "1b5cb5e2c46f"
    installation.migrate(bare, older)
    with bare.work() as db:
        db.execute(
            text(
                'INSERT INTO "user" (code, login, login_key, name, password_hash, language, is_active, '
                "created_at) VALUES ('US-1', 'sam', 'sam', 'Sam', 'x', 'en', TRUE, '2026-03-14 12:00:00')"
            )
        )
    backups.backup(bare, tmp_path / "before.db", silently)
    installation.upgrade(bare)
    with bare.work() as db:
        db.execute(text("UPDATE \"user\" SET name = 'Changed'"))
    backups.restore(bare, tmp_path / "before.db", silently)
    with bare.look() as db:
        assert db.scalars(text('SELECT name FROM "user"')).all() == ["Sam"]
    assert installation.schema_version(bare) == installation.newest_version()


def test_only_the_newest_copies_before_upgrades_are_kept(tmp_path: Path):
    for number in range(5):
        copy = tmp_path / f"before-upgrade-{number}.db"
        copy.write_text("")
        os.utime(copy, (number, number))
    backups.keep_newest(tmp_path, "before-upgrade-*", 3)
    assert sorted(file.name[15] for file in tmp_path.iterdir()) == ["2", "3", "4"]
