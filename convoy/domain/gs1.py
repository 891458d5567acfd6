"""GS1 element strings, as medicines carry them in a DataMatrix: item, batch, expiry and serial number.

Read as the GS1 General Specifications say (section 3 for the identifiers, 7.8 for the string with separators,
7.12 for the century): with FNC1 as the sign GS between parts of open length, or, as it is printed for people,
with each identifier in brackets.
"""

import calendar
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from convoy.domain import barcodes, keyboards
from convoy.domain.errors import Invalid
from convoy.domain.messages import N_

GS = "\x1d"
SEPARATORS = (GS, "␝", "{GS}", "<GS>", "[GS]", "^]", "|", "\x1e", "\x04")
"""How the separator comes: as it is, as a sign for it, or as scanners that type write it."""

LONGEST = 200
LOT, SERIAL, GTIN, EXPIRY, BEST_BEFORE = "10", "21", "01", "17", "15"

# A string that says of itself that GS1's identifiers follow (ISO/IEC 15434, format 05).
_ENVELOPE = f"[)>{GS}05{GS}"
# HIBC begins with a plus and a letter; PPN stands in format 06, or alone behind the identifier 9N.
_OF_OTHERS = re.compile(rf"\+[A-Z][0-9A-Z]{{3}}|\[\)>{GS}?06|9N[0-9]{{8}}")
_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9]")
_BRACKETED = re.compile(r"\((\d{2,4})\)")
_ITEM_AND_MORE = re.compile(r"01[0-9]{14}")
# Character set 82 (General Specifications 7.11).
_SIGNS = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+")

# Parts of fixed length have no separator behind them (General Specifications 7.8.5).
_FIXED = {
    "00": 18, "01": 14, "02": 14, "03": 14, "04": 16, "11": 6, "12": 6, "13": 6, "14": 6, "15": 6, "16": 6,
    "17": 6, "18": 6, "19": 6, "20": 2,
}  # fmt: skip
_FIXED_FOUR = ("31", "32", "33", "34", "35", "36")
_OPEN = {"10": 20, "21": 20, "22": 20, "30": 8, "37": 8} | {str(own): 90 for own in range(90, 100)}
_OPEN_THREE = {
    "235": 28,
    "240": 30,
    "241": 30,
    "242": 6,
    "243": 20,
    "250": 30,
    "251": 30,
    "253": 30,
    "254": 20,
}
_OPEN_THREE |= {"255": 25, "400": 30, "401": 30, "403": 30, "420": 20, "421": 12}
_OPEN_THREE |= {str(national): 20 for national in range(710, 720)}
_FIXED_THREE = {"402": 17, "422": 3, "424": 3, "426": 3} | {str(place): 13 for place in range(410, 418)}
_LONGEST_OTHER = 90


@dataclass(frozen=True, slots=True)
class Read:
    """What a code says of goods; "" and None for what it does not say."""

    gtin: str
    batch: str = ""
    expires_on: date | None = None
    serial: str = ""


def is_meant(typed: str) -> bool:
    """Return whether this can only be a GS1 code: with brackets, a symbology's sign, or a GTIN and more."""
    text = _plain(typed)
    if GS in text or _SYMBOLOGY.match(typed.strip()) or (text.startswith("(") and "(01)" in text):
        return True
    return text.startswith(GTIN) and _ITEM_AND_MORE.match(text) is not None


def scanned(typed: str, *, field: str = "gtin") -> Read | None:
    """Return what was scanned on goods, a retail barcode or a GS1 code; None where it is neither but words.

    Raises Invalid for a code that was mistyped or cannot be.
    """
    try:
        found = _scanned(typed, field)
    except Invalid:
        if found := _on_another_keyboard(typed, field):
            return found
        raise
    return found or _on_another_keyboard(typed, field)


def _scanned(typed: str, field: str) -> Read | None:
    if is_meant(typed) or _OF_OTHERS.match(_plain(typed)):
        return read(typed, field=field)
    digits = typed.strip()
    if digits.isascii() and digits.isdigit() and len(digits) in barcodes.LENGTHS:
        return Read(barcodes.gtin(digits, field=field))
    return None


def _on_another_keyboard(typed: str, field: str) -> Read | None:
    """Return what a scanner that types meant: the check digit says whether it can be that."""
    for meant in keyboards.readings(typed[:LONGEST]):
        with suppress(Invalid):
            if found := _scanned(meant, field):
                return found
    return None


def read(typed: str, *, today: date | None = None, field: str = "gtin") -> Read:
    """Return what the code says; raises Invalid naming the part that cannot be.

    `today` decides the century of a year of two digits. A day of 00 is the last one of its month.
    """
    plain = _plain(typed)
    if _OF_OTHERS.match(plain):
        raise Invalid(
            N_("This code is of another kind (HIBC or PPN), which is not read here. Type what it is."),
            field=field,
        )
    parts = _parts(plain, field)
    if GTIN not in parts:
        raise Invalid(N_("This code names no item: the part (01) is missing. Type what it is."), field=field)
    stated = parts.get(EXPIRY) or parts.get(BEST_BEFORE)
    return Read(
        gtin=barcodes.gtin(parts[GTIN], field=field),
        batch=parts.get(LOT, ""),
        expires_on=_day(stated, today or datetime.now(UTC).date(), field) if stated else None,
        serial=parts.get(SERIAL, ""),
    )


def _plain(typed: str) -> str:
    """Return the code without its symbology's sign, with GS for each separator."""
    text = typed[:LONGEST].strip(" \t\r\n")
    for separator in SEPARATORS:
        text = text.replace(separator, GS)
    found = _SYMBOLOGY.match(text)
    return (text[found.end() :] if found else text).removeprefix(_ENVELOPE)


def _parts(text: str, field: str) -> dict[str, str]:
    """Return the value of each identifier. The same one twice must say the same."""
    parts: dict[str, str] = {}
    for identifier, value in _bracketed(text, field) if text.startswith("(") else _walked(text, field):
        _check(identifier, value, field)
        if parts.setdefault(identifier, value) != value:
            raise Invalid(
                N_("The part (%(identifier)s) is there twice and differs. Scan it again."),
                field=field,
                identifier=identifier,
            )
    return parts


def _bracketed(text: str, field: str) -> list[tuple[str, str]]:
    """Take apart what is printed for people; brackets within a value are part of it unless they name one."""
    starts = [found for found in _BRACKETED.finditer(text) if _length(found[1]) is not None]
    if not starts or starts[0].start() != 0:
        raise _unreadable(text, field)
    ends = [*(found.start() for found in starts[1:]), len(text)]
    return [
        (found[1], text[found.end() : end].strip(f" {GS}")) for found, end in zip(starts, ends, strict=True)
    ]


def _walked(text: str, field: str) -> list[tuple[str, str]]:
    """Take apart a string with separators, from identifier to identifier."""
    found, place = [], 0
    while place < len(text):
        if text[place] == GS:
            place += 1
            continue
        identifier = _identifier(text, place)
        if identifier is None:
            raise _unreadable(text[place:], field)
        place += len(identifier)
        fixed, _ = _length(identifier) or (0, 0)
        end = text.find(GS, place)
        end = len(text) if end < 0 else end
        if fixed:
            end = min(end, place + fixed)
        found.append((identifier, text[place:end]))
        place = end
    return found


def _identifier(text: str, place: int) -> str | None:
    """Return the identifier that begins here; the first digits say how long it is."""
    for length in (2, 3, 4):
        candidate = text[place : place + length]
        if len(candidate) == length and candidate.isascii() and candidate.isdigit() and _length(candidate):
            return candidate
    return None


def _length(identifier: str) -> tuple[int, int] | None:
    """Return the fixed length (0: an open one) and the greatest; None where there is no such identifier."""
    if fixed := _FIXED.get(identifier) or _FIXED_THREE.get(identifier):
        return fixed, fixed
    if most := _OPEN.get(identifier) or _OPEN_THREE.get(identifier):
        return 0, most
    if len(identifier) == 4:  # noqa: PLR2004  # measures, and what is rarely needed
        if identifier[:2] in _FIXED_FOUR:
            return 6, 6
        if identifier[:2] in {"39", "43", "70", "71", "72", "80", "81", "82"}:
            return 0, _LONGEST_OTHER
    return None


def _check(identifier: str, value: str, field: str) -> None:
    fixed, most = _length(identifier) or (0, 0)
    is_digits = value.isascii() and value.isdigit()
    if (fixed and len(value) != fixed) or not 0 < len(value) <= most or not _SIGNS.fullmatch(value):
        raise Invalid(
            N_("The part (%(identifier)s) cannot say “%(value)s”. Scan it again, or type what is printed."),
            field=field,
            identifier=identifier,
            value="".join(sign for sign in value[:40] if sign.isprintable()),
        )
    if fixed and not is_digits:
        raise Invalid(
            N_("The part (%(identifier)s) has digits only, not “%(value)s”. Scan it again."),
            field=field,
            identifier=identifier,
            value=value,
        )


def _day(stated: str, today: date, field: str) -> date:
    """Return the day of YYMMDD: within 50 years of today, 00 is the month's last day (3.4.7, 7.12)."""
    year, month, day = int(stated[:2]), int(stated[2:4]), int(stated[4:])
    apart = year - today.year % 100
    century = today.year // 100 + (apart <= -50) - (apart >= 51)  # noqa: PLR2004  # the rule's own numbers
    try:
        whole = 100 * century + year
        return date(whole, month, day or calendar.monthrange(whole, month)[1])
    except (ValueError, calendar.IllegalMonthError) as error:
        raise Invalid(
            N_("“%(stated)s” is no date of year, month and day. Type the month that is printed."),
            field=field,
            stated=stated,
        ) from error


def _unreadable(text: str, field: str) -> Invalid:
    return Invalid(
        N_("“%(found)s” is no part of a GS1 code. Scan it again, or type what is printed."),
        field=field,
        found="".join(sign for sign in text[:20] if sign.isprintable()),
    )
