"""What was scanned, whatever it is: a box, a pallet, a gift, a convoy, goods; and where that leads."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import get_locale, gettext

from convoy.domain import gs1, references
from convoy.domain.errors import Invalid
from convoy.domain.permissions import Actor, Permission
from convoy.queries import barcodes, box_lists, catalogue
from convoy.web import scans
from convoy.web.errors import say

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
    goods: str = ""
    """What a line of a gift begins with, where this is goods."""


def _goods(db: "Session", actor: Actor, typed: str) -> Thing | None:
    """Return the item that a retail barcode or a medicine's code stands for; None for other codes."""
    try:
        read = gs1.scanned(typed)
    except Invalid as error:
        return Thing(typed, say(error))
    if read is None or not actor.may(Permission.CATALOGUE_READ):
        return None
    code = barcodes.item_of(db, read.gtin)
    named = catalogue.facts(db, actor, [code], str(get_locale())).get(code)
    if named is None:
        told = gettext(
            "Barcode %(gtin)s stands for nothing yet. Log a gift of it, and say what it is.", gtin=read.gtin
        )
        return Thing(typed, told, goods=typed)
    said = [named.name, read.batch, f"{read.expires_on:%m/%Y}" if read.expires_on else ""]
    return Thing(
        typed, " · ".join(filter(None, said)), url_for("catalogue.show", code=named.code), goods=typed
    )


def thing(db: "Session", actor: Actor, typed: str) -> Thing:
    """Return what was scanned or typed."""
    try:
        code = references.read(typed)
    except Invalid:
        code = ""
    if page := PAGES.get(code[:2]):
        return Thing(typed, code, url_for(page, code=code))
    if goods := _goods(db, actor, typed):
        return goods
    found = box_lists.find(db, actor, typed)
    if len(found.boxes) == 1:
        box = found.boxes[0]
        where = box.place.name if box.place else gettext("not in stock here")
        return Thing(typed, f"{box.short_name} ({box.code}), {where}", url_for("boxes.show", code=box.code))
    if found.pallet:
        name = gettext("Pallet %(code)s", code=found.pallet)
        return Thing(typed, name, url_for("pallets.show", code=found.pallet))
    if found.label:
        # The search says what may be done with it.
        return Thing(typed, scans.under_no_box(found.label), url_for("boxes.index", code=found.label.code))
    return Thing(typed, scans.which(typed, found))
