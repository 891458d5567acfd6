"""Places: opening them, changing them, saying whether they take goods."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain import references, text, zones
from convoy.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from convoy.domain.kinds import PlaceKind, PlaceStatus
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.domain.transliteration import latin
from convoy.models import Box, Organisation, Place
from convoy.queries import places as query
from convoy.queries import visible
from convoy.services import audit, seen

CODE_LENGTH = 3
SHORTEST_CODE = 2
LONGEST_CODE = 8

KEEPS_GOODS = frozenset({PlaceKind.COLLECTION_POINT, PlaceKind.WAREHOUSE})


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What is known of a place; `organisation` is the code of its host, for a destination the recipient."""

    name: str
    kind: PlaceKind
    name_uk: str = ""
    status: PlaceStatus = PlaceStatus.OPEN
    organisation: str = ""
    country: str = ""
    town: str = ""
    address: str = ""
    contact_name: str = ""
    phone: str = ""
    zone: str = zones.KYIV
    opening_hours: str = ""
    accepts: str = ""
    do_not_bring: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """A new place (`wanted_code` may name its short code), or with `code` the one to change.

    `seen` is the number of the newest change that was shown to whoever changes it.
    """

    key: UUID
    facts: PlaceFacts
    code: str = ""
    seen: int | None = None
    wanted_code: str = ""


def record(db: Session, actor: Actor, command: RecordPlace) -> Place:
    """Open a place, or change it, and return it. A code once given stays: it is on boxes and receipts."""
    actor.must(Permission.PLACE_EDIT)
    action = "place:edit" if command.code else "place:open"
    if earlier := audit.earlier(db, actor, command.key, action, command):
        return db.scalars(select(Place).where(Place.code == earlier)).one()
    if command.code:
        place = _to_change(db, actor, command.code)
        if not query.may_change(db, actor, place):
            raise actor.refused()
        seen.must_be_newest(db, "place", place.code, command.seen)
    else:
        place = Place(code=_new_code(db, actor, command), kind=command.facts.kind)
        db.add(place)
    with db.no_autoflush:
        _describe(db, actor, place, command.facts)
    audit.note(db, actor, action, place.code, key=command.key, request=command)
    return place


def may_choose_code(actor: Actor) -> bool:
    """Whether this person may say which code a new place has: a code that is taken tells of another place."""
    return actor.scope(Permission.PLACE_READ).everywhere


def _new_code(db: Session, actor: Actor, command: RecordPlace) -> str:
    """Return the code of a new place; from whoever may not know every place, one that tells of no other."""
    if may_choose_code(actor):
        return _checked_code(db, command.wanted_code) or free_code(db, command.facts.name)
    if command.wanted_code:
        raise Invalid(
            N_("Leave this empty: the place is given a code."),
            field="wanted_code",
        )
    return _stem(command.facts.name) + references.drawn(LONGEST_CODE - CODE_LENGTH)


@dataclass(frozen=True, slots=True)
class FirstPlace:
    """The first collection point of an installation; without a zone it has the main one of its country."""

    name: str
    country: str = ""
    zone: str = ""


def open_first(db: Session, first: FirstPlace, organisation: Organisation) -> Place:
    """Return the first collection point of a new installation, hosted by our own organisation."""
    name = text.clean(first.name, limit=120, field="place")
    place = Place(
        code=free_code(db, name),
        name=name,
        name_key=text.fold(name),
        kind=PlaceKind.COLLECTION_POINT,
        organisation_id=organisation.id,
        country=first.country.upper(),
        zone=zones.chosen(first.country.upper(), first.zone),
    )
    db.add(place)
    db.flush()
    return place


def free_code(db: Session, name: str) -> str:
    """Return a short Latin code for a place that no other has: LEE for Leeds, then LE2, LE3."""
    stem = _stem(name)
    taken = set(db.scalars(select(Place.code)))
    if stem not in taken:
        return stem
    numbers = (f"{stem[: CODE_LENGTH - len(str(n))]}{n}" for n in range(2, 1000))
    return next(code for code in numbers if code not in taken)


def _stem(name: str) -> str:
    letters = "".join(letter for letter in latin(name).upper() if letter.isascii() and letter.isalpha())
    return (letters + "XXX")[:CODE_LENGTH]


def _checked_code(db: Session, wanted: str) -> str:
    code = wanted.strip().upper()
    if not code:
        return ""
    if not (code.isascii() and code.isalnum() and SHORTEST_CODE <= len(code) <= LONGEST_CODE):
        raise Invalid(
            N_("%(code)s cannot be a place's code: it needs 2 to 8 Latin letters or digits, such as LEE."),
            field="wanted_code",
            code=wanted[:20],
        )
    if db.scalar(select(Place.id).where(Place.code == code)) is not None:
        raise Conflict(
            N_("Another place has the code %(code)s. Nothing was stored; take another."), code=code
        )
    return code


def _to_change(db: Session, actor: Actor, code: str) -> Place:
    place = db.scalar(visible.places(actor).where(Place.code == code).with_for_update())
    if place is None:
        raise NotFound(N_("There is no place %(code)s here."), code=code)
    return place


def _must_be_bare(db: Session, place: Place) -> None:
    """Boxes at a place that is no store any more would be out of sight for those who packed them."""
    box = db.scalar(select(Box.code).where(Box.place_id == place.id).limit(1))
    if box is not None:
        raise RuleBroken(
            N_("Boxes stand at %(place)s (%(box)s). Move them first; nothing was stored."),
            place=place.name,
            box=box,
        )


def _describe(db: Session, actor: Actor, place: Place, facts: PlaceFacts) -> None:
    host = None
    if facts.organisation:
        host = db.scalar(visible.organisations(actor).where(Organisation.code == facts.organisation))
        if host is None:
            raise NotFound(N_("There is no organisation %(code)s here."), code=facts.organisation)
    if place.kind in KEEPS_GOODS and facts.kind not in KEEPS_GOODS:
        _must_be_bare(db, place)
    if place.status is not facts.status:
        place.status_set_at = datetime.now(UTC)
    place.organisation = host
    place.name_key = text.fold(facts.name)
    for name in (
        "name",
        "name_uk",
        "kind",
        "status",
        "country",
        "town",
        "address",
        "contact_name",
        "phone",
        "zone",
        "opening_hours",
        "accepts",
        "do_not_bring",
        "note",
    ):
        setattr(place, name, getattr(facts, name))
