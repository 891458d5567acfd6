"""Labels and printers of a place: which sheets lie in its printer, and how far it prints off them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.documents.layout.labels import calibration
from convoy.domain.label_sizes import OWN
from convoy.domain.permissions import Permission
from convoy.queries import label_stocks as query
from convoy.queries import places
from convoy.services import label_stocks
from convoy.web import label_paper, sent_files
from convoy.web.access import current_actor, look
from convoy.web.forms.label_stocks import SIZES, StockForm
from convoy.web.frame import words
from convoy.web.keeping import store

bp = Blueprint("label_stocks", __name__, url_prefix="/places")


@bp.route("/<code>/labels", methods=["GET", "POST"])
def edit(code: str) -> ResponseReturnValue:
    """Show what a place prints labels on, and keep what is chosen."""
    actor = current_actor()
    actor.must(Permission.LABEL_PRINT)
    with look() as db:
        place = places.found(db, actor, code)
        actor.must(Permission.LABEL_PRINT, place_id=place.id)
        kept = query.of_place(db, actor, place.id)
        loaded = label_stocks.loaded(db, actor, place.id)
    form = StockForm()
    if form.is_submitted():
        stored, status = (
            (None, 422)
            if not form.understood()
            else store(form, label_stocks.keep, form.command(code), "label_stock", code)
        )
        if stored is not None:
            flash(gettext("Labels of %(place)s are printed on this from now on.", place=stored.name), "done")
            return redirect(url_for(".edit", code=stored.code), 303)
    else:
        status = 200
        form.make.data = loaded.make
        for name in ("offset_right", "offset_down", *SIZES):
            form[name].data = getattr(kept, name) if kept is not None else None
    return render_template(
        "label_stocks/edit.html", form=form, place=place, loaded=loaded, is_own=loaded.make == OWN
    ), status


@bp.get("/<code>/labels/calibration.pdf", endpoint="calibration")
def calibration_sheet(code: str) -> ResponseReturnValue:
    """Draw the frames of the place's labels with its offset, to hold against a sheet."""
    actor = current_actor()
    actor.must(Permission.LABEL_PRINT)
    with look() as db:
        place = places.found(db, actor, code)
        actor.must(Permission.LABEL_PRINT, place_id=place.id)
    loaded, _ = label_paper.asked(place.id)
    drawn = calibration(loaded.stock, words(), None, loaded.offset)
    return sent_files.pdf(drawn, f"calibration-{place.code}.pdf")
