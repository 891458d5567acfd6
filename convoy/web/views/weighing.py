"""The scale: one box, or a round of them: code, kg, Enter, next."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain.errors import Refusal, RuleBroken
from convoy.domain.handling import TWO_PERSONS_G, DoubtfulWeight
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import box_facts, box_lists, box_names
from convoy.queries import weighing as query
from convoy.services import weighing
from convoy.web import scans
from convoy.web.access import current_actor, do, look
from convoy.web.forms.boxes import ActionForm, RoundForm, WeighForm
from convoy.web.frame import words

bp = Blueprint("weighing", __name__, url_prefix="/boxes")


@bp.route("/<code>/weigh", methods=["GET", "POST"])
def weigh(code: str) -> ResponseReturnValue:
    """Keep the weight of one box, and its size where it was measured."""
    actor = current_actor()
    form = WeighForm()
    with look() as db:
        box = box_facts.by_code(db, actor, code)
        actor.must(Permission.BOX_PACK, place_id=box.place_id)
    if form.validate_on_submit() and _weighed(form, box.code):
        return redirect(url_for("boxes.show", code=box.code), 303)
    return render_template("boxes/weigh.html", form=form, box=box), 422 if form.is_submitted() else 200


def _weighed(form: WeighForm, code: str) -> bool:
    """Whether the weight is kept; where it is doubtful, the form comes back to be sent once more."""
    try:
        box = do(weighing.weigh, form.command(code))
    except DoubtfulWeight as error:
        form.refuse(error)
        form.sure.raw_data = None
        form.sure.data = str(form.grams.data)
        return False
    except Refusal as error:
        form.refuse(error)
        return False
    kilograms = words().fixed(box.gross_g or 0, 3)
    if (box.gross_g or 0) > TWO_PERSONS_G:
        said = gettext("%(code)s weighs %(kg)s kg: lift it with 2 persons.", code=box.code, kg=kilograms)
    else:
        said = gettext("%(code)s weighs %(kg)s kg.", code=box.code, kg=kilograms)
    flash(said, "done")
    return True


@bp.get("/weighing")
def rounds() -> ResponseReturnValue:
    """Show the next step of a weighing round, the last five, and how far the round is."""
    form = RoundForm(formdata=None)
    form.code.data = request.args.get("code", "")[:80]
    return _round_page(form)


@bp.post("/weighing", endpoint="step")
def step() -> ResponseReturnValue:
    """Keep one weight of the round and go on to the next."""
    actor = current_actor()
    actor.must(Permission.BOX_PACK)
    form = RoundForm()
    if form.validate():
        with look() as db:
            found = box_names.find(db, actor, form.code.data)
        if len(found.boxes) == 1:
            if _weighed(form, found.boxes[0].code):
                return redirect(url_for(".rounds", place=request.form.get("place", "")[:40]), 303)
        else:
            form.form_errors.append(scans.which(form.code.data, found))
    return _round_page(form, 422)


def _round_page(form: RoundForm, status: int = 200) -> ResponseReturnValue:
    actor = current_actor()
    actor.must(Permission.BOX_PACK)
    place = request.values.get("place", "")[:40]
    with look() as db:
        places_here = [
            one for one in box_lists.places_of(db, actor) if actor.may(Permission.BOX_PACK, place_id=one.id)
        ]
        counts = box_lists.counts(db, actor, box_lists.BoxFilter(place=place))
        return render_template(
            "boxes/weighing.html",
            form=form,
            place=place,
            places_here=places_here,
            total=counts[""],
            weighed=counts[""] - counts["not-weighed"],
            last=query.last_weighed(db, actor),
            undo=ActionForm(formdata=None),
            heavy=TWO_PERSONS_G,
        ), status


@bp.post("/<code>/weigh/undo")
def undo(code: str) -> ResponseReturnValue:
    """Take the last weight of a box back."""
    actor = current_actor()
    with look() as db:
        actor.must(Permission.BOX_PACK, place_id=box_facts.by_code(db, actor, code).place_id)
    form = ActionForm()
    if not form.validate():
        raise RuleBroken(N_("This form is damaged. Open it again."))
    box = do(weighing.undo, weighing.UndoWeighing(form.key.data, code))
    flash(gettext("The weight of %(code)s is taken back.", code=box.code), "done")
    return redirect(url_for(".rounds", place=request.form.get("place", "")[:40]), 303)
