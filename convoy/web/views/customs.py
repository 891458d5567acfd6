"""Customs of a van: one side of one border at a time, and what happened there."""

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain.errors import Refusal
from convoy.queries import convoys as questions
from convoy.services import crews
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.convoys import chosen
from convoy.web.forms.customs import CustomsForm

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from convoy.models import Run

bp = Blueprint("customs", __name__)


@bp.get("/convoys/<code>/runs/<int:number>/customs")
def edit(code: str, number: int) -> ResponseReturnValue:
    """Show the form for one side of one border, with what is known of it where it is on record."""
    with look() as db:
        run = questions.find_run(db, current_actor(), code, number)
        known = next((one for one in run.customs if str(one.id) == request.args.get("record", "")), None)
        form = CustomsForm(formdata=None, obj=known)
        if known is not None:
            form.crossing.data = known.crossing.code if known.crossing else ""
        else:
            form.side.data = request.args.get("side", form.side.data)
            form.crossing.data = run.convoy.crossing.code if run.convoy.crossing else ""
        return _page(db, run, form)


def _offer(db: "Session", form: CustomsForm) -> None:
    crossings = questions.choices(db, current_actor()).crossings
    form.crossing.choices = chosen(crossings, gettext("not known yet"))


def _page(db: "Session", run: "Run", form: CustomsForm) -> str:
    _offer(db, form)
    return render_template("runs/customs.html", form=form, run=run, code=run.convoy.code, number=run.number)


@bp.post("/convoys/<code>/runs/<int:number>/customs")
def record(code: str, number: int) -> ResponseReturnValue:
    """Keep what is known of the border."""
    form = CustomsForm()
    with look() as db:
        run = questions.find_run(db, current_actor(), code, number)
        _offer(db, form)
        if not form.validate():
            return _page(db, run, form), 422
    try:
        do(crews.record_customs, form.command(code, number))
    except Refusal as error:
        form.form_errors.append(say(error))
        with look() as db:
            return _page(db, questions.find_run(db, current_actor(), code, number), form), 422
    flash(gettext("The border of van %(number)s is recorded.", number=number), "done")
    return redirect(url_for("runs.show", code=code, number=number, _anchor="borders"), 303)
