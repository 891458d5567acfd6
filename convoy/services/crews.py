"""Crews and customs: who travels in a van, and what was shown at a border."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from convoy.domain.errors import Conflict
from convoy.domain.kinds import CrewRole, CustomsSide, DocumentKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import CrewMember, CustomsRecord, Run
from convoy.queries import convoys as known
from convoy.services import audit, convoys


@dataclass(frozen=True, slots=True)
class Person:
    """A person in a van."""

    role: CrewRole
    name: str
    phone: str = ""
    document: str = ""
    member: int | None = None
    """The number of a person who is in the van already: what is left empty stays as they typed it."""
    document_kind: DocumentKind | None = None
    document_until: date | None = None
    licence: str = ""
    licence_until: date | None = None
    adr_until: date | None = None


@dataclass(frozen=True, slots=True)
class SetCrew:
    """Everybody who travels in a van; `before` is how many the form showed, None where nobody looked."""

    key: UUID
    convoy: str
    number: int
    people: tuple[Person, ...] = ()
    before: int | None = None


@dataclass(frozen=True, slots=True)
class RecordCustoms:
    """One side of one border: reference of the customs paper, its dates, and what happened there.

    `crossing` is the code of one into Ukraine; `border` names any other.
    """

    key: UUID
    convoy: str
    number: int
    side: CustomsSide
    crossing: str = ""
    border: str = ""
    reference: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    shown_at: datetime | None = None
    cleared_at: datetime | None = None
    refused_at: datetime | None = None
    note: str = ""


def set_crew(db: Session, actor: Actor, command: SetCrew) -> Run:
    """Make these people the crew of a van and return its run. Names stay out of the log."""
    run = known.run_to_change(db, actor, command.convoy, command.number)
    if audit.earlier(db, actor, command.key, "crew:set", command):
        return run
    if command.before is not None and command.before != len(run.crew):
        raise Conflict(
            N_("Somebody else changed this while the form was open. Nothing was stored; look and repeat.")
        )
    there = {member.id: member for member in run.crew}
    run.crew = [_member(there, one) for one in command.people]
    for member in there.values():
        db.delete(member)
    audit.note(
        db,
        actor,
        "crew:set",
        convoys.subject_of(run),
        key=command.key,
        request=command,
        about=[command.convoy],
        people=len(command.people),
    )
    return run


def _member(there: dict[int, CrewMember], one: Person) -> CrewMember:
    """Return a person of the crew as the form says, taken out of `there` where that is who is meant."""
    member = there.pop(one.member or 0, None) or CrewMember()
    member.role, member.name = one.role, one.name
    member.phone, member.document = one.phone, one.document
    for name in ("document_kind", "document_until", "licence", "licence_until", "adr_until"):
        if typed := getattr(one, name):
            setattr(member, name, typed)
    return member


def record_customs(db: Session, actor: Actor, command: RecordCustoms) -> CustomsRecord:
    """Keep what is known of one side of one border, in place of what was known before, and return it."""
    run = known.run_to_change(db, actor, command.convoy, command.number)
    crossing = known.crossing(db, command.crossing)
    crossing_id = crossing.id if crossing else None
    same = [
        one
        for one in run.customs
        if (one.side, one.crossing_id, one.border) == (command.side, crossing_id, command.border)
    ]
    if audit.earlier(db, actor, command.key, "customs:record", command):
        return same[0]
    record = (
        same[0] if same else CustomsRecord(side=command.side, crossing_id=crossing_id, border=command.border)
    )
    record.reference = command.reference
    record.issued_on, record.valid_until = command.issued_on, command.valid_until
    record.shown_at, record.cleared_at = command.shown_at, command.cleared_at
    record.refused_at = command.refused_at
    record.note = command.note
    if not same:
        run.customs.append(record)
    db.flush()
    audit.note(
        db,
        actor,
        "customs:record",
        convoys.subject_of(run),
        key=command.key,
        request=command,
        about=[command.convoy],
        side=command.side.value,
    )
    return record
