"""Who may be the second of two persons: another, with an open account, not just made by the first."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.errors import RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Grant, User

NEW_HAND = timedelta(days=1)
"""A role that the first person gave so shortly before does not make somebody a second person."""


def must_be_another(db: Session, actor: Actor, first_id: int | None, at: datetime) -> None:
    """Raise RuleBroken unless this person may answer what the first one signed at a moment."""
    if actor.user_id is None or actor.user_id == first_id:
        raise RuleBroken(N_("The second person is another than who signed off first. Nothing was changed."))
    active = set(db.scalars(select(User.id).where(User.id.in_([actor.user_id, first_id]), User.is_active)))
    if active != {actor.user_id, first_id}:
        raise RuleBroken(N_("Both accounts must be open. Nothing was changed."))
    if _gave_a_role(db, first_id, actor.user_id, at):
        raise RuleBroken(
            N_("Who signed off first gave you this role less than a day before. Another person answers.")
        )
    if _gave_a_role(db, actor.user_id, first_id, at):
        raise RuleBroken(
            N_("You gave a role to who signed off first less than a day before. Another person answers.")
        )


def _gave_a_role(db: Session, giver: int | None, taker: int | None, before: datetime) -> bool:
    """Whether one of two persons may just have made the other one for this."""
    given = select(Grant.id).where(
        Grant.user_id == taker, Grant.granted_by_id == giver, Grant.granted_at > before - NEW_HAND
    )
    return db.scalar(given.limit(1)) is not None
