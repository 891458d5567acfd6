"""The page frame every paper shares: header, footer, watermark of drafts."""

from dataclasses import dataclass
from datetime import UTC

from reportlab.lib.units import mm

from convoy.documents.layout.fonts import Face, width
from convoy.documents.layout.issue import Issue, Variant
from convoy.documents.layout.qr import qr_code
from convoy.documents.layout.sheet import BODY, LEADING, MARGIN, PUNCHED, Align, Sheet
from convoy.documents.layout.text import fit, shrunk, text, wrap
from convoy.documents.layout.voices import Voices, joined
from convoy.words import N_, Words

HEADER = 47.0
"""Points between the top margin and the body."""
QR_SIDE = 18 * mm
NAMED = 18.0
"""Points for the name of a copy above the body."""
_LINE = 10.5
_STRIP = 26.0
"""From the coloured strip of a copy to the edge of the paper; printers reach about half of it."""
_COPY = {
    Variant.FULL: N_("Full copy"),
    Variant.BORDER: N_("Border copy"),
    Variant.PUBLIC: N_("Public copy"),
    Variant.FORM_1976: N_("Boxes as in 1976"),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on every page of a paper around its body."""

    titles: tuple[str, ...]
    """The paper's name in each language."""
    owner: str
    """The organisation whose paper it is."""
    voices: Voices
    issue: Issue | None
    """None: a preview, marked DRAFT on every page."""
    variant: Variant = Variant.FULL
    statement: tuple[str, ...] = ()
    """A sentence for the foot of every page, in each language."""
    copies: tuple[str, ...] = ()
    """For whom each copy is, where several stand on one sheet; otherwise the variant says it."""
    qr: str = ""
    """What the QR code says, where that is not the address of this version."""
    edges: tuple[str, ...] = ()
    """The colour of a strip along each copy of a file, as an operator, e.g. 0.8 0 0 rg; the copy's name is
    then said in large letters above the body too, where the paper leaves NAMED points free for it."""

    @property
    def _sets(self) -> tuple[str, ...]:
        """Whose each copy in the file is; copies that stand on one sheet are one file's."""
        return self.issue.copies if self.issue is not None and not self.copies else ()

    @property
    def _copy_names(self) -> tuple[str, ...]:
        return self.copies or self._sets or (_COPY[self.variant],)

    def sheet(self, size: tuple[float, float], margin: float = MARGIN) -> Sheet:
        """Return an empty sheet with room left for this frame; `margin` is kept above and below."""
        name = f"{self.titles[0]} {self.issue.number}" if self.issue else self.titles[0]
        return Sheet(
            size,
            title=text(name),
            language=self.voices.first.language,
            top=HEADER,
            bottom=self._foot_height(size[0] - PUNCHED - MARGIN),
            copies=len(self.copies) or 1,
            margin=margin,
        )

    def finish(self, sheet: Sheet) -> bytes:
        """Draw header and footer on every page and return the PDF."""
        drafts = self.voices.gettext("DRAFT")
        # The same on every page, and there may be a thousand.
        feet, height = self._feet(sheet.breadth), self._foot_height(sheet.breadth)

        def furniture(page: int, pages: int, copy: int) -> None:
            if self.issue is None:
                sheet.write_turned(drafts[(page - 1) % len(drafts)], sheet.height * 0.185, 0.88)
            self._header(sheet, page, pages)
            self._footer(sheet, feet[copy], height)
            if self.edges and self._sets:
                self._edge(sheet, copy)
            if copy < len(self.copies) - 1:
                sheet.cut_line(0, 0, sheet.width, 0)

        return sheet.finish(furniture, len(self._sets) or 1)

    def _edge(self, sheet: Sheet, copy: int) -> None:
        name = fit(joined(self.voices.gettext(self._copy_names[copy])), Face.BOLD, 12, sheet.breadth)
        sheet.write(sheet.left, sheet.top - 12, name, Face.BOLD, 12)
        if copy < len(self.edges):
            x, high = sheet.width - _STRIP, sheet.height - 2 * sheet.margin
            sheet.operators(f"q {self.edges[copy]} {x:.1f} {sheet.margin:.1f} 9 {high:.1f} re f Q")

    def _header(self, sheet: Sheet, page: int, pages: int) -> None:
        y = sheet.height - sheet.margin
        number = text(self.issue.number) if self.issue else joined(self.voices.gettext("DRAFT, not valid"))
        right = (
            (number, Face.BOLD, 13.0),
            (joined(self.voices.say(self._version)), Face.REGULAR, BODY),
            (
                joined(self.voices.gettext("Page %(page)s of %(pages)s", page=page, pages=pages)),
                Face.REGULAR,
                BODY,
            ),
        )
        for place, (line, face, size) in enumerate(right):
            sheet.write(sheet.right, y - 11 - place * 12.5, line, face, size, Align.RIGHT)
        room = sheet.breadth - max(width(*line) for line in right) - 12
        left = [(self.titles[0], Face.BOLD, shrunk(self.titles[0], Face.BOLD, 16, room, 11))]
        left += [(title, Face.BOLD, shrunk(title, Face.BOLD, 12, room, 10)) for title in self.titles[1:]]
        left.append((text(self.owner), Face.REGULAR, BODY))
        for place, (line, face, size) in enumerate(left):
            baseline = y - 12 - (14 + 12 * (place - 1) if place else 0)
            sheet.write(sheet.left, baseline, fit(line, face, size, room), face, size)
        sheet.rule(sheet.left, y - HEADER + 6, sheet.right, y - HEADER + 6, 1.2)

    def _version(self, words: Words) -> str:
        if self.issue is None:
            return words.gettext("Preview: no number yet")
        if self.variant is Variant.PUBLIC:
            # The day a paper is made is the eve of departure: the public copy leaves it out.
            return words.gettext("Version %(version)s", version=self.issue.version)
        day = words.day(self.issue.made_at.astimezone(UTC).date())
        return words.gettext("Version %(version)s of %(day)s", version=self.issue.version, day=day)

    def _footer(self, sheet: Sheet, foot: list[str], height: float) -> None:
        top = sheet.margin + height - 4
        sheet.rule(sheet.left, top, sheet.right, top)
        content = self.qr or (self.issue.url if self.issue else "")
        if content:
            # The quiet zone of the symbol may reach into the margin, its ink does not.
            sheet.operators(qr_code(content, sheet.right - QR_SIDE + 3, top - QR_SIDE, QR_SIDE))
        y = top - LEADING
        for line in foot:
            sheet.write(sheet.left, y, line)
            y -= _LINE

    def _foot_height(self, breadth: float) -> float:
        """Points the footer takes above the margin."""
        lines = max(map(len, self._feet(breadth)))
        return max(QR_SIDE, lines * _LINE + 4) + 4

    def _feet(self, breadth: float) -> list[list[str]]:
        """The lines at the foot of each copy's pages."""
        return [self._foot(name, breadth) for name in self._copy_names]

    def _foot(self, copy_name: str, breadth: float) -> list[str]:
        said = self.voices.say(lambda words: self._provenance(words, copy_name))
        room = breadth - QR_SIDE - 6
        return [part for line in (*self.statement, *said) for part in wrap(line, Face.REGULAR, BODY, room)]

    def _provenance(self, words: Words, copy_name: str) -> str:
        """Which copy of what this is, who made it and when, in one language."""
        copy = words.gettext(copy_name)
        if self._sets and self.variant is not Variant.FULL:
            copy = f"{words.gettext(_COPY[self.variant])}: {copy}"
        issue = self.issue
        if issue is None:
            warning = words.gettext("Draft: do not travel with this paper")
            return " · ".join([copy, warning, *_doubt(words)])
        facts = [
            copy,
            text(issue.number),
            words.gettext("version %(version)s", version=issue.version),
            words.gettext("content %(hash)s", hash=text(issue.content_hash[:8])),
        ]
        if issue.replaces is not None:
            facts.append(words.gettext("replaces version %(version)s", version=issue.replaces))
        if issue.corrected_on is not None and self.variant is not Variant.PUBLIC:
            day = words.day(issue.corrected_on)
            facts.append(words.gettext("corrected by hand on %(day)s", day=day))
        facts.append(words.gettext("check %(code)s", code=text(issue.check_code)))
        if self.variant is not Variant.PUBLIC:
            made = f"{issue.made_at.astimezone(UTC):%H:%M}"
            day = words.day(issue.made_at.astimezone(UTC).date())
            facts.append(
                words.gettext(
                    "printed by %(name)s, %(day)s %(time)s UTC",
                    name=text(issue.made_by, 60),
                    day=day,
                    time=made,
                )
            )
        return " · ".join([*facts, *_doubt(words)])


def _doubt(words: Words) -> tuple[str, ...]:
    """What a reader has to know of a language whose catalogue nobody has checked."""
    said = words.gettext("this translation was not checked by a native reader")
    return () if words.is_reviewed else (said,)
