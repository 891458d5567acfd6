"""Appeals: the list, their form, the page that strangers open, and the poster that leads to it."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from convoy.documents.layout.voices import asked_for
from convoy.documents.papers import poster as paper
from convoy.domain.errors import NotFound
from convoy.domain.permissions import Permission
from convoy.queries import appeals as query
from convoy.queries import catalogue, catalogue_pages, revisions
from convoy.services import appeals
from convoy.web import kit_lines, sent_files, wish_words
from convoy.web.access import current_actor, look
from convoy.web.errors import say
from convoy.web.forms.appeals import AppealForm
from convoy.web.keeping import store
from convoy.web.public_words import light
from convoy.words import LANGUAGES, Words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from convoy.models import Appeal, AppealItem
    from convoy.web.forms.counting import Known

bp = Blueprint("appeals", __name__)


@bp.get("/appeals")
def index() -> ResponseReturnValue:
    """List the appeals of the places this person speaks for."""
    actor = current_actor()
    actor.must(Permission.PLACE_REPORT)
    with look() as db:
        return render_template(
            "appeals/index.html",
            appeals=query.listed(db, actor),
            is_over=query.is_over,
            may_make=query.may_make(actor),
        )


@bp.get("/appeals/new")
def new() -> ResponseReturnValue:
    """Show an empty form."""
    form = AppealForm(formdata=None)
    form.add_lines()
    with look() as db:
        return _page(db, form)


@bp.post("/appeals/new")
def create() -> ResponseReturnValue:
    """Put an appeal on record."""
    return _keep("")


@bp.get("/appeals/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show an appeal: how far it is, what strangers see, its poster, and its form."""
    with look() as db:
        appeal = _found(db, code)
        facts = {
            "title": appeal.title,
            "words": appeal.words,
            "begins_on": appeal.begins_on,
            "ends_on": appeal.ends_on,
            "places": [place.code for place in appeal.places],
            "is_shown": appeal.is_shown,
        }
        form = AppealForm(formdata=None, data={**facts, "lines": [_typed(one) for one in appeal.items]})
        form.seen.data = str(revisions.latest(db, "appeal", appeal.code))
        return _page(db, form, appeal)


@bp.post("/appeals/<code>")
def change(code: str) -> ResponseReturnValue:
    """Change an appeal, show it or hide it."""
    with look() as db:
        if not query.may_change(current_actor(), _found(db, code)):
            raise current_actor().refused()
    return _keep(code)


def _typed(one: "AppealItem") -> dict[str, str]:
    """What is called for, as it would be typed."""
    item, group = one.item, one.category
    if item is None:
        return {"category": group.code if group is not None else ""}
    kept = item.kept
    amount = kit_lines.quantity(one.quantity, kept.unit_code) if one.quantity is not None else ""
    return {"item": kept.name_in(str(get_locale())), "quantity": amount}


def _found(db: "Session", code: str) -> "Appeal":
    """The appeal of this code; raises NotAllowed first, so that who may not at all learns of none."""
    actor = current_actor()
    actor.must(Permission.PLACE_REPORT)
    return query.found(db, actor, code)


def _keep(code: str) -> ResponseReturnValue:
    form = AppealForm()
    with look() as db:
        _offer(db, form)
        if "add" in request.form:
            form.add_lines()
            return _again(form, code)
        form.validate()
        command = form.command(catalogue.load_catalogue(db), _known(db), code)
    if command is None:
        return _again(form, code), 422
    stored, status = store(form, appeals.keep, command, "appeal", code)
    if stored is None:
        return _again(form, code), status
    with look() as db:
        appeal = _found(db, stored.code)
        is_read = not query.is_over(appeal) and not query.is_to_come(appeal)
    flash(gettext("The page is open to everybody.") if is_read else gettext("The appeal is stored."), "done")
    return redirect(url_for(".show", code=stored.code), 303)


def _known(db: "Session") -> "Known":
    def known(codes: Collection[str]) -> Mapping[str, catalogue.Facts]:
        return catalogue.facts(db, current_actor(), codes, str(get_locale()))

    return known


def _offer(db: "Session", form: AppealForm) -> None:
    places = query.places_to_call(db, current_actor())
    public = query.public_among(db, places)
    named = [
        (
            place.code,
            place.name if place.id in public else gettext("%(place)s (no public page)", place=place.name),
        )
        for place in places
    ]
    form.offer(named, catalogue_pages.categories(db))


def _again(form: AppealForm, code: str) -> str:
    with look() as db:
        return _page(db, form, _found(db, code) if code else None)


def _page(db: "Session", form: AppealForm, appeal: "Appeal | None" = None) -> str:
    if appeal is None:
        _offer(db, form)
        return render_template("appeals/new.html", form=form)
    if may_change := query.may_change(current_actor(), appeal):
        _offer(db, form)
    return render_template(
        "appeals/show.html",
        form=form,
        appeal=appeal,
        may_change=may_change,
        is_over=query.is_over(appeal),
        is_to_come=query.is_to_come(appeal),
        wanted=query.wanted(db, [appeal])[appeal.id],
        name=wish_words.name,
        amount=wish_words.amount,
        spoken=[(one, Words(one).own_name) for one in LANGUAGES],
    )


@bp.get("/appeals/<code>/poster.pdf")
def poster(code: str) -> ResponseReturnValue:
    """Draw the poster of an appeal, in the languages asked for."""
    voices = asked_for(request.args.get("first", ""), request.args.get("second", ""))
    with look() as db:
        appeal = _found(db, code)
        said = appeals.poster(db, current_actor(), appeal.code, sent_files.site(), voices)
    with sent_files.page_of("PO"):
        content = paper.render(said, voices.first, voices.second)
    return sent_files.pdf(content, f"poster-{code}.pdf")


@bp.get("/for/<code>")
def public(code: str) -> ResponseReturnValue:
    """Show everybody the same page: what is called for and where; no stock, no convoys, no people."""
    try:
        with look() as db:
            appeal = query.shown(db, code)
            is_over = query.is_over(appeal)
            if is_over or query.is_to_come(appeal):
                return render_template("public/appeal_not_now.html", appeal=appeal, is_over=is_over)
            found = query.opened(db, appeal)
            return render_template(
                "public/appeal.html",
                appeal=appeal,
                needed=wish_words.still_wanted(found.wanted),
                unwanted=list(dict.fromkeys(filter(None, (one.do_not_bring for one in found.places)))),
                places=[
                    (one, light(one.status, one.status_set_at), one.id in found.announcing)
                    for one in found.places
                ],
            )
    except NotFound as error:
        return render_template("public/missing.html", said=say(error)), 404
