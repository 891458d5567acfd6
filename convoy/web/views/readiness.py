"""The gate before departure: what stops a van, what to mend, and what two persons agreed to."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain.check_codes import Code
from convoy.domain.errors import NotAllowed, NotFound, Refusal
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.services import overrides, readiness
from convoy.web import gates
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.readiness import OverrideForm

bp = Blueprint("readiness", __name__, url_prefix="/convoys/<code>/runs/<int:number>/ready")


@bp.get("")
def show(code: str, number: int) -> ResponseReturnValue:
    """Show what is met, what stops the van and what is to be mended, each with its link."""
    return _page(code, number)


def _page(code: str, number: int, opened: str = "", form: OverrideForm | None = None) -> str:
    """`opened` is the check or the override whose form came back."""
    actor = current_actor()
    with look() as db:
        gate = readiness.gate(db, actor, code, number)
        may = actor.may(Permission.CONVOY_DISPATCH, convoy_id=gate.van.run.convoy_id)
        return render_template(
            "readiness/show.html",
            run=gate.van.run,
            convoy=gate.van.run.convoy,
            page=gates.page(gate, actor, may=may),
            form=form or OverrideForm(formdata=None),
            opened=opened,
        )


@bp.post("/<check>")
def ask(code: str, number: int, check: str) -> ResponseReturnValue:
    """Ask a second person that the van may go though a check of it blocks."""
    form = _form(code, number)
    known = next((one for one in Code if one.value == check), None)
    if known is None:
        raise NotFound(N_("There is no check %(code)s."), code=check[:40])
    if not form.validate():
        return _page(code, number, check, form), 422
    command = overrides.AskOverride(
        form.key.data, code, number, known, form.sha256.data or "", form.reason.data
    )
    try:
        do(overrides.ask, command)
    except (NotFound, NotAllowed):
        raise
    except Refusal as error:
        form.form_errors.append(say(error))
        return _page(code, number, check, form), 422
    flash(gettext("It is asked. A second person answers on this page."), "done")
    return redirect(url_for(".show", code=code, number=number), 303)


@bp.post("/overrides/<override>")
def answer(code: str, number: int, override: str) -> ResponseReturnValue:
    """Say yes or no, as the second person, to what was asked."""
    form = _form(code, number)
    if not form.validate():
        return _page(code, number, override, form), 422
    is_agreed = request.form.get("agreed") == "yes"
    command = overrides.AnswerOverride(
        form.key.data, code, number, override, form.sha256.data or "", is_agreed, form.reason.data
    )
    try:
        do(overrides.answer, command)
    except (NotFound, NotAllowed):
        raise
    except Refusal as error:
        form.form_errors.append(say(error))
        return _page(code, number, override, form), 422
    said = (
        gettext("Agreed: it does not stop the van.")
        if is_agreed
        else gettext("Not agreed: it stops the van.")
    )
    flash(said, "done")
    return redirect(url_for(".show", code=code, number=number), 303)


def _form(code: str, number: int) -> OverrideForm:
    """What was typed; raises NotFound, NotAllowed before anything of it is looked at."""
    actor = current_actor()
    with look() as db:
        gate = readiness.gate(db, actor, code, number)
        actor.must(Permission.CONVOY_DISPATCH, convoy_id=gate.van.run.convoy_id)
    return OverrideForm()
