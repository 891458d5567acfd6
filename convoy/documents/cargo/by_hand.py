"""What the pen wrote on an earlier version, and lines to write on: below the goods of a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from convoy.documents.layout.blocks import paragraph
from convoy.documents.layout.fonts import Face
from convoy.documents.layout.sheet import BODY, LEADING, Sheet
from convoy.documents.layout.text import text, wrap
from convoy.documents.layout.voices import Voices, joined, label
from convoy.words import N_, Words

_GAP = 6.0
_LINE = 19.0
_TITLE = _GAP + BODY + 2.5


@dataclass(frozen=True, slots=True)
class ByHand:
    """What the pen wrote on an earlier version: packages of a line not loaded so yet, or a remark."""

    version: int
    written_on: date
    line: int = 0
    """The number of the line on that version; 0 for a remark."""
    stop: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    """Of the first goods on the line."""
    printed: int = 0
    written: int = 0
    remark: str = ""


def height(sheet: Sheet, voices: Voices, written: Sequence[ByHand]) -> float:
    """Return the points that what was written takes; the line to write on only takes room that is left."""
    said = sum(len(wrap(line, Face.REGULAR, BODY, sheet.breadth)) for line in _said(voices, written))
    return _TITLE + said * LEADING if written else 0


def draw(sheet: Sheet, voices: Voices, written: Sequence[ByHand], keep: float) -> None:
    """Say what was corrected by hand, and rule a line for what the pen corrects next where there is room.

    `keep` points stay free after it, for signatures that must not begin a page.
    """
    is_ruled = sheet.room >= height(sheet, voices, written) + (0 if written else _TITLE) + _LINE + keep
    if written or is_ruled:
        sheet.y -= _GAP
        paragraph(sheet, label(voices, N_("Corrected by pen: line, packages, remark")), Face.BOLD)
    for line in _said(voices, written):
        paragraph(sheet, line)
    if is_ruled:
        sheet.y -= _LINE
        sheet.rule(sheet.left, sheet.y + 2, sheet.right, sheet.y + 2)


def _said(voices: Voices, written: Sequence[ByHand]) -> list[str]:
    return [joined(voices.say(lambda words, one=one: _sentence(words, one))) for one in written]  # type: ignore[misc]


def _sentence(words: Words, one: ByHand) -> str:
    if one.remark:
        return words.gettext(
            "By hand on %(day)s: %(remark)s", day=words.day(one.written_on), remark=text(one.remark, 200)
        )
    return words.gettext(
        "By hand on %(day)s: %(goods)s (line %(line)s of version %(version)s), %(written)s packages, "
        "not %(printed)s",
        day=words.day(one.written_on),
        goods=text(one.names.get(words.language) or one.names.get("en", ""), 90),
        line=words.number(one.line),
        version=one.version,
        written=words.number(one.written),
        printed=words.number(one.printed),
    )
