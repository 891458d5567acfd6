"""Legs: boxes that change the van on the road, come back, or were left behind and roll to the next convoy."""

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from convoy.domain.errors import NotAllowed, Refusal, RuleBroken
from convoy.domain.lifecycle import FINISHED
from convoy.domain.loading import SomeCannotGo
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import convoys, leftovers, vanloads
from convoy.services import loading, returning, transshipping
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.convoys import chosen
from convoy.web.forms.dispatch import tell
from convoy.web.forms.legs import GiveBackForm, RollForm, TransshipForm
from convoy.web.languages import is_redrawn

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from convoy.models import Run

bp = Blueprint("legs", __name__)


def _run(db: "Session", code: str, number: int) -> "Run":
    run = convoys.find_run(db, current_actor(), code, number)
    current_actor().must(Permission.CONVOY_DISPATCH, convoy_id=run.convoy_id)
    return run


def _boxes() -> tuple[str, ...]:
    """Return the boxes chosen, none where all are meant."""
    if request.form.get("act") == "all":
        return ()
    boxes = tuple(dict.fromkeys(box.strip()[:40] for box in request.form.getlist("box")))
    if not boxes:
        raise RuleBroken(N_("Choose at least one box. Nothing was stored."))
    return boxes


@bp.get("/convoys/<code>/runs/<int:number>/transship")
def transship(code: str, number: int) -> ResponseReturnValue:
    """Show the boxes that are on the road with a van, to move them to another one."""
    with look() as db:
        return _transship_page(db, _run(db, code, number), TransshipForm(formdata=None))


def _offer_vans(db: "Session", run: "Run", form: TransshipForm) -> None:
    options = convoys.choices(db, current_actor())
    others = [one for one in convoys.runs_of(db, current_actor(), run.convoy) if one.id != run.id]
    vans = [one.number for one in others if one.stage not in FINISHED]
    form.offer(vans, [*options.stores, *options.destinations])


def _transship_page(db: "Session", run: "Run", form: TransshipForm) -> str:
    _offer_vans(db, run, form)
    return render_template(
        "legs/transship.html",
        run=run,
        convoy=run.convoy,
        form=form,
        boxes=vanloads.on_the_road(db, current_actor(), run),
        picked=set(request.form.getlist("box")),
    )


@bp.post("/convoys/<code>/runs/<int:number>/transship")
def transshipped(code: str, number: int) -> ResponseReturnValue:
    """Record that boxes went on with another van."""
    form = TransshipForm()
    with look() as db:
        run = _run(db, code, number)
        _offer_vans(db, run, form)
        if not form.validate():
            return _transship_page(db, run, form), 422
    try:
        done = do(transshipping.transship, form.command(code, number, _boxes()))
    except NotAllowed:
        raise
    except Refusal as error:
        tell(form, error)
        with look() as db:
            return _transship_page(db, _run(db, code, number), form), 422
    boxes = ngettext("%(num)s box goes on", "%(num)s boxes go on", done.boxes)
    flash(gettext("%(boxes)s with van %(number)s.", boxes=boxes, number=done.van), "done")
    flash(gettext("Its papers are not those of the first van: make its manifest final."), "info")
    return redirect(url_for("dispatch.now", code=code, number=done.van), 303)


@bp.get("/convoys/<code>/runs/<int:number>/give-back")
def give_back(code: str, number: int) -> ResponseReturnValue:
    """Show the boxes that are on the road with a van, to take them back into our own stock."""
    with look() as db:
        return _give_back_page(db, _run(db, code, number), GiveBackForm(formdata=None))


def _give_back_page(db: "Session", run: "Run", form: GiveBackForm) -> str:
    form.offer(convoys.choices(db, current_actor()).stores)
    return render_template(
        "legs/give_back.html",
        run=run,
        convoy=run.convoy,
        form=form,
        boxes=vanloads.on_the_road(db, current_actor(), run),
        picked=set(request.form.getlist("box")),
    )


@bp.post("/convoys/<code>/runs/<int:number>/give-back")
def given_back(code: str, number: int) -> ResponseReturnValue:
    """Record that boxes came back."""
    form = GiveBackForm()
    with look() as db:
        run = _run(db, code, number)
        form.offer(convoys.choices(db, current_actor()).stores)
        if not form.validate():
            return _give_back_page(db, run, form), 422
    try:
        count = do(returning.give_back, form.command(code, number, _boxes()))
    except NotAllowed:
        raise
    except Refusal as error:
        tell(form, error)
        with look() as db:
            return _give_back_page(db, _run(db, code, number), form), 422
    flash(ngettext("%(num)s box is in stock again.", "%(num)s boxes are in stock again.", count), "done")
    return redirect(url_for("dispatch.now", code=code, number=number), 303)


@bp.get("/left-behind")
def left_behind() -> ResponseReturnValue:
    """Show what was left behind or came back, by place, also by convoys that are closed."""
    current_actor().must(Permission.CONVOY_PLAN)
    with look() as db:
        return _left_behind_page(db)


def _left_behind_page(db: "Session", refused: Refusal | None = None, target: str = "") -> str:
    piles = leftovers.piles(db, current_actor())
    forms = []
    for pile in piles:
        form = RollForm(formdata=None)
        form.target.choices = chosen((one.value, _target(one)) for one in pile.targets)
        form.target.data = target if target in {one.value for one in pile.targets} else ""
        forms.append((pile, form))
    return render_template(
        "legs/left_behind.html",
        piles=forms,
        refused=refused,
        cannot=refused if isinstance(refused, SomeCannotGo) else None,
        say=say,
        target=target,
        picked=set(request.form.getlist("box")),
    )


def _target(target: leftovers.Target) -> str:
    return gettext(
        "%(convoy)s: van %(number)s, for %(place)s",
        convoy=target.name,
        number=target.number,
        place=target.place_name,
    )


@bp.post("/left-behind")
def roll() -> ResponseReturnValue:
    """Put what was left behind at a place on a van of the next convoy."""
    current_actor().must(Permission.CONVOY_PLAN)
    form = RollForm()
    sent, stands_at = request.form.get("target", ""), request.form.get("place", "")
    with look() as db:
        piles = [pile for pile in leftovers.piles(db, current_actor()) if pile.place.code == stands_at]
        form.target.choices = chosen((one.value, _target(one)) for pile in piles for one in pile.targets)
        if not form.validate():
            unclear = RuleBroken(N_("Choose a van that loads there. Nothing was assigned."))
            refused = None if is_redrawn() else unclear
            return _left_behind_page(db, refused, sent), 422
        everything = tuple(one.box.code for pile in piles for one in pile.boxes)
    convoy, number, to_stop = form.convoy_van_and_stop()
    boxes = everything if request.form.get("act") == "all" else tuple(request.form.getlist("box"))
    command = loading.AssignBoxes(
        form.key.data, convoy, number, to_stop, boxes, skip_ineligible="skip" in request.form
    )
    try:
        done = do(loading.assign, command)
    except NotAllowed:
        raise
    except Refusal as error:
        with look() as db:
            return _left_behind_page(db, error, sent), 409 if isinstance(error, SomeCannotGo) else 422
    count = ngettext("%(num)s box is", "%(num)s boxes are", len(done.boxes))
    flash(gettext("%(boxes)s on van %(number)s.", boxes=count, number=number), "done")
    for _, reason in done.skipped[:20]:
        flash(say(reason), "info")
    return redirect(url_for("legs.left_behind"), 303)
