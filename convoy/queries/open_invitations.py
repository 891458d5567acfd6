"""Invitations to join: those that can still be used."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from convoy.domain.kinds import InvitationKind
from convoy.domain.permissions import Actor, Granted, Role
from convoy.models import Invitation
from convoy.queries import visible
from convoy.queries.users import names_of

REFERENCE = 12
"""Characters of an invitation's stored hash by which a page names it without giving it away."""


@dataclass(frozen=True, slots=True)
class Open:
    """An invitation nobody has used yet."""

    reference: str
    granted: Granted
    place: str
    convoy: str
    expires_at: datetime


def listing(db: Session, actor: Actor) -> list[Open]:
    """Return the invitations to join that can still be used, the newest first."""
    rows = db.scalars(
        visible.invitations(actor)
        .where(
            Invitation.kind == InvitationKind.JOIN,
            Invitation.used_at.is_(None),
            Invitation.ended_at.is_(None),
            Invitation.expires_at > datetime.now(UTC),
        )
        .order_by(Invitation.id.desc())
    ).all()
    places, convoys = names_of(db, (row.place_id for row in rows), (row.convoy_id for row in rows))
    return [
        Open(
            row.token_hash[:REFERENCE],
            Granted(Role(str(row.role)), row.place_id, row.convoy_id),
            places.get(row.place_id, ("", ""))[1],
            convoys.get(row.convoy_id, ""),
            row.expires_at,
        )
        for row in rows
    ]
