"""Convoys: the list, the departure board, and planning vans, stops, crews and customs."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from convoy.domain.errors import Refusal
from convoy.domain.permissions import Permission
from convoy.queries import candidates, convoy_lists, leftovers
from convoy.queries import convoys as questions
from convoy.services import boards, convoys, dropping
from convoy.web import vans
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.convoys import ConvoyForm, KeyOnlyForm, ReasonForm

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("convoys", __name__)


@bp.get("/convoys")
def index() -> ResponseReturnValue:
    """List the convoys this person may see."""
    actor = current_actor()
    actor.must(Permission.CONVOY_READ)
    shown = request.args.get("show", "ahead")
    with look() as db:
        rows = convoy_lists.listing(
            db,
            actor,
            stages=convoy_lists.SHOWN.get(shown, convoy_lists.AHEAD),
            after=request.args.get("after", ""),
        )
        return render_template(
            "convoys/index.html",
            rows=rows[: convoy_lists.PAGE],
            after=rows[convoy_lists.PAGE - 1].convoy.code if len(rows) > convoy_lists.PAGE else "",
            shown=shown,
            left_behind=leftovers.count(db, actor),
            may_plan=actor.scope(Permission.CONVOY_PLAN).everywhere,
        )


@bp.get("/convoys/new")
def new() -> ResponseReturnValue:
    """Show the form for a new convoy."""
    convoys.must_plan_new(current_actor())
    with look() as db:
        return _convoy_page(db, ConvoyForm(formdata=None))


@bp.post("/convoys/new")
def create() -> ResponseReturnValue:
    """Plan the convoy."""
    convoys.must_plan_new(current_actor())
    form = ConvoyForm()
    with look() as db:
        if not _understood(db, form):
            return _convoy_page(db, form), 422
    try:
        convoy = do(convoys.create, form.plan())
    except Refusal as error:
        form.form_errors.append(say(error))
        with look() as db:
            return _convoy_page(db, form), 422
    flash(gettext("%(code)s is planned. Add its first van.", code=convoy.code), "done")
    return redirect(url_for("runs.new", code=convoy.code), 303)


def _understood(db: "Session", form: ConvoyForm) -> bool:
    options = questions.choices(db, current_actor())
    form.offer(options.crossings, options.destinations)
    return bool(form.validate())


def _convoy_page(db: "Session", form: ConvoyForm, code: str = "") -> str:
    options = questions.choices(db, current_actor())
    form.offer(options.crossings, options.destinations)
    return render_template("convoys/edit.html", form=form, code=code)


@bp.get("/convoys/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show the departure board."""
    actor = current_actor()
    with look() as db:
        board = boards.board(db, actor, code)
        return render_template(
            "convoys/show.html",
            board=board,
            convoy=board.convoy,
            days=board.days_to_cut_off(datetime.now(UTC).date()),
            goods=candidates.free_goods(db, actor, board.loads_at) if board.loads_at else [],
            waits=vans.waits(board),
            bars_of=vans.bars_of,
            may_plan=actor.may(Permission.CONVOY_PLAN, convoy_id=board.convoy.id),
            key=uuid4(),
        )


@bp.get("/convoys/<code>/edit")
def edit(code: str) -> ResponseReturnValue:
    """Show what is known of the convoy, to change it."""
    with look() as db:
        convoy = questions.find(db, current_actor(), code)
        current_actor().must(Permission.CONVOY_PLAN, convoy_id=convoy.id)
        form = ConvoyForm(
            formdata=None,
            obj=convoy,
        )
        form.crossing.data = convoy.crossing.code if convoy.crossing else ""
        form.recipients.data = [recipient.place.code for recipient in convoy.recipients]
        return _convoy_page(db, form, code)


@bp.post("/convoys/<code>/edit")
def update(code: str) -> ResponseReturnValue:
    """Change the convoy."""
    form = ConvoyForm()
    with look() as db:
        convoy = questions.find(db, current_actor(), code)
        current_actor().must(Permission.CONVOY_PLAN, convoy_id=convoy.id)
        if not _understood(db, form):
            return _convoy_page(db, form, code), 422
    try:
        do(convoys.edit, form.change(code))
    except Refusal as error:
        form.form_errors.append(say(error))
        with look() as db:
            return _convoy_page(db, form, code), 422
    flash(gettext("%(code)s is changed.", code=code), "done")
    return redirect(url_for("convoys.show", code=code), 303)


@bp.get("/convoys/<code>/cancel")
def ask_cancel(code: str) -> ResponseReturnValue:
    """Ask why the convoy does not go."""
    return _cancel_page(code, ReasonForm(formdata=None))


def _cancel_page(code: str, form: ReasonForm) -> str:
    with look() as db:
        convoy = questions.find(db, current_actor(), code)
        current_actor().must(Permission.CONVOY_PLAN, convoy_id=convoy.id)
        return render_template("convoys/cancel.html", convoy=convoy, form=form)


@bp.post("/convoys/<code>/cancel")
def cancel(code: str) -> ResponseReturnValue:
    """Cancel the convoy; its boxes are free again."""
    form = ReasonForm()
    if not form.validate():
        return _cancel_page(code, form), 422
    try:
        freed = do(dropping.cancel, dropping.CancelConvoy(form.key.data, code, form.reason.data))
    except Refusal as error:
        form.form_errors.append(say(error))
        return _cancel_page(code, form), 422
    boxes = ngettext("%(num)s box is free again", "%(num)s boxes are free again", freed)
    flash(gettext("%(code)s is cancelled: %(boxes)s.", code=code, boxes=boxes), "done")
    return redirect(url_for("convoys.show", code=code), 303)


@bp.post("/convoys/<code>/close")
def close(code: str) -> ResponseReturnValue:
    """Close a delivered convoy."""
    form = KeyOnlyForm()
    form.validate()
    do(dropping.close, dropping.CloseConvoy(form.key.data, code))
    flash(gettext("%(code)s is closed.", code=code), "done")
    return redirect(url_for("convoys.show", code=code), 303)
