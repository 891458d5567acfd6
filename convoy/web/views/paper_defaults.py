"""How papers are printed here: languages, copies and sides of each kind, for the whole installation."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.documents.registry import KINDS
from convoy.domain.errors import Invalid
from convoy.domain.targets import Target
from convoy.queries import paper_defaults as query
from convoy.services import paper_defaults
from convoy.web.access import current_actor, do, look
from convoy.web.forms.paper_defaults import DefaultsForm

bp = Blueprint("paper_defaults", __name__)

OF_VANS = frozenset({Target.RUN, Target.STOP})
"""Of what papers are that lie in a van's folder: only these are printed in several copies at once."""


@bp.route("/records/papers", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """Show how each kind of paper is printed where nobody says otherwise, and set it."""
    paper_defaults.must_set(current_actor())
    form = DefaultsForm()
    with look() as db:
        defaults = query.known(db)
    if not form.is_submitted():
        form.fill(defaults)
    elif form.understood():
        try:
            do(paper_defaults.keep, form.command())
        except Invalid as error:
            form.refuse(error)
        else:
            flash(gettext("Papers are printed so from now on."), "done")
            return redirect(url_for(".index"), 303)
    return render_template(
        "paper_defaults/index.html",
        form=form,
        defaults=defaults,
        kinds=KINDS,
        of_vans=[one for one in paper_defaults.KINDS_SET if OF_VANS.intersection(one.plan.targets)],
    ), 422 if form.is_submitted() else 200
