"""The day report of a place, on the screen and on paper."""

from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from convoy.documents.papers import day_report
from convoy.domain import dates
from convoy.domain.days import today
from convoy.domain.errors import Invalid
from convoy.queries import days
from convoy.web import sent_files
from convoy.web.access import clock, current_actor, look
from convoy.web.errors import say
from convoy.web.forms.fields import AN_EXAMPLE
from convoy.web.frame import words

bp = Blueprint("days", __name__)


def _asked() -> tuple[date | None, str]:
    """Return the day asked for (None: today), and what is wrong with it."""
    typed = request.args.get("day", "")[:40]
    try:
        return (dates.day(typed, field="day", today=today(clock())) if typed.strip() else None), ""
    except Invalid as error:
        return None, say(error)


@bp.get("/places/<code>/day")
def show(code: str) -> ResponseReturnValue:
    """Show what a day was at a place: today, or the day asked for."""
    day, error = _asked()
    with look() as db:
        place, report = days.report(db, current_actor(), code, day)
    page = render_template(
        "days/show.html",
        place=place,
        report=report,
        sections=day_report.sections(report, words()),
        today=today(place.zone),
        before=report.day - timedelta(days=1),
        after=report.day + timedelta(days=1),
        typed=request.args.get("day", "")[:40] if error else report.day.isoformat(),
        example=AN_EXAMPLE,
        error=error,
    )
    return page, 422 if error else 200


@bp.get("/places/<code>/day.pdf")
def paper(code: str) -> ResponseReturnValue:
    """Draw the same on a sheet of paper."""
    day, _ = _asked()
    with look() as db:
        place, report = days.report(db, current_actor(), code, day)
    name = f"{place.code}-{report.day.isoformat()}.pdf"
    with sent_files.page_of("DY"):
        return sent_files.pdf(day_report.render(report, words()), name)
