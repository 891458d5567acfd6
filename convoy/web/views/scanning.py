"""Scanning: codes in a row, by camera, photo, scanner or keys, and one action for all of them."""

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from convoy.domain.errors import Refusal
from convoy.domain.handling import DoubtfulWeight
from convoy.domain.permissions import Permission
from convoy.queries import box_lists
from convoy.services import boxes, weighing
from convoy.web import scan_pages, scanned
from convoy.web.access import current_actor, do, look, tried
from convoy.web.choices import SelectChoice
from convoy.web.forms.scanning import FindScan, MoveScan, ScanForm, WeighScan
from convoy.web.frame import words

bp = Blueprint("scanning", __name__)
bp.after_request(scan_pages.let_the_reader_run)


@bp.route("/scan", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """Say what was scanned and lead to it; alone, straight away."""
    actor = current_actor()
    actor.must(Permission.BOX_READ)
    form = FindScan()
    found: list[scanned.Thing] = []
    if _is_to_act_on_anything(form):
        with look() as db:
            found = scanned.things(db, actor, form.codes.data)
        if len(found) == 1 and found[0].url and not found[0].goods:
            return redirect(found[0].url, 303)
    goods = [one.goods for one in found if one.goods] if actor.may(Permission.DONATION_RECORD) else []
    back = (gettext("Boxes"), url_for("boxes.index"))
    told = {"found_told": scanned.told(found)} if found else {}
    return scan_pages.page(scan_pages.FIND, form, back, found=found, goods=goods, ways=_ways(), **told)


def _is_to_act_on_anything(form: ScanForm) -> bool:
    if form.is_submitted() and form.is_photo:
        form.read_photo()
        return False
    return bool(form.validate_on_submit())


def _ways() -> list[tuple[str, str, str, str]]:
    actor = current_actor()
    ways = []
    if actor.may(Permission.BOX_PACK):
        ways += [
            (
                gettext("Scan and move"),
                url_for(".move"),
                "place",
                gettext("Many boxes to one place or shelf"),
            ),
            (
                gettext("Scan and weigh"),
                url_for(".weigh"),
                "weigh",
                gettext("One after the other, or all alike"),
            ),
        ]
    if actor.may(Permission.CONVOY_PLAN):
        # No convoy is named here: which there are is asked for on their own page.
        hint = gettext("Choose the convoy, then “Load vans” or the van's count")
        ways.append((gettext("Scan at the van"), url_for("convoys.index"), "van", hint))
    return ways


@bp.route("/scan/move", methods=["GET", "POST"])
def move() -> ResponseReturnValue:
    """Carry all that was scanned to a place and shelf: all of it, or nothing."""
    actor = current_actor()
    actor.must(Permission.BOX_PACK)
    form = MoveScan()
    with look() as db:
        form.place.choices = [
            SelectChoice(value=place.code, label=place.name) for place in box_lists.places_of(db, actor)
        ]
    if not form.is_submitted():
        form.place.data = request.args.get("place", session.get("place", ""))[:40]
        form.shelf.data = request.args.get("shelf", "")[:40]
    if scan_pages.is_to_act(form, lambda: tried(boxes.relocate, form.command())):
        try:
            moved = do(boxes.relocate, form.command())
        except Refusal as error:
            form.refuse(error)
        else:
            place = f"{form.place.data} {form.shelf.data}".strip()
            sentence = ngettext(
                "%(num)s box moved to %(place)s.",
                "%(num)s boxes moved to %(place)s.",
                len(moved),
                place=place,
            )
            scan_pages.done(form, sentence, [box.code for box in moved])
            return scan_pages.again(".move", form, place=form.place.data, shelf=form.shelf.data or None)
    return scan_pages.page(scan_pages.MOVE, form, (gettext("Scan"), url_for(".index")))


@bp.route("/scan/weigh", methods=["GET", "POST"])
def weigh() -> ResponseReturnValue:
    """Keep the weight of the box that was scanned, or of several that weigh the same."""
    current_actor().must(Permission.BOX_PACK)
    form = WeighScan()
    if scan_pages.is_to_act(form, lambda: tried(weighing.weigh_alike, form.command())):
        try:
            weighed = do(weighing.weigh_alike, form.command())
        except DoubtfulWeight as error:
            form.refuse(error)
            form.sure.raw_data, form.sure.data = None, str(form.grams.data)
        except Refusal as error:
            form.refuse(error)
        else:
            kilograms = words().fixed(form.grams.data, 3)
            sentence = (
                gettext("%(code)s weighs %(kg)s kg.", code=weighed[0].code, kg=kilograms)
                if len(weighed) == 1
                else ngettext(
                    "%(num)s box weighs %(kg)s kg.",
                    "%(num)s boxes weigh %(kg)s kg each.",
                    len(weighed),
                    kg=kilograms,
                )
            )
            scan_pages.done(form, sentence, [box.code for box in weighed])
            return scan_pages.again(".weigh", form)
    return scan_pages.page(scan_pages.WEIGH, form, (gettext("Scan"), url_for(".index")))
