"""The vehicle itself as a line of its manifest, where it is part of the donation."""

from collections.abc import Sequence

from convoy.documents.layout import units
from convoy.documents.layout.table import Cell
from convoy.documents.layout.text import text
from convoy.documents.layout.voices import Voices, joined
from convoy.documents.papers.manifest.content import Manifest
from convoy.words import N_

_NO_SUMS = 8
"""Columns of a line behind its quantity: the vehicle is in no sum of packages, weights and values."""


def row(voices: Voices, manifest: Manifest) -> Sequence[Cell] | None:
    """Return the cells of the vehicle's line, None for a vehicle that comes back."""
    given = manifest.given
    if given is None:
        return None
    what = " ".join(filter(None, (text(given.make, 60), text(given.model, 60))))
    facts = [
        joined(voices.gettext("Vehicle, part of the donation")),
        what,
        *_labelled(voices, N_("Plate"), given.plate),
        *_labelled(voices, N_("VIN"), given.vin),
        *_labelled(voices, N_("Recipient"), given.recipient.name),
    ]
    number = voices.first.number(len(manifest.lines) + 1)
    amount = voices.say(lambda words: units.quantity(words, 1, "H87"))
    category = voices.gettext("Vehicle")
    return [number, category, tuple(filter(None, facts)), amount, *[""] * _NO_SUMS]


def _labelled(voices: Voices, message: str, value: str) -> tuple[str, ...]:
    return (joined(voices.gettext(message)) + ": " + text(value, 60),) if value else ()
