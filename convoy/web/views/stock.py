"""Stock by place and item, on screen and as a file."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.documents.layout import units
from convoy.domain.categories import name_of
from convoy.domain.permissions import Permission
from convoy.queries import stock as query
from convoy.web.access import current_actor, look
from convoy.web.frame import words

bp = Blueprint("stock", __name__)

ON_A_PAGE = 100


def _asked() -> query.StockFilter:
    return query.StockFilter(
        place=request.args.get("place", "")[:40],
        category=request.args.get("category", "")[:40],
        text=request.args.get("text", "")[:60],
    )


@bp.get("/stock")
def index() -> ResponseReturnValue:
    """Show what is in our hands: loose, in boxes, reserved, free."""
    actor = current_actor()
    actor.must(Permission.STOCK_READ)
    asked = _asked()
    typed = request.args.get("from", "0")
    first = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 6 else 0  # noqa: PLR2004  # digits of a row number
    with look() as db:
        rows = query.listing(db, actor, asked)
        return render_template(
            "stock/index.html",
            rows=rows[first : first + ON_A_PAGE],
            total=len(rows),
            following=first + ON_A_PAGE if len(rows) > first + ON_A_PAGE else None,
            first=first,
            asked=asked,
            places_here=query.places_of(db, actor),
            categories=query.categories(db),
            category_name=lambda code: gettext(name_of(code)),
            amount=lambda quantity, unit: units.quantity(words(), quantity, unit),
        )
