"""The migrations make exactly the tables the models describe, also where Alembic does not compare."""

import re

from sqlalchemy import Connection, text

from convoy.db import Base, Database
from convoy.services import installation
from tests.engines import on_sqlite

Schema = dict[str, object]

POSTGRESQL_CATALOGUE = {
    "column": """
        SELECT relname || '.' || attname, format_type(atttypid, atttypmod)
               || CASE WHEN attnotnull THEN ' not null' ELSE '' END
               || coalesce(' default ' || pg_get_expr(adbin, adrelid), '')
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relkind = 'r' AND attnum > 0 AND NOT attisdropped
          AND relnamespace = current_schema()::regnamespace""",
    "constraint": """
        SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND contype <> 'n'""",
    "index": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()",
    "trigger": """
        SELECT tgrelid::regclass || '.' || tgname, pg_get_triggerdef(pg_trigger.oid)
        FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace""",
    "function": """
        SELECT proname, pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace AND prokind = 'f'""",
}


def clauses(create_table: str) -> tuple[frozenset[str], str]:
    """The columns and constraints of a CREATE TABLE in any order, and what stands behind the bracket."""
    body, options = create_table[create_table.index("(") + 1 :].rsplit(")", 1)
    parts, depth, start, quoted = [], 0, 0, False
    for position, letter in enumerate(body):
        quoted ^= letter == "'"
        if not quoted:
            depth += (letter == "(") - (letter == ")")
            if letter == "," and depth == 0:
                parts.append(body[start:position])
                start = position + 1
    parts.append(body[start:])
    return frozenset(plain(part) for part in parts), plain(options)


def plain(statement: str) -> str:
    """One space between words, and no quotes around names that need none."""
    return re.sub(r"\s+", " ", re.sub(r'"(\w+)"', r"\1", statement)).strip()


def sqlite_schema(connection: Connection) -> Schema:
    rows = connection.execute(text("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {
        f"{kind} {name}": clauses(statement) if kind == "table" else plain(statement)
        for kind, name, statement in rows
        if name != "alembic_version"
    }


def postgresql_schema(connection: Connection) -> Schema:
    return {
        f"{kind} {name}": plain(definition)
        for kind, query in POSTGRESQL_CATALOGUE.items()
        for name, definition in connection.execute(text(query))
        if "alembic_version" not in name
    }


def schema_of(database: Database) -> Schema:
    with database.engine.connect() as connection:
        return sqlite_schema(connection) if database.is_sqlite else postgresql_schema(connection)


def test_the_migrations_make_what_the_models_describe(database, bare):
    Base.metadata.create_all(bare.engine)
    described, migrated = schema_of(bare), schema_of(database)
    assert sorted(migrated) == sorted(described)
    assert migrated == described


def test_migrating_a_second_time_changes_nothing(database):
    before = schema_of(database)
    installation.migrate(database)
    assert schema_of(database) == before
    assert installation.schema_version(database) == installation.newest_version()


def test_a_database_without_tables_has_no_version(bare):
    assert installation.schema_version(bare) is None


@on_sqlite
def test_every_sqlite_table_is_strict(database):
    with database.engine.connect() as connection:
        loose = connection.scalars(
            text(
                "SELECT name FROM pragma_table_list"
                " WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'"
            )
        ).all()
    assert set(loose) == {"alembic_version"}, "Alembic makes its own table"


@on_sqlite
def test_foreign_keys_are_watched_again_after_a_migration(database):
    installation.migrate(database)
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_every_constraint_and_index_is_named():
    nameless = [
        f"{table.name}: {constraint!r}"
        for table in Base.metadata.tables.values()
        for constraint in (*table.constraints, *table.indexes)
        if not constraint.name
    ]
    assert nameless == []
