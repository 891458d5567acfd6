"""Second factors: who needs one, what is asked for, and how much may be looked at in an hour."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from convoy.domain.permissions import Role

NEEDS_FACTOR = frozenset({Role.COORDINATOR, Role.ADMIN})
"""These see routes and crews, or let others in."""

RECOVERY_CODES = 10

LOOK_LASTS = timedelta(minutes=15)
"""How long a convoy's pages stay open after a code or password was asked for them."""

LOOKS_COUNTED = timedelta(hours=1)
MOST_CONVOYS = 12
"""Different convoys one person looks at within that time; more is what a thief does, and is refused."""

SEASONED = timedelta(days=1)
"""How long both admins must have been one when the first asks to take somebody's factor away."""

REMOVAL_LASTS = timedelta(hours=24)
"""How long the second admin has to agree."""


class Missing(StrEnum):
    """What a sign-in still lacks before anything else is shown."""

    NOTHING = ""
    CODE = "code"
    SET_UP = "set_up"


class Proof(StrEnum):
    """What somebody is asked for before a convoy's pages are shown."""

    CODE = "code"
    PASSWORD = "password"  # noqa: S105  # the kind of proof
    NONE = "none"


class NoticeKind(StrEnum):
    """What happened to somebody's second factor, and is told to that person."""

    SET_UP = "set_up"
    CODES_RENEWED = "codes_renewed"
    CODE_USED = "code_used"
    REMOVAL_ASKED = "removal_asked"
    REMOVED = "removed"


def missing(has_factor: bool, shown_at: datetime | None, roles: Iterable[Role]) -> Missing:  # noqa: FBT001
    """Return what is still to be done after name and password: type a code, set a factor up, or nothing."""
    if has_factor:
        return Missing.CODE if shown_at is None else Missing.NOTHING
    return Missing.SET_UP if NEEDS_FACTOR & set(roles) else Missing.NOTHING
