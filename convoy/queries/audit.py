"""Questions about the log of who did what."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, case, false, not_, or_, select
from sqlalchemy.orm import Session

from convoy.domain.permissions import Actor
from convoy.models import AuditEntry, AuditMention, Place, User
from convoy.queries import visible

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Logged:
    """One action: when, what, on what, by whom (name and code, "console" and "" for the command line).

    `subject` is "" where naming it would tell of a destination that this person may not know. Of a convoy
    that is not theirs, `at` and `action` are None: its entries come last of their day, in no order of time.
    """

    day: date
    at: datetime | None
    action: str | None
    subject: str
    who: str
    user_code: str


@dataclass(frozen=True, slots=True)
class From:
    """Where a page begins: behind so many of the entries of a day."""

    day: date
    skipped: int = 0


def page(
    db: Session, actor: Actor, *, zone: str, person: str = "", subject: str = "", begin: From | None = None
) -> tuple[Sequence[Logged], From | None]:
    """Return the newest actions (of a person, by code; on a thing) and where the next page begins.

    Days are those of `zone`. Whoever may not read the log sees what they did themselves. Whole days are read
    and then cut: a page that began at an entry's number would tell between which two minutes a withheld one
    was made.
    """
    clock, statement = ZoneInfo(zone), _asked(actor, person, subject)
    if begin is not None:
        statement = statement.where(AuditEntry.at < _midnight(begin.day + timedelta(days=1), clock))
    past = begin.skipped if begin is not None else 0
    moments = statement.with_only_columns(AuditEntry.at, maintain_column_froms=True)
    oldest = db.scalar(moments.order_by(AuditEntry.at.desc()).offset(past + ON_A_PAGE).limit(1))
    if oldest is not None:
        statement = statement.where(AuditEntry.at >= _midnight(oldest.astimezone(clock).date(), clock))
    # By time first, as the index has it: by number alone the whole log would be read.
    found = db.execute(statement.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()))
    rows = _in_order(_logged(row, clock) for row in found)
    shown = rows[past : past + ON_A_PAGE]
    if len(rows) <= past + ON_A_PAGE:
        return shown, None
    day = shown[-1].day
    return shown, From(day, sum(row.day == day for row in rows[: past + ON_A_PAGE]))


def _asked(actor: Actor, person: str, subject: str) -> Select[datetime, str, str, bool, str, str]:
    known = visible.places(actor).with_only_columns(Place.code)
    shown = case(
        (AuditEntry.action.startswith("place:") & AuditEntry.subject.not_in(known), ""),
        else_=AuditEntry.subject,
    )
    in_full = visible.audit_in_full(actor)
    statement = (
        visible.audit(actor)
        .with_only_columns(
            AuditEntry.at, AuditEntry.action, shown, case((in_full, True), else_=False), User.name, User.code
        )
        .outerjoin(User, User.id == AuditEntry.user_id)
    )
    if person:
        statement = statement.where(User.code == person)
    if subject:
        # Boxes, pallets and convoys are mentioned, never places.
        mentioned = select(AuditMention.audit_id).where(AuditMention.code == subject)
        found = or_(shown == subject, AuditEntry.id.in_(mentioned))
        statement = statement.where(or_(in_full & found, not_(in_full) & _of_convoy(subject)))
    return statement


def _of_convoy(code: str) -> ColumnElement[bool]:
    """Entries that are shown with this convoy's code when more must not be said."""
    if not code.startswith("CV-") or "/" in code:
        return false()
    return (AuditEntry.subject == code) | AuditEntry.subject.startswith(f"{code}/", autoescape=True)


def _in_order(rows: Iterable[Logged]) -> list[Logged]:
    """Newest day first; within a day what is told in full by time, then the rest by what and who."""
    told: dict[date, list[Logged]] = defaultdict(list)
    withheld: dict[date, list[Logged]] = defaultdict(list)
    for row in rows:
        (withheld if row.at is None else told)[row.day].append(row)
    return [
        row
        for day in sorted({*told, *withheld}, reverse=True)
        for row in (*told[day], *sorted(withheld[day], key=lambda one: (one.subject, one.who, one.user_code)))
    ]


def _logged(row: Row[datetime, str, str, bool, str, str], clock: ZoneInfo) -> Logged:
    at, action, subject, in_full, name, code = row
    day, who, code = at.astimezone(clock).date(), name or "console", code or ""
    if in_full:
        return Logged(day, at, action, subject, who, code)
    convoy = subject.partition("/")[0] if subject.startswith("CV-") else ""
    return Logged(day, None, None, convoy, who, code)


def _midnight(day: date, clock: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), clock).astimezone(UTC)
