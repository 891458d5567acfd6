"""Places: the list, one of them, opening and changing them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain.kinds import RECEIVING, PlaceKind
from convoy.domain.permissions import Permission
from convoy.queries import places as query
from convoy.queries import revisions
from convoy.services import places
from convoy.web import log_words
from convoy.web.access import current_actor, look
from convoy.web.forms.records import PlaceForm
from convoy.web.keeping import organisation_in, searched, store

bp = Blueprint("places", __name__, url_prefix="/places")


@bp.get("")
def index() -> ResponseReturnValue:
    """List places by name."""
    actor = current_actor()
    actor.must(Permission.PLACE_READ)
    typed, wanted = searched(), request.args.get("kind", "")
    kind = next((one for one in PlaceKind if one.value == wanted), None)
    with look() as db:
        page = query.listed(db, actor, typed=typed, kind=kind, after=request.args.get("after", "")[:40])
        return render_template("places/index.html", page=page, typed=typed, kind=kind, kinds=PlaceKind)


@bp.get("/new")
def new() -> ResponseReturnValue:
    """Show an empty form."""
    current_actor().must(Permission.PLACE_EDIT)
    return _page(PlaceForm(formdata=None))


@bp.post("/new")
def create() -> ResponseReturnValue:
    """Open a place."""
    current_actor().must(Permission.PLACE_EDIT)
    form = PlaceForm()
    form.validate()
    host = organisation_in(form.organisation)
    if form.errors:
        return _page(form), 422
    stored, status = store(form, places.record, form.command(host), "place")
    if stored is None:
        return _page(form), status
    flash(gettext("%(name)s is on record as %(code)s.", name=stored.name, code=stored.code), "done")
    return redirect(url_for(".show", code=stored.code), 303)


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show one place."""
    actor = current_actor()
    actor.must(Permission.PLACE_READ)
    with look() as db:
        place = query.found(db, actor, code)
        steps = revisions.history(db, "place", place.code)
        return render_template(
            "places/show.html",
            place=place,
            speaks_for=place.kind not in RECEIVING and actor.may(Permission.PLACE_REPORT, place_id=place.id),
            may_change=query.may_change(db, actor, place),
            is_recipient=query.is_recipient(db, actor, place),
            history=[log_words.entry(step, place.zone) for step in steps],
        )


@bp.get("/<code>/edit")
def edit(code: str) -> ResponseReturnValue:
    """Show what is known of a place, to change it."""
    actor = current_actor()
    actor.must(Permission.PLACE_EDIT)
    with look() as db:
        place = query.found(db, actor, code)
        if not query.may_change(db, actor, place):
            raise actor.refused()
        form = PlaceForm(formdata=None, obj=place)
        form.keep_zone(place.zone)
        form.organisation.data = place.organisation.name if place.organisation else ""
        form.seen.data = str(revisions.latest(db, "place", place.code))
    return _page(form, place.code)


@bp.post("/<code>/edit")
def change(code: str) -> ResponseReturnValue:
    """Change what is known of a place."""
    actor = current_actor()
    actor.must(Permission.PLACE_EDIT)
    form = PlaceForm()
    with look() as db:
        place = query.found(db, actor, code)
        if not query.may_change(db, actor, place):
            raise actor.refused()
        form.keep_zone(place.zone)
    form.validate()
    host = organisation_in(form.organisation)
    if form.errors:
        return _page(form, place.code), 422
    stored, status = store(form, places.record, form.command(host, place.code), "place", place.code)
    if stored is None:
        return _page(form, place.code), status
    flash(gettext("%(name)s is changed.", name=stored.name), "done")
    return redirect(url_for(".show", code=stored.code), 303)


def _page(form: PlaceForm, code: str = "") -> str:
    chooses_code = not code and places.may_choose_code(current_actor())
    return render_template("places/edit.html", form=form, code=code, chooses_code=chooses_code)
