"""What must not travel in free text: telephone numbers, plates, coordinates, clock times, known names.

Patterns find the honest slip of a volunteer who types "driver Ivan +380…"; they are no lock. Whoever writes
is warned, with what was found, and decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from convoy.domain.text import fold
from convoy.domain.vocabulary import Vocabulary


class Disclosure(Vocabulary):
    """What a piece of text gives away."""

    TELEPHONE = "telephone"
    PLATE = "plate"
    COORDINATES = "coordinates"
    TIME = "time"
    ROUTE = "route"


@dataclass(frozen=True, slots=True)
class Told:
    """Something that a text gives away, in the words of the text."""

    what: Disclosure
    found: str


SHORTEST_NAME = 3
"""Shorter known names are found inside too many harmless words."""

_DEGREES = r"\d{1,3}(?:[.,]\d+)?\s?°(?:\s?\d{1,2}(?:[.,]\d+)?\s?['′’])?(?:\s?\d{1,2}(?:[.,]\d+)?\s?[\"″”])?"
_COORDINATES = re.compile(
    rf"-?\d{{1,3}}\.\d{{3,}}\s?[,;/ ]\s?-?\d{{1,3}}\.\d{{3,}}"
    rf"|[NSПн]?\s?{_DEGREES}\s?[NSEWПШСДЗ]?"
    r"|\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b"
    r"|https?://(?:www\.)?(?:maps\.|goo\.gl/maps|google\.[a-z.]+/maps|osm\.org|openstreetmap\.org)\S*"
    r"|\bgeo:\S+",
    re.IGNORECASE,
)
_TELEPHONE = re.compile(r"(?<![\w.,])(?:\+|00)?\(?\d(?:[\s().\-/–]{0,2}\d){7,14}(?![\w])")
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
# Letters of plates: Latin, and the Ukrainian ones that look like them.
_LETTER = "[A-ZАВЕІКМНОРСТХУЇЄ]"
_PLATE = re.compile(
    rf"(?<![\w-])(?:"
    rf"{_LETTER}{{2}}[ -]?\d{{4}}[ -]?{_LETTER}{{2}}"  # Ukraine
    rf"|{_LETTER}{{2}}\d{{2}}[ -]?{_LETTER}{{3}}"  # United Kingdom
    rf"|{_LETTER}{{1,3}}[ -]\d{{2,4}}[ -]{_LETTER}{{1,3}}"  # most of Europe, grouped
    rf"|{_LETTER}{{2,3}}[ -]?\d{{4,5}}"  # Poland, Ukraine without its end
    rf"|{_LETTER}{{1,3}}-{_LETTER}{{1,2}}[ ]?\d{{3,4}}"  # Germany
    rf"|{_LETTER}{{2,3}}[ ]\d[A-Z0-9]{{3,4}}"  # Poland, mixed
    rf"|\d[A-Z]\d[ ]?\d{{4}}"  # Czechia
    rf"|{_LETTER}{{3}}[ -]\d{{3}}"  # Lithuania, Hungary
    r")(?![\w-])"
)
_TIME = re.compile(
    r"(?<![\d.,:])(?:[01]?\d|2[0-3])[:.][0-5]\d(?![\d.,]*\d)(?!\s?(?:kg|t|m³|l|кг|т|л)\b)"
    r"|\b(?:at|um|о|at about)\s(?:[01]?\d|2[0-3])\s?(?:am|pm|h|o'clock|год)?\b(?!\s?[\w%])"
    r"|\b(?:1[0-2]|[1-9])\s?(?:am|pm)\b",
    re.IGNORECASE,
)


def told(text: str, known: Iterable[str] = ()) -> tuple[Told, ...]:
    """Return what `text` gives away, each thing once; `known` are names and plates that must not be in it."""
    found: dict[Told, None] = {}
    rest = text
    for what, pattern in (
        (Disclosure.COORDINATES, _COORDINATES),
        (Disclosure.PLATE, _PLATE),
        (Disclosure.TELEPHONE, _TELEPHONE),
        (Disclosure.TIME, _TIME),
    ):
        for hit in pattern.finditer(rest):
            if what is Disclosure.TELEPHONE and _DAY.fullmatch(hit[0].strip()):
                continue
            found[Told(what, hit[0].strip())] = None
        rest = pattern.sub(lambda hit: " " * len(hit[0]), rest)
    for name in known:
        if _is_named(name, text):
            found[Told(Disclosure.ROUTE, name)] = None
    return tuple(found)


def _is_named(name: str, text: str) -> bool:
    """Whether the words of a name stand in the text, whatever their case, accents and spaces."""
    wanted, said = fold(name), fold(text)
    if len(wanted) < SHORTEST_NAME:
        return False
    has_digits = any(letter.isdigit() for letter in wanted)
    return f" {wanted} " in f" {said} " or (has_digits and wanted.replace(" ", "") in said.replace(" ", ""))
