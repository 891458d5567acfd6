"""Crew links: made and ended by coordinators, opened by the people of a van, who have no account."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from convoy.domain.errors import Invalid, Refusal
from convoy.domain.kinds import CrewRole
from convoy.domain.messages import N_
from convoy.domain.one_time import read
from convoy.domain.permissions import Permission
from convoy.queries import convoys as known
from convoy.queries import crew_links as query
from convoy.services import crew_links, tidying
from convoy.web import guessing
from convoy.web.access import current_actor, database, do, look
from convoy.web.errors import say
from convoy.web.forms.convoys import KeyOnlyForm
from convoy.web.forms.crew_links import DetailsForm, EndLinkForm, LinkForm, OpenForm
from convoy.web.labels import label

bp = Blueprint("crew_links", __name__)


@bp.get("/convoys/<code>/runs/<int:number>/crew/links")
def index(code: str, number: int) -> ResponseReturnValue:
    """Show the links of a van and what was typed by them."""
    return _index(code, number, LinkForm(formdata=None))


def _index(code: str, number: int, form: LinkForm) -> str:
    with look() as db:
        run, seats = query.of_run(db, current_actor(), code, number)
        return render_template(
            "crew_links/index.html",
            run=run,
            seats=seats,
            form=form,
            code=code,
            number=number,
            kept_days=tidying.CREW_KEPT.days,
            over=run.convoy.stage in tidying.OVER,
            may_plan=current_actor().may(Permission.CONVOY_PLAN, convoy_id=run.convoy_id),
        )


@bp.post("/convoys/<code>/runs/<int:number>/crew/links")
def make(code: str, number: int) -> ResponseReturnValue:
    """Make a link and show it, this once."""
    form = LinkForm()
    with look() as db:
        known.find_run(db, current_actor(), code, number)
    if not form.validate():
        return _index(code, number, form), 422
    role = CrewRole(form.role.data)
    try:
        secret = do(crew_links.make, crew_links.MakeLink(form.key.data, code, number, role))
    except Refusal as error:
        form.form_errors.append(say(error))
        return _index(code, number, form), 422
    # Behind the #: browsers send that to nobody, so no log ever has it.
    address = f"{url_for('crew_links.enter')}#{read(secret)}"
    return render_template(
        "crew_links/made.html", secret=secret, address=address, role=label(role), code=code, number=number
    )


@bp.post("/convoys/<code>/runs/<int:number>/crew/links/end")
def end(code: str, number: int) -> ResponseReturnValue:
    """End a link."""
    form = EndLinkForm()
    with look() as db:
        known.find_run(db, current_actor(), code, number)
    if not form.validate():
        raise Invalid(N_("This form came back incomplete. Nothing was changed; open it again."), field="key")
    do(crew_links.end, crew_links.EndLink(form.key.data, code, number, form.reference.data or ""))
    flash(gettext("The link is ended. What was typed by it stays."), "done")
    return redirect(url_for("crew_links.index", code=code, number=number), 303)


@bp.post("/convoys/<code>/crew/delete")
def delete(code: str) -> ResponseReturnValue:
    """Delete the details of the crews of a convoy that is over."""
    form = KeyOnlyForm()
    form.validate()
    people = do(tidying.delete_crew, tidying.DeleteCrew(form.key.data, code))
    database().forget_deleted()
    flash(
        ngettext(
            "The details of %(num)s person are deleted.", "The details of %(num)s people are deleted.", people
        ),
        "done",
    )
    return redirect(url_for("convoys.show", code=code), 303)


@bp.get("/crew")
def enter() -> ResponseReturnValue:
    """Show where the code of a crew link is typed; the link itself leads here."""
    return _enter_page(OpenForm(formdata=None))


def _enter_page(form: OpenForm) -> str:
    return render_template("crew_links/enter.html", form=form)


@bp.post("/crew")
def opened() -> ResponseReturnValue:
    """Show the form for one's own details to whoever has the code."""
    form = OpenForm()
    if not form.validate():
        return _enter_page(form), 422
    code = form.code.data or ""
    counted = (f"crew {read(code)}", guessing.here())
    if wait := guessing.wait(*counted):
        return _enter_page(form), 429, wait
    details = DetailsForm(formdata=None, data={"code": code})
    try:
        page = _details_page(details, first=True)
    except crew_links.NoSuchLink as error:
        form.code.errors = [say(error)]
        return _enter_page(form), 422
    guessing.forget(*counted)
    return page


def _details_page(form: DetailsForm, *, first: bool = False) -> str:
    with look() as db:
        link = crew_links.opened(db, form.code.data or "")
        if first and link.member is not None:
            form.show_again(link.member)
        return render_template(
            "crew_links/details.html",
            form=form,
            van=link.run.number,
            convoy=link.run.convoy.name,
            role=label(link.role),
            back_again=link.member is not None,
        )


@bp.post("/crew/details")
def keep() -> ResponseReturnValue:
    """Store what a person of the crew typed."""
    form = DetailsForm()
    code = form.code.data or ""
    counted = (f"crew {read(code)}", guessing.here())
    if wait := guessing.wait(*counted):
        return _enter_page(OpenForm(formdata=None)), 429, wait
    try:
        if not form.validate():
            return _details_page(form), 422
        database().do(crew_links.keep, code, form.details())
    except Invalid as error:
        field = form[error.field if error.field in form else "name"]
        field.errors = [*field.errors, say(error)]
        return _details_page(form), 422
    except crew_links.NoSuchLink as error:
        opening = OpenForm(formdata=None)
        opening.code.errors = [say(error)]
        return _enter_page(opening), 422
    guessing.forget(*counted)
    return render_template("crew_links/kept.html")
