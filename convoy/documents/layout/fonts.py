"""The embedded fonts: PT Sans in four faces, and two more for letters it lacks.

No font of the machine is used, so that a paper looks the same wherever it is printed.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont


class Face(StrEnum):
    """A cut of the body font."""

    REGULAR = "PTSans"
    BOLD = "PTSans-Bold"
    ITALIC = "PTSans-Italic"
    BOLD_ITALIC = "PTSans-BoldItalic"


_FILES: dict[str, tuple[str, str]] = {
    Face.REGULAR: ("fontpkg_pt_sans", "PT_Sans-Web-Regular.ttf"),
    Face.BOLD: ("fontpkg_pt_sans", "PT_Sans-Web-Bold.ttf"),
    Face.ITALIC: ("fontpkg_pt_sans", "PT_Sans-Web-Italic.ttf"),
    Face.BOLD_ITALIC: ("fontpkg_pt_sans", "PT_Sans-Web-BoldItalic.ttf"),
    # Greek, Hebrew, Vietnamese, arrows and shapes; then Arabic with its joined forms.
    "Arimo": ("fontpkg_arimo", "Arimo[wght].ttf"),
    "NotoSansArabic": ("fontpkg_noto_sans_arabic", "NotoSansArabic[wdth,wght].ttf"),
}
_FALLBACK = ("Arimo", "NotoSansArabic")
DRAWING = Lock()
"""Held while a font is read or cut to the letters used: ReportLab's font reader keeps one position."""
_LOADED: dict[str, TTFont] = {}


def font(name: str) -> TTFont:
    """Return an embedded font by the name of its face; reads it the first time."""
    found = _LOADED.get(name)
    if found is None:
        with DRAWING:
            found = _LOADED.get(name) or _read(name)
    return found


def _read(name: str) -> TTFont:
    package, file = _FILES[name]
    # Shaping by ReportLab is off: Arabic letters are joined in layout.text before they get here.
    read = TTFont(str(name), str(files(package) / "files" / file), shapable=False)
    pdfmetrics.registerFont(read)
    _LOADED[name] = read
    return read


@cache
def letters(name: str) -> frozenset[str]:
    """Return every character a font can draw."""
    return frozenset(map(chr, font(name).face.charToGlyph)) - frozenset("\0\r\n")


@cache
def _every_letter() -> frozenset[str]:
    return letters(Face.REGULAR).union(*map(letters, _FALLBACK))


def missing(text: str) -> set[str]:
    """Return the characters of `text` that no embedded font can draw."""
    return set(text) - _every_letter()


def runs(text: str, face: Face) -> Iterator[tuple[str, str]]:
    """Cut `text` into (font name, stretch) so that each stretch can be drawn by its font."""
    if letters(face).issuperset(text):
        yield face.value, text
        return
    start, current = 0, ""
    for place, letter in enumerate(text):
        # A space joins the stretch it follows: switching fonts for it would only cost bytes.
        name = current if current and letter == " " else _font_for(letter, face)
        if name != current:
            if place > start:
                yield current, text[start:place]
            start, current = place, name
    yield current, text[start:]


@cache
def _font_for(letter: str, face: Face) -> str:
    for name in (face.value, *_FALLBACK):
        if letter in letters(name):
            return name
    return face.value


@lru_cache(maxsize=5_000)
def width(text: str, face: Face, size: float) -> float:
    """Return how wide `text` is drawn, in points."""
    if text.isascii() or letters(face).issuperset(text):
        return float(font(face).stringWidth(text, size))
    return sum(float(font(name).stringWidth(stretch, size)) for name, stretch in runs(text, face))
