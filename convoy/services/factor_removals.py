"""Taking a person's second factor away when phone and recovery codes are lost: never by one admin alone."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.errors import Conflict, NotAllowed, NotFound
from convoy.domain.factors import REMOVAL_LASTS, SEASONED, NoticeKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission, Role
from convoy.models import SecondFactor, User
from convoy.services import audit, factors, grants, sign_ins, users


def ask(db: Session, actor: Actor, command: users.OnPerson) -> User:
    """Ask that a person's second factor be taken away; another admin agrees within a day.

    Raises NotAllowed for an admin of less than a day: an admin could have made a second one for this.
    """
    user, factor = _of(db, actor, command)
    if audit.earlier(db, actor, command.key, "user:ask_factor_removal", command) is not None:
        return user
    if not _is_seasoned(db.get_one(User, actor.user_id), datetime.now(UTC)):
        raise NotAllowed(N_("You have been an admin for less than a day: another one has to ask."))
    if is_asked(factor, datetime.now(UTC)):
        raise Conflict(N_("This has been asked already. Another admin has to agree. Nothing was changed."))
    factor.removal_asked_at, factor.removal_asked_by_id = datetime.now(UTC), actor.user_id
    factors.tell(db, actor, user.id, NoticeKind.REMOVAL_ASKED)
    audit.note(db, actor, "user:ask_factor_removal", user.code, key=command.key, request=command)
    return user


def agree(db: Session, actor: Actor, command: users.OnPerson) -> User:
    """Take a person's second factor away, as another admin asked; the person is signed out everywhere.

    Raises NotAllowed for whoever asked, and for an admin who was not yet one a day before it was asked.
    """
    actor.must(Permission.PERSON_ADMIN)
    user = grants.find_looked_after(db, actor, command.user_code)
    if audit.earlier(db, actor, command.key, "user:remove_factor", command) is not None:
        return user
    _, factor = _of(db, actor, command)
    asked_at, asked_by = factor.removal_asked_at, factor.removal_asked_by
    if asked_at is None or asked_by is None or not is_asked(factor, datetime.now(UTC)):
        raise Conflict(N_("Nobody has asked for this within the last day. Nothing was changed."))
    if asked_by.id == actor.user_id:
        raise NotAllowed(N_("You asked for this yourself: another admin has to agree. Nothing was changed."))
    if not grants.looks_after(grants.actor_of(asked_by), user):
        raise NotAllowed(N_("Whoever asked is no admin any more. Nothing was changed."))
    if not _is_seasoned(db.get_one(User, actor.user_id), asked_at):
        raise NotAllowed(
            N_("You were not an admin yet a day before this was asked: another one has to agree.")
        )
    return _remove(db, actor, user, command)


def remove_at_console(db: Session, actor: Actor, login: str) -> User:
    """Take the second factor of a sign-in name away, on the server itself. Raises NotFound."""
    user = db.scalar(select(User).where(User.login_key == users.login_key(login)))
    if user is None or not actor.is_console:
        raise NotFound(N_("There is nobody with the sign-in name %(login)s."), login=login)
    if db.get(SecondFactor, user.id) is None:
        raise Conflict(N_("%(name)s has no second factor. Nothing was changed."), name=user.name)
    return _remove(db, actor, user, None)


def is_asked(factor: SecondFactor, now: datetime) -> bool:
    """Whether another admin may still agree."""
    return factor.removal_asked_at is not None and now - factor.removal_asked_at < REMOVAL_LASTS


def _of(db: Session, actor: Actor, command: users.OnPerson) -> tuple[User, SecondFactor]:
    actor.must(Permission.PERSON_ADMIN)
    user = grants.find_looked_after(db, actor, command.user_code)
    factor = db.get(SecondFactor, user.id, with_for_update=True)
    if factor is None:
        raise Conflict(N_("%(name)s has no second factor. Nothing was changed."), name=user.name)
    return user, factor


def _is_seasoned(user: User, asked_at: datetime) -> bool:
    return any(
        grant.role is Role.ADMIN and grant.ended_at is None and grant.granted_at <= asked_at - SEASONED
        for grant in user.grants
    )


def _remove(db: Session, actor: Actor, user: User, command: users.OnPerson | None) -> User:
    factors.forget(db, user, actor)
    ended = sign_ins.end_all(db, user, "factor_removed")
    key = command.key if command is not None else None
    audit.note(db, actor, "user:remove_factor", user.code, key=key, request=command, sign_ins=ended)
    return user
