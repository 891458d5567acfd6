"""What was done with a record, and which change of it somebody has seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from convoy.models import AuditEntry, AuditMention, User

MOST_STEPS = 30


@dataclass(frozen=True, slots=True)
class Step:
    """One action on a record: when, what (`noun:act`), who."""

    at: datetime
    action: str
    who: str


def latest(db: Session, noun: str, code: str) -> int:
    """Return the number of the newest change of a record, 0 where none is in the log.

    Every change leaves one entry: a form that saw an older one would overwrite somebody's work.
    """
    newest = select(func.max(AuditEntry.id)).where(
        AuditEntry.subject == code, AuditEntry.action.startswith(f"{noun}:")
    )
    return db.scalar(newest) or 0


def history(db: Session, noun: str, code: str) -> Sequence[Step]:
    """Return what was done with a record, the newest first; ask only for one that this person may see.

    Without a noun, also what was done with others and concerns it.
    """
    mentioned = select(AuditMention.audit_id).where(AuditMention.code == code)
    rows = db.execute(
        select(AuditEntry.at, AuditEntry.action, User.name)
        .outerjoin(User, User.id == AuditEntry.user_id)
        .where(
            or_(AuditEntry.subject == code, AuditEntry.id.in_(mentioned)),
            AuditEntry.action.startswith(f"{noun}:" if noun else ""),
        )
        .order_by(AuditEntry.id.desc())
        .limit(MOST_STEPS)
    )
    return [Step(at, action, name or "console") for at, action, name in rows]
