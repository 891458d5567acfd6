"""The trip of a convoy: what happened when, what is open, what comes next, and what nobody recorded."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, selectinload

from convoy.domain.departure import PaperState
from convoy.domain.dispatching import STAGE_OF
from convoy.domain.kinds import PROBLEMS, EventKind, EventSource, LoadEnd
from convoy.domain.lifecycle import RunStage
from convoy.domain.permissions import Actor
from convoy.models import (
    Box,
    Convoy,
    CustomsRecord,
    Event,
    GoodsReceipt,
    GoodsReceiptLine,
    Load,
    Place,
    Run,
    Stop,
    User,
)
from convoy.queries import borders, convoys, visible
from convoy.queries.ahead import Ahead, ahead, gaps
from convoy.queries.borders import Border

LATE = timedelta(hours=1)
"""From here on the timeline says that something was recorded later than it happened."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a convoy or one of its vans; a count of goods has no kind."""

    kind: EventKind | None
    occurred_at: datetime
    recorded_at: datetime
    by: str
    source: EventSource
    note: str
    van: int | None = None
    place: str = ""
    box: str = ""
    event: int = 0
    solves: EventKind | None = None
    is_open: bool = False
    boxes: int = 0

    @property
    def is_late(self) -> bool:
        """Whether it was recorded much later than it happened."""
        return self.recorded_at - self.occurred_at > LATE


@dataclass(frozen=True, slots=True)
class OnTrip:
    """A van on its way: boxes on it, those not counted yet by stop, and what nobody recorded."""

    run: Run
    waiting: dict[int, int]
    boxes: int
    ahead: Ahead
    gaps: tuple[EventKind, ...]
    left_open: int
    """Boxes that left without being closed."""
    papers: PaperState

    @property
    def borders_lacking(self) -> tuple[Border, ...]:
        """The borders for which nobody recorded a paper though the van has left."""
        return borders.lacking(self.run) if self.run.departed_at is not None else ()

    @property
    def lacks_paper(self) -> bool:
        """Whether the van left without a final manifest of what it carries."""
        return self.run.departed_at is not None and self.papers is PaperState.MISSING


@dataclass(frozen=True, slots=True)
class Trip:
    """A convoy on its way: its vans, and everything that happened, the newest first."""

    convoy: Convoy
    vans: tuple[OnTrip, ...]
    past: tuple[Happening, ...]

    @property
    def open_problems(self) -> tuple[Happening, ...]:
        """The problems nothing has solved yet."""
        return tuple(one for one in self.past if one.is_open)

    @property
    def going(self) -> tuple[OnTrip, ...]:
        """The vans that have not dropped out."""
        return tuple(van for van in self.vans if van.run.stage is not RunStage.DROPPED)


def trip(
    db: Session, actor: Actor, code: str, papers: Mapping[int, PaperState], number: int | None = None
) -> Trip:
    """Return the trip of a convoy, or one of its vans, in a fixed number of statements; raises NotFound.

    `papers` says by run id whether its manifest is valid; a run that is not in it has none.
    """
    convoy = convoys.find(db, actor, code)
    runs = _runs(db, actor, convoy)
    if number is not None:
        runs = [run for run in runs if run.number == number]
        if not runs:
            raise convoys.no_run(code, number)
    past = _past(db, convoy, {run.id for run in runs} if number is not None else None)
    return Trip(convoy, _vans(db, runs, past, papers), tuple(past))


def _runs(db: Session, actor: Actor, convoy: Convoy) -> list[Run]:
    return list(
        db.scalars(
            visible.runs(actor)
            .where(Run.convoy_id == convoy.id)
            .order_by(Run.number)
            .options(
                selectinload(Run.vehicle),
                selectinload(Run.crew),
                selectinload(Run.convoy).selectinload(Convoy.crossing),
                selectinload(Run.customs).selectinload(CustomsRecord.crossing),
                selectinload(Run.given_to),
                selectinload(Run.stops).selectinload(Stop.place),
            )
        )
    )


def _vans(
    db: Session, runs: list[Run], past: Iterable[Happening], papers: Mapping[int, PaperState]
) -> tuple[OnTrip, ...]:
    recorded: dict[int | None, set[EventKind]] = defaultdict(set)
    for one in past:
        if one.kind in STAGE_OF:
            recorded[one.van].add(one.kind)
    boxes, waiting, left_open = _boxes(db, runs)
    went_on = select(Load.run_id).where(
        Load.run_id.in_([run.id for run in runs]), Load.end == LoadEnd.TRANSSHIPPED
    )
    gave_over = set(db.scalars(went_on.distinct()))
    return tuple(
        OnTrip(
            run,
            waiting[run.id],
            boxes.get(run.id, 0),
            ahead(run, waiting[run.id]),
            gaps(run, recorded[run.number], gave_over=run.id in gave_over),
            left_open.get(run.id, 0),
            papers.get(run.id, PaperState.MISSING),
        )
        for run in runs
    )


def _boxes(
    db: Session, runs: Iterable[Run]
) -> tuple[dict[int, int], dict[int, dict[int, int]], dict[int, int]]:
    """Return by run: boxes on it (or that were); boxes not counted yet by stop; boxes that left open."""
    rows = db.execute(
        select(
            Load.run_id,
            Load.to_stop_id,
            func.count(Load.id),
            func.count(Load.id).filter(Load.ended_at.is_(None)),
            func.count(Load.id).filter(Load.departed_at.is_not(None), Box.closed_at.is_(None)),
        )
        .join(Box, Box.id == Load.box_id)
        .where(
            Load.run_id.in_([run.id for run in runs]),
            Load.ended_at.is_(None) | (Load.end == LoadEnd.SETTLED),
        )
        .group_by(Load.run_id, Load.to_stop_id)
    )
    boxes: dict[int, int] = defaultdict(int)
    waiting: dict[int, dict[int, int]] = defaultdict(dict)
    left_open: dict[int, int] = defaultdict(int)
    for run_id, stop_id, count, uncounted, unclosed in rows:
        boxes[run_id] += count
        left_open[run_id] += unclosed
        if uncounted:
            waiting[run_id][stop_id] = uncounted
    return boxes, waiting, left_open


def _past(db: Session, convoy: Convoy, run_ids: set[int] | None) -> list[Happening]:
    """Return what happened, the newest first; with `run_ids` only what concerns these vans or all."""
    found = [*_events(db, convoy, run_ids), *_counts(db, convoy, run_ids)]
    return sorted(found, key=lambda one: (one.occurred_at, one.recorded_at), reverse=True)


def _events(db: Session, convoy: Convoy, run_ids: set[int] | None) -> list[Happening]:
    solved = aliased(Event)
    statement = (
        select(Event, Run.number, Place.name, Box.code, User.name, solved.kind)
        .outerjoin(Run, Run.id == Event.run_id)
        .outerjoin(Stop, Stop.id == Event.stop_id)
        .outerjoin(Place, Place.id == Stop.place_id)
        .outerjoin(Box, Box.id == Event.box_id)
        .outerjoin(User, User.id == Event.recorded_by_id)
        .outerjoin(solved, solved.id == Event.resolves_id)
        .where(Event.convoy_id == convoy.id)
    )
    if run_ids is not None:
        statement = statement.where(Event.run_id.is_(None) | Event.run_id.in_(run_ids))
    rows = db.execute(statement).all()
    over = {event.resolves_id for event, *_ in rows}
    return [
        Happening(
            event.kind,
            event.occurred_at,
            event.recorded_at,
            name or "",
            event.source,
            event.note,
            number,
            place or "",
            box or "",
            event.id,
            solves,
            event.kind in PROBLEMS and event.id not in over,
        )
        for event, number, place, box, name, solves in rows
    ]


def _counts(db: Session, convoy: Convoy, run_ids: set[int] | None) -> list[Happening]:
    boxes = (
        select(func.count(GoodsReceiptLine.box_id.distinct()))
        .where(GoodsReceiptLine.receipt_id == GoodsReceipt.id)
        .scalar_subquery()
    )
    statement = (
        select(GoodsReceipt, Run.number, Place.name, User.name, boxes)
        .join(Stop, Stop.id == GoodsReceipt.stop_id)
        .join(Run, Run.id == Stop.run_id)
        .join(Place, Place.id == Stop.place_id)
        .outerjoin(User, User.id == GoodsReceipt.recorded_by_id)
        .where(Run.convoy_id == convoy.id)
    )
    if run_ids is not None:
        statement = statement.where(Run.id.in_(run_ids))
    return [
        Happening(
            None,
            receipt.occurred_at,
            receipt.recorded_at,
            name or "",
            EventSource.WEB,
            receipt.note,
            number,
            place,
            boxes=count,
        )
        for receipt, number, place, name, count in db.execute(statement)
    ]


def not_ticked(db: Session, actor: Actor, run: Run) -> list[Box]:
    """Return the boxes of a van that nobody ticked as being inside, while it is still here."""
    here = select(Load.box_id).where(
        Load.run_id == run.id,
        Load.ended_at.is_(None),
        Load.departed_at.is_(None),
        Load.loaded_at.is_(None),
    )
    return list(
        db.scalars(
            visible.boxes(actor)
            .where(Box.id.in_(here))
            .order_by(Box.origin_place_id, Box.short_number)
            .options(selectinload(Box.origin_place))
        )
    )
