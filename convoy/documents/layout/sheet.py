"""Sheet: the pages of one paper as drawing operators, written to a reproducible PDF at the end."""

import zlib
from collections.abc import Callable
from enum import Enum
from io import BytesIO
from os.path import commonprefix

from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFResourceDictionary, PDFStream
from reportlab.pdfgen.canvas import Canvas

from convoy.documents.layout.fonts import DRAWING, Face, font, runs, width
from convoy.documents.layout.text import shown

MARGIN = 15 * mm
PUNCHED = 20 * mm
"""The left margin: room for two holes."""
BODY = 9.0
"""Points; the smallest text on any paper, legible at night on worn toner."""
LEADING = 11.0

# Second line of defence: nothing is fetched, whatever a paper says (papers use no markup at all).
rl_config.trustedHosts = []
rl_config.trustedSchemes = []
# Streams as bytes, not as text for e-mail of the nineties: a quarter smaller.
rl_config.useA85 = 0

_WORTH_SHARING = 100
"""Bytes from which on operators that all pages begin with are a stream of their own."""
_SMALLEST = 9
_REMEMBERED = 5_000
"""Strings whose operators are kept for the next time: names and headings repeat, page after page."""
_ESCAPED = [
    {"\r": "\\r", "\\": "\\\\", "(": "\\(", ")": "\\)"}.get(chr(code), chr(code)) for code in range(256)
]
"""What stands for a byte in a string: itself, unless a reader would take it for something else."""
_ESCAPES = str.maketrans({"\\": "\\\\", "(": "\\(", ")": "\\)"})


class Align(Enum):
    """Where text stands at its point."""

    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


class Sheet:
    """Pages being drawn, origin at the lower left corner, points; `y` is where the next thing goes."""

    def __init__(
        self,
        size: tuple[float, float],
        *,
        title: str,
        language: str,
        top: float,
        bottom: float,
        copies: int = 1,
        margin: float = MARGIN,
    ) -> None:
        """`copies` of each page stand one above the other on a sheet of paper, to be cut apart."""
        self.width, self.height = size
        self._copies = copies
        self.left, self.right = PUNCHED, self.width - MARGIN
        self.margin = margin
        self.top, self.bottom = self.height - margin - top, margin + bottom
        self.y = self.top
        font(Face.REGULAR)
        self._file = BytesIO()
        self._canvas = Canvas(
            self._file,
            pagesize=(self.width, self.height * copies),
            pageCompression=1,
            invariant=1,
            lang=language,
            initialFontName=Face.REGULAR.value,  # type: ignore[arg-type]  # the stubs say float
        )
        self._canvas.setTitle(title)
        self._canvas.setCreator("Convoy")
        self._canvas.setProducer("Convoy")
        self._canvas.setAuthor("")
        # ReportLab offers no public way to write prepared text; its own text objects use the same two calls
        # (splitString, getSubsetInternalName), which ask for the document.
        self._document = self._canvas._doc  # type: ignore[attr-defined] # noqa: SLF001
        self._pages: list[list[str]] = [[]]
        self._draw = self._pages[0].append
        self._known: dict[tuple[str, Face, float], str] = {}
        self._ascii: dict[tuple[Face, float], str] = {}

    @property
    def breadth(self) -> float:
        """The width between the margins."""
        return self.right - self.left

    @property
    def room(self) -> float:
        """The height left on this page."""
        return self.y - self.bottom

    def new_page(self) -> None:
        """Go on at the top of a new page."""
        # One long string takes half the memory of the short ones it is made of.
        self._pages[-1] = ["\n".join(self._pages[-1])]
        self._pages.append([])
        self._draw = self._pages[-1].append
        self.y = self.top

    def write(
        self,
        x: float,
        y: float,
        line: str,
        face: Face = Face.REGULAR,
        size: float = BODY,
        align: Align = Align.LEFT,
    ) -> None:
        """Draw one line of text with its baseline at `y`; `line` has gone through text()."""
        if align is not Align.LEFT:
            x -= width(line, face, size) * align.value
        self._draw(f"BT {x:.1f} {y:.1f} Td {self._letters(line, face, size)} ET")

    def write_turned(self, line: str, size: float, grey: float, *, outlined: bool = False) -> None:
        """Draw large pale text across the middle of the page, rising to the right; or only its outline."""
        across = width(line, Face.BOLD, size) * 0.7071
        x, y = (self.width - across) / 2, (self.height - across) / 2
        shape = f"0.7071 0.7071 -0.7071 0.7071 {x + size * 0.25:.1f} {y - size * 0.25:.1f} Tm"
        ink = f"{grey} G 1.5 w 1 Tr" if outlined else f"{grey} g"
        self._draw(f"q {ink} BT {shape} {self._letters(line, Face.BOLD, size)} ET Q")

    def rule(self, x1: float, y1: float, x2: float, y2: float, thickness: float = 0.5) -> None:
        """Draw a straight line."""
        self._draw(f"{thickness} w {x1:.1f} {y1:.1f} m {x2:.1f} {y2:.1f} l S")

    def cut_line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Draw a thin dashed line to cut along."""
        self._draw(f"q 0.3 w [2 3] 0 d {x1:.1f} {y1:.1f} m {x2:.1f} {y2:.1f} l S Q")

    def frame(self, x: float, y: float, wide: float, high: float, thickness: float = 0.5) -> None:
        """Draw the outline of a rectangle whose lower left corner is (x, y)."""
        self._draw(f"{thickness} w {x:.1f} {y:.1f} {wide:.1f} {high:.1f} re S")

    def shade(self, x: float, y: float, wide: float, high: float, grey: float = 0.9) -> None:
        """Fill a rectangle with grey; at most 20 % under text, or worn toner hides it."""
        self._draw(f"q {grey} g {x:.1f} {y:.1f} {wide:.1f} {high:.1f} re f Q")

    def operators(self, drawing: str) -> None:
        """Add operators made elsewhere, such as a QR code."""
        self._draw(drawing)

    def finish(self, furniture: Callable[[int, int, int], None], sets: int = 1) -> bytes:
        """Return the PDF, all its pages `sets` times over.

        `furniture` draws what stands around the body; it is given the page, how many there are, and which
        copy this is, counted from 0: on the sheet, or in the file where there are several sets.
        """
        for one in range(sets):
            for number, page in enumerate(self._pages, 1):
                for copy in range(self._copies):
                    self._finish_page(furniture, number, copy, one * self._copies + copy)
                self._canvas.showPage()
                if one == sets - 1:
                    page.clear()
        self._say_once()
        with DRAWING:
            self._canvas.save()
        return self._file.getvalue()

    def _say_once(self) -> None:
        """Say once what is alike on all pages: their size, their fonts, and the operators they begin with.

        A third of a label that has a page to itself.
        """
        tree = self._document.Pages
        tree.__NoDefault__ = [*tree.__NoDefault__, "MediaBox", "Resources"]
        tree.MediaBox = PDFArray([0, 0, self.width, self.height * self._copies])
        tree.Resources = PDFResourceDictionary()
        tree.Resources.basicFonts()
        drawn = [page.stream for page in tree.pages]
        above = "" if len(drawn) == 1 else commonprefix(drawn).rpartition("\n")[0]  # noqa: RUF071  # of letters
        ahead = [self._document.Reference(_stream(above))] if len(above) > _WORTH_SHARING else []
        del drawn
        for page in tree.pages:
            page.Override_default_compilation = 1
            page.Rotate = page.Trans = page.Annots = None
            # The list of its two streams stands in the page: an object of its own costs fifty bytes.
            page.__Refs__ = ["Parent"]
            page.Parent = self._document.Reference(tree)
            own = self._document.Reference(_stream(page.stream[len(above) if ahead else 0 :].strip()))
            page.Contents = PDFArray([*ahead, own]) if ahead else own
            # Compressed by now, and large: a manifest of 10,000 lines has many.
            page.stream = None

    def _finish_page(
        self, furniture: Callable[[int, int, int], None], number: int, place: int, copy: int
    ) -> None:
        under: list[str] = []
        self._draw = under.append
        furniture(number, len(self._pages), copy)
        lift = self.height * (self._copies - 1 - place)
        drawn = "\n".join([*under, *self._pages[number - 1]])
        self._canvas.addLiteral(f"q 1 0 0 1 0 {lift:.1f} cm\n{drawn}\nQ" if lift else drawn)

    def _letters(self, line: str, face: Face, size: float) -> str:
        """Operators that choose fonts and show `line`."""
        if line.isascii():
            chosen = self._ascii.get((face, size))
            if chosen is None:
                chosen = self._ascii[face, size] = f"/{self._font_name(face, 0)} {size:g} Tf"
            # ReportLab keeps ASCII at its own codes in the first subset of every font.
            return f"{chosen} ({line.translate(_ESCAPES) if _needs_escape(line) else line}) Tj"
        if (plain := line.replace("\u00a0", " ")).isascii():
            return self._letters(plain, face, size)
        key = (line, face, size)
        known = self._known.get(key)
        if known is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            known = self._known[key] = self._spell(line, face, size)
        return known

    def _spell(self, line: str, face: Face, size: float) -> str:
        pieces = []
        for name, stretch in runs(shown(line), face):
            for subset, codes in font(name).splitString(stretch, self._document):
                escaped = "".join(map(_ESCAPED.__getitem__, codes))
                pieces.append(f"/{self._font_name(name, subset)} {size:g} Tf ({escaped}) Tj")
        return " ".join(pieces)

    def _font_name(self, name: str, subset: int) -> str:
        internal = font(name).getSubsetInternalName(subset, self._document)
        return str(internal).removeprefix("/")


def _stream(operators: str) -> PDFStream:
    packed = zlib.compress(operators.encode("latin-1"), _SMALLEST)
    return PDFStream(PDFDictionary({"Filter": PDFName("FlateDecode")}), packed)


def _needs_escape(line: str) -> bool:
    return "(" in line or ")" in line or "\\" in line
