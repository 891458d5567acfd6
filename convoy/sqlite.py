"""SQLite as this installation's database: STRICT columns, safe commits, and a fair turn for each writer."""

import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Enum, Integer, LargeBinary, String
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.compiler import compiles

LOOK_AGAIN = 0.004
"""Seconds between two looks of a writer whether the one before has finished."""

_NEXT = threading.Lock()
"""Held by the one writer of this process who looks; the others stand behind it in the order they came."""

# SQLite's STRICT tables know five types; everything SQLAlchemy spells otherwise is mapped onto them.
STRICT_NAMES: dict[type[Any], str] = {
    String: "TEXT",
    Enum: "TEXT",
    Date: "TEXT",
    DateTime: "TEXT",
    Boolean: "INTEGER",
    Integer: "INTEGER",
    BigInteger: "INTEGER",
    LargeBinary: "BLOB",
}


def _strict_name(name: str) -> Callable[..., str]:
    def spell(_type: object, _compiler: object, **_options: object) -> str:
        return name

    return spell


for _type, _name in STRICT_NAMES.items():
    compiles(_type, "sqlite")(_strict_name(_name))


def was_busy(error: Exception) -> bool:
    """Whether others wrote to SQLite's file for longer than a writer waits (busy_timeout)."""
    return isinstance(error, OperationalError) and "database is locked" in str(error.orig)


def prepare(connection: DBAPIConnection, _record: object) -> None:
    """Set up a new connection."""
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError(f"not a SQLite connection: {connection!r}")
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        # FULL: an acknowledged donation survives a power cut; NORMAL may lose the last commits.
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def begin(connection: Any) -> None:
    """Begin to read or to write.

    Writers take the lock at once: a read snapshot cannot be upgraded while another process writes.
    """
    if connection.get_execution_options().get("convoy_reading", False):
        connection.exec_driver_sql("BEGIN")
        return
    file = connection.connection.driver_connection
    (patience,) = file.execute("PRAGMA busy_timeout").fetchone()
    file.execute("PRAGMA busy_timeout=0").close()
    try:
        _wait_for_turn(connection, patience / 1_000)
    finally:
        file.execute(f"PRAGMA busy_timeout={patience}").close()


def _wait_for_turn(connection: Any, patience: float) -> None:
    """Begin to write once nobody else does, within so many seconds.

    SQLite's own waiting looks ever more seldom, so that among several whoever waited longest comes last, for
    many seconds. Here one writer of each process looks, as often as that of any other process.
    """
    give_up = time.monotonic() + patience
    is_next = _NEXT.acquire(timeout=patience)
    try:
        _look_until(connection, give_up)
    finally:
        if is_next:
            _NEXT.release()


def _look_until(connection: Any, give_up: float) -> None:
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as error:
            if not was_busy(error) or time.monotonic() > give_up:
                raise
            time.sleep(LOOK_AGAIN)
        else:
            return
