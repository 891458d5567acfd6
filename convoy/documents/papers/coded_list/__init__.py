"""List for the recipient's declaration: each kind of goods with its code, on paper and as a sheet."""

from convoy.documents.cargo import parts
from convoy.documents.kind import RECIPIENT, Kind, Plan, Use, numbered
from convoy.documents.layout import snapshot
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.issue import Issue
from convoy.documents.layout.voices import Voices
from convoy.documents.papers.coded_list.content import CodedList, categories
from convoy.documents.papers.coded_list.drawing import draw
from convoy.documents.papers.coded_list.sheet import headings, rows
from convoy.domain.targets import Target
from convoy.words import N_, Words

__all__ = ["KIND", "CodedList", "categories", "from_json", "headings", "render", "rows", "to_json"]


def to_json(listed: CodedList) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(listed)


def from_json(said: str) -> CodedList:
    """Return the list a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, CodedList)


def render(listed: CodedList, words: Words, second: Words | None = None, issue: Issue | None = None) -> bytes:
    """Return the PDF in one or two languages; without an issue it is a preview marked DRAFT."""
    voices = Voices(words, second)
    frame = Frame(
        titles=voices.gettext("List for the recipient's declaration"),
        owner=listed.shipper.name,
        voices=voices,
        issue=issue,
        statement=parts.statement(voices),
    )
    return draw(listed, frame)


KIND = Kind(
    "AL",
    N_("List for the recipient's declaration"),
    N_("What the recipient enters in the register before the van comes to the border"),
    numbered(from_json, render),
    Plan((Target.RUN,), (RECIPIENT,), page="A4 landscape", use=Use.RECIPIENT),
)
