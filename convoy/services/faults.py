"""Why a database takes nothing in although nobody did anything wrong; what it holds already is safe."""

import sqlite3
from enum import Enum

from sqlalchemy.exc import DBAPIError, OperationalError

from convoy.domain.messages import N_

MOVED = "this installation has moved to another database"
"""What a database says to every writer after `convoy move`."""
MOVED_TRIGGER = "installation_moved"
"""What says so."""
STAYS_CLOSED = N_(
    "This installation has moved to another database: set CONVOY_DATABASE_URL to that one. Nothing was "
    "changed here. To stay with this one after all: convoy move --undo"
)


class Fault(Enum):
    """What stands in the way; each has its sentence in `SENTENCES`."""

    FULL = "full"
    READ_ONLY = "read only"
    MOVED = "moved"
    AWAY = "away"


SENTENCES = {
    Fault.FULL: N_(
        "The server's disk is full. Nothing was stored. It goes on by itself once there is room again."
    ),
    Fault.READ_ONLY: N_("The database can only be read at the moment. Nothing was stored."),
    Fault.MOVED: N_(
        "This installation has moved to another database, and the server was not told. Nothing was stored."
    ),
    Fault.AWAY: N_("The database does not answer at the moment. Nothing was stored."),
}

_SAID = {
    MOVED: Fault.MOVED,
    "disk is full": Fault.FULL,
    "disk I/O error": Fault.FULL,
    "readonly database": Fault.READ_ONLY,
    "during recovery": Fault.READ_ONLY,
    "unable to open database file": Fault.AWAY,
}
# PostgreSQL's codes: 53 no room or connections left, 25006 read-only; 08 and 57P the server is or goes away.
_STATES = {
    "53100": Fault.FULL,
    "53": Fault.AWAY,
    "25006": Fault.READ_ONLY,
    "08": Fault.AWAY,
    "57P": Fault.AWAY,
}


def fault(error: Exception) -> Fault | None:
    """Return what stands in the way, or None where the statement itself was at fault."""
    if not isinstance(error, DBAPIError | sqlite3.Error):
        return None
    found, before = _said(error), error.__context__
    while found is None and before is not None:
        # A full disk ends SQLite's transaction, and going back to a savepoint in it fails, too.
        found = _said(before) if isinstance(before, DBAPIError | sqlite3.Error) else None
        before = before.__context__
    return found


def _said(error: DBAPIError | sqlite3.Error) -> Fault | None:
    said = str(error.orig if isinstance(error, DBAPIError) else error)
    for words, found in _SAID.items():
        if words in said:
            return found
    return _away(error) if isinstance(error, DBAPIError) else None


def _away(error: DBAPIError) -> Fault | None:
    state = getattr(error.orig, "sqlstate", None) or ""
    for beginning, found in _STATES.items():
        if state.startswith(beginning):
            return found
    # A server that is not there can give no code; what it never heard has no statement.
    unheard = isinstance(error, OperationalError) and not state and not error.statement
    return Fault.AWAY if error.connection_invalidated or unheard else None
