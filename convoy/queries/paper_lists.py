"""Lists of convoys to print papers of, and of papers that were made."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer, joinedload

from convoy.domain.lifecycle import ConvoyStage, RunStage
from convoy.domain.permissions import Actor
from convoy.models import Convoy, Paper, Run
from convoy.queries import visible
from convoy.queries.papers import OVER, printable_convoy

PAGE = 25

MOST_AT_FIRST = 6
"""Convoys on a printer's first page."""


@dataclass(frozen=True, slots=True)
class Printable:
    """A convoy to print papers of, with no word of where it goes."""

    code: str
    name: str
    stage: ConvoyStage
    vans: int
    papers: int

    @property
    def is_over(self) -> bool:
        """Whether nothing is printed for it any more."""
        return self.stage in OVER


def listing(
    db: Session,
    actor: Actor,
    stages: Collection[ConvoyStage] = tuple(ConvoyStage),
    *,
    after: str = "",
    most: int = PAGE + 1,
) -> list[Printable]:
    """Return the convoys whose papers this person may print, the newest first, one more than a page holds.

    Only those in `stages`, and those older than the one with the code `after`.
    """
    vans = (
        select(func.count(Run.id))
        .where(Run.convoy_id == Convoy.id, Run.stage != RunStage.DROPPED)
        .correlate(Convoy)
        .scalar_subquery()
    )
    made = (
        select(func.count(Paper.number.distinct()))
        .where(Paper.convoy_id == Convoy.id, Paper.cancelled_at.is_(None))
        .correlate(Convoy)
        .scalar_subquery()
    )
    chosen = visible.printable_convoys(actor).where(Convoy.stage.in_(stages))
    if after:
        chosen = chosen.where(Convoy.id < select(Convoy.id).where(Convoy.code == after).scalar_subquery())
    rows = db.execute(
        chosen.with_only_columns(Convoy.code, Convoy.name, Convoy.stage, vans, made)
        .order_by(Convoy.id.desc())
        .limit(most)
    )
    return [Printable(*row) for row in rows]


def to_print(db: Session, actor: Actor) -> dict[str, list[Printable]]:
    """Return `convoys`: those whose papers this person prints next, the newest first."""
    ahead = [stage for stage in ConvoyStage if stage not in OVER]
    return {"convoys": listing(db, actor, ahead, most=MOST_AT_FIRST)}


@dataclass(frozen=True, slots=True)
class Listed:
    """A version of a paper in a list: what it is about as it is typed, and whether it holds."""

    number: str
    version: int
    kind: str
    target: str
    state: str
    made_at: datetime
    sha256: str


def listed(db: Session, actor: Actor, convoy: str | None = None) -> list[Listed]:
    """Return every version of every paper this person may print, of one convoy where its code is given.

    The newest first; raises NotFound for a convoy whose papers this person may not print.
    """
    statement = visible.papers(actor).order_by(Paper.id.desc())
    if convoy is not None:
        statement = statement.where(Paper.convoy_id == printable_convoy(db, actor, convoy).id)
    papers = db.scalars(
        statement.options(
            defer(Paper.snapshot),
            joinedload(Paper.convoy),
            joinedload(Paper.run).selectinload(Run.stops),
            joinedload(Paper.box),
            joinedload(Paper.pallet),
            joinedload(Paper.place),
            joinedload(Paper.donation),
        )
    ).all()
    last: dict[str, int] = {}
    for paper in papers:
        last[paper.number] = max(paper.version, last.get(paper.number, 0))
    return [
        Listed(
            paper.number,
            paper.version,
            paper.kind,
            paper.target,
            "cancelled"
            if paper.cancelled_at
            else "valid"
            if paper.version == last[paper.number]
            else "replaced",
            paper.made_at,
            paper.sha256,
        )
        for paper in papers
    ]
