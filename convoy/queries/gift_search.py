"""Which gifts somebody looks for: by number, by who gave, by what was given, by the days they came in.

Each way goes by an index of its own, however many gifts there are: of each donor and of each item meant only
the newest gifts are read, as many as a page shows.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select, union_all
from sqlalchemy.orm import Session

from convoy.domain import references
from convoy.domain.lifecycle import LineStage
from convoy.domain.matching import Certainty
from convoy.domain.permissions import Actor
from convoy.models import Donation, DonationLine, Item, Place
from convoy.queries import catalogue, donors, merged, visible

MOST_ITEMS = 8
"""Items that one word may mean."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which gifts a list is about: of a place, of a donor (by code), of days; with goods set aside.

    `find` is a number or a donor's name, `what` a name of goods, both as typed.
    """

    place: str = ""
    donor: str = ""
    days: tuple[date, ...] = ()
    find: str = ""
    what: str = ""
    only_set_aside: bool = False


@dataclass(frozen=True, slots=True)
class Meant:
    """What was typed means: a gift's code or number, donors and items by id; None where nothing was typed."""

    number: str = ""
    givers: tuple[int, ...] | None = None
    items: tuple[int, ...] | None = None
    item_codes: tuple[str, ...] = ()
    more_givers: bool = False
    """More donors are called so than are looked for."""


def meant(db: Session, actor: Actor, wanted: Wanted, language: str = "") -> Meant:
    """Return what was typed means. Donors are found by name only for who may look donors up."""
    number, givers, more = "", None, False
    if wanted.find:
        number = _number(db, actor, wanted.find)
        if not number:
            called = donors.givers_called(db, actor, wanted.find)
            givers, more = called[: donors.MOST_GIVERS], len(called) > donors.MOST_GIVERS
    if wanted.donor:
        coded = donors.with_code(db, wanted.donor)
        givers = coded if givers is None else tuple(set(givers) & set(coded))
    codes = _items_called(db, wanted.what, language) if wanted.what else ()
    items = _ids_of(db, actor, codes) if wanted.what else None
    return Meant(number, givers, items, codes, more)


def _number(db: Session, actor: Actor, typed: str) -> str:
    """The code of the gift with this code or receipt number; what only looks like one finds nothing."""
    code, number = references.in_one_form(typed, "DN"), references.in_capitals(typed)
    known = db.scalar(
        visible.donations(actor)
        .with_only_columns(Donation.code)
        .where(or_(Donation.code == code, Donation.number == number))
    )
    return known or ""


def _items_called(db: Session, typed: str, language: str) -> tuple[str, ...]:
    """Codes of the items that a word means: the one or ones called so, else the likeliest."""
    items = catalogue.load_catalogue(db)
    match = items.find(typed)
    if match.certainty is not Certainty.UNKNOWN:
        return match.codes[:MOST_ITEMS]
    return tuple(hit.code for hit in items.search(typed, MOST_ITEMS, language=language))


def _ids_of(db: Session, actor: Actor, codes: Collection[str]) -> tuple[int, ...]:
    """Ids of items and of whatever was merged into them."""
    written = (
        visible.items(actor)
        .join(merged.written_item, merged.item_is_kept)
        .where(Item.code.in_(codes))
        .with_only_columns(merged.written_item.id)
    )
    return tuple(db.scalars(written))


def newest(
    db: Session, actor: Actor, wanted: Wanted, sought: Meant, *, before: str, most: int
) -> Sequence[int]:
    """Return the ids of the newest gifts wanted, at most so many, older than that of the code `before`."""
    conditions = _of_gift(db, actor, wanted, sought, before)
    if sought.items is not None and sought.givers is None and not (sought.number or wanted.days):
        return _newest_of_each(db, [_with_item(actor, item, conditions) for item in sought.items], most)
    if sought.items is not None:
        conditions.append(_has_item(sought.items))
    if sought.givers is not None:
        return _newest_of_each(db, [_of_giver(actor, giver, conditions) for giver in sought.givers], most)
    gifts = visible.donations(actor).with_only_columns(Donation.id).where(*conditions)
    return db.scalars(gifts.order_by(Donation.id.desc()).limit(most)).all()


def _of_gift(
    db: Session, actor: Actor, wanted: Wanted, sought: Meant, before: str
) -> list[ColumnElement[bool]]:
    """Conditions on a gift itself."""
    conditions: list[ColumnElement[bool]] = []
    by_another_index = bool(wanted.days or sought.number) or (sought.givers, sought.items) != (None, None)
    if wanted.place:
        there = visible.places(actor).with_only_columns(Place.id).where(Place.code == wanted.place)
        # One place, not a list of one: so they are read in the order of the index, and no more than a page.
        # "+ 0": by the place SQLite would look at every gift it ever took.
        place = Donation.place_id + 0 if by_another_index else Donation.place_id
        conditions.append(place == (db.scalar(there) or 0))
    if sought.number:
        conditions.append(Donation.code == sought.number)
    if wanted.days:
        conditions.append(Donation.received_on.in_(wanted.days))
    if wanted.only_set_aside:
        conditions.append(Donation.lines.any(DonationLine.stage == LineStage.SET_ASIDE))
    if before:
        last = visible.donations(actor).with_only_columns(Donation.id).where(Donation.code == before)
        conditions.append(Donation.id < (db.scalar(last) or 0))
    return conditions


def _has_item(items: Collection[int]) -> ColumnElement[bool]:
    return Donation.lines.any(DonationLine.item_id.in_(items))


def _of_giver(actor: Actor, giver: int, conditions: Sequence[ColumnElement[bool]]) -> Select[int]:
    """Gifts of one donor, the newest first, by the index of donors."""
    gifts = visible.donations(actor).with_only_columns(Donation.id)
    return gifts.where(Donation.organisation_id == giver, *conditions).order_by(Donation.id.desc())


def _with_item(actor: Actor, item: int, conditions: Sequence[ColumnElement[bool]]) -> Select[int]:
    """Gifts with one item, the newest first, by the index of lines."""
    gift = visible.donations(actor).where(Donation.id == DonationLine.donation_id, *conditions)
    lines = select(DonationLine.donation_id).where(
        DonationLine.item_id == item, gift.correlate(DonationLine).exists()
    )
    return lines.distinct().order_by(DonationLine.donation_id.desc())


def _newest_of_each(db: Session, each: Sequence[Select[int]], most: int) -> Sequence[int]:
    """The newest of all, of which none is older than the newest so many of each."""
    if not each:
        return ()
    parts = [statement.limit(most).subquery() for statement in each]
    together = union_all(*(select(*part.c) for part in parts)).subquery()
    (gift_id,) = together.c
    return db.scalars(select(gift_id).distinct().order_by(gift_id.desc()).limit(most)).all()
