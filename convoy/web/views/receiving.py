"""Receiving: counting what came off a van at a stop, and what became of all that was sent."""

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from convoy.documents.layout import units
from convoy.domain.counting import BoxCount, Outcome
from convoy.domain.errors import NotAllowed, NotFound, Refusal
from convoy.domain.permissions import Permission
from convoy.queries import arrivals, convoys, photos, tallies
from convoy.queries.arrivals import StopList
from convoy.services import receiving
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.dispatch import BoxForm, CountForm, tell
from convoy.web.frame import words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("receiving", __name__)

PART = "part"
"""Said of a box that is to be counted line by line afterwards."""

MOST_SCANNED = 200


def _amount(quantity: int, unit_code: str) -> str:
    return units.quantity(words(), quantity, unit_code) if quantity else "0"


@bp.get("/convoys/<code>/receipts")
def index(code: str) -> ResponseReturnValue:
    """Show what became of all that was sent, and every count."""
    with look() as db:
        convoy = convoys.find(db, current_actor(), code)
        receipts = tallies.receipts(db, current_actor(), code)
        return render_template(
            "dispatch/receipts.html",
            convoy=convoy,
            stops=tallies.by_stop(db, current_actor(), code),
            receipts=receipts,
            photos=photos.counted(db, current_actor(), [one.code for one in receipts]),
            amount=_amount,
        )


@bp.get("/convoys/<code>/runs/<int:number>/stops/<int:position>/count")
def stop(code: str, number: int, position: int) -> ResponseReturnValue:
    """Show the boxes of a stop, to be counted."""
    with look() as db:
        return _stop_page(_listed(db, code, number, position), CountForm(formdata=None), {})


def _listed(db: "Session", code: str, number: int, position: int) -> StopList:
    listed = arrivals.stop_list(db, current_actor(), code, number, position)
    current_actor().must(Permission.CONVOY_DISPATCH, convoy_id=listed.run.convoy_id)
    return listed


def _stop_page(
    listed: StopList, form: CountForm, marked: dict[str, str], said: str = "", wrong: str = ""
) -> str:
    return render_template(
        "dispatch/count.html",
        listed=listed,
        run=listed.run,
        stop=listed.stop,
        convoy=listed.run.convoy,
        form=form,
        marked=marked,
        said=said,
        wrong=wrong,
        part=PART,
    )


def _marked(listed: StopList) -> dict[str, str]:
    """Return what was marked of each box of this stop, by code; what is not marked is absent."""
    allowed = {PART, *(outcome.value for outcome in Outcome)}
    sent = {one.code: request.form.get(f"box-{one.code}", "") for one in listed.all}
    return {code: value for code, value in sent.items() if value in allowed}


@bp.post("/convoys/<code>/runs/<int:number>/stops/<int:position>/count")
def count(code: str, number: int, position: int) -> ResponseReturnValue:
    """Store the count; or, where a box was scanned, mark it and show the list again with nothing stored."""
    form = CountForm()
    with look() as db:
        listed = _listed(db, code, number, position)
        marked = _marked(listed)
        act = request.form.get("act", "")
        if act not in {"all", "marked"} or request.form.get("typed", "").strip():
            return _ticked(listed, form, marked)
        if not form.validate():
            return _stop_page(listed, form, marked), 422
    chosen = dict.fromkeys((one.code for one in listed.waiting), Outcome.GOOD.value) if act == "all" else {}
    chosen |= marked
    boxes = tuple(BoxCount(box, Outcome(said)) for box, said in chosen.items() if said != PART)
    later = [box for box, said in chosen.items() if said == PART]
    if boxes or not later:
        try:
            receipt = do(receiving.receive, form.command(code, number, position, boxes))
        except NotAllowed:
            raise
        except Refusal as error:
            tell(form, error)
            with look() as db:
                return _stop_page(_listed(db, code, number, position), form, marked), 422
        flash(_stored(receipt.code, boxes), "done")
    if later:
        return redirect(
            url_for("receiving.box", code=code, number=number, position=position, box=later[0]), 303
        )
    return redirect(url_for("dispatch.now", code=code, number=number), 303)


def _ticked(listed: StopList, form: CountForm, marked: dict[str, str]) -> ResponseReturnValue:
    """Mark the boxes that were scanned, typed or pasted as good."""
    typed = [line for line in request.form.get("typed", "").replace(",", "\n").splitlines() if line.strip()]
    done = []
    for line in typed[:MOST_SCANNED]:
        try:
            found = listed.meant(line)
        except NotFound as error:
            return _stop_page(listed, form, marked, wrong=_wrong(error)), 422
        marked[found] = Outcome.GOOD.value
        done.append(next(one.name for one in listed.all if one.code == found))
    said = (
        gettext("Marked as good: %(boxes)s. Nothing is stored yet.", boxes=", ".join(done))
        if done
        else gettext("Nothing is stored yet. Mark boxes, then record the count.")
    )
    return _stop_page(listed, form, marked, said=said)


def _wrong(error: NotFound) -> str:
    if not error.suggestions:
        return say(error)
    meant = gettext("Did you mean %(codes)s?", codes=", ".join(error.suggestions))
    return f"{say(error)} {meant}"


def _stored(code: str, boxes: tuple[BoxCount, ...]) -> str:
    counted = {outcome: sum(box.outcome is outcome for box in boxes) for outcome in Outcome}
    return gettext(
        "Count %(code)s is recorded: %(good)s good, %(damaged)s damaged, %(missing)s missing.",
        code=code,
        good=counted[Outcome.GOOD],
        damaged=counted[Outcome.DAMAGED],
        missing=counted[Outcome.MISSING],
    )


@bp.get("/convoys/<code>/runs/<int:number>/stops/<int:position>/count/<box>")
def box(code: str, number: int, position: int, box: str) -> ResponseReturnValue:
    """Show what should be in one box, to be counted line by line."""
    form = BoxForm(formdata=None)
    with look() as db:
        listed = _listed(db, code, number, position)
        try:
            form.offer(arrivals.box_lines(db, current_actor(), listed, box))
        except NotFound as error:
            return _back(code, number, position, error)
        return _box_page(db, listed, box, form)


def _back(code: str, number: int, position: int, error: NotFound) -> ResponseReturnValue:
    """Lead back to the list from a box that is not on it, perhaps because somebody counted it meanwhile."""
    flash(_wrong(error), "problem")
    return redirect(url_for("receiving.stop", code=code, number=number, position=position), 303)


def _box_page(db: "Session", listed: StopList, code: str, form: BoxForm) -> str:
    return render_template(
        "dispatch/box.html",
        listed=listed,
        run=listed.run,
        stop=listed.stop,
        convoy=listed.run.convoy,
        box=next(one for one in listed.all if one.code == code),
        expected={str(line.lot_id): line for line in arrivals.box_lines(db, current_actor(), listed, code)},
        form=form,
        amount=_amount,
    )


@bp.post("/convoys/<code>/runs/<int:number>/stops/<int:position>/count/<box>")
def count_box(code: str, number: int, position: int, box: str) -> ResponseReturnValue:
    """Store the count of one box."""
    form = BoxForm()
    with look() as db:
        listed = _listed(db, code, number, position)
        try:
            arrivals.box_lines(db, current_actor(), listed, box)
        except NotFound as error:
            return _back(code, number, position, error)
        if not form.validate():
            return _box_page(db, listed, box, form), 422
    try:
        receipt = do(receiving.receive, form.command(code, number, position, (form.count(box),)))
    except NotAllowed:
        raise
    except Refusal as error:
        tell(form, error)
        with look() as db:
            return _box_page(db, listed, box, form), 422
    flash(gettext("Count %(code)s is recorded for box %(box)s.", code=receipt.code, box=box), "done")
    left = len({one.code for one in listed.waiting} - {box})
    if not left:
        return redirect(url_for("dispatch.now", code=code, number=number), 303)
    flash(ngettext("%(num)s box is not counted yet.", "%(num)s boxes are not counted yet.", left), "info")
    return redirect(url_for("receiving.stop", code=code, number=number, position=position), 303)
