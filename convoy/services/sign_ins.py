"""Sign-ins as rows, and the slow-down of guessing, which every process of the server shares."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from convoy.domain.one_time import hashed, new_token
from convoy.domain.permissions import Actor, limits_for
from convoy.models import Grant, SignIn, SignInAttempt, User, held_grants
from convoy.services import audit

REMEMBERED = timedelta(hours=1)
"""How long a failed try counts; older ones are deleted with the next try."""

FREE_BY_ACCOUNT = 5
FREE_BY_ADDRESS = 30
"""Failed tries before the slow-down begins; a whole hall may share one address."""

LONGEST_WAIT = timedelta(minutes=15)
"""Slow-down, never a lock: the owner gets in again, and from a known device at once."""

REFERENCE = 12
"""Characters of the stored hash by which a list names a sign-in without giving it away."""

TURN = 7_041_776
"""The number of the lock under which tries are counted one after the other on PostgreSQL."""


def take_turn(db: Session, account: str, address: str, now: datetime) -> timedelta:
    """Return zero and write the try down, or return how long to wait first (then nothing is written).

    `account` and `address` are what is counted: a sign-in name or a known device, and where from. The try
    is written before the password is compared, so that a thousand guesses at once count as a thousand;
    `forget_tries` takes it back when the password was right.
    """
    if db.get_bind().dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(TURN)))
    account_key, address_key = hashed(account), hashed(address)
    db.execute(delete(SignInAttempt).where(SignInAttempt.tried_at < now - REMEMBERED))
    wait = max(
        _wait(db, SignInAttempt.account_key == account_key, FREE_BY_ACCOUNT, now),
        _wait(db, SignInAttempt.address_key == address_key, FREE_BY_ADDRESS, now),
    )
    if not wait:
        db.add(SignInAttempt(account_key=account_key, address_key=address_key, tried_at=now))
    return wait


def _wait(db: Session, who: ColumnElement[bool], free: int, now: datetime) -> timedelta:
    """Return how much of the wait after the last failed try is left: 2 s, 4 s, 8 s … up to the longest."""
    tries, last = db.execute(select(func.count(), func.max(SignInAttempt.tried_at)).where(who)).one()
    if tries < free or last is None:
        return timedelta(0)
    due = min(timedelta(seconds=2 ** min(tries - free + 1, 20)), LONGEST_WAIT)
    return max(last + due - now, timedelta(0))


def forget_tries(db: Session, account: str, address: str) -> None:
    """Take back the tries of an account from an address: the password was right."""
    db.execute(
        delete(SignInAttempt).where(
            SignInAttempt.account_key == hashed(account), SignInAttempt.address_key == hashed(address)
        )
    )


def open_sign_in(
    db: Session,
    user_id: int,
    device: str,
    *,
    device_id: int | None = None,
    not_after: datetime | None = None,
    now: datetime | None = None,
) -> str:
    """Return the token of a new sign-in of a person on `device`; only its hash is stored. One audit entry.

    Its limits are the strictest of all the roles held (permissions.limits_for), and `not_after`.
    """
    now = now or datetime.now(UTC)
    user = db.get_one(User, user_id)
    roles = db.scalars(select(Grant.role).where(Grant.user_id == user.id, held_grants(now))).all()
    idle, absolute = limits_for(roles)
    token = new_token()
    db.add(
        SignIn(
            user_id=user.id,
            token_hash=hashed(token),
            device=device,
            device_id=device_id,
            created_at=now,
            last_seen_at=now,
            idle_seconds=int(idle.total_seconds()),
            expires_at=min(now + absolute, not_after or now + absolute),
        )
    )
    audit.note(db, Actor(user.id, user.name), "user:sign_in", user.code, device=device)
    return token


def seen(db: Session, sign_in_id: int, now: datetime) -> None:
    """Write when a sign-in was last used; no audit entry, since nothing was done."""
    statement = update(SignIn).where(SignIn.id == sign_in_id, SignIn.last_seen_at < now)
    db.execute(statement.values(last_seen_at=now))


def close(db: Session, actor: Actor, token: str) -> None:
    """End the sign-in of this token (signing out); one that has ended or is not known is no error."""
    row = db.scalar(select(SignIn).where(SignIn.token_hash == hashed(token), SignIn.ended_at.is_(None)))
    if row is None:
        return
    _end(row, "signed_out")
    audit.note(db, actor, "user:sign_out", row.user.code)


def end_all(db: Session, user: User, reason: str, *, but: int | None = None) -> int:
    """End every open sign-in of a person, but the one named, and return how many; part of another action."""
    return end_where(db, (SignIn.user_id == user.id) & (SignIn.id != (but or 0)), reason)


def end_where(db: Session, which: ColumnElement[bool], reason: str) -> int:
    """End the open sign-ins that `which` says, and return how many; part of another action."""
    rows = db.scalars(select(SignIn).where(which, SignIn.ended_at.is_(None))).all()
    for row in rows:
        _end(row, reason)
    return len(rows)


def _end(row: SignIn, reason: str) -> None:
    row.ended_at = datetime.now(UTC)
    row.ended_reason = reason
