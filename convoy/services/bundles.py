"""Everything a van's folder needs, made final with one press and given as one file with a cover list."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.db import Database
from convoy.documents.cargo import Trip
from convoy.documents.layout.merging import Printed, merged
from convoy.documents.papers.bundle_cover import BundleCover
from convoy.documents.registry import KINDS, Variant, to_json
from convoy.domain import targets
from convoy.domain.errors import RuleBroken
from convoy.domain.messages import N_
from convoy.domain.page_sizes import PageSize
from convoy.domain.permissions import Actor, Permission
from convoy.models import AuditEntry, Convoy, Run
from convoy.queries import paper_defaults
from convoy.queries import papers as query
from convoy.queries import renditions as kept_as
from convoy.queries.papers import MANIFEST
from convoy.services import audit, bundle_covers, offers, paper_targets, papers, renditions, van_loads
from convoy.services.bundle_covers import Part
from convoy.services.gathering import Gathering
from convoy.services.paper_targets import Found
from convoy.services.papers import IssuePaper
from convoy.services.renditions import FinalPaper

COVER = "BC"


@dataclass(frozen=True, slots=True)
class IssueBundle:
    """All papers that a van calls for, or those of all vans where `run` is None."""

    key: UUID
    convoy: str
    run: int | None
    variant: Variant = Variant.FULL
    """Of the papers that have several; the others have only one."""
    languages: tuple[str, ...] = ("en", "uk")
    """Of all papers; () is as it is set for each kind."""
    page: PageSize | None = None
    """Of all papers and the cover; None is as it is set for each kind."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """One file with everything in it."""

    content: bytes
    cover: BundleCover
    pages: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is on the vans, by run id, as a look found it, and the newest audit entry at that moment."""

    trips: Mapping[int, Trip]
    last: int


def gather(db: Session, actor: Actor, command: IssueBundle) -> Gathered:
    """Return what is on the vans now; raises NotFound."""
    last = audit.last(db)
    convoy = query.printable_convoy(db, actor, command.convoy)
    run = paper_targets.run_of(convoy, command.run)
    runs = [run] if run is not None else van_loads.going(convoy)
    return Gathered(Gathering(db, actor).trips(convoy, runs), last)


def make(database: Database, actor: Actor, command: IssueBundle) -> tuple[Part, ...]:
    """Make a bundle final (see `issue`); on SQLite its vans are gathered before (see `papers.make`)."""
    if not database.is_sqlite:
        return database.do(issue, actor, command)
    with database.look() as db:
        ahead = gather(db, actor, command)
    return database.do(issue, actor, command, ahead)


def issue(db: Session, actor: Actor, command: IssueBundle, ahead: Gathered | None = None) -> tuple[Part, ...]:
    """Make every paper final that the van calls for, all or none; return them in order.

    `ahead` is what a look found, good while no load changed. Raises what `papers.issue` raises, and
    RuleBroken for a convoy without a van.
    """
    query.lock(db, actor, command.convoy)
    convoy = query.printable_convoy(db, actor, command.convoy)
    actor.must(Permission.PAPER_ISSUE, convoy_id=convoy.id)
    if audit.earlier(db, actor, command.key, "paper:bundle", command) is not None:
        return _made_before(db, command)
    run = paper_targets.run_of(convoy, command.run)
    gathering = Gathering(db, actor)
    if ahead is not None and audit.only_papers_since(db, ahead.last):
        gathering.know(ahead.trips)
    wishes = list(_wishes(gathering, convoy, run, command))
    # The summary of the convoy names the manifests of its vans: it lies on top, and is made after them.
    last = sorted(wishes, key=lambda wish: wish[0].target == convoy.code)
    made = {(wish.kind, wish.target): _make(gathering, found, wish) for wish, found in last}
    parts = tuple(made[wish.kind, wish.target] for wish, _ in wishes)
    if not parts:
        raise RuleBroken(N_("This convoy has no van yet. Nothing was made final."))
    audit.note(
        db,
        actor,
        "paper:bundle",
        convoy.code,
        key=command.key,
        request=command,
        about=sorted({part.final.number for part in parts}),
        run=command.run,
        languages=",".join(command.languages),
        papers=[
            [
                *(one.kind, one.target, one.final.number, one.final.version, one.final.variant),
                *(one.final.copies, ",".join(one.final.languages), one.final.page),
            ]
            for one in parts
        ],
    )
    return parts


def _made_before(db: Session, command: IssueBundle) -> tuple[Part, ...]:
    facts = db.scalars(select(AuditEntry.facts).where(AuditEntry.key == str(command.key))).one()
    return tuple(_parts(json.loads(facts), command.languages))


def _parts(facts: dict[str, Any], languages: tuple[str, ...]) -> Iterator[Part]:
    for kind, target, number, version, variant, copies, *own in facts["papers"]:
        # Bundles made before there was a choice do not say their languages, nor their page.
        spoken = tuple(own[0].split(",")) if own else languages
        page = PageSize(own[1]) if own[1:] else PageSize.A4
        yield Part(kind, target, FinalPaper(number, version, Variant(variant), spoken, copies, page))


@dataclass(frozen=True, slots=True)
class Made:
    """A bundle that was made final: its papers may be drawn by now or not."""

    convoy: str
    name: str
    run: int | None
    languages: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def page(self) -> PageSize:
        """The page of its cover: that of the paper below it."""
        return self.parts[0].final.page


def made(db: Session, actor: Actor, code: str, key: UUID | None) -> Made | None:
    """Return the bundle of a convoy that was made final with this key; None where there is none.

    Whoever may print the convoy can come back to it. Raises NotFound for another's convoy.
    """
    convoy = query.printable_convoy(db, actor, code)
    actor.must(Permission.PAPER_ISSUE, convoy_id=convoy.id)
    said = db.scalar(
        select(AuditEntry.facts).where(
            AuditEntry.key == str(key), AuditEntry.action == "paper:bundle", AuditEntry.subject == convoy.code
        )
    )
    facts = json.loads(said) if said is not None else {}
    if "languages" not in facts:
        return None
    languages = tuple(filter(None, facts["languages"].split(","))) or paper_defaults.LANGUAGES
    return Made(convoy.code, convoy.name, facts["run"], languages, tuple(_parts(facts, languages)))


def draw_some(database: Database, actor: Actor, bundle: Made, address: str, seconds: float) -> int:
    """Draw papers of a bundle for about so long, at least one; return how many are drawn by then.

    Each is kept at once, so that anybody's next call goes on from there, in whichever process.
    """
    with database.look() as db:
        drawn = kept_as.drawn(db, actor, {part.final.number for part in bundle.parts})
    left = [part.final for part in bundle.parts if part.final.key not in drawn]
    count, until = len(bundle.parts) - len(left), monotonic() + seconds
    for final in left:
        renditions.draw(database, actor, final, address)
        count += 1
        if monotonic() >= until:
            break
    return count


def _wishes(
    gathering: Gathering, convoy: Convoy, run: Run | None, command: IssueBundle
) -> Iterator[tuple[IssuePaper, Found]]:
    runs = [run] if run is not None else van_loads.going(convoy)
    loads = gathering.trips(convoy, runs)
    defaults = gathering.defaults
    if run is None:
        # A van that nothing was put on yet needs no folder, unless none has anything.
        runs = [one for one in runs if loads[one.id].lines or loads[one.id].given] or runs
        if runs:
            languages = command.languages or defaults.languages(MANIFEST)
            page = command.page or defaults.page(MANIFEST)
            wish = IssuePaper(command.key, MANIFEST, convoy.code, command.variant, languages, page=page)
            yield wish, Found(targets.read(convoy.code), convoy)
    for one in runs:
        for kind, found in offers.of_van(convoy, one, loads[one.id]):
            if kind.plan.offer.holds(loads[one.id]):
                variant = command.variant if command.variant in kind.variants else Variant.FULL
                copies = defaults.in_a_bundle(kind)
                languages = command.languages or defaults.languages(kind.code)
                page = command.page or defaults.page(kind.code)
                wish = IssuePaper(command.key, kind.code, str(found.aim), variant, languages, copies, page)
                yield wish, found


def _make(gathering: Gathering, found: Found, wish: IssuePaper) -> Part:
    kind = KINDS[wish.kind]
    renditions.check_choice(kind, wish.variant, wish.languages, wish.copies)
    return Part(wish.kind, wish.target, papers.make_final(gathering, kind, found, wish))


def to_file(
    database: Database, actor: Actor, command: IssueBundle, *, address: str = "", two_sided: bool = False
) -> Bundle:
    """Make the bundle final and return it as one file: a cover list, then every copy in order."""
    make(database, actor, command)
    with database.look() as db:
        bundle = made(db, actor, command.convoy, command.key)
    assert bundle is not None
    file = drawn(database, actor, bundle, address=address, two_sided=two_sided)
    database.do(renditions.log, actor, [part.final for part in bundle.parts], bundle.convoy)
    return file


def drawn(database: Database, actor: Actor, bundle: Made, *, address: str, two_sided: bool) -> Bundle:
    """Return a bundle as one file, drawn where it is not kept yet."""
    parts = bundle.parts
    with database.look() as db:
        defaults = paper_defaults.known(db)
    files = [renditions.as_it_stands(database, actor, part.final, address) for part in parts]
    moment = datetime.now(UTC).replace(microsecond=0)

    def cover_after(pages: int) -> BundleCover:
        rows = tuple(bundle_covers.listed(parts, files, pages, defaults, two_sided=two_sided))
        return BundleCover(bundle.convoy, bundle.name, bundle.run, moment, "UTC", two_sided, rows)

    def cover_drawn(cover: BundleCover) -> bytes:
        return KINDS[COVER].render(to_json(cover), None, bundle.languages, page=bundle.page)

    # Where papers begin depends on how long the cover is, and that not on the figures in it.
    cover = cover_after(renditions.pages_of(cover_drawn(cover_after(1))))
    content = cover_drawn(cover)
    whole = [
        Printed(content),
        *(
            Printed(one.content, part.final.copies, one_sided=defaults.is_one_sided(part.kind))
            for part, one in zip(parts, files, strict=True)
        ),
    ]
    file = merged(whole, two_sided=two_sided)
    return Bundle(file, cover, renditions.pages_of(file))
