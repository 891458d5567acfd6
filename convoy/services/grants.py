"""Grants: which role a person holds where, who may hand one out, and that an admin always stays."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import MAY_INVITE, Actor, Granted, Permission, Role
from convoy.models import Card, Grant, User
from convoy.queries import visible
from convoy.services import audit

# An admin is somebody who holds the role everywhere: a scoped grant could not mend an installation.
ADMIN_EVERYWHERE = (Grant.role == Role.ADMIN, Grant.place_id.is_(None), Grant.convoy_id.is_(None))


@dataclass(frozen=True, slots=True)
class GiveRole:
    """Give a person a role everywhere, at one place or for one convoy."""

    key: UUID
    user_code: str
    granted: Granted


@dataclass(frozen=True, slots=True)
class EndRole:
    """Take a role in a scope from a person."""

    key: UUID
    user_code: str
    granted: Granted


def give(db: Session, user: User, granted: Granted, actor: Actor, *, card: Card | None = None) -> None:
    """Write a grant; a part of the action that calls it, which checks and notes it.

    One that comes with a weekend card ends with it.
    """
    db.add(
        Grant(
            user_id=user.id,
            role=granted.role,
            place_id=granted.place_id,
            convoy_id=granted.convoy_id,
            granted_at=datetime.now(UTC),
            granted_by_id=actor.user_id,
            card_id=card.id if card else None,
            ends_at=card.ends_at if card else None,
        )
    )


def may_hand_out(actor: Actor, granted: Granted) -> bool:
    """Whether the actor may give this role in this scope: only MAY_INVITE, and never wider than own."""
    if actor.is_console:
        return True
    return any(
        granted.role in MAY_INVITE.get(own.role, frozenset())
        and (
            (own.place_id is None and own.convoy_id is None)
            or (own.place_id is not None and own.place_id == granted.place_id)
            or (own.convoy_id is not None and own.convoy_id == granted.convoy_id)
        )
        for own in actor.grants
    )


def must_hand_out(actor: Actor, granted: Granted) -> None:
    """Raise NotAllowed unless `may_hand_out`."""
    if not may_hand_out(actor, granted):
        raise NotAllowed(
            N_("You may hand out only roles below your own, where you have yours. Nothing was changed.")
        )


def looks_after(actor: Actor, user: User) -> bool:
    """Whether the actor may help or end this person: an admin everyone, a lead the desk people of the place.

    Somebody who holds anything the actor could not hand out is out of reach; so is oneself.
    """
    if user.id == actor.user_id:
        return False
    if actor.scope(Permission.PERSON_ADMIN).everywhere:
        return True
    held = open_grants(user)
    return bool(held) and all(may_hand_out(actor, granted) for granted in held)


def open_grants(user: User) -> tuple[Granted, ...]:
    """Return what a person holds now."""
    return tuple(
        Granted(grant.role, grant.place_id, grant.convoy_id)
        for grant in user.grants
        if grant.holds(datetime.now(UTC))
    )


def actor_of(user: User) -> Actor:
    """Return a person as somebody who acts, with what is held now; nothing for a closed account."""
    return Actor(user.id, user.name, open_grants(user) if user.is_active else (), user.reads)


def find(db: Session, actor: Actor, code: str) -> User:
    """Return the person with this code; NotFound when there is none or the actor may not see it."""
    user = db.scalar(visible.users(actor).where(User.code == code))
    if user is None:
        raise NotFound(N_("There is no person %(code)s here."), code=code)
    return user


def find_looked_after(db: Session, actor: Actor, code: str) -> User:
    """Return a person the actor may help or end; NotFound or NotAllowed otherwise."""
    user = find(db, actor, code)
    if not looks_after(actor, user):
        raise NotAllowed(N_("Only an admin can do this to %(name)s. Nothing was changed."), name=user.name)
    return user


def must_be_no_guest(user: User) -> None:
    """Raise RuleBroken for a guest of a weekend card, who has what the card gives and nothing else."""
    if user.is_guest:
        raise RuleBroken(
            N_("%(name)s came in with a weekend card. Invite the person instead. Nothing was changed."),
            name=user.name,
        )


def give_role(db: Session, actor: Actor, command: GiveRole) -> User:
    """Give a person a role in a scope. Raises NotAllowed beyond the actor's own, Conflict when held."""
    actor.must(Permission.PERSON_INVITE)
    user = find(db, actor, command.user_code)
    if audit.earlier(db, actor, command.key, "user:give_role", command):
        return user
    must_hand_out(actor, command.granted)
    must_be_no_guest(user)
    if _held(user, command.granted) is not None:
        raise Conflict(N_("%(name)s has this role there already. Nothing was changed."), name=user.name)
    give(db, user, command.granted, actor)
    audit.note(
        db,
        actor,
        "user:give_role",
        user.code,
        key=command.key,
        request=command,
        role=command.granted.role,
        place=command.granted.place_id,
        convoy=command.granted.convoy_id,
    )
    return user


def end_role(db: Session, actor: Actor, command: EndRole) -> User:
    """Take a role in a scope from a person, effective with the next request; never the last admin's.

    Raises NotAllowed beyond what the actor could hand out, Conflict when it has ended already.
    """
    actor.must(Permission.PERSON_INVITE)
    user = find(db, actor, command.user_code)
    if audit.earlier(db, actor, command.key, "user:end_role", command):
        return user
    must_hand_out(actor, command.granted)
    grant = _held(user, command.granted)
    if grant is None:
        raise Conflict(N_("%(name)s does not have this role there. Nothing was changed."), name=user.name)
    if grant.role is Role.ADMIN and grant.place_id is None and grant.convoy_id is None:
        keep_an_admin(db, user)
    grant.ended_at = datetime.now(UTC)
    audit.note(
        db,
        actor,
        "user:end_role",
        user.code,
        key=command.key,
        request=command,
        role=command.granted.role,
        place=command.granted.place_id,
        convoy=command.granted.convoy_id,
    )
    return user


def _held(user: User, granted: Granted) -> Grant | None:
    wanted = (granted.role, granted.place_id, granted.convoy_id)
    held = (grant for grant in user.grants if grant.holds(datetime.now(UTC)))
    return next((row for row in held if (row.role, row.place_id, row.convoy_id) == wanted), None)


def keep_an_admin(db: Session, leaving: User) -> None:
    """Raise RuleBroken when nobody else could let people in; two admins who end each other take turns."""
    admins = (
        select(Grant.user_id)
        .join(Grant.user)
        .where(*ADMIN_EVERYWHERE, Grant.ended_at.is_(None), User.is_active)
        .order_by(Grant.id)
        .with_for_update()
    )
    if not set(db.scalars(admins)) - {leaving.id}:
        raise RuleBroken(
            N_("%(name)s is the last admin. Make another person admin first. Nothing was changed."),
            name=leaving.name,
        )
