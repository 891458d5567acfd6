"""What happened to a box, in the words of its history."""

from flask_babel import gettext

from convoy.domain.kinds import EventKind
from convoy.domain.messages import N_
from convoy.queries.box_facts import Happening
from convoy.web import labels
from convoy.web.frame import moment, words

ACTIONS: dict[str, tuple[str, str]] = {
    "donation:record": (N_("Packed from a gift"), "gift"),
    "donation:import": (N_("Packed from an imported sheet"), "gift"),
    "donation:withdraw": (N_("Emptied: the gift was withdrawn"), "undo"),
    "donation:correct": (N_("Emptied: the gift was corrected"), "undo"),
    "box:import": (N_("Taken in from a list"), "upload"),
    "box:make": (N_("Packed"), "pack"),
    "sorting:pack": (N_("Packed at the sorting table"), "pack"),
    "box:pack": (N_("Packed more"), "add"),
    "box:unpack": (N_("Unpacked"), "open"),
    "box:split": (N_("Split"), "split"),
    "box:merge": (N_("Merged"), "merge"),
    "box:close": (N_("Closed"), "close"),
    "box:reopen": (N_("Reopened; the old label is void"), "open"),
    "box:weigh": (N_("Weighed"), "weigh"),
    "box:weigh_alike": (N_("Weighed with others alike"), "weigh"),
    "box:unweigh": (N_("Weight taken back"), "undo"),
    "box:move": (N_("Moved"), "place"),
    "labels:put": (N_("A printed label was put on it"), "label"),
    "labels:take_off": (N_("A printed label was taken off it"), "undo"),
    "pallet:build": (N_("Put on a pallet"), "pallet"),
    "pallet:add": (N_("Put on a pallet"), "pallet"),
    "pallet:remove": (N_("Taken off a pallet"), "pallet"),
    "pallet:break": (N_("Pallet broken down"), "pallet"),
    "pallet:move": (N_("Moved with its pallet"), "pallet"),
    "load:assign": (N_("Given a place on a van"), "van"),
    "load:free": (N_("Taken off a van"), "van"),
    "load:move": (N_("Moved to another van or stop"), "van"),
    "run:drop": (N_("Its van dropped out"), "missing"),
    "run:transship": (N_("Went on with another van"), "van"),
    "run:give_back": (N_("Came back into stock"), "undo"),
    "goods:receive": (N_("Counted at a stop"), "check"),
    "stocktake:see": (N_("Seen in a stock-take"), "scan"),
    "stocktake:unsee": (N_("Not seen in a stock-take after all"), "undo"),
    "stocktake:close": (N_("Changed by a stock-take"), "check"),
}

MOVES = frozenset({"box:move", "pallet:move", "goods:receive", "run:give_back"})


def weighed(known_g: int, not_weighed: int, boxes: int) -> str:
    """Return what boxes weigh for certain, and how many of them nobody has weighed yet."""
    if not not_weighed:
        return gettext("%(kg)s kg, all of them weighed.", kg=words().number(known_g // 1000))
    return gettext(
        "At least %(known)s kg; %(count)s of %(boxes)s boxes not weighed.",
        known=words().number(known_g // 1000),
        count=not_weighed,
        boxes=boxes,
    )


def entry(happening: Happening) -> dict[str, object]:
    """Return one entry of the timeline macro."""
    kind, _, event = happening.action.partition(":")
    if kind == "event":
        mark = labels.mark(EventKind(event))
        title, icon, tone = mark.text, mark.icon, mark.tone
    else:
        message, icon = _said(happening)
        title, tone = gettext(message), "neutral"
    return {
        "title": title,
        "icon": icon,
        "tone": tone,
        "when": moment(happening.at),
        "iso": happening.at.isoformat(),
        "by": happening.by,
        "note": "; ".join([*_facts(happening), *_moved(happening)]),
    }


def _said(happening: Happening) -> tuple[str, str]:
    if happening.action == "donation:correct" and (moved := [one[2] for one in happening.moved]):
        # A box that is filled again with just the same stands as it is.
        if not any(moved):
            return N_("Its gift was corrected; its label stays true"), "check"
        if min(moved) > 0:
            return N_("Packed from a corrected gift"), "gift"
    return ACTIONS.get(happening.action, (N_("Changed"), "note"))


def _facts(happening: Happening) -> list[str]:
    facts = happening.facts
    told = []
    if isinstance(grams := facts.get("grams"), int):
        told.append(gettext("%(kg)s kg", kg=words().fixed(grams, 3)))
    if happening.action in MOVES and (place := facts.get("place")):
        shelf = facts.get("shelf")
        told.append(f"{place}, {shelf}" if shelf else str(place))
    told += [str(facts[name]) for name in ("reason", "note") if facts.get(name)]
    if facts.get("van") and facts.get("convoy"):
        told.append(gettext("van %(number)s of %(convoy)s", number=facts["van"], convoy=facts["convoy"]))
    return told


def _moved(happening: Happening) -> list[str]:
    return [
        f"{'+' if quantity > 0 else '−'}{abs(quantity)} {name}"
        for name, _, quantity in happening.moved
        if quantity
    ]
