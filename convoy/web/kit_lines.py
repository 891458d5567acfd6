"""Kits as the lines of a form: what is chosen from, and what is filled in."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask_babel import gettext

from convoy.domain.intake import WEIGHED
from convoy.domain.measures import kilograms
from convoy.domain.permissions import Actor
from convoy.queries import kits
from convoy.web.choices import SelectChoice

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def choices(db: "Session", actor: Actor) -> list[SelectChoice]:
    """Return the kits in use, with nothing chosen first."""
    nothing = SelectChoice(value="", label=gettext("none"))
    return [nothing, *(SelectChoice(value=code, label=name) for code, name in kits.names(db, actor))]


def typed(parts: Iterable[kits.Part], language: str) -> list[dict[str, str]]:
    """Return what a kit holds as it would be typed: item and quantity."""
    return [
        {
            "item": part.item.name_in(language),
            "quantity": quantity(part.quantity, part.item.unit_code),
        }
        for part in parts
    ]


def quantity(amount: int, unit_code: str) -> str:
    """Return so much of an item as it would be typed: kilograms of what is weighed."""
    return kilograms(amount) if unit_code == WEIGHED else str(amount)
