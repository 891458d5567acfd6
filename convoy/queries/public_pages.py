"""What strangers may see of a place, and whether they see anything."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain import references
from convoy.domain.errors import NotFound
from convoy.domain.kinds import PlaceStatus
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Place, PublicPage
from convoy.queries import announcements, visible


def shown(db: Session, code: str) -> Place:
    """Return the place that shows strangers its page under this code.

    Raises NotFound: the same for a place that shows none, for one that is no collection point, and where
    there is no place.
    """
    place = db.scalar(visible.public_places().where(Place.code == references.in_capitals(code)))
    if place is None:
        raise NotFound(N_("There is no page here, or not any more."))
    return place


def announcing(db: Session, code: str) -> Place:
    """Return the place with a form for gifts, whatever its light; raises NotFound as `shown` does."""
    place = shown(db, code)
    if not _has_form(db, place):
        raise NotFound(N_("There is no page here, or not any more."))
    return place


def takes_announcements(db: Session, place: Place) -> bool:
    """Whether donors may announce gifts for this place now: while its light says that gifts are taken in."""
    return place.status is PlaceStatus.OPEN and _has_form(db, place)


def _has_form(db: Session, place: Place) -> bool:
    since = select(PublicPage.announcing_since).where(PublicPage.place_id == place.id)
    return db.scalar(since) is not None


def of_place(db: Session, actor: Actor, code: str) -> tuple[Place, PublicPage | None]:
    """Return a place this person may speak for, and its public page; raises NotFound, NotAllowed."""
    place = announcements.reporting(db, actor, code)
    return place, db.scalar(select(PublicPage).where(PublicPage.place_id == place.id))
