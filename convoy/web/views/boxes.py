"""Boxes: find one, see it, list many, print labels; close, reopen, move."""

from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from convoy.documents.layout import units
from convoy.documents.papers.box_labels import render
from convoy.domain import references
from convoy.domain.errors import Invalid, NotFound, Refusal
from convoy.domain.handling import IN_STOCK, TWO_PERSONS_G
from convoy.domain.lifecycle import BoxStage, PalletStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import box_facts, box_labels, box_lists, box_names, controls, earmarks, legs
from convoy.queries import pallets as pallet_query
from convoy.queries.box_lists import BoxFilter
from convoy.queries.boxes import reservations
from convoy.services import boxes, labels, pallets
from convoy.web import control_words, gift_words, label_paper, scans, sent_files
from convoy.web.access import current_actor, do, look
from convoy.web.box_words import entry, weighed
from convoy.web.choices import SelectChoice
from convoy.web.forms.boxes import CodesForm, MoveForm, PalletChoiceForm, ReasonForm
from convoy.web.frame import words

bp = Blueprint("boxes", __name__)

WHICH = {
    "": N_("All"),
    "not-weighed": N_("Not weighed"),
    "not-closed": N_("Not closed"),
    "no-van": N_("On no van"),
}

F = TypeVar("F", bound=CodesForm)


@bp.get("/boxes")
def index() -> ResponseReturnValue:
    """Find a box by what was scanned or typed, or list boxes a page at a time."""
    actor = current_actor()
    actor.must(Permission.BOX_READ)
    typed = request.args.get("code", "").strip()
    asked = _asked()
    with look() as db:
        found = box_names.find(db, actor, typed) if typed else box_names.Found()
        if len(found.boxes) == 1:
            return redirect(url_for(".show", code=found.boxes[0].code))
        if found.pallet:
            return redirect(url_for("pallets.show", code=found.pallet))
        label = found.label
        counts = box_lists.counts(db, actor, asked)
        listed, following = box_lists.page(db, actor, asked, request.args.get("after", "")[:20])
        return render_template(
            "boxes/index.html",
            typed=typed[:80],
            found=found,
            listed=listed,
            following=following,
            counts=counts,
            weighed=weighed(box_lists.weighed_g(db, actor, asked), counts["not-weighed"], counts[""]),
            which=WHICH,
            asked=asked,
            stages=list(BoxStage),
            places_here=box_lists.places_of(db, actor),
            labels_on=label_paper.offered(listed[0].box.place) if listed else None,
            amount=_amount,
            may_pack_under=label is not None and actor.may(Permission.BOX_PACK, place_id=label.place_id),
            labels_at=[
                place
                for place in box_lists.places_of(db, actor)
                if actor.may(Permission.LABEL_PRINT, place_id=place.id)
            ],
        ), 404 if typed and not found.boxes and label is None else 200


def _asked() -> BoxFilter:
    stage = request.args.get("stage", "")
    which = request.args.get("which", "")
    return BoxFilter(
        place=request.args.get("place", "")[:40],
        stage=BoxStage(stage) if stage in list(BoxStage) else None,
        which=which if which in WHICH else "",
    )


def _amount(quantity: int, unit_code: str) -> str:
    return units.quantity(words(), quantity, unit_code)


@bp.get("/b/<code>", endpoint="scanned")
@bp.get("/B/<code>", endpoint="scanned_label")
def scanned(code: str) -> ResponseReturnValue:
    """Lead from the link on a label to the box, or to the pallet."""
    actor = current_actor()
    actor.must(Permission.BOX_READ)
    if references.letters_of(code).startswith("PT"):
        return redirect(url_for("pallets.show", code=references.in_one_form(code, "PT")))
    with look() as db:
        found = box_names.find(db, actor, code)
    if found.label is not None:
        return redirect(url_for(".index", code=found.label.code))
    if len(found.boxes) != 1:
        raise NotFound(N_("There is no box %(code)s here."), found.suggestions, code=code[:40])
    return redirect(url_for(".show", code=found.boxes[0].code))


@bp.get("/boxes/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show a box: what it holds, where it is, what happened to it."""
    actor = current_actor()
    actor.must(Permission.BOX_READ)
    with look() as db:
        box = box_facts.by_code(db, actor, code)
        here = box.stage in IN_STOCK and actor.may(Permission.BOX_PACK, place_id=box.place_id)
        return render_template(
            "boxes/show.html",
            box=box,
            inside=box_facts.inside(db, actor, box),
            legs=legs.of_boxes(db, actor, [box.id]).get(box.id, []),
            hides_vans=legs.are_hidden(db, actor, box),
            reserved=reservations(db, actor, [box.id]).get(box.id),
            history=[entry(one) for one in box_facts.history(db, actor, box)],
            gone=""
            if box.stage in IN_STOCK or box.stage is BoxStage.EMPTIED
            else gift_words.whereabouts(legs.whereabouts(db, actor, [box])[0]),
            is_open=box.stage is BoxStage.OPEN,
            is_wrapped=box.pallet is not None and box.pallet.stage is PalletStage.WRAPPED,
            may_pack=here,
            may_reopen=here and actor.may(Permission.BOX_REOPEN, place_id=box.place_id),
            heavy=box.planning_g > TWO_PERSONS_G,
            amount=_amount,
            labels_on=label_paper.offered(box.place or box.origin_place),
            second_labels=box_labels.of_box(db, actor, box),
            earmarks=earmarks.of_boxes(db, actor, [box.id]).get(box.id, ()),
            waiting=[
                (flag, control_words.waits(flag))
                for flag in controls.open_flags(db, [box.id]).get(box.id, ())
            ],
        )


@bp.get("/boxes/<code>/vans")
def vans(code: str) -> ResponseReturnValue:
    """Lead back to a box, once it was asked again who wants to know on which vans it was."""
    actor = current_actor()
    actor.must(Permission.BOX_READ)
    with look() as db:
        box = box_facts.by_code(db, actor, code)
    return redirect(url_for(".show", code=box.code))


@bp.get("/boxes/labels.pdf", endpoint="labels")
def labels_sheet() -> ResponseReturnValue:
    """Draw the labels of the boxes named, on the stock asked for or that of the place of the first one."""
    actor = current_actor()
    actor.must(Permission.LABEL_PRINT)
    codes = [code[:20] for code in request.args.getlist("code")[:1_000]]
    if not codes:
        raise Invalid(N_("Choose at least one box to print a label for."), field="code")
    with look() as db:
        drawn = labels.box_labels(db, actor, codes, sent_files.site())
        first = box_facts.by_code(db, actor, codes[0])
    loaded, start = label_paper.asked(first.place_id or first.origin_place_id)
    content = render(drawn, words(), None, start, loaded.stock, loaded.offset)
    return sent_files.pdf(content, f"{codes[0]}.pdf" if len(codes) == 1 else "labels.pdf")


@bp.route("/boxes/close", methods=["GET", "POST"])
def close() -> ResponseReturnValue:
    """Close boxes, many at once."""
    current_actor().must(Permission.BOX_PACK)
    form = _codes_form(CodesForm())
    if scans.understood(form):
        try:
            closed = do(boxes.close, form.close())
        except Refusal as error:
            form.refuse(error)
        else:
            flash(
                ngettext("%(num)s box closed.", "%(num)s boxes closed.", len(closed)),
                "done",
            )
            return _back_to([box.code for box in closed])
    return render_template("boxes/close.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/boxes/move", methods=["GET", "POST"])
def move() -> ResponseReturnValue:
    """Move boxes to another place or shelf, many at once."""
    current_actor().must(Permission.BOX_PACK)
    form = _codes_form(MoveForm())
    with look() as db:
        form.place.choices = [
            SelectChoice(value=place.code, label=place.name)
            for place in box_lists.places_of(db, current_actor())
        ]
    if scans.understood(form):
        try:
            moved = do(boxes.relocate, form.command())
        except Refusal as error:
            form.refuse(error)
        else:
            flash(
                ngettext(
                    "%(num)s box moved to %(place)s.",
                    "%(num)s boxes moved to %(place)s.",
                    len(moved),
                    place=f"{form.place.data} {form.shelf.data}".strip(),
                ),
                "done",
            )
            return _back_to([box.code for box in moved])
    return render_template("boxes/move.html", form=form), 422 if form.is_submitted() else 200


def _codes_form(form: F) -> F:
    if not form.is_submitted():
        form.codes.data = tuple(code[:20] for code in request.args.getlist("code")[:500])
    return form


def _back_to(codes: list[str]) -> ResponseReturnValue:
    if len(codes) == 1:
        return redirect(url_for(".show", code=codes[0]), 303)
    return redirect(url_for(".index"), 303)


@bp.route("/boxes/<code>/reopen", methods=["GET", "POST"])
def reopen(code: str) -> ResponseReturnValue:
    """Open a closed box again, with a reason; its label is void then."""
    actor = current_actor()
    actor.must(Permission.BOX_REOPEN)
    form = ReasonForm()
    with look() as db:
        box = box_facts.by_code(db, actor, code)
        actor.must(Permission.BOX_REOPEN, place_id=box.place_id)
    if form.validate_on_submit():
        try:
            box, van = do(boxes.reopen, form.reopen(code))
        except NotFound:
            raise
        except Refusal as error:
            form.refuse(error)
        else:
            flash(
                gettext(
                    "%(name)s (%(code)s) is open. Its label is void: print a new one.",
                    name=box.short_name,
                    code=box.code,
                ),
                "done",
            )
            if van is not None:
                one = van.hinders(box.code)
                flash(f"{words().gettext(one.message, **one.facts)}.", "info")
            return redirect(url_for(".show", code=box.code), 303)
    with look() as db:
        box = box_facts.by_code(db, actor, code)
        van = reservations(db, actor, [box.id]).get(box.id)
        return render_template(
            "boxes/reopen.html", form=form, box=box, van=van.hinders(box.code) if van else None
        ), 422 if form.is_submitted() else 200


@bp.route("/boxes/<code>/pallet", methods=["GET", "POST"])
def put_on_pallet(code: str) -> ResponseReturnValue:
    """Put a box on a pallet that is being built where it stands."""
    actor = current_actor()
    form = PalletChoiceForm()
    with look() as db:
        box = box_facts.by_code(db, actor, code)
        actor.must(Permission.BOX_PACK, place_id=box.place_id)
        building = pallet_query.building_at(db, actor, box.place_id)
        form.pallet.choices = [
            SelectChoice(value=one.code, label=f"{one.code} {one.note}".strip()) for one in building
        ]
        if not form.is_submitted():
            return render_template("boxes/pallet.html", form=form, box=box)
    if form.validate():
        try:
            pallet = do(pallets.add, form.command(code))
        except Refusal as error:
            form.refuse(error)
        else:
            flash(gettext("Box %(code)s is on pallet %(pallet)s.", code=code, pallet=pallet.code), "done")
            return redirect(url_for(".show", code=code), 303)
    return render_template("boxes/pallet.html", form=form, box=box), 422
