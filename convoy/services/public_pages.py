"""What strangers are told of a place: its page, on or off, and whether gifts are taken in."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.documents.papers.poster import Poster
from convoy.domain.errors import RuleBroken
from convoy.domain.kinds import PlaceKind, PlaceStatus
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Organisation, Place, PublicPage
from convoy.queries import public_pages as query
from convoy.services import audit


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Show strangers the page of this place, or show it no longer."""

    key: UUID
    code: str
    is_shown: bool
    takes_announcements: bool = False


@dataclass(frozen=True, slots=True)
class SetLight:
    """Say whether this place takes gifts in; said again, it stands as of now."""

    key: UUID
    code: str
    status: PlaceStatus


def poster(db: Session, actor: Actor, code: str, site: str) -> Poster:
    """Return what the poster of a place says; `site` is where this installation is reached.

    Raises NotFound, NotAllowed, and RuleBroken while the page its square leads to is shown to nobody.
    """
    place, page = query.of_place(db, actor, code)
    if page is None:
        raise RuleBroken(N_("Switch the page on first: the square on the poster leads to it."))
    return Poster(
        owner=db.scalar(select(Organisation.name).where(Organisation.is_ours)) or "",
        place=place.name,
        url=f"{site}/at/{place.code}",
        address="\n".join(part for part in (place.address, place.town) if part),
        opening_hours=place.opening_hours,
        accepts=place.accepts,
        do_not_bring=place.do_not_bring,
    )


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
    if command.is_shown:
        now = datetime.now(UTC)
        page = page or PublicPage(place_id=place.id, opened_at=now)
        page.announcing_since = (page.announcing_since or now) if command.takes_announcements else None
        db.add(page)
    elif page is not None:
        db.delete(page)
    audit.note(
        db,
        actor,
        "place:publish",
        place.code,
        key=command.key,
        request=command,
        shown=command.is_shown,
        announcing=command.is_shown and command.takes_announcements,
    )


def set_light(db: Session, actor: Actor, command: SetLight) -> None:
    """Say whether a place takes gifts in, as of now; raises NotFound, NotAllowed as `change` does."""
    place, _ = query.of_place(db, actor, command.code)
    if audit.earlier(db, actor, command.key, "place:light", command) is not None:
        return
    place = db.scalars(
        select(Place).where(Place.id == place.id).with_for_update().execution_options(populate_existing=True)
    ).one()
    place.status, place.status_set_at = command.status, datetime.now(UTC)
    audit.note(
        db, actor, "place:light", place.code, key=command.key, request=command, status=command.status.value
    )
