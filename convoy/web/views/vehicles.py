"""Vehicles we may use again: the list, one of them, putting them on record."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain.permissions import Permission
from convoy.queries import revisions
from convoy.queries import vehicles as query
from convoy.services import vehicles
from convoy.web import log_words
from convoy.web.access import current_actor, look
from convoy.web.forms.records import VehicleForm
from convoy.web.keeping import organisation_in, searched, store

bp = Blueprint("vehicles", __name__, url_prefix="/vehicles")


@bp.get("")
def index() -> ResponseReturnValue:
    """List vehicles by name."""
    actor = current_actor()
    actor.must(Permission.VEHICLE_READ)
    typed, active = searched(), request.args.get("show") != "retired"
    with look() as db:
        page = query.listed(db, actor, typed=typed, active=active, after=request.args.get("after", "")[:40])
        return render_template("vehicles/index.html", page=page, typed=typed, active=active)


@bp.get("/new")
def new() -> ResponseReturnValue:
    """Show an empty form."""
    current_actor().must(Permission.VEHICLE_EDIT)
    form = VehicleForm(formdata=None)
    _offer(form)
    return _page(form)


@bp.post("/new")
def create() -> ResponseReturnValue:
    """Put a vehicle on record, or fill in what is typical of its class."""
    current_actor().must(Permission.VEHICLE_EDIT)
    form = VehicleForm()
    if _filled(form):
        return _page(form)
    form.validate()
    owner = organisation_in(form.organisation)
    if form.errors:
        return _page(form), 422
    stored, status = store(form, vehicles.record, form.command(owner), "vehicle")
    if stored is None:
        return _page(form), status
    flash(gettext("%(name)s is on record as %(code)s.", name=stored.name, code=stored.code), "done")
    return redirect(url_for(".show", code=stored.code), 303)


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show one vehicle: what its papers say, and what is only typical of its class."""
    actor = current_actor()
    actor.must(Permission.VEHICLE_READ)
    with look() as db:
        vehicle = query.found(db, actor, code)
        steps = revisions.history(db, "vehicle", vehicle.code)
        return render_template(
            "vehicles/show.html", vehicle=vehicle, history=[log_words.entry(step) for step in steps]
        )


@bp.get("/<code>/edit")
def edit(code: str) -> ResponseReturnValue:
    """Show what is known of a vehicle, to change it."""
    actor = current_actor()
    actor.must(Permission.VEHICLE_EDIT)
    with look() as db:
        vehicle = query.found(db, actor, code)
        form = VehicleForm(formdata=None, obj=vehicle)
        form.offer(query.classes(db))
        form.vehicle_class.data = vehicle.vehicle_class.code
        form.organisation.data = vehicle.organisation.name if vehicle.organisation else ""
        form.seen.data = str(revisions.latest(db, "vehicle", vehicle.code))
    return _page(form, code)


@bp.post("/<code>/edit")
def change(code: str) -> ResponseReturnValue:
    """Change what is known of a vehicle, or fill in what is typical of its class."""
    actor = current_actor()
    actor.must(Permission.VEHICLE_EDIT)
    with look() as db:
        query.found(db, actor, code)
    form = VehicleForm()
    if _filled(form):
        return _page(form, code)
    form.validate()
    owner = organisation_in(form.organisation)
    if form.errors:
        return _page(form, code), 422
    stored, status = store(form, vehicles.record, form.command(owner, code), "vehicle", code)
    if stored is None:
        return _page(form, code), status
    flash(gettext("%(name)s is changed.", name=stored.name), "done")
    return redirect(url_for(".show", code=code), 303)


def _offer(form: VehicleForm) -> None:
    with look() as db:
        form.offer(query.classes(db))


def _filled(form: VehicleForm) -> bool:
    """Whether only the figures of the class were asked for; offers the classes either way."""
    with look() as db:
        classes = query.classes(db)
    form.offer(classes)
    if "fill" not in request.form:
        return False
    chosen = next((one for one in classes if one.code == form.vehicle_class.data), None)
    if chosen is not None:
        form.fill(chosen)
    return True


def _page(form: VehicleForm, code: str = "") -> str:
    return render_template("vehicles/edit.html", form=form, code=code)
