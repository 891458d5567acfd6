"""Crew links: a person of a van types their own details, sees nothing else, may correct until departure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain import one_time
from convoy.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from convoy.domain.kinds import CrewRole, DocumentKind
from convoy.domain.lifecycle import ConvoyStage, RunStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import CrewLink, CrewMember, Run, User
from convoy.queries import convoys as known
from convoy.queries import visible
from convoy.services import audit, convoys, grants

REFERENCE = 12
"""Characters of the stored hash by which a list names a link without giving it away."""

AFTER_DEPARTURE = timedelta(days=2)
"""How long a link that nobody used stays good once the van should have left."""

UNDATED = timedelta(days=30)
"""How long a link is good where no departure is planned yet."""

OVER = (ConvoyStage.CLOSED, ConvoyStage.CANCELLED)


class NoSuchLink(RuleBroken):
    """The code opens nothing: invented, mistyped, ended, used up or too old. The answer is the same."""


@dataclass(frozen=True, slots=True)
class MakeLink:
    """Let one person of a van type their own details."""

    key: UUID
    convoy: str
    number: int
    role: CrewRole


@dataclass(frozen=True, slots=True)
class EndLink:
    """Make a link worthless; `reference` is what the list calls it."""

    key: UUID
    convoy: str
    number: int
    reference: str


@dataclass(frozen=True, slots=True)
class Details:
    """What a person types. What the page does not show again (KEPT_SHUT) stays when it comes empty."""

    name: str
    phone: str
    document_kind: DocumentKind
    language: str = ""
    nationality: str = ""
    document: str = ""
    document_until: date | None = None
    born_on: date | None = None
    licence: str = ""
    licence_until: date | None = None
    adr_until: date | None = None
    emergency_contact: str = ""


KEPT_SHUT = ("document", "born_on", "licence", "emergency_contact")
"""Never shown to whoever comes back with the code: a lost telephone must not tell them."""

SHOWN_AGAIN = (
    "name",
    "phone",
    "document_kind",
    "language",
    "nationality",
    "document_until",
    "licence_until",
    "adr_until",
)


def make(db: Session, actor: Actor, command: MakeLink) -> str:
    """Return the code of a new link, shown once; raises NotFound, NotAllowed, RuleBroken after the trip."""
    run = known.run_to_change(db, actor, command.convoy, command.number)
    if audit.earlier(db, actor, command.key, "crew:link", command) is not None:
        raise Conflict(
            N_(
                "This form was sent before, and its code was shown then; it is not kept anywhere. "
                "If it was lost, end that link and make another."
            )
        )
    if run.convoy.stage in OVER or run.stage is RunStage.DROPPED:
        raise RuleBroken(N_("This van does not go any more. Nothing was made."))
    code, now = one_time.new_code(), datetime.now(UTC)
    db.add(
        CrewLink(
            run_id=run.id,
            role=command.role,
            token_hash=one_time.hashed(one_time.read(code)),
            created_at=now,
            created_by_id=actor.user_id,
            expires_at=max(run.departs_at, now) + AFTER_DEPARTURE if run.departs_at else now + UNDATED,
        )
    )
    subject = convoys.subject_of(run)
    about = [command.convoy]
    audit.note(db, actor, "crew:link", subject, key=command.key, request=command, about=about)
    return code


def end(db: Session, actor: Actor, command: EndLink) -> None:
    """Make a link worthless at once; what was typed by it stays. Raises NotFound."""
    run = known.run_to_change(db, actor, command.convoy, command.number)
    named = CrewLink.token_hash.startswith(command.reference, autoescape=True)
    link = db.scalar(visible.crew_links(actor).where(CrewLink.run_id == run.id, named))
    if link is None or len(command.reference) != REFERENCE:
        raise NotFound(N_("There is no such crew link here. Nothing was changed."))
    if audit.earlier(db, actor, command.key, "crew:end_link", command) is not None or link.ended_at:
        return
    link.ended_at = datetime.now(UTC)
    subject = convoys.subject_of(run)
    about = [command.convoy]
    audit.note(db, actor, "crew:end_link", subject, key=command.key, request=command, about=about)


def opened(db: Session, code: str, *, to_change: bool = False) -> CrewLink:
    """Return the link (locked `to_change`) that a typed code opens now.

    Raises NoSuchLink, the same for every reason.
    """
    meant = select(CrewLink).where(CrewLink.token_hash == one_time.hashed(one_time.read(code)))
    link = db.scalar(meant.with_for_update(of=CrewLink) if to_change else meant)
    if link is None or not _is_good(db, link, datetime.now(UTC)):
        raise NoSuchLink(
            N_(
                "This code opens nothing, or nothing any more. Look at each letter and digit; "
                "else ask your coordinator for a new link. Nothing was stored."
            )
        )
    return link


def _is_good(db: Session, link: CrewLink, now: datetime) -> bool:
    """Whether a link opens: a typed one until departure, an unused one a little longer."""
    run = link.run
    if link.ended_at is not None or now >= link.expires_at or run.convoy.stage in OVER:
        return False
    if run.stage is RunStage.DROPPED or not _is_backed(db, link):
        return False
    return link.member is None or not _has_left(run, now)


def _has_left(run: Run, now: datetime) -> bool:
    return run.departed_at is not None or (run.departs_at is not None and now >= run.departs_at)


def _is_backed(db: Session, link: CrewLink) -> bool:
    """Whether whoever made the link could still do so: nobody leaves a door open behind oneself."""
    if link.created_by_id is None:
        return True
    giver = grants.actor_of(db.get_one(User, link.created_by_id))
    return giver.may(Permission.CONVOY_PLAN, convoy_id=link.run.convoy_id)


def keep(db: Session, code: str, details: Details) -> None:
    """Store what a person of the crew typed, or corrected. Raises NoSuchLink, Invalid for what is missing."""
    link = opened(db, code, to_change=True)
    if not details.name:
        raise Invalid(N_("A name is needed, as it stands in the passport."), field="name")
    member = link.member
    if member is None:
        if not details.document:
            raise Invalid(N_("The number of the document is needed."), field="document")
        member = CrewMember(run_id=link.run_id, role=link.role, link_id=link.id)
        db.add(member)
    for field in SHOWN_AGAIN:
        setattr(member, field, getattr(details, field))
    for field in KEPT_SHUT:
        setattr(member, field, getattr(details, field) or getattr(member, field) or _empty(field))
    member.typed_at = datetime.now(UTC)
    convoy = link.run.convoy.code
    audit.note(db, Actor(None, ""), "crew:type", convoys.subject_of(link.run), about=[convoy])


def _empty(field: str) -> str | None:
    return None if field == "born_on" else ""
