"""What is said after a gift was recorded or replaced, and where that leads."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext, ngettext

from convoy.documents.layout import units
from convoy.domain.lifecycle import BoxStage
from convoy.queries import barcodes, donations
from convoy.web import flashed, sent_files
from convoy.web.access import current_actor, look
from convoy.web.frame import words

if TYPE_CHECKING:
    from convoy.services.donations import Donation


def say_void_labels(code: str) -> None:
    """Say which labels are to be taken off, after the gift of this code was replaced."""
    with look() as db:
        boxes = donations.boxes_of(db, current_actor(), donations.found(db, current_actor(), code))
    void = [box.short_name for box in boxes if box.stage is BoxStage.EMPTIED]
    kept = len(boxes) - len(void)
    told = []
    if void:
        told.append(gettext("Take these labels off and throw them away: %(boxes)s.", boxes=", ".join(void)))
    if kept:
        told.append(ngettext("%(num)s box keeps its label.", "%(num)s boxes keep their labels.", kept))
    if told:
        flash(" ".join(told), "info")


def what_came(boxes: int, unsorted: Sequence[tuple[int, str]]) -> str:
    """Return in words what a gift came to: boxes packed, and packages that are to be sorted."""
    packed = [ngettext("%(num)s box", "%(num)s boxes", boxes)] if boxes or not unsorted else []
    kept = ", ".join(units.packages(words(), count, code) for count, code in unsorted)
    return ", ".join(packed + ([gettext("%(packages)s to be sorted", packages=kept)] if kept else []))


def answer(donation: "Donation", *, is_replay: bool = False) -> ResponseReturnValue:
    """Say what was recorded, and go on to what was asked for: labels, another gift, or this one.

    `is_replay` where the same form was recorded before: that nothing was recorded now is said.
    """
    code, place = donation.code, donation.place.name
    with look() as db:
        count = donations.packed_boxes(db, current_actor(), donation)
        unsorted = donations.unsorted_of(db, current_actor(), donation)
        taught = barcodes.taught_with(db, current_actor(), donation, str(get_locale()))
    boxes = what_came(count, unsorted)
    if is_replay:
        # What the first answer said was never seen: it was lost on the way.
        flashed.keep_only(lambda said: code not in said[1])
        told = gettext(
            "This gift was recorded before, as %(code)s: %(boxes)s at %(place)s. Nothing was recorded twice.",
            code=code,
            boxes=boxes,
            place=place,
        )
    else:
        told = gettext("%(code)s recorded: %(boxes)s at %(place)s.", code=code, boxes=boxes, place=place)
    flash(told, "done")
    for gtin, name in taught:
        told = gettext(
            "Barcode %(gtin)s is remembered as “%(item)s”. The page of %(code)s takes that back.",
            gtin=gtin,
            item=name,
            code=code,
        )
        flash(told, "info")
    then = request.form.get("then")
    to = url_for("donations.show", code=code, just="gift")
    if then == "again":
        to = url_for("donations.new", after=code)
    elif then == "labels" and count and sent_files.has_viewer():
        to = url_for("donations.label_sheet", code=code)
    # A page that waits for the answer goes there by itself.
    by_itself = request.accept_mimetypes.best == "application/json"
    return jsonify({"to": to}) if by_itself else redirect(to, 303)
