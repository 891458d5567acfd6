"""Waybill of one stop: what is handed over there, and on its back the act by which it is accepted."""

from convoy.documents.cargo import parts
from convoy.documents.kind import ALWAYS, FILES, RECIPIENT, SIGNED, SPARE, Kind, Plan, Use, numbered
from convoy.documents.layout import snapshot
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.issue import Issue
from convoy.documents.layout.page import portrait
from convoy.documents.layout.voices import Voices
from convoy.documents.papers.waybill import act, dispatch
from convoy.documents.papers.waybill.content import Waybill
from convoy.domain.targets import Target
from convoy.words import N_, Words

__all__ = ["KIND", "Waybill", "from_json", "render", "to_json"]


def to_json(waybill: Waybill) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(waybill)


def from_json(said: str) -> Waybill:
    """Return the waybill a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, Waybill)


def render(waybill: Waybill, words: Words, second: Words | None = None, issue: Issue | None = None) -> bytes:
    """Return the PDF in one or two languages; without an issue it is a preview marked DRAFT."""
    voices = Voices(words, second)
    frame = Frame(
        titles=voices.gettext("Waybill and act of acceptance"),
        owner=waybill.shipper.name,
        voices=voices,
        issue=issue,
        statement=parts.statement(voices),
    )
    sheet = frame.sheet(portrait())
    dispatch.draw(sheet, voices, waybill)
    # The act begins a page: printed on both sides, it is the back of a short waybill.
    sheet.new_page()
    act.draw(sheet, voices, waybill, issue)
    return frame.finish(sheet)


KIND = Kind(
    "WB",
    N_("Waybill and act of acceptance"),
    N_("Goes with the goods of a stop and comes back signed: what arrived, what was missing"),
    numbered(from_json, render),
    Plan((Target.STOP,), (RECIPIENT, SIGNED, FILES, SPARE), ALWAYS, 50, signed_pages=2, use=Use.RECIPIENT),
)
