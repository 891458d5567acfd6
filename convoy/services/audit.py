"""Writing the audit log, and recognising an action that was already taken."""

import dataclasses
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from convoy.domain.errors import Conflict
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import AuditEntry, AuditMention


@dataclass(frozen=True, slots=True)
class Note:
    """What one action's entry says: the code of what was acted on, its key and command, and facts."""

    subject: str
    key: UUID | None = None
    request: object = None
    facts: Mapping[str, object] = field(default_factory=dict)


def note(
    db: Session,
    actor: Actor,
    action: str,
    subject: str,
    *,
    key: UUID | None = None,
    request: object = None,
    about: Collection[str] = (),
    **facts: object,
) -> AuditEntry:
    """Write the one entry of an action, in the action's own transaction, and return it with its id.

    `subject` is the code of what was acted on, `about` the codes of an action on many things or of others it
    concerns; `key` and `request` (the command) let a replay be recognised.
    """
    entry = note_each(db, actor, action, [Note(subject, key, request, facts)])[subject]
    mention(db, entry, about)
    return entry


def note_each(db: Session, actor: Actor, action: str, notes: Iterable[Note]) -> dict[str, AuditEntry]:
    """Write the entry of each of several actions of a kind, and return them by their subject."""
    entries = [
        AuditEntry(
            at=datetime.now(UTC),
            user_id=actor.user_id,
            action=action,
            subject=one.subject,
            facts=json.dumps(one.facts, ensure_ascii=False, sort_keys=True, default=str),
            key=str(one.key) if one.key is not None else None,
            request_hash=request_hash(one.request) if one.request is not None else None,
        )
        for one in notes
    ]
    db.add_all(entries)
    db.flush()
    return {entry.subject: entry for entry in entries}


def mention(db: Session, entry: AuditEntry, codes: Collection[str]) -> None:
    """Say what else an action was about, so that the history of each of these finds it."""
    rows = [{"code": code, "audit_id": entry.id} for code in sorted({*codes} - {entry.subject})]
    if rows:
        db.execute(insert(AuditMention), rows)


def last(db: Session) -> int:
    """Return the id of the newest entry, 0 before the first."""
    return db.scalar(select(func.max(AuditEntry.id))) or 0


def only_papers_since(db: Session, last_id: int) -> bool:
    """Whether all that was done since an entry was to make, print or cancel papers: no load has changed.

    For SQLite, where entries are written in the order of their ids.
    """
    done = set(db.scalars(select(AuditEntry.action).where(AuditEntry.id > last_id).distinct()))
    return done <= {"paper:issue", "paper:bundle", "paper:print", "paper:cancel"}


def earlier(db: Session, actor: Actor, key: UUID | None, action: str, request: object) -> str | None:
    """Return the subject of this very action, already taken with this key by this person, or None.

    Raises Conflict when the key came before with other content or for another action (both are kept, a person
    decides), or from somebody else, whose work is not named.
    """
    return earlier_each(db, actor, action, [(key, request)])[0]


def earlier_each(
    db: Session, actor: Actor, action: str, asked: Sequence[tuple[UUID | None, object]]
) -> list[str | None]:
    """Return for each key and command what `earlier` returns for one; raises what it raises."""
    keys = [str(key) for key, _ in asked if key is not None]
    columns = (
        AuditEntry.key,
        AuditEntry.subject,
        AuditEntry.request_hash,
        AuditEntry.user_id,
        AuditEntry.action,
    )
    rows = db.execute(select(*columns).where(AuditEntry.key.in_(keys))) if keys else ()
    found = {key: (subject, said, user_id, taken) for key, subject, said, user_id, taken in rows}
    return [_earlier(found.get(str(key)), actor, action, request) for key, request in asked]


def _earlier(
    entry: tuple[str, str | None, int | None, str] | None, actor: Actor, action: str, request: object
) -> str | None:
    if entry is None:
        return None
    subject, said, user_id, taken = entry
    if user_id != actor.user_id:
        raise Conflict(N_("This form was used before. Nothing was stored now; open a new form."))
    if taken != action or said != request_hash(request):
        raise Conflict(
            N_(
                "This form was sent before with other content and stored as %(subject)s. "
                "Open a new form to record something else."
            ),
            subject=subject,
        )
    return subject


def request_hash(request: object) -> str:
    """Return the SHA-256 of a command in canonical form (sorted keys, text for dates and ids)."""
    plain: Any = request
    if dataclasses.is_dataclass(request) and not isinstance(request, type):
        plain = dataclasses.asdict(request)
    if isinstance(plain, Mapping):
        plain = {name: value for name, value in plain.items() if name != "key"}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
