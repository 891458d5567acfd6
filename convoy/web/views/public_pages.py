"""The page of a place that anyone may open: hours, address, what is taken. And its switch."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain.errors import NotFound, RuleBroken
from convoy.queries import public_pages as query
from convoy.services import public_pages
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.public_pages import PublicPageForm
from convoy.web.public_words import light

bp = Blueprint("public_pages", __name__)


@bp.get("/at/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show everybody the same page: no counts, no stock, no convoys, no names of people."""
    try:
        with look() as db:
            place = query.shown(db, code)
            return render_template("public/place.html", place=place, light=light(place.status))
    except NotFound as error:
        return render_template("public/missing.html", said=say(error)), 404


@bp.get("/places/<code>/public")
def edit(code: str) -> ResponseReturnValue:
    """Show whether strangers see a page of this place, and what would be on it."""
    with look() as db:
        _, page = query.of_place(db, current_actor(), code)
    return _edit(code, PublicPageForm(formdata=None, data={"is_shown": page is not None})), 200


def _edit(code: str, form: PublicPageForm) -> str:
    with look() as db:
        place, page = query.of_place(db, current_actor(), code)
        return render_template(
            "public/edit.html",
            form=form,
            place=place,
            is_shown=page is not None,
            light=light(place.status),
        )


@bp.post("/places/<code>/public")
def change(code: str) -> ResponseReturnValue:
    """Switch the page on or off."""
    form = PublicPageForm()
    with look() as db:
        query.of_place(db, current_actor(), code)
    if not form.validate():
        return _edit(code, form), 422
    try:
        do(public_pages.change, form.command(code))
    except RuleBroken as error:
        form.form_errors.append(say(error))
        return _edit(code, form), 422
    said = (
        gettext("The page is open to everybody.")
        if form.is_shown.data
        else gettext("The page is shown to nobody.")
    )
    flash(said, "done")
    return redirect(url_for(".edit", code=code), 303)
