"""The desk's form filled with what a donor announced: the collector only looks and records."""

from typing import TYPE_CHECKING

from flask import request
from flask_babel import get_locale, gettext

from convoy.domain import announced_amounts
from convoy.domain.announced_amounts import Announced
from convoy.domain.matching import Certainty
from convoy.queries import announced_gifts, catalogue, usual
from convoy.web.access import current_actor, look
from convoy.web.forms.donations import DonationForm
from convoy.web.forms.scanned_lines import put

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

OFFERED = 5


def fill(form: DonationForm) -> None:
    """Fill a new form where the address names an announced gift: all that is clear, and what it may mean."""
    typed = request.args.get("announced", "")[:40]
    if not typed:
        return
    with look() as db:
        gift = announced_gifts.found(db, current_actor(), typed)
        put(form.announced, gift.code)
        if gift.donation_id is not None:
            return
        form.place.data = gift.place.code
        form.anonymous.data = not gift.name
        if gift.name:
            put(form.donor, gift.name)
        if gift.donor_kind is not None:
            put(form.donor_kind, gift.donor_kind.value)
        read = [(line, announced_amounts.read(line.what, line.amount)) for line in gift.lines]
        _fill_bags(form, [one for _, one in read if one.packages])
        _fill_lines(db, form, [one for _, one in read if not one.packages])
        rough = [
            ", ".join(filter(None, (line.what, line.amount))) for line, one in read if not one.is_as_typed
        ]
        if rough:
            put(form.note, gettext("Announced: %(words)s", words="; ".join(rough)))


def _fill_bags(form: DonationForm, bags: list[Announced]) -> None:
    """What is counted later stands with the bags, under its own words."""
    while len(form.unsorted) < len(bags):
        form.unsorted.append_entry()
    for entry, one in zip(form.unsorted, bags, strict=False):
        put(entry.form.packages, one.packages)
        put(entry.form.package_code, one.package_code)
        put(entry.form.note, one.what)


def _fill_lines(db: "Session", form: DonationForm, lines: list[Announced]) -> None:
    """Items that are surely meant stand by their names; of others the likeliest is chosen for a look."""
    actor, language = current_actor(), str(get_locale())
    items = catalogue.load_catalogue(db)
    common = usual.usual(db, actor, items, form.place.data or "")
    while len(form.lines) < len(lines):
        form.lines.append_entry()
    for entry, one in zip(form.lines, lines, strict=False):
        line = entry.form
        put(line.item, one.what)
        put(line.quantity, one.quantity)
        line.take_apart(items)
        words = line.item.data or ""
        match = items.find(words)
        sure = set(match.codes if match.certainty is not Certainty.UNKNOWN else items.meant(words))
        hits = items.search(words, OFFERED, language=language, usual=common)
        likeliest = next((hit.code for hit in hits if hit.code in sure), "")
        line.guess(match, catalogue.facts(db, actor, match.codes, language), likeliest)
