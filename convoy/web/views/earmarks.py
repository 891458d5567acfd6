"""Saying for which recipient a line of a gift is: a coordinator binds the donor's words to a place."""

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain.errors import Conflict, NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import donations as gifts
from convoy.queries import places
from convoy.services import earmarks
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.convoys import chosen
from convoy.web.forms.donations import EarmarkForm

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("earmarks", __name__)


@bp.get("/donations/<code>/lines/<int:line>/earmark")
def edit(code: str, line: int) -> ResponseReturnValue:
    """Show for whom the line is, to say it or to bind it."""
    form = EarmarkForm(formdata=None)
    with look() as db:
        return _page(db, code, line, form)


def _page(db: "Session", code: str, line: int, form: EarmarkForm) -> str:
    actor = current_actor()
    donation = gifts.found(db, actor, code)
    actor.must(Permission.EARMARK_BIND, place_id=donation.place_id)
    row = next((one for one in donation.lines if one.position == line), None)
    if row is None:
        raise NotFound(
            N_("There is no line %(position)s of gift %(code)s here. Nothing was changed."),
            position=line,
            code=code,
        )
    form.place.choices = chosen(
        ((place.code, place.name) for place in places.recipients(db, actor)), gettext("not bound yet")
    )
    if not form.is_submitted():
        form.words.data = row.earmark
        form.place.data = row.earmark_place.code if row.earmark_place else ""
    return render_template(
        "earmarks/edit.html", form=form, donation=donation, line=row, item=row.item.name_in(actor.language)
    )


@bp.post("/donations/<code>/lines/<int:line>/earmark")
def bind(code: str, line: int) -> ResponseReturnValue:
    """Keep for whom the line is."""
    form = EarmarkForm()
    with look() as db:
        _page(db, code, line, form)
        if not form.validate():
            return _page(db, code, line, form), 422
    command = earmarks.BindEarmark(form.key.data, code, line, form.words.data, form.place.data or "")
    try:
        do(earmarks.bind, command)
    except Conflict as error:
        form.form_errors.append(say(error))
        with look() as db:
            return _page(db, code, line, form), 409
    flash(gettext("Line %(line)s of %(code)s: it is on record for whom.", line=line, code=code), "done")
    return redirect(url_for("donations.show", code=code), 303)
