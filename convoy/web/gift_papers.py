"""The papers of one gift, drawn outside any transaction: box labels, and the receipt."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from flask import Response, request
from flask_babel import get_locale

from convoy.documents.papers import box_labels
from convoy.documents.registry import KINDS, Issue
from convoy.domain.errors import NotFound
from convoy.domain.lifecycle import BoxStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import box_labels as query
from convoy.queries import donations, paper_defaults, receipts
from convoy.queries.receipts import ReceiptForm
from convoy.services import labels
from convoy.services import receipts as services
from convoy.web import label_paper, sent_files
from convoy.web.access import current_actor, do, look
from convoy.words import Words

if TYPE_CHECKING:
    from convoy.services.donations import Donation

MOST_GIFTS = 200
"""Gifts whose labels are printed at once: their codes fit into an address."""


def labels_of(code: str) -> Response:
    """Answer with a label for every box of the gift that still holds something, on the stock asked for.

    Boxes that have a label already, printed before or kept through a correction, are left out where others
    have none, unless all are asked for.
    """
    with look() as db:
        donation = donations.found(db, current_actor(), code)
    return _labels([donation], f"{donation.code}-labels.pdf")


def labels_of_each(codes: Collection[str]) -> Response:
    """Answer with the labels of several gifts in one file. Raises NotFound where none is to be seen."""
    with look() as db:
        gifts = donations.with_codes(db, current_actor(), codes)
    if not gifts:
        raise NotFound(N_("None of these gifts is here."))
    return _labels(gifts, "labels.pdf")


def _labels(gifts: Sequence["Donation"], name: str) -> Response:
    actor = current_actor()
    for place_id in {gift.place_id for gift in gifts}:
        actor.must(Permission.LABEL_PRINT, place_id=place_id)
    with look() as db:
        boxes = donations.boxes_of(db, actor, *gifts)
        in_use = [box for box in boxes if box.stage is not BoxStage.EMPTIED]
        labelled = query.printed_before(db, [box.id for box in in_use]) | donations.boxes_kept(db, *gifts)
        bare = [box for box in in_use if box.id not in labelled]
        codes = [box.code for box in (in_use if "all" in request.args or not bare else bare)]
        drawn = labels.box_labels(db, actor, codes, sent_files.site())
    first, second = (Words(language) for language in _on_the_road())
    loaded, start = label_paper.asked(gifts[0].place_id)
    content = box_labels.render(drawn, first, second, start, loaded.stock, loaded.offset)
    return sent_files.pdf(content, name)


def make_receipt_final(code: str) -> None:
    """Freeze what the receipt says, draw it once in the page's language, and keep the bytes."""
    paper = do(services.make_final, code)
    form = _on_the_receipt()
    drawn = _drawn(paper.snapshot or "", services.issue_of(paper, _link(code)), form)
    do(services.keep, code, paper.version, form, drawn)


def receipt_of(code: str) -> Response:
    """Answer with the receipt in force as it was made; while there is none, with a draft."""
    actor = current_actor()
    form = _on_the_receipt()
    with look() as db:
        donation = donations.found(db, actor, code)
        paper = receipts.in_force(db, actor, donation)
        kept = receipts.as_made(paper, form) if paper else None
        snapshot = paper.snapshot if paper else services.draft(db, actor, donation)
        issue = services.issue_of(paper, _link(code)) if paper else None
    drawn = kept or _drawn(snapshot or "", issue, form)
    return sent_files.pdf(drawn, f"{donation.number}.pdf")


def _drawn(snapshot: str, issue: Issue | None, form: ReceiptForm) -> bytes:
    return KINDS["DR"].render(snapshot, issue, form.languages, page=form.page)


def _on_the_receipt() -> ReceiptForm:
    """What is set for receipts; else the donor's language, which is the page's, and English beside it."""
    with look() as db:
        defaults = paper_defaults.known(db)
    language = str(get_locale())
    spoken = (language,) if language == "en" else (language, "en")
    return ReceiptForm(defaults.set_languages("DR") or spoken, defaults.page("DR"))


def _on_the_road() -> tuple[str, str]:
    """The languages of a label: the page's own, and Ukrainian or English beside it."""
    language = str(get_locale())
    return language, "en" if language == "uk" else "uk"


def _link(code: str) -> str:
    return f"{sent_files.site()}/donations/{code}"
