"""Switching the public page of a place on and off."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.errors import RuleBroken
from convoy.domain.kinds import PlaceKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Place, PublicPage
from convoy.queries import public_pages as query
from convoy.services import audit


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Show strangers the page of this place, or show it no longer."""

    key: UUID
    code: str
    is_shown: bool


def change(db: Session, actor: Actor, command: ChangePage) -> None:
    """Switch the page of a place on or off; raises NotFound, NotAllowed, RuleBroken for another kind."""
    place, _ = query.of_place(db, actor, command.code)
    if audit.earlier(db, actor, command.key, "place:publish", command) is not None:
        return
    db.execute(select(Place.id).where(Place.id == place.id).with_for_update())
    page = db.get(PublicPage, place.id, populate_existing=True)
    if command.is_shown and place.kind is not PlaceKind.COLLECTION_POINT:
        raise RuleBroken(
            N_("Only a collection point has a public page: where goods are kept is for those who work there.")
        )
    if command.is_shown and page is None:
        db.add(PublicPage(place_id=place.id, opened_at=datetime.now(UTC)))
    elif not command.is_shown and page is not None:
        db.delete(page)
    audit.note(
        db, actor, "place:publish", place.code, key=command.key, request=command, shown=command.is_shown
    )
