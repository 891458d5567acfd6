"""The cover of a bundle: which papers follow, how many sheets to load, what is signed and where it goes."""

from dataclasses import dataclass
from datetime import datetime

from convoy.documents.kind import Kind, Plan, Use, unnumbered
from convoy.documents.layout import snapshot, units
from convoy.documents.layout.blocks import Fact, fact_row, paragraph
from convoy.documents.layout.fonts import Face
from convoy.documents.layout.page import portrait
from convoy.documents.layout.sheet import BODY, LEADING, MARGIN, Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import text
from convoy.documents.layout.voices import Voices, joined
from convoy.words import N_, Words

_TOP = 30.0
_ACROSS = " landscape"
"""What kinds say of pages that lie."""


@dataclass(frozen=True, slots=True)
class Bundled:
    """One paper of the bundle."""

    title: str
    """A message."""
    number: str
    version: int
    stop: str
    van: int | None
    pages: int
    """Of one copy."""
    copies: tuple[str, ...]
    """Whose each copy is, as messages."""
    signed_pages: int
    first_page: int
    """Where it begins in the file, for printing again after a jam."""
    sheet: str = "A4"
    one_sided: bool = False
    """Each page on a sheet of its own, also where the others are printed on both sides."""


@dataclass(frozen=True, slots=True)
class BundleCover:
    """Everything the cover says. It names nothing that is not on the papers themselves."""

    convoy_code: str
    convoy_name: str
    van: int | None
    made_at: datetime
    zone: str
    two_sided: bool
    papers: tuple[Bundled, ...]

    @property
    def sheets(self) -> int:
        """Sheets of paper to load, the cover's own apart."""
        return sum(
            len(one.copies) * (-(-one.pages // 2) if self.two_sided and not one.one_sided else one.pages)
            for one in self.papers
        )

    @property
    def to_sign(self) -> int:
        """Pages that somebody signs or stamps."""
        return sum(len(one.copies) * one.signed_pages for one in self.papers)


def to_json(cover: BundleCover) -> str:
    """Return the canonical snapshot of a cover; it is not kept anywhere."""
    return snapshot.to_json(cover)


def from_json(said: str) -> BundleCover:
    """Return the cover a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, BundleCover)


def render(cover: BundleCover, words: Words, second: Words | None = None) -> bytes:
    """Return the PDF in one or two languages."""
    voices = Voices(words, second)
    title = joined(voices.gettext("What to print and who signs"))
    sheet = Sheet(portrait(), title=title, language=words.language, top=_TOP, bottom=2 * LEADING)
    _figures(sheet, voices, cover)
    _papers(sheet, voices, cover)
    _piles(sheet, voices, cover)

    def furniture(page: int, pages: int, _copy: int) -> None:
        y = sheet.height - sheet.margin - 14
        sheet.write(sheet.left, y, text(title), Face.BOLD, 14)
        sheet.rule(sheet.left, y - 8, sheet.right, y - 8, 1.2)
        number = joined(voices.gettext("Page %(page)s of %(pages)s", page=page, pages=pages))
        sheet.write(sheet.right, MARGIN, number, align=Align.RIGHT)
        made = units.moment(words, cover.made_at, cover.zone)
        sheet.write(sheet.left, MARGIN, text(words.gettext("made %(when)s", when=made)))

    return sheet.finish(furniture)


def _figures(sheet: Sheet, voices: Voices, cover: BundleCover) -> None:
    def label(message: str) -> str:
        return joined(voices.gettext(message))

    van = joined(voices.gettext("Van %(number)s", number=cover.van)) if cover.van else label(N_("All vans"))
    sides = label(N_("both sides")) if cover.two_sided else label(N_("one side"))
    number = voices.first.number
    fact_row(
        sheet,
        [
            Fact(label(N_("Convoy")), text(cover.convoy_code, 40), 1.5, extra=(text(cover.convoy_name, 80),)),
            Fact(label(N_("Vehicle")), van, 1.1),
            Fact(label(N_("Sheets to load")), number(cover.sheets), 1.1, 14, (sides,)),
            Fact(label(N_("Pages to sign or stamp")), number(cover.to_sign), 1.3, 14),
        ],
    )
    sheet.y -= 10


def _papers(sheet: Sheet, voices: Voices, cover: BundleCover) -> None:
    right = Align.RIGHT
    columns = [
        Column(voices.gettext("Paper"), 24),
        Column(voices.gettext("Number"), 21),
        Column(voices.gettext("Copies"), 10, right),
        Column(voices.gettext("Pages of one"), 8.5, right),
        Column(voices.gettext("To sign"), 8.5, right),
        Column(voices.gettext("Begins on page"), 9, right),
        Column(voices.gettext("Size"), 10),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    table.start()
    for one in cover.papers:
        table.group([_row(voices, one)])


def _row(voices: Voices, one: Bundled) -> list[Cell]:
    number = voices.first.number
    names = voices.say(lambda words: _named(words, one))
    signed = number(one.signed_pages * len(one.copies)) if one.signed_pages else "—"
    paper = f"{text(one.number, 40)} v{one.version}"
    figures = [number(len(one.copies)), number(one.pages), signed, number(one.first_page)]
    return [names, paper, *figures, _lies(voices, text(one.sheet, 30))]


def _lies(voices: Voices, sheet: str) -> Cell:
    """How its pages lie, in each language; of upright ones the size alone."""
    size = sheet.removesuffix(_ACROSS)
    return voices.gettext("%(size)s landscape", size=size) if size != sheet else sheet


def _named(words: Words, one: Bundled) -> str:
    name = words.gettext(one.title)
    if one.van is not None:
        name = f"{words.gettext('Van %(number)s', number=one.van)}: {name}"
    if not one.stop:
        return text(name)
    return text(f"{name}, {words.gettext('stop %(stop)s', stop=one.stop)}")


def _piles(sheet: Sheet, voices: Voices, cover: BundleCover) -> None:
    """For each copy name what belongs on its pile."""
    piles: dict[str, list[str]] = {}
    for one in cover.papers:
        for copy in dict.fromkeys(one.copies):
            piles.setdefault(copy, []).append(one.number)
    sheet.y -= 12
    paragraph(sheet, joined(voices.gettext("Piles")), Face.BOLD, 11)
    for copy, numbers in piles.items():
        sheet.y -= 3
        said = ", ".join(text(number, 40) for number in numbers)
        paragraph(sheet, f"{text(joined(voices.gettext(copy)))}: {said}", size=BODY)


KIND = Kind(
    "BC",
    N_("Cover list of a bundle"),
    N_("What to print, how many sheets to load, who signs what"),
    unnumbered(from_json, render),
    Plan(is_numbered=False, use=Use.HOME),
)
