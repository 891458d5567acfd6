"""Copies of everything, made and put back, on both engines and between them."""

import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from convoy.config import Settings
from convoy.db import Base, Database
from convoy.domain.errors import RuleBroken
from convoy.domain.permissions import CONSOLE
from convoy.models import Item, Place, SignIn
from convoy.services import backups, checking, installation, sign_ins, users
from tests.engines import on_sqlite
from tests.factories import a_gift_at


def silently(_what: str, _done: int, _total: int) -> None:
    """Progress nobody looks at."""


def counts(database: Database) -> dict[str, int]:
    with database.look() as db:
        return {
            table.name: db.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }


def first_difference(database: Database) -> str | None:
    with database.look() as db:
        return checking.examine(db, silently).first_difference


@pytest.fixture
def filled(installed: Settings, database: Database) -> Database:
    with database.work() as db:
        place = db.query(Place).one()
        a_gift_at(db, place, db.query(Item).filter_by(code="FOD-RICE-01").one(), boxes=3, loose=5)
        users.create(db, CONSOLE, users.NewUser("sam", "Sam", "no password"))
    return database


def test_a_copy_put_back_is_all_that_was_there(filled: Database, tmp_path: Path):
    before = counts(filled)
    backups.backup(filled, tmp_path / "copy.db", silently)
    with filled.work() as db:
        db.execute(text("UPDATE place SET name = 'changed since'"))
    backups.restore(filled, tmp_path / "copy.db", silently)
    assert counts(filled) == before
    assert first_difference(filled) is None
    with filled.look() as db:
        assert db.scalar(text("SELECT count(*) FROM place WHERE name = 'changed since'")) == 0


def test_a_copy_can_be_read_by_its_owner_only(filled: Database, tmp_path: Path):
    backups.backup(filled, tmp_path / "copy.db", silently)
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600


def test_work_goes_on_after_a_restore(filled: Database, tmp_path: Path):
    backups.backup(filled, tmp_path / "copy.db", silently)
    backups.restore(filled, tmp_path / "copy.db", silently)
    with filled.work() as db:
        user = db.scalar(text('SELECT id FROM "user" LIMIT 1'))
        assert sign_ins.open_sign_in(db, user, "a phone")


def test_an_installation_moves_to_the_other_engine_and_back(filled: Database, tmp_path: Path):
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    backups.backup(filled, tmp_path / "copy.db", silently)
    backups.restore(other, tmp_path / "copy.db", silently)
    assert counts(other) == counts(filled)
    assert first_difference(other) is None
    backups.backup(other, tmp_path / "back.db", silently)
    other.close()
    backups.restore(filled, tmp_path / "back.db", silently)
    assert first_difference(filled) is None


def test_who_was_signed_in_signs_in_again_after_a_restore(filled: Database, tmp_path: Path):
    with filled.work() as db:
        user = db.scalar(text('SELECT id FROM "user" LIMIT 1'))
        sign_ins.open_sign_in(db, user, "a phone")
    backups.backup(filled, tmp_path / "copy.db", silently)
    backups.restore(filled, tmp_path / "copy.db", silently)
    with filled.look() as db:
        assert db.scalar(select(func.count()).select_from(SignIn).where(SignIn.ended_at.is_(None))) == 0


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3\x00" + b"\x01" * 5000])
def test_what_is_no_copy_is_refused_and_nothing_changes(filled: Database, tmp_path: Path, content: bytes):
    before = counts(filled)
    (tmp_path / "copy.db").write_bytes(content)
    with pytest.raises(RuleBroken, match="not a whole copy"):
        backups.restore(filled, tmp_path / "copy.db", silently)
    assert counts(filled) == before


@on_sqlite
def test_an_older_copy_is_kept_when_a_new_one_cannot_be_finished(filled: Database, tmp_path: Path):
    backups.backup(filled, tmp_path / "copy.db", silently)
    kept = (tmp_path / "copy.db").read_bytes()

    class PulledPlugError(Exception):
        pass

    def pulled(_what: str, _done: int, _total: int) -> None:
        raise PulledPlugError

    with pytest.raises(PulledPlugError):
        backups.backup(filled, tmp_path / "copy.db", pulled)
    assert (tmp_path / "copy.db").read_bytes() == kept
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".convoy-")] == []


@on_sqlite
def test_only_what_a_killed_copy_left_is_swept_away_beside_a_copy(filled: Database, tmp_path: Path):
    for name in (".convoy-leeds", f"{backups.DRAFTS}killed"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "convoy.db").write_bytes(b"kept for years")
        os.utime(tmp_path / name, (0, 0))
    backups.backup(filled, tmp_path / "copy.db", silently)
    assert (tmp_path / ".convoy-leeds" / "convoy.db").exists()
    assert not (tmp_path / f"{backups.DRAFTS}killed").exists()


def test_somebody_else_s_database_is_refused(filled: Database, tmp_path: Path):
    connection = sqlite3.connect(tmp_path / "copy.db")
    connection.execute("CREATE TABLE anything (id INTEGER)")
    connection.commit()
    connection.close()
    with pytest.raises(RuleBroken, match="not a whole copy"):
        backups.restore(filled, tmp_path / "copy.db", silently)
    assert installation.schema_version(filled) == installation.newest_version()
