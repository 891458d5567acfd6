"""What the person who prints needs to know: a convoy's vans with their papers, and what to destroy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy.orm import Session

from convoy.documents.registry import KINDS
from convoy.domain.departure import PaperState
from convoy.domain.errors import RuleBroken
from convoy.domain.lifecycle import FINISHED, OVER, ConvoyStage, RunStage
from convoy.domain.permissions import Actor
from convoy.models import Convoy, Paper, Rendition, Run
from convoy.queries import loading, paper_defaults
from convoy.queries import papers as query
from convoy.queries import renditions as rendition_query
from convoy.queries.paper_defaults import Defaults
from convoy.queries.papers import MANIFEST
from convoy.services import declared, offers, renditions, van_loads
from convoy.services.gathering import Gathering
from convoy.services.obstacles import obstacles
from convoy.services.offers import Offered


@dataclass(frozen=True, slots=True)
class VanPapers:
    """A van as a printer sees it: how much is on it, and which papers say so."""

    number: int
    stage: RunStage
    boxes: int
    papers: tuple[Offered, ...]
    """In the order of the bundle."""
    defaults: Defaults

    @property
    def called_for(self) -> tuple[Offered, ...]:
        """The papers it should have."""
        return tuple(one for one in self.papers if one.is_called_for)

    @property
    def others(self) -> tuple[Offered, ...]:
        """Papers it can have."""
        return tuple(one for one in self.papers if not one.is_called_for)

    @property
    def state(self) -> PaperState:
        """How the papers it should have stand: as the one that needs most."""
        states = {one.state for one in self.called_for}
        for state in (PaperState.OUT_OF_DATE, PaperState.MISSING):
            if state in states:
                return state
        return PaperState.CURRENT

    @property
    def has_papers(self) -> bool:
        """Whether any was made final."""
        return any(one.paper for one in self.papers)

    @property
    def copies(self) -> int:
        """How many copies lie in its folder; how many sheets these are is known once they are drawn."""
        return sum(self.defaults.in_a_bundle(one.kind) for one in self.called_for)

    @property
    def to_sign(self) -> int:
        """How many pages of them somebody signs or stamps."""
        return sum(
            self.defaults.in_a_bundle(one.kind) * one.kind.plan.signed_pages for one in self.called_for
        )


@dataclass(frozen=True, slots=True)
class Pull:
    """Copies of an old version that were handed out; `van` None is the summary, `new` None nothing new."""

    van: int | None
    number: str
    old: int
    prints: int
    new: int | None
    is_due: bool = False
    """Whether the new version is still to be made final."""
    title: str = ""
    """The paper's name, a message."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything there is to print for a convoy."""

    convoy_id: int
    code: str
    name: str
    stage: ConvoyStage
    vans: tuple[VanPapers, ...]
    defaults: Defaults
    summary: Paper | None
    pulls: tuple[Pull, ...]
    obstacles: tuple[RuleBroken, ...]


def desk(db: Session, actor: Actor, code: str) -> Desk:
    """Return what there is to print for a convoy; raises NotFound. Nothing in it says where a van goes."""
    convoy = query.printable_convoy(db, actor, code)
    made = query.of_convoys(db, actor, [convoy.id], kinds=None)
    going = van_loads.going(convoy)
    loads = loading.totals_by_run(loading.on_vans(db, [run.id for run in going]))
    summary = query.newest_of_each(made).get((MANIFEST, None, None))
    defaults = paper_defaults.known(db)
    offered = offers.of_vans(Gathering(db, actor), convoy, going, made)
    wrong = {
        one.paper.id
        for papers in offered.values()
        for one in papers
        if one.paper and one.state is PaperState.OUT_OF_DATE
    }
    return Desk(
        convoy_id=convoy.id,
        code=convoy.code,
        name=convoy.name,
        stage=convoy.stage,
        vans=tuple(
            VanPapers(
                run.number,
                run.stage,
                loads[run.id].boxes if run.id in loads else 0,
                tuple(offered[run.id]),
                defaults,
            )
            for run in going
        ),
        defaults=defaults,
        summary=summary if summary is not None and summary.cancelled_at is None else None,
        pulls=_pulls(db, actor, convoy, made, wrong),
        obstacles=tuple(obstacles(db, convoy, None)),
    )


def _pulls(
    db: Session, actor: Actor, convoy: Convoy, made: Sequence[Paper], wrong: set[int]
) -> tuple[Pull, ...]:
    """Papers that hold no more and were printed, of vans that are not at the end of their trip.

    `wrong` are the ids of papers whose load, plate, driver or recipient changed: their next version is due.
    """
    newest = query.newest_of_each(made)
    runs: Mapping[int | None, Run] = {run.id: run for run in convoy.runs}
    handed = rendition_query.handed_out(db, actor, [paper.id for paper in made])
    if convoy.stage not in query.OVER:
        summaries = [paper for paper in newest.values() if paper.run_id is None and handed.get(paper.id)]
        wrong = wrong | {paper.id for paper in summaries if declared.since(db, actor, paper)}
    found = [
        Pull(
            van=runs[paper.run_id].number if paper.run_id is not None else None,
            number=paper.number,
            old=paper.version,
            prints=sum(one.copies for one in handed[paper.id]),
            new=None if _is_void(last, convoy, runs) else last.version + (last.id in wrong),
            is_due=last.id in wrong,
            title=KINDS[paper.kind].title,
        )
        for paper in made
        for last in (newest[paper.kind, paper.run_id, paper.stop_id],)
        if paper is not last or last.id in wrong or _is_void(last, convoy, runs)
        if paper.run_id is None or runs[paper.run_id].stage not in OVER
        if handed.get(paper.id)
    ]
    return tuple(sorted(found, key=lambda pull: (pull.van or 0, pull.number, pull.old)))


def _is_void(paper: Paper, convoy: Convoy, runs: Mapping[int | None, Run]) -> bool:
    """Whether even the newest paper holds no more: cancelled itself, or its van or convoy goes nowhere."""
    run = runs.get(paper.run_id)
    dropped = run is not None and run.stage is RunStage.DROPPED
    return paper.cancelled_at is not None or dropped or convoy.stage is ConvoyStage.CANCELLED


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a final paper that can be printed; `pages` is None until it was drawn."""

    rendition: Rendition
    pages: int | None
    prints: int


class Due(Enum):
    """Why the next version of a paper is due."""

    LOADED = "loaded"
    """Other goods, or more or less of them."""
    CORRECTED = "corrected"
    """The load is as it says, and a correction by pen was keyed in since."""
    OTHER = "other"
    """Something else it says: a plate, a driver, a place."""


@dataclass(frozen=True, slots=True)
class SheetOfPaper:
    """One version of a paper with all there is to know of it."""

    paper: Paper
    copies: tuple[Copy, ...]
    handed: tuple[rendition_query.Handed, ...]
    versions: tuple[Paper, ...]
    due: Due | None
    """None while it says what is so."""

    @property
    def is_newest(self) -> bool:
        """Whether no later version replaces this one."""
        return self.versions[0].version == self.paper.version


def sheet(db: Session, actor: Actor, number: str, version: int) -> SheetOfPaper:
    """Return one version of a paper with its copies, prints and other versions; raises NotFound."""
    paper = query.find(db, actor, number, version)
    versions = query.versions(db, actor, number)
    handed = tuple(rendition_query.handed_out(db, actor, [paper.id]).get(paper.id, ()))
    newest = versions[0].version == paper.version and paper.cancelled_at is None
    under_way = paper.run is None or paper.run.stage not in FINISHED
    return SheetOfPaper(
        paper=paper,
        copies=tuple(
            Copy(
                kept,
                renditions.pages_of(kept.content) if kept.content is not None else None,
                sum(
                    (one.variant, one.languages, one.copies, one.page)
                    == (kept.variant, kept.languages, kept.copies, kept.page)
                    for one in handed
                ),
            )
            for kept in paper.renditions
        ),
        handed=handed,
        versions=tuple(versions),
        due=_due(db, actor, paper) if newest and under_way else None,
    )


def _due(db: Session, actor: Actor, paper: Paper) -> Due | None:
    found = declared.since(db, actor, paper)
    if not found:
        return None
    if found.goods:
        return Due.LOADED
    return Due.CORRECTED if query.is_corrected_since(db, actor, paper) else Due.OTHER
