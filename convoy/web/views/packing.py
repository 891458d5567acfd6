"""What goes into boxes and out of them: a new box, more into one, out of one, split, merge."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from convoy.documents.layout import units
from convoy.domain.errors import NotAllowed, NotFound, Refusal, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import box_facts, box_lists, stock
from convoy.services import box_labels, packing
from convoy.web import scans
from convoy.web.access import current_actor, do, look
from convoy.web.choices import SelectChoice
from convoy.web.forms.box_labels import PutLabelForm
from convoy.web.forms.boxes import ActionForm, GoodsForm, MergeForm, NewBoxForm, SplitForm
from convoy.web.frame import words

bp = Blueprint("packing", __name__, url_prefix="/boxes")

Goods = dict[int, stock.Held]
"""By lot: what there is of it."""


def _amount(quantity: int, unit_code: str) -> str:
    return units.quantity(words(), quantity, unit_code)


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Pack a new box from what stands loose at a place."""
    actor = current_actor()
    actor.must(Permission.BOX_PACK)
    form = NewBoxForm()
    with look() as db:
        places = [
            place
            for place in box_lists.places_of(db, actor)
            if actor.may(Permission.BOX_PACK, place_id=place.id)
        ]
        if not places:
            raise NotAllowed(N_("You pack boxes at no place yet. Ask who is in charge."))
        form.place.choices = [SelectChoice(value=place.code, label=place.name) for place in places]
        asked = request.values.get("place", "") or session.get("place", "")
        place = next((one for one in places if one.code == asked), places[0])
        goods = _by_lot(stock.loose_at(db, actor, place.id, request.args.get("text", "")[:60]))
    if form.validate_on_submit():
        try:
            box = do(packing.pack_new, form.command(place.code))
        except Refusal as error:
            form.refuse(error)
        else:
            session["place"] = place.code
            with look() as db:
                box = box_facts.by_code(db, actor, box.code)
            flash(
                gettext(
                    "%(name)s packed: %(code)s. Weigh it, then close it.",
                    name=box.short_name,
                    code=box.code,
                ),
                "done",
            )
            return redirect(url_for("boxes.show", code=box.code), 303)
    elif not form.is_submitted():
        form.place.data = place.code
        form.label.data = request.args.get("label", "")[:80]
        _offer(form, goods)
    return render_template(
        "boxes/new.html",
        form=form,
        goods=goods,
        place=place,
        amount=_amount,
        text=request.args.get("text", "")[:60],
    ), 422 if form.is_submitted() else 200


def _by_lot(held: list[stock.Held]) -> Goods:
    return {one.lot.id: one for one in held}


def _offer(form: GoodsForm, goods: Goods) -> None:
    for lot_id in goods:
        form.goods.append_entry({"lot": lot_id})


@bp.route("/<code>/pack", methods=["GET", "POST"])
def pack(code: str) -> ResponseReturnValue:
    """Put loose goods into a box."""
    actor = current_actor()
    text = request.args.get("text", "")[:60]
    form = GoodsForm()
    with look() as db:
        box = box_facts.by_code(db, actor, code)
        actor.must(Permission.BOX_PACK, place_id=box.place_id)
        goods = _by_lot(stock.loose_at(db, actor, box.place_id, text)) if box.place_id else {}
    return _move_goods(form, (box.code, box.short_name), goods, "pack")


@bp.route("/<code>/unpack", methods=["GET", "POST"])
def unpack(code: str) -> ResponseReturnValue:
    """Take goods out of a box."""
    return _out_of(code, "unpack")


@bp.route("/<code>/part", methods=["GET", "POST"])
def part(code: str) -> ResponseReturnValue:
    """Move goods from a box into a new one."""
    return _out_of(code, "part")


def _out_of(code: str, act: str) -> ResponseReturnValue:
    actor = current_actor()
    with look() as db:
        box = box_facts.by_code(db, actor, code)
        actor.must(Permission.BOX_PACK, place_id=box.place_id)
        goods = _by_lot(box_facts.inside(db, actor, box))
    return _move_goods(GoodsForm(), (box.code, box.short_name), goods, act)


def _move_goods(form: GoodsForm, box: tuple[str, str], goods: Goods, act: str) -> ResponseReturnValue:
    code, name = box
    if form.validate_on_submit():
        try:
            said = _moved(act, code, form)
        except NotFound:
            raise
        except Refusal as error:
            form.refuse(error)
        else:
            flash(said, "done")
            return redirect(url_for("boxes.show", code=code), 303)
    elif not form.is_submitted():
        _offer(form, goods)
    status = 422 if form.is_submitted() else 200
    text = request.args.get("text", "")[:60]
    return render_template(
        "boxes/goods.html", form=form, goods=goods, code=code, name=name, act=act, text=text, amount=_amount
    ), status


def _moved(act: str, code: str, form: GoodsForm) -> str:
    """Do what the page is for and return the sentence that says so."""
    if act == "pack":
        do(packing.pack, packing.PackMore(form.key.data, code, form.lines))
        return gettext("Packed into %(code)s. Weigh it again before it is closed.", code=code)
    if act == "unpack":
        do(packing.unpack, packing.Unpack(form.key.data, code, form.lines))
        return gettext("Taken out of %(code)s; it stands loose at the same place now.", code=code)
    _, new_box = do(packing.part, packing.PartBox(form.key.data, code, form.lines))
    return gettext("New box %(new)s packed from %(code)s. Print its label.", new=new_box.code, code=code)


@bp.route("/<code>/split", methods=["GET", "POST"])
def split(code: str) -> ResponseReturnValue:
    """Share a box out evenly over several."""
    form = SplitForm()
    if form.validate_on_submit():
        try:
            parts = do(packing.split, form.command(code))
        except NotFound:
            raise
        except Refusal as error:
            form.refuse(error)
        else:
            new_codes = [box.code for box in parts if box.code != code]
            flash(
                ngettext(
                    "%(code)s shared out into %(num)s new box: %(codes)s. Print the label.",
                    "%(code)s shared out into %(num)s new boxes: %(codes)s. Print the labels.",
                    len(new_codes),
                    code=code,
                    codes=", ".join(new_codes[:10]),
                ),
                "done",
            )
            return redirect(url_for("boxes.show", code=code), 303)
    return _one_box("boxes/split.html", code, form)


@bp.route("/<code>/merge", methods=["GET", "POST"])
def merge(code: str) -> ResponseReturnValue:
    """Empty other boxes into this one."""
    form = MergeForm()
    if scans.understood(form):
        try:
            do(packing.merge, form.command(code))
        except Refusal as error:
            form.refuse(error)
        else:
            flash(
                gettext(
                    "%(codes)s emptied into %(code)s. Weigh it again.",
                    codes=", ".join(form.codes.data[:10]),
                    code=code,
                ),
                "done",
            )
            return redirect(url_for("boxes.show", code=code), 303)
    return _one_box("boxes/merge.html", code, form)


def _one_box(template: str, code: str, form: SplitForm | MergeForm) -> ResponseReturnValue:
    actor = current_actor()
    with look() as db:
        box = box_facts.by_code(db, actor, code)
        actor.must(Permission.BOX_PACK, place_id=box.place_id)
        inside = box_facts.inside(db, actor, box)
        return render_template(template, form=form, box=box, inside=inside, amount=_amount), (
            422 if form.is_submitted() else 200
        )


@bp.route("/<code>/label", methods=["GET", "POST"])
def label(code: str) -> ResponseReturnValue:
    """Put a printed label on a box that has a code already: it is found by both."""
    actor = current_actor()
    form = PutLabelForm()
    with look() as db:
        box = box_facts.by_code(db, actor, code)
        actor.must(Permission.BOX_PACK, place_id=box.place_id)
    if form.validate_on_submit():
        try:
            do(box_labels.put_on, form.command(box.code))
        except NotFound:
            raise
        except Refusal as error:
            form.refuse(error)
        else:
            flash(gettext("%(name)s is found by that label too.", name=box.short_name), "done")
            return redirect(url_for("boxes.show", code=box.code), 303)
    return render_template("boxes/label.html", form=form, box=box), 422 if form.is_submitted() else 200


@bp.post("/<code>/label/off")
def take_label_off(code: str) -> ResponseReturnValue:
    """Take a label off the box that it was put on by mistake."""
    form, named = ActionForm(), request.form.get("label", "")[:20]
    if not form.validate():
        raise RuleBroken(N_("This form is damaged. Open it again."))
    do(box_labels.take_off, box_labels.TakeLabelOff(form.key.data, code, named))
    flash(gettext("Label %(code)s is free again.", code=named), "done")
    return redirect(url_for("boxes.show", code=code), 303)
