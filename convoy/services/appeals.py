"""Appeals: called by who speaks for the places that take the goods in, and shown to strangers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.documents.layout.voices import Voices, joined
from convoy.documents.papers.poster import Poster
from convoy.domain import references
from convoy.domain.categories import name_of
from convoy.domain.errors import Invalid, NotFound, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Appeal, AppealItem, Organisation, Place
from convoy.queries import appeals as query
from convoy.services import audit, donations, seen, wishes

MOST_ITEMS = 30


@dataclass(frozen=True, slots=True)
class Called:
    """An item called for (so much of it in its base unit, or as much as comes), or a whole group."""

    item: str = ""
    category: str = ""
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class KeepAppeal:
    """What an appeal says, by the codes of its places and goods.

    Without a code it is a new one; `seen` is the change of it that was on the screen.
    """

    key: UUID
    title: str
    words: str
    begins_on: date
    ends_on: date
    places: tuple[str, ...]
    items: tuple[Called, ...]
    is_shown: bool = False
    code: str = ""
    seen: int | None = None


def keep(db: Session, actor: Actor, command: KeepAppeal) -> Appeal:
    """Put an appeal on record, or change it, and return it.

    Raises NotAllowed unless this person speaks for all its places, Invalid naming the field, RuleBroken
    where it is shown and one of its places is not, and Conflict where somebody changed it meanwhile.
    """
    places = _places(db, actor, command)
    action = "appeal:edit" if command.code else "appeal:make"
    if earlier := audit.earlier(db, actor, command.key, action, command):
        return query.found(db, actor, earlier)
    _check(db, command, places)
    appeal = _to_change(db, actor, command) if command.code else _new(actor)
    appeal.title, appeal.words = command.title, command.words
    appeal.begins_on, appeal.ends_on = command.begins_on, command.ends_on
    appeal.is_shown = command.is_shown
    if command.is_shown and appeal.first_shown_at is None:
        appeal.first_shown_at = datetime.now(UTC)
    appeal.places = list(places)
    appeal.items.clear()
    db.add(appeal)
    db.flush()
    appeal.items = _items(db, actor, command.items)
    audit.note(db, actor, action, appeal.code, key=command.key, request=command, shown=command.is_shown)
    return appeal


def _places(db: Session, actor: Actor, command: KeepAppeal) -> Sequence[Place]:
    known = {place.code: place for place in query.places_to_call(db, actor)}
    if strange := [code for code in command.places if code not in known]:
        raise NotFound(N_("There is no place %(code)s here."), code=strange[0][:40])
    if not command.places:
        raise Invalid(N_("Choose at least one place that takes the goods in."), field="places")
    return [known[code] for code in dict.fromkeys(command.places)]


def _check(db: Session, command: KeepAppeal, places: Sequence[Place]) -> None:
    if not command.title:
        raise Invalid(N_("An appeal needs a title."), field="title")
    if command.ends_on < command.begins_on:
        raise Invalid(N_("The last day is before the first day. Nothing was stored."), field="ends_on")
    if not 0 < len(command.items) <= MOST_ITEMS:
        raise Invalid(
            N_("An appeal names 1 to %(most)s kinds of goods, not %(lines)s."),
            field="lines",
            most=MOST_ITEMS,
            lines=len(command.items),
        )
    public = query.public_among(db, places)
    if command.is_shown and (hidden := [place.name for place in places if place.id not in public]):
        raise RuleBroken(
            N_(
                "%(place)s shows strangers no page yet. Switch its public page on, or take the place off;"
                " nothing was stored."
            ),
            place=hidden[0],
        )


def _new(actor: Actor) -> Appeal:
    return Appeal(code=references.new("AP"), made_at=datetime.now(UTC), made_by_id=actor.user_id)


def _to_change(db: Session, actor: Actor, command: KeepAppeal) -> Appeal:
    appeal = query.found(db, actor, command.code)
    if not query.may_change(actor, appeal):
        raise actor.refused()
    db.execute(select(Appeal.id).where(Appeal.id == appeal.id).with_for_update())
    seen.must_be_newest(db, "appeal", appeal.code, command.seen)
    return appeal


def _items(db: Session, actor: Actor, called: Sequence[Called]) -> list[AppealItem]:
    """Return the rows of what is called for; raises Invalid for goods that are named twice."""
    items = donations.items_with(db, actor, {one.item for one in called if one.item})
    rows: list[AppealItem] = []
    for position, one in enumerate(called, 1):
        if bool(one.item) == bool(one.category):
            raise Invalid(N_("Name an item, or choose a group."), field="lines")
        if one.category and one.quantity is not None:
            raise Invalid(N_("A group is asked for without a number."), field="lines")
        item_id = items[one.item].id if one.item else None
        category_id = wishes.group_with(db, one.category) if one.category else None
        if any((row.item_id, row.category_id) == (item_id, category_id) for row in rows):
            raise Invalid(
                N_("Line %(line)s names goods that another line names."), field="lines", line=position
            )
        rows.append(
            AppealItem(position=position, item_id=item_id, category_id=category_id, quantity=one.quantity)
        )
    return rows


def poster(db: Session, actor: Actor, code: str, site: str, voices: Voices) -> Poster:
    """Return what the poster of an appeal says; `site` is where this installation is reached.

    Raises NotFound, and RuleBroken while the page its square leads to is shown to nobody.
    """
    appeal = query.found(db, actor, code)
    if not appeal.is_shown:
        raise RuleBroken(N_("Switch the page on first: the square on the poster leads to it."))
    open_now = query.opened(db, appeal)
    where = [line for place in open_now.places for line in (_where(place), _in_a_line(place.opening_hours))]
    refused = dict.fromkeys(place.do_not_bring.strip() for place in open_now.places)
    return Poster(
        owner=db.scalar(select(Organisation.name).where(Organisation.is_ours)) or "",
        place=appeal.title,
        url=f"{site}/for/{appeal.code}",
        address="\n".join(filter(None, where)),
        do_not_bring="\n".join(filter(None, refused)),
        words=appeal.words,
        needed="\n".join(_name(one, voices) for one in appeal.items),
        first_on=appeal.begins_on,
        last_on=appeal.ends_on,
    )


def _where(place: Place) -> str:
    town = "" if place.town in place.address else place.town
    return _in_a_line(place.name, place.address, town)


def _in_a_line(*parts: str) -> str:
    lines = [line.strip() for part in parts for line in part.splitlines()]
    return ", ".join(filter(None, lines))


def _name(one: AppealItem, voices: Voices) -> str:
    if one.item is not None:
        kept = one.item.kept
        return joined(voices.say(lambda words: kept.name_in(words.language)))
    return joined(voices.gettext(name_of(one.category.code))) if one.category is not None else ""
