"""Packing list at three levels: the slip in a box, the list of a pallet, the list of a van."""

from convoy.documents.cargo import parts
from convoy.documents.kind import FILES, IN, OUT, RECIPIENT, Kind, Plan, numbered
from convoy.documents.layout import snapshot
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.issue import Issue
from convoy.documents.layout.voices import Voices
from convoy.documents.papers.packing_list.content import BoxSlip, PackingList, PalletList
from convoy.documents.papers.packing_list.drawing import draw_box, draw_pallet, draw_van
from convoy.domain.targets import Target
from convoy.words import N_, Words

__all__ = ["KIND", "BoxSlip", "PackingList", "PalletList", "from_json", "render", "to_json"]

AnyList = BoxSlip | PalletList | PackingList


def to_json(listed: AnyList) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(listed)


def from_json(said: str) -> AnyList:
    """Return the list a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, BoxSlip, PalletList, PackingList)  # type: ignore[return-value]


def render(listed: AnyList, words: Words, second: Words | None = None, issue: Issue | None = None) -> bytes:
    """Return the PDF in one or two languages; without an issue it is a preview marked DRAFT."""
    voices = Voices(words, second)
    titles = {
        BoxSlip: voices.gettext("Box content slip"),
        PalletList: voices.gettext("Packing list of a pallet"),
        PackingList: voices.gettext("Packing list of a van"),
    }
    frame = Frame(
        titles=titles[type(listed)],
        owner=listed.owner if isinstance(listed, BoxSlip) else listed.shipper.name,
        voices=voices,
        issue=issue,
        statement=parts.statement(voices),
    )
    if isinstance(listed, BoxSlip):
        return draw_box(listed, frame)
    if isinstance(listed, PalletList):
        return draw_pallet(listed, frame)
    return draw_van(listed, frame)


KIND = Kind(
    "PL",
    N_("Packing list"),
    N_("What is in which box: a slip for the box, a list for a pallet or for the van"),
    numbered(from_json, render),
    Plan((Target.RUN, Target.BOX, Target.PALLET), (OUT, IN, RECIPIENT, FILES), place=20, page="A4 landscape"),
)
