"""Intake sheets of a place: printed blank, keyed in later, each once."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from convoy.documents.papers import intake_sheets as paper
from convoy.domain.errors import Invalid, NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import intake_sheets as query
from convoy.queries import places
from convoy.services import intake_sheets
from convoy.web import sent_files
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.counting import blame
from convoy.web.forms.intake_sheets import SheetsForm
from convoy.web.frame import words

bp = Blueprint("intake_sheets", __name__)


@bp.route("/places/<code>/sheets", methods=["GET", "POST"])
def index(code: str) -> ResponseReturnValue:
    """List the sheets of a place that nobody has keyed in, and issue new ones."""
    actor = current_actor()
    actor.must(Permission.DONATION_RECORD)
    with look() as db:
        place = places.found(db, actor, code)
        actor.must(Permission.DONATION_RECORD, place_id=place.id)
    form = SheetsForm()
    if form.validate_on_submit():
        try:
            do(intake_sheets.issue, form.command(place.code))
        except Invalid as error:
            blame(form.count, say(error))
        else:
            return redirect(url_for(".printed", code=place.code, batch=form.key.data), 303)
    with look() as db:
        sheets = query.outstanding(db, actor, place)
        return render_template("intake_sheets/index.html", form=form, place=place, sheets=sheets), (
            422 if form.is_submitted() else 200
        )


@bp.get("/places/<code>/sheets.pdf")
def printed(code: str) -> ResponseReturnValue:
    """Draw the sheets that were issued together, or all that are out: their numbers stay the same."""
    actor = current_actor()
    actor.must(Permission.DONATION_RECORD)
    with look() as db:
        place = places.found(db, actor, code)
        actor.must(Permission.DONATION_RECORD, place_id=place.id)
        batch = request.args.get("batch", "")[:40]
        sheets = query.of_batch(db, actor, place, batch) if batch else query.outstanding(db, actor, place)
        if not sheets:
            return redirect(url_for(".index", code=place.code), 303)
        run = intake_sheets.content(db, place, sheets, sent_files.site())
    with sent_files.page_of("IS"):
        return sent_files.pdf(paper.render(run, words()), f"{sheets[0].number}.pdf")


@bp.get("/i/<code>", endpoint="keyed")
@bp.get("/I/<code>", endpoint="scanned")
def key_in(code: str) -> ResponseReturnValue:
    """Lead from the code on a sheet to the gift it was keyed in as, or to the form that keys it in."""
    actor = current_actor()
    actor.must(Permission.DONATION_RECORD)
    with look() as db:
        sheet = query.by_number(db, actor, code)
        if sheet is None or not actor.may(Permission.DONATION_RECORD, place_id=sheet.place_id):
            raise NotFound(N_("There is nothing at this address, or you may not see it."))
        if sheet.donation is not None and sheet.donation.withdrawn_at is None:
            return redirect(url_for("donations.show", code=sheet.donation.code))
        return redirect(url_for("donations.new", sheet=sheet.number, place=sheet.place.code))
