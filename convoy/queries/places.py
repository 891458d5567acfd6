"""Questions about places."""

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from convoy.domain import references, text
from convoy.domain.errors import NotFound
from convoy.domain.kinds import PlaceKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.domain.spelling import slips, slips_so_far
from convoy.models import Place
from convoy.queries import visible
from convoy.queries.paging import Page, page

NAME = 40
"""Letters of what was typed that are compared."""


def listing(db: Session, actor: Actor) -> list[dict[str, str]]:
    """Return code, name, kind and country of every place this person may see, by code."""
    places = db.scalars(visible.places(actor).order_by(Place.code))
    return [
        {"code": place.code, "name": place.name, "kind": place.kind.value, "country": place.country}
        for place in places
    ]


def found(db: Session, actor: Actor, code: str) -> Place:
    """Return the place with this code; raises NotFound with codes like it."""
    statement = visible.places(actor).options(joinedload(Place.organisation))
    place = db.scalar(statement.where(Place.code == references.in_capitals(code)))
    if place is None:
        raise NotFound(
            N_("There is no place %(code)s here."), near(db, visible.places(actor), code), code=code[:40]
        )
    return place


def may_change(db: Session, actor: Actor, place: Place) -> bool:
    """Whether this person keeps the record of this place."""
    theirs = visible.places_to_change(actor).where(Place.id == place.id)
    return actor.may(Permission.PLACE_EDIT) and db.scalar(theirs) is not None


def near(db: Session, known: Select[Place], typed: str) -> tuple[str, ...]:
    """Return the codes of the five places out of `known` whose code or name is nearest to what was typed."""
    code, name = references.in_capitals(typed)[:NAME], text.fold(typed)[:NAME]
    places = db.execute(known.with_only_columns(Place.code, Place.name_key)).all()
    ranked = sorted(
        (min(slips(code, place.code), slips_so_far(name, place.name_key)), place.code) for place in places
    )
    return tuple(found for _, found in ranked[: references.NEAREST])


def listed(
    db: Session, actor: Actor, *, typed: str = "", kind: PlaceKind | None = None, after: str = ""
) -> Page[Place]:
    """Return a page of places by name; `typed` begins a word of the name, or is the code."""
    statement = visible.places(actor).options(joinedload(Place.organisation))
    if typed:
        key = text.fold(typed)
        statement = statement.where(
            or_(
                Place.name_key.startswith(key, autoescape=True),
                Place.name_key.contains(f" {key}", autoescape=True),
                Place.code == typed.strip().upper(),
                Place.name_uk.contains(typed.strip(), autoescape=True),
            )
        )
    if kind is not None:
        statement = statement.where(Place.kind == kind)
    return page(db, statement, Place.name_key, Place.code, after=after)


def count(db: Session, actor: Actor) -> int:
    """Return how many places this person may see."""
    return db.scalar(select(func.count()).select_from(visible.places(actor).subquery())) or 0


def recipient(db: Session, actor: Actor, code: str) -> Place:
    """Return a place that receives, of a convoy this person may see; raises NotFound."""
    place = db.scalar(visible.recipients(actor).where(Place.code == code.upper()))
    if place is None:
        raise NotFound(N_("There is no place %(code)s here."), code=code[:40])
    return place


def is_recipient(db: Session, actor: Actor, place: Place) -> bool:
    """Whether it is a place that receives, of a convoy this person may see."""
    return db.scalar(visible.recipients(actor).where(Place.id == place.id)) is not None


def recipients(db: Session, actor: Actor) -> list[Place]:
    """Return the places that receive, of the convoys this person may see, by name."""
    return list(db.scalars(visible.recipients(actor).order_by(Place.name, Place.code)))
