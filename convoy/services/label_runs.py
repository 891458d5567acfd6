"""Print runs of blank box labels: issued as rows with codes and hall numbers, and struck off when spoiled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from convoy.documents.layout.stock import A6_FOUR, NO_OFFSET, Offset, Stock
from convoy.documents.papers import blank_labels as paper
from convoy.domain import references
from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Box, BoxLabel, Place
from convoy.queries import box_labels as query
from convoy.queries import places
from convoy.services import audit, box_labels, hall_numbers

MOST = 400
"""Labels of one print run."""


@dataclass(frozen=True, slots=True)
class IssueLabels:
    """So many labels for a place (by its code)."""

    key: UUID
    place: str
    count: int


def issue(db: Session, actor: Actor, command: IssueLabels) -> Sequence[BoxLabel]:
    """Issue labels with codes and hall numbers and return them; the same key gives the same ones."""
    place = _place(db, actor, command.place)
    if audit.earlier(db, actor, command.key, "labels:issue", command):
        return query.of_batch(db, actor, place, str(command.key))
    if not 1 <= command.count <= MOST:
        raise Invalid(N_("Print 1 to %(most)s labels at once."), field="count", most=MOST)
    first = hall_numbers.take(db, place, command.count)
    now = datetime.now(UTC)
    rows = [
        {
            "code": code,
            "batch": str(command.key),
            "place_id": place.id,
            "short_number": number,
            "issued_at": now,
            "issued_by_id": actor.user_id,
            "spoiled_reason": "",
        }
        for number, code in enumerate(_fresh_codes(db, command.count), first)
    ]
    db.execute(insert(BoxLabel), rows)
    audit.note(
        db,
        actor,
        "labels:issue",
        place.code,
        key=command.key,
        request=command,
        first=first,
        last=first + command.count - 1,
    )
    return query.of_batch(db, actor, place, str(command.key))


def _fresh_codes(db: Session, count: int) -> list[str]:
    """Codes that no box has; the table's constraint sees to the other labels."""
    codes: dict[str, None] = {}
    while len(codes) < count:
        new = [references.new("BX") for _ in range(count - len(codes))]
        taken = set(db.scalars(select(Box.code).where(Box.code.in_(new))))
        codes |= dict.fromkeys(code for code in new if code not in taken)
    return list(codes)


def content(
    place: Place,
    labels: Iterable[BoxLabel],
    address: str,
    start_at: int = 1,
    stock: Stock = A6_FOUR,
    offset: Offset = NO_OFFSET,
) -> paper.BlankLabels:
    """Return what a sheet of labels says; `address` is where this installation is reached."""
    return paper.BlankLabels(
        tuple(
            paper.BlankLabel(label.code, f"{address.rstrip('/')}/b/{label.code}".upper(), label.short_name)
            for label in labels
        ),
        from_whom=", ".join(
            part
            for part in (place.organisation.name if place.organisation else "", place.town or place.name)
            if part
        ),
        start_at=start_at,
        stock=stock,
        offset=offset,
    )


@dataclass(frozen=True, slots=True)
class SpoilLabels:
    """Labels of a place, named as anywhere, that nobody will use, and why."""

    key: UUID
    place: str
    labels: tuple[str, ...]
    reason: str


def spoil(db: Session, actor: Actor, command: SpoilLabels) -> int:
    """Strike labels off, all or none, and return how many; 0 where the same was sent before.

    Raises Invalid for one that is not free.
    """
    place = _place(db, actor, command.place)
    if audit.earlier(db, actor, command.key, "labels:spoil", command):
        return 0
    if not command.reason:
        raise Invalid(N_("Say why they are spoiled. Nothing was stored."), field="reason")
    codes = box_labels.free(db, place, command.labels, "labels")
    if not codes:
        raise Invalid(N_("Name at least one label. Nothing was stored."), field="labels")
    box_labels.change(
        db, BoxLabel.code.in_(codes), spoiled_at=datetime.now(UTC), spoiled_reason=command.reason
    )
    audit.note(
        db, actor, "labels:spoil", place.code, key=command.key, request=command, about=codes,
        count=len(codes), reason=command.reason,
    )  # fmt: skip
    return len(codes)


def _place(db: Session, actor: Actor, code: str) -> Place:
    place = places.found(db, actor, code)
    actor.must(Permission.LABEL_PRINT, place_id=place.id)
    return place
