"""What was scanned, whatever it is: a box, a pallet, a gift, a convoy; and where that leads."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext

from convoy.domain import references
from convoy.domain.errors import Invalid
from convoy.domain.permissions import Actor
from convoy.queries import box_lists
from convoy.web import scans

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PAGES = {"DN": "donations.show", "CV": "convoys.show", "VH": "vehicles.show", "ST": "stock_takes.show"}
"""Pages of what has a code of ours and may be anything; whoever may not see it is told so there."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What a code means, in words; `url` is where it leads, "" for nowhere."""

    typed: str
    name: str
    url: str = ""


def thing(db: "Session", actor: Actor, typed: str) -> Thing:
    """Return what was scanned or typed."""
    try:
        code = references.read(typed)
    except Invalid:
        code = ""
    if page := PAGES.get(code[:2]):
        return Thing(typed, code, url_for(page, code=code))
    found = box_lists.find(db, actor, typed)
    if len(found.boxes) == 1:
        box = found.boxes[0]
        where = box.place.name if box.place else gettext("not in stock here")
        return Thing(typed, f"{box.short_name} ({box.code}), {where}", url_for("boxes.show", code=box.code))
    if found.pallet:
        name = gettext("Pallet %(code)s", code=found.pallet)
        return Thing(typed, name, url_for("pallets.show", code=found.pallet))
    return Thing(typed, scans.which(typed, found))
