"""What a place asks for, in the page's language: with amounts for who works there, without for strangers."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask_babel import get_locale

from convoy.documents.layout import units
from convoy.queries import appeals
from convoy.queries.wishes import Wanted
from convoy.web import item_words
from convoy.web.frame import words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from convoy.models import Place


def name(wanted: Wanted) -> str:
    """Return what is asked for: an item or a group."""
    wish = wanted.wish
    if wish.item is not None:
        return wish.item.kept.name_in(str(get_locale()))
    return item_words.group(wish.category.code) if wish.category is not None else ""


def amount(wanted: Wanted, quantity: int | None) -> str:
    """Return an amount of what is asked for, in its unit; "" where it is not counted."""
    item = wanted.wish.item
    return (
        units.quantity(words(), quantity, item.unit_code) if item is not None and quantity is not None else ""
    )


def still_wanted(wanted: Iterable[Wanted]) -> tuple[str, ...]:
    """Return what is still wanted, each with how much of it."""
    return tuple(
        ": ".join(filter(None, (name(one), amount(one, one.still)))) for one in wanted if one.is_open
    )


def most_needed(db: "Session", place: "Place") -> tuple[str, ...]:
    """Return what a place still wants, as strangers may read it: how much is nobody's business."""
    return tuple(name(one) for one in appeals.asked_at(db, [place])[place.id] if one.is_open)
