"""The letters of a text file whose encoding nobody noted."""

import re
import unicodedata

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_WORD = re.compile(r"[^\W\d_]+")


def text_of(data: bytes) -> tuple[str, str]:
    """Return the text in `data` and the name of its encoding.

    A byte-order mark is believed; without one it is UTF-8, else Windows' Cyrillic or Central European
    alphabet where the words make sense in exactly one of them. Raises Invalid where they make sense in none
    or in two: a donor's name with wrong letters is worse than a file to be saved again.
    """
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    text = _decoded(data, marked or "utf-8")
    if text is None and marked is None and b"\0" not in data:
        if any(not line.isascii() and _decoded(line, "utf-8") is not None for line in data.splitlines()):
            raise Invalid(
                N_("Some lines of this file are UTF-8 and others are not; save it again as .xlsx"),
                field="file",
            )
        for encoding, makes_sense in (("cp1251", _is_cyrillic), ("cp1250", _is_central_european)):
            guess = _decoded(data, encoding)
            if guess is not None and makes_sense(guess, data):
                return guess, encoding
    # Half of UTF-16 without its mark is NUL; a NUL further down is a fault of its cell.
    if text is None or "\0" in text.partition("\n")[0]:
        raise Invalid(
            N_("The letters of this file cannot be told; save it again as CSV UTF-8 or as .xlsx"),
            field="file",
        )
    return text, marked or "utf-8"


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _foreign_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if not word.isascii()]


def _is_cyrillic(text: str, _: bytes) -> bool:
    """Whether every word with letters beyond ASCII is all Cyrillic, and most are written like words.

    KOI8 read as this has capitals for small letters, so that all names begin small, and not some кВт alone.
    """
    words = _foreign_words(text)
    odd = [word for word in words if not (word.islower() or word.isupper() or word.istitle())]
    upside_down = sum(word[0].islower() for word in odd)
    return (
        len(odd) * 4 < len(words)
        and all("CYRILLIC" in unicodedata.name(letter, "") for word in words for letter in word)
        and upside_down * 2 <= sum(word.istitle() for word in words)
    )


def _is_central_european(text: str, data: bytes) -> bool:
    """Whether the words are Latin with some accents, and West European letters are out of the question.

    ń and ñ are one byte: only a letter that Western alphabets have no letter for (ł, ą, ż, ť) decides, or
    words that read the same in both.
    """
    words = _foreign_words(text)
    letters = "".join(words)
    if not words or sum(letter.isascii() for letter in letters) < len(letters) / 2:
        return False
    western = _decoded(data, "cp1252")
    if western is None or western == text:
        return True
    return any(ours.isalpha() and not theirs.isalpha() for ours, theirs in zip(text, western, strict=True))
