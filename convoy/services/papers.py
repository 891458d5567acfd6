"""Papers: numbered, versioned and frozen in a short transaction; how they end is in `void_papers`.

Their bytes are drawn outside it (see services/renditions.py), so that nobody waits for a drawing.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.db import Database
from convoy.documents.registry import KINDS, Kind, Variant, fingerprint, to_json
from convoy.domain import targets
from convoy.domain.errors import Invalid, NotFound
from convoy.domain.messages import N_
from convoy.domain.page_sizes import PageSize
from convoy.domain.permissions import Actor
from convoy.domain.spelling import slips
from convoy.models import AuditEntry, Paper
from convoy.queries import papers as query
from convoy.queries import renditions as kept_as
from convoy.queries.papers import MANIFEST
from convoy.services import audit, contents, numbers, paper_targets, renditions
from convoy.services.gathering import Gathering
from convoy.services.obstacles import obstacles
from convoy.services.paper_targets import Found
from convoy.services.renditions import DrawnPaper, FinalPaper


@dataclass(frozen=True, slots=True)
class IssuePaper:
    """A kind of paper of a target (see domain/targets.py), in one variant and languages, so many copies.

    `page` is the paper in the printer.
    """

    key: UUID
    kind: str
    target: str
    variant: Variant = Variant.FULL
    languages: tuple[str, ...] = ("en", "uk")
    copies: int = 1
    page: PageSize = PageSize.A4

    def final(self, number: str, version: int) -> FinalPaper:
        """Return a version in the form that is wanted."""
        return FinalPaper(number, version, self.variant, self.languages, self.copies, self.page)


def manifest(key: UUID, convoy: str, run: int | None, **choices: object) -> IssuePaper:
    """Return the wish for the manifest of a van, or of the convoy where `run` is None."""
    return IssuePaper(key, MANIFEST, convoy if run is None else f"{convoy}/{run}", **choices)  # type: ignore[arg-type]


def kind_of(code: str) -> Kind:
    """Return a kind of paper that is made of a target; raises NotFound with the codes one slip away."""
    kind = KINDS.get(typed := code.strip().upper()[:20])
    if kind is None or not kind.plan.targets:
        near = sorted(code for code, kind in KINDS.items() if kind.plan.targets and slips(typed, code) == 1)
        unknown = N_("There is no kind of paper %(code)s. `convoy papers --kinds` lists them.")
        raise NotFound(unknown, tuple(near), code=typed)
    return kind


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a paper is about and says, as a look found it, and the newest audit entry at that moment."""

    found: Found
    now: object
    """What it says; None where this very action was taken before."""
    last: int


def gather(db: Session, actor: Actor, command: IssuePaper) -> Gathered:
    """Return what the paper would say now; raises what `issue` raises."""
    kind = kind_of(command.kind)
    renditions.check_choice(kind, command.variant, command.languages, command.copies)
    last = audit.last(db)
    found = paper_targets.find(db, actor, command.target)
    paper_targets.check(db, actor, kind.code, kind.plan.targets, found)
    found.must(actor)
    if audit.earlier(db, actor, command.key, "paper:issue", command) is not None:
        return Gathered(found, None, last)
    return Gathered(found, _content(Gathering(db, actor), kind, found, command), last)


def make(database: Database, actor: Actor, command: IssuePaper) -> FinalPaper:
    """Make a paper final (see `issue`), so that others need not wait while its rows are gathered.

    SQLite has one writer at a time: there they are gathered in a look, and again only if a load has changed
    before its number is taken. PostgreSQL holds the convoy alone.
    """
    if not database.is_sqlite:
        return database.do(issue, actor, command)
    with database.look() as db:
        ahead = gather(db, actor, command)
        _ = ahead.found.scope  # its rows are at hand after the look, too
    return database.do(issue, actor, command, ahead)


def issue(db: Session, actor: Actor, command: IssuePaper, ahead: Gathered | None = None) -> FinalPaper:
    """Make a paper final and return which one it is; `renditions.draw` gives its bytes.

    A target has one number of each kind; a new version is made when anything the paper says has changed since
    the last one, else the last one is meant again. `ahead` is what a look found, good while no load changed.
    Raises NotFound, NotAllowed, Invalid, and RuleBroken for a border copy that must not travel (see
    services/obstacles.py).
    """
    paper_targets.lock(db, actor, targets.read(command.target))
    number = audit.earlier(db, actor, command.key, "paper:issue", command)
    if ahead is None or not audit.only_papers_since(db, ahead.last):
        ahead = gather(db, actor, command)
    if number is not None:
        version = _version_made(db, command.key)
        return command.final(number, version)
    final, _ = _make_final(db, actor, ahead.found, ahead.now, command)
    audit.note(
        db,
        actor,
        "paper:issue",
        final.number,
        key=command.key,
        request=command,
        about=[ahead.found.aim.code],
        version=final.version,
        variant=command.variant.value,
        languages=",".join(command.languages),
        page=command.page.value,
    )
    return final


def make_final(gathering: Gathering, kind: Kind, found: Found, wish: IssuePaper) -> FinalPaper:
    """Return the version that says what is true now, made where there is none; part of an action."""
    now = _content(gathering, kind, found, wish)
    final, is_new = _make_final(gathering.db, gathering.actor, found, now, wish)
    if is_new and found.convoy is not None:
        gathering.was_made(found.convoy)
    return final


def _content(gathering: Gathering, kind: Kind, found: Found, wish: IssuePaper) -> object:
    """What a paper says now, unless it must not be made final."""
    if wish.variant is Variant.BORDER and found.convoy is not None:
        for reason in obstacles(gathering.db, found.convoy, found.run):
            raise reason
    if not kind.plan.is_numbered:
        raise Invalid(
            N_("%(kind)s is a working paper without a number: it is drawn, not made final."),
            field="kind",
            kind=kind.code,
        )
    return contents.content(gathering, kind, found)


def _make_final(
    db: Session, actor: Actor, found: Found, now: object, wish: IssuePaper
) -> tuple[FinalPaper, bool]:
    """Return the version that says `now`, and whether it was made for that."""
    kind = kind_of(wish.kind)
    last = query.newest_of(db, actor, kind.code, found.ids)
    is_new = last is None or last.cancelled_at is not None or not _says(last, now)
    paper = _freeze(db, actor, kind, found, to_json(now), last) if last is None or is_new else last
    renditions.keep_place(db, paper, wish)
    return wish.final(paper.number, paper.version), is_new


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


def last_final(db: Session, actor: Actor, wanted: IssuePaper) -> FinalPaper:
    """Return the newest version that was made final of this kind for this target; raises NotFound."""
    kind = kind_of(wanted.kind)
    found = paper_targets.find(db, actor, wanted.target)
    paper_targets.check(db, actor, kind.code, kind.plan.targets, found)
    paper = query.newest_of(db, actor, kind.code, found.ids)
    if paper is None:
        raise NotFound(N_("No such paper was made final here yet. Make it final first."))
    kept_as.find(paper, wanted)
    return wanted.final(paper.number, paper.version)


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
        final = make(database, actor, wish)
    return renditions.download(database, actor, final, address)
