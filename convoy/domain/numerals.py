"""Numbers as people write them, with every way they can be read."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_

LONGEST = 60
MOST_DIGITS = 24
GROUP = 3

_DASHES = re.compile("[‐‑‒–—−﹣－]")
_SPACES = re.compile(r"\s+")
_RUN = re.compile(r"[0-9](?:[0-9.,]| (?=[0-9]))*|[.,][0-9]+")
_BY_SPACE = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*(?:(?!\1)[.,][0-9]+)?")
_DECIMAL = re.compile(r"[0-9]*[.,][0-9]+|[0-9]+[.,]?")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number found in a text, what stood before and behind it, and its one or two readings.

    `grouped` takes the last point or comma for one between thousands, `decimal` for the decimal one; a
    reading that the text does not allow is None. "1,234" has both, "12,5" and "1 200" have one.
    """

    text: str
    grouped: Fraction | None
    decimal: Fraction | None
    before: str
    behind: str


def plain(value: str | float, field: str) -> str:
    """Return what was typed as one short line with plain spaces and dashes, or raise Invalid saying why not.

    Numbers of JSON and spreadsheets become digits with one reading. Digits of other scripts are refused
    with the reading they may have.
    """
    text = _DASHES.sub("-", _SPACES.sub(" ", value if isinstance(value, str) else digits(value))).strip()
    if not text:
        raise Invalid(N_("Nothing was written here; it is needed"), field=field)
    if len(text) > LONGEST:
        raise Invalid(
            N_("%(length)s characters were written; %(limit)s fit"),
            field=field,
            length=len(text),
            limit=LONGEST,
        )
    western = "".join(_western(letter) for letter in text)
    if western != text:
        raise Invalid(
            N_("“%(found)s” is written in other digits; did you mean %(reading)s?"),
            field=field,
            found=printable(text),
            reading=printable(western),
        )
    return text


def digits(value: float) -> str:
    """Return a number of a cell or of JSON in digits with one reading only: 1.234 becomes 1.2340.

    Six decimals at most: spreadsheets carry errors of binary fractions behind them.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**MOST_DIGITS else "9" * (MOST_DIGITS + 1)
    if isinstance(value, bool) or not isfinite(value):
        return str(value)
    if value.is_integer() and abs(value) < 10**MOST_DIGITS:
        return str(int(value))
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return f"{text}0" if re.search(r"\.[0-9]{3}$", text) else text


def numeral(value: str | float, field: str) -> Numeral:
    """Return the one number in `value`.

    Raises Invalid where there is none, several, or one below zero; true, false, NaN and infinities of JSON
    are none.
    """
    text = plain(value, field)
    if re.search(r"[0-9]_[0-9]", text):
        raise Invalid(
            N_("“%(found)s” is not a number; did you mean %(reading)s?"),
            field=field,
            found=printable(text),
            reading=printable(text.replace("_", "")),
        )
    found = _RUN.search(text)
    if found is None:
        raise not_a_number(text, field)
    before, run, behind = text[: found.start()].strip(), found[0], text[found.end() :].strip()
    if before.endswith("-"):
        raise Invalid(
            N_("%(found)s is below zero; write how much there is"), field=field, found=printable(text)
        )
    if any(letter.isdigit() for letter in behind) or behind[:1] in {"/", "-", "+", "%"}:
        raise not_a_number(text, field)
    if sum(letter.isdigit() for letter in run) > MOST_DIGITS:
        raise Invalid(N_("%(found)s has too many digits"), field=field, found=printable(text))
    grouped, decimal = _grouped(run), _decimal(run)
    if grouped is None and decimal is None:
        raise not_a_number(text, field)
    return Numeral(printable(text), grouped, decimal, before, behind)


NOT_A_NUMBER = N_("“%(found)s” is not a number; write digits, such as 240")


def not_a_number(text: str, field: str) -> Invalid:
    """Return the refusal of a text that has no number where one is needed."""
    return Invalid(NOT_A_NUMBER, field=field, found=printable(text))


def printable(text: str) -> str:
    """Return the start of what was typed, fit to be quoted in a refusal."""
    return "".join(letter for letter in text[:40] if letter.isprintable())


def _grouped(run: str) -> Fraction | None:
    if not (_BY_SPACE.fullmatch(run) or _GROUPED.fullmatch(run)) or run.startswith("0"):
        return None
    marks = [letter for letter in run if letter in " .,"]
    if len(set(marks)) > 1:
        whole, _, part = run.rpartition(marks[-1])
        return Fraction(f"{re.sub('[ .,]', '', whole)}.{part}")
    return Fraction(re.sub("[ .,]", "", run))


def _decimal(run: str) -> Fraction | None:
    return Fraction(f"0{run.replace(',', '.').rstrip('.')}") if _DECIMAL.fullmatch(run) else None


def _western(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter > "9" and letter.isdecimal() else letter
