"""Vehicle sheet: whose vehicle it is, what it may carry, which of its papers run out when."""

from convoy.documents.kind import DRIVER, FILES, WITH_A_GIVEN_VEHICLE, Kind, Plan, numbered
from convoy.documents.layout import snapshot
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.issue import Issue
from convoy.documents.layout.voices import Voices
from convoy.documents.papers.vehicle_sheet.content import Payload, VehicleSheet
from convoy.documents.papers.vehicle_sheet.drawing import draw
from convoy.domain.targets import Target
from convoy.words import N_, Words

__all__ = ["KIND", "Payload", "VehicleSheet", "from_json", "render", "to_json"]


def to_json(sheet: VehicleSheet) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(sheet)


def from_json(said: str) -> VehicleSheet:
    """Return the sheet a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, VehicleSheet)


def render(
    paper: VehicleSheet, words: Words, second: Words | None = None, issue: Issue | None = None
) -> bytes:
    """Return the PDF in one or two languages; without an issue it is a preview marked DRAFT."""
    voices = Voices(words, second)
    frame = Frame(titles=voices.gettext("Vehicle sheet"), owner=paper.owner, voices=voices, issue=issue)
    return draw(paper, frame)


KIND = Kind(
    "VS",
    N_("Vehicle sheet"),
    N_("Says what a vehicle may carry, whose it is and when its papers run out"),
    numbered(from_json, render),
    Plan((Target.RUN,), (DRIVER, FILES), WITH_A_GIVEN_VEHICLE, 65, signed_pages=1),
)
