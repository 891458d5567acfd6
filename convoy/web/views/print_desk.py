"""The printer's desk: pick a convoy, press one button a van."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from convoy.domain import targets
from convoy.domain.errors import NotFound, Refusal
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import paper_defaults, paper_lists, untranslated
from convoy.queries import papers as query
from convoy.services import bundles, papers, printing, renditions
from convoy.services.papers import IssuePaper
from convoy.web import paper_words, sent_files
from convoy.web.access import current_actor, database, look
from convoy.web.errors import say
from convoy.web.forms.papers import PrintForm
from convoy.web.numbers import is_number
from convoy.words import LANGUAGES

bp = Blueprint("print_desk", __name__)

CONVOY = "convoy"
"""The button for the summary of the whole convoy."""


@bp.get("/papers")
def index() -> ResponseReturnValue:
    """List the convoys this person may print papers for, a page at a time."""
    actor = current_actor()
    actor.must(Permission.PAPER_READ)
    with look() as db:
        rows = paper_lists.listing(db, actor, after=request.args.get("after", "")[:40])
    convoys = rows[: paper_lists.PAGE]
    following = convoys[-1].code if len(rows) > len(convoys) else None
    return render_template("papers/index.html", convoys=convoys, following=following)


@bp.get("/papers/<code>")
def convoy(code: str) -> ResponseReturnValue:
    """Show a convoy's vans with a button each, and what is out of date."""
    return _convoy_page(code, PrintForm(formdata=None)), 200


def _convoy_page(code: str, form: PrintForm, refused: Refusal | None = None) -> str:
    with look() as db:
        actor = current_actor()
        desk = printing.desk(db, actor, code)
        form.offer(desk.defaults)
        if not form.is_submitted():
            form.begin()
        return render_template(
            "papers/convoy.html",
            desk=desk,
            form=form,
            refused=refused,
            state=paper_words.state,
            anchor=paper_words.anchor,
            pull=[paper_words.pulled(pull) for pull in desk.pulls],
            outstanding=paper_words.to_come(db, actor, desk.convoy_id),
            obstacles=[say(reason) for reason in desk.obstacles],
            untranslated=[
                paper_words.untranslated(one) for one in untranslated.on_vans(db, actor, code, LANGUAGES)
            ],
            may_issue=actor.may(Permission.PAPER_ISSUE, convoy_id=desk.convoy_id),
            may_set_up=actor.scope(Permission.PAPER_SET_UP).everywhere,
        )


def _chosen() -> int | None:
    van = request.form.get("van", "")
    if van == CONVOY:
        return None
    if not is_number(van):
        raise NotFound(N_("This convoy has no such van."))
    return int(van)


def _read(code: str) -> PrintForm:
    form = PrintForm()
    with look() as db:
        query.printable_convoy(db, current_actor(), code)
        form.offer(paper_defaults.known(db))
    return form


def _wish(code: str, form: PrintForm) -> IssuePaper:
    """The paper whose button was pressed: any of a van or of one of its stops, else a manifest."""
    pressed = request.form.get("paper")
    if pressed is None:
        return form.command(code, _chosen())
    kind, _, target = pressed.partition(" ")
    # What the button says is of this convoy, whatever else was typed into its place.
    if targets.read(target).code != code or papers.kind_of(kind).code != kind:
        raise NotFound(N_("This convoy has no such paper."))
    return form.paper(kind, target)


@bp.post("/papers/<code>/final")
def make_final(code: str) -> ResponseReturnValue:
    """Make one paper final, draw it, and show it ready to print."""
    form = _read(code)
    if not form.validate():
        return _convoy_page(code, form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _make(code, form, _wish(code, form))


@bp.post("/papers/<code>/bundle")
def bundle(code: str) -> ResponseReturnValue:
    """Make everything a van calls for final, and show how far its drawing is."""
    form = _read(code)
    if not form.validate():
        return _convoy_page(code, form), HTTPStatus.UNPROCESSABLE_ENTITY
    wish = form.bundle(code, _chosen())
    try:
        bundles.make(database(), current_actor(), wish)
    except NotFound:
        raise
    except Refusal as error:
        return _convoy_page(code, form, error), HTTPStatus.UNPROCESSABLE_ENTITY
    sides = 2 if form.two_sided.data else 1
    return redirect(url_for("bundles.show", code=code, key=wish.key, sides=sides), 303)


def _make(code: str, form: PrintForm, wish: IssuePaper) -> ResponseReturnValue:
    try:
        final = papers.make(database(), current_actor(), wish)
    except NotFound:
        raise
    except Refusal as error:
        return _convoy_page(code, form, error), HTTPStatus.UNPROCESSABLE_ENTITY
    drawn = renditions.draw(database(), current_actor(), final, sent_files.site())
    pages = ngettext("%(num)s page", "%(num)s pages", drawn.pages)
    flash(
        gettext(
            "%(number)s version %(version)s is final: %(pages)s.",
            number=final.number,
            version=final.version,
            pages=pages,
        ),
        "done",
    )
    return redirect(url_for("papers.version", code=final.number, version=final.version), 303)


@bp.post("/papers/<code>/preview.pdf")
def preview(code: str) -> ResponseReturnValue:
    """Give the paper as it would be now, marked DRAFT; nothing is stored."""
    form = _read(code)
    if not form.validate():
        return _convoy_page(code, form), HTTPStatus.UNPROCESSABLE_ENTITY
    wish = _wish(code, form)
    drawn = renditions.preview(database(), current_actor(), wish)
    name = f"DRAFT-{wish.kind}-{wish.target.replace('/', '-')}-{wish.variant.value}.pdf"
    return sent_files.pdf(drawn, name, "inline")
