"""Dispatch: the trip of a convoy, the steps of its vans, and problems on the way."""

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain.dispatching import STEPS
from convoy.domain.errors import NotAllowed, Refusal
from convoy.domain.kinds import EventKind
from convoy.domain.lifecycle import BEFORE_DEPARTURE
from convoy.domain.permissions import Permission
from convoy.queries import dispatch as questions
from convoy.queries.dispatch import Trip
from convoy.services import boards, dispatch
from convoy.web import labels, trip_words
from convoy.web.access import current_actor, do, look
from convoy.web.forms.dispatch import ProblemForm, SolvedForm, StepForm, tell

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("dispatch", __name__)

MOST_LEFT_BEHIND = 500


def _may_dispatch(trip: Trip) -> bool:
    return current_actor().may(Permission.CONVOY_DISPATCH, convoy_id=trip.convoy.id)


@bp.get("/convoys/<code>/trip")
def show(code: str) -> ResponseReturnValue:
    """Show where every van of the convoy is, what is open and what happened."""
    with look() as db:
        return _convoy_page(db, code, StepForm(formdata=None))


def _convoy_page(db: "Session", code: str, form: StepForm, solved: SolvedForm | None = None) -> str:
    trip = boards.trip(db, current_actor(), code)
    form.offer(van.run.number for van in trip.going)
    if not form.is_submitted() and trip.going:
        ahead = [van.ahead.step for van in trip.going if van.ahead.step is not None]
        form.other.data = (min(ahead, key=STEPS.index) if ahead else EventKind.RETURNED).value
    return render_template(
        "dispatch/show.html",
        trip=trip,
        convoy=trip.convoy,
        form=form,
        solving=_solving(trip, solved),
        problems=trip_words.timeline(trip.open_problems),
        entries=trip_words.timeline(trip.past),
        coming=trip_words.coming,
        not_recorded=trip_words.not_recorded,
        may_dispatch=_may_dispatch(trip),
    )


def _solving(trip: Trip, sent: SolvedForm | None) -> list[SolvedForm]:
    """Return a form for each open problem; the one that was sent and refused keeps what was typed."""
    forms = []
    for problem in trip.open_problems:
        if sent is not None and sent.event.data == problem.event:
            forms.append(sent)
            continue
        form = SolvedForm(formdata=None, prefix=f"p{problem.event}-")
        form.event.data = problem.event
        forms.append(form)
    return forms


@bp.get("/convoys/<code>/runs/<int:number>/trip")
def now(code: str, number: int) -> ResponseReturnValue:
    """Show what one van does next, with one button for it."""
    with look() as db:
        return _van_page(db, code, number, StepForm(formdata=None))


def _van_page(db: "Session", code: str, number: int, form: StepForm) -> str:
    actor = current_actor()
    trip = boards.trip(db, actor, code, number)
    van = trip.vans[0]
    form.offer(
        [number],
        [(stop.position, f"{stop.place.name} ({labels.label(stop.kind)})") for stop in van.run.stops],
    )
    if not form.is_submitted():
        form.other.data = (van.ahead.step or EventKind.RETURNED).value
    is_here = van.run.stage in BEFORE_DEPARTURE
    return render_template(
        "dispatch/now.html",
        trip=trip,
        convoy=trip.convoy,
        van=van,
        run=van.run,
        form=form,
        pressed=trip_words.pressed(van.ahead),
        coming=trip_words.coming(van),
        gaps=trip_words.not_recorded(van),
        not_ticked=questions.not_ticked(db, actor, van.run) if is_here else [],
        left=set(request.form.getlist("not_loaded")),
        entries=trip_words.timeline(trip.past, one_van=True),
        may_dispatch=_may_dispatch(trip),
    )


@bp.post("/convoys/<code>/trip")
def step(code: str) -> ResponseReturnValue:
    """Record a step of the vans chosen, or of all."""
    form = StepForm()
    number = request.form.get("van", type=int)
    with look() as db:
        trip = boards.trip(db, current_actor(), code, number)
        current_actor().must(Permission.CONVOY_DISPATCH, convoy_id=trip.convoy.id)
        form.offer(
            [van.run.number for van in trip.vans],
            [(stop.position, stop.place.name) for van in trip.vans for stop in van.run.stops],
        )
    kind = _step_meant(form)
    if not form.validate() or kind is None:
        if kind is None:
            form.form_errors.append(gettext("Choose a step."))
        return _again(code, number, form)
    left = tuple(box.strip()[:40] for box in request.form.getlist("not_loaded"))
    if len(left) > MOST_LEFT_BEHIND:
        form.form_errors.append(
            gettext(
                "%(count)s boxes stay behind; at most %(most)s at once.",
                count=len(left),
                most=MOST_LEFT_BEHIND,
            )
        )
        return _again(code, number, form)
    try:
        do(dispatch.record_step, form.command(code, kind, left))
    except NotAllowed:
        raise
    except Refusal as error:
        tell(form, error)
        return _again(code, number, form)
    flash(_recorded(form, kind, left), "done")
    if number is not None:
        return redirect(url_for("dispatch.now", code=code, number=number), 303)
    return redirect(url_for("dispatch.show", code=code), 303)


def _step_meant(form: StepForm) -> EventKind | None:
    meant = request.form.get("act", "other")
    value = form.other.data if meant == "other" else meant
    return next((kind for kind in STEPS if kind.value == value), None)


def _again(code: str, number: int | None, form: StepForm) -> tuple[str, int]:
    with look() as db:
        return _van_page(db, code, number, form) if number is not None else _convoy_page(db, code, form), 422


def _recorded(form: StepForm, kind: EventKind, left: tuple[str, ...]) -> str:
    facts = {"step": labels.label(kind), "vans": ", ".join(form.vans.data or ()), "left": len(left)}
    if left:
        return gettext("Van %(vans)s: %(step)s is recorded; %(left)s boxes are left behind.", **facts)
    if form.vans.data:
        return gettext("Van %(vans)s: %(step)s is recorded.", **facts)
    return gettext("All vans: %(step)s is recorded.", **facts)


@bp.get("/convoys/<code>/trip/problem")
def problem(code: str) -> ResponseReturnValue:
    """Show the form for a problem or a note."""
    form = ProblemForm(formdata=None)
    form.van.data = request.args.get("van", "")
    return _problem_page(code, form)


def _problem_page(code: str, form: ProblemForm) -> str:
    with look() as db:
        trip = boards.trip(db, current_actor(), code)
        current_actor().must(Permission.CONVOY_DISPATCH, convoy_id=trip.convoy.id)
        form.offer(van.run.number for van in trip.vans)
        return render_template("dispatch/problem.html", form=form, convoy=trip.convoy)


@bp.post("/convoys/<code>/trip/problem")
def report(code: str) -> ResponseReturnValue:
    """Record the problem."""
    form = ProblemForm()
    with look() as db:
        trip = boards.trip(db, current_actor(), code)
        current_actor().must(Permission.CONVOY_DISPATCH, convoy_id=trip.convoy.id)
        form.offer(van.run.number for van in trip.vans)
    if not form.validate():
        return _problem_page(code, form), 422
    try:
        do(dispatch.report_problem, form.command(code))
    except NotAllowed:
        raise
    except Refusal as error:
        tell(form, error)
        return _problem_page(code, form), 422
    kind = EventKind(form.kind.data)
    flash(gettext("Recorded: %(what)s.", what=labels.label(kind)), "done")
    return redirect(url_for("dispatch.show", code=code), 303)


@bp.post("/convoys/<code>/trip/solved")
def resolve(code: str) -> ResponseReturnValue:
    """Record that a problem is over."""
    prefix = next((name[: -len("event")] for name in request.form if name.endswith("-event")), "")
    form = SolvedForm(prefix=prefix)
    if not form.validate():
        with look() as db:
            return _convoy_page(db, code, StepForm(formdata=None), form), 422
    try:
        do(dispatch.resolve_problem, form.command(code))
    except NotAllowed:
        raise
    except Refusal as error:
        tell(form, error)
        with look() as db:
            return _convoy_page(db, code, StepForm(formdata=None), form), 422
    flash(gettext("The problem is recorded as solved."), "done")
    return redirect(url_for("dispatch.show", code=code), 303)
