"""How Alembic changes our tables: on the connection it is given, in one transaction, on both engines."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from alembic import context
from sqlalchemy import DDL, CheckConstraint, Connection, ExecutableDDLElement, text
from sqlalchemy.engine.mock import MockConnection

import convoy.models  # noqa: F401  # so that every table is known
from convoy.db import Base, Moment
from convoy.domain.errors import RuleBroken
from convoy.services import going_back
from convoy.services.faults import MOVED_TRIGGER, STAYS_CLOSED

# Any number, as long as nothing else in this database takes the same one.
MIGRATION_LOCK = 4_206_660

# What is said for one engine only; Alembic copies constraints without that.
ENGINE_OF = {
    constraint.name: constraint._ddl_if.dialect  # noqa: SLF001  # there is no public way to ask
    for table in Base.metadata.tables.values()
    for constraint in table.constraints
    if constraint._ddl_if is not None  # noqa: SLF001
}


@contextmanager
def unwatched_foreign_keys(connection: Connection) -> Iterator[None]:
    """Let SQLite rebuild a table without deleting what points to it; only possible before a transaction."""
    sqlite = connection.connection.driver_connection
    assert sqlite is not None
    sqlite.execute("PRAGMA foreign_keys=OFF").close()
    try:
        yield
    finally:
        sqlite.execute("PRAGMA foreign_keys=ON").close()


def refuse_dangling_rows(connection: Connection) -> None:
    """Undo everything when a row points to one that is gone: nobody watched while tables were rebuilt."""
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if dangling:
        raise RuntimeError(f"the migration would leave {len(dangling)} rows pointing nowhere: {dangling[:5]}")


def drop_triggers(connection: Connection) -> None:
    """Take all triggers away: a rebuilt SQLite table loses its own, and others cannot name it meanwhile.

    Raises RuleBroken where the installation moved away: what keeps its database closed must stay.
    """
    if connection.dialect.name == "sqlite":
        known = "SELECT name, printf('DROP TRIGGER \"%w\"', name) FROM sqlite_master WHERE type = 'trigger'"
    else:
        known = (
            "SELECT tgname, format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) FROM pg_trigger"
            " JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal"
            " AND relnamespace = current_schema()::regnamespace"
        )
    statements = {row[0]: row[1] for row in connection.execute(text(known))}
    if MOVED_TRIGGER in statements:
        raise RuleBroken(STAYS_CLOSED)
    for statement in statements.values():
        connection.exec_driver_sql(statement)


def create_triggers(connection: Connection) -> None:
    """Put the triggers and functions back as the models say now: they are not written into migrations."""
    said: list[ExecutableDDLElement] = []
    listener = MockConnection(connection.dialect, lambda statement, *_, **__: said.append(statement))
    Base.metadata.create_all(listener, checkfirst=False)
    for statement in said:
        if isinstance(statement, DDL):
            connection.execute(statement)


def render_item(kind: str, item: Any, _autogen: object) -> str | bool:
    """Spell what Alembic would lose or tie to our code: checks for one engine only, and our own type."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "check" and isinstance(item, CheckConstraint) and item.name in ENGINE_OF:
        rule, name = str(item.sqltext), str(item.name)
        return f"sa.CheckConstraint({rule!r}, name=op.f({name!r})).ddl_if(dialect={ENGINE_OF[item.name]!r})"
    return False


def change(connection: Connection) -> None:
    """Run the migrations inside one transaction that only one process can be in."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_item,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        drop_triggers(connection)
        here = context.get_context()
        goes_back = here.opts["fn"].__name__ == "downgrade"
        with going_back.losing_nothing(connection) if goes_back else nullcontext():
            context.run_migrations()
        # They are known for the newest tables only; while a migration is being drafted, those are not there yet.
        is_newest = here.get_current_revision() == context.script.get_current_head()
        if is_newest and not context.config.attributes.get("drafting"):
            create_triggers(connection)
        if connection.dialect.name == "sqlite":
            refuse_dangling_rows(connection)


given: Connection = context.config.attributes["connection"]
if given.dialect.name == "sqlite":
    with unwatched_foreign_keys(given):
        change(given)
else:
    change(given)
