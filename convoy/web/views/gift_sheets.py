"""Sheets of gifts: sent or pasted, columns chosen, every problem marked in its cell, taken in."""

from collections.abc import Iterator, Sequence
from functools import partial

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from convoy.domain.days import today
from convoy.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.exchange import layouts, writer
from convoy.exchange.layouts import Layout
from convoy.exchange.limits import SHEET
from convoy.exchange.tables import Row
from convoy.queries import donations as donation_query
from convoy.queries import gift_sheets as query
from convoy.services import gift_sheets, sheet_judging, sheet_rows
from convoy.services.sheet_choices import choices_of, grid_of
from convoy.services.sheet_verdicts import Standing
from convoy.web import sheet_words
from convoy.web.access import clock, current_actor, database, do, look
from convoy.web.choices import SelectChoice
from convoy.web.errors import say
from convoy.web.forms.gift_sheets import LayoutForm, SheetForm
from convoy.web.frame import words
from convoy.web.languages import is_redrawn

bp = Blueprint("gift_sheets", __name__, url_prefix="/donations/sheets")

ROWS = 40
"""Rows on one page."""

FIELDS_BESIDE = 100_000
"""Bytes that a form has beside its file."""

SAMPLES = 3
HEADING_ROWS = 12
"""Rows offered as the heading row."""

FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_GOING = "sheet_going"


@bp.url_value_preprocessor
def _let_long_sheets_in(endpoint: str | None, _values: object) -> None:
    """Let a file be longer than other pages take; before anything reads the form."""
    if endpoint == "gift_sheets.send":
        request.max_content_length = SHEET.size + FIELDS_BESIDE


@bp.get("")
def index() -> ResponseReturnValue:
    """Ask for a sheet, and show those that wait."""
    current_actor().must(Permission.DONATION_RECORD)
    form = SheetForm()
    _offer(form)
    form.place.data = session.get("place") or form.place.data
    return _index(form), 200


@bp.post("", endpoint="send")
def send() -> ResponseReturnValue:
    """Keep a sheet, and go on to its columns."""
    current_actor().must(Permission.DONATION_RECORD)
    form = SheetForm()
    _offer(form)
    if not (form.validate() and form.take_file()):
        return _index(form), 422
    try:
        code = gift_sheets.send(database(), current_actor(), form.place.data, form.name, form.content)
    except (NotFound, NotAllowed):
        raise
    except Refusal as error:
        form.refuse(error)
        return _index(form), 422
    return redirect(url_for(".show", code=code), 303)


def _offer(form: SheetForm) -> None:
    with look() as db:
        here = donation_query.intake_places(db, current_actor())
    if not here:
        raise NotAllowed(N_("You take gifts in at no place yet. Ask who is in charge to invite you to one."))
    form.place.choices = [SelectChoice(value=place.code, label=place.name) for place in here]


def _index(form: SheetForm) -> str:
    with look() as db:
        return render_template(
            "gift_sheets/index.html",
            form=form,
            kept=query.kept(db, current_actor()),
            waiting_days=gift_sheets.WAITING_KEPT.days,
        )


@bp.get("/<code>/columns")
def columns(code: str) -> ResponseReturnValue:
    """Show which column seems to hold what; ?heading= and ?height= read the headings elsewhere."""
    current_actor().must(Permission.DONATION_RECORD)
    with look() as db:
        sheet = query.find(db, current_actor(), code)
        grid, chosen = grid_of(sheet), choices_of(sheet).layout
    layout = chosen or layouts.guessed(grid)
    if "heading" in request.args:
        heading, height = (request.args.get(name, 0, type=int) for name in ("heading", "height"))
        layout = layouts.read_at(grid, heading, min(max(height, 1), layouts.MOST_HEADING_ROWS))
    form = LayoutForm(formdata=None)
    form.offer(layouts.headings_of(grid, layout.heading, layout.height))
    form.fill(layout, sheet.revision)
    return _columns(code, form, layout), 200


@bp.post("/<code>/columns", endpoint="choose")
def choose(code: str) -> ResponseReturnValue:
    """Keep which column holds what."""
    current_actor().must(Permission.DONATION_RECORD)
    form = LayoutForm()
    with look() as db:
        grid = grid_of(query.find(db, current_actor(), code))
    layout = form.layout()
    form.offer(layouts.headings_of(grid, layout.heading, layout.height))
    if not (form.validate() and form.is_complete()):
        return _columns(code, form, layout), 422
    revision = request.form.get("revision", 0, type=int)
    try:
        do(gift_sheets.choose, gift_sheets.ChooseLayout(code, revision, layout))
        sheet_judging.check(database(), current_actor(), code)
    except (Conflict, RuleBroken) as error:
        flash(say(error), "problem")
        return redirect(url_for(".columns", code=code), 303)
    return redirect(url_for(".show", code=code), 303)


def _columns(code: str, form: LayoutForm, layout: Layout) -> str:
    with look() as db:
        sheet = query.find(db, current_actor(), code)
        grid = grid_of(sheet)
        left_out = layouts.not_gifts(grid, layout)
        body = [row for row in layouts.body(grid, layout) if row.number not in left_out]
        return render_template(
            "gift_sheets/columns.html",
            sheet=sheet,
            form=form,
            layout=layout,
            samples=[list(_samples(body, place)) for place in range(len(form.columns))],
            first_rows=[
                (row.number, " · ".join(filter(None, row.cells))[:80]) for row in grid.rows[:HEADING_ROWS]
            ],
            left_out=len(left_out),
            other_sheets=grid.left_out,
        )


def _samples(rows: Sequence[Row], place: int) -> Iterator[str]:
    said = (row.cells[place].strip() for row in rows if place < len(row.cells))
    for _, cell in zip(range(SAMPLES), filter(None, said), strict=False):
        yield cell[:60]


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show the rows: first those that are unclear, each problem in its cell."""
    current_actor().must(Permission.DONATION_RECORD)
    of_sheet, *going = session.pop(_GOING, ("",))
    return _going_on(code, *going) if of_sheet == code else _show(code)


def _going_on(code: str, then: str, done: int, waiting: int) -> ResponseReturnValue:
    """Show how far a long sheet is; looking at its rows would only make it slower."""
    with look() as db:
        sheet = query.find(db, current_actor(), code)
    return render_template("gift_sheets/going.html", sheet=sheet, then=then, done=done, waiting=waiting)


def _show(code: str, status: int = 200) -> ResponseReturnValue:
    """Return the rows asked for; after a form those it held, with what was typed and ticked in it."""
    typed = request.form
    with look() as db:
        actor = current_actor()
        sheet = query.find(db, actor, code)
        layout = choices_of(sheet).layout
        if layout is None:
            return redirect(url_for(".columns", code=sheet.code), 303)
        asked = request.values.get("show", "")
        start = request.args.get("from", min(typed.getlist("row", type=int), default=0), type=int)
        shown = Standing(asked) if asked in set(Standing) else None
        looked = sheet_rows.look_at(
            db, actor, sheet, str(get_locale()), shown=shown, start=start, most=ROWS + 1
        )
        rows = looked.rows
        page = render_template(
            "gift_sheets/show.html",
            sheet=sheet,
            looked=looked,
            shown=looked.shown,
            standings=[(one, looked.counts[one]) for one in Standing],
            rows=rows[:ROWS],
            following=rows[ROWS].number if len(rows) > ROWS else None,
            per_page=ROWS,
            unread=[
                heading
                for place, heading in enumerate(looked.judged.headings)
                if heading.strip() and place not in layout.columns
            ],
            cell=sheet_words,
            said=lambda problems: " ".join(words().refusal(problem) for problem in problems),
            typed=typed,
            out=set(typed.getlist("out", type=int)) if typed else None,
            waiting_days=gift_sheets.WAITING_KEPT.days,
        )
    return page, status


@bp.post("/<code>/rows", endpoint="mend")
def mend(code: str) -> ResponseReturnValue:
    """Keep what was typed into the cells, told of words, and left out."""
    current_actor().must(Permission.DONATION_RECORD)
    if is_redrawn():
        return _show(code)
    form = request.form
    cells: dict[int, dict[str, str]] = {}
    for number in form.getlist("row", type=int):
        cells[number] = {
            name: form[key].strip()[: gift_sheets.LONGEST_TEXT]
            for name in layouts.FIELDS
            if (key := f"cell-{number}-{name}") in form
        }
    told = {
        word: form.get(f"other-{place}", "").strip()[:200] or form.get(f"item-{place}", "")[:40]
        for place, word in enumerate(form.getlist("word"))
    }
    left_out = frozenset(form.getlist("out", type=int))
    command = gift_sheets.Mend(
        code,
        form.get("revision", 0, type=int),
        cells,
        left_out,
        {word: said for word, said in told.items() if said},
        today(clock()),
    )
    try:
        do(gift_sheets.mend, command)
        sheet_judging.check(database(), current_actor(), code)
    except (Conflict, RuleBroken) as error:
        flash(say(error), "problem")
        return _show(code, 409)
    return redirect(url_for(".show", code=code, show=form.get("show") or None), 303)


@bp.post("/<code>/take", endpoint="take")
def take(code: str) -> ResponseReturnValue:
    """Take in all rows, or the good ones; long sheets in steps that go on by themselves."""
    current_actor().must(Permission.DONATION_RECORD)
    everything = request.form.get("then") == "all"
    session.pop(_GOING, None)
    try:
        step = gift_sheets.take_in(database(), current_actor(), code, everything=everything)
    except (Conflict, RuleBroken, Invalid) as error:
        flash(say(error), "problem")
        return redirect(url_for(".show", code=code), 303)
    if step.waiting:
        done = step.became.added + step.before
        session[_GOING] = (code, "all" if everything else "good", done, step.waiting)
        return redirect(url_for(".show", code=code), 303)
    flash(sheet_words.closing(step), "done")
    return redirect(url_for(".show", code=code), 303)


@bp.post("/<code>/put-away", endpoint="put_away")
def put_away(code: str) -> ResponseReturnValue:
    """Take nothing more from a sheet."""
    current_actor().must(Permission.DONATION_RECORD)
    sheet = do(gift_sheets.put_away, code)
    flash(gettext("%(code)s is put away; what was taken in stays.", code=sheet.code), "done")
    return redirect(url_for(".index"), 303)


@bp.get("/<code>/unclear.<any(csv, xlsx):kind>")
def unclear(code: str, kind: str) -> ResponseReturnValue:
    """Give the unclear rows as a file, each with its reasons, to be mended and sent again."""
    current_actor().must(Permission.DONATION_RECORD)
    with look() as db:
        sheet = query.find(db, current_actor(), code)
        if choices_of(sheet).layout is None:
            return redirect(url_for(".columns", code=code), 303)
        looked = sheet_rows.look_at(db, current_actor(), sheet, str(get_locale()), shown=Standing.UNCLEAR)
    headings, rows = sheet_words.unclear(looked)
    as_file = writer.to_csv if kind == "csv" else partial(writer.to_xlsx, title=sheet.code)
    answer = make_response(as_file(headings, rows))
    answer.headers["Content-Type"] = FILE_TYPES[kind]
    answer.headers.set("Content-Disposition", "attachment", filename=f"{sheet.code}-unclear.{kind}")
    return answer
