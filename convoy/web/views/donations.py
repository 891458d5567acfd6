"""The desk: record a gift on one screen, the list by day, one gift with its boxes, corrections, undo."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from convoy.domain.errors import Conflict, Invalid, RuleBroken
from convoy.domain.lifecycle import BoxStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import barcodes, box_labels, controls, earmarks, legs, photos, pool_boxes, today
from convoy.queries import donations as query
from convoy.queries import receipts as receipt_query
from convoy.services import donations, line_decisions, withdrawals
from convoy.web import (
    announced,
    control_words,
    desk,
    gift_form,
    gift_papers,
    gift_recorded,
    gift_search,
    gift_words,
    label_paper,
    sent_files,
)
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.donations import CorrectionForm, DecisionForm, DonationForm, UndoForm
from convoy.web.languages import is_redrawn

if TYPE_CHECKING:
    from convoy.models import Box

bp = Blueprint("donations", __name__, url_prefix="/donations")

DECISIONS = {
    "set-aside": (
        line_decisions.set_aside,
        line_decisions.MAY_SET_ASIDE,
        N_("Line %(line)s of %(code)s is set aside."),
    ),
    "release": (
        line_decisions.release,
        line_decisions.MAY_DECIDE,
        N_("Line %(line)s of %(code)s is in stock."),
    ),
    "refuse": (
        line_decisions.refuse,
        line_decisions.MAY_DECIDE,
        N_("Line %(line)s of %(code)s is refused and out of stock."),
    ),
}
"""What may become of a line: how, who may, and the sentence that says it is done."""


def _language() -> str:
    return str(get_locale())


@bp.get("")
def index() -> ResponseReturnValue:
    """List gifts, the newest first, and find them by number, donor, goods, days and place."""
    actor = current_actor()
    actor.must(Permission.DONATION_READ)
    now = datetime.now(UTC)
    with look() as db:
        return render_template(
            "donations/index.html",
            **gift_search.found(db, actor, before=request.args.get("before", "")[:40]),
            today=today.counts(db, actor, request.args.get("place", "")[:40], now),
            may_change=lambda donation: withdrawals.may_change(actor, donation, now),
            intake=query.intake_places(db, actor),
            language_code=_language(),
            amount=gift_form.amount,
        )


@bp.get("/new")
def new() -> ResponseReturnValue:
    """Show an empty form for one gift; after another one its donor, or a copy of all its lines."""
    if "draft" in request.args:
        return gift_form.page(desk.resumed(request.args["draft"][:40]))
    form = DonationForm(data=desk.begun(request.args.get("like", ""), request.args.get("after", "")))
    desk.start(form)
    announced.fill(form)
    desk.scanned(form)
    return gift_form.page(form)


@bp.post("/new", endpoint="create")
def create() -> ResponseReturnValue:
    """Record the gift."""
    form = DonationForm()
    desk.offer_places(form)
    if not is_redrawn() and desk.helped(form):
        return gift_form.page(form, 422 if form.errors else 200)
    if not desk.understood(form):
        return gift_form.page(form, 422)
    began = datetime.now(UTC)
    try:
        donation = do(donations.record, form.command())
    except Invalid as error:
        form.refuse(error)
        return gift_form.page(form, 422)
    except Conflict as error:
        return gift_form.sent_before(form, error)
    session["place"] = form.place.data
    return gift_recorded.answer(donation, is_replay=donation.recorded_at < began)


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show one gift: facts, lines, boxes, what may be done, and what was done."""
    return _show(code, UndoForm(), DecisionForm()), 200


def _show(code: str, undo_form: UndoForm, decision: DecisionForm, line: int = 0, then: str = "") -> str:
    actor = current_actor()
    actor.must(Permission.DONATION_READ)
    with look() as db:
        donation = query.found(db, actor, code)
        before, after = query.corrections(db, donation)
        boxes = query.boxes_of(db, actor, donation)
        return render_template(
            "donations/show.html",
            donation=donation,
            boxes=boxes,
            labelled=box_labels.printed_before(db, [box.id for box in boxes])
            | query.boxes_kept(db, donation),
            where=legs.whereabouts(db, actor, boxes),
            whereabouts=gift_words.whereabouts,
            fates=legs.fates(db, actor, donation),
            bound_to=earmarks.bound_to(db, actor, {line.earmark_place_id for line in donation.lines}),
            parts=lambda fate, unit: [gift_form.amount(part, unit) if part else "" for part in fate.parts],
            shared=legs.whereabouts(db, actor, pool_boxes.of_gift(db, actor, donation)),
            recorder=query.recorder(db, donation),
            history=[
                gift_words.entry(happened, donation.place.zone) for happened in query.history(db, donation)
            ],
            before=before,
            after=after,
            labels_on=label_paper.offered(donation.place) if boxes else None,
            photos=photos.counted(db, actor, [donation.code]).get(donation.code, 0),
            receipt=receipt_query.in_force(db, actor, donation),
            may_change=withdrawals.may_change(actor, donation, datetime.now(UTC)),
            taught=barcodes.taught_with(db, actor, donation, _language()),
            waiting=controls.waiting_lines(db, donation),
            waits=control_words.waits,
            stay_packed=gift_words.stay_packed,
            undo=undo_form,
            decision=decision,
            line=line,
            then=then,
            new_key=uuid4,
            language_code=_language(),
            amount=gift_form.amount,
        )


def _must_change(code: str) -> None:
    """Whoever may not mend a gift is told so before anything typed is looked at."""
    with look() as db:
        withdrawals.must_change(current_actor(), query.found(db, current_actor(), code))


def _boxes_with(code: str) -> "tuple[list[Box], list[Box]]":
    """Return the boxes of the gift's own goods, and those packed from its unsorted ones with others'."""
    actor = current_actor()
    with look() as db:
        donation = query.found(db, actor, code)
        own = [box for box in query.boxes_of(db, actor, donation) if box.stage is not BoxStage.EMPTIED]
        return own, pool_boxes.of_gift(db, actor, donation)


@bp.post("/<code>/undo")
def undo(code: str) -> ResponseReturnValue:
    """Take the gift back, with everything of it still here."""
    _must_change(code)
    form = UndoForm()
    if not form.validate():
        return _show(code, form, DecisionForm(formdata=None)), 422
    command = withdrawals.WithdrawDonation(form.key.data, code, form.reason.data)
    emptied, stay = _boxes_with(code)
    try:
        do(withdrawals.withdraw, command)
    except (RuleBroken, Conflict) as error:
        flash(say(error), "problem")
    else:
        if emptied:
            flash(gettext("%(code)s is taken back; its boxes are emptied.", code=code), "done")
        else:
            flash(gettext("%(code)s is taken back.", code=code), "done")
        if stay:
            flash(gift_words.stay_packed(stay), "info")
    return redirect(url_for(".show", code=code), 303)


@bp.post("/<code>/lines/<int:line>/<any('set-aside', release, refuse):decision>")
def decide(code: str, line: int, decision: str) -> ResponseReturnValue:
    """Set a line aside, release it, or refuse it."""
    act, permission, sentence = DECISIONS[decision]
    with look() as db:
        donation = query.found(db, current_actor(), code)
        current_actor().must(permission, place_id=donation.place_id)
    form = DecisionForm()
    if not form.validate():
        return _show(code, UndoForm(formdata=None), form, line, decision), 422
    command = line_decisions.DecideLine(form.key.data, code, line, form.reason.data, form.boxes.data or 0)
    try:
        do(act, command)
    except (RuleBroken, Conflict) as error:
        flash(say(error), "problem")
    else:
        flash(gettext(sentence, line=line, code=code), "done")
    return redirect(url_for(".show", code=code), 303)


@bp.get("/<code>/correct")
def correct(code: str) -> ResponseReturnValue:
    """Show the gift as it was typed, to be mended."""
    actor = current_actor()
    with look() as db:
        donation = query.found(db, actor, code)
        withdrawals.must_change(actor, donation)
        form = CorrectionForm(data=query.as_typed(db, donation, _language()))
    desk.offer_places(form)
    return gift_form.page(form, stored=code)


@bp.post("/<code>/correct", endpoint="replace")
def replace(code: str) -> ResponseReturnValue:
    """Take the gift back and record the mended one."""
    _must_change(code)
    form = CorrectionForm()
    desk.offer_places(form)
    if desk.helped(form):
        return gift_form.page(form, 422 if form.errors else 200, stored=code)
    if not desk.understood(form):
        return gift_form.page(form, 422, stored=code)
    mended, began = form.command(), datetime.now(UTC)
    try:
        donation = do(
            withdrawals.correct,
            withdrawals.CorrectDonation(mended.key, code, form.correction.data, mended),
        )
    except Invalid as error:
        form.refuse(error)
        return gift_form.page(form, 422, stored=code)
    except RuleBroken as error:
        form.form_errors.append(say(error))
        return gift_form.page(form, 422, stored=code)
    gift_recorded.say_void_labels(code)
    return gift_recorded.answer(donation, is_replay=donation.recorded_at < began)


@bp.get("/<code>/labels.pdf", endpoint="label_sheet")
def label_sheet(code: str) -> ResponseReturnValue:
    """Draw a label for every box of the gift that still has something in it."""
    return gift_papers.labels_of(code)


@bp.post("/<code>/receipt", endpoint="make_receipt")
def make_receipt(code: str) -> ResponseReturnValue:
    """Make the receipt final: freeze what it says, draw it once, keep it."""
    gift_papers.make_receipt_final(code)
    return redirect(url_for(".receipt" if sent_files.has_viewer() else ".show", code=code), 303)


@bp.get("/<code>/receipt.pdf", endpoint="receipt")
def receipt(code: str) -> ResponseReturnValue:
    """Give the newest receipt as it was made; before the first one, a draft."""
    return gift_papers.receipt_of(code)
