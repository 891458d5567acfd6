"""Paper links: the papers of a van on the driver's phone, good for hours, ended in one press."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from convoy.db import Database
from convoy.documents.kind import Use
from convoy.documents.layout.merging import Printed, merged
from convoy.documents.registry import KINDS, Variant
from convoy.domain import one_time
from convoy.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from convoy.domain.lifecycle import ConvoyStage, RunStage
from convoy.domain.messages import N_
from convoy.domain.permissions import CONSOLE, Actor, Permission
from convoy.models import Paper, PaperLink, Rendition, Run, User
from convoy.queries import paper_links as query
from convoy.queries import papers, visible
from convoy.services import audit, convoys, grants, paper_targets, renditions

HOURS = (2, 6, 12, 24)
"""How long a link may be good: until the driver has the file, not for the journey."""

TRAVEL = frozenset({Use.VAN, Use.RECIPIENT})
"""The papers that go along with a van."""

OVER = (ConvoyStage.CLOSED, ConvoyStage.CANCELLED)


class NoSuchLink(RuleBroken):
    """The code opens nothing: invented, mistyped, ended or too old. The answer is the same."""


@dataclass(frozen=True, slots=True)
class MakeLink:
    """Let one telephone fetch the papers of a van for so many hours."""

    key: UUID
    convoy: str
    number: int
    hours: int


@dataclass(frozen=True, slots=True)
class EndLink:
    """Make a link worthless; `reference` is what the list calls it."""

    key: UUID
    convoy: str
    number: int
    reference: str


def van(db: Session, actor: Actor, convoy: str, number: int) -> Run:
    """Return a van whose papers this person may make and print; raises NotFound, NotAllowed, RuleBroken."""
    found = papers.printable_convoy(db, actor, convoy)
    actor.must(Permission.PAPER_ISSUE, convoy_id=found.id)
    run = paper_targets.run_of(found, number)
    assert run is not None
    return run


def travelling(db: Session, actor: Actor, run: Run) -> list[tuple[Paper, Rendition]]:
    """Return the papers in force that travel with a van, in the order of the folder, each as last made final.

    A border copy goes before a full one: what a lost telephone tells is what the law needs.
    """
    newest = papers.newest_of_each(papers.of_convoys(db, actor, [run.convoy_id], kinds=None)).values()
    found = [
        paper
        for paper in newest
        if paper.run_id == run.id and paper.cancelled_at is None and paper.renditions
        if KINDS[paper.kind].plan.use in TRAVEL
    ]
    found.sort(key=lambda paper: (KINDS[paper.kind].plan.place, paper.kind, paper.number))
    return [(paper, max(paper.renditions, key=_fitness)) for paper in found]


def _fitness(kept: Rendition) -> tuple[bool, bool, int]:
    return kept.variant == Variant.BORDER.value, kept.copies == 1, kept.id


def make(db: Session, actor: Actor, command: MakeLink) -> str:
    """Return the code of a new link, shown once.

    Raises NotFound, NotAllowed, Invalid, and RuleBroken after the trip or before any paper is final.
    """
    run = van(db, actor, command.convoy, command.number)
    if audit.earlier(db, actor, command.key, "paper:link", command) is not None:
        raise Conflict(
            N_(
                "This form was sent before, and its code was shown then; it is not kept anywhere. "
                "If it was lost, end that link and make another."
            )
        )
    if command.hours not in HOURS:
        raise Invalid(N_("Choose for how many hours the link is good."), field="hours")
    if run.convoy.stage in OVER:
        raise RuleBroken(N_("This van does not go any more. Nothing was made."))
    if not travelling(db, actor, run):
        raise RuleBroken(N_("No paper of this van is final yet. Make them final first; then send them."))
    code, now = one_time.new_code(), datetime.now(UTC)
    db.add(
        PaperLink(
            run_id=run.id,
            token_hash=one_time.hashed(one_time.read(code)),
            created_at=now,
            created_by_id=actor.user_id,
            expires_at=now + timedelta(hours=command.hours),
        )
    )
    about = [command.convoy]
    audit.note(
        db, actor, "paper:link", convoys.subject_of(run), key=command.key, request=command, about=about
    )
    return code


def end(db: Session, actor: Actor, command: EndLink) -> None:
    """Make a link worthless at once. Raises NotFound."""
    run = van(db, actor, command.convoy, command.number)
    named = PaperLink.token_hash.startswith(command.reference, autoescape=True)
    link = db.scalar(visible.paper_links(actor).where(PaperLink.run_id == run.id, named))
    if link is None or len(command.reference) != query.REFERENCE:
        raise NotFound(N_("There is no such paper link here. Nothing was changed."))
    if audit.earlier(db, actor, command.key, "paper:end_link", command) is not None or link.ended_at:
        return
    link.ended_at = datetime.now(UTC)
    about = [command.convoy]
    audit.note(
        db, actor, "paper:end_link", convoys.subject_of(run), key=command.key, request=command, about=about
    )


def fetch(database: Database, code: str, address: str) -> tuple[str, bytes]:
    """Return name and bytes of the one file a code opens now, and write down that it was fetched.

    Raises NoSuchLink, the same for every reason.
    """
    with database.look() as db:
        link, giver = _opened(db, code)
        name = f"{link.run.convoy.code}-{link.run.number}.pdf"
        finals = [renditions.final_of(*one) for one in travelling(db, giver, link.run)]
    if not finals:
        raise _nothing()
    drawn = [renditions.draw(database, giver, final, address) for final in finals]
    database.do(_count, CONSOLE, code, [final.number for final in finals])
    parts = [Printed(one.content, final.copies) for one, final in zip(drawn, finals, strict=True)]
    return name, merged(parts, two_sided=False)


def _opened(db: Session, code: str) -> tuple[PaperLink, Actor]:
    """The link a code opens, and who made it: nobody leaves a door open behind oneself."""
    link = db.scalar(select(PaperLink).where(PaperLink.token_hash == one_time.hashed(one_time.read(code))))
    if link is None or link.ended_at is not None or datetime.now(UTC) >= link.expires_at:
        raise _nothing()
    run = link.run
    giver = CONSOLE
    if link.created_by_id is not None:
        giver = grants.actor_of(db.get_one(User, link.created_by_id))
    if run.convoy.stage in OVER or run.stage is RunStage.DROPPED:
        raise _nothing()
    if not giver.may(Permission.PAPER_ISSUE, convoy_id=run.convoy_id):
        raise _nothing()
    return link, giver


def _nothing() -> NoSuchLink:
    return NoSuchLink(N_("This link opens nothing, or nothing any more. Ask whoever sent it for a new one."))


def _count(db: Session, _actor: Actor, code: str, numbers: list[str]) -> None:
    """Write down that the file goes out now; a link that was ended meanwhile gives nothing."""
    link, _ = _opened(db, code)
    db.execute(
        update(PaperLink)
        .where(PaperLink.id == link.id)
        .values(fetches=PaperLink.fetches + 1, fetched_at=datetime.now(UTC))
    )
    about = sorted({link.run.convoy.code, *numbers})
    audit.note(db, Actor(None, ""), "paper:fetch", convoys.subject_of(link.run), about=about)
