"""Many gifts that came at once: those of a sheet, and the labels of all their boxes in one file."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from convoy.documents.layout import units
from convoy.domain.permissions import Permission
from convoy.queries import donations, gift_sheets
from convoy.services.sheet_choices import choices_of, keys_in
from convoy.web import gift_papers, label_paper
from convoy.web.access import current_actor, look
from convoy.web.frame import words

bp = Blueprint("gift_labels", __name__, url_prefix="/donations")


@bp.get("/labels.pdf")
def of_gifts() -> ResponseReturnValue:
    """Draw the labels of several gifts (?gift=, at most MOST_GIFTS) in one file."""
    current_actor().must(Permission.LABEL_PRINT)
    codes = request.args.getlist("gift")[: gift_papers.MOST_GIFTS]
    return gift_papers.labels_of_each(codes) if codes else redirect(url_for("donations.index"))


@bp.get("/sheets/<code>/gifts")
def of_sheet(code: str) -> ResponseReturnValue:
    """List the gifts that a sheet's rows became, with the labels of their boxes."""
    actor = current_actor()
    actor.must(Permission.DONATION_RECORD)
    start = max(request.args.get("from", 0, type=int), 0)
    with look() as db:
        sheet = gift_sheets.find(db, actor, code)
        ids = gift_sheets.gifts(db, actor, [str(key) for key in keys_in(choices_of(sheet).keys)])
        end = start + gift_papers.MOST_GIFTS
        return render_template(
            "gift_labels/of_sheet.html",
            sheet=sheet,
            listed=donations.listed(db, actor, ids[start:end]),
            total=len(ids),
            start=start,
            following=end if end < len(ids) else None,
            labels_on=label_paper.offered(sheet.place),
            language_code=str(get_locale()),
            amount=lambda quantity, unit: units.quantity(words(), quantity, unit),
        )
