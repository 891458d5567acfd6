"""Many rows stored in one statement."""

from collections.abc import Mapping, Sequence
from typing import TypeVar, cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from convoy.db import Base

Row = TypeVar("Row", bound=Base)


def stored(db: Session, table: type[Row], rows: Sequence[Mapping[str, object]]) -> list[Row]:
    """Insert rows with the same columns in one statement and return them, in no particular order.

    Objects that are added one by one cost SQLite a statement each; which row is which is told by its content.
    """
    if not rows:
        return []
    return list(db.scalars(insert(table).returning(table).execution_options(render_nulls=True), rows))


def stored_ids(
    db: Session, table: type[Base], rows: Sequence[Mapping[str, object]], *told_by: str
) -> list[int]:
    """Insert rows with the same columns in one statement and return their ids in the order of the rows.

    Their values in the columns `told_by` tell them apart. A third of what `stored` costs: nothing is read
    back.
    """
    if not rows:
        return []
    db.flush()
    columns = cast("Table", table.__table__).c
    returned = insert(columns.id.table).returning(columns.id, *(columns[name] for name in told_by))
    ids = {tuple(values): row_id for row_id, *values in db.connection().execute(returned, rows)}
    return [ids[tuple(row[name] for name in told_by)] for row in rows]
