"""Gifts that were announced: the list at the desk, and the way from a code to the filled form."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from convoy.domain.errors import Invalid, NotFound
from convoy.domain.permissions import Permission
from convoy.queries import announced_gifts as query
from convoy.web.access import current_actor, look
from convoy.web.errors import say

bp = Blueprint("announced_gifts", __name__, url_prefix="/announced")


@bp.get("")
def index() -> ResponseReturnValue:
    """List what is expected; a code leads to its gift."""
    actor = current_actor()
    actor.must(Permission.DONATION_RECORD)
    typed, error = request.args.get("code", "")[:300], ""
    with look() as db:
        if typed.strip():
            try:
                return redirect(url_for(".show", code=query.found(db, actor, typed).code))
            except (Invalid, NotFound) as refusal:
                error = say(refusal)
        page = render_template(
            "announced_gifts/index.html", gifts=query.expected(db, actor), typed=typed, error=error
        )
    return page, 422 if error else 200


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """Lead from a code to the form it fills, or to the gift it was recorded as."""
    actor = current_actor()
    actor.must(Permission.DONATION_RECORD)
    with look() as db:
        gift = query.found(db, actor, code)
        if gift.donation is not None:
            return redirect(url_for("donations.show", code=gift.donation.code))
        return redirect(url_for("donations.new", announced=gift.code))
