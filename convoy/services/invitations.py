"""One-time codes: joining with a role, and setting a forgotten password anew."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from convoy.domain import one_time
from convoy.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from convoy.domain.kinds import InvitationKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Granted, Permission, Role
from convoy.models import Invitation, User
from convoy.queries import visible
from convoy.services import audit, grants, sign_ins, users

RECOVERY_LASTS = timedelta(hours=1)
"""A password is set while both are on the telephone or in the room."""

REFERENCE = 12
"""Characters of the stored hash by which a list names an invitation without giving it away."""


class CodeSpent(RuleBroken):
    """The code was good once: it has been used, withdrawn, or has grown too old."""


@dataclass(frozen=True, slots=True)
class Invite:
    """Let somebody join with one role in one scope."""

    key: UUID
    granted: Granted


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Make an invitation worthless; `reference` is what the list calls it."""

    key: UUID
    reference: str


@dataclass(frozen=True, slots=True)
class Join:
    """What a new person types; the password is hashed before the transaction."""

    code: str
    new: users.NewUser


def invite(db: Session, actor: Actor, command: Invite) -> str:
    """Return a new one-time code, good for 72 hours, for the role and scope; it is shown once.

    Raises NotAllowed beyond what the actor may hand out, Conflict when the form comes a second time.
    """
    actor.must(Permission.PERSON_INVITE)
    grants.must_hand_out(actor, command.granted)
    _once(db, actor, "user:invite", command)
    granted = command.granted
    code = _new(
        db,
        actor,
        users.CODE_LASTS,
        kind=InvitationKind.JOIN,
        role=granted.role,
        place_id=granted.place_id,
        convoy_id=granted.convoy_id,
    )
    audit.note(
        db,
        actor,
        "user:invite",
        "",
        key=command.key,
        request=command,
        role=granted.role,
        place=granted.place_id,
        convoy=granted.convoy_id,
    )
    return code


def recovery_code(db: Session, actor: Actor, command: users.OnPerson) -> str:
    """Return a one-time code, good for an hour, with which a person sets a new password; earlier ones end.

    For anyone by an admin, for desk people by their lead. Whoever makes it never learns the password.
    """
    user = grants.find_looked_after(db, actor, command.user_code)
    grants.must_be_no_guest(user)
    _once(db, actor, "user:recovery", command)
    for earlier in db.scalars(select(Invitation).where(Invitation.user_id == user.id, _is_open())):
        earlier.ended_at = datetime.now(UTC)
    code = _new(db, actor, RECOVERY_LASTS, kind=InvitationKind.RECOVERY, user_id=user.id)
    audit.note(db, actor, "user:recovery", user.code, key=command.key, request=command)
    return code


def withdraw(db: Session, actor: Actor, command: Withdraw) -> None:
    """Make an invitation worthless before it is used. Raises NotFound, or Conflict for one not open."""
    actor.must(Permission.PERSON_INVITE)
    if audit.earlier(db, actor, command.key, "user:withdraw_invitation", command) is not None:
        return
    named = Invitation.token_hash.startswith(command.reference, autoescape=True)
    found = db.scalar(visible.invitations(actor).where(named))
    if found is None or len(command.reference) != REFERENCE:
        raise NotFound(N_("There is no such invitation here. Nothing was changed."))
    if found.used_at is not None or found.ended_at is not None:
        raise Conflict(N_("This invitation is not open any more. Nothing was changed."))
    found.ended_at = datetime.now(UTC)
    audit.note(db, actor, "user:withdraw_invitation", "", key=command.key, request=command)


def join(db: Session, command: Join) -> User:
    """Use up an invitation and return the new person with the role it gives.

    The first admin also becomes coordinator, so that an installation of one person can work. Raises Invalid
    (field `code`) for an unknown code, CodeSpent for one that was good once, Invalid for a name taken.
    """
    invitation = _spend(db, command.code, InvitationKind.JOIN, InvitationKind.FIRST_ADMIN)
    role = Role(str(invitation.role))
    granted = [Granted(role, invitation.place_id, invitation.convoy_id)]
    if invitation.kind is InvitationKind.FIRST_ADMIN:
        granted.append(Granted(Role.COORDINATOR))
    user = users.create(db, Actor(invitation.created_by_id, ""), command.new, *granted)
    invitation.used_by_id = user.id
    audit.note(db, Actor(user.id, user.name), "user:join", user.code, role=role)
    return user


def set_password(db: Session, code: str, password_hash: str) -> User:
    """Use up a recovery code, store the new password, end every sign-in, and return the person."""
    invitation = _spend(db, code, InvitationKind.RECOVERY)
    user = db.get_one(User, invitation.user_id)
    user.password_hash = password_hash
    invitation.used_by_id = user.id
    ended = sign_ins.end_all(db, user, "password_changed")
    audit.note(db, Actor(user.id, user.name), "user:recover", user.code, sign_ins=ended)
    return user


def login_of(db: Session, code: str) -> str:
    """Return the sign-in name a recovery code belongs to, "" where the code is not good for that."""
    found = db.scalar(
        select(User.login)
        .join(Invitation, Invitation.user_id == User.id)
        .where(Invitation.token_hash == one_time.hashed(one_time.read(code)), _is_open())
    )
    return found or ""


def _is_open() -> ColumnElement[bool]:
    return (
        Invitation.used_at.is_(None)
        & Invitation.ended_at.is_(None)
        & (Invitation.expires_at > datetime.now(UTC))
    )


def _once(db: Session, actor: Actor, action: str, command: Invite | users.OnPerson) -> None:
    if audit.earlier(db, actor, command.key, action, command) is not None:
        raise Conflict(
            N_(
                "This form was sent before, and its code was shown then; it is not kept anywhere. "
                "If it was lost, withdraw it and make another."
            )
        )


def _new(db: Session, actor: Actor, lasts: timedelta, **columns: Any) -> str:
    code = one_time.new_code()
    now = datetime.now(UTC)
    db.add(
        Invitation(
            token_hash=one_time.hashed(one_time.read(code)),
            created_at=now,
            created_by_id=actor.user_id,
            expires_at=now + lasts,
            **columns,
        )
    )
    return code


def _spend(db: Session, code: str, *kinds: InvitationKind) -> Invitation:
    """Return the invitation, used up in this very statement: of two people with one code one gets in."""
    token_hash = one_time.hashed(one_time.read(code))
    spent = db.scalar(
        update(Invitation)
        .where(Invitation.token_hash == token_hash, Invitation.kind.in_(kinds), _is_open())
        .values(used_at=datetime.now(UTC))
        .returning(Invitation)
        .execution_options(synchronize_session=False)
    )
    if spent is not None and _is_still_backed(db, spent):
        return spent
    if spent is not None or db.scalar(
        select(Invitation.id).where(Invitation.token_hash == token_hash, Invitation.kind.in_(kinds))
    ):
        raise CodeSpent(
            N_(
                "This code was good once: it has been used or withdrawn, or is too old. "
                "Ask whoever gave it to you for a new one. Nothing was stored."
            )
        )
    raise Invalid(
        N_("This code is not known. Look at each letter and digit; there is no letter O, I, L or U in it."),
        field="code",
    )


def _is_still_backed(db: Session, invitation: Invitation) -> bool:
    """Whether whoever gave the code out could still do so now: nobody leaves a door open behind oneself.

    A code for a new password is worth nothing either once its owner may do more than the giver looks after.
    """
    if invitation.created_by_id is None:
        return True
    giver = grants.actor_of(db.get_one(User, invitation.created_by_id))
    if invitation.kind is InvitationKind.RECOVERY:
        return grants.looks_after(giver, db.get_one(User, invitation.user_id))
    role = Role(str(invitation.role))
    return grants.may_hand_out(giver, Granted(role, invitation.place_id, invitation.convoy_id))
