"""Codes people read, type and shout: BX-7K3F-2M-Q and "Leeds 47".

Two letters for the kind of thing, six random characters and a check character from Crockford's 32 letters
(no I, L, O, U). The check character is a weighted sum over all the others in the field of 32 elements, each
place with a weight of its own, so that every single wrong character and every swap of two characters, next
to each other or not, is noticed; of any other slip 31 in 32 are.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache

from convoy.domain import keyboards
from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.domain.spelling import slips

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIXES = (
    *("BX", "DN", "CV", "OR", "VH", "PT", "US", "GR", "WC", "DV", "SO", "DC", "LT", "ST", "OV", "SH"),
    *("DF", "AG", "KT", "PH", "AP"),
)
LENGTH = 7
LONGEST_INPUT = 300
LONGEST_CODE = 20
NEAREST = 5
FAR = 2  # a smudge and a slip; three are another code

_VALUES = {letter: value for value, letter in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_KIND_VALUES = {letter: value for value, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1)}
_MODULUS = 0b100101  # x^5 + x^2 + 1 has no factors over two elements

# A hall writes ВХ with a Cyrillic keyboard and means BX.
_TO_LATIN = str.maketrans("АВЕКМНОРСТХУІЈЅ", "ABEKMHOPCTXYIJS")
_CANONICAL = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\-‐‑–—−_.:·]+")
_LINK = re.compile(r"^[A-Z][A-Z0-9+.\-]*://[^/?#]*")

_random_bits: ContextVar[Callable[[int], int]] = ContextVar("random_bits", default=secrets.randbits)


@contextmanager
def drawn_by(random_bits: Callable[[int], int]) -> Iterator[None]:
    """Draw the codes made inside from another source (bits wanted to a number): a demo's codes repeat."""
    token = _random_bits.set(random_bits)
    try:
        yield
    finally:
        _random_bits.reset(token)


def new(prefix: str) -> str:
    """Return a new random code for `prefix` (one of PREFIXES).

    A billion are possible for each kind; the table's unique constraint makes a code unique for ever.
    """
    characters = drawn(LENGTH - 1)
    return _written(prefix, characters + _check(prefix, characters))


def drawn(length: int) -> str:
    """Return so many random characters of our alphabet."""
    bits = _random_bits.get()(5 * length)
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in range(length))


def check_letter(letters: str) -> str:
    """Return the letter that shows a slip in `letters` (at most 29 of ALPHABET)."""
    return _folded(_VALUES[letter] for letter in letters)


def read(text: str, prefix: str | None = None) -> str:
    """Return the code meant by `text`: any case, with or without dashes or prefix, or a link ending in it.

    O is read as 0, I and L as 1, Cyrillic letters as the Latin ones they look like. `prefix` is what kind
    of code is expected, and needed where the text does not say. What a scanner typed on a computer with
    another layout is read where it has its two letters and cannot be a code as it stands. Raises Invalid
    when it is no code, is one of another kind, or its check character says that something was mistyped.
    """
    try:
        found, characters = _taken_apart(text)
    except Invalid:
        for meant in keyboards.readings(text[:LONGEST_INPUT]):
            with suppress(Invalid):
                if _taken_apart(meant)[0]:
                    return read(meant, prefix)
        raise
    if found is not None and prefix is not None and found != prefix:
        raise Invalid(
            N_("%(typed)s is a code of another kind: it begins with %(found)s, needed is %(prefix)s"),
            field="code",
            typed=_written(found, characters),
            found=found,
            prefix=prefix,
        )
    kind = found or prefix
    if kind is None:
        raise Invalid(
            N_("“%(typed)s” lacks the two letters before it; write the whole code, such as BX-7K3F-2M-Q"),
            field="code",
            typed=_shown(text),
        )
    if _check(kind, characters[:-1]) != characters[-1]:
        raise Invalid(
            N_("%(typed)s is not a code of ours: a character was mistyped; look at the label again"),
            field="code",
            typed=_written(kind, characters),
        )
    return _written(kind, characters)


def in_one_form(text: str, prefix: str) -> str:
    """Return the code of this kind meant by `text`; what cannot be one comes back as it was typed."""
    try:
        return read(text, prefix)
    except Invalid:
        return text


def in_capitals(text: str) -> str:
    """Return a code that people chose (a place's, an item's, a paper's number) as it is written everywhere.

    Cyrillic letters count as the Latin ones they look like; whether there is such a code is not said.
    """
    return text.strip().upper().translate(_TO_LATIN)


def letters_of(text: str) -> str:
    """Return the last part of a link, or the text itself, in Latin capitals without what stands between."""
    if len(text) > LONGEST_INPUT:
        return ""
    whole = text.strip().upper().translate(_TO_LATIN)
    last = re.split(r"[?#]", whole)[0] if _LINK.match(whole) else whole
    return _BETWEEN.sub("", last.rstrip("/").rsplit("/", 1)[-1])


def from_link(text: str) -> str:
    """Return the code that a label's link ends in; any other text as it is."""
    if not any(_LINK.match(meant.strip().upper()) for meant in (text, *keyboards.readings(text))):
        return text
    try:
        return read(text)
    except Invalid:
        return text


def host_of(text: str) -> str:
    """Return the address of the machine that a link leads to, in small letters; "" for what is no link."""
    found = _LINK.match(text.strip().upper())
    return found[0].partition("://")[2].lower() if found else ""


def near(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return at most five of the `known` codes that `text` may have meant, the nearest first.

    At most two slips away: a wrong, missing or added character, or a swap of neighbours.
    """
    typed = letters_of(text)[:LONGEST_CODE].translate(_CANONICAL)
    letters = set(typed)
    scored = []
    for code in known:
        plain = code.replace("-", "").translate(_CANONICAL)
        compared = plain[2:] if len(typed) <= LENGTH and not typed.startswith(plain[:2]) else plain
        # Two slips spoil at most two letters: this leaves one code in a hundred to the slow comparison.
        if len(letters.difference(compared)) <= FAR:
            distance = slips(typed, compared)
            if distance <= FAR:
                scored.append((distance, code))
    return tuple(code for _, code in sorted(scored)[:NEAREST])


def short_number(text: str) -> tuple[str | None, int]:
    """Return the hall's number and its place as typed: ("Leeds", 47) for "Leeds 47", (None, 47) for "47".

    "LEE-47", "lee47" and "Leeds № 047" are understood too. Raises Invalid when no number from 1 to
    9,999,999 stands at the end.
    """
    found = re.fullmatch(r"(\D.{0,59}?)??[\s\-–—#№.:]*(?<![0-9])([0-9]{1,7})", text.strip(), re.DOTALL)
    below_zero = text.strip()[:1] in {"-", "–", "—", "−"}
    if found is None or below_zero or int(found[2]) == 0:
        raise Invalid(
            N_("“%(typed)s” is not a box number; a number looks like Leeds 47 or 47"),
            field="code",
            typed=_shown(text),
        )
    return found[1] or None, int(found[2])


def _times(left: int, right: int) -> int:
    """Multiply in the field of 32 elements."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left > len(ALPHABET) - 1:
            left ^= _MODULUS
        right >>= 1
    return product


@cache
def _weighted(places: int) -> tuple[tuple[int, ...], ...]:
    """For each place the products of its weight with all 32 values; no weight occurs twice, none is 1."""
    weight, rows = 1, []
    for _ in range(places):
        weight = _times(weight, 2)
        rows.append(tuple(_times(weight, value) for value in range(len(ALPHABET))))
    return tuple(rows)


def _check(prefix: str, characters: str) -> str:
    return _folded(
        [*(_KIND_VALUES[letter] for letter in prefix), *(_VALUES[letter] for letter in characters)]
    )


def _folded(values: Iterable[int]) -> str:
    values, total = [*values], 0
    for products, value in zip(_weighted(len(values)), values, strict=True):
        total ^= products[value]
    return ALPHABET[total]


def _written(prefix: str, characters: str) -> str:
    return f"{prefix}-{characters[:4]}-{characters[4:6]}-{characters[6]}"


def _shown(text: str) -> str:
    return "".join(letter for letter in text.strip()[:40] if letter.isprintable())


def _taken_apart(text: str) -> tuple[str | None, str]:
    squeezed = letters_of(text)
    has_prefix = len(squeezed) == LENGTH + 2 and squeezed[:2] in PREFIXES
    letters = squeezed[2:] if has_prefix else squeezed
    if len(letters) != LENGTH or any(letter not in _VALUES for letter in letters):
        raise Invalid(
            N_("“%(typed)s” is not a code; a code looks like BX-7K3F-2M-Q"), field="code", typed=_shown(text)
        )
    return squeezed[:2] if has_prefix else None, letters.translate(_CANONICAL)
