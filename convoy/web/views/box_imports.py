"""Lists of boxes: checked with every problem named, then taken in whole."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain.errors import NotAllowed, NotFound, Refusal
from convoy.domain.kinds import OrganisationKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import donations as donation_query
from convoy.services import box_imports
from convoy.services.sheets import Problem
from convoy.web import labels
from convoy.web.access import current_actor, database, look
from convoy.web.box_words import weighed
from convoy.web.choices import SelectChoice
from convoy.web.forms.box_imports import BoxImportForm
from convoy.web.frame import words

bp = Blueprint("box_imports", __name__)

LABELS_AT_ONCE = 200
"""Labels asked for by one address: a longer one is cut by some servers."""

MOST_SHOWN = 200
"""Problems on one page; the rest shows once these are mended."""


@bp.route("/boxes/import", methods=["GET", "POST"], endpoint="import")
def import_boxes() -> ResponseReturnValue:
    """Ask for a list; check it; take it in."""
    current_actor().must(Permission.BOX_IMPORT)
    form = BoxImportForm()
    _offer(form)
    outcome = None
    if form.validate_on_submit() and form.take_file():
        taking = request.form.get("then") == "take"
        try:
            outcome = box_imports.import_file(database(), current_actor(), form.command(), dry_run=not taking)
        except (NotFound, NotAllowed):
            raise
        except Refusal as error:
            form.refuse(error)
        if taking and outcome is not None and not outcome.problems:
            return _taken(outcome)
    status = 422 if form.is_submitted() and (outcome is None or outcome.problems) else 200
    return render_template(
        "boxes/import.html",
        form=form,
        outcome=outcome,
        problems=_listed(outcome.problems) if outcome else [],
        remarks=_listed(outcome.remarks) if outcome else [],
        weighed=_weighed(outcome) if outcome else "",
    ), status


def _offer(form: BoxImportForm) -> None:
    with look() as db:
        actor = current_actor()
        here = [
            place
            for place in donation_query.intake_places(db, actor)
            if actor.may(Permission.BOX_IMPORT, place_id=place.id)
        ]
    if not here:
        raise NotAllowed(N_("You are in charge of no place where boxes could be taken in."))
    form.place.choices = [SelectChoice(value=place.code, label=place.name) for place in here]
    form.partner_kind.choices = [
        SelectChoice(value="", label=gettext("known here, or our own list")),
        *labels.choices(OrganisationKind),
    ]


def _listed(problems: tuple[Problem, ...]) -> list[tuple[int, str]]:
    return [(one.row_number, words().refusal(one.refusal)) for one in problems[:MOST_SHOWN]]


def _weighed(outcome: box_imports.Outcome) -> str:
    return weighed(outcome.known_g, outcome.not_weighed, outcome.added + outcome.already)


def _taken(outcome: box_imports.Outcome) -> ResponseReturnValue:
    """Say what was added, with the labels of all boxes of the list; loaded again it adds nothing."""
    codes = outcome.codes
    sheets = [codes[start : start + LABELS_AT_ONCE] for start in range(0, len(codes), LABELS_AT_ONCE)]
    return render_template(
        "boxes/imported.html",
        outcome=outcome,
        remarks=_listed(outcome.remarks),
        weighed=_weighed(outcome),
        sheets=sheets,
        per_sheet=LABELS_AT_ONCE,
    )
