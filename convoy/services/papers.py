"""Papers: numbered, versioned and frozen in a short transaction; cancelled; erased.

Their bytes are drawn outside it (see services/renditions.py), so that nobody waits for a drawing.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from convoy.db import Database
from convoy.documents.registry import KINDS, Kind, Variant, fingerprint, to_json
from convoy.domain import targets
from convoy.domain.errors import Invalid, NotFound, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import AuditEntry, Paper, Rendition, SignedCopy
from convoy.queries import papers as query
from convoy.queries.papers import MANIFEST
from convoy.services import audit, contents, numbers, paper_targets, renditions
from convoy.services.gathering import Gathering
from convoy.services.obstacles import obstacles
from convoy.services.paper_targets import Found
from convoy.services.renditions import DrawnPaper, FinalPaper


@dataclass(frozen=True, slots=True)
class IssuePaper:
    """A kind of paper of a target (see domain/targets.py), in one variant and languages, so many copies."""

    key: UUID
    kind: str
    target: str
    variant: Variant = Variant.FULL
    languages: tuple[str, ...] = ("en", "uk")
    copies: int = 1


def manifest(key: UUID, convoy: str, run: int | None, **choices: object) -> IssuePaper:
    """Return the wish for the cargo manifest of a van, or of the convoy where `run` is None."""
    return IssuePaper(key, MANIFEST, convoy if run is None else f"{convoy}/{run}", **choices)  # type: ignore[arg-type]


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


def kind_of(code: str) -> Kind:
    """Return a kind of paper that is made of a target; raises NotFound with the codes there are."""
    kind = KINDS.get(code.strip().upper())
    if kind is None or not kind.plan.targets:
        known = tuple(sorted(code for code, kind in KINDS.items() if kind.plan.targets))
        raise NotFound(N_("There is no kind of paper %(code)s."), known, code=code[:20])
    return kind


def issue(db: Session, actor: Actor, command: IssuePaper) -> FinalPaper:
    """Make a paper final and return which one it is; `renditions.draw` gives its bytes.

    A target has one number of each kind; a new version is made when anything the paper says has changed since
    the last one, else the last one is meant again. Raises NotFound, NotAllowed, Invalid, and RuleBroken for a
    border copy that must not travel (see services/obstacles.py).
    """
    kind = kind_of(command.kind)
    renditions.check_choice(kind, command.variant, command.languages, command.copies)
    paper_targets.lock(db, actor, targets.read(command.target))
    found = paper_targets.find(db, actor, command.target)
    paper_targets.check(kind.code, kind.plan.targets, found)
    found.must(actor)
    number = audit.earlier(db, actor, command.key, "paper:issue", command)
    if number is not None:
        version = _version_made(db, command.key)
        return FinalPaper(number, version, command.variant, command.languages, command.copies)
    final = make_final(Gathering(db, actor), kind, found, command)
    audit.note(
        db,
        actor,
        "paper:issue",
        final.number,
        key=command.key,
        request=command,
        about=[found.aim.code],
        version=final.version,
        variant=command.variant.value,
        languages=",".join(command.languages),
    )
    return final


def make_final(gathering: Gathering, kind: Kind, found: Found, wish: IssuePaper) -> FinalPaper:
    """Return the version that says what is true now, made where there is none; part of an action."""
    db, actor = gathering.db, gathering.actor
    if wish.variant is Variant.BORDER and found.convoy is not None:
        for reason in obstacles(db, found.convoy, found.run):
            raise reason
    if not kind.plan.is_numbered:
        raise Invalid(
            N_("%(kind)s is a working paper without a number: it is drawn, not made final."),
            field="kind",
            kind=kind.code,
        )
    now = contents.content(gathering, kind, found)
    last = query.newest_of(db, actor, kind.code, found.ids)
    if last is None or last.cancelled_at is not None or not _says(last, now):
        last = _freeze(db, actor, kind, found, to_json(now), last)
        if found.convoy is not None:
            gathering.was_made(found.convoy)
    _keep_place(db, last, wish)
    return FinalPaper(last.number, last.version, wish.variant, wish.languages, wish.copies)


def _says(paper: Paper, now: object) -> bool:
    return paper.snapshot is not None and contents.says(paper.snapshot, now)


def _version_made(db: Session, key: UUID) -> int:
    facts = db.scalars(select(AuditEntry.facts).where(AuditEntry.key == str(key))).one()
    return int(json.loads(facts)["version"])


def _freeze(db: Session, actor: Actor, kind: Kind, found: Found, snapshot: str, last: Paper | None) -> Paper:
    now = datetime.now(UTC).replace(microsecond=0)
    paper = Paper(
        kind=kind.code,
        number=last.number if last is not None else _number(db, kind, found, now.year),
        version=last.version + 1 if last is not None else 1,
        **found.ids,
        snapshot=snapshot,
        sha256=fingerprint(snapshot),
        made_at=now,
        made_by_id=actor.user_id,
        made_by=actor.name,
        replaces_id=last.id if last is not None else None,
    )
    db.add(paper)
    db.flush()
    return paper


def _number(db: Session, kind: Kind, found: Found, year: int) -> str:
    """A receipt has the number its gift got at the desk; every other paper takes the next of its series."""
    if found.donation is not None:
        return found.donation.number
    taken = numbers.take(db, kind.code, found.scope, year)
    short = found.scope.removeprefix("CV").replace("-", "")
    return f"{kind.code}-{short}-{year}-{taken:04d}"


def _keep_place(db: Session, paper: Paper, wish: IssuePaper) -> None:
    """Make the row whose bytes are drawn later; a variant without a row was never made final."""
    said = ",".join(wish.languages)
    wanted = (wish.variant.value, said, wish.copies)
    if not any((kept.variant, kept.languages, kept.copies) == wanted for kept in paper.renditions):
        paper.renditions.append(Rendition(variant=wish.variant.value, languages=said, copies=wish.copies))
        db.flush()


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
    audit.note(
        db,
        actor,
        "paper:cancel",
        paper.number,
        key=command.key,
        request=command,
        version=paper.version,
        reason=command.reason,
    )
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
    audit.note(
        db,
        actor,
        "paper:redact",
        paper.number,
        key=command.key,
        request=command,
        version=paper.version,
        reason=command.reason,
    )
    return paper


def _to_change(db: Session, actor: Actor, number: str, version: int, permission: Permission) -> Paper:
    paper = query.find(db, actor, number, version)
    paper_targets.of_paper(paper).must(actor, permission)
    db.execute(select(Paper.id).where(Paper.id == paper.id).with_for_update())
    db.refresh(paper)
    return paper


def last_final(db: Session, actor: Actor, wanted: IssuePaper) -> FinalPaper:
    """Return the newest version that was made final of this kind for this target; raises NotFound."""
    kind = kind_of(wanted.kind)
    found = paper_targets.find(db, actor, wanted.target)
    paper_targets.check(kind.code, kind.plan.targets, found)
    paper = query.newest_of(db, actor, kind.code, found.ids)
    if paper is None:
        raise NotFound(N_("No such paper was made final here yet. Make it final first."))
    query.rendition(paper, wanted.variant, wanted.languages, wanted.copies)
    return FinalPaper(paper.number, paper.version, wanted.variant, wanted.languages, wanted.copies)


def to_file(
    database: Database, actor: Actor, wish: IssuePaper, *, reprint: bool, address: str = ""
) -> DrawnPaper:
    """Make a paper final and return its bytes; with `reprint` the bytes of the last version again.

    `address` is where this installation is reached. Raises NotFound where nothing was made final before.
    """
    if reprint:
        with database.look() as db:
            final = last_final(db, actor, wish)
    else:
        final = database.do(issue, actor, wish)
    return renditions.download(database, actor, final, address)
