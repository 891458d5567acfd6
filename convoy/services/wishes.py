"""What a place asks for and what it pins: changed by who works there, seen at the desk at once."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from convoy.domain.errors import Invalid, NotFound, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Category, PinnedItem, Place, Wish
from convoy.queries import places, wishes
from convoy.services import audit, donations

MOST_PINNED = 12


@dataclass(frozen=True, slots=True)
class AskFor:
    """A place asks for an item (so much of it in its base unit, or as much as comes) or for a whole group."""

    key: UUID
    place: str
    item: str = ""
    category: str = ""
    quantity: int | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class AskNoLonger:
    """The wish with this number is not asked for any more."""

    key: UUID
    place: str
    wish: int


@dataclass(frozen=True, slots=True)
class Pin:
    """Keep an item at hand at a place, or no longer."""

    key: UUID
    place: str
    item: str
    is_pinned: bool = True


def ask_for(db: Session, actor: Actor, command: AskFor) -> None:
    """Put a wish on record; one for the same goods is replaced, and counts from today.

    Raises Invalid for neither or both of item and group, and for a day that is over.
    """
    place = _place(db, actor, command.place, Permission.PLACE_REPORT)
    if audit.earlier(db, actor, command.key, "place:ask_for", command):
        return
    if bool(command.item) == bool(command.category):
        raise Invalid(N_("Name an item, or choose a group."), field="item")
    since = wishes.today(place)
    if command.until_on is not None and command.until_on < since:
        raise Invalid(N_("That day is over."), field="until_on")
    wish = Wish(place_id=place.id, since_on=since, until_on=command.until_on)
    if command.item:
        wish.item_id = donations.items_with(db, actor, {command.item})[command.item].id
        wish.quantity = command.quantity
    elif command.quantity is not None:
        raise Invalid(N_("A group is asked for without a number."), field="quantity")
    else:
        wish.category_id = group_with(db, command.category)
    same = Wish.item_id == wish.item_id if command.item else Wish.category_id == wish.category_id
    db.execute(delete(Wish).where(Wish.place_id == place.id, same))
    db.add(wish)
    audit.note(db, actor, "place:ask_for", place.code, key=command.key, request=command)


def ask_no_longer(db: Session, actor: Actor, command: AskNoLonger) -> None:
    """Take a wish back; one that is gone already is no matter."""
    place = _place(db, actor, command.place, Permission.PLACE_REPORT)
    if audit.earlier(db, actor, command.key, "place:ask_no_longer", command):
        return
    db.execute(delete(Wish).where(Wish.place_id == place.id, Wish.id == command.wish))
    audit.note(db, actor, "place:ask_no_longer", place.code, key=command.key, request=command)


def pin(db: Session, actor: Actor, command: Pin) -> None:
    """Pin an item at a place, behind those there are, or take it off."""
    place = _place(db, actor, command.place, Permission.DONATION_RECORD)
    if audit.earlier(db, actor, command.key, "place:pin", command):
        return
    item = donations.items_with(db, actor, {command.item})[command.item]
    db.execute(select(Place.id).where(Place.id == place.id).with_for_update())
    here = PinnedItem.place_id == place.id
    db.execute(delete(PinnedItem).where(here, PinnedItem.item_id == item.id))
    if command.is_pinned:
        count, last = db.execute(select(func.count(), func.max(PinnedItem.position)).where(here)).one()
        if count >= MOST_PINNED:
            raise RuleBroken(
                N_("At most %(most)s items are pinned at a place: take one off first."), most=MOST_PINNED
            )
        db.add(PinnedItem(place_id=place.id, item_id=item.id, position=(last or 0) + 1))
    audit.note(db, actor, "place:pin", place.code, key=command.key, request=command, item=item.code)


def _place(db: Session, actor: Actor, code: str, permission: Permission) -> Place:
    place = places.found(db, actor, code)
    actor.must(permission, place_id=place.id)
    return place


def group_with(db: Session, code: str) -> int:
    """Return the id of the group of the catalogue with this code; raises NotFound."""
    found = db.scalar(select(Category.id).where(Category.code == code))
    if found is None:
        raise NotFound(N_("The catalogue has no group %(code)s."), code=code)
    return found
