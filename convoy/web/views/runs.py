"""One van of a convoy: its vehicle, stops, crew, customs records and load."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from convoy.domain.errors import Refusal
from convoy.domain.kinds import StopKind
from convoy.domain.permissions import Permission
from convoy.queries import convoys as questions
from convoy.queries import declarations, vanloads
from convoy.services import boards, convoys, crews, dropping, stops
from convoy.web import declaration_words, vans
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.convoys import (
    CrewForm,
    KeyOnlyForm,
    ReasonForm,
    RunForm,
    StopForm,
    StopMoveForm,
    chosen,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("runs", __name__)


@bp.get("/convoys/<code>/runs/new")
def new(code: str) -> ResponseReturnValue:
    """Show the form for one more van, with the stops the last one has."""
    form = RunForm(formdata=None)
    with look() as db:
        board = boards.board(db, current_actor(), code)
        last = board.going[-1].run.stops if board.going else []
        form.loads_at.data = [stop.place.code for stop in last if stop.kind is StopKind.LOADING]
        form.delivers_to.data = [recipient.place.code for recipient in board.convoy.recipients]
        return _edit_page(db, form, code)


@bp.post("/convoys/<code>/runs/new")
def create(code: str) -> ResponseReturnValue:
    """Add the van."""
    form = RunForm()
    with look() as db:
        _offer(db, form, code)
        if not form.validate():
            return _edit_page(db, form, code), 422
    try:
        run = do(convoys.add_run, form.add(code))
    except Refusal as error:
        return _again(form, error, code), 422
    flash(gettext("Van %(number)s is added to %(code)s.", number=run.number, code=code), "done")
    return redirect(url_for("convoys.show", code=code), 303)


def _offer(db: "Session", form: RunForm, code: str) -> None:
    actor = current_actor()
    convoy = questions.find(db, actor, code)
    actor.must(Permission.CONVOY_PLAN, convoy_id=convoy.id)
    options = questions.choices(db, actor)
    form.offer(options.vehicles, options.classes, options.stores, options.destinations, options.recipients)


def _edit_page(db: "Session", form: RunForm, code: str, number: int = 0) -> str:
    _offer(db, form, code)
    return render_template("runs/edit.html", form=form, code=code, number=number)


def _again(form: RunForm, error: Refusal, code: str, number: int = 0) -> str:
    form.form_errors.append(say(error))
    with look() as db:
        return _edit_page(db, form, code, number)


@bp.get("/convoys/<code>/runs/<int:number>")
def show(code: str, number: int) -> ResponseReturnValue:
    """Show the van: what it lacks, its stops, and its load stop by stop."""
    with look() as db:
        return _page(db, code, number, StopForm(formdata=None))


def _page(db: "Session", code: str, number: int, form: StopForm) -> str:
    actor = current_actor()
    van = boards.van(db, actor, code, number)
    options = questions.choices(db, actor)
    form.place.choices = chosen([*options.stores, *options.destinations], gettext("choose a place"))
    return render_template(
        "runs/show.html",
        van=van,
        run=van.run,
        convoy=van.run.convoy,
        groups=vanloads.by_stop(db, actor, van.run),
        targets=vanloads.targets(db, actor, van.run.convoy),
        lacks=vans.lacking(van),
        bars=vans.bars_of(van),
        borders=van.borders,
        url_to=vans.address_if_built,
        uuid=uuid4,
        form=form,
        terms_of=lambda standing: "; ".join(map(declaration_words.term, standing.pressing)),
        recipients=declarations.of_run(db, van.run, datetime.now(UTC).date()),
        may_plan=actor.may(Permission.CONVOY_PLAN, convoy_id=van.run.convoy_id),
        key=uuid4(),
    )


@bp.get("/convoys/<code>/runs/<int:number>/edit")
def edit(code: str, number: int) -> ResponseReturnValue:
    """Show what is known of the van, to change it."""
    with look() as db:
        run = questions.find_run(db, current_actor(), code, number)
        form = RunForm(formdata=None, obj=run)
        form.vehicle.data = run.vehicle.code if run.vehicle else ""
        form.vehicle_class.data = run.vehicle_class.code if run.vehicle_class else ""
        form.given_to.data = run.given_to.code if run.given_to else ""
        return _edit_page(db, form, code, number)


@bp.post("/convoys/<code>/runs/<int:number>/edit")
def update(code: str, number: int) -> ResponseReturnValue:
    """Change the van."""
    form = RunForm()
    with look() as db:
        _offer(db, form, code)
        if not form.validate():
            return _edit_page(db, form, code, number), 422
    try:
        do(convoys.edit_run, form.change(code, number))
    except Refusal as error:
        return _again(form, error, code, number), 422
    flash(gettext("Van %(number)s is changed.", number=number), "done")
    return _to(code, number)


def _to(code: str, number: int, part: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("runs.show", code=code, number=number, _anchor=part), 303)


@bp.get("/convoys/<code>/runs/<int:number>/drop")
def ask_drop(code: str, number: int) -> ResponseReturnValue:
    """Ask why the van does not go, and say what becomes of its boxes."""
    return _drop_page(code, number, ReasonForm(formdata=None))


def _drop_page(code: str, number: int, form: ReasonForm) -> str:
    with look() as db:
        van = boards.van(db, current_actor(), code, number)
        current_actor().must(Permission.CONVOY_PLAN, convoy_id=van.run.convoy_id)
        return render_template("runs/drop.html", van=van, run=van.run, convoy=van.run.convoy, form=form)


@bp.post("/convoys/<code>/runs/<int:number>/drop")
def drop(code: str, number: int) -> ResponseReturnValue:
    """Take the van out and show where each of its boxes went."""
    form = ReasonForm()
    if not form.validate():
        return _drop_page(code, number, form), 422
    try:
        done = do(dropping.drop, dropping.DropRun(form.key.data, code, number, form.reason.data))
    except Refusal as error:
        form.form_errors.append(say(error))
        return _drop_page(code, number, form), 422
    if not done.shared:
        flash(gettext("Van %(number)s has dropped out.", number=number), "done")
        return redirect(url_for("convoys.show", code=code), 303)
    return render_template("runs/dropped.html", done=done, code=code, number=number, say=say)


@bp.post("/convoys/<code>/runs/<int:number>/reinstate")
def reinstate(code: str, number: int) -> ResponseReturnValue:
    """Take a van that dropped out back in."""
    form = KeyOnlyForm()
    form.validate()
    do(dropping.reinstate, dropping.ReinstateRun(form.key.data, code, number))
    flash(gettext("Van %(number)s is back in, empty.", number=number), "done")
    return _to(code, number)


@bp.post("/convoys/<code>/runs/<int:number>/stops")
def add_stop(code: str, number: int) -> ResponseReturnValue:
    """Add a stop at the end of the route."""
    form = StopForm()
    with look() as db:
        questions.find_run(db, current_actor(), code, number)
        options = questions.choices(db, current_actor())
        form.place.choices = chosen([*options.stores, *options.destinations], gettext("choose a place"))
        if not form.validate():
            return _page(db, code, number, form), 422
    try:
        stop = do(stops.add, form.command(code, number))
    except Refusal as error:
        form.form_errors.append(say(error))
        with look() as db:
            return _page(db, code, number, form), 422
    flash(
        gettext("Stop %(position)s is added to van %(number)s.", position=stop.position, number=number),
        "done",
    )
    if form.position.data:
        return redirect(url_for("loading.index", code=code, van=number), 303)
    return _to(code, number, "stops")


@bp.post("/convoys/<code>/runs/<int:number>/stops/move")
def move_stop(code: str, number: int) -> ResponseReturnValue:
    """Put a stop earlier or later, or take it out of the route (to 0)."""
    form = StopMoveForm()
    with look() as db:
        questions.find_run(db, current_actor(), code, number)
    if not form.validate():
        flash(gettext("This form came back incomplete. Nothing was changed."), "problem")
        return _to(code, number, "stops")
    position, place, to = form.position.data or 0, form.place.data or "", form.to.data or 0
    try:
        if to:
            do(stops.move, stops.MoveStop(form.key.data, code, number, position, place, to))
        else:
            do(stops.remove, stops.RemoveStop(form.key.data, code, number, position, place))
    except Refusal as error:
        flash(say(error), "problem")
    return _to(code, number, "stops")


@bp.get("/convoys/<code>/runs/<int:number>/crew")
def crew(code: str, number: int) -> ResponseReturnValue:
    """Show who travels in the van, to change it."""
    with look() as db:
        run = questions.find_run(db, current_actor(), code, number)
        people = [
            {
                "member": str(one.id),
                "role": one.role.value,
                "name": one.name,
                "phone": one.phone,
                "document_kind": one.document_kind.value,
                "document": one.document,
                "document_until": one.document_until,
                "licence": one.licence,
                "licence_until": one.licence_until,
                "adr_until": one.adr_until,
            }
            for one in run.crew
        ]
        form = CrewForm(formdata=None, data={"people": people or [{}], "before": str(len(people))})
        return render_template("runs/crew.html", form=form, code=code, number=number)


@bp.post("/convoys/<code>/runs/<int:number>/crew")
def set_crew(code: str, number: int) -> ResponseReturnValue:
    """Make these people the crew."""
    form = CrewForm()
    with look() as db:
        questions.find_run(db, current_actor(), code, number)
    if "add" in request.form:
        form.people.append_entry()
        return render_template("runs/crew.html", form=form, code=code, number=number)
    if not form.validate():
        return render_template("runs/crew.html", form=form, code=code, number=number), 422
    command = form.command(code, number)
    try:
        do(crews.set_crew, command)
    except Refusal as error:
        form.form_errors.append(say(error))
        return render_template("runs/crew.html", form=form, code=code, number=number), 422
    count = len(command.people)
    flash(ngettext("%(num)s person travels in the van.", "%(num)s people travel in the van.", count), "done")
    return _to(code, number)
