"""Older tables come back only where nothing that was recorded since is lost by it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import event, text

from convoy.db import Database
from convoy.services import installation
from tests.engines import on_sqlite

FURTHEST = "1cb5c7c73bd5"
"""No way leads further back."""

Shape = dict[str, dict[str, tuple[str, bool, bool]]]
"""The columns of each table: their type, whether they must hold something, whether they are its key."""

WORKED_OUT = {"lot.counted_as_id"}
"""What is new and says nothing of its own: an item that was merged says so itself."""

ANYTHING = {"INTEGER": 7, "TEXT": "x", "BLOB": b"x"}


def back(database: Database, version: str) -> None:
    settings = installation.migration_settings()
    with database.engine.connect() as connection:
        settings.attributes["connection"] = connection
        command.downgrade(settings, version)


def file_of(database: Database) -> Path:
    return Path(str(database.engine.url.database))


def shape(database: Database) -> Shape:
    with closing(sqlite3.connect(file_of(database))) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {name: raw.execute(f'PRAGMA table_info("{name}")').fetchall() for name in tables}
    return {
        table: {name: (kind, bool(needed), bool(key)) for _, name, kind, needed, _, key in rows}
        for table, rows in columns.items()
    }


def planted(database: Database, older: Shape, file: Path) -> tuple[Database, list[str]]:
    """A copy with a row in everything that is new, whatever the rules say; and what is new."""
    wanted: dict[str, list[str]] = {}
    for table, columns in shape(database).items():
        fresh = [name for name in columns if name not in older.get(table, {})]
        if fresh and table != "catalogue_revision":
            wanted[table] = [
                name for name, (_, needed, key) in columns.items() if name in fresh or needed or key
            ]
    with closing(sqlite3.connect(file_of(database))) as raw, closing(sqlite3.connect(file)) as copy:
        raw.backup(copy)
        copy.execute("PRAGMA ignore_check_constraints = ON")
        for table, names in wanted.items():
            kinds = shape(database)[table]
            listed, holes = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
            values = [ANYTHING[kinds[name][0]] for name in names]
            copy.execute(f'INSERT INTO "{table}" ({listed}) VALUES ({holes})', values)
        copy.commit()
    opened = Database(f"sqlite:///{file}")
    event.listen(opened.engine, "connect", lambda raw, _: raw.execute("PRAGMA ignore_check_constraints = ON"))
    named = [table for table in wanted if table not in older]
    for table in set(wanted) & set(older):
        named += [f"{table}.{name}" for name in wanted[table] if name not in older[table]]
    return opened, named


@on_sqlite
def test_no_step_back_loses_a_row_or_what_a_column_says(bare: Database, tmp_path: Path):
    script = ScriptDirectory.from_config(installation.migration_settings())
    steps = [step for step in script.iterate_revisions("head", FURTHEST) if step.revision != FURTHEST]
    installation.migrate(bare, FURTHEST)
    silent = {}
    for step in reversed(steps):
        older = shape(bare)
        installation.migrate(bare, step.revision)
        full, named = planted(bare, older, tmp_path / f"{step.revision}.db")
        if named:
            with pytest.raises(RuntimeError, match="Nothing was changed") as refused:
                back(full, str(step.down_revision))
            silent |= {name: step.doc for name in named if name not in str(refused.value)}
            assert installation.schema_version(full) == step.revision
        full.close()
    assert silent.keys() == WORKED_OUT, silent
    assert len(steps) > 20


@on_sqlite
def test_where_nothing_was_recorded_the_tables_go_back_and_come_again(bare: Database):
    installation.migrate(bare)
    back(bare, FURTHEST)
    assert installation.schema_version(bare) == FURTHEST
    installation.migrate(bare)
    assert installation.schema_version(bare) == installation.newest_version()


def test_going_back_before_kits_is_refused_while_there_is_one(bare: Database):
    installation.migrate(bare)
    with bare.work() as db:
        db.execute(
            text("INSERT INTO kit (code, name, name_key, is_active) VALUES ('K', 'Parcel', 'p', TRUE)")
        )
    with pytest.raises(RuntimeError, match=r"no room for kit\. Nothing was changed"):
        back(bare, "708c5ae17231")
    assert installation.schema_version(bare) == installation.newest_version()
    with bare.look() as db:
        assert db.scalar(text("SELECT name FROM kit")) == "Parcel"


@on_sqlite
def test_going_back_before_namesakes_is_refused_by_their_names(bare: Database):
    installation.migrate(bare, "21f4f14b0dee")
    with bare.work() as db:
        columns = "code, kind, name, name_key, namesake, is_ours, is_active"
        columns += ", ".join(["", *EMPTY])
        for code, namesake in (("OR-1", 0), ("OR-2", 1)):
            facts = f"'{code}', 'hospital', 'City Hospital', 'city hospital', {namesake}, FALSE, TRUE"
            empty = ", ".join("''" for _ in EMPTY)
            db.execute(text(f"INSERT INTO organisation ({columns}) VALUES ({facts}, {empty})"))
    with pytest.raises(RuntimeError, match="City Hospital"):
        back(bare, "1b5cb5e2c46f")
    assert installation.schema_version(bare) == "21f4f14b0dee"


@on_sqlite
@pytest.mark.parametrize("version", [FURTHEST, "f5dbbb18c1cf"])
def test_where_no_way_leads_back_it_is_said_in_a_sentence(bare: Database, version: str):
    installation.migrate(bare, version)
    with pytest.raises(RuntimeError, match=r"no way leads back.*restore the copy"):
        back(bare, "1b5cb5e2c46f")
    assert installation.schema_version(bare) == version


EMPTY = (
    "name_uk",
    "registration_number",
    "recipient_number",
    "country",
    "address",
    "contact_name",
    "phone",
    "email",
    "emergency_phone",
    "letterhead",
    "note",
)
