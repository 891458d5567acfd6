"""Pallets: build one, put boxes on, wrap, open, carry, break down."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.documents.papers import pallet_labels
from convoy.domain.controls import Flag
from convoy.domain.errors import NotFound, Refusal
from convoy.domain.lifecycle import PalletStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import box_lists, controls
from convoy.queries import pallets as query
from convoy.queries.boxes import reservations
from convoy.services import contents_of_goods, pallets, paper_targets
from convoy.services.gathering import Gathering
from convoy.web import control_words, label_paper, scans, sent_files
from convoy.web.access import current_actor, do, look
from convoy.web.choices import SelectChoice
from convoy.web.forms.boxes import ActionForm, BuildForm, CodesForm, MovePalletForm, ReasonForm, WrapForm
from convoy.web.frame import words

bp = Blueprint("pallets", __name__, url_prefix="/pallets")

FORMS: dict[str, type[ActionForm]] = {
    "add": CodesForm,
    "take-off": CodesForm,
    "wrap": WrapForm,
    "reopen": ReasonForm,
    "break-down": ReasonForm,
    "move": MovePalletForm,
}
SIDES = 2
"""Labels of a pallet: on a long side and on a short one."""
PLAIN = "a5"
"""What they are printed on where nobody said anything."""
DONE = {
    "add": N_("Pallet %(code)s has its boxes."),
    "take-off": N_("Taken off pallet %(code)s; the boxes stay where it stands."),
    "wrap": N_("Pallet %(code)s is wrapped."),
    "reopen": N_("Pallet %(code)s is open; its weight no longer holds."),
    "break-down": N_("Pallet %(code)s is broken down; its boxes stay where it stood."),
    "move": N_("Pallet %(code)s and its boxes are moved."),
}


@bp.get("")
def index() -> ResponseReturnValue:
    """List the pallets that are not broken down, the newest first."""
    actor = current_actor()
    actor.must(Permission.BOX_READ)
    place = request.args.get("place", "")[:40]
    with look() as db:
        listed, following = query.page(db, actor, place, request.args.get("after", "")[:20])
        return render_template(
            "pallets/index.html",
            listed=listed,
            following=following,
            total=query.count(db, actor),
            place=place,
            places_here=box_lists.places_of(db, actor),
        )


@bp.route("/new", methods=["GET", "POST"])
def build() -> ResponseReturnValue:
    """Begin a pallet."""
    current_actor().must(Permission.BOX_PACK)
    form = BuildForm()
    form.place.choices = _places()
    if scans.understood(form):
        try:
            pallet = do(pallets.build, form.command())
        except Refusal as error:
            form.refuse(error)
        else:
            flash(gettext("Pallet %(code)s begun. Put boxes on it, then wrap it.", code=pallet.code), "done")
            return redirect(url_for(".show", code=pallet.code), 303)
    elif not form.is_submitted():
        form.place.data = request.args.get("place", "")
        form.codes.data = tuple(code[:20] for code in request.args.getlist("code")[:200])
    return render_template("pallets/new.html", form=form), 422 if form.is_submitted() else 200


def _places() -> list[SelectChoice]:
    actor = current_actor()
    with look() as db:
        return [
            SelectChoice(value=place.code, label=place.name)
            for place in box_lists.places_of(db, actor)
            if actor.may(Permission.BOX_PACK, place_id=place.id)
        ]


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show a pallet: its boxes, weight and what can be done with it."""
    actor = current_actor()
    with look() as db:
        pallet = query.by_code(db, actor, code)
        here = (
            pallet.place_id is not None
            and pallet.stage is not PalletStage.BROKEN_DOWN
            and actor.may(Permission.BOX_PACK, place_id=pallet.place_id)
        )
        taken = reservations(db, actor, [box.id for box in pallet.boxes])
        return render_template(
            "pallets/show.html",
            pallet=pallet,
            figures=query.figures(pallet, pallet.boxes),
            may_build=here,
            may_reopen=here and actor.may(Permission.BOX_REOPEN, place_id=pallet.place_id),
            is_building=pallet.stage is PalletStage.BUILDING,
            is_wrapped=pallet.stage is PalletStage.WRAPPED,
            reserved=next(iter(taken.values()), None),
            waits=Flag.WOOD if controls.is_unconfirmed(db, pallet) else None,
            said=control_words.waits,
            labels_on=label_paper.offered(pallet.place, PLAIN),
        )


@bp.get("/<code>/labels.pdf", endpoint="labels")
def label_sheet(code: str) -> ResponseReturnValue:
    """Draw the label of a pallet, for its long and its short side, on the stock asked for."""
    actor = current_actor()
    actor.must(Permission.LABEL_PRINT)
    with look() as db:
        found = paper_targets.find(db, actor, query.by_code(db, actor, code).code)
        found.must(actor)
        said = contents_of_goods.pallet_labels(Gathering(db, actor, sent_files.site()), found)
        place_id = found.pallet.place_id if found.pallet is not None else None
    loaded, start = label_paper.asked(place_id, PLAIN)
    sides = replace(
        said, labels=said.labels * SIDES, stock=loaded.stock, offset=loaded.offset, start_at=start
    )
    return sent_files.pdf(pallet_labels.render(sides, words()), f"{code}.pdf")


@bp.route("/<code>/<act>", methods=["GET", "POST"])
def change(code: str, act: str) -> ResponseReturnValue:
    """Show the form of one action on a pallet, and do it."""
    if act not in FORMS:
        raise NotFound(N_("There is nothing at this address, or you may not see it."))
    actor = current_actor()
    with look() as db:
        pallet = query.by_code(db, actor, code)
        actor.must(Permission.BOX_PACK, place_id=pallet.place_id)
    form = FORMS[act]()
    if isinstance(form, MovePalletForm):
        form.place.choices = _places()
    if isinstance(form, CodesForm) and not form.is_submitted():
        form.codes.data = tuple(box[:20] for box in request.args.getlist("code")[:200])
    if scans.understood(form) if isinstance(form, CodesForm) else form.validate_on_submit():
        try:
            _do(act, pallet.code, form)
        except Refusal as error:
            form.refuse(error)
        else:
            flash(gettext(DONE[act], code=pallet.code), "done")
            return redirect(url_for(".show", code=pallet.code), 303)
    return render_template("pallets/change.html", form=form, pallet=pallet, act=act), (
        422 if form.is_submitted() else 200
    )


def _do(act: str, code: str, form: ActionForm) -> None:
    """Take the action a form is for."""
    if isinstance(form, CodesForm):
        do(pallets.add if act == "add" else pallets.take_off, form.on(code))
    elif isinstance(form, WrapForm):
        do(pallets.wrap, form.command(code))
    elif isinstance(form, ReasonForm):
        do(pallets.reopen if act == "reopen" else pallets.break_down, form.pallet(code))
    elif isinstance(form, MovePalletForm):
        do(pallets.relocate, form.command(code))
