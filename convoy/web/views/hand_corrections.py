"""Hand corrections: what the pen changed on a paper is keyed in for its next version."""

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from convoy.documents.registry import KINDS
from convoy.domain.errors import Invalid, NotAllowed, NotFound, Refusal
from convoy.domain.pen import ON_LINES, PenField
from convoy.domain.permissions import Permission
from convoy.queries import papers
from convoy.services import hand_corrections, pen_lines
from convoy.web import labels
from convoy.web.access import current_actor, do, look
from convoy.web.choices import SelectChoice
from convoy.web.errors import say
from convoy.web.forms.counting import blame
from convoy.web.forms.papers import PenForm
from convoy.web.numbers import is_number

if TYPE_CHECKING:
    from convoy.models import Paper

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
            "papers/pen.html",
            paper=paper,
            title=KINDS[paper.kind].title,
            by_pen=hand_corrections.standing(paper),
            sees_route=papers.may_see_route(current_actor(), paper.convoy_id or 0),
            form=_with_lines(form, paper),
        )


def _with_lines(form: PenForm, paper: "Paper") -> PenForm:
    """Offer the lines of the paper, as they are numbered on it."""
    language = str(get_locale())
    form.line.choices = [
        SelectChoice(value="", label=gettext("only for packages: which line")),
        *(
            SelectChoice(
                value=str(one.number),
                label=f"{one.number} · {one.names.get(language) or one.names.get('en', '')} · {one.packages}",
            )
            for one in pen_lines.printed_on(paper)
        ),
    ]
    if paper.kind not in pen_lines.LISTS:
        form.field.choices = labels.choices(one for one in PenField if one not in ON_LINES)
    return form


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
        int(form.line.data) if is_number(form.line.data or "") else None,
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
