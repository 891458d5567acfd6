"""Rows on their way from one database to another, whichever engines they are."""

from collections.abc import Callable, Sequence

from sqlalchemy import (
    Connection,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from convoy.db import Base, Moment
from convoy.models import Balance, CatalogueRevision, Grant, Lot

BATCH = 2_000
FILES = 20
"""Rows at once where each may hold a file, such as a photo: so many are still a few megabytes."""

MERGED = "merged_into_id"
"""Where a row says what it was merged into: from then on the database takes in nothing that points at it."""

Progress = Callable[[str, int, int], None]
"""Called with what is being copied, how much is done, and of how much."""


def transfer(giving: Session, taking: Session, progress: Progress) -> None:
    """Copy every row into the empty tables of another database, on either engine."""
    connection = taking.connection()
    copy(giving.connection(), connection, progress)
    if connection.dialect.name == "postgresql":
        _continue_numbering(connection)


def counted(db: Session) -> dict[str, int]:
    """Return how many rows each noun has."""
    return {
        table.name: db.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def _tables() -> list[Table]:
    # The database itself folds balances from movements and counts what changes in the catalogue.
    by_itself = (Balance.__table__, CatalogueRevision.__table__)
    # Roles come last: answers of somebody who was just let in are copied as they were; convoy check says so.
    return sorted(
        (table for table in Base.metadata.sorted_tables if table not in by_itself),
        key=lambda table: table is Grant.__table__,
    )


def of_another_version(connection: Connection) -> list[Table]:
    """The tables another version of Convoy made, with moments as SQLite wants them."""
    found = MetaData()
    found.reflect(connection)
    for table in found.tables.values():
        for column in table.columns:
            if isinstance(column.type, DateTime):
                column.type = Moment()
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def copy(giving: Connection, taking: Connection, progress: Progress, tables: Sequence[Table] = ()) -> None:
    """Copy every table in an order foreign keys allow; what points forward in its own table is set last.

    What was merged is said to be so once everything else is there; the database then lets its lots follow.
    """
    merged: list[tuple[Table, int, str, int]] = []
    for table in tables or _tables():
        total = giving.scalar(select(func.count()).select_from(table)) or 0
        # Only tables with an id of their own point to themselves.
        to_itself = [key.parent.name for key in table.foreign_keys if key.column.table is table]
        forward: list[tuple[Table, int, str, int]] = []
        done = 0
        size = FILES if any(isinstance(column.type, LargeBinary) for column in table.c) else BATCH
        rows = giving.execute(
            select(table).order_by(*table.primary_key), execution_options={"yield_per": size}
        )
        for batch in rows.mappings().partitions(size):
            values = [dict(row) for row in batch]
            for row in values:
                for name in to_itself:
                    if row[name] is not None and (name == MERGED or row[name] > row["id"]):
                        late = merged if name == MERGED else forward
                        late.append((table, row["id"], name, row[name]))
                        row[name] = None
                if table is Lot.__table__:
                    row["item_id"] = row["counted_as_id"]
            taking.execute(insert(table), values)
            done += len(batch)
            progress(table.name, done, total)
        _set(taking, forward)
    _set(taking, merged)


def _set(taking: Connection, values: Sequence[tuple[Table, int, str, int]]) -> None:
    for table, row_id, name, value in values:
        taking.execute(update(table).where(table.c.id == row_id).values({name: value}))


def empty(connection: Connection) -> None:
    """Delete every row of a PostgreSQL database, whatever points to it."""
    # The count of changes goes on: a process that keeps the catalogue must not meet an old number again.
    tables = [table for table in Base.metadata.sorted_tables if table is not CatalogueRevision.__table__]
    names = ", ".join(f'"{table.name}"' for table in tables)
    connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))


def _continue_numbering(connection: Connection) -> None:
    for table in _tables():
        if "id" not in table.c:
            continue
        connection.execute(
            select(
                func.setval(
                    func.pg_get_serial_sequence(f'"{table.name}"', "id"),
                    select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery(),
                    literal_column("false"),
                )
            )
        )
