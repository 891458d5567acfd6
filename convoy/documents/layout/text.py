"""text() is the one way a value gets on paper; wrap() breaks it into lines."""

import re
import unicodedata
from functools import lru_cache

from arabic_reshaper import reshape  # type: ignore[import-untyped]
from bidi import get_display  # type: ignore[import-untyped]

from convoy.documents.layout.fonts import Face, missing, width

LONGEST = 300
"""Characters of one value on paper; the full text stays on the page of the thing itself."""

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f]")
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


class _Letters(dict[int, str]):
    """What each character becomes on paper; decided once, then str.translate does the rest."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = kept = _on_paper(letter)
        return kept


def _on_paper(letter: str) -> str:
    if letter.isspace():
        return " "
    if unicodedata.category(letter) in _UNSAFE:
        return ""
    if not missing(letter):
        return letter
    plain = unicodedata.normalize("NFKD", letter)
    if plain != letter and not missing(plain):
        return plain
    return f"[U+{ord(letter):04X}]"


_LETTERS = _Letters()


def text(value: str, longest: int = LONGEST) -> str:
    """Return `value` as one safe line: no controls, no hidden direction marks, nothing unprintable, capped.

    Nothing is ever read as markup: papers are drawn letter by letter. A character no embedded font
    knows is replaced by its plain form or by its number, e.g. [U+4E2D], never by an empty box.
    """
    # Cut before the costly steps, leaving room for what they drop.
    return _cleaned(value[: longest * 4], longest)


@lru_cache(maxsize=5_000)
def _cleaned(value: str, longest: int) -> str:
    line = unicodedata.normalize("NFC", value)
    line = " ".join(line.translate(_LETTERS).split())
    if _ARABIC.search(line):
        line = str(reshape(line)).translate(_LETTERS)
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def unbroken(value: str, longest: int = 60) -> str:
    """Return a number, a code or a moment as text() that wrap() keeps on one line."""
    return text(value, longest).replace(" ", "\u00a0")


def shown(line: str) -> str:
    """Return `line` in the order it is drawn: right-to-left stretches reversed, brackets turned round."""
    return _mirrored(str(get_display(line))) if _RIGHT_TO_LEFT.search(line) else line


_CLOSING = {"(": ")", "[": "]", "{": "}"}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}


def _mirrored(line: str) -> str:
    """Turn round the pairs of brackets that the reordering left standing back to back: )abc( is (abc)."""
    letters = list(line)
    waiting: list[int] = []
    for place, letter in enumerate(line):
        if letter in _OPENING:
            if waiting and line[waiting[-1]] == _OPENING[letter]:
                waiting.pop()
            else:
                waiting.append(place)
        elif letter in _CLOSING:
            if waiting and line[waiting[-1]] == _CLOSING[letter]:
                letters[waiting.pop()], letters[place] = letter, _CLOSING[letter]
            else:
                waiting.append(place)
    return "".join(letters)


def wrap(line: str, face: Face, size: float, room: float) -> list[str]:
    """Break one line of text into lines no wider than `room` points; too long words are cut."""
    if width(line, face, size) <= room:
        return [line]
    lines: list[str] = []
    current = ""
    for word in line.split(" "):
        joined = f"{current} {word}" if current else word
        if width(joined, face, size) <= room:
            current = joined
            continue
        if current:
            lines.append(current)
        *full, current = _cut(word, face, size, room)
        lines += full
    return [*lines, current]


def wrap_at_most(line: str, face: Face, size: float, room: float, most: int) -> list[str]:
    """Return the first `most` lines of wrap(), the last one ending in … where more was left out."""
    lines = wrap(line, face, size, room)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], fit(lines[most - 1] + "…", face, size, room)]


def _cut(word: str, face: Face, size: float, room: float) -> list[str]:
    """Break a word that fits no line; at least one letter goes on each."""
    pieces = []
    while word and width(word, face, size) > room:
        fits = 1
        while fits < len(word) and width(word[: fits + 1], face, size) <= room:
            fits += 1
        pieces.append(word[:fits])
        word = word[fits:]
    return [*pieces, word] if word or not pieces else pieces


def fit(line: str, face: Face, size: float, room: float) -> str:
    """Return `line`, cut with … where it is wider than `room` points."""
    if width(line, face, size) <= room:
        return line
    line = line.rstrip("…")
    while line and width(line + "…", face, size) > room:
        line = line[:-1]
    return line.rstrip() + "…"


def shrunk(line: str, face: Face, size: float, room: float, least: float) -> float:
    """Return the largest size up to `size` at which `line` fits `room` points, but never below `least`."""
    wide = width(line, face, size)
    return size if wide <= room else max(least, int(size * room / wide * 2) / 2)
