"""Second factors: set up, shown in a sign-in, moved to another phone; recovery codes stand in for it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from convoy.domain import one_time, totp
from convoy.domain.errors import Conflict, Invalid, NotAllowed
from convoy.domain.factors import RECOVERY_CODES, NoticeKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Notice, RecoveryCode, SecondFactor, SignIn, User
from convoy.services import audit, grants, sign_ins


@dataclass(frozen=True, slots=True)
class SetUp:
    """What the phone now counts with, and the first code it shows."""

    secret: str
    typed: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A second factor that works: the recovery codes, shown once, and the sign-in's new token."""

    recovery_codes: tuple[str, ...]
    token: str


def set_up(db: Session, sign_in_id: int, command: SetUp) -> Ready:
    """Give the person of a sign-in a second factor; the sign-in has shown it from then on.

    Raises Invalid (field `code`) for a code that does not fit, Conflict where there is a factor already.
    """
    row = open_sign_in(db, sign_in_id)
    if db.get(SecondFactor, row.user_id) is not None:
        raise Conflict(N_("The second factor is set up already, and its recovery codes were shown then."))
    if not totp.is_secret(command.secret):
        raise Invalid(N_("This page was changed on its way. Open it again."), field="code")
    now = datetime.now(UTC)
    code = totp.read(command.typed)
    step = totp.matching_step(command.secret, code, now)
    if step is None:
        raise _wrong(command.secret, code, now)
    db.add(SecondFactor(user_id=row.user_id, secret=command.secret, last_step=step, set_up_at=now))
    codes = _new_codes(db, row.user_id)
    actor = grants.actor_of(row.user)
    tell(db, actor, row.user_id, NoticeKind.SET_UP, row.id)
    audit.note(db, actor, "user:set_up_factor", row.user.code)
    return Ready(codes, _shown(row, now))


def enter(db: Session, sign_in_id: int, typed: str) -> str:
    """Show the second factor in a sign-in: a code of the phone, or a recovery code. Return its new token.

    Raises Invalid (field `code`) for one that is wrong or was taken before.
    """
    row = open_sign_in(db, sign_in_id)
    actor = grants.actor_of(row.user)
    prove(db, actor, typed, here=row.id)
    audit.note(db, actor, "user:show_factor", row.user.code)
    return _shown(row, datetime.now(UTC))


def renew_codes(db: Session, actor: Actor, typed: str, *, here: int) -> tuple[str, ...]:
    """Return a new set of one's recovery codes, shown once; those of before are worth nothing.

    `here` is the sign-in in which it is asked for.
    """
    user_id = prove(db, actor, typed, here=here)
    codes = _new_codes(db, user_id)
    tell(db, actor, user_id, NoticeKind.CODES_RENEWED, here)
    audit.note(db, actor, "user:renew_recovery_codes", db.get_one(User, user_id).code)
    return codes


def drop_own(db: Session, actor: Actor, typed: str, *, keep: int) -> None:
    """Take one's own second factor away, to set it up on another phone; every sign-in but `keep` ends."""
    user = db.get_one(User, prove(db, actor, typed))
    forget(db, user, actor)
    ended = sign_ins.end_all(db, user, "factor_removed", but=keep)
    audit.note(db, actor, "user:drop_factor", user.code, sign_ins=ended)


def see_notices(db: Session, actor: Actor, here: int) -> None:
    """Take away what one has read of one's own second factor in the sign-in `here`."""
    if actor.user_id is None:
        raise NotAllowed(N_("Sign in first. Nothing was changed."))
    unread = update(Notice).where(
        Notice.user_id == actor.user_id,
        Notice.seen_at.is_(None),
        Notice.sign_in_id.is_distinct_from(here),
    )
    db.execute(unread.values(seen_at=datetime.now(UTC)))
    audit.note(db, actor, "user:see_notices", db.get_one(User, actor.user_id).code)


def prove(db: Session, actor: Actor, typed: str, *, here: int | None = None) -> int:
    """Use up a code of the acting person and return whose it was; a part of the action that calls it.

    `here` is the sign-in in which it is typed: every other one is told of a recovery code.

    The code is taken by the statement that compares it with the last one: of two that come with the same
    code at the same moment, one gets in. Raises Invalid (field `code`).
    """
    factor = db.get(SecondFactor, actor.user_id) if actor.user_id is not None else None
    if factor is None:
        raise NotAllowed(N_("There is no second factor to show. Sign in again. Nothing was changed."))
    letters = one_time.read(typed[: totp.LONGEST_INPUT])
    if len(letters) == one_time.SHORT:
        _spend(db, actor, factor.user_id, letters, here)
        return factor.user_id
    now, code = datetime.now(UTC), totp.read(typed)
    step = totp.matching_step(factor.secret, code, now)
    if step is None:
        raise _wrong(factor.secret, code, now)
    taken = db.scalar(
        update(SecondFactor)
        .where(SecondFactor.user_id == factor.user_id, SecondFactor.last_step < step)
        .values(last_step=step)
        .returning(SecondFactor.user_id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        raise Invalid(
            N_("This code was used already. Wait for the next one on the phone, at most half a minute."),
            field="code",
        )
    return taken


def _spend(db: Session, actor: Actor, user_id: int, letters: str, here: int | None) -> None:
    spent = db.scalar(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_hash == one_time.hashed(letters),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=datetime.now(UTC))
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    )
    if spent is None:
        raise Invalid(
            N_("This is no recovery code of yours that is still good. Each works once."), field="code"
        )
    tell(db, actor, user_id, NoticeKind.CODE_USED, here)


def _wrong(secret: str, code: str, now: datetime) -> Invalid:
    if totp.clock_is_off(secret, code, now):
        return Invalid(
            N_(
                "This code is a minute or more off: the phone's clock is wrong. Set its time to automatic, "
                "or type a recovery code."
            ),
            field="code",
        )
    return Invalid(N_("This is not the code the phone shows now. Look again."), field="code")


def open_sign_in(db: Session, sign_in_id: int) -> SignIn:
    """Return a sign-in, locked; raises NotAllowed where it has been ended meanwhile."""
    row = db.scalar(
        select(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None)).with_for_update(of=SignIn)
    )
    if row is None:
        raise NotAllowed(N_("This sign-in has been ended. Sign in again. Nothing was changed."))
    return row


def _shown(row: SignIn, now: datetime) -> str:
    # Whoever held the cookie before the code was typed holds nothing now.
    token = one_time.new_token()
    row.token_hash, row.factor_at = one_time.hashed(token), now
    return token


def _new_codes(db: Session, user_id: int) -> tuple[str, ...]:
    db.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = tuple(one_time.new_code(one_time.SHORT) for _ in range(RECOVERY_CODES))
    db.add_all(
        RecoveryCode(user_id=user_id, code_hash=one_time.hashed(one_time.read(code))) for code in codes
    )
    return codes


def forget(db: Session, user: User, actor: Actor) -> None:
    """Delete a person's second factor and recovery codes, and tell; a part of the action that calls it."""
    db.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
    tell(db, actor, user.id, NoticeKind.REMOVED)


def tell(db: Session, actor: Actor, user_id: int, kind: NoticeKind, here: int | None = None) -> None:
    """Leave a notice for a person on every page until it is read, but not in the sign-in that did it."""
    now = datetime.now(UTC)
    db.add(Notice(user_id=user_id, at=now, kind=kind, by_name=actor.name, sign_in_id=here))
