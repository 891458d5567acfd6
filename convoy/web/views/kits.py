"""Kits: the list, keeping one, and packing boxes of one from what stands loose."""

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext, ngettext

from convoy.documents.layout import units
from convoy.domain.errors import NotAllowed, Refusal
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import box_lists, catalogue, revisions
from convoy.queries import kits as query
from convoy.services import kits
from convoy.web import kit_lines
from convoy.web.access import current_actor, do, look
from convoy.web.choices import SelectChoice
from convoy.web.forms.kits import KitForm, PackKitsForm
from convoy.web.frame import words
from convoy.web.keeping import store

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from convoy.models import Place

bp = Blueprint("kits", __name__, url_prefix="/kits")


@bp.get("")
def index() -> ResponseReturnValue:
    """List kits with what is in one of each."""
    actor = current_actor()
    actor.must(Permission.CATALOGUE_READ)
    with look() as db:
        return render_template(
            "kits/index.html",
            kits=query.listed(db, actor),
            retired=query.listed(db, actor, active=False),
            parts=query.parts,
            language_code=str(get_locale()),
            amount=lambda quantity, unit: units.quantity(words(), quantity, unit),
        )


@bp.get("/new")
def new() -> ResponseReturnValue:
    """Show an empty form."""
    current_actor().must(Permission.KIT_EDIT)
    form = KitForm(formdata=None)
    form.add_lines()
    return _form_page(form)


@bp.post("/new")
def create() -> ResponseReturnValue:
    """Put a kit on record."""
    return _keep("")


@bp.get("/<code>/edit")
def edit(code: str) -> ResponseReturnValue:
    """Show a kit, to change it."""
    actor = current_actor()
    actor.must(Permission.KIT_EDIT)
    with look() as db:
        kit = query.found(db, actor, code)
        form = KitForm(formdata=None, data={"name": kit.name, "is_active": kit.is_active, "lines": []})
        form.lines.pop_entry()
        for typed in kit_lines.typed(query.parts(kit), str(get_locale())):
            form.lines.append_entry(typed)
        form.seen.data = str(revisions.latest(db, "kit", kit.code))
    return _form_page(form, code)


@bp.post("/<code>/edit")
def change(code: str) -> ResponseReturnValue:
    """Change a kit."""
    actor = current_actor()
    actor.must(Permission.KIT_EDIT)
    with look() as db:
        query.found(db, actor, code)
    return _keep(code)


def _keep(code: str) -> ResponseReturnValue:
    current_actor().must(Permission.KIT_EDIT)
    form = KitForm()
    if "add" in request.form:
        form.add_lines()
        return _form_page(form, code)
    if not _understood(form):
        return _form_page(form, code), 422
    stored, status = store(form, kits.keep, form.command(code), "kit", code)
    if stored is None:
        return _form_page(form, code), status
    flash(gettext("The kit “%(name)s” is stored.", name=stored.name), "done")
    return redirect(url_for(".index"), 303)


def _understood(form: KitForm) -> bool:
    checked = form.validate()
    actor, language = current_actor(), str(get_locale())
    with look() as db:
        resolved = form.resolve(
            catalogue.load_catalogue(db), lambda codes: catalogue.facts(db, actor, codes, language)
        )
    return checked and resolved


def _form_page(form: KitForm, code: str = "") -> str:
    return render_template("kits/edit.html", form=form, code=code)


@bp.get("/pack")
def choose() -> ResponseReturnValue:
    """Ask how many boxes of which kit are packed, and lead on from those that were."""
    form = PackKitsForm(formdata=None)
    first = _offer(form)
    form.place.data = request.args.get("place") or session.get("place") or first
    form.kit.data = request.args.get("kit", "")
    return render_template(
        "kits/pack.html", form=form, packed=request.args.getlist("code")[: kits.MOST_BOXES]
    )


@bp.post("/pack")
def pack() -> ResponseReturnValue:
    """Pack the boxes, all of them or none."""
    current_actor().must(Permission.BOX_PACK)
    form = PackKitsForm()
    _offer(form)
    if not form.validate():
        return render_template("kits/pack.html", form=form), 422
    try:
        packed = do(kits.pack, form.command())
    except NotAllowed:
        raise
    except Refusal as error:
        form.refuse(error)
        return render_template("kits/pack.html", form=form), 422
    session["place"] = form.place.data
    first, last = packed[0].short_number, packed[-1].short_number
    said = ngettext(
        "%(num)s box packed: %(first)s.",
        "%(num)s boxes packed: %(first)s to %(last)s.",
        len(packed),
        first=first,
        last=last,
    )
    flash(said, "done")
    codes = [box.code for box in packed]
    return redirect(url_for(".choose", place=form.place.data, kit=form.kit.data, code=codes), 303)


def _offer(form: PackKitsForm) -> str:
    """Fill the choices and return the code of the first place; raises NotAllowed for who packs nowhere."""
    actor = current_actor()
    actor.must(Permission.BOX_PACK)
    with look() as db:
        places = _places(db)
        if not places:
            raise NotAllowed(N_("You pack boxes at no place yet. Ask who is in charge."))
        form.place.choices = [SelectChoice(value=place.code, label=place.name) for place in places]
        form.kit.choices = kit_lines.choices(db, actor)
        return places[0].code


def _places(db: "Session") -> "list[Place]":
    actor = current_actor()
    return [
        place for place in box_lists.places_of(db, actor) if actor.may(Permission.BOX_PACK, place_id=place.id)
    ]
