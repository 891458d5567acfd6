"""Hand corrections: what the pen changed on a paper is keyed in, and its next version says so."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from convoy.domain import intake, measures
from convoy.domain.errors import Invalid, RuleBroken
from convoy.domain.kinds import CrewRole
from convoy.domain.lifecycle import ConvoyStage
from convoy.domain.messages import N_
from convoy.domain.pen import ON_LINES, PenField
from convoy.domain.permissions import Actor
from convoy.models import CrewMember, HandCorrection, Paper, Run
from convoy.queries import convoys as known
from convoy.queries import papers
from convoy.services import audit, pen_lines

DRIVERS = (CrewRole.LEAD_DRIVER, CrewRole.DRIVER)
COLUMNS = {PenField.PLATE: "plate", PenField.TRAILER: "trailer_plate", PenField.SEAL: "customs_seal"}
LONGEST = 60
"""Letters of a plate, a seal or a name."""
OVER = (ConvoyStage.CLOSED, ConvoyStage.CANCELLED)


@dataclass(frozen=True, slots=True)
class KeyIn:
    """What stands on a version by pen now, since which day, and why."""

    key: UUID
    number: str
    version: int
    field: PenField
    value: str
    written_on: date
    reason: str
    line: int | None = None
    """Of which line the packages are."""


def key_in(db: Session, actor: Actor, command: KeyIn) -> Paper:
    """Store the value with its van and return the paper, whose next version is due now.

    For whoever may plan the convoy. Raises NotFound, NotAllowed, Invalid, and RuleBroken for a paper that is
    of no van, void or replaced, and after the trip.
    """
    paper = papers.find(db, actor, command.number, command.version)
    if paper.run is None or paper.convoy is None:
        raise RuleBroken(N_("This paper is of no van: nothing by pen is kept for it. Nothing was stored."))
    run = known.run_to_change(db, actor, paper.convoy.code, paper.run.number)
    if audit.earlier(db, actor, command.key, "paper:correct", command) is not None:
        return paper
    newest = papers.versions(db, actor, paper.number)[0]
    if newest.version != paper.version or paper.cancelled_at is not None or paper.snapshot is None:
        raise RuleBroken(
            N_("This version is not in force. Key it in on the one that is. Nothing was stored.")
        )
    if run.convoy.stage in OVER:
        raise RuleBroken(N_("Convoy %(convoy)s is over. Nothing was changed."), convoy=run.convoy.code)
    _check(command)
    row = HandCorrection(
        paper_id=paper.id,
        field=command.field,
        written_on=command.written_on,
        reason=command.reason,
        keyed_at=datetime.now(UTC),
        keyed_by_id=actor.user_id,
    )
    if command.field in ON_LINES:
        _write_on(row, paper, command)
    else:
        _store(run, command.field, command.value)
    db.add(row)
    # Plates and names stay out of the log: the two versions say what it was and is.
    audit.note(
        db,
        actor,
        "paper:correct",
        paper.number,
        key=command.key,
        request=command,
        about=[run.convoy.code],
        version=paper.version,
        field=command.field.value,
        written_on=command.written_on.isoformat(),
    )
    return paper


def standing(paper: Paper) -> list[tuple[HandCorrection, str]]:
    """Return what the pen corrected on a version, with what stands there now.

    That is "" where a later correction of the same line took its place, or it was erased.
    """
    last = {one.field: one for one in paper.corrections if one.field not in ON_LINES}
    return [
        (one, _stands(paper.run, one) if last.get(one.field, one) is one else "") for one in paper.corrections
    ]


def _stands(run: Run | None, one: HandCorrection) -> str:
    if one.field in ON_LINES:
        return str(one.packages) if one.packages is not None else one.remark or ""
    if run is None:
        return ""
    if one.field is PenField.DRIVER:
        driver = _driver(run)
        return driver.name if driver is not None else ""
    return getattr(run, COLUMNS[one.field]) or ""


def _driver(run: Run) -> CrewMember | None:
    return next((one for role in DRIVERS for one in run.crew if one.role is role), None)


def _check(command: KeyIn) -> None:
    """Raise Invalid for what has to be typed still."""
    if not command.reason:
        raise Invalid(N_("Say why it was corrected. Nothing was stored."), field="reason")
    if not command.value:
        raise Invalid(N_("Type what stands there now. Nothing was stored."), field="value")
    if command.written_on > datetime.now(UTC).date() + intake.AHEAD:
        raise Invalid(N_("That day is still to come. Nothing was stored."), field="written_on")


def _write_on(row: HandCorrection, paper: Paper, command: KeyIn) -> None:
    """Keep a remark, or how many packages of a line there are by hand; the load is as it was recorded."""
    if paper.kind not in pen_lines.LISTS:
        raise RuleBroken(
            N_("Packages and remarks are keyed in on the packing list and the waybill. Nothing was stored.")
        )
    if command.field is PenField.REMARK:
        row.remark = command.value
        return
    lines = pen_lines.printed_on(paper)
    line = next((one for one in lines if one.number == command.line), None)
    if line is None:
        raise Invalid(N_("Choose the line that was corrected. Nothing was stored."), field="line")
    row.packages = measures.quantity(command.value, field="value", minimum=0)
    if row.packages == line.packages:
        raise Invalid(
            N_("The paper says %(packages)s packages already. Nothing was stored."),
            field="value",
            packages=line.packages,
        )
    row.of_line = pen_lines.frozen(line, lines)


def _store(run: Run, field: PenField, value: str) -> None:
    if len(value) > LONGEST:
        raise Invalid(
            N_("At most %(limit)s letters stand there. Nothing was stored."), field="value", limit=LONGEST
        )
    if field is PenField.DRIVER:
        driver = _driver(run)
        if driver is None:
            run.crew.append(CrewMember(role=CrewRole.LEAD_DRIVER, name=value))
        else:
            driver.name = value
        return
    setattr(run, COLUMNS[field], value)
