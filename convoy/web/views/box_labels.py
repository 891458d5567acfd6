"""Labels printed before there are boxes: issued and printed at a place, listed while they are out."""

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from convoy.documents.papers import blank_labels as paper
from convoy.domain.errors import Refusal
from convoy.domain.permissions import Permission
from convoy.queries import box_labels as query
from convoy.queries import places
from convoy.services import label_runs
from convoy.web import label_paper, sent_files
from convoy.web.access import current_actor, do, look
from convoy.web.forms.box_labels import LabelsForm, SpoiledForm
from convoy.web.frame import words

if TYPE_CHECKING:
    from convoy.models import Place

bp = Blueprint("box_labels", __name__)


def _at(code: str) -> "Place":
    """The place of this code, where the person must print labels."""
    actor = current_actor()
    actor.must(Permission.LABEL_PRINT)
    with look() as db:
        place = places.found(db, actor, code)
    actor.must(Permission.LABEL_PRINT, place_id=place.id)
    return place


@bp.route("/places/<code>/box-labels", methods=["GET", "POST"])
def index(code: str) -> ResponseReturnValue:
    """List the labels of a place that are on no box yet, and issue new ones."""
    place, form = _at(code), LabelsForm()
    if form.validate_on_submit():
        try:
            do(label_runs.issue, form.command(place.code))
        except Refusal as error:
            form.refuse(error)
        else:
            shown = _pdf(place, str(form.key.data)) if sent_files.has_viewer() else request.path
            return redirect(shown, 303)
    return _page(place, form, SpoiledForm(formdata=None), 422 if form.is_submitted() else 200)


def _pdf(place: "Place", batch: str) -> str:
    stock, start = (request.form.get(name, "")[:20] or None for name in ("stock", "start"))
    return url_for(".printed", code=place.code, batch=batch, stock=stock, start=start)


def _page(place: "Place", form: LabelsForm, spoiled: SpoiledForm, status: int) -> ResponseReturnValue:
    with look() as db:
        runs = query.print_runs(db, current_actor(), place)
    return render_template(
        "box_labels/index.html",
        form=form,
        spoiled=spoiled,
        place=place,
        runs=runs,
        labels_on=label_paper.offered(place),
    ), status


@bp.get("/places/<code>/box-labels.pdf")
def printed(code: str) -> ResponseReturnValue:
    """Draw the labels that were issued together and are on no box yet: their codes stay the same."""
    place = _at(code)
    loaded, start = label_paper.asked(place.id)
    with look() as db:
        labels = query.free_of_batch(db, current_actor(), place, request.args.get("batch", "")[:40])
        if not labels:
            return redirect(url_for(".index", code=place.code), 303)
        run = label_runs.content(place, labels, sent_files.site(), start, loaded.stock, loaded.offset)
    return sent_files.pdf(paper.render(run, words()), f"labels-{place.code}.pdf")


@bp.post("/places/<code>/box-labels/spoiled")
def spoil(code: str) -> ResponseReturnValue:
    """Strike labels off that nobody will use."""
    place, form = _at(code), SpoiledForm()
    if form.validate_on_submit():
        try:
            count = do(label_runs.spoil, form.command(place.code))
        except Refusal as error:
            form.refuse(error)
        else:
            if count:
                flash(ngettext("%(num)s label struck off.", "%(num)s labels struck off.", count), "done")
            else:
                flash(gettext("This was sent twice: these labels were struck off already."), "info")
            return redirect(url_for(".index", code=place.code), 303)
    return _page(place, LabelsForm(formdata=None), form, 422)
