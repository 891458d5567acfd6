"""Box labels on many kinds of stock. They name no recipient, address or route."""

from collections.abc import Sequence

from reportlab.lib.units import mm

from convoy.documents.kind import Kind, Plan, Use, second
from convoy.documents.layout import snapshot
from convoy.documents.layout.issue import Issue, Variant
from convoy.documents.layout.labels import calibration, label_sheets
from convoy.documents.layout.sheet import Sheet
from convoy.documents.layout.stock import A6_FOUR, NO_OFFSET, STOCKS, Offset, Spot, Stock
from convoy.documents.layout.voices import Voices, joined
from convoy.documents.papers.box_labels.content import HEAVY, BoxLabel, BoxLabels, Content
from convoy.documents.papers.box_labels.large import LargeLabel
from convoy.documents.papers.box_labels.small import draw_small
from convoy.domain.targets import Target
from convoy.words import N_, Words

__all__ = [
    "HEAVY",
    "KIND",
    "PER_SHEET",
    "STOCKS",
    "BoxLabel",
    "BoxLabels",
    "Content",
    "Offset",
    "Stock",
    "calibration",
    "from_json",
    "render",
    "to_json",
]

PER_SHEET = A6_FOUR.per_sheet
"""Labels on a sheet of plain A4."""
_LARGE = (95 * mm, 130 * mm)
"""The least width and height of a label with room for everything."""


def to_json(labels: BoxLabels) -> str:
    """Return the canonical snapshot of a print run."""
    return snapshot.to_json(labels)


def from_json(said: str) -> BoxLabels:
    """Return the print run a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, BoxLabels)


def render(
    labels: Sequence[BoxLabel],
    words: Words,
    second: Words | None = None,
    start_at: int = 1,
    stock: Stock = A6_FOUR,
    offset: Offset = NO_OFFSET,
) -> bytes:
    """Return sheets of labels; `start_at` (from 1) is the first free place of a used sheet.

    Raises ValueError for a place that the sheet does not have.
    """
    voices = Voices(words, second)

    def draw(sheet: Sheet, spot: Spot, label: BoxLabel) -> None:
        if spot.wide >= _LARGE[0] and spot.high >= _LARGE[1]:
            LargeLabel(sheet, voices, spot, stock.inset).draw(label)
        else:
            draw_small(sheet, voices, spot, label)

    title = joined(voices.gettext("Box labels"))
    return label_sheets(labels, draw, stock, offset, start_at, title, words.language)


def _drawn(said: str, _issue: Issue | None, words: tuple[Words, ...], _variant: Variant) -> bytes:
    run = from_json(said)
    return render(run.labels, words[0], second(words), run.start_at, run.stock, run.offset)


KIND = Kind(
    "LB",
    N_("Box labels"),
    N_("Says on each box what is in it, and finds it again by its code"),
    _drawn,
    Plan((Target.BOX, Target.PALLET), page="A6, four on A4", is_numbered=False, use=Use.BLANK),
)
