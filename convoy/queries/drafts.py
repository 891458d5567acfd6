"""Questions about drafts: which wait at a person's places, and what one says."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Session, joinedload

from convoy.domain.errors import Conflict, NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Draft
from convoy.queries import visible

MOST = 100

GONE = N_("There is no draft %(code)s here. Perhaps it was recorded or discarded meanwhile.")
TAKEN = N_("%(name)s goes on with this draft. What is typed here is not kept; take it over to go on.")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft in the list: who gives, what is on its lines so far, and who has it open."""

    code: str
    place: str
    donor: str
    items: tuple[str, ...]
    saved_at: datetime
    zone: str
    opened_by: str
    is_own: bool


def waiting(db: Session, actor: Actor) -> list[Waiting]:
    """Return the drafts at the places where this person takes gifts in, the last touched first."""
    rows = db.scalars(
        visible.drafts(actor)
        .order_by(Draft.saved_at.desc(), Draft.id.desc())
        .limit(MOST)
        .options(joinedload(Draft.place), joinedload(Draft.opened_by))
    )
    return [_waiting(actor, draft) for draft in rows]


def count(db: Session, actor: Actor) -> int:
    """Return how many drafts wait there."""
    return db.scalar(visible.drafts(actor).with_only_columns(func.count(Draft.id))) or 0


def found(db: Session, actor: Actor, code: str) -> Draft:
    """Return a draft this person has open. Raises NotFound, and Conflict where somebody else has it open."""
    draft = db.scalar(visible.drafts(actor).where(Draft.code == code).options(joinedload(Draft.opened_by)))
    if draft is None:
        raise NotFound(GONE, code=code)
    if draft.opened_by_id != actor.user_id:
        raise Conflict(TAKEN, name=draft.opened_by.name if draft.opened_by else "console")
    return draft


def fields(draft: Draft) -> list[tuple[str, str]]:
    """Return the fields of the form as they were typed."""
    return [(str(name), str(value)) for name, value in json.loads(draft.content)]


def _waiting(actor: Actor, draft: Draft) -> Waiting:
    typed = dict(fields(draft))
    items = tuple(
        value for name, value in typed.items() if name.startswith("lines-") and name.endswith("-item")
    )
    return Waiting(
        code=draft.code,
        place=draft.place.name,
        donor=typed.get("donor", ""),
        items=tuple(item for item in items if item.strip()),
        saved_at=draft.saved_at,
        zone=draft.place.zone,
        opened_by=draft.opened_by.name if draft.opened_by else "",
        is_own=draft.opened_by_id == actor.user_id,
    )
