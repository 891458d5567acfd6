"""What a person may mean while typing: items and donors, a few at a time. They only read."""

from flask import Blueprint, Response, jsonify, request
from flask_babel import get_locale

from convoy.documents.layout import units
from convoy.domain import text
from convoy.domain.errors import Invalid
from convoy.domain.permissions import Permission
from convoy.queries import catalogue, usual
from convoy.queries import donors as donor_query
from convoy.web import labels
from convoy.web.access import current_actor, look
from convoy.web.frame import words

bp = Blueprint("suggestions", __name__)

AT_MOST = 8
LONGEST = 80


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
    with look() as db:
        items = catalogue.load_catalogue(db)
        common = usual.usual(db, actor, items, request.args.get("place", "")[:40])
        found = items.search(typed, AT_MOST, language=language, usual=common) if typed else ()
        named = catalogue.facts(db, actor, [hit.code for hit in found], language)
    offered = [named[hit.code] for hit in found if hit.code in named]
    return jsonify(
        [{"label": item.name, "hint": item.code, "fill": {"unit": _unit(item.unit_code)}} for item in offered]
    )


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
