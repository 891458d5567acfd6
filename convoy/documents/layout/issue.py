"""What is known of a paper beside its content: its number and version, or that it is only a draft."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Variant(StrEnum):
    """For whose eyes a paper is drawn, or in which form."""

    FULL = "full"
    BORDER = "border"
    PUBLIC = "public"
    FORM_1976 = "1976"
    """The CMR note with its boxes numbered as on forms printed since 1976; in full they are those of 2007."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A numbered version of a paper. Kept apart from the content, so that the hash covers content only."""

    number: str
    """E.g. CM-CV7-2026-0003."""
    version: int
    content_hash: str
    """SHA-256 of the snapshot in hexadecimal; the first 8 characters are printed."""
    made_at: datetime
    """UTC; a copy printed later still says this."""
    made_by: str
    url: str
    """Where this version can be looked up; in capitals it makes a smaller QR code."""
    check_code: str
    """A few characters to compare by eye or over the telephone."""
    replaces: int | None = None
    """The version that is void from now on."""
    corrected_on: date | None = None
    """When the pen last corrected the version this one replaces."""
    copies: tuple[str, ...] = ()
    """Whose each copy in this file is, as messages: all pages follow each other once for each."""
