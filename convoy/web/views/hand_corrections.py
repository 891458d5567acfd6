"""Hand corrections: what the pen changed on a paper is keyed in for its next version."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.documents.registry import KINDS
from convoy.domain.errors import Invalid, NotAllowed, NotFound, Refusal
from convoy.domain.pen import PenField
from convoy.domain.permissions import Permission
from convoy.queries import papers
from convoy.services import hand_corrections
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.counting import blame
from convoy.web.forms.papers import PenForm

bp = Blueprint("hand_corrections", __name__)


@bp.get("/papers/<code>/v<int:version>/pen")
def index(code: str, version: int) -> ResponseReturnValue:
    """Show what the pen corrected on a version, and take one more correction."""
    return _page(code, version, PenForm(formdata=None))


def _page(code: str, version: int, form: PenForm) -> str:
    with look() as db:
        paper = papers.find(db, current_actor(), code, version)
        current_actor().must(Permission.CONVOY_PLAN, convoy_id=paper.convoy_id)
        return render_template(
            "papers/pen.html", paper=paper, title=KINDS[paper.kind].title, by_pen=paper.corrections, form=form
        )


@bp.post("/papers/<code>/v<int:version>/pen")
def key_in(code: str, version: int) -> ResponseReturnValue:
    """Store what the pen corrected."""
    form = PenForm()
    if not form.validate():
        return _page(code, version, form), 422
    command = hand_corrections.KeyIn(
        form.key.data,
        code,
        version,
        PenField(form.field.data),
        form.value.data,
        form.written_on.data,
        form.reason.data,
    )
    try:
        do(hand_corrections.key_in, command)
    except (NotFound, NotAllowed):
        raise
    except Invalid as error:
        blame(form[error.field], say(error))
        return _page(code, version, form), 422
    except Refusal as error:
        form.form_errors.append(say(error))
        return _page(code, version, form), 409
    flash(
        gettext(
            "Keyed in. Print again: version %(version)s says it was corrected by hand.", version=version + 1
        ),
        "done",
    )
    return redirect(url_for(".index", code=code, version=version), 303)
