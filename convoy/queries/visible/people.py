"""People, and the ways by which they come in."""

from datetime import UTC, datetime

from sqlalchemy import Select, select

from convoy.domain.permissions import Actor, Permission
from convoy.models import Card, Device, Grant, Invitation, SignIn, User, held_grants


def users(actor: Actor) -> Select[User]:
    """Everyone for an admin; for a point's lead, the people of that point; else oneself."""
    scope = actor.scope(Permission.PERSON_READ)
    if scope.everywhere:
        return select(User)
    now = datetime.now(UTC)
    colleagues = select(Grant.user_id).where(Grant.place_id.in_(scope.places), held_grants(now))
    return select(User).where((User.id == actor.user_id) | User.id.in_(colleagues))


def sign_ins(actor: Actor) -> Select[SignIn]:
    """Everybody's sign-ins for an admin; for a point's lead, those of the people there; else one's own."""
    if actor.scope(Permission.PERSON_READ).everywhere:
        return select(SignIn)
    return select(SignIn).where(SignIn.user_id.in_(users(actor).with_only_columns(User.id)))


def devices(actor: Actor) -> Select[Device]:
    """Devices on which somebody signed in whose sign-ins the person may see."""
    on = sign_ins(actor).with_only_columns(SignIn.device_id)
    return select(Device).where(Device.id.in_(on))


def cards(actor: Actor) -> Select[Card]:
    """Every weekend card for an admin; for a point's lead, those for that point."""
    scope = actor.scope(Permission.PERSON_INVITE)
    if scope.everywhere:
        return select(Card)
    return select(Card).where(Card.place_id.in_(scope.places))


def invitations(actor: Actor) -> Select[Invitation]:
    """Every one-time code that was given out for an admin; for a point's lead, those to join that point."""
    scope = actor.scope(Permission.PERSON_INVITE)
    if scope.everywhere:
        return select(Invitation)
    return select(Invitation).where(Invitation.place_id.in_(scope.places))
