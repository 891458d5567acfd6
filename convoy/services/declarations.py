"""Recording how far a recipient's online declaration is: any step, in any order, however late."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from convoy.domain import references
from convoy.domain.declarations import DeclarationStep
from convoy.domain.errors import Invalid, NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import AuditEntry, Declaration, DeclarationEntry, Paper, Run
from convoy.queries import convoys as known
from convoy.queries import declarations, visible
from convoy.queries.declarations import OfRecipient
from convoy.services import audit, convoys


@dataclass(frozen=True, slots=True)
class RecordDeclaration:
    """A step of one recipient (the code of its place) for one van; `paper` is a list's "number version".

    `is_taken_back` says that the step did not happen after all, and the note why.
    """

    key: UUID
    convoy: str
    run: int
    place: str
    step: DeclarationStep
    occurred_on: date
    to_whom: str = ""
    reference: str = ""
    paper: str = ""
    valid_until: date | None = None
    change_until: date | None = None
    note: str = ""
    is_taken_back: bool = False


def record(db: Session, actor: Actor, command: RecordDeclaration) -> Declaration:
    """Keep the step and return the declaration; raises Invalid for a day ahead, NotFound for no recipient."""
    run = known.run_to_change(db, actor, command.convoy, command.run)
    today = datetime.now(UTC).date()
    recipient = _recipient(db, run, command.place, today)
    if audit.earlier(db, actor, command.key, "declaration:record", command):
        assert recipient.declaration is not None
        return recipient.declaration
    _must_make_sense(command, today)
    paper = _list_sent(db, actor, run, command.paper)
    declaration = recipient.declaration or Declaration(
        code=references.new("DC"),
        run_id=run.id,
        place_id=recipient.place.id,
        created_at=datetime.now(UTC),
    )
    db.add(declaration)
    # Numbers and names stay out of the log, which more people read.
    entry = audit.note(
        db,
        actor,
        "declaration:record",
        declaration.code,
        key=command.key,
        request=command,
        about=[run.convoy.code, convoys.subject_of(run)],
        step=command.step.value,
        taken_back=command.is_taken_back,
    )
    db.add(_entry(actor, entry, declaration, command, paper))
    db.flush()
    return declaration


def _entry(
    actor: Actor, entry: AuditEntry, declaration: Declaration, command: RecordDeclaration, paper: Paper | None
) -> DeclarationEntry:
    return DeclarationEntry(
        declaration_id=declaration.id,
        step=command.step,
        occurred_on=command.occurred_on,
        to_whom=command.to_whom,
        reference=command.reference,
        paper_id=paper.id if paper else None,
        valid_until=command.valid_until,
        change_until=command.change_until,
        note=command.note,
        is_taken_back=command.is_taken_back,
        recorded_at=datetime.now(UTC),
        recorded_by_id=actor.user_id,
        audit_id=entry.id,
    )


def _recipient(db: Session, run: Run, code: str, today: date) -> OfRecipient:
    for one in declarations.of_run(db, run, today):
        if one.place.code == code:
            return one
    raise NotFound(N_("Van %(number)s has no recipient %(place)s."), number=run.number, place=code[:40])


def _must_make_sense(command: RecordDeclaration, today: date) -> None:
    # East of us it may be tomorrow already.
    if command.occurred_on > today + timedelta(days=1):
        raise Invalid(
            N_("%(day)s has not come yet: record the step when it has happened."),
            field="occurred_on",
            day=command.occurred_on.isoformat(),
        )
    for field in ("valid_until", "change_until"):
        until: date | None = getattr(command, field)
        if until is not None and until < command.occurred_on:
            raise Invalid(
                N_("%(day)s is before the step itself. Nothing was stored."),
                field=field,
                day=until.isoformat(),
            )
    if command.step is DeclarationStep.SENT and not command.to_whom and not command.is_taken_back:
        raise Invalid(N_("Say to whom the list was sent."), field="to_whom")
    if command.is_taken_back and not command.note:
        raise Invalid(N_("Say in the note why the step did not happen after all."), field="note")


def _list_sent(db: Session, actor: Actor, run: Run, typed: str) -> Paper | None:
    if not typed:
        return None
    number, _, version = typed.rpartition(" ")
    paper = db.scalar(
        visible.papers(actor).where(
            Paper.run_id == run.id,
            Paper.number == number,
            Paper.version == (int(version) if version.isascii() and version.isdigit() else 0),
        )
    )
    if paper is None:
        raise NotFound(N_("Van %(number)s has no paper %(paper)s."), number=run.number, paper=typed[:40])
    return paper
