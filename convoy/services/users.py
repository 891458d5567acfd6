"""People: accounts, what they may do where, their passwords, and ending all of that."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain import one_time, references
from convoy.domain.errors import Invalid, NotAllowed, RuleBroken
from convoy.domain.kinds import InvitationKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Granted, Permission, Role
from convoy.domain.text import clean, skeleton
from convoy.models import Grant, Invitation, User
from convoy.services import audit, grants, sign_ins

LOGIN_LENGTH = 60
NAME_LENGTH = 120
SHORTEST_LOGIN = 3
CODE_LASTS = timedelta(hours=72)

DEMO_LOGINS = {
    "desk": "logs gifts and packs boxes in Leeds",
    "lead": "is in charge today in Leeds",
    "coordinator": "plans convoys, loads vans, keeps the records",
    "printer": "prints what travels with the vans",
    "medic": "signs medicines off",
    "auditor": "reads what was done, and changes nothing",
    "admin": "invites people and gives them their parts",
}
"""Who can sign in to a demo, and what each of them does."""
DEMO_PASSWORD = "bread and roses"  # noqa: S105  # shown on the sign-in page of a demo, and only made there


@dataclass(frozen=True, slots=True)
class NewUser:
    """What makes an account; `password_hash` comes from passwords.scramble, made before the transaction."""

    login: str
    name: str
    password_hash: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class OnPerson:
    """Do something to a person that needs no more than the person: close or open the account, sign out."""

    key: UUID
    user_code: str


def login_key(login: str) -> str:
    """Return the confusable-proof form of a sign-in name: "Оксана" and "Окcaнa" are the same one."""
    return skeleton(login.strip())


def checked_name(typed: str) -> str:
    """Return a person's name as it is stored; raises Invalid (field `name`) where there is none."""
    name = clean(typed, limit=NAME_LENGTH, field="name")
    if not name:
        raise Invalid(N_("A name is needed, so that others know who did what."), field="name")
    return name


def create(db: Session, actor: Actor, new: NewUser, *granted: Granted) -> User:
    """Make an account with its grants and return it; a part of the action that calls it, which notes it.

    Raises Invalid when the name cannot be stored, or when it or a look-alike is taken.
    """
    login = clean(new.login, limit=LOGIN_LENGTH, field="login")
    name = checked_name(new.name)
    if len(login) < SHORTEST_LOGIN:
        raise Invalid(
            N_("This sign-in name has %(found)s characters; it needs at least %(needed)s."),
            field="login",
            found=len(login),
            needed=SHORTEST_LOGIN,
        )
    key = login_key(login)
    if db.scalar(select(User.id).where(User.login_key == key)) is not None:
        raise Invalid(
            N_("The sign-in name %(login)s, or one that looks the same, is taken. Take another."),
            field="login",
            login=login,
        )
    user = User(
        code=references.new("US"),
        login=login,
        login_key=key,
        name=name,
        password_hash=new.password_hash,
        language=new.language,
        created_at=datetime.now(UTC),
    )
    db.add(user)
    db.flush()
    for one in granted:
        grants.give(db, user, one, actor)
    db.flush()
    return user


def first_admin_code(db: Session) -> str:
    """Return a one-time code, good for 72 hours, with which the first admin joins; earlier ones end.

    Raises RuleBroken when there is an admin already, who invites the others.
    """
    if db.scalar(select(User.id).join(User.grants).where(*grants.ADMIN_EVERYWHERE, Grant.ended_at.is_(None))):
        raise RuleBroken(N_("There is an admin already, who can invite others. Nothing was changed."))
    now = datetime.now(UTC)
    first = Invitation.kind == InvitationKind.FIRST_ADMIN
    for earlier in db.scalars(select(Invitation).where(first, Invitation.ended_at.is_(None))):
        earlier.ended_at = now
    code = one_time.new_code()
    db.add(
        Invitation(
            kind=InvitationKind.FIRST_ADMIN,
            token_hash=one_time.hashed(one_time.read(code)),
            role=Role.ADMIN,
            created_at=now,
            expires_at=now + CODE_LASTS,
        )
    )
    return code


def disable(db: Session, actor: Actor, command: OnPerson) -> User:
    """Close a person's account: every sign-in ends at once, what the person did stays. An admin's act."""
    actor.must(Permission.PERSON_ADMIN)
    user = grants.find_looked_after(db, actor, command.user_code)
    if audit.earlier(db, actor, command.key, "user:disable", command) or not user.is_active:
        return user
    grants.keep_an_admin(db, user)
    user.is_active = False
    ended = sign_ins.end_all(db, user, "disabled")
    audit.note(db, actor, "user:disable", user.code, key=command.key, request=command, sign_ins=ended)
    return user


def enable(db: Session, actor: Actor, command: OnPerson) -> User:
    """Open a closed account again, with the roles it had. An admin's act."""
    actor.must(Permission.PERSON_ADMIN)
    user = grants.find_looked_after(db, actor, command.user_code)
    if audit.earlier(db, actor, command.key, "user:enable", command) or user.is_active:
        return user
    user.is_active = True
    audit.note(db, actor, "user:enable", user.code, key=command.key, request=command)
    return user


def end_sign_ins(db: Session, actor: Actor, command: OnPerson) -> int:
    """Sign a person out everywhere, and return of how many devices."""
    user = grants.find_looked_after(db, actor, command.user_code)
    if audit.earlier(db, actor, command.key, "user:end_sign_ins", command):
        return 0
    ended = sign_ins.end_all(db, user, "ended_by_admin")
    audit.note(db, actor, "user:end_sign_ins", user.code, key=command.key, request=command, sign_ins=ended)
    return ended


def _self(db: Session, actor: Actor) -> User:
    if actor.user_id is None:
        raise NotAllowed(N_("Sign in first. Nothing was changed."))
    return db.get_one(User, actor.user_id)


def change_password(db: Session, actor: Actor, password_hash: str, *, keep: int) -> None:
    """Store one's new password; every other sign-in ends, `keep` (a sign-in's id) stays."""
    user = _self(db, actor)
    user.password_hash = password_hash
    ended = sign_ins.end_all(db, user, "password_changed", but=keep)
    audit.note(db, actor, "user:change_password", user.code, sign_ins=ended)


def renew_hash(db: Session, user_id: int, password_hash: str) -> None:
    """Store the same password hashed with today's settings; no audit entry, since nothing changed."""
    db.get_one(User, user_id).password_hash = password_hash


def end_other_sign_ins(db: Session, actor: Actor, *, keep: int) -> int:
    """Sign oneself out everywhere else, and return of how many devices."""
    user = _self(db, actor)
    ended = sign_ins.end_all(db, user, "ended_by_owner", but=keep)
    audit.note(db, actor, "user:end_sign_ins", user.code, sign_ins=ended)
    return ended


def choose_language(db: Session, actor: Actor, language: str) -> None:
    """Keep the language one wants to read, on every device."""
    user = _self(db, actor)
    if user.language == language:
        return
    user.language = language
    audit.note(db, actor, "user:choose_language", user.code, language=language)
