"""Commands are killed at any moment: what was there is there, and the same command then ends well."""

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from convoy.config import Settings
from convoy.db import Database
from convoy.models import Donation
from convoy.services import checking, installation, rows
from tests import commands
from tests.engines import on_sqlite

SHEET = Path(__file__).resolve().parent.parent / "exchange" / "samples" / "donations-sample-uk.csv"
LONGEST = 1.0


class Commands:
    """Runs our commands to their end, or to the moment they are killed."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = {**os.environ, **environment}

    def run(self, *words: str) -> str:
        done = commands.run(*words, environment=self._environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def killed(self, *words: str) -> None:
        """Start it and kill it at some moment; it may have ended by then."""
        process = commands.start(*words, environment=self._environment)
        time.sleep(random.uniform(0, LONGEST))
        process.kill()
        process.join()


@pytest.fixture
def convoy(installed: Settings, environment: dict[str, str]) -> Commands:
    return Commands(environment)


def state(database: Database) -> dict[str, int]:
    with database.look() as db:
        assert list(checking.differences(db)) == []
        return rows.counted(db)


def test_a_killed_backup_leaves_the_older_copy_whole(
    convoy: Commands, database: Database, tmp_path: Path, count: Callable[[int, int], int]
):
    key, copy = str(tmp_path / "key"), str(tmp_path / "copy.age")
    public = convoy.run("keys", key).split()[2]
    convoy.run("backup", copy, "--to", public)
    for _ in range(count(2, 50)):
        convoy.killed("backup", copy, "--to", public)
        assert "Restored and checked" in convoy.run("drill", copy, "--identity", key)


def test_a_killed_restore_leaves_all_of_the_old_or_all_of_the_copy(
    convoy: Commands, database: Database, tmp_path: Path, count: Callable[[int, int], int]
):
    copy = str(tmp_path / "copy")
    before = state(database)
    convoy.run("backup", copy)
    convoy.run("import", "donations", str(SHEET), "--place", "LEE")
    after = state(database)
    for _ in range(count(2, 50)):
        convoy.killed("restore", copy)
        assert state(database)["donation"] in {before["donation"], after["donation"]}
    convoy.run("restore", copy)
    assert state(database)["donation"] == before["donation"]


def test_a_killed_import_takes_in_all_or_nothing(
    convoy: Commands, database: Database, count: Callable[[int, int], int]
):
    for _ in range(count(2, 50)):
        convoy.killed("import", "donations", str(SHEET), "--place", "LEE")
        assert state(database)["donation"] in {0, 30}
    convoy.run("import", "donations", str(SHEET), "--place", "LEE")
    assert state(database)["donation"] == 30


@on_sqlite
def test_a_killed_move_leaves_one_whole_installation(
    convoy: Commands, database: Database, tmp_path: Path, count: Callable[[int, int], int]
):
    before = state(database)
    for number in range(count(2, 50)):
        target = tmp_path / f"target-{number}.db"
        convoy.killed("move", "--to", f"sqlite:///{target}")
        assert state(database) == before
        if target.exists():
            there = Database(f"sqlite:///{target}")
            if installation.schema_version(there) == installation.newest_version():
                assert state(there)["place"] in {0, before["place"]}
            there.close()
        convoy.run("move", "--undo")
    assert "all agree" in convoy.run("move", "--to", f"sqlite:///{tmp_path / 'last.db'}")


def test_a_killed_upgrade_leaves_the_old_or_the_new_version(
    bare: Database, tmp_path: Path, count: Callable[[int, int], int]
):
    older = "1b5cb5e2c46f"
    environment = {
        "CONVOY_INSTANCE": str(tmp_path / "old"),
        "CONVOY_DATABASE_URL": bare.engine.url.render_as_string(hide_password=False),
    }
    installation.migrate(bare, older)
    convoy = Commands(environment)
    for _ in range(count(2, 50)):
        convoy.killed("upgrade")
        assert installation.schema_version(bare) in {older, installation.newest_version()}
    convoy.run("upgrade")
    assert installation.schema_version(bare) == installation.newest_version()
    with bare.look() as db:
        assert db.scalar(select(func.count(Donation.id))) == 0
        assert db.scalar(text("SELECT count(*) FROM item")) > 0
