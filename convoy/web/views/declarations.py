"""One recipient's online declaration for one van: how it stands, what was recorded, and the next step."""

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain.declarations import DeclarationStep
from convoy.domain.errors import Invalid, NotAllowed, NotFound, Refusal
from convoy.domain.permissions import Permission
from convoy.queries import convoys as known
from convoy.queries import declarations as query
from convoy.services import declarations
from convoy.web import declaration_words, labels
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.convoys import chosen
from convoy.web.forms.counting import blame
from convoy.web.forms.declarations import DeclarationForm

bp = Blueprint("declarations", __name__)


@bp.get("/convoys/<code>/runs/<int:number>/declarations/<int:place>")
def show(code: str, number: int, place: int) -> ResponseReturnValue:
    """Show how the declaration stands, and a form for the next step."""
    return _page(code, number, place, DeclarationForm(formdata=None))


def _page(code: str, number: int, place: int, form: DeclarationForm) -> str:
    actor = current_actor()
    today = datetime.now(UTC).date()
    with look() as db:
        run = known.find_run(db, actor, code, number)
        recipient = query.of_recipient(db, run, place, today)
        _offer(form, query.lists_of(db, actor, run))
        if not form.is_submitted():
            form.place.data = recipient.place.code
            form.occurred_on.data = today
            form.step.data = declaration_words.next_step(recipient.standing).value
        return render_template(
            "declarations/show.html",
            run=run,
            convoy=run.convoy,
            recipient=recipient,
            history=declaration_words.history(query.entries(db, recipient.declaration)),
            deadlines=recipient.standing.deadlines,
            said=declaration_words.term,
            gaps=declaration_words.gaps(recipient.standing),
            form=form,
            place=place,
            may_plan=actor.may(Permission.CONVOY_PLAN, convoy_id=run.convoy_id),
        )


def _offer(form: DeclarationForm, lists: list[tuple[str, int]]) -> None:
    form.paper.choices = chosen(
        (
            (f"{number} {version}", gettext("%(number)s, version %(n)s", number=number, n=version))
            for number, version in lists
        ),
        gettext("not one of our papers"),
    )


@bp.post("/convoys/<code>/runs/<int:number>/declarations/<int:place>")
def record(code: str, number: int, place: int) -> ResponseReturnValue:
    """Keep the step."""
    actor = current_actor()
    form = DeclarationForm()
    with look() as db:
        run = known.find_run(db, actor, code, number)
        actor.must(Permission.CONVOY_PLAN, convoy_id=run.convoy_id)
        _offer(form, query.lists_of(db, actor, run))
    if not form.validate():
        return _page(code, number, place, form), 422
    try:
        do(declarations.record, form.command(code, number))
    except (NotFound, NotAllowed):
        raise
    except Invalid as error:
        blame(form[error.field], say(error))
        return _page(code, number, place, form), 422
    except Refusal as error:
        form.form_errors.append(say(error))
        return _page(code, number, place, form), 409
    flash(gettext("Recorded: %(what)s.", what=labels.label(DeclarationStep(form.step.data))), "done")
    return redirect(url_for(".show", code=code, number=number, place=place), 303)
