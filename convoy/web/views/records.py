"""Records: what there is of each kind, and the way to each."""

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext, ngettext

from convoy.domain.errors import NotAllowed
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.queries import catalogue_pages, duplicates, organisations, places, vehicles
from convoy.web import item_words
from convoy.web.access import current_actor, look

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("records", __name__)

READING = (
    Permission.ORGANISATION_READ,
    Permission.PLACE_READ,
    Permission.CATALOGUE_READ,
    Permission.VEHICLE_READ,
)


@bp.get("/records")
def index() -> ResponseReturnValue:
    """Show what is on record, as far as this person may see it."""
    actor = current_actor()
    if not any(actor.may(permission) for permission in READING):
        raise NotAllowed(
            N_("You are signed in as %(name)s, who may not do this here. Nothing was changed."),
            name=actor.name,
        )
    with look() as db:
        ways = _ways(db, actor)
        if actor.may(Permission.CATALOGUE_EDIT):
            language = _to_read()
            waiting = catalogue_pages.to_review(db, actor, language)
            return render_template(
                "records/index.html",
                ways_in=ways,
                waiting=waiting,
                to_complete=catalogue_pages.to_complete(db, actor),
                waiting_in=language,
                language_name=item_words.language_name(language),
            )
    return render_template("records/index.html", ways_in=ways, waiting=0, waiting_in="", language_name="")


def _ways(db: "Session", actor: Actor) -> list[tuple[str, str, str, str]]:
    """What there is of each kind that this person may see: name, address, icon, and how much."""
    ways: list[tuple[str, str, str, str]] = []
    if actor.may(Permission.ORGANISATION_READ):
        ours = organisations.ours(db, actor)
        if ours is not None:
            ways.append((gettext("Our own organisation"), url_for("organisations.ours"), "home", ours.name))
        count = organisations.count(db, actor)
        said = ngettext("%(num)s on record", "%(num)s on record", count)
        ways.append((gettext("Organisations"), url_for("organisations.index"), "organisation", said))
    if actor.may(Permission.PLACE_READ):
        said = ngettext("%(num)s on record", "%(num)s on record", places.count(db, actor))
        ways.append((gettext("Places"), url_for("places.index"), "place", said))
    if actor.may(Permission.PLACE_REPORT):
        said = gettext("what strangers are asked to bring, and where")
        ways.append((gettext("Appeals"), url_for("appeals.index"), "send", said))
    if actor.may(Permission.CATALOGUE_READ):
        count = catalogue_pages.count(db, actor)
        said = ngettext("%(num)s item in use", "%(num)s items in use", count)
        ways.append((gettext("Catalogue"), url_for("catalogue.index"), "catalogue", said))
    if actor.may(Permission.DONOR_MERGE):
        count = duplicates.donors_waiting(db, actor) + duplicates.items_waiting(db, actor)
        merging = gettext("merge donors and items that are one")
        said = ngettext("%(num)s pair waits", "%(num)s pairs wait", count) if count else merging
        ways.append((gettext("On record twice"), url_for("duplicates.index"), "merge", said))
    if actor.may(Permission.VEHICLE_READ):
        said = ngettext("%(num)s on record", "%(num)s on record", vehicles.count(db, actor))
        ways.append((gettext("Vehicles"), url_for("vehicles.index"), "van", said))
    return ways + _office(actor)


def _office(actor: Actor) -> list[tuple[str, str, str, str]]:
    """What is kept besides, in the same form."""
    ways: list[tuple[str, str, str, str]] = []
    if actor.scope(Permission.PAPER_SET_UP).everywhere:
        said = gettext("languages, copies, one or two sides")
        ways.append((gettext("How papers are printed here"), url_for("paper_defaults.index"), "print", said))
    if actor.may(Permission.PERSON_READ):
        ways.append((gettext("People"), url_for("people.index"), "people", gettext("accounts and roles")))
    if actor.may(Permission.AUDIT_READ):
        ways.append((gettext("Who did what"), url_for("audit.index"), "audit", gettext("the whole log")))
    return ways


def _to_read() -> str:
    """The language whose names this person can check: the page's, or Ukrainian for those who read English."""
    language = str(get_locale())
    return language if language != "en" else "uk"
