"""Intake sheets: numbers that are unique for ever, printed blank, keyed in once each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from convoy.documents.papers import intake_sheets as paper
from convoy.domain import references
from convoy.domain.errors import Conflict, Invalid
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Donation, IntakeSheet, Organisation, Place
from convoy.queries import intake_sheets as query
from convoy.queries import places
from convoy.services import audit, numbers

SHEET = "IS"
MOST = 100
"""Sheets of one print run."""


@dataclass(frozen=True, slots=True)
class IssueSheets:
    """So many sheets for a place (by its code)."""

    key: UUID
    place: str
    count: int


def issue(db: Session, actor: Actor, command: IssueSheets) -> Sequence[IntakeSheet]:
    """Issue sheets and return them; asked again with the same key, those of the first time."""
    place = places.found(db, actor, command.place)
    actor.must(Permission.DONATION_RECORD, place_id=place.id)
    if audit.earlier(db, actor, command.key, "sheets:issue", command):
        return query.of_batch(db, actor, place, str(command.key))
    if not 1 <= command.count <= MOST:
        raise Invalid(N_("Print 1 to %(most)s sheets at once."), field="count", most=MOST)
    now = datetime.now(UTC)
    first = numbers.take(db, SHEET, place.code, now.year, command.count)
    rows = [
        {
            "number": f"{SHEET}-{place.code}-{now.year}-{number:04}",
            "batch": str(command.key),
            "place_id": place.id,
            "issued_at": now,
            "issued_by_id": actor.user_id,
        }
        for number in range(first, first + command.count)
    ]
    db.execute(insert(IntakeSheet), rows)
    audit.note(
        db,
        actor,
        "sheets:issue",
        place.code,
        key=command.key,
        request=command,
        first=rows[0]["number"],
        last=rows[-1]["number"],
    )
    return query.of_batch(db, actor, place, str(command.key))


def content(db: Session, place: Place, sheets: Sequence[IntakeSheet], address: str) -> paper.IntakeSheets:
    """Return what sheets say; `address` is where this installation is reached."""
    return paper.IntakeSheets(
        owner=db.scalar(select(Organisation.name).where(Organisation.is_ours)) or "",
        place=place.name,
        address=", ".join(part for part in (place.address.replace("\n", ", "), place.town) if part),
        sheets=tuple(
            paper.BlankSheet(sheet.number, f"{address.rstrip('/')}/i/{sheet.number}".upper())
            for sheet in sheets
        ),
    )


def key_in(db: Session, actor: Actor, typed: str, donation: Donation) -> None:
    """Say that a gift is what stands on a sheet; part of the action that records it.

    Raises Invalid for a number that was not printed for the gift's place, and Conflict naming the gift where
    it was keyed in before: of two at the same moment the second one waits for the first.
    """
    number = references.in_capitals(typed)
    taken_back = select(Donation.id).where(Donation.withdrawn_at.is_not(None))
    taken = db.scalar(
        update(IntakeSheet)
        .where(
            IntakeSheet.number == number,
            IntakeSheet.place_id == donation.place_id,
            IntakeSheet.donation_id.is_(None) | IntakeSheet.donation_id.in_(taken_back),
        )
        .values(donation_id=donation.id)
        .returning(IntakeSheet.id)
        .execution_options(synchronize_session=False)
    )
    if taken is not None:
        return
    known = query.by_number(db, actor, number)
    if known is None or known.place_id != donation.place_id or known.donation is None:
        raise Invalid(
            N_("No sheet %(number)s was printed for this place. Look at its number again."),
            field="sheet",
            number=number[:40],
        )
    raise Conflict(
        N_("Sheet %(number)s was keyed in before, as %(subject)s. Nothing was stored now."),
        number=number,
        subject=known.donation.code,
    )


def hand_over(db: Session, wrong: Donation, corrected: Donation) -> None:
    """Let the sheet of a gift stand for the one that corrects it."""
    db.execute(
        update(IntakeSheet)
        .where(IntakeSheet.donation_id == wrong.id)
        .values(donation_id=corrected.id)
        .execution_options(synchronize_session=False)
    )
