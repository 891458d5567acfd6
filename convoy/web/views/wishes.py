"""What a place asks for and pins: seen at its desk while somebody types, and on its public page by name."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from convoy.domain.errors import NotAllowed, Refusal
from convoy.domain.permissions import Permission
from convoy.queries import catalogue, catalogue_pages, places
from convoy.queries import wishes as query
from convoy.services import wishes
from convoy.web import item_words, wish_words
from convoy.web.access import current_actor, do, look
from convoy.web.choices import SelectChoice
from convoy.web.errors import say
from convoy.web.forms.counting import Known, blame
from convoy.web.forms.wishes import NoWishForm, PinForm, UnpinForm, WishForm, item_meant

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from convoy.models import Place

bp = Blueprint("wishes", __name__, url_prefix="/places")


@bp.get("/<code>/asked-for")
def index(code: str) -> ResponseReturnValue:
    """Show what the place asks for, how much of it came, and what is pinned at its desk."""
    with look() as db:
        return _page(db, _place(db, code, Permission.DONATION_RECORD))


def _place(db: "Session", code: str, permission: Permission) -> "Place":
    """The place of this code; raises NotAllowed first, so that who may not at all learns of no place."""
    actor = current_actor()
    actor.must(permission)
    place = places.found(db, actor, code)
    actor.must(permission, place_id=place.id)
    return place


def _page(
    db: "Session", place: "Place", wish: WishForm | None = None, pin: PinForm | None = None
) -> ResponseReturnValue:
    actor = current_actor()
    wish_form, pin_form = wish or WishForm(formdata=None), pin or PinForm(formdata=None)
    groups = item_words.groups(catalogue_pages.categories(db))
    wish_form.category.choices = [SelectChoice(value="", label=gettext("none")), *groups]
    page = render_template(
        "wishes/index.html",
        place=place,
        may_ask=actor.may(Permission.PLACE_REPORT, place_id=place.id),
        wanted=query.of_place(db, place),
        name=wish_words.name,
        amount=wish_words.amount,
        pinned=query.pinned(db, actor, place.code),
        language_code=str(get_locale()),
        wish=wish_form,
        pin=pin_form,
    )
    return page, 200 if wish is None and pin is None else 422


@bp.post("/<code>/asked-for")
def ask_for(code: str) -> ResponseReturnValue:
    """Ask for an item or a group."""
    form = WishForm()
    form.validate()
    with look() as db:
        place = _place(db, code, Permission.PLACE_REPORT)
        command = form.command(place.code, catalogue.load_catalogue(db), _known(db))
        if command is None:
            return _page(db, place, wish=form)
    try:
        do(wishes.ask_for, command)
    except NotAllowed:
        raise
    except Refusal as error:
        form.refuse(error)
        with look() as db:
            return _page(db, place, wish=form)
    flash(gettext("The desk sees it from now on."), "done")
    return redirect(url_for(".index", code=code), 303)


def _known(db: "Session") -> Known:
    def known(codes: Collection[str]) -> Mapping[str, catalogue.Facts]:
        return catalogue.facts(db, current_actor(), codes, str(get_locale()))

    return known


@bp.post("/<code>/asked-for/end")
def ask_no_longer(code: str) -> ResponseReturnValue:
    """Take a wish back."""
    with look() as db:
        place = _place(db, code, Permission.PLACE_REPORT)
    form = NoWishForm()
    if form.validate():
        do(wishes.ask_no_longer, form.command(place.code))
        flash(gettext("It is not asked for any more."), "done")
    return redirect(url_for(".index", code=code), 303)


@bp.post("/<code>/pinned")
def pin(code: str) -> ResponseReturnValue:
    """Pin an item."""
    form = PinForm()
    form.validate()
    with look() as db:
        place = _place(db, code, Permission.DONATION_RECORD)
        item = item_meant(form.pinned, catalogue.load_catalogue(db), _known(db))
        if item is None or form.errors:
            return _page(db, place, pin=form)
    try:
        do(wishes.pin, wishes.Pin(form.key.data, place.code, item.code))
    except NotAllowed:
        raise
    except Refusal as error:
        blame(form.pinned, say(error))
        with look() as db:
            return _page(db, place, pin=form)
    flash(gettext("%(name)s is one tap away at the desk.", name=item.name), "done")
    return redirect(url_for(".index", code=code), 303)


@bp.post("/<code>/pinned/off")
def unpin(code: str) -> ResponseReturnValue:
    """Take a pinned item off."""
    with look() as db:
        place = _place(db, code, Permission.DONATION_RECORD)
    form = UnpinForm()
    if form.validate():
        do(wishes.pin, form.command(place.code))
    return redirect(url_for(".index", code=code), 303)
