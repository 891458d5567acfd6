"""How a trip is said: its timeline, what a van does next, and what nobody recorded."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, ngettext

from convoy.domain.dispatching import STEPS
from convoy.domain.kinds import EventKind, EventSource
from convoy.domain.messages import N_
from convoy.queries.ahead import Ahead
from convoy.queries.dispatch import Happening, OnTrip
from convoy.web import labels
from convoy.web.frame import moment

PRESSED: dict[EventKind, str] = {
    EventKind.LOADING: N_("Loading has begun"),
    EventKind.LOADED: N_("It is loaded"),
    EventKind.READY: N_("It is ready to leave"),
    EventKind.DEPARTED: N_("It has left"),
    EventKind.AT_BORDER: N_("It is at the border"),
    EventKind.CROSSED: N_("It has crossed"),
    EventKind.ARRIVED: N_("It has arrived"),
    EventKind.UNLOADED: N_("It is unloaded"),
    EventKind.HANDED_OVER: N_("The vehicle is handed over"),
    EventKind.RETURNED: N_("It is back home"),
}

SOURCES: dict[EventSource, str] = {
    EventSource.PAPER: N_("from paper"),
    EventSource.CONSOLE: N_("from the console"),
    EventSource.DRIVER_LINK: N_("by the driver"),
}


def pressed(ahead: Ahead) -> str:
    """Return the words of the button for the next step of a van."""
    if ahead.step is None:
        return ""
    if ahead.step is EventKind.ARRIVED and ahead.stop is not None:
        return gettext("It has arrived at %(place)s", place=ahead.stop.place.name)
    if ahead.step is EventKind.DEPARTED and ahead.stop is not None:
        return gettext("It has left %(place)s", place=ahead.stop.place.name)
    return gettext(PRESSED[ahead.step])


def coming(van: OnTrip) -> str:
    """Return in a few words what a van most likely does next."""
    ahead = van.ahead
    if ahead.is_counting and ahead.stop is not None:
        return ngettext(
            "count %(num)s box at %(place)s",
            "count %(num)s boxes at %(place)s",
            van.waiting.get(ahead.stop.id, 0),
            place=ahead.stop.place.name,
        )
    if ahead.step is None:
        return gettext("nothing, the trip is over")
    if ahead.step is EventKind.ARRIVED and ahead.stop is not None:
        return gettext("arrive at %(place)s", place=ahead.stop.place.name)
    if ahead.step is EventKind.DEPARTED and ahead.stop is not None:
        return gettext("load at %(place)s and leave", place=ahead.stop.place.name)
    return labels.label(ahead.step)


def not_recorded(van: OnTrip) -> list[str]:
    """Return what is missing on the record of a van, each as a sentence; it hinders nothing."""
    found = []
    if van.gaps:
        steps = ", ".join(labels.label(kind) for kind in sorted(van.gaps, key=STEPS.index))
        found.append(gettext("Earlier steps not recorded: %(steps)s", steps=steps))
    if van.left_open:
        found.append(
            ngettext(
                "%(num)s box left without being closed",
                "%(num)s boxes left without being closed",
                van.left_open,
            )
        )
    if van.lacks_paper:
        found.append(gettext("No final manifest of what it carries"))
    found += [
        gettext(
            "No valid paper for the border: %(border)s, %(side)s",
            border=one.name,
            side=labels.label(one.side),
        )
        for one in van.borders_lacking
    ]
    return found


def timeline(past: Iterable[Happening], *, one_van: bool = False) -> list[dict[str, Any]]:
    """Return what happened as entries of the timeline macro, in the order given."""
    return [
        {
            "title": _title(one, one_van=one_van),
            "icon": labels.mark(one.kind).icon if one.kind else "check",
            "tone": labels.mark(one.kind).tone if one.kind else "confirmed",
            "when": moment(one.occurred_at),
            "iso": one.occurred_at.isoformat(),
            "note": one.note,
            "by": _by(one),
        }
        for one in past
    ]


def _title(one: Happening, *, one_van: bool) -> str:
    if one.kind is None:
        said = ngettext(
            "%(num)s box counted at %(place)s",
            "%(num)s boxes counted at %(place)s",
            one.boxes,
            place=one.place,
        )
    elif one.solves is not None:
        said = gettext("%(problem)s: solved", problem=labels.label(one.solves))
    elif one.place:
        said = gettext("%(what)s · %(place)s", what=labels.label(one.kind), place=one.place)
    elif one.box:
        said = gettext("%(what)s · box %(code)s", what=labels.label(one.kind), code=one.box)
    else:
        said = labels.label(one.kind)
    if one_van or one.van is None:
        return said[:1].upper() + said[1:]
    return gettext("Van %(number)s: %(what)s", number=one.van, what=said)


def _by(one: Happening) -> str:
    who = " ".join(
        part for part in (one.by, gettext(SOURCES[one.source]) if one.source in SOURCES else "") if part
    )
    if one.is_late:
        return gettext("recorded %(when)s by %(who)s", when=moment(one.recorded_at), who=who)
    return who
