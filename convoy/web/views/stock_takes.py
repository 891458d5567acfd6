"""Stock-takes: begin one, scan what stands here, count what is loose, close it with the reasons."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext, ngettext

from convoy.documents.layout import units
from convoy.documents.papers import count_sheet
from convoy.domain.errors import NotFound, Refusal
from convoy.domain.permissions import Permission
from convoy.queries import stock_takes as query
from convoy.services import count_sheets, stock_takes
from convoy.services.stock_take_closing import close
from convoy.web import scans, sent_files
from convoy.web.access import current_actor, do, look
from convoy.web.choices import SelectChoice
from convoy.web.forms.stock_takes import CloseForm, LooseForm, SeeForm, StartForm, UnseeForm
from convoy.web.frame import words
from convoy.words import Words

bp = Blueprint("stock_takes", __name__, url_prefix="/stock-takes")

ON_A_PAGE = 60
FEW = 12
"""So many boxes not seen yet are shown without being asked for."""

MOST_DIGITS = 7


def _amount(quantity: int, unit_code: str) -> str:
    return units.quantity(words(), quantity, unit_code)


@bp.get("")
def index() -> ResponseReturnValue:
    """List the stock-takes, and ask where to begin one."""
    current_actor().must(Permission.BOX_READ)
    return _index(StartForm(formdata=None))


def _index(form: StartForm, status: int = 200) -> ResponseReturnValue:
    actor = current_actor()
    with look() as db:
        here = query.places_to_count(db, actor)
        form.place.choices = [SelectChoice(value=place.code, label=place.name) for place in here]
        takes = query.listing(db, actor)
        return render_template("stock/takes.html", form=form, takes=takes, may_start=bool(here)), status


@bp.post("", endpoint="start")
def start() -> ResponseReturnValue:
    """Begin a stock-take."""
    actor = current_actor()
    actor.must(Permission.STOCK_COUNT)
    form = StartForm()
    with look() as db:
        form.place.choices = [
            SelectChoice(value=place.code, label=place.name) for place in query.places_to_count(db, actor)
        ]
    if form.validate():
        try:
            take = do(stock_takes.start, form.command())
        except Refusal as error:
            form.refuse(error)
        else:
            return redirect(url_for(".show", code=take.code), 303)
    return _index(form, 422)


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show an open stock-take's next step and what is not seen yet, or what a closed one found."""
    return _show(code, SeeForm(formdata=None))


def _show(code: str, form: SeeForm, status: int = 200) -> ResponseReturnValue:
    actor = current_actor()
    with look() as db:
        take = query.found(db, actor, code)
        facts = {
            "take": take,
            "loose": query.loose(db, actor, take),
            "may_count": actor.may(Permission.BOX_PACK, place_id=take.place_id),
            "may_close": actor.may(Permission.STOCK_COUNT, place_id=take.place_id),
            "amount": _amount,
        }
        if take.closed_at is not None:
            rows = query.sightings(db, take)
            return render_template("stock/take_closed.html", rows=rows, **facts), status
        unsee = UnseeForm(formdata=None)
        found = query.round_of(db, actor, take)
        shelf, first = request.args.get("shelf"), _number(request.args.get("from", ""))
        missed = [box for box in found.not_seen if shelf is None or box.shelf == shelf]
        return render_template(
            "stock/take.html",
            form=form,
            unsee=unsee,
            found=found,
            shelves=query.by_shelf(found.not_seen),
            shelf=shelf,
            missed=missed[first : first + ON_A_PAGE],
            missed_found=len(missed),
            following=first + ON_A_PAGE if first + ON_A_PAGE < len(missed) else None,
            is_unfolded=shelf is not None or first > 0 or len(found.not_seen) <= FEW,
            **facts,
        ), status


def _number(typed: str) -> int:
    """Return a number of an address; 0 for what is none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < MOST_DIGITS else 0


def _must_count(code: str, permission: Permission = Permission.BOX_PACK) -> None:
    """Raise NotFound or NotAllowed before anything typed is looked at."""
    with look() as db:
        take = query.found(db, current_actor(), code)
        current_actor().must(permission, place_id=take.place_id)


@bp.post("/<code>/seen", endpoint="see")
def see(code: str) -> ResponseReturnValue:
    """Note boxes that stand here, one scanned or many pasted."""
    _must_count(code)
    form = SeeForm()
    if scans.understood(form):
        try:
            seen = do(stock_takes.see, form.command(code))
        except Refusal as error:
            form.refuse(error)
        else:
            said = ngettext("%(num)s box seen.", "%(num)s boxes seen.", seen.added)
            if seen.already:
                again = ngettext("%(num)s was seen before.", "%(num)s were seen before.", len(seen.already))
                said = f"{said} {again}" if seen.added else again
            flash(said, "done")
            return redirect(url_for(".show", code=code), 303)
    return _show(code, form, 422)


@bp.post("/<code>/unsee", endpoint="unsee")
def unsee(code: str) -> ResponseReturnValue:
    """Take back that a box was seen."""
    _must_count(code)
    form = UnseeForm()
    if form.validate():
        do(stock_takes.unsee, form.command(code))
        flash(gettext("Box %(code)s is not seen.", code=form.box.data), "done")
    return redirect(url_for(".show", code=code), 303)


@bp.route("/<code>/loose", methods=["GET", "POST"])
def loose(code: str) -> ResponseReturnValue:
    """Count what stands loose."""
    _must_count(code)
    form = LooseForm()
    with look() as db:
        listed = query.loose(db, current_actor(), query.found(db, current_actor(), code))
    by_code = {one.item.code: one for one in listed}
    if not form.is_submitted():
        form.offer(listed)
    elif form.understood(listed):
        try:
            do(stock_takes.count_loose, form.command(code))
        except Refusal as error:
            form.refuse(error)
        else:
            flash(gettext("Counted."), "done")
            return redirect(url_for(".show", code=code), 303)
    status = 422 if form.is_submitted() else 200
    return render_template(
        "stock/take_loose.html", form=form, code=code, loose=by_code, amount=_amount
    ), status


@bp.route("/<code>/close", methods=["GET", "POST"], endpoint="close")
def close_it(code: str) -> ResponseReturnValue:
    """Ask for the reason of each difference, record them, and close the stock-take."""
    _must_count(code, Permission.STOCK_COUNT)
    actor = current_actor()
    form = CloseForm()
    with look() as db:
        take = query.found(db, actor, code)
        found = query.round_of(db, actor, take)
        counted = query.loose(db, actor, take)
    differing = [one for one in counted if one.difference]
    form.offer([box.code for box in found.not_seen], differing)
    if form.validate_on_submit():
        try:
            do(close, form.command(code))
        except NotFound:
            raise
        except Refusal as error:
            form.refuse(error)
        else:
            flash(gettext("Stock-take %(code)s is closed.", code=code), "done")
            return redirect(url_for(".show", code=code), 303)
    return render_template(
        "stock/take_close.html",
        form=form,
        take=take,
        found=found,
        boxes={box.code: box for box in found.not_seen},
        loose={one.item.code: one for one in differing},
        not_counted=sum(one.count is None for one in counted),
        amount=_amount,
    ), 422 if form.is_submitted() else 200


@bp.get("/<code>/sheet.pdf", endpoint="sheet")
def sheet(code: str) -> ResponseReturnValue:
    """Draw the list to count by on paper, in the page's language and Ukrainian or English beside it."""
    actor = current_actor()
    with look() as db:
        drawn = count_sheets.count_sheet(db, actor, code)
    language = str(get_locale())
    # It is written on like an intake sheet, and lies in the same printer.
    with sent_files.page_of("IS"):
        content = count_sheet.render(drawn, words(), Words("en" if language == "uk" else "uk"))
    headers = {"Content-Disposition": f'inline; filename="{code}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)
