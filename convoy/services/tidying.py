"""Deleting what is not needed any more: crews after the trip, ended links, old tries, sheets, photos."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, Result, Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from convoy.documents.registry import KINDS
from convoy.domain.errors import RuleBroken
from convoy.domain.lifecycle import ConvoyStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import (
    AuditEntry,
    AuditMention,
    Convoy,
    CrewLink,
    CrewMember,
    GiftSheet,
    Paper,
    PaperLink,
    Rendition,
    Run,
    SignedCopy,
    SignInAttempt,
)
from convoy.queries import convoys as known
from convoy.services import (
    announced_gifts,
    audit,
    drafts,
    gift_sheets,
    photo_arrivals,
    photos,
    sign_ins,
)

CREW_KEPT = timedelta(days=7)
"""How long a crew's details stay after the convoy was closed or cancelled."""

LINKS_KEPT = timedelta(days=7)

SHEETS_KEPT = timedelta(days=14)
"""How long a sheet of gifts stays after nothing in it waits any more."""

OVER = (ConvoyStage.CLOSED, ConvoyStage.CANCELLED)

SECRET = frozenset(kind.code for kind in KINDS.values() if kind.plan.data_class == "S3")
"""Kinds of papers that are erased with the crews, their signed copies too."""


@dataclass(frozen=True, slots=True)
class DeleteCrew:
    """Delete the details of a convoy's crews now that it is over."""

    key: UUID
    convoy: str


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many were deleted; `photos` did not arrive whole from phones, `erased` ones were at their end."""

    convoys: int
    people: int
    links: int
    tries: int
    sheets: int
    drafts: int
    announced: int
    photos: int
    erased: int


def delete_crew(db: Session, actor: Actor, command: DeleteCrew) -> int:
    """Delete the crews of a convoy that is over, and return how many people they were.

    Crew lists that were made final are erased with them; a driver's name inside other papers stays there
    until those are redacted.
    """
    convoy = known.to_change(db, actor, command.convoy)
    if audit.earlier(db, actor, command.key, "crew:delete", command) is not None:
        return 0
    if convoy.stage not in OVER:
        raise RuleBroken(
            N_("The crews are needed until the convoy is closed or cancelled. Nothing was deleted.")
        )
    people = _delete(db, convoy)
    audit.note(db, actor, "crew:delete", convoy.code, key=command.key, request=command, people=people)
    return people


def tidy(db: Session, actor: Actor, now: datetime | None = None) -> Tidied:
    """Delete everything that is due, and return how much it was; each convoy has its entry."""
    now = now or datetime.now(UTC)
    due = [convoy for convoy in db.scalars(_with_crew()) if _ended_at(db, convoy) <= now - CREW_KEPT]
    people = 0
    for convoy in due:
        deleted = _delete(db, convoy)
        people += deleted
        audit.note(db, actor, "crew:delete", convoy.code, people=deleted)
    spent = or_(CrewLink.ended_at <= now - LINKS_KEPT, CrewLink.expires_at <= now - LINKS_KEPT)
    gone = select(CrewLink.id).where(spent)
    unlinked = update(CrewMember).where(CrewMember.link_id.in_(gone)).values(link_id=None)
    db.execute(unlinked.execution_options(synchronize_session=False))
    links = _count(db.execute(delete(CrewLink).where(spent).execution_options(synchronize_session=False)))
    fetched = or_(PaperLink.ended_at <= now - LINKS_KEPT, PaperLink.expires_at <= now - LINKS_KEPT)
    unused = delete(PaperLink).where(fetched).execution_options(synchronize_session=False)
    links += _count(db.execute(unused))
    old = delete(SignInAttempt).where(SignInAttempt.tried_at < now - sign_ins.REMEMBERED)
    sheets = _delete_sheets(db, actor, now)
    tries = _count(db.execute(old))
    announced = announced_gifts.delete_expired(db, now)
    torn = photo_arrivals.delete_old(db, now)
    forgotten = drafts.delete_old(db, actor, now)
    erased = photos.erase_old(db, actor, now)
    return Tidied(len(due), people, links, tries, sheets, forgotten, announced, torn, erased)


def _with_crew() -> Select[Convoy]:
    people = select(Run.convoy_id).join(CrewMember, CrewMember.run_id == Run.id)
    links = select(Run.convoy_id).join(CrewLink, CrewLink.run_id == Run.id)
    secret = select(Paper.convoy_id).where(Paper.kind.in_(SECRET), Paper.snapshot.is_not(None))
    return (
        select(Convoy)
        .where(Convoy.stage.in_(OVER), or_(*(Convoy.id.in_(found) for found in (people, links, secret))))
        .order_by(Convoy.id)
    )


def _ended_at(db: Session, convoy: Convoy) -> datetime:
    """Return when a convoy was closed or cancelled; one without an entry of that ended long ago."""
    ended = db.scalar(
        select(func.max(AuditEntry.at)).where(
            AuditEntry.subject == convoy.code, AuditEntry.action.in_(["convoy:close", "convoy:cancel"])
        )
    )
    return ended or convoy.created_at


def _delete(db: Session, convoy: Convoy) -> int:
    runs = select(Run.id).where(Run.convoy_id == convoy.id)
    silently = {"synchronize_session": False}
    people = db.execute(delete(CrewMember).where(CrewMember.run_id.in_(runs)).execution_options(**silently))
    db.execute(delete(CrewLink).where(CrewLink.run_id.in_(runs)).execution_options(**silently))
    lists = select(Paper.id).where(Paper.convoy_id == convoy.id, Paper.kind.in_(SECRET))
    for kept in (Rendition, SignedCopy):
        emptied = update(kept).where(kept.paper_id.in_(lists)).values(content=None)
        db.execute(emptied.execution_options(**silently))
    unsaid = update(Paper).where(Paper.convoy_id == convoy.id, Paper.kind.in_(SECRET)).values(snapshot=None)
    db.execute(unsaid.execution_options(**silently))
    return _count(people)


def _count(result: Result[Any]) -> int:
    return cast("CursorResult[Any]", result).rowcount


def _delete_sheets(db: Session, actor: Actor, now: datetime) -> int:
    """Delete the sheets that are done or forgotten, and return how many they were.

    One with rows that wait is forgotten WAITING_KEPT after the last entry about it, and has its own entry.
    """
    done = list(db.scalars(select(GiftSheet).where(GiftSheet.done_at <= now - SHEETS_KEPT)))
    long_ago = now - gift_sheets.WAITING_KEPT
    since = AuditEntry.at > long_ago
    mentioned = select(AuditMention.code).join(AuditEntry, AuditEntry.id == AuditMention.audit_id)
    touched = or_(
        GiftSheet.code.in_(select(AuditEntry.subject).where(since)),
        GiftSheet.code.in_(mentioned.where(since)),
    )
    waiting = select(GiftSheet).where(GiftSheet.done_at.is_(None), GiftSheet.sent_at <= long_ago)
    forgotten = list(db.scalars(waiting.where(~touched)))
    for sheet in forgotten:
        audit.note(db, actor, "sheet:delete", sheet.code, waiting=sheet.waiting)
    for sheet in [*done, *forgotten]:
        db.delete(sheet)
    return len(done) + len(forgotten)
