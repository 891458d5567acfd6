"""CMR consignment note in four named copies, its boxes numbered as in the IRU model of 2007 or as in 1976."""

from dataclasses import replace

from convoy.documents.kind import WITH_A_HAULIER, Kind, Plan, in_variants
from convoy.documents.layout import snapshot
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.issue import Issue, Variant
from convoy.documents.layout.voices import Voices
from convoy.documents.papers.cmr_note import template
from convoy.documents.papers.cmr_note.content import ConsignmentNote
from convoy.documents.papers.cmr_note.drawing import draw
from convoy.domain.targets import Target
from convoy.words import N_, Words

__all__ = ["COPIES", "KIND", "ConsignmentNote", "from_json", "render", "to_json"]

COPIES = (
    N_("Copy 1 for the sender (red)"),
    N_("Copy 2 for the consignee (blue)"),
    N_("Copy 3 for the carrier (green)"),
    N_("Copy 4 for customs and others (black)"),
)
_COLOURS = ("0.80 0.05 0.05 rg", "0.05 0.25 0.75 rg", "0.05 0.50 0.15 rg", "0 g")


def to_json(note: ConsignmentNote) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(note)


def from_json(said: str) -> ConsignmentNote:
    """Return the note a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, ConsignmentNote)


def render(
    note: ConsignmentNote,
    words: Words,
    second: Words | None = None,
    variant: Variant = Variant.FULL,
    issue: Issue | None = None,
) -> bytes:
    """Return the PDF in one or two languages: the issue's copies, else the four named ones.

    Without an issue it is a preview of one copy marked DRAFT.
    """
    voices = Voices(words, second)
    frame = Frame(
        titles=voices.gettext("CMR consignment note"),
        owner=note.shipper.name,
        voices=voices,
        issue=replace(issue, copies=issue.copies or COPIES) if issue else None,
        edges=_COLOURS,
    )
    return draw(note, frame, template.of(variant))


KIND = Kind(
    "CN",
    N_("CMR consignment note"),
    N_("The road carriers' form in four copies, for hired trucks and where border guards ask for it"),
    in_variants(from_json, render),
    Plan((Target.STOP,), COPIES, WITH_A_HAULIER, 55, signed_pages=1),
    (Variant.FULL, Variant.FORM_1976),
)
