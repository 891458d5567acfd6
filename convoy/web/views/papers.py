"""One version of a paper: its copies to print, what changed since, whether it is valid, and its end."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from convoy.documents.registry import KINDS, Variant
from convoy.domain.errors import Invalid, NotFound, Refusal
from convoy.domain.messages import N_
from convoy.domain.page_sizes import PageSize
from convoy.domain.permissions import Permission
from convoy.queries import papers as query
from convoy.queries import renditions as kept_as
from convoy.queries import signed_copies as filing
from convoy.services import declared, paper_targets, printing, renditions, void_papers
from convoy.services.renditions import FinalPaper
from convoy.web import paper_words, sent_files
from convoy.web.access import current_actor, database, do, look
from convoy.web.errors import say
from convoy.web.forms.counting import blame
from convoy.web.forms.papers import CancelForm, DownloadForm
from convoy.web.numbers import is_number
from convoy.words.copies import COPIES

bp = Blueprint("papers", __name__)


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
            due=paper_words.due,
            some_pages=paper_words.some_pages,
            copy_name=paper_words.copy,
            title=KINDS[sheet.paper.kind].title,
            file_name=lambda kept: renditions.final_of(sheet.paper, kept).name,
            may_issue=paper_targets.of_paper(db, sheet.paper).allows(actor),
            may_correct=sheet.paper.run_id
            and actor.may(Permission.CONVOY_PLAN, convoy_id=sheet.paper.convoy_id),
        )


@bp.post("/papers/<code>/v<int:version>/<name>.pdf")
def download(code: str, version: int, name: str) -> ResponseReturnValue:
    """Give a copy, or some pages of it, and write down who got them; a void one is marked."""
    final = _final(code, version, name)
    form = DownloadForm()
    try:
        if not form.validate():
            return _version_page(code, version, pages=form), HTTPStatus.UNPROCESSABLE_ENTITY
        drawn = renditions.download(database(), current_actor(), final, sent_files.site(), form.pages.data)
    except Invalid as error:
        blame(form.pages, say(error))
        return _version_page(code, version, pages=form), HTTPStatus.UNPROCESSABLE_ENTITY
    name = f"VOID-{final.file_name}" if drawn.is_void else final.file_name
    return sent_files.pdf(drawn.content, name, "attachment")


@bp.get("/papers/<code>/v<int:version>/<name>.pdf")
def downloaded(code: str, version: int, name: str) -> ResponseReturnValue:
    """Lead an address of a file to its page: whoever prints is written down, and reading writes nothing."""
    with look() as db:
        final = _final(code, version, name)
        paper = query.find(db, current_actor(), code, version)
        kept_as.find(paper, final)
    return redirect(url_for(".version", code=code, version=version), 303)


def _final(code: str, version: int, name: str) -> FinalPaper:
    variant, *languages = name.split("-")
    page = PageSize.LETTER if languages and languages[-1] == PageSize.LETTER else PageSize.A4
    languages = languages[:-1] if page is PageSize.LETTER else languages
    copies = int(languages.pop()) if languages and is_number(languages[-1]) else 1
    if variant not in COPIES:
        raise NotFound(
            N_("There is no paper %(number)s version %(version)s here."), number=code, version=version
        )
    return FinalPaper(code, version, Variant(variant), tuple(languages), copies, page)


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
        do(void_papers.cancel, void_papers.CancelPaper(form.key.data, code, version, form.reason.data))
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
