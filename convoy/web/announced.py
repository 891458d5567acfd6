"""The desk's form filled with what a donor announced: the collector only looks and records."""

from flask import request

from convoy.queries import announced_gifts
from convoy.web.access import current_actor, look
from convoy.web.forms.donations import DonationForm
from convoy.web.forms.scanned_lines import put


def fill(form: DonationForm) -> None:
    """Fill a new form where the address names an announced gift; amounts stay as they were typed."""
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
        while len(form.lines) < len(gift.lines):
            form.lines.append_entry()
        for entry, line in zip(form.lines, gift.lines, strict=False):
            put(entry.form.item, line.what)
            put(entry.form.quantity, line.amount)
