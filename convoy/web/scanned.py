"""What was scanned, whatever it is: a box, a pallet, a gift, a convoy, goods; and where that leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import get_locale, gettext, ngettext

from convoy.domain import gs1, references
from convoy.domain.errors import Invalid
from convoy.domain.permissions import Actor, Permission
from convoy.queries import barcodes, box_names, catalogue
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


def things(db: "Session", actor: Actor, typed: Sequence[str]) -> list[Thing]:
    """Return what each line is that was scanned or typed: as many statements for all of them as for one."""
    pages = {line: code for line in typed if (code := _code(line))[:2] in PAGES}
    goods = _goods(db, actor, [line for line in typed if line not in pages])
    named = box_names.find_each(
        db, actor, [line for line in typed if line not in pages and line not in goods]
    )
    return [
        Thing(pages[line], pages[line], url_for(PAGES[pages[line][:2]], code=pages[line]))
        if line in pages
        else goods.get(line) or _box(line, named[line])
        for line in typed
    ]


def told(found: Sequence[Thing]) -> str:
    """Return how many of the codes are known here, in a sentence."""
    known = sum(bool(one.url) for one in found)
    if known == len(found):
        return ngettext("%(num)s code, known here.", "%(num)s codes, all known here.", known)
    codes = ngettext("%(num)s code", "%(num)s codes", len(found))
    return gettext(
        "%(codes)s: known here %(known)s, not known %(unknown)s.",
        codes=codes,
        known=known,
        unknown=len(found) - known,
    )


def _code(typed: str) -> str:
    try:
        return references.read(typed)
    except Invalid:
        return ""


def _goods(db: "Session", actor: Actor, typed: Sequence[str]) -> dict[str, Thing]:
    """Return the items that retail barcodes and medicines' codes stand for; other lines are absent."""
    found: dict[str, Thing] = {}
    read: dict[str, gs1.Read] = {}
    for line in typed:
        try:
            said = gs1.scanned(line)
        except Invalid as error:
            found[line] = Thing(line, say(error))
        else:
            if said is not None and actor.may(Permission.CATALOGUE_READ):
                read[line] = said
    if read:
        codes = barcodes.items_of(db, {one.gtin for one in read.values()})
        named = catalogue.facts(db, actor, set(codes.values()), str(get_locale()))
        found |= {line: _item(line, one, named.get(codes.get(one.gtin, ""))) for line, one in read.items()}
    return found


def _item(typed: str, read: gs1.Read, named: catalogue.Facts | None) -> Thing:
    if named is None:
        told = gettext(
            "Barcode %(gtin)s stands for nothing yet. Log a gift of it, and say what it is.", gtin=read.gtin
        )
        return Thing(typed, told, goods=typed)
    said = [named.name, read.batch, f"{read.expires_on:%m/%Y}" if read.expires_on else ""]
    return Thing(
        typed, " · ".join(filter(None, said)), url_for("catalogue.show", code=named.code), goods=typed
    )


def _box(line: str, found: box_names.Found) -> Thing:
    """Return the box, pallet or printed label that was meant, or what may have been."""
    typed = references.from_link(line)
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
    return Thing(typed, scans.which(line, found))
