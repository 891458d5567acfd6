"""The database: column conventions, STRICT tables on SQLite, and units of work on both engines."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from enum import Enum as PythonEnum
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    Table,
    create_engine,
    event,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from convoy import sqlite
from convoy.domain.errors import Busy
from convoy.domain.messages import N_

MERGED_AWAY = "points at what was merged"
"""What the triggers say when a row would point at something that was just merged into another."""


EMPTIED = (
    "crew_member",
    "crew_link",
    "gift_sheet",
    "photo",
    "photo_arrival",
    "rendition",
    "signed_copy",
    "paper",
)
"""Tables whose rows are deleted, or emptied of what they held, for good."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; naive datetimes are refused on the way in, aware ones come out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return `value` in UTC, without its zone where the engine keeps none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}; moments are stored in UTC")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return the stored moment as an aware datetime in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(members: type[PythonEnum]) -> list[str]:
    return [str(member.value) for member in members]


class Base(DeclarativeBase):
    """Every table: STRICT on SQLite, named constraints, enums by value with a CHECK, moments in UTC."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: Moment(),
        date: Date(),
        PythonEnum: Enum(PythonEnum, native_enum=False, create_constraint=True, values_callable=_values),
    }

    def __init_subclass__(cls, **options: Any) -> None:
        """Map the class, then say on SQLite what other engines know from the type."""
        super().__init_subclass__(**options)
        if isinstance(cls.__table__, Table):
            cls.__table__.dialect_kwargs["sqlite_strict"] = True
            _add_shape_checks(cls.__table__)


_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"


def _add_shape_checks(table: Table) -> None:
    """A STRICT TEXT column would still take any text for a date, an INTEGER one any number for a boolean."""
    for column in table.columns:
        if isinstance(column.type, Boolean):
            rule = f"{column.name} IN (0, 1)"
        elif isinstance(column.type, Moment):
            rule = f"{column.name} GLOB '{_DAY} [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'"
        elif isinstance(column.type, Date):
            rule = f"{column.name} GLOB '{_DAY}'"
        else:
            continue
        check = CheckConstraint(rule, name=f"{column.name}_shape").ddl_if(dialect="sqlite")
        table.append_constraint(check)


Work = AbstractContextManager[Session]
P = ParamSpec("P")
R = TypeVar("R")


class Database:
    """One installation's database: units of work that write, and looks that only read."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.engine = _engine(url, pool_size)
        reading = self.engine.execution_options(convoy_reading=True)
        if self.engine.dialect.name == "postgresql":
            reading = reading.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._writing = sessionmaker(self.engine, expire_on_commit=False)
        self._reading = sessionmaker(reading, expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether this installation keeps its data in one SQLite file."""
        return self.engine.dialect.name == "sqlite"

    def work(self) -> Work:
        """Open a unit of work: commits when the block ends well, else rolls back."""
        return self._writing.begin()

    def look(self) -> Work:
        """Open a read-only snapshot that never makes a writer wait."""
        return self._reading.begin()

    def do(self, action: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return what `action(db, ...)` returns, in one unit of work of its own.

        Two people who want the same thing at the same moment meet in a constraint or a lock: the loser's
        action is run again, sees the winner's row, and answers with its own plain refusal.
        Raises Busy when it loses three times, or when the database was busy for so long.
        """
        for _ in range(2):
            try:
                with self.work() as db:
                    return action(db, *args, **kwargs)
            except (DBAPIError, StaleDataError) as error:
                if not lost_a_race(error):
                    raise
        try:
            with self.work() as db:
                return action(db, *args, **kwargs)
        except (DBAPIError, StaleDataError) as error:
            if sqlite.was_busy(error):
                raise Busy(
                    N_("The database was busy for too long. Nothing was stored; press the button again.")
                ) from error
            if not lost_a_race(error):
                raise
            raise Busy(
                N_("Somebody else changed this at the same moment. Nothing was stored; look and repeat.")
            ) from error

    def forget_deleted(self) -> None:
        """Have the files hold no more of what was deleted than the engine can help.

        SQLite overwrites it in the database (secure_delete) and empties the journal beside it here;
        PostgreSQL frees the rows for others to overwrite.
        """
        connection = self.engine.raw_connection()
        try:
            if self.is_sqlite:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            else:
                connection.driver_connection.autocommit = True  # type: ignore[union-attr]
                connection.cursor().execute(f"VACUUM {', '.join(EMPTIED)}")
        finally:
            connection.invalidate()

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def lost_a_race(error: Exception) -> bool:
    """Whether a statement failed because another one was first, and may succeed when repeated."""
    if isinstance(error, StaleDataError):
        return True
    if isinstance(error, IntegrityError):
        said = str(error.orig)
        return (
            "UNIQUE constraint" in said
            or "unique constraint" in said
            or "ck_balance_quantity" in said
            or MERGED_AWAY in said
        )
    if isinstance(error, OperationalError):
        # PostgreSQL's deadlock (40P01) and serialization failure (40001).
        return getattr(error.orig, "sqlstate", None) in {"40P01", "40001"} or sqlite.was_busy(error)
    return False


def _engine(url: str, pool_size: int) -> Engine:
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_size=pool_size, pool_pre_ping=True)
        # Many rows go in one statement, as on SQLite in one call: triggers of a statement fire once for all.
        engine.dialect.use_insertmanyvalues_wo_returning = True
        event.listen(engine, "checkin", _forget_mode)
        return engine
    engine = create_engine(url, pool_size=pool_size, connect_args={"timeout": 10})
    event.listen(engine, "connect", sqlite.prepare)
    event.listen(engine, "begin", sqlite.begin)
    return engine


def _forget_mode(connection: Any, _record: object) -> None:
    """A look would leave "read write" behind, which overrules a server that is set to be read only."""
    if connection is not None and not connection.closed:
        connection.read_only = None
