"""Going back to older tables: only where nothing that was recorded since is lost by it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Never

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Connection,
    String,
    and_,
    case,
    column,
    func,
    inspect,
    literal_column,
    select,
    table,
)
from sqlalchemy.engine.interfaces import ReflectedColumn
from sqlalchemy.exc import IntegrityError

REMADE = frozenset({"alembic_version", "catalogue_revision"})
"""Tables whose rows come back by themselves."""

INSTEAD = (
    "Nothing was changed. Go on with this version, or restore the copy that was made before the upgrade."
)

Said = dict[str, int]
"""How many rows a table has, by its name, and in how many a column says something, by "table.column"."""


@contextmanager
def losing_nothing(connection: Connection) -> Iterator[None]:
    """Raise RuntimeError unless everything is still there once the tables are older; undoes nothing."""
    before = _said(connection)
    try:
        yield
    except IntegrityError as error:
        raise RuntimeError(
            f"What was recorded since does not fit into the older tables. {INSTEAD}"
        ) from error
    after = _said(connection)
    lost = {name for name, rows in before.items() if after.get(name, 0) < rows}
    if named := sorted(name for name in lost if name.partition(".")[0] not in lost - {name}):
        raise RuntimeError(f"The version before has no room for {', '.join(named)}. {INSTEAD}")


def refuse() -> Never:
    """Refuse to go back, for a migration that cannot write its tables as they were; raises RuntimeError."""
    raise RuntimeError(f"From here no way leads back to the older tables. {INSTEAD}")


def _said(connection: Connection) -> Said:
    known = inspect(connection)
    said: Said = {}
    for name in sorted(set(known.get_table_names()) - REMADE):
        keys = known.get_pk_constraint(name)["constrained_columns"]
        told = [one for one in known.get_columns(name) if one["name"] not in keys and _may_be_silent(one)]
        counted = (func.count(case((_says_something(one), 1))) for one in told)
        rows = connection.execute(select(func.count(), *counted).select_from(table(name))).one()
        names = (name, *(f"{name}.{one['name']}" for one in told))
        said |= {name: count for name, count in zip(names, rows, strict=True) if count}
    return said


def _may_be_silent(one: ReflectedColumn) -> bool:
    """Whether a column can be without a word; any other one was worked out for the rows that were there."""
    return one["nullable"] or one["default"] is not None or isinstance(one["type"], String)


def _says_something(one: ReflectedColumn) -> ColumnElement[bool]:
    """Return the condition that a column says more than it did for rows that were there before it."""
    found: ColumnClause[Any] = column(one["name"])
    silent = ["''"] if isinstance(one["type"], String) else []
    silent += [one["default"]] if one["default"] is not None else []
    return and_(found.is_not(None), *(found != literal_column(value) for value in silent))
