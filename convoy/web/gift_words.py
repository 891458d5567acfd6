"""The history of a gift in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask_babel import gettext, ngettext

from convoy.domain.handling import ON_THE_ROAD
from convoy.domain.lifecycle import BoxStage
from convoy.domain.messages import N_
from convoy.queries.donations import Happened
from convoy.queries.legs import Whereabouts
from convoy.web import labels
from convoy.web.frame import moment, words

if TYPE_CHECKING:
    from convoy.models import Box

HAPPENED = {
    "donation:record": (N_("recorded"), "gift", "confirmed"),
    "donation:import": (N_("taken in from a sheet"), "gift", "confirmed"),
    "donation:correct": (N_("corrected by a new entry"), "note", "neutral"),
    "donation:withdraw": (N_("taken back"), "undo", "stopped"),
    "capture:keep": (N_("sent again by a phone, with other content"), "phone", "needs"),
    "capture:drop": (N_("second version from a phone thrown away"), "remove", "neutral"),
    "line:set_aside": (N_("a line set aside"), "warning", "needs"),
    "line:release": (N_("a line released"), "check", "confirmed"),
    "line:refuse": (N_("a line refused"), "missing", "stopped"),
    "donation:add_photo": (N_("a photo added"), "upload", "neutral"),
    "donation:erase_photo": (N_("a photo erased"), "remove", "neutral"),
    "item:remove_barcode": (N_("a barcode not remembered any more"), "undo", "neutral"),
    "pool:link": (N_("its words linked to an item of the catalogue"), "check", "neutral"),
    "pool:unlink": (N_("a link of its words taken back"), "undo", "neutral"),
    "receipt:make": (N_("receipt made final"), "print", "neutral"),
}
"""Actions on a gift as its history says them: words, icon, tone."""


def entry(happened: Happened, zone: str) -> dict[str, str]:
    """Return one step of the timeline."""
    title, icon, tone = HAPPENED.get(happened.action, (happened.action, "note", "neutral"))
    return {
        "title": gettext(title),
        "icon": icon,
        "tone": tone,
        "when": moment(happened.at, zone),
        "iso": happened.at.isoformat(),
        "by": happened.who,
    }


def stay_packed(boxes: "Sequence[Box]") -> str:
    """Return the sentence about boxes that were packed from a gift's unsorted goods, and others', since."""
    return ngettext(
        "Packed since from the unsorted goods of this gift and others: %(boxes)s. "
        "Undoing does not empty it: count what is in it.",
        "Packed since from the unsorted goods of this gift and others: %(boxes)s. "
        "Undoing does not empty them: count what is in them.",
        len(boxes),
        boxes=", ".join(box.short_name for box in boxes),
    )


def whereabouts(one: Whereabouts) -> str:
    """Return where a box is now; of its van and its road only what this person may know."""
    box, leg = one.box, one.leg
    if one.is_in_stock:
        place = box.place.name if box.place else ""
        stands = gettext("in %(place)s, %(shelf)s", place=place, shelf=box.shelf) if box.shelf else place
        if one.is_planned and leg is not None:
            van = gettext("planned for van %(number)s of %(convoy)s", number=leg.van, convoy=leg.convoy)
            return f"{stands}; {van}"
        return stands
    if leg is None:
        return gettext("on its way") if box.stage in ON_THE_ROAD else gettext(labels.mark(box.stage).text)
    if box.stage in ON_THE_ROAD:
        return gettext("on van %(number)s of %(convoy)s", number=leg.van, convoy=leg.convoy)
    if box.stage is BoxStage.DELIVERED and leg.counted_at is not None:
        day = words().day(leg.counted_at.date())
        return gettext("delivered to %(place)s on %(day)s", place=leg.goes_to, day=day)
    return gettext("%(what)s on the way to %(place)s", what=labels.label(box.stage), place=leg.goes_to)
