"""The log of who did what."""

from sqlalchemy import ColumnElement, Select, not_, or_, select, true

from convoy.domain.permissions import Actor, Permission
from convoy.models import AuditEntry, AuditMention, Convoy, Paper
from convoy.queries.visible.road import convoys

OF_CONVOYS = (
    "convoy:",
    "run:",
    "stop:",
    "crew:",
    "customs:",
    "load:",
    "paper:",
    "goods:",
    "declaration:",
    "letter:",
)
"""Beginnings of actions whose name and time would tell when a convoy leaves, crosses and arrives."""


def audit(actor: Actor) -> Select[AuditEntry]:
    """The whole log for an auditor or admin; for others, what they did themselves.

    An entry is shown as it is only where `audit_in_full` holds.
    """
    if actor.scope(Permission.AUDIT_READ).everywhere:
        return select(AuditEntry)
    return select(AuditEntry).where(AuditEntry.user_id == actor.user_id)


def audit_in_full(actor: Actor) -> ColumnElement[bool]:
    """Which entries of the log a person may read with name and minute.

    Departure, crossing and arrival are recorded when they happen. Of a convoy that is not theirs, an auditor
    or admin learns who worked on it on which day; also later, since a closed convoy tells how the next goes.
    """
    if actor.scope(Permission.CONVOY_READ).everywhere:
        return true()
    codes = convoys(actor).with_only_columns(Convoy.code)
    mentioned = select(AuditMention.audit_id).where(AuditMention.code.in_(codes))
    receipts = select(Paper.number).where(Paper.donation_id.is_not(None))
    return or_(
        not_(or_(*(AuditEntry.action.startswith(noun) for noun in OF_CONVOYS))),
        AuditEntry.user_id.is_not_distinct_from(actor.user_id),
        AuditEntry.subject.in_(codes),
        AuditEntry.id.in_(mentioned),
        AuditEntry.subject.in_(receipts),
    )
