"""Questions about recipients' declarations: how each stands, what presses, and which list was sent."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from convoy.domain.declarations import (
    DECLARED_IN,
    Clock,
    Deadline,
    DeclarationStep,
    Recorded,
    Standing,
    held,
    last_days,
    standing,
)
from convoy.domain.errors import NotFound
from convoy.domain.kinds import StopKind
from convoy.domain.lifecycle import BEFORE_DEPARTURE, ConvoyStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Declaration, DeclarationEntry, Paper, Place, Run, User
from convoy.queries import visible


@dataclass(frozen=True, slots=True)
class Pressing:
    """What declarations of a van press for: recipients without a code yet, clocks at or past an alarm."""

    undeclared: int = 0
    deadlines: tuple[Deadline, ...] = ()


@dataclass(frozen=True, slots=True)
class OfRecipient:
    """One recipient of a van: its place, its record where one was begun, and how it stands."""

    place: Place
    declaration: Declaration | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Entry:
    """A step as it was recorded, by whom, and the number and version of the list it names."""

    row: DeclarationEntry
    by: str
    paper: str
    newer: str | None
    """What the newest version of the list named says, where that is another; "" once it was erased."""


def pressing(db: Session, runs: Sequence[Run], today: date) -> dict[int, Pressing]:
    """Return by run id what its declarations press for; one or two statements. Stops are at hand."""
    known = _by_place(db, [run.id for run in runs])
    return {run.id: _pressing(run, known, today) for run in runs}


def _pressing(run: Run, known: dict[tuple[int, int], Declaration], today: date) -> Pressing:
    if run.convoy.stage is ConvoyStage.CANCELLED:
        return Pressing()
    declared = [_standing(row, today) for (run_id, _), row in known.items() if run_id == run.id]
    coded = {place for (run_id, place), row in known.items() if run_id == run.id and _coded(row, today)}
    wanted = {
        stop.place_id
        for stop in run.stops
        if stop.kind is StopKind.DELIVERY and stop.place.country in DECLARED_IN
    }
    return Pressing(
        undeclared=len(wanted - coded) if run.stage in BEFORE_DEPARTURE else 0,
        deadlines=tuple(one for each in declared for one in each.pressing),
    )


def _coded(row: Declaration, today: date) -> bool:
    return _standing(row, today).has_code


def _standing(row: Declaration | None, today: date) -> Standing:
    return standing(_recorded(row) if row is not None else [], today)


def _recorded(row: Declaration) -> list[Recorded]:
    return [
        Recorded(one.id, one.step, one.occurred_on, one.valid_until, one.change_until, one.is_taken_back)
        for one in row.entries
    ]


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What a van's papers say of one recipient's declaration: the step that holds by step, and its clocks."""

    place: Place
    steps: dict[DeclarationStep, DeclarationEntry]
    last_days: dict[Clock, date]


def on_paper(db: Session, run_ids: Sequence[int]) -> dict[int, list[OnPaper]]:
    """Return by run id what is recorded of its recipients' declarations; three statements."""
    found: dict[int, list[OnPaper]] = defaultdict(list)
    for (run_id, _), row in _by_place(db, run_ids).items():
        entries = {one.id: one for one in row.entries}
        recorded = _recorded(row)
        steps = {step: entries[one.number] for step, one in held(recorded).items()}
        found[run_id].append(OnPaper(row.place, steps, last_days(recorded)))
    return found


def _by_place(db: Session, run_ids: Sequence[int]) -> dict[tuple[int, int], Declaration]:
    rows = db.scalars(
        select(Declaration)
        .where(Declaration.run_id.in_(run_ids))
        .options(
            selectinload(Declaration.entries),
            joinedload(Declaration.place).joinedload(Place.organisation),
        )
        .order_by(Declaration.id)
    )
    return {(row.run_id, row.place_id): row for row in rows}


def of_run(db: Session, run: Run, today: date) -> list[OfRecipient]:
    """Return every recipient of a van with how its declaration stands; also of a stop taken out since."""
    known = {place: row for (_, place), row in _by_place(db, [run.id]).items()}
    places = {stop.place_id: stop.place for stop in run.stops if stop.kind is StopKind.DELIVERY}
    places |= {place_id: row.place for place_id, row in known.items()}
    return [
        OfRecipient(place, known.get(place_id), _standing(known.get(place_id), today))
        for place_id, place in places.items()
    ]


def of_recipient(db: Session, run: Run, number: int, today: date) -> OfRecipient:
    """Return a recipient of a van by its number in `of_run`, from 1; raises NotFound."""
    recipients = of_run(db, run, today)
    if not 1 <= number <= len(recipients):
        raise NotFound(N_("Van %(number)s has no recipient %(place)s."), number=run.number, place=number)
    return recipients[number - 1]


def entries(db: Session, declaration: Declaration | None) -> list[Entry]:
    """Return what was recorded, the newest first, in two statements."""
    if declaration is None:
        return []
    rows = db.execute(
        select(DeclarationEntry, User.name)
        .outerjoin(User, User.id == DeclarationEntry.recorded_by_id)
        .where(DeclarationEntry.declaration_id == declaration.id)
        .options(joinedload(DeclarationEntry.paper))
        .order_by(DeclarationEntry.id.desc())
    ).all()
    numbers = {row.paper.number for row, _ in rows if row.paper is not None}
    versions = select(Paper.number, Paper.version, Paper.snapshot).order_by(Paper.version)
    valid = versions.where(Paper.number.in_(numbers), Paper.cancelled_at.is_(None))
    newest = {number: (version, said or "") for number, version, said in db.execute(valid)}
    return [
        Entry(
            row,
            by or "console",
            f"{row.paper.number} v{row.paper.version}" if row.paper else "",
            _newer(row.paper, newest) if row.paper else None,
        )
        for row, by in rows
    ]


def _newer(paper: Paper, newest: Mapping[str, tuple[int, str]]) -> str | None:
    version, said = newest.get(paper.number, (0, ""))
    return said if version > paper.version else None


def lists_of(db: Session, actor: Actor, run: Run) -> list[tuple[str, int]]:
    """Return number and version of the final papers of a van that a list sent may be, the newest first."""
    papers = visible.papers(actor).where(Paper.run_id == run.id, Paper.cancelled_at.is_(None))
    return [(paper.number, paper.version) for paper in db.scalars(papers.order_by(Paper.id.desc()).limit(20))]
