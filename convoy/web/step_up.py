"""Pages with a convoy's route, crew or consignees ask again who is there, and write down who looks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from convoy.domain.permissions import Actor
from convoy.queries import looks
from convoy.web import carried
from convoy.web.access import current_actor, look
from convoy.web.sign_in_form import LookForm

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from convoy.models import Convoy

CONVOY, PAPER, SIGNED_COPY, LETTER = "convoy", "paper", "signed copy", "letter"
BOX, GIFT, PLACE, ORGANISATION, COUNT = "box", "gift", "place", "organisation", "count"

# What the `code` in the address of a page names. A page that shows any of it and is missing here fails
# tests/web/test_looks.py, which goes to all of them without having shown anything again.
PAGES = {
    "convoys.show": CONVOY,
    "convoys.edit": CONVOY,
    "convoys.update": CONVOY,
    "convoys.ask_cancel": CONVOY,
    "convoys.cancel": CONVOY,
    "convoys.close": CONVOY,
    "runs.new": CONVOY,
    "runs.create": CONVOY,
    "runs.show": CONVOY,
    "runs.edit": CONVOY,
    "runs.update": CONVOY,
    "runs.ask_drop": CONVOY,
    "runs.drop": CONVOY,
    "runs.reinstate": CONVOY,
    "runs.add_stop": CONVOY,
    "runs.move_stop": CONVOY,
    "runs.crew": CONVOY,
    "runs.set_crew": CONVOY,
    "customs.edit": CONVOY,
    "readiness.show": CONVOY,
    "readiness.ask": CONVOY,
    "readiness.answer": CONVOY,
    "declarations.show": CONVOY,
    "declarations.record": CONVOY,
    "letters.of_convoy": CONVOY,
    "letters.keep_of_convoy": CONVOY,
    "letters.show": LETTER,
    "letters.of_place": PLACE,
    "letters.keep_of_place": PLACE,
    "places.show": PLACE,
    "places.edit": PLACE,
    "places.change": PLACE,
    "organisations.show": ORGANISATION,
    "organisations.edit": ORGANISATION,
    "organisations.change": ORGANISATION,
    "boxes.vans": BOX,
    "earmarks.edit": GIFT,
    "earmarks.bind": GIFT,
    "customs.record": CONVOY,
    "legs.transship": CONVOY,
    "legs.transshipped": CONVOY,
    "legs.give_back": CONVOY,
    "legs.given_back": CONVOY,
    "crew_links.index": CONVOY,
    "crew_links.make": CONVOY,
    "crew_links.end": CONVOY,
    "crew_links.delete": CONVOY,
    "messages.of_convoy": CONVOY,
    "loading.index": CONVOY,
    "loading.assign": CONVOY,
    "loading.change": CONVOY,
    "dispatch.show": CONVOY,
    "dispatch.step": CONVOY,
    "dispatch.now": CONVOY,
    "dispatch.problem": CONVOY,
    "dispatch.report": CONVOY,
    "dispatch.resolve": CONVOY,
    "receiving.index": CONVOY,
    "receiving.stop": CONVOY,
    "receiving.count": CONVOY,
    "receiving.box": CONVOY,
    "receiving.count_box": CONVOY,
    "van_scanning.load": CONVOY,
    "van_scanning.receive": CONVOY,
    "print_desk.convoy": CONVOY,
    "print_desk.make_final": CONVOY,
    "print_desk.bundle": CONVOY,
    "print_desk.preview": CONVOY,
    "bundles.show": CONVOY,
    "bundles.download": CONVOY,
    "papers.version": PAPER,
    "papers.changes": PAPER,
    "papers.download": PAPER,
    "papers.cancel": PAPER,
    "coded_lists.hand_out": PAPER,
    "hand_corrections.index": PAPER,
    "hand_corrections.key_in": PAPER,
    "paper_links.index": CONVOY,
    "paper_links.make": CONVOY,
    "paper_links.end": CONVOY,
    "signed_copies.index": PAPER,
    "signed_copies.keep": PAPER,
    "signed_copies.show": SIGNED_COPY,
    "signed_copies.put_in_folder": SIGNED_COPY,
    "photos.of_count": COUNT,
    "photos.keep_of_count": COUNT,
    "photos.show": COUNT,
    "photos.erase": COUNT,
}

HIDING = frozenset({LETTER, BOX, GIFT, PLACE, ORGANISATION, COUNT})
"""Nouns of which it is a secret with which convoy they go."""


@dataclass(frozen=True, slots=True)
class Behind:
    """What is looked at: a noun and its code."""

    noun: str
    code: str


MEANT: "dict[str, Callable[[Session, Actor, str], Convoy | None]]" = {
    CONVOY: looks.meant,
    PAPER: looks.of_paper,
    SIGNED_COPY: looks.of_signed_copy,
    LETTER: looks.of_letter,
    BOX: looks.of_box,
    GIFT: looks.of_gift,
    COUNT: looks.of_count,
    PLACE: looks.of_place,
    ORGANISATION: looks.of_organisation,
}


def _ask() -> ResponseReturnValue | None:
    """Answer with the question who is there, unless it was answered for this convoy a little while ago.

    Of a convoy the person may not see nothing is asked: the page itself says that there is none.
    """
    noun = PAGES.get(request.endpoint or "")
    if noun is None or not current_app.config["CONVOY_SECOND_FACTOR"] or "signed_in" not in g:
        return None
    with look() as db:
        code = (request.view_args or {}).get("code", "")
        convoy = MEANT[noun](db, current_actor(), code)
        if convoy is None or convoy.id in (current_actor().opened or ()):
            return None
        # Of what is not a convoy's own page, it is not told beforehand which convoy that is.
        behind = Behind(noun, code) if noun in HIDING else Behind(CONVOY, convoy.code)
    typed = carried.typed()
    wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
    given = {"next": wanted, "carried": typed.packed() if typed is not None else ""}
    return page(behind, LookForm(formdata=None, data=given)), 401


def page(behind: Behind, form: LookForm) -> str:
    """Return the page that asks; a typed form waits in it."""
    with look() as db:
        proof = looks.proof(db, current_actor())
    waiting = carried.unpacked(form.carried.data or "")
    return render_template("looks/ask.html", behind=behind, form=form, proof=proof.value, waiting=waiting)


def install(app: Flask) -> None:
    """Ask after it is known who is there, before anything typed is looked at."""
    app.before_request(_ask)
