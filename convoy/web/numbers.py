"""Numbers of pages and forms that name a thing."""

LARGEST = 2**31 - 1
"""The largest number either database compares a column with; nothing of ours is counted so far."""

MOST_DIGITS = 5
"""Of a van's number, or of copies."""


def is_number(typed: str) -> bool:
    """Return whether a part of an address or a button names a van, or a number of copies."""
    return typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS
