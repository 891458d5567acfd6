"""How a paper ends: cancelled, and still recognised by what it says; or erased, down to its number."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from convoy.domain.errors import Invalid, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import HandCorrection, Paper, Rendition, SignedCopy
from convoy.queries import papers as query
from convoy.services import audit, paper_targets


@dataclass(frozen=True, slots=True)
class CancelPaper:
    """A paper that is not to be used any more, and why."""

    key: UUID
    number: str
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class RedactPaper:
    """A paper whose content is to be erased for good, and why."""

    key: UUID
    number: str
    version: int
    reason: str


def cancel(db: Session, actor: Actor, command: CancelPaper) -> Paper:
    """Declare a paper void and return it; its bytes stay, so that it can be recognised."""
    paper = _to_change(db, actor, command.number, command.version, Permission.PAPER_ISSUE)
    if audit.earlier(db, actor, command.key, "paper:cancel", command):
        return paper
    if not command.reason:
        raise Invalid(N_("Say why this paper is cancelled. Nothing was changed."), field="reason")
    if paper.cancelled_at is not None:
        raise RuleBroken(N_("This paper was cancelled before. Nothing was changed."))
    paper.cancelled_at = datetime.now(UTC)
    paper.cancelled_reason = command.reason
    _note(db, actor, "paper:cancel", paper, command)
    return paper


def redact(db: Session, actor: Actor, command: RedactPaper) -> Paper:
    """Erase what a paper says, its bytes included, and return it; number, version and hashes stay for ever.

    For whoever may plan the convoy, after it, when names and plates must not be kept any longer. Idempotent.
    """
    paper = _to_change(db, actor, command.number, command.version, Permission.CONVOY_PLAN)
    if audit.earlier(db, actor, command.key, "paper:redact", command) or paper.snapshot is None:
        return paper
    if not command.reason:
        raise Invalid(N_("Say why this paper is erased. Nothing was changed."), field="reason")
    paper.snapshot = None
    # One statement for all there are by now: a copy drawn at this moment must not outlive the paper.
    for kept in (Rendition, SignedCopy):
        db.execute(update(kept).where(kept.paper_id == paper.id).values(content=None))
    db.execute(update(HandCorrection).where(HandCorrection.paper_id == paper.id).values(remark=None))
    _note(db, actor, "paper:redact", paper, command)
    return paper


def _note(db: Session, actor: Actor, action: str, paper: Paper, command: CancelPaper | RedactPaper) -> None:
    key, version, reason = command.key, paper.version, command.reason
    audit.note(db, actor, action, paper.number, key=key, request=command, version=version, reason=reason)


def _to_change(db: Session, actor: Actor, number: str, version: int, permission: Permission) -> Paper:
    paper = query.find(db, actor, number, version)
    paper_targets.of_paper(db, paper).must(actor, permission)
    db.execute(select(Paper.id).where(Paper.id == paper.id).with_for_update())
    db.refresh(paper)
    return paper
