"""Drafts: kept while they are typed, listed for the place, gone on with by whoever has time."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain.errors import Conflict, Invalid
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import drafts as query
from convoy.services import drafts
from convoy.web import desk, gift_form
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.donations import DonationForm
from convoy.web.forms.fields import DAMAGED

bp = Blueprint("drafts", __name__, url_prefix="/drafts")

NOT_TYPED = frozenset({"csrf_token", "then", "add", "take", "fill", "put"})
"""Fields of the form that nobody typed."""


@bp.get("")
def index() -> ResponseReturnValue:
    """List the drafts that wait where this person takes gifts in."""
    current_actor().must(Permission.DONATION_RECORD)
    with look() as db:
        return render_template("donations/drafts.html", drafts=query.waiting(db, current_actor()))


@bp.post("", endpoint="keep")
def keep() -> ResponseReturnValue:
    """Keep what is typed so far: by the page itself while somebody types, or by a button."""
    current_actor().must(Permission.DONATION_RECORD)
    place = request.form.get("place", "")[:40]
    if not place:
        raise Invalid(N_("A draft needs its place."), field="place")
    by_itself = request.accept_mimetypes.best == "application/json"
    form = DonationForm()
    desk.offer_places(form)
    if form.key.data is None:
        raise Invalid(DAMAGED, field="key")
    try:
        command = drafts.KeepDraft(form.key.data, place, _typed())
        draft = do(drafts.keep, command)
    except (Conflict, Invalid) as error:
        if by_itself:
            return jsonify({"said": say(error), **_way_on(error)}), 409
        return gift_form.sent_before(form, error)
    if by_itself:
        return jsonify({"said": gettext("Kept as a draft")})
    flash(gettext("%(code)s is kept as a draft.", code=draft.code), "done")
    return redirect(url_for(".index"), 303)


def _way_on(error: Conflict | Invalid) -> dict[str, str]:
    """Where whoever came too late goes on: to the gift that was recorded, or the drafts."""
    if isinstance(error, Invalid):
        return {}
    if code := str(error.facts.get("code", "")):
        return {"to": url_for("donations.show", code=code), "where": code}
    return {"to": url_for(".index"), "where": gettext("Drafts")}


def _typed() -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in request.form.items(multi=True) if name not in NOT_TYPED)


@bp.post("/<code>/open", endpoint="open")
def take_over(code: str) -> ResponseReturnValue:
    """Go on with a draft; nobody else has it open from now on."""
    do(drafts.take_over, code)
    return redirect(url_for("donations.new", draft=code), 303)


@bp.post("/<code>/discard", endpoint="discard")
def discard(code: str) -> ResponseReturnValue:
    """Throw a draft away."""
    do(drafts.discard, code)
    flash(gettext("%(code)s is discarded.", code=code), "done")
    return redirect(url_for(".index"), 303)
