"""Sentences in a chosen language: plain gettext catalogues, with the language as an argument."""

import struct
from datetime import date, datetime
from functools import cache
from gettext import NullTranslations
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime, get_timezone
from babel.numbers import get_decimal_symbol, get_group_symbol
from babel.support import Translations

from convoy.domain import zones
from convoy.domain.errors import Refusal
from convoy.domain.messages import N_

__all__ = ["LANGUAGES", "N_", "SCREENS", "Term", "Words", "said_of_a_hundred"]

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
SOURCE = "en"

LANGUAGES = ("en", "uk", "pl", "es", "pt", "fr", "de", "it", "ro", "sk", "cs", "hu", "lt", "tr")
"""What papers are printed in; English and Ukrainian, which everything is said in, first."""

SCREENS = ("en", "uk", "pl", "es", "pt", "fr", "de", "it", "tr", "ar")
"""What pages are shown in; a sentence that a language does not have yet stands there in English."""

COMPLETE = "uk"
"""A language that has every sentence, whose catalogue the others are measured by."""

UNREVIEWED = "no native reader yet"
"""The Language-Team of a catalogue that nobody who grew up with the language has checked."""

_DAYS = {"cs": "d. MMM y", "de": "d. MMM y", "sk": "d. MMM y", "hu": "y. MMM d.", "lt": "y MMM d"}
"""Months are letters in every language, so that a day cannot be read as a month."""


@cache
def _catalogue(language: str) -> NullTranslations:
    if language == SOURCE:
        return NullTranslations()
    return Translations.load(TRANSLATIONS, [language])


@cache
def said_of_a_hundred(language: str) -> int:
    """Return how many of a hundred sentences a language has, rounded down: 100 only when it has them all."""
    if language == SOURCE:
        return 100
    return 100 * _sentences(language) // _sentences(COMPLETE)


def _sentences(language: str) -> int:
    """How many sentences the head of a compiled catalogue says there are: its third number.

    See “The Format of GNU MO Files” in the GNU gettext manual; ours are written with the low byte first.
    """
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        return struct.unpack("<3I", file.read(12))[2]


class Words:
    """All that is said in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = _catalogue(language)
        self._locale = Locale.parse(language)
        self._point = get_decimal_symbol(self._locale)
        self._group = get_group_symbol(self._locale)
        self._day = _DAYS.get(language, "d MMM y")

    @property
    def is_reviewed(self) -> bool:
        """Whether somebody who grew up with this language has checked its catalogue."""
        return self._catalogue.info().get("language-team") != UNREVIEWED

    @property
    def own_name(self) -> str:
        """What the language calls itself, e.g. Polski."""
        name = self._locale.display_name or self.language
        return name[:1].upper() + name[1:]

    def gettext(self, message: str, **facts: object) -> str:
        """Return `message` in this language with its facts filled in."""
        text = self._catalogue.gettext(message)
        return text % facts if facts else text

    def ngettext(self, one: str, many: str, num: int, **facts: object) -> str:
        """Return the plural form for `num`, which the message may name as %(num)s."""
        return self._catalogue.ngettext(one, many, num) % {"num": num, **facts}

    def refusal(self, error: Refusal) -> str:
        """Return the sentence of a refusal in this language; facts that are messages are said in it, too."""
        facts = {name: self._fact(value) for name, value in error.facts.items()}
        return self.gettext(error.message, **facts)

    def _fact(self, value: object) -> object:
        if isinstance(value, Refusal):
            return self.refusal(value)
        return self.gettext(value) if isinstance(value, Term) else value

    def day(self, day: date) -> str:
        """Return a date that cannot be misread, e.g. 14 Mar 2026."""
        return format_date(day, self._day, locale=self._locale)

    def weekday(self, day: date) -> str:
        """Return a date with its day of the week, e.g. Sat 14 Mar 2026."""
        return format_date(day, f"EEE {self._day}", locale=self._locale)

    def number(self, amount: int) -> str:
        """Return a whole number with its thousands grouped, e.g. 1,140 or 1 140."""
        return f"{amount:,}".replace(",", self._group)

    def fixed(self, amount: int, places: int) -> str:
        """Return `amount` (in units of 10 to the minus `places`) as a decimal, exactly, e.g. 1,140.250.

        Plain arithmetic on integers: a paper prints tens of thousands of these, none may be rounded.
        """
        whole, part = divmod(abs(amount), 10**places)
        sign = "-" if amount < 0 else ""
        return f"{sign}{self.number(whole)}{self._point}{part:0{places}d}"

    def moment(self, when: datetime, zone: str) -> str:
        """Return weekday, date and 24-hour time in `zone` (an IANA name), e.g. Sat 14 Mar 2026, 06:30."""
        return format_datetime(
            when, f"EEE {self._day}, HH:mm", tzinfo=get_timezone(zone), locale=self._locale
        )

    def city(self, zone: str) -> str:
        """Return the city that a zone (an IANA name) is called after, e.g. London or Лондон."""
        # Babel's words still know Kyiv by the name its zone had before.
        known = "Europe/Kiev" if zone == zones.KYIV else zone
        named: str | None = self._locale.time_zones.get(known, {}).get("city")
        return named or zones.city(zone)


class Term(str):
    """A fact that is itself a message, such as the name of a stage: translated inside its sentence."""

    __slots__ = ()
