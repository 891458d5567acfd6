"""Scanning at the van: boxes and pallets that go on it, and boxes that came off it."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from convoy.domain.errors import NotAllowed, Refusal
from convoy.domain.permissions import Permission
from convoy.queries import arrivals, convoys, vanloads
from convoy.services import loading, receiving
from convoy.web import scan_pages, scans
from convoy.web.access import current_actor, do, look, tried
from convoy.web.choices import SelectChoice
from convoy.web.forms.scanning import LoadScan, ReceiveScan

bp = Blueprint("van_scanning", __name__)
bp.after_request(scan_pages.let_the_reader_run)


@bp.route("/convoys/<code>/scan", methods=["GET", "POST"])
def load(code: str) -> ResponseReturnValue:
    """Give all that was scanned a place on a van, or tick it as loaded: all of it, or nothing."""
    actor = current_actor()
    form = LoadScan()
    form.pallets_here = scans.pallets_here
    with look() as db:
        convoy = convoys.find(db, actor, code)
        actor.must(Permission.CONVOY_PLAN, convoy_id=convoy.id)
        form.target.choices = [
            SelectChoice(
                value=one.value,
                label=gettext("Van %(number)s, for %(place)s", number=one.number, place=one.name),
            )
            for one in vanloads.targets(db, actor, convoy)
        ]
    if not form.is_submitted():
        form.target.data = request.args.get("target", "")[:40]
        form.act.data = request.args.get("act", form.act.data)
    if scan_pages.is_to_act(form, lambda: _tried(form, code)):
        try:
            sentence, codes = _loaded(form, code)
        except NotAllowed:
            raise
        except Refusal as error:
            form.refuse(error)
        else:
            scan_pages.done(form, sentence, codes)
            return scan_pages.again(".load", form, code=code, target=form.target.data, act=form.act.data)
    return scan_pages.page(scan_pages.LOAD, form, (gettext("Load vans"), url_for("loading.index", code=code)))


def _tried(form: LoadScan, code: str) -> Refusal | None:
    command = form.command(code)
    if isinstance(command, loading.TickBoxes):
        return tried(loading.tick, command)
    return tried(loading.assign, command)


def _loaded(form: LoadScan, code: str) -> tuple[str, list[str]]:
    command = form.command(code)
    named = [*command.boxes, *command.pallets]
    if isinstance(command, loading.TickBoxes):
        count = do(loading.tick, command)
        return ngettext("%(num)s box is in the van.", "%(num)s boxes are in the van.", count), named
    done = do(loading.assign, command)
    sentence = ngettext(
        "%(num)s box is on van %(number)s.",
        "%(num)s boxes are on van %(number)s.",
        len(done.boxes),
        number=done.run,
    )
    return sentence, list(done.boxes)


@bp.route("/convoys/<code>/runs/<int:number>/stops/<int:position>/scan", methods=["GET", "POST"])
def receive(code: str, number: int, position: int) -> ResponseReturnValue:
    """Record all that was scanned at a stop as come in good order: all of it, or nothing."""
    form = ReceiveScan()
    with look() as db:
        listed = arrivals.stop_list(db, current_actor(), code, number, position)
        current_actor().must(Permission.CONVOY_DISPATCH, convoy_id=listed.run.convoy_id)
        form.listed = listed
        left = len(listed.waiting)
        place, keeps = listed.stop.place.name, listed.stop.kind.value == "warehouse"
    if not form.is_submitted():
        form.shelf.data = request.args.get("shelf", "")[:40]
        form.received_by.data = request.args.get("received_by", "")[:120]
    if scan_pages.is_to_act(form, lambda: tried(receiving.receive, form.command(code, number, position))):
        try:
            receipt = do(receiving.receive, form.command(code, number, position))
        except NotAllowed:
            raise
        except Refusal as error:
            form.refuse(error)
        else:
            count = len(form.codes.data)
            sentence = ngettext(
                "Count %(code)s is recorded: %(num)s box, good.",
                "Count %(code)s is recorded: %(num)s boxes, all good.",
                count,
                code=receipt.code,
            )
            scan_pages.done(form, sentence, list(form.codes.data))
            where = {"code": code, "number": number, "position": position}
            kept = {"shelf": form.shelf.data or None, "received_by": form.received_by.data or None}
            return scan_pages.again(".receive", form, **where, **kept)
    to_list = url_for("receiving.stop", code=code, number=number, position=position)
    return scan_pages.page(
        scan_pages.RECEIVE,
        form,
        (gettext("Count at %(place)s", place=place), to_list),
        left=left,
        keeps=keeps,
    )
