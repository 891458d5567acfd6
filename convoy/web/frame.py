"""What every page has round it: language, the places to go, today's date, words for templates."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from flask import Flask, current_app, g, request, url_for
from flask_babel import get_locale, gettext

from convoy.documents.layout import units
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.services import pins
from convoy.web import intake_words, labels, languages, vehicle_words
from convoy.web.access import clock, current_actor
from convoy.web.languages import LANGUAGES, RIGHT_TO_LEFT
from convoy.words import Words


@dataclass(frozen=True, slots=True)
class Destination:
    """One of the (at most seven) places to go."""

    endpoint: str
    label: str
    icon: str
    permission: Permission


MOST_DESTINATIONS = 7

SPARED = ("donations.new", "audit.index", "people.index")
"""What the rail does without where there are too many places: gifts begin with logging one, and whoever
has so many places has Records among them, which lead to the others."""

PARTS = {
    "announced_gifts": "donations.new",
    "photos": "donations.index",
    "controls": "donations.index",
    "earmarks": "donations.index",
    "declarations": "convoys.index",
    "letters": "convoys.index",
    "packing": "boxes.index",
    "box_imports": "boxes.index",
    "scanning": "boxes.index",
    "stock_takes": "boxes.index",
    "weighing": "boxes.index",
    "pallets": "boxes.index",
    "bags": "donations.index",
    "captures": "donations.index",
    "drafts": "donations.index",
    "pools": "donations.index",
    "sorting": "donations.index",
    "runs": "convoys.index",
    "readiness": "convoys.index",
    "loading": "convoys.index",
    "dispatch": "convoys.index",
    "receiving": "convoys.index",
    "messages": "convoys.index",
    "van_scanning": "convoys.index",
    "days": "stock.index",
    "organisations": "records.index",
    "places": "records.index",
    "catalogue": "records.index",
    "vehicles": "records.index",
    "duplicates": "records.index",
    "wishes": "donations.index",
    "kits": "boxes.index",
    "cards": "people.index",
    "devices": "people.index",
    "looks": "convoys.index",
    "crew_links": "convoys.index",
    "public_pages": "records.index",
    "appeals": "records.index",
}
"""Which place of the rail the pages of an area belong to, where it is not their own."""

NAMED_IN_ADDRESS = frozenset({"public_pages", "appeals"})

DESTINATIONS = (
    Destination("donations.new", N_("Log a gift"), "gift", Permission.DONATION_RECORD),
    Destination("donations.index", N_("Gifts"), "history", Permission.DONATION_READ),
    Destination("boxes.index", N_("Boxes"), "box", Permission.BOX_READ),
    Destination("stock.index", N_("Stock"), "warehouse", Permission.STOCK_READ),
    Destination("convoys.index", N_("Convoys"), "convoy", Permission.CONVOY_READ),
    Destination("print_desk.index", N_("Papers"), "print", Permission.PAPER_READ),
    Destination("records.index", N_("Records"), "catalogue", Permission.ORGANISATION_READ),
    Destination("people.index", N_("People"), "people", Permission.PERSON_READ),
    Destination("audit.index", N_("Who did what"), "audit", Permission.AUDIT_READ),
)


def destinations(actor: Actor) -> list[Destination]:
    """Return where this person may go, in the order of the rail."""
    open_to = [place for place in DESTINATIONS if actor.may(place.permission)]
    spared = SPARED[: max(0, len(open_to) - MOST_DESTINATIONS)]
    return [place for place in open_to if place.endpoint not in spared]


def _here(listed: list[Destination]) -> str:
    """The place of the rail that the page asked for belongs to, or the empty text."""
    if request.endpoint is None or request.blueprint is None:
        return ""
    if any(place.endpoint == request.endpoint for place in listed):
        return request.endpoint
    area = PARTS.get(request.blueprint, f"{request.blueprint}.index")
    return "records.index" if area in SPARED and all(place.endpoint != area for place in listed) else area


def chosen_language() -> str:
    """Return the language chosen by this person or on this browser, else the browser's own, else English.

    Pages for strangers name it in their address, so that they can be kept and need no cookie.
    """
    if request.blueprint in NAMED_IN_ADDRESS and request.args.get("in") in LANGUAGES:
        return request.args["in"]
    # Of somebody who is signed in it was worked out already.
    return languages.chosen() if current_actor().user_id is None else current_actor().language


def words() -> Words:
    """Return the words of the page's language, for what templates cannot say themselves."""
    return Words(str(get_locale()))


def _rail() -> list[tuple[str, str, str, bool]]:
    listed = destinations(current_actor())
    here = _here(listed)
    return [(place.endpoint, gettext(place.label), place.icon, place.endpoint == here) for place in listed]


def _context() -> dict[str, object]:
    language = str(get_locale())
    actor = current_actor()
    return {
        "places": _rail(),
        "actor": actor,
        "actor_name": actor.name,
        "may_change_person": pins.may_have(actor),
        "new_devices": g.signed_in.new_devices if "signed_in" in g else 0,
        "notices": g.signed_in.notices if "signed_in" in g else 0,
        "may": actor.may,
        "Permission": Permission,
        "demo": current_app.config["CONVOY_DEMO"],
        "language": language,
        "languages": languages.choices(),
        "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
        "here": request.full_path.rstrip("?") if request.method == "GET" else url_for("home.index"),
        "site": current_app.config["CONVOY_URL"] or request.host_url.rstrip("/"),
        "words": words(),
        "packages": lambda count, package: units.packages(words(), count, package),
        "label": labels.label,
        "mark": labels.mark,
        "class_name": vehicle_words.class_name,
        "class_note": vehicle_words.class_note,
    }


def _new_key() -> str:
    """Return a key for a form that is about to be shown: sent twice, it is done once."""
    return str(uuid4())


def _day(value: date | None) -> str:
    return words().day(value) if value is not None else gettext("unknown")


def moment(value: datetime | None, zone: str = "") -> str:
    """Return a moment by the clock of the page, which its foot names; by another one with that one's name."""
    if value is None:
        return gettext("unknown")
    if zone in {"", clock()}:
        g.tells_time = True
        return words().moment(value, clock())
    return f"{words().moment(value, zone)} ({words().city(zone)})"


def _is_telling_time() -> bool:
    return bool(g.get("tells_time"))


def _clock_city() -> str:
    return words().city(clock())


def install(app: Flask) -> None:
    """Give every template its context and its filters."""
    app.context_processor(_context)
    app.add_template_global(_new_key, "new_key")
    app.add_template_global(languages.is_redrawn, "is_redrawn")
    app.add_template_global(intake_words.unsent_forms, "unsent_forms")
    app.add_template_global(intake_words.scanned_forms, "scanned_forms")
    app.add_template_filter(_day, "day")
    app.add_template_filter(moment, "moment")
    app.add_template_global(_is_telling_time, "tells_time")
    app.add_template_global(_clock_city, "clock_city")
