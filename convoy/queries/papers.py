"""Questions about papers: whose may be printed, which versions there are."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select, true
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from convoy.domain import references
from convoy.domain.errors import NotFound
from convoy.domain.lifecycle import ConvoyStage
from convoy.domain.messages import N_
from convoy.domain.pen import ON_LINES
from convoy.domain.permissions import Actor, Permission
from convoy.models import Convoy, HandCorrection, Paper, Place, Rendition, Run, Stop, Vehicle
from convoy.queries import visible

MANIFEST = "CM"
"""The first letters of a cargo manifest's number."""

OVER = frozenset({ConvoyStage.CLOSED, ConvoyStage.CANCELLED})


def printable_convoy(db: Session, actor: Actor, code: str) -> Convoy:
    """Return a convoy this person may print papers of, with all they say at hand; raises NotFound."""
    runs = selectinload(Convoy.runs)
    found = db.scalar(
        visible.printable_convoys(actor)
        .where(Convoy.code == code)
        .options(
            selectinload(Convoy.crossing),
            runs.selectinload(Run.stops).selectinload(Stop.place).selectinload(Place.organisation),
            runs.selectinload(Run.vehicle).selectinload(Vehicle.organisation),
            runs.selectinload(Run.vehicle).selectinload(Vehicle.vehicle_class),
            runs.selectinload(Run.vehicle_class),
            runs.selectinload(Run.crew),
            runs.selectinload(Run.customs),
            runs.selectinload(Run.given_to),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        known = db.scalars(visible.printable_convoys(actor).with_only_columns(Convoy.code))
        raise NotFound(
            N_("There is no convoy %(code)s here whose papers you may print."),
            references.near(code, known),
            code=code[:40],
        )
    return found


def lock(db: Session, actor: Actor, code: str) -> None:
    """Hold the convoy until the end of the action, so that no box comes or goes while its paper is made.

    A convoy that is not there, or not this person's to print, is not held.
    """
    db.scalar(
        visible.printable_convoys(actor)
        .with_only_columns(Convoy.id)
        .where(Convoy.code == code)
        .with_for_update(of=Convoy)
    )


def of_convoys(
    db: Session, actor: Actor, convoy_ids: Collection[int], kinds: Collection[str] | None = (MANIFEST,)
) -> list[Paper]:
    """Return the papers of these convoys, newest version first, without their content; None: all kinds."""
    wanted = Paper.kind.in_(kinds) if kinds is not None else true()
    return list(
        db.scalars(
            visible.papers(actor)
            .where(Paper.convoy_id.in_(convoy_ids), wanted)
            .order_by(Paper.number, Paper.version.desc())
            .options(
                defer(Paper.snapshot),
                joinedload(Paper.run),
                joinedload(Paper.replaces).defer(Paper.snapshot),
                selectinload(Paper.renditions).defer(Rendition.content),
            )
        )
    )


def manifest_numbers(db: Session, actor: Actor, convoy_id: int) -> dict[int, str]:
    """Return the number of each van's cargo manifest by run id."""
    papers = newest(of_convoys(db, actor, [convoy_id]))
    return {run_id: paper.number for run_id, paper in papers.items() if run_id is not None}


About = tuple[str, int | None, int | None]
"""Kind, run and stop: what a paper of a convoy is."""


def by_hand(db: Session, actor: Actor, convoy_id: int) -> dict[About, list[tuple[int, HandCorrection]]]:
    """Return what the pen wrote on lines of a convoy's papers, with the version it stood on, in order."""
    chosen = (
        visible.papers(actor)
        .where(Paper.convoy_id == convoy_id)
        .join(HandCorrection, HandCorrection.paper_id == Paper.id)
        .where(HandCorrection.field.in_(ON_LINES))
        .with_only_columns(Paper.kind, Paper.run_id, Paper.stop_id, Paper.version, HandCorrection)
        .order_by(HandCorrection.id)
    )
    found: dict[About, list[tuple[int, HandCorrection]]] = {}
    for kind, run_id, stop_id, version, one in db.execute(chosen):
        found.setdefault((kind, run_id, stop_id), []).append((version, one))
    return found


def is_corrected_since(db: Session, actor: Actor, paper: Paper) -> bool:
    """Return whether the pen corrected a paper of its van, or convoy, after this one was made final."""
    of_van = Paper.run_id == paper.run_id if paper.run_id is not None else Paper.convoy_id == paper.convoy_id
    chosen = (
        visible.papers(actor)
        .join(HandCorrection, HandCorrection.paper_id == Paper.id)
        .where(of_van, HandCorrection.keyed_at > paper.made_at)
        .with_only_columns(HandCorrection.id)
        .limit(1)
    )
    return db.scalar(chosen) is not None


def newest_of_each(papers: Iterable[Paper]) -> dict[About, Paper]:
    """Return the newest version of every number of a convoy, by kind, run and stop."""
    found: dict[About, Paper] = {}
    for paper in papers:
        about = (paper.kind, paper.run_id, paper.stop_id)
        if about not in found or found[about].version < paper.version:
            found[about] = paper
    return found


def newest(papers: Iterable[Paper]) -> dict[int | None, Paper]:
    """Return the newest version by the van's run id; None is the key of the convoy's summary."""
    found: dict[int | None, Paper] = {}
    for paper in papers:
        kept = found.get(paper.run_id)
        if kept is None or kept.version < paper.version:
            found[paper.run_id] = paper
    return found


def newest_of(db: Session, actor: Actor, kind: str, about: Mapping[str, int | None]) -> Paper | None:
    """Return the newest version of a kind for a target, which is given as columns; None before the first."""
    target = [
        getattr(Paper, column) == row_id if row_id is not None else getattr(Paper, column).is_(None)
        for column, row_id in about.items()
    ]
    return db.scalars(
        visible.papers(actor).where(Paper.kind == kind, *target).order_by(Paper.version.desc()).limit(1)
    ).first()


def snapshots(db: Session, actor: Actor, paper_ids: Collection[int]) -> dict[int, str]:
    """Return what these papers say, by id, as canonical text; redacted ones are absent."""
    rows = db.execute(
        visible.papers(actor)
        .with_only_columns(Paper.id, Paper.snapshot)
        .where(Paper.id.in_(paper_ids), Paper.snapshot.is_not(None))
    )
    return {row.id: row.snapshot for row in rows}


def find(db: Session, actor: Actor, number: str, version: int) -> Paper:
    """Return a version of a paper this person may print; raises NotFound."""
    paper = db.scalar(
        visible.papers(actor)
        .where(Paper.number == number, Paper.version == version)
        .options(
            joinedload(Paper.run),
            joinedload(Paper.convoy),
            joinedload(Paper.box),
            joinedload(Paper.pallet),
            joinedload(Paper.place),
            joinedload(Paper.replaces).defer(Paper.snapshot),
            selectinload(Paper.renditions),
        )
    )
    if paper is None:
        known = visible.papers(actor).with_only_columns(Paper.number).distinct()
        raise NotFound(
            N_("There is no paper %(number)s version %(version)s here."),
            references.near(number, db.scalars(known)),
            number=number[:40],
            version=version,
        )
    return paper


def is_void(db: Session, actor: Actor, paper: Paper) -> bool:
    """Return whether a paper was cancelled or replaced, so that no copy of it may be used any more."""
    later = visible.papers(actor).where(Paper.number == paper.number, Paper.version > paper.version)
    return paper.cancelled_at is not None or bool(db.scalar(select(later.exists())))


def versions(db: Session, actor: Actor, number: str) -> list[Paper]:
    """Return every version of a number, the newest first, without content."""
    return list(
        db.scalars(
            visible.papers(actor)
            .where(Paper.number == number)
            .order_by(Paper.version.desc())
            .options(defer(Paper.snapshot), selectinload(Paper.renditions).defer(Rendition.content))
        )
    )


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of a paper that somebody holds in the hand."""

    number: str
    version: int
    newest: int
    cancelled_reason: str
    is_redacted: bool

    @property
    def is_valid(self) -> bool:
        """Whether this is the version in force."""
        return self.version == self.newest and not self.cancelled_reason


def check(db: Session, number: str, digest: str) -> Checked | None:
    """Return the standing of the paper with this number whose content hash begins with `digest`.

    Whoever knows both holds the paper; nothing of its content is told, and a wrong hash is answered like a
    number that was never given. `digest` has at least 8 characters.
    """
    if len(digest) < 8:  # noqa: PLR2004  # what papers print
        return None
    rows = db.execute(
        select(
            Paper.version, Paper.sha256, Paper.cancelled_reason, Paper.snapshot.is_(None).label("redacted")
        )
        .where(Paper.number == number)
        .order_by(Paper.version.desc())
    ).all()
    for row in rows:
        if row.sha256.startswith(digest):
            return Checked(number, row.version, rows[0].version, row.cancelled_reason, row.redacted)
    return None


def may_see_route(actor: Actor, convoy_id: int) -> bool:
    """Whether plates, drivers and recipients may be named to this person outside the papers themselves."""
    return actor.may(Permission.CONVOY_READ, convoy_id=convoy_id)
