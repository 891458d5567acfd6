"""The departure board: every van of a convoy with what it carries and what it lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, aliased, selectinload

from convoy.domain.checks import Check
from convoy.domain.departure import Papers, PaperState
from convoy.domain.kinds import PROBLEMS, CrewRole, StopKind
from convoy.domain.lifecycle import FINISHED, RunStage
from convoy.domain.loading import Limits, Totals
from convoy.domain.permissions import Actor
from convoy.domain.readiness import blocking, unmet
from convoy.models import Box, Convoy, ConvoyRecipient, CustomsRecord, Event, Place, Run, Stop
from convoy.queries import borders, convoys, loading, readiness, visible
from convoy.queries import boxes as box_questions
from convoy.queries.borders import Border


@dataclass(frozen=True, slots=True)
class Van:
    """A row of the board."""

    run: Run
    totals: Totals
    limits: Limits
    papers: PaperState
    """How its manifest stands."""
    problems: int
    checks: tuple[Check, ...]
    """Met and unmet, those that block first."""

    @property
    def unmet(self) -> tuple[Check, ...]:
        """What wants mending before it leaves."""
        return unmet(self.checks)

    @property
    def blocks(self) -> int:
        """How many checks hold back what lies ahead."""
        return len(blocking(self.checks))

    @property
    def borders(self) -> tuple[Border, ...]:
        """The borders of its way, each side with the state of its papers."""
        return borders.of_run(self.run)

    @property
    def drivers(self) -> str:
        """The names of those who drive, the lead driver first; empty while nobody is named."""
        return ", ".join(name for _, name in sorted(_drivers(self.run)))


@dataclass(frozen=True, slots=True)
class Board:
    """A convoy as it stands: its vans, and what has no van yet."""

    convoy: Convoy
    vans: tuple[Van, ...]
    loads_at: tuple[int, ...]
    free_boxes: int
    left_behind: int
    problems: int
    """Open ones of the convoy itself, not of one van."""

    @property
    def going(self) -> tuple[Van, ...]:
        """The vans that have not dropped out."""
        return tuple(van for van in self.vans if van.run.stage is not RunStage.DROPPED)

    @property
    def totals(self) -> Totals:
        """What all vans carry together."""
        return sum((van.totals for van in self.going), Totals())

    @property
    def limits(self) -> Limits:
        """What all vans may carry together; a limit one of them does not know is not known."""
        limits = [van.limits for van in self.going]
        return Limits(
            payload_g=_together([one.payload_g for one in limits]),
            hold_ml=_together([one.hold_ml for one in limits]),
            places=_together([one.places for one in limits]),
        )

    def days_to_cut_off(self, today: date) -> int | None:
        """Return how many days are left to bring goods; negative when over, None when not set."""
        return (self.convoy.cut_off_on - today).days if self.convoy.cut_off_on else None


def _together(parts: Sequence[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known and len(known) == len(parts) else None


def board(db: Session, actor: Actor, code: str, papers: Mapping[int, Papers]) -> Board:
    """Return the departure board of a convoy in a fixed number of statements; raises NotFound.

    `papers` says by run id how its papers stand; a run that is not in it has none.
    """
    convoy = convoys.find(db, actor, code)
    runs = _runs(db, actor, convoy)
    loads_at = loading_places(runs)
    problems = open_problems(db, convoy.id)
    return Board(
        convoy=convoy,
        vans=_of_runs(db, actor, runs, papers, problems),
        loads_at=loads_at,
        free_boxes=_count(db, box_questions.free(actor, loads_at)) if loads_at else 0,
        left_behind=_count(db, loading.left_behind(actor, convoy.id)),
        problems=problems.get(None, 0),
    )


def _runs(db: Session, actor: Actor, convoy: Convoy) -> list[Run]:
    statement = (
        visible.runs(actor)
        .where(Run.convoy_id == convoy.id)
        .order_by(Run.number)
        .options(
            selectinload(Run.vehicle),
            selectinload(Run.vehicle_class),
            selectinload(Run.crew),
            selectinload(Run.customs).selectinload(CustomsRecord.crossing),
            selectinload(Run.stops).selectinload(Stop.place).selectinload(Place.organisation),
            selectinload(Run.convoy).selectinload(Convoy.crossing),
            selectinload(Run.convoy).selectinload(Convoy.recipients).selectinload(ConvoyRecipient.place),
        )
    )
    return list(db.scalars(statement))


def loading_places(runs: Sequence[Run]) -> tuple[int, ...]:
    """Return the ids of the places where vans will still load, in the order of the routes."""
    return tuple(
        dict.fromkeys(
            stop.place_id
            for run in runs
            if run.stage not in FINISHED
            for stop in run.stops
            if stop.kind is StopKind.LOADING and stop.left_at is None
        )
    )


def _of_runs(
    db: Session,
    actor: Actor,
    runs: Sequence[Run],
    papers: Mapping[int, Papers],
    problems: Mapping[int | None, int],
) -> tuple[Van, ...]:
    rows = loading.on_vans(db, [run.id for run in runs])
    totals = loading.totals_by_run(rows)
    checks = readiness.of_runs(db, runs, rows, papers, problems, actor.language)
    return tuple(
        Van(
            run,
            totals.get(run.id, Totals()),
            loading.limits(run),
            papers.get(run.id, Papers()).manifest,
            problems.get(run.id, 0),
            checks[run.id],
        )
        for run in runs
    )


def _drivers(run: Run) -> list[tuple[int, str]]:
    order = {CrewRole.LEAD_DRIVER: 0, CrewRole.DRIVER: 1}
    return [(order[one.role], one.name) for one in run.crew if one.role in order]


def van(db: Session, actor: Actor, code: str, number: int, papers: Mapping[int, Papers]) -> Van:
    """Return one row of the board; raises NotFound."""
    run = convoys.find_run(db, actor, code, number)
    return _of_runs(db, actor, [run], papers, open_problems(db, run.convoy_id))[0]


def open_problems(db: Session, convoy_id: int) -> dict[int | None, int]:
    """Return how many problems are not solved yet, by run id, None for those of the whole convoy."""
    answer = aliased(Event)
    rows = db.execute(
        select(Event.run_id, func.count(Event.id))
        .where(
            Event.convoy_id == convoy_id,
            Event.kind.in_(PROBLEMS),
            ~exists().where(answer.resolves_id == Event.id),
        )
        .group_by(Event.run_id)
    )
    return {run_id: count for run_id, count in rows}  # noqa: C416  # dict() of rows has no type


def _count(db: Session, statement: Select[Box]) -> int:
    return db.scalar(statement.with_only_columns(func.count(Box.id)).order_by(None)) or 0
