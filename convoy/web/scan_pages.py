"""What pages of scanning have in common: how codes are read, shown, acted on, and the next ones begun."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from convoy.domain.errors import Refusal
from convoy.domain.messages import N_
from convoy.exchange import symbols
from convoy.web import headers, scans
from convoy.web.forms.scanning import ScanForm

NAMED_AT_MOST = 40
DONE = "scanned"
"""In the session: what a page keeps of a list may go, since the server has acted on it."""


@dataclass(frozen=True, slots=True)
class Mode:
    """What is done with all that is scanned."""

    title: str
    press: str
    icon: str
    others: Callable[[int], str] = str
    """The button that goes on without those that cannot take part, by the number of the others."""
    keeps: str = ""
    """What a list that waits is kept as on its page, through a reload or a sign-in; "" where it is not."""
    field: str = ""
    """The field that is typed after each single scan; "" where many are scanned in a row."""


FIND = Mode(N_("Scan"), N_("Find"), "search")
MOVE = Mode(
    N_("Scan and move"),
    N_("Move all of them"),
    "place",
    lambda count: ngettext("Move the other one", "Move the other %(num)s", count),
    keeps="move",
)
WEIGH = Mode(
    N_("Scan and weigh"),
    N_("Keep the weight"),
    "weigh",
    lambda count: ngettext("Keep the weight of the other one", "Keep the weight of the other %(num)s", count),
    field="grams",
)
LOAD = Mode(
    N_("Scan and load"),
    N_("Do it with all of them"),
    "van",
    lambda count: ngettext("Do it with the other one", "Do it with the other %(num)s", count),
    keeps="load",
)
RECEIVE = Mode(
    N_("Scan what came"),
    N_("Record all of them as good"),
    "check",
    lambda count: ngettext("Record the other one", "Record the other %(num)s", count),
    keeps="receive",
)


def let_the_reader_run(response: Response) -> Response:
    """The reader of codes is WebAssembly, which only these pages may run."""
    response.headers["Content-Security-Policy"] = headers.READER
    return response


def page(mode: Mode, form: ScanForm, back: tuple[str, str], **facts: object) -> ResponseReturnValue:
    """Return the page of one mode of scanning; `back` is where it was come from, in words and as address."""
    if not form.is_submitted():
        form.codes.data = tuple(code[:20] for code in request.args.getlist("code")[:500])
        form.camera.data = request.args.get("camera", "")[:1]
    status = 422 if form.errors else 200
    acted = session.pop(DONE, False)
    shown = render_template(
        "scanning/scan.html",
        mode=mode,
        form=form,
        back=back,
        can_read=symbols.can_read(),
        acted=acted,
        others=mode.others(form.able) if form.cannot else "",
        **facts,
    )
    return shown, status


def is_to_act(form: ScanForm, attempt: Callable[[], Refusal | None]) -> bool:
    """Return whether a form was sent that can be acted on; a photo is read first, and shown.

    Where some names mean nothing here, `attempt` tries it with the others: what hinders those is said too.
    """
    if not form.is_submitted():
        return False
    if form.is_photo:
        form.read_photo()
        return False
    if form.is_understood(scans.doubtful_or_bare):
        return True
    if form.cannot:
        form.refuse_too(attempt)
    return False


def done(form: ScanForm, sentence: str, codes: list[str]) -> None:
    """Say what was done, with which codes where it is not said in the sentence, and what was there twice."""
    flash(sentence, "done")
    session[DONE] = True
    if form.twice:
        told = ngettext(
            "%(num)s code was there twice and counted once.",
            "%(num)s codes were there twice and counted once.",
            form.twice,
        )
        flash(told, "info")
    if len(codes) > 1:
        more = len(codes) - NAMED_AT_MOST
        named = ", ".join(codes[:NAMED_AT_MOST])
        flash(
            f"{named} {ngettext('and %(num)s more', 'and %(num)s more', more)}" if more > 0 else named, "info"
        )


def again(endpoint: str, form: ScanForm, **kept: object) -> ResponseReturnValue:
    """Return the way back to the same page, as it was set, with the camera on where it was on."""
    return redirect(url_for(endpoint, camera=form.camera.data or None, **kept), 303)  # type: ignore[arg-type]
