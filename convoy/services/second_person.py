"""The second of two persons: another, with an open account, not just made by the first; and the answer."""

from datetime import UTC, datetime, timedelta
from typing import Protocol, TypedDict

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.errors import Invalid, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import AuditEntry, Grant, User

NEW_HAND = timedelta(days=1)
"""A role that the first person gave so shortly before does not make somebody a second person."""
CHANGED = N_("What it rests on changed since this page was shown. Nothing was changed; look at it again.")
SAY_WHY = N_("Say why. Nothing was changed.")


class Asked(Protocol):
    """What the first person asked for."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def by_id(self) -> int | None: ...  # noqa: D102
    @property
    def at(self) -> datetime: ...  # noqa: D102


class Answer(Protocol):
    """What the second person says; `sha256` is that of what was asked, as the page showed it."""

    @property
    def sha256(self) -> str: ...  # noqa: D102
    @property
    def is_agreed(self) -> bool: ...  # noqa: D102
    @property
    def reason(self) -> str: ...  # noqa: D102


class Signature(TypedDict):
    """The columns that the row of an answer has, whatever was asked."""

    first_by_id: int
    sha256: str
    is_agreed: bool
    reason: str
    at: datetime
    by_id: int
    audit_id: int


def check(db: Session, actor: Actor, asked: Asked, answer: Answer, *, is_answered: bool) -> None:
    """Raise Invalid without a reason, RuleBroken unless this person may answer what nobody answered yet."""
    if not answer.reason:
        raise Invalid(SAY_WHY, field="reason")
    must_be_another(db, actor, asked.by_id, asked.at)
    if is_answered:
        raise RuleBroken(N_("%(code)s was answered already. Nothing was changed."), code=asked.code)


def signature(actor: Actor, asked: Asked, answer: Answer, entry: AuditEntry) -> Signature:
    """Return what is kept of an answer that went through `check`."""
    assert asked.by_id is not None
    assert actor.user_id is not None
    return Signature(
        first_by_id=asked.by_id,
        sha256=answer.sha256,
        is_agreed=answer.is_agreed,
        reason=answer.reason,
        at=datetime.now(UTC),
        by_id=actor.user_id,
        audit_id=entry.id,
    )


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
