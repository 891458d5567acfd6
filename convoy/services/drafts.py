"""Drafts: kept as they are typed, taken over by another volunteer, discarded, deleted when old."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from convoy.domain import references
from convoy.domain.errors import Conflict, Invalid, NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import AuditEntry, Draft
from convoy.queries import drafts as query
from convoy.queries import visible
from convoy.services import audit, donations

KEPT = timedelta(days=14)
"""How long a draft stays that nobody touched."""

LONGEST = 200_000
"""Characters of a draft as it is stored: fifty full lines are a tenth of that."""

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """What is typed so far, by the form's own key."""

    key: UUID
    place: str
    fields: tuple[tuple[str, str], ...]


def keep(db: Session, actor: Actor, command: KeepDraft) -> Draft:
    """Keep what was typed so far, and return the draft; beginning one is noted, each letter of it is not.

    Raises Conflict when another person has taken it over or the gift is recorded already, and Invalid when it
    is too long.
    """
    place = donations.intake_place(db, actor, command.place)
    content = json.dumps(command.fields)
    if len(content) > LONGEST:
        raise Invalid(N_("This is more than a draft holds. Nothing was kept."), field="note")
    now = datetime.now(UTC)
    draft = db.scalar(select(Draft).where(Draft.key == str(command.key)).with_for_update())
    if draft is None:
        _must_be_new(db, command.key)
        draft = Draft(code=references.new("DF"), key=str(command.key), begun_at=now)
        draft.opened_by_id = actor.user_id
        draft.place, draft.content, draft.saved_at = place, content, now
        db.add(draft)
        audit.note(db, actor, "draft:begin", draft.code, place=place.code)
    elif draft.opened_by_id != actor.user_id:
        raise Conflict(query.TAKEN, name=draft.opened_by.name if draft.opened_by else "console")
    draft.place, draft.content, draft.saved_at = place, content, now
    return draft


def take_over(db: Session, actor: Actor, code: str) -> Draft:
    """Open a draft to go on with it, and return it; whoever had it open keeps nothing any more."""
    draft = found(db, actor, code)
    if draft.opened_by_id != actor.user_id:
        draft.opened_by_id = actor.user_id
        audit.note(db, actor, "draft:take_over", draft.code)
    return draft


def discard(db: Session, actor: Actor, code: str) -> None:
    """Throw a draft away."""
    draft = found(db, actor, code)
    audit.note(db, actor, "draft:discard", draft.code)
    db.delete(draft)


def delete_old(db: Session, actor: Actor, now: datetime) -> int:
    """Delete the drafts nobody touched for KEPT, each with its entry, and return how many they were."""
    old = list(db.scalars(select(Draft).where(Draft.saved_at <= now - KEPT)))
    for draft in old:
        audit.note(db, actor, "draft:delete", draft.code)
        db.delete(draft)
    return len(old)


def found(db: Session, actor: Actor, code: str) -> Draft:
    """Return a draft where this person takes gifts in, locked; raises NotFound."""
    draft = db.scalar(
        visible.drafts(actor)
        .where(Draft.code == code)
        .options(joinedload(Draft.place))
        .with_for_update(of=Draft)
    )
    if draft is None:
        raise NotFound(query.GONE, code=code[:40])
    return draft


def _must_be_new(db: Session, key: UUID) -> None:
    recorded = db.scalar(select(AuditEntry.subject).where(AuditEntry.key == str(key)))
    if recorded is not None:
        raise Conflict(
            N_(
                "This gift is recorded already, as %(code)s. What is typed here now is not kept with it: "
                "open it to correct it, or record this as another gift."
            ),
            code=recorded,
        )
