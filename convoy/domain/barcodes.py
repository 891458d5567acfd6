"""Retail barcodes: GTIN-8, UPC-A (12), EAN-13, GTIN-14 and their check digit (GS1 General Specifications)."""

import re

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_

LENGTHS = frozenset({8, 12, 13, 14})
LONGEST_TYPED = 40
_GTIN_8 = "000000"
_BETWEEN = re.compile(r"[\s\-]+")


def gtin(typed: str, *, field: str = "gtin") -> str:
    """Return the digits of a barcode as they are kept: UPC-A with its leading zero, as an EAN-13.

    A GTIN-8 filled up with zeros, as within a GS1 code, is the GTIN-8 (3.3.2): no other number begins so.

    Raises Invalid for other lengths, for what is no digit, and for a wrong check digit.
    """
    digits = _BETWEEN.sub("", typed)[:LONGEST_TYPED]
    if not (digits.isascii() and digits.isdigit() and len(digits) in LENGTHS):
        raise Invalid(
            N_("“%(typed)s” is not a barcode: it needs the 8, 12, 13 or 14 digits under the stripes."),
            field=field,
            typed="".join(letter for letter in typed[:LONGEST_TYPED] if letter.isprintable()),
        )
    if check_digit(digits[:-1]) != digits[-1]:
        raise Invalid(
            N_("%(typed)s is not a barcode: a digit was mistyped; look at it again."),
            field=field,
            typed=digits,
        )
    whole = digits.zfill(max(LENGTHS))
    if whole.startswith(_GTIN_8):
        return whole.removeprefix(_GTIN_8)
    return whole.removeprefix("0")


def check_digit(digits: str) -> str:
    """Return the digit that follows: from the right, every other digit counts three times."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)
