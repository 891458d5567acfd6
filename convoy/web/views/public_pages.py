"""The page of a place that anyone may open: hours, address, what is taken. And its switch."""

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.documents.layout.voices import asked_for
from convoy.documents.papers import poster as paper
from convoy.domain.errors import Invalid, NotFound, RuleBroken
from convoy.domain.kinds import PlaceKind
from convoy.queries import public_pages as query
from convoy.services import announced_gifts, public_pages
from convoy.web import guessing, sent_files, wish_words
from convoy.web.access import current_actor, database, do, look
from convoy.web.errors import say
from convoy.web.forms.announced_gifts import AnnounceForm
from convoy.web.forms.public_pages import LightForm, PublicPageForm
from convoy.web.public_words import light, lights
from convoy.words import LANGUAGES, Words

bp = Blueprint("public_pages", __name__)


@bp.get("/at/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show everybody the same page: no counts, no stock, no convoys, no names of people."""
    try:
        with look() as db:
            place = query.shown(db, code)
            return render_template(
                "public/place.html",
                place=place,
                light=light(place.status, place.status_set_at),
                needed=wish_words.most_needed(db, place),
                announcing=query.takes_announcements(db, place),
            )
    except NotFound as error:
        return render_template("public/missing.html", said=say(error)), 404


@bp.get("/at/<code>/announce")
def announce(code: str) -> ResponseReturnValue:
    """Show a short form to whoever wants to bring something."""
    return _announce(code, AnnounceForm(formdata=None))


def _announce(code: str, form: AnnounceForm, status: int = 200) -> tuple[str, int]:
    try:
        with look() as db:
            place = query.announcing(db, code)
            page = render_template(
                "public/announce.html",
                form=form,
                place=place,
                light=light(place.status, place.status_set_at),
                is_open=query.takes_announcements(db, place),
                kept_days=announced_gifts.KEPT.days,
            )
    except NotFound as error:
        return render_template("public/missing.html", said=say(error)), 404
    return page, status


@bp.post("/at/<code>/announce")
def announced(code: str) -> ResponseReturnValue:
    """Keep what is announced, and answer with the code to show at the desk."""
    form = AnnounceForm()
    if not form.validate():
        return _announce(code, form, 422)
    counted = f"announcing from {guessing.here()}"
    if wait := guessing.wait(counted, counted):
        page, _ = _announce(code, form)
        return page, 429, wait
    try:
        with look() as db:
            announced_gifts.look_through(db, form.command(code))
        given = database().do(announced_gifts.announce, form.command(code))
    except (Invalid, announced_gifts.NotTaken) as error:
        form.refuse(error)
        return _announce(code, form, 422)
    except RuleBroken as error:
        form.form_errors.append(say(error))
        return _announce(code, form, 422)
    except NotFound as error:
        return render_template("public/missing.html", said=say(error)), 404
    address = sent_files.site() + url_for("announced_gifts.show", code=given)
    square = segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=4, light="#fff")
    with look() as db:
        return render_template(
            "public/announced.html",
            code=given,
            square=square,
            place=query.announcing(db, code),
            kept_days=announced_gifts.KEPT.days,
        )


@bp.get("/places/<code>/public")
def edit(code: str) -> ResponseReturnValue:
    """Show whether strangers see a page of this place, and what would be on it."""
    with look() as db:
        _, page = query.of_place(db, current_actor(), code)
    is_announcing = page is not None and page.announcing_since is not None
    data = {"is_shown": page is not None, "takes_announcements": is_announcing}
    return _edit(code, PublicPageForm(formdata=None, data=data)), 200


def _edit(code: str, form: PublicPageForm) -> str:
    with look() as db:
        place, page = query.of_place(db, current_actor(), code)
        return render_template(
            "public/edit.html",
            form=form,
            place=place,
            is_shown=page is not None,
            light=light(place.status, place.status_set_at),
            needed=wish_words.most_needed(db, place),
            lights=lights() if place.kind is PlaceKind.COLLECTION_POINT else [],
            spoken=[(one, Words(one).own_name) for one in LANGUAGES],
        )


@bp.post("/places/<code>/public")
def change(code: str) -> ResponseReturnValue:
    """Switch the page on or off."""
    form = PublicPageForm()
    with look() as db:
        query.of_place(db, current_actor(), code)
    if not form.validate():
        return _edit(code, form), 422
    try:
        do(public_pages.change, form.command(code))
    except RuleBroken as error:
        form.form_errors.append(say(error))
        return _edit(code, form), 422
    said = (
        gettext("The page is open to everybody.")
        if form.is_shown.data
        else gettext("The page is shown to nobody.")
    )
    flash(said, "done")
    return redirect(url_for(".edit", code=code), 303)


@bp.post("/places/<code>/public/light")
def set_light(code: str) -> ResponseReturnValue:
    """Say whether gifts are taken in: strangers read it as soon as their browsers ask again."""
    form = LightForm()
    with look() as db:
        _, page = query.of_place(db, current_actor(), code)
    if form.validate():
        do(public_pages.set_light, form.command(code))
        is_read = gettext("Stored. Strangers read it within a minute.")
        flash(is_read if page is not None else gettext("Stored."), "done")
    else:
        flash(gettext("Press one of the four. Nothing was stored."), "error")
    return redirect(url_for(".edit", code=code), 303)


@bp.get("/places/<code>/poster.pdf")
def poster(code: str) -> ResponseReturnValue:
    """Draw the poster of a place, in the languages asked for."""
    voices = asked_for(request.args.get("first", ""), request.args.get("second", ""))
    with look() as db:
        said = public_pages.poster(db, current_actor(), code, sent_files.site())
    with sent_files.page_of("PO"):
        content = paper.render(said, voices.first, voices.second)
    return sent_files.pdf(content, f"poster-{code}.pdf")
