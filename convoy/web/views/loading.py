"""The loading page: boxes and pallets onto vans, many at once; and what happens to those on a van."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from convoy.domain.categories import name_of
from convoy.domain.errors import Refusal, RuleBroken
from convoy.domain.loading import SomeCannotGo
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import candidates, fetching, stock, vanloads
from convoy.queries.candidates import Asked, Candidate
from convoy.queries.controls import NOT_SIGNED
from convoy.queries.departures import Board
from convoy.services import boards, loading
from convoy.web import scans, vans
from convoy.web.access import OnlyRedrawnError, current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.convoys import BoxesForm, chosen
from convoy.web.languages import is_redrawn

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("loading", __name__)

WHICH = ("free", "all", "left")
UNSIGNED = frozenset(NOT_SIGNED.values())


@bp.get("/convoys/<code>/load")
def index(code: str) -> ResponseReturnValue:
    """Show what could go, by the filters asked for, beside what the van chosen has already."""
    with look() as db:
        return _page(db, code, _asked(request.args))


def _asked(given: Any) -> Asked:
    which = given.get("which", "free")
    return Asked(
        place=given.get("place", "")[:40],
        category=given.get("category", "")[:40],
        text=given.get("text", "")[:80].strip(),
        weighed=given.get("weighed", ""),
        which=which if which in WHICH else "free",
    )


def _page(
    db: "Session", code: str, asked: Asked, refused: Refusal | None = None, sent: BoxesForm | None = None
) -> str:
    actor = current_actor()
    board = boards.board(db, actor, code)
    actor.must(Permission.CONVOY_PLAN, convoy_id=board.convoy.id)
    places = board.loads_at
    targets = vanloads.targets(db, actor, board.convoy)
    form = sent or BoxesForm(formdata=None)
    form.target.choices = chosen((one.value, _target(one)) for one in targets)
    form.target.data = _wanted(targets)
    number = int(form.target.data.partition(":")[0]) if form.target.data else 0
    after = request.args.get("after", "")
    offered = candidates.offered(db, actor, board.convoy.id, places, asked, after)
    pallets = candidates.pallets(db, actor, board.convoy.id, places)
    able, waiting = _counted(candidates.standing(db, actor, board.convoy.id, places), pallets)
    shown = _listed(pallets, asked)
    return render_template(
        "loading/index.html",
        board=board,
        convoy=board.convoy,
        asked=asked,
        offered=offered,
        pallets=shown,
        able=able,
        waiting=waiting,
        may_choose=any(one.obstacle is None for one in (*offered.boxes, *shown)),
        vans=[(van, vans.bars_of(van)) for van in board.going],
        url_to=vans.address_if_built,
        stores={
            stop.place.code: stop.place.name
            for van in board.going
            for stop in van.run.stops
            if stop.place_id in places
        },
        categories=stock.categories(db),
        category_name=lambda one: gettext(name_of(one)),
        form=form,
        number=number,
        refused=refused,
        say=say,
        cannot=refused if isinstance(refused, SomeCannotGo) else None,
        ways=_ways(db, board, number, refused) if isinstance(refused, SomeCannotGo) else [],
        uuid=uuid4,
        sign_off=isinstance(refused, SomeCannotGo) and refused.unsigned,
        reason=lambda found: say(RuleBroken(found.message, **found.facts)),
        key=form.key.data if is_redrawn() else uuid4(),
        chosen_boxes=set(request.form.getlist("box")),
        chosen_pallets=set(request.form.getlist("pallet")),
    )


def _ways(db: "Session", board: Board, number: int, refused: SomeCannotGo) -> list[fetching.Way]:
    """Return how the boxes are fetched that lie where the van chosen does not go."""
    run = next((van.run for van in board.vans if van.run.number == number), None)
    if run is None:
        return []
    return fetching.ways(db, current_actor(), run, [code for code, _ in refused.reasons])


def _counted(loose: candidates.Standing, pallets: list[Candidate]) -> tuple[int, int]:
    """Return how many boxes can go, and how many wait for a sign-off, loose or on whole pallets."""
    able = sum(one.totals.boxes for one in pallets if one.obstacle is None)
    waiting = sum(one.totals.boxes for one in pallets if one.obstacle and one.obstacle.message in UNSIGNED)
    return loose.able + able, loose.waiting + waiting


def _listed(pallets: list[Candidate], asked: Asked) -> list[Candidate]:
    """Return the pallets that the list asked for shows: left behind are boxes, not pallets."""
    if asked.which == "left":
        return []
    return [one for one in pallets if asked.which == "all" or one.obstacle is None]


def _target(target: vanloads.Target) -> str:
    return gettext("Van %(number)s, for %(place)s", number=target.number, place=target.name)


def _wanted(targets: list[vanloads.Target]) -> str:
    """Return the stop chosen before, else the first of the van asked for, else the first of all."""
    sent = request.form.get("target", "") or request.args.get("target", "")
    values = [one.value for one in targets]
    if sent in values:
        return sent
    number = request.args.get("van", "")
    return next((value for value in values if value.startswith(f"{number}:")), values[0] if values else "")


@bp.post("/convoys/<code>/load")
def assign(code: str) -> ResponseReturnValue:
    """Put the boxes chosen, or all that were asked for, on a van."""
    asked = _asked(request.form)
    form = BoxesForm()
    with look() as db:
        board = boards.board(db, current_actor(), code)
        targets = vanloads.targets(db, current_actor(), board.convoy)
        form.target.choices = chosen((one.value, _target(one)) for one in targets)
        if not form.validate():
            if is_redrawn():
                return _drawn_again(db, code, asked, form)
            refused = RuleBroken(N_("Choose a van and a stop. Nothing was assigned."))
            return _page(db, code, asked, refused, form), 422
        if not scans.read(form.codes):
            return _page(db, code, asked, sent=form), 422
        boxes = tuple(dict.fromkeys([*request.form.getlist("box"), *form.codes.data]))
    number, place = form.van_and_stop()
    command = loading.AssignBoxes(
        form.key.data,
        code,
        number,
        place,
        () if request.form.get("all") else boxes,
        tuple(request.form.getlist("pallet")),
        skip_ineligible=bool(form.skip.data),
        asked=asked if request.form.get("all") else None,
        earmark_reason=form.earmark_reason.data or "",
    )
    try:
        done = do(loading.assign, command)
    except Refusal as error:
        with look() as db:
            return _page(db, code, asked, error, form), 409 if isinstance(error, SomeCannotGo) else 422
    flash(_assigned(done), "done")
    for _, reason in done.skipped[:20]:
        flash(say(reason), "info")
    return redirect(url_for("loading.index", code=code, target=form.target.data, **_kept(asked)), 303)


def _drawn_again(db: "Session", code: str, asked: Asked, form: BoxesForm) -> str:
    """Return the page as it was sent; raises OnlyRedrawnError for a reason: only a refusal asks for one."""
    if form.earmark_reason.data:
        raise OnlyRedrawnError
    return _page(db, code, asked, sent=form)


def _assigned(done: loading.Assigned) -> str:
    boxes = ngettext("%(num)s box is", "%(num)s boxes are", len(done.boxes))
    if not done.skipped:
        return gettext("%(boxes)s on van %(number)s.", boxes=boxes, number=done.run)
    left = ngettext("%(num)s stayed", "%(num)s stayed", len(done.skipped))
    return gettext("%(boxes)s on van %(number)s; %(left)s:", boxes=boxes, number=done.run, left=left)


def _kept(asked: Asked) -> dict[str, Any]:
    facts = {
        "place": asked.place,
        "category": asked.category,
        "text": asked.text,
        "weighed": asked.weighed,
        "which": asked.which if asked.which != "free" else "",
    }
    return {name: value for name, value in facts.items() if value}


@bp.post("/convoys/<code>/runs/<int:number>/load")
def change(code: str, number: int) -> ResponseReturnValue:
    """Tick boxes of a van, take them off, leave them behind, or move them to another van or stop."""
    form = BoxesForm()
    with look() as db:
        board = boards.board(db, current_actor(), code)
        targets = vanloads.targets(db, current_actor(), board.convoy)
    form.target.choices = chosen((one.value, _target(one)) for one in targets)
    form.validate()
    boxes, pallets = tuple(request.form.getlist("box")), tuple(request.form.getlist("pallet"))
    act = request.form.get("act", "")
    try:
        said = _change(form, code, number, act, boxes, pallets)
    except SomeCannotGo as error:
        flash(say(error), "problem")
        for _, reason in error.reasons[:20]:
            flash(say(reason), "problem")
    except Refusal as error:
        flash(say(error), "problem")
    else:
        flash(said, "done")
    return redirect(url_for("runs.show", code=code, number=number, _anchor="load"), 303)


def _change(
    form: BoxesForm, code: str, number: int, act: str, boxes: tuple[str, ...], pallets: tuple[str, ...]
) -> str:
    key = form.key.data
    if act in {"tick", "untick"}:
        ticked = loading.TickBoxes(key, code, number, boxes, pallets, untick=act == "untick")
        count = do(loading.tick, ticked)
        if act == "untick":
            return ngettext("%(num)s box is not in the van.", "%(num)s boxes are not in the van.", count)
        return ngettext("%(num)s box is in the van.", "%(num)s boxes are in the van.", count)
    if act in {"free", "leave"}:
        freed = do(loading.free, loading.FreeBoxes(key, code, boxes, pallets, leave_behind=act == "leave"))
        if act == "leave":
            return ngettext("%(num)s box is left behind.", "%(num)s boxes are left behind.", len(freed))
        return ngettext("%(num)s box is free again.", "%(num)s boxes are free again.", len(freed))
    if act == "move" and form.target.data and not form.target.errors:
        van, place = form.van_and_stop()
        moved = do(
            loading.move,
            loading.MoveLoads(key, code, van, place, boxes, pallets, form.earmark_reason.data or ""),
        )
        return ngettext(
            "%(num)s box is on van %(number)s.",
            "%(num)s boxes are on van %(number)s.",
            len(moved.boxes),
            number=van,
        )
    raise RuleBroken(N_("Choose what happens with the boxes. Nothing was changed."))
