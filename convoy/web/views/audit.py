"""The log: who did what, and when."""

from datetime import date

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from convoy.domain.permissions import Permission
from convoy.queries import audit as query
from convoy.web import log_words
from convoy.web.access import clock, current_actor, look
from convoy.web.keeping import searched

bp = Blueprint("audit", __name__)

MOST_DIGITS = 9
"""Of how many entries are skipped: more than any day has, and no more than either database counts."""

FIRST_YEAR, LAST_YEAR = 2000, 3000

PAGES = {
    "BX": ("boxes.show", Permission.BOX_READ),
    "CV": ("convoys.show", Permission.CONVOY_READ),
    "DN": ("donations.show", Permission.DONATION_READ),
    "OR": ("organisations.show", Permission.ORGANISATION_READ),
    "US": ("people.show", Permission.PERSON_READ),
    "VH": ("vehicles.show", Permission.VEHICLE_READ),
}
"""Where a thing is shown, by the letters its code begins with, and who gets in there."""


@bp.get("/log")
def index() -> ResponseReturnValue:
    """Show who did what, the newest first; to those who may not read the log, what they did themselves."""
    actor = current_actor()
    person, subject = request.args.get("person", "")[:40], searched("subject")
    with look() as db:
        rows, following = query.page(
            db,
            actor,
            zone=clock(),
            person=person,
            subject=subject,
            begin=_begin(),
        )
        return render_template(
            "audit/index.html",
            rows=rows,
            following=following,
            person=person,
            subject=subject,
            everything=actor.may(Permission.AUDIT_READ),
            done=log_words.done,
            page_of=_page_of,
        )


def _begin() -> query.From | None:
    """Where the address says that the page begins; None for the newest, and for what is no day."""
    skipped = request.args.get("skipped", "")[:MOST_DIGITS]
    try:
        day = date.fromisoformat(request.args.get("day", "")[:10])
    except ValueError:
        return None
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        return None
    return query.From(day, int(skipped) if skipped.isascii() and skipped.isdigit() else 0)


def _page_of(subject: str) -> str | None:
    """The address of a thing this person may open, None for others."""
    endpoint, permission = PAGES.get(subject[:2], ("", None)) if subject[2:3] == "-" else ("", None)
    if permission is None or endpoint not in current_app.view_functions:
        return None
    if not current_actor().may(permission):
        return None
    # A van is written CV-…/2: it is shown with its convoy.
    return url_for(endpoint, code=subject.partition("/")[0])
