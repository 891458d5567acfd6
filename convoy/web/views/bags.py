"""Unsorted bags in two taps: how many, how heavy, done."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain.errors import Conflict, Invalid
from convoy.services import donations
from convoy.web import desk, gift_form
from convoy.web.access import do
from convoy.web.forms.donations import BagsForm

bp = Blueprint("bags", __name__, url_prefix="/bags")


@bp.get("")
def new() -> ResponseReturnValue:
    """Show an empty form: an anonymous donor, today, the own place."""
    form = BagsForm()
    first, zone = desk.offer_places(form)
    form.place.data = session.get("place") or first
    form.received_on.data = datetime.now(zone).date()
    return render_template("donations/bags.html", form=form)


@bp.post("", endpoint="create")
def create() -> ResponseReturnValue:
    """Record the bags as a gift; they go into the day's pool."""
    form = BagsForm()
    desk.offer_places(form)
    if not desk.understood(form):
        return render_template("donations/bags.html", form=form), 422
    try:
        donation = do(donations.record, form.command())
    except Invalid as error:
        form.refuse(error)
        return render_template("donations/bags.html", form=form), 422
    except Conflict as error:
        gift_form.begin_again(form, error)
        return render_template("donations/bags.html", form=form), 409
    session["place"] = form.place.data
    flash(gettext("%(code)s recorded; it can be sorted now.", code=donation.code), "done")
    return redirect(url_for("donations.show", code=donation.code, just="bags"), 303)
