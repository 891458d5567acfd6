"""The printer's pages: pick a convoy, press one button a van, know which papers are valid."""

from http import HTTPStatus

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext, ngettext

from convoy.documents.registry import KINDS, Variant
from convoy.domain import targets
from convoy.domain.errors import Invalid, NotFound, Refusal
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import paper_lists, untranslated
from convoy.queries import papers as query
from convoy.queries import signed_copies as filing
from convoy.services import bundles, declared, papers, printing, renditions
from convoy.services.papers import IssuePaper
from convoy.services.renditions import FinalPaper
from convoy.web import paper_words
from convoy.web.access import current_actor, database, do, look
from convoy.web.errors import say
from convoy.web.forms.counting import blame
from convoy.web.forms.papers import CancelForm, DownloadForm, PrintForm
from convoy.words import LANGUAGES

bp = Blueprint("papers", __name__)

CONVOY = "convoy"
"""The button for the summary of the whole convoy."""

MOST_DIGITS = 5
"""Of a van's number."""


@bp.get("/papers")
def index() -> ResponseReturnValue:
    """List the convoys this person may print papers for."""
    actor = current_actor()
    actor.must(Permission.PAPER_READ)
    with look() as db:
        return render_template("papers/index.html", convoys=paper_lists.listing(db, actor))


@bp.get("/papers/<code>")
def convoy(code: str) -> ResponseReturnValue:
    """Show a convoy's vans with a button each, and what is out of date."""
    return _convoy_page(code, PrintForm(formdata=None)), 200


def _convoy_page(code: str, form: PrintForm, refused: Refusal | None = None) -> str:
    with look() as db:
        actor = current_actor()
        desk = printing.desk(db, actor, code)
        form.offer()
        if not form.is_submitted():
            form.variant.data, form.first.data, form.second.data = Variant.BORDER.value, "en", "uk"
        return render_template(
            "papers/convoy.html",
            desk=desk,
            form=form,
            refused=refused,
            state=paper_words.state,
            copy_name=paper_words.copy,
            pull=[paper_words.pulled(pull) for pull in desk.pulls],
            outstanding=paper_words.to_come(db, actor, desk.convoy_id),
            obstacles=[say(reason) for reason in desk.obstacles],
            untranslated=[
                paper_words.untranslated(one) for one in untranslated.on_vans(db, actor, code, LANGUAGES)
            ],
            may_issue=actor.may(Permission.PAPER_ISSUE, convoy_id=desk.convoy_id),
        )


def _chosen() -> int | None:
    van = request.form.get("van", "")
    if van == CONVOY:
        return None
    if not _is_number(van):
        raise NotFound(N_("This convoy has no such van."))
    return int(van)


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS


def _read(code: str) -> PrintForm:
    form = PrintForm()
    with look() as db:
        query.printable_convoy(db, current_actor(), code)
        form.offer()
    return form


@bp.post("/papers/<code>/final")
def make_final(code: str) -> ResponseReturnValue:
    """Make one van's paper final, draw it, and show it ready to print."""
    form = _read(code)
    if not form.validate():
        return _convoy_page(code, form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _make(code, form, form.command(code, _chosen()))


@bp.post("/papers/<code>/paper")
def make_paper(code: str) -> ResponseReturnValue:
    """Make any paper of a van or of one of its stops final, draw it, and show it ready to print."""
    form = _read(code)
    if not form.validate():
        return _convoy_page(code, form), HTTPStatus.UNPROCESSABLE_ENTITY
    kind, _, target = request.form.get("paper", "").partition(" ")
    # What the button says is of this convoy, whatever else was typed into its place.
    if targets.read(target).code != code or papers.kind_of(kind).code != kind:
        raise NotFound(N_("This convoy has no such paper."))
    return _make(code, form, form.paper(kind, target))


@bp.post("/papers/<code>/bundle.pdf")
def bundle(code: str) -> ResponseReturnValue:
    """Make everything a van calls for final and give it as one file, a cover list first."""
    form = _read(code)
    if not form.validate():
        return _convoy_page(code, form), HTTPStatus.UNPROCESSABLE_ENTITY
    run = _chosen()
    try:
        made = bundles.to_file(
            database(),
            current_actor(),
            form.bundle(code, run),
            address=_address(),
            two_sided=form.two_sided.data,
        )
    except NotFound:
        raise
    except Refusal as error:
        return _convoy_page(code, form, error), HTTPStatus.UNPROCESSABLE_ENTITY
    return _pdf(made.content, f"{code}-{run or CONVOY}-all.pdf", "attachment")


def _make(code: str, form: PrintForm, wish: IssuePaper) -> ResponseReturnValue:
    try:
        final = do(papers.issue, wish)
    except NotFound:
        raise
    except Refusal as error:
        return _convoy_page(code, form, error), HTTPStatus.UNPROCESSABLE_ENTITY
    drawn = renditions.draw(database(), current_actor(), final, _address())
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
    return redirect(url_for(".version", code=final.number, version=final.version), 303)


@bp.post("/papers/<code>/preview.pdf")
def preview(code: str) -> ResponseReturnValue:
    """Give the paper as it would be now, marked DRAFT; nothing is stored."""
    form = _read(code)
    if not form.validate():
        return _convoy_page(code, form), HTTPStatus.UNPROCESSABLE_ENTITY
    run = _chosen()
    drawn = renditions.preview(database(), current_actor(), form.command(code, run))
    name = f"DRAFT-{code}-{run or CONVOY}-{form.variant.data}.pdf"
    return _pdf(drawn, name, "inline")


@bp.get("/papers/<code>/v<int:version>")
def version(code: str, version: int) -> ResponseReturnValue:
    """Show one version: its copies to print, who got them, and the versions before and after."""
    return _version_page(code, version), 200


def _version_page(
    code: str, version: int, *, cancel: CancelForm | None = None, pages: DownloadForm | None = None
) -> str:
    with look() as db:
        actor = current_actor()
        sheet = printing.sheet(db, actor, code, version)
        return render_template(
            "papers/version.html",
            sheet=sheet,
            paper=sheet.paper,
            cancel=cancel or CancelForm(formdata=None),
            pages=pages or DownloadForm(formdata=None),
            filing=paper_words.state(filing.states(db, actor, [sheet.paper.id])[sheet.paper.id]),
            state=paper_words.state,
            copy_name=paper_words.copy,
            title=KINDS[sheet.paper.kind].title,
            file_name=lambda kept: renditions.final_of(sheet.paper, kept).name,
            may_issue=actor.may(Permission.PAPER_ISSUE, convoy_id=sheet.paper.convoy_id),
            may_correct=sheet.paper.run_id
            and actor.may(Permission.CONVOY_PLAN, convoy_id=sheet.paper.convoy_id),
        )


@bp.post("/papers/<code>/v<int:version>/<name>.pdf")
def download(code: str, version: int, name: str) -> ResponseReturnValue:
    """Give the kept bytes of a copy, or some pages of it, and write down who got them."""
    final = _final(code, version, name)
    form = DownloadForm()
    try:
        if not form.validate():
            return _version_page(code, version, pages=form), HTTPStatus.UNPROCESSABLE_ENTITY
        drawn = renditions.download(database(), current_actor(), final, _address(), form.pages.data)
    except Invalid as error:
        blame(form.pages, say(error))
        return _version_page(code, version, pages=form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _pdf(drawn.content, final.file_name, "attachment")


@bp.get("/papers/<code>/v<int:version>/<name>.pdf")
def downloaded(code: str, version: int, name: str) -> ResponseReturnValue:
    """Lead an address of a file to its page: whoever prints is written down, and reading writes nothing."""
    with look() as db:
        final = _final(code, version, name)
        paper = query.find(db, current_actor(), code, version)
        query.rendition(paper, final.variant, final.languages, final.copies)
    return redirect(url_for(".version", code=code, version=version), 303)


def _final(code: str, version: int, name: str) -> FinalPaper:
    variant, *languages = name.split("-")
    copies = int(languages.pop()) if languages and _is_number(languages[-1]) else 1
    if variant not in paper_words.COPIES:
        raise NotFound(
            N_("There is no paper %(number)s version %(version)s here."), number=code, version=version
        )
    return FinalPaper(code, version, Variant(variant), tuple(languages), copies)


@bp.get("/papers/<code>/v<int:version>/changes")
def changes(code: str, version: int) -> ResponseReturnValue:
    """Show declared versus loaded: what is on the van now against what the paper says."""
    with look() as db:
        actor = current_actor()
        paper = query.find(db, actor, code, version)
        found = declared.since(db, actor, paper)
        return render_template(
            "papers/changes.html",
            paper=paper,
            title=KINDS[paper.kind].title,
            found=found,
            name=lambda names: names.get(str(get_locale())) or names.get("en", ""),
            kilograms=paper_words.kilograms,
            sees_route=query.may_see_route(actor, paper.convoy_id or 0),
        )


@bp.post("/papers/<code>/v<int:version>/cancel")
def cancel(code: str, version: int) -> ResponseReturnValue:
    """Declare a paper void."""
    form = CancelForm()
    if not form.validate():
        return _version_page(code, version, cancel=form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        do(papers.cancel, papers.CancelPaper(form.key.data, code, version, form.reason.data))
    except NotFound:
        raise
    except Refusal as error:
        flash(say(error), "problem")
    else:
        flash(gettext("%(number)s version %(version)s is cancelled.", number=code, version=version), "done")
    return redirect(url_for(".version", code=code, version=version), 303)


@bp.get("/papers/check")
def check() -> ResponseReturnValue:
    """Say whether a paper in the hand is valid, by its number and the first 8 characters of its hash."""
    number = request.args.get("number", "").strip().upper()[:60]
    digest = request.args.get("hash", "").strip().lower()[:64]
    asked = bool(number and digest)
    with look() as db:
        found = query.check(db, number, digest) if asked else None
    return render_template("papers/check.html", number=number, digest=digest, asked=asked, found=found)


@bp.get("/P/<code>/<int:version>")
def scanned(code: str, version: int) -> ResponseReturnValue:
    """Lead the code printed on a paper to its page, or to the check for whoever may not print it."""
    try:
        with look() as db:
            query.find(db, current_actor(), code, version)
    except NotFound:
        return redirect(url_for("papers.check", number=code), 303)
    return redirect(url_for("papers.version", code=code, version=version), 303)


def _address() -> str:
    return current_app.config["CONVOY_URL"] or request.url_root.rstrip("/")


def _pdf(content: bytes, name: str, how: str) -> Response:
    header = {"Content-Disposition": f'{how}; filename="{name}"'}
    return Response(content, mimetype="application/pdf", headers=header)
