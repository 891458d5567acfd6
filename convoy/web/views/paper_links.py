"""Paper links: made and ended by whoever prints, opened on the driver's phone, without an account."""

import segno
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain.errors import Invalid, NotAllowed, NotFound, Refusal
from convoy.domain.messages import N_
from convoy.domain.one_time import read
from convoy.queries import paper_links as query
from convoy.services import paper_links
from convoy.web import guessing, sent_files
from convoy.web.access import current_actor, database, do, look
from convoy.web.errors import say
from convoy.web.forms.paper_links import EndPaperLinkForm, PaperLinkForm
from convoy.web.languages import is_redrawn

bp = Blueprint("paper_links", __name__)


@bp.get("/papers/<code>/van/<int:number>/phone")
def index(code: str, number: int) -> ResponseReturnValue:
    """Show the paper links of a van."""
    return _index(code, number, PaperLinkForm(formdata=None))


def _index(code: str, number: int, form: PaperLinkForm) -> str:
    with look() as db:
        actor = current_actor()
        run = paper_links.van(db, actor, code, number)
        return render_template(
            "papers/links.html",
            code=code,
            number=number,
            name=run.convoy.name,
            links=query.of_run(db, actor, run),
            papers=[paper.number for paper, _ in paper_links.travelling(db, actor, run)],
            form=form,
        )


@bp.post("/papers/<code>/van/<int:number>/phone")
def make(code: str, number: int) -> ResponseReturnValue:
    """Make a link and show it, this once, as text and as a square to scan."""
    form = PaperLinkForm()
    with look() as db:
        paper_links.van(db, current_actor(), code, number)
    if not form.validate():
        return _index(code, number, form), 422
    command = paper_links.MakeLink(form.key.data, code, number, form.hours.data)
    try:
        secret = do(paper_links.make, command)
    except (NotFound, NotAllowed):
        raise
    except Refusal as error:
        form.form_errors.append(say(error))
        return _index(code, number, form), 422
    address = f"{sent_files.site()}{url_for('.enter', secret=read(secret))}"
    square = segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=4, light="#fff")
    return render_template(
        "papers/link.html", code=code, number=number, address=address, square=square, hours=command.hours
    )


@bp.post("/papers/<code>/van/<int:number>/phone/end")
def end(code: str, number: int) -> ResponseReturnValue:
    """End a link."""
    form = EndPaperLinkForm()
    with look() as db:
        paper_links.van(db, current_actor(), code, number)
    if not form.validate():
        raise Invalid(N_("This form came back incomplete. Nothing was changed; open it again."), field="key")
    do(paper_links.end, paper_links.EndLink(form.key.data, code, number, form.reference.data or ""))
    flash(gettext("The link is ended. It opens nothing any more."), "done")
    return redirect(url_for(".index", code=code, number=number), 303)


@bp.get("/driver/<secret>")
def enter(secret: str) -> ResponseReturnValue:
    """Show one button: what only looks at a link, as messengers do, fetches and learns nothing."""
    return render_template("papers/driver.html", secret=secret, refused="")


@bp.post("/driver/<secret>")
def fetch(secret: str) -> ResponseReturnValue:
    """Give the one file of the van."""
    if is_redrawn():
        return enter(secret)
    counted = (f"papers {read(secret)}", guessing.here())
    if wait := guessing.wait(*counted):
        return render_template("papers/driver.html", secret=secret, refused=""), 429, wait
    try:
        name, content = paper_links.fetch(database(), secret, sent_files.site())
    except paper_links.NoSuchLink as error:
        return render_template("papers/driver.html", secret=secret, refused=say(error)), 422
    guessing.forget(*counted)
    return sent_files.pdf(content, name, "attachment")
