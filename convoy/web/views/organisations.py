"""Organisations: the list, one of them, and putting them on record; among them our own."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.documents.layout import units
from convoy.domain.kinds import OrganisationKind
from convoy.domain.permissions import Permission
from convoy.queries import donations, duplicates, revisions
from convoy.queries import organisations as query
from convoy.queries.gift_search import Wanted
from convoy.services import organisations
from convoy.web import labels, log_words
from convoy.web.access import current_actor, look
from convoy.web.forms.records import OrganisationForm
from convoy.web.frame import words
from convoy.web.keeping import organisation_in, searched, store

bp = Blueprint("organisations", __name__, url_prefix="/organisations")

NEWEST_GIFTS = 12
"""Gifts that the page of a donor lists; the page of gifts has them all."""


@bp.get("")
def index() -> ResponseReturnValue:
    """List organisations by name."""
    actor = current_actor()
    actor.must(Permission.ORGANISATION_READ)
    typed, wanted = searched(), request.args.get("kind", "")
    kind = next((one for one in OrganisationKind if one.value == wanted), None)
    with look() as db:
        page = query.listed(db, actor, typed=typed, kind=kind, after=request.args.get("after", "")[:40])
        return render_template(
            "organisations/index.html", page=page, typed=typed, kind=kind, kinds=OrganisationKind
        )


@bp.get("/search")
def search() -> ResponseReturnValue:
    """Answer with the organisations whose name begins so, while somebody types."""
    actor = current_actor()
    actor.must(Permission.ORGANISATION_READ)
    with look() as db:
        found = query.suggested(db, actor, searched())
    return jsonify([{"label": one.name, "hint": labels.label(one.kind), "fill": {}} for one in found])


@bp.get("/ours")
def ours() -> ResponseReturnValue:
    """Go to our own organisation; to the list where it is not on record yet."""
    actor = current_actor()
    actor.must(Permission.ORGANISATION_READ)
    with look() as db:
        own = query.ours(db, actor)
    return redirect(url_for(".show", code=own.code) if own is not None else url_for(".index"))


@bp.get("/new")
def new() -> ResponseReturnValue:
    """Show an empty form."""
    current_actor().must(Permission.ORGANISATION_EDIT)
    return _page(OrganisationForm(formdata=None))


@bp.post("/new")
def create() -> ResponseReturnValue:
    """Put an organisation on record."""
    current_actor().must(Permission.ORGANISATION_EDIT)
    form = OrganisationForm()
    form.validate()
    parent = organisation_in(form.parent)
    if form.errors:
        return _page(form), 422
    stored, status = store(form, organisations.record, form.command(parent), "organisation")
    if stored is None:
        return _page(form), status
    flash(gettext("%(name)s is on record as %(code)s.", name=stored.name, code=stored.code), "done")
    return redirect(url_for(".show", code=stored.code), 303)


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show one organisation, and what hangs on it."""
    actor = current_actor()
    actor.must(Permission.ORGANISATION_READ)
    with look() as db:
        organisation = query.found(db, actor, code)
        steps = revisions.history(db, "organisation", organisation.code)
        gifts, following = donations.recorded_page(
            db, actor, Wanted(donor=organisation.code), size=NEWEST_GIFTS
        )
        return render_template(
            "organisations/show.html",
            organisation=organisation,
            may_change=query.may_change(db, actor, organisation),
            around=query.around(db, actor, organisation),
            twice=duplicates.like_donor(db, actor, organisation),
            history=[log_words.entry(step) for step in steps],
            gifts=gifts,
            are_more=following is not None,
            amount=lambda quantity, unit: units.quantity(words(), quantity, unit),
        )


@bp.get("/<code>/edit")
def edit(code: str) -> ResponseReturnValue:
    """Show what is known of an organisation, to change it."""
    actor = current_actor()
    actor.must(Permission.ORGANISATION_EDIT)
    with look() as db:
        organisation = query.found(db, actor, code)
        if not query.may_change(db, actor, organisation):
            raise actor.refused()
        form = OrganisationForm(formdata=None, obj=organisation)
        form.parent.data = organisation.parent.name if organisation.parent else ""
        form.seen.data = str(revisions.latest(db, "organisation", organisation.code))
    return _page(form, code)


@bp.post("/<code>/edit")
def change(code: str) -> ResponseReturnValue:
    """Change what is known of an organisation."""
    actor = current_actor()
    actor.must(Permission.ORGANISATION_EDIT)
    with look() as db:
        if not query.may_change(db, actor, query.found(db, actor, code)):
            raise actor.refused()
    form = OrganisationForm()
    form.validate()
    parent = organisation_in(form.parent)
    if form.errors:
        return _page(form, code), 422
    stored, status = store(form, organisations.record, form.command(parent, code), "organisation", code)
    if stored is None:
        return _page(form, code), status
    flash(gettext("%(name)s is changed.", name=stored.name), "done")
    return redirect(url_for(".show", code=code), 303)


def _page(form: OrganisationForm, code: str = "") -> str:
    with look() as db:
        own = query.ours(db, current_actor())
        return render_template(
            "organisations/edit.html", form=form, code=code, is_ours=own is not None and own.code == code
        )
