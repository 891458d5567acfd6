"""Waybill of one stop: what is handed over there, and on its back the act by which it is accepted."""

from convoy.documents.cargo import parts
from convoy.documents.layout import snapshot
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.issue import Issue
from convoy.documents.layout.sheet import PORTRAIT
from convoy.documents.layout.voices import Voices
from convoy.documents.papers.waybill import act, dispatch
from convoy.documents.papers.waybill.content import Waybill
from convoy.words import Words

__all__ = ["Waybill", "from_json", "render", "to_json"]


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
    sheet = frame.sheet(PORTRAIT)
    dispatch.draw(sheet, voices, waybill)
    # The act begins a page: printed on both sides, it is the back of a short waybill.
    sheet.new_page()
    act.draw(sheet, voices, waybill, issue)
    return frame.finish(sheet)
