"""The page "Set aside": goods that wait for a decision, decided many at once; answers of a second person."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from convoy.documents.layout import units
from convoy.domain.controls import Decision
from convoy.domain.errors import NotAllowed, NotFound, Refusal, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import second_signatures as query
from convoy.queries import set_aside
from convoy.services import controls, second_signatures
from convoy.web import control_words
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.controls import AnswerForm, ControlForm
from convoy.web.frame import words

bp = Blueprint("controls", __name__, url_prefix="/set-aside")


@bp.get("")
def index() -> ResponseReturnValue:
    """Show what waits for a decision, with what the person may decide."""
    return _page(ControlForm(formdata=None))


def _page(
    form: ControlForm, refused: Refusal | None = None, answer: AnswerForm | None = None, asked: str = ""
) -> str:
    actor = current_actor()
    actor.must(Permission.LINE_DECIDE)
    with look() as db:
        return render_template(
            "controls/index.html",
            waiting=set_aside.waiting(db, actor),
            form=form,
            answer=answer or AnswerForm(formdata=None),
            asked=asked,
            refused=refused,
            say=say,
            chosen=set(request.form.getlist("target")),
            waits=control_words.waits,
            documents=control_words.documents(),
            amount=lambda quantity, unit: units.quantity(words(), quantity, unit),
        )


@bp.post("")
def decide() -> ResponseReturnValue:
    """Release or refuse what was chosen."""
    current_actor().must(Permission.LINE_DECIDE)
    form = ControlForm()
    act = request.form.get("decision", "")
    decision = next((one for one in Decision if one.value == act), None)
    targets = tuple(request.form.getlist("target"))
    if not form.validate():
        return _page(form), 422
    if decision is None:
        return _page(form, RuleBroken(N_("Choose what happens with the goods. Nothing was changed."))), 422
    command = controls.DecideGoods(form.key.data, targets, decision, form.reason.data, form.document.data)
    try:
        done = do(controls.decide, command)
    except NotFound as error:
        return _page(form, error), 404
    except NotAllowed as error:
        return _page(form, error), 403
    except Refusal as error:
        return _page(form, error), 422
    flash(_said(done, decision), "done")
    return redirect(url_for(".index"), 303)


def _said(done: controls.Decided, decision: Decision) -> str:
    if decision is Decision.REFUSE:
        return ngettext("%(num)s thing is refused.", "%(num)s things are refused.", done.done)
    parts = []
    if done.done:
        parts.append(ngettext("%(num)s thing is signed off.", "%(num)s things are signed off.", done.done))
    if done.waiting:
        parts.append(
            ngettext(
                "%(num)s thing waits for a second person.",
                "%(num)s things wait for a second person.",
                done.waiting,
            )
        )
    return " ".join(parts)


@bp.post("/<code>/answer")
def answer(code: str) -> ResponseReturnValue:
    """Say yes or no to what another person signed off."""
    current_actor().must(Permission.CONTROL_SECOND)
    with look() as db:
        query.find(db, current_actor(), code)
    form = AnswerForm()
    if not form.validate():
        return _page(ControlForm(formdata=None), answer=form, asked=code), 422
    is_agreed = request.form.get("agreed") == "yes"
    command = second_signatures.AnswerSignOff(
        form.key.data, code, form.sha256.data or "", is_agreed, form.reason.data
    )
    try:
        do(second_signatures.answer, command)
    except (NotFound, NotAllowed):
        raise
    except Refusal as error:
        return _page(ControlForm(formdata=None), error, form, code), 422
    said = (
        gettext("%(code)s is agreed to.", code=code)
        if is_agreed
        else gettext("%(code)s is not agreed to.", code=code)
    )
    flash(said, "done")
    return redirect(url_for(".index"), 303)
