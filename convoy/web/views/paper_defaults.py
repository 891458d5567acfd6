"""How papers are printed here: languages, copies and sides of each kind, for the whole installation."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from convoy.documents.kind import Use
from convoy.documents.registry import KINDS, Kind
from convoy.domain.errors import Invalid
from convoy.domain.targets import Target
from convoy.queries import paper_defaults as query
from convoy.queries.paper_defaults import Defaults
from convoy.services import paper_defaults
from convoy.web.access import current_actor, do, look
from convoy.web.forms.paper_defaults import DefaultsForm, KindForm
from convoy.web.labels import label
from convoy.words import Words

bp = Blueprint("paper_defaults", __name__)

OF_VANS = frozenset({Target.RUN, Target.STOP})
"""Of what papers are that lie in a van's folder: only these are printed in several copies at once."""


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of paper on the page: how it is printed now, and its fields."""

    kind: Kind
    form: KindForm
    errors: bool
    is_set: bool
    effect: str
    is_of_vans: bool
    says_page_only: bool


def _rows(form: DefaultsForm, defaults: Defaults) -> Iterator[Row]:
    for entry in form.kinds:
        kind = KINDS.get(entry.form.kind.data or "")
        if kind in paper_defaults.KINDS_SET:
            yield Row(
                kind=kind,
                form=entry.form,
                errors=bool(entry.errors),
                is_set=kind.code in defaults.of_kind,
                effect=_effect(kind, defaults),
                is_of_vans=bool(OF_VANS.intersection(kind.plan.targets)),
                says_page_only=paper_defaults.says_page_only(kind),
            )


def _effect(kind: Kind, defaults: Defaults) -> str:
    """How a kind is printed where nobody says otherwise, in a sentence or two."""
    page = label(defaults.page(kind.code))
    spoken = defaults.set_languages(kind.code)
    if paper_defaults.says_page_only(kind):
        return gettext("Printed on %(page)s, in the language of whoever prints.", page=page)
    if not spoken and Target.DONATION in kind.plan.targets:
        return gettext("Printed on %(page)s, in the language of whoever prints and in English.", page=page)
    names = " + ".join(Words(code).own_name for code in spoken or defaults.languages(kind.code))
    said = [gettext("Printed in %(languages)s on %(page)s.", languages=names, page=page)]
    if OF_VANS.intersection(kind.plan.targets):
        copies = defaults.in_a_bundle(kind)
        said.append(ngettext("%(num)s copy in a van's folder.", "%(num)s copies in a van's folder.", copies))
        if sides := defaults.sides(kind.code):
            said.append(gettext("One side only.") if sides == 1 else gettext("On both sides."))
    return " ".join(said)


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
    rows = list(_rows(form, defaults))
    return render_template(
        "paper_defaults/index.html",
        form=form,
        set_here=[row for row in rows if row.is_set],
        groups=[(use, [row for row in rows if row.kind.plan.use is use]) for use in Use],
    ), 422 if form.is_submitted() else 200
