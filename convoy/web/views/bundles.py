"""A van's whole folder: how far it is drawn, and then as one file."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from convoy.documents.registry import KINDS
from convoy.domain import targets
from convoy.services import bundles, renditions
from convoy.services.bundles import Made
from convoy.web import sent_files
from convoy.web.access import current_actor, database, do, look

bp = Blueprint("bundles", __name__)

SECONDS = 1.0
"""How long one answer draws; the page then says how far it is and asks again."""


def _made(code: str, key: str) -> Made | None:
    try:
        named = UUID(key)
    except ValueError:
        named = None
    with look() as db:
        return bundles.made(db, current_actor(), code, named)


def _desk(code: str) -> ResponseReturnValue:
    return redirect(url_for("print_desk.convoy", code=code), 303)


@bp.get("/papers/<code>/bundle")
def show(code: str) -> ResponseReturnValue:
    """Draw some more of what is final and say how far it is; then what to load, and who signs.

    What is drawn was decided when it was made final: keeping its bytes changes nothing that anybody reads.
    """
    key = request.args.get("key", "")
    made = _made(code, key)
    if made is None:
        return _desk(code)
    two_sided = request.args.get("sides") == "2"
    drawn = bundles.draw_some(database(), current_actor(), made, sent_files.site(), SECONDS)
    cover = None
    if drawn == len(made.parts):
        whole = bundles.drawn(
            database(), current_actor(), made, address=sent_files.site(), two_sided=two_sided
        )
        cover = whole.cover
    page = render_template(
        "papers/bundle.html",
        made=made,
        key=key,
        two_sided=two_sided,
        drawn=drawn,
        cover=cover,
        papers=[(KINDS[part.kind].title, targets.read(part.target), part.final) for part in made.parts],
    )
    # Browsers ask again without JavaScript.
    return page, {} if cover else {"Refresh": "1"}


@bp.post("/papers/<code>/bundle.pdf")
def download(code: str) -> ResponseReturnValue:
    """Give everything as one file, a cover list first, and write down who got it to print."""
    made = _made(code, request.form.get("key", ""))
    if made is None:
        return _desk(code)
    two_sided = request.form.get("sides") == "2"
    file = bundles.drawn(database(), current_actor(), made, address=sent_files.site(), two_sided=two_sided)
    do(renditions.log, [part.final for part in made.parts], made.convoy)
    return sent_files.pdf(file.content, f"{code}-{made.run or 'convoy'}-all.pdf", "attachment")
