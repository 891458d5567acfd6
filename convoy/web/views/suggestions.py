"""What a person may mean while typing: items and donors, a few at a time. They only read."""

from datetime import UTC, date, datetime

from flask import Blueprint, Response, jsonify, request
from flask_babel import get_locale
from werkzeug.datastructures import MultiDict

from convoy.documents.layout import units
from convoy.domain import dates, intake, quick_lines, text
from convoy.domain.errors import Invalid
from convoy.domain.matching import Certainty
from convoy.domain.permissions import Permission
from convoy.domain.quick_lines import QuickLine
from convoy.queries import barcodes, catalogue, usual
from convoy.queries import donors as donor_query
from convoy.web import labels
from convoy.web.access import current_actor, look
from convoy.web.forms.lines import LineForm
from convoy.web.frame import words

bp = Blueprint("suggestions", __name__)

AT_MOST = 8
LONGEST = 120


def _typed() -> str:
    """What was typed so far; nothing where it cannot be text."""
    try:
        return text.clean(request.args.get("q", ""), limit=LONGEST, field="q")
    except Invalid:
        return ""


@bp.get("/catalogue/search")
def catalogue_items() -> Response:
    """Answer with the items meant, best first: name, code, and the unit they are counted in."""
    actor, typed = current_actor(), _typed()
    actor.must(Permission.CATALOGUE_READ)
    language = str(get_locale())
    if (scanned := _scanned(typed, language)) is not None:
        return jsonify(scanned)
    with look() as db:
        items = catalogue.load_catalogue(db)
        common = usual.usual(db, actor, items, request.args.get("place", "")[:40])
        line = (
            quick_lines.read(typed) if items.find(typed).certainty is Certainty.UNKNOWN else QuickLine(typed)
        )
        found = items.search(line.item, AT_MOST, language=language, usual=common) if line.item else ()
        sure = items.find(line.item).code
        named = catalogue.facts(db, actor, [hit.code for hit in found], language)
    offered = [named[hit.code] for hit in found if hit.code in named]
    return jsonify(
        [
            {
                "label": item.name,
                "hint": item.code,
                "fill": {"unit": _unit(item.unit_code), **_amounts(line)},
                "sure": item.code == sure,
            }
            for item in offered
        ]
    )


def _scanned(typed: str, language: str) -> list[dict[str, object]] | None:
    """Return the item that a barcode or a medicine's code stands for, or none; None for what is neither."""
    form = LineForm(MultiDict({"item": typed}))
    form.validate()
    with look() as db:
        form.scan(lambda gtin: barcodes.item_of(db, gtin))
        if not form.gtin.data:
            return [] if form.item.errors else None
        named = catalogue.facts(db, current_actor(), [form.stands_for], language)
    return [
        {
            "label": item.name,
            "hint": item.code,
            "fill": {"unit": _unit(item.unit_code), **_said_by_code(form, {})},
            "sure": True,
        }
        for item in named.values()
    ]


def _said_by_code(form: LineForm, typed: dict[str, str]) -> dict[str, str]:
    """What a scanned code says, for its own fields; what was typed in them is there already."""
    said = {name: form[name] for name in ("gtin", "batch", "expires_on")}
    read = {name: str((field.raw_data or [""])[0]) for name, field in said.items() if field.data}
    return {name: value for name, value in read.items() if value != typed.get(name)}


def _amounts(line: QuickLine) -> dict[str, str]:
    """The numbers typed with the item, for their own fields."""
    numbers = {"quantity": line.quantity, "boxes": line.boxes}
    return {name: str(number) for name, number in numbers.items() if number}


@bp.get("/catalogue/line")
def line() -> Response:
    """Answer with what is understood of a line typed so far, and what is to be said of its goods."""
    actor, language = current_actor(), str(get_locale())
    actor.must(Permission.DONATION_RECORD)
    asked = ("item", "quantity", "boxes", "expires_on", "gtin", "batch")
    typed = {name: request.args.get(name, "")[:LONGEST] for name in asked}
    form = LineForm(MultiDict({name: value for name, value in typed.items() if value}))
    form.validate()
    with look() as db:
        items = catalogue.load_catalogue(db)
        form.scan(lambda gtin: barcodes.item_of(db, gtin))
        form.take_apart(items)
        match = items.find(form.item.data or "")
        named = catalogue.facts(db, actor, match.codes, language)
        form.facts = named.get(match.code or "")
        form.look_out(usual.wishes(db, actor, items, request.args.get("place", "")[:40]), _day())
    fill = {name: str(form[name].data) for name in ("quantity", "boxes") if form[name].data}
    fill |= {"item": form.item.data or "", **_said_by_code(form, typed)}
    if form.facts is not None:
        fill |= {"item": form.facts.name, "unit": _unit(form.facts.unit_code)}
    form.ask()
    unclear = form.item.data and form.facts is None and not form.item.errors
    choose = [named[code].name for code in match.codes if code in named][:AT_MOST]
    which = [{"text": form.unclear(match), "tone": "needs", "choose": choose}] if unclear else []
    wrong = [{"text": str(error), "tone": "stopped"} for error in (*form.item.errors, *form.gtin.errors)]
    ask = {"of": form.pair, "question": form.question}
    return jsonify(
        {"fill": fill, "notes": [*wrong, *which, *form.notes], "seen": sorted(form.seen), "remember": ask}
    )


def _day() -> date:
    """The day the goods came in, as typed; today where that is not clear."""
    today = datetime.now(UTC).date()
    try:
        return dates.day(
            request.args.get("received_on", ""), field="received_on", today=today, latest=today + intake.AHEAD
        )
    except Invalid:
        return today


def _unit(code: str) -> str:
    """What an item is counted in, as a word."""
    return units.quantity(words(), 2, code).split(" ", 1)[-1]


@bp.get("/donors/search")
def donors() -> Response:
    """Answer with the donors whose name begins so, and what kind they are."""
    actor = current_actor()
    actor.must(Permission.DONOR_RECORD)
    with look() as db:
        found = donor_query.donors_like(db, actor, _typed(), AT_MOST)
    return jsonify([{"label": donor.name, "hint": labels.label(donor.kind), "fill": {}} for donor in found])
