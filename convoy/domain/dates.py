"""Days and months as people write them, in the languages of the screen.

Two readings are never guessed between: 03/04/2026 may be March or April and is refused, 14/03/2026 cannot
be anything but 14 March. Points always mean day, month, year, as everywhere in Europe.

A day without its year is read where it is known when it was said: at the desk, in a cell that is mended, and
in a message of a phone or program, which says when it was made. "28/11" is the nearest one then, "yesterday"
is a day. A sheet may be read again in another year, when the same row would be another gift: it has to say
the year. The last good day of goods may be years ahead and is never guessed, at no door.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.domain.month_names import DAYS_AWAY, FILLERS, MONTH_BY_NAME
from convoy.domain.numerals import plain, printable
from convoy.domain.text import fold

FIRST_YEAR = 2000
LAST_YEAR = 2099
FIRST_BIRTH = 1900
MONTHS = 12
MOST_DAYS = 31

_ISO_DAY = re.compile(r"([0-9]{4})(?:[-/]|\. ?)([0-9]{1,2})(?:[-/]|\. ?)([0-9]{1,2})\.?")
_POINTS = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4}|[0-9]{2})(?: ?р\.?)?")
_SLASHES = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_NAMED_DAYS = (
    (re.compile(r"([0-9]{1,2})(?:er|st|nd|rd|th)? ([^\W\d_]+) ([0-9]{4}|[0-9]{2})"), (3, 2, 1)),
    (re.compile(r"([^\W\d_]+) ([0-9]{1,2})(?:st|nd|rd|th)? ([0-9]{4})"), (3, 1, 2)),  # English
    (re.compile(r"([0-9]{4}) ([^\W\d_]+) ([0-9]{1,2})"), (1, 2, 3)),  # Hungarian, Lithuanian
)
"""Days with the name of their month, and where year, month and day stand."""
_POINTS_ALONE = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\.?")
_SLASHES_ALONE = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})")
_NAMED_ALONE = (
    (re.compile(r"([0-9]{1,2})(?:er|st|nd|rd|th)? ([^\W\d_]+)"), (2, 1)),
    (re.compile(r"([^\W\d_]+) ([0-9]{1,2})(?:st|nd|rd|th)?"), (1, 2)),
)
_ISO_MONTH = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})")
_MONTH = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4}|[0-9]{2})(?: ?р\.?)?")
# Typed on number keys that have no stroke.
_KEYED_MONTH = re.compile(r"(0[1-9]|1[0-2])(20[0-9]{2}|[0-9]{2})")
_NAMED_MONTH = re.compile(r"([^\W\d_]+) ([0-9]{4})")


def day(value: str, *, field: str = "day", today: date | None = None, latest: date | None = None) -> date:
    """Return the day meant by "2026-10-03", "03.10.2026", "3.10.26", "14/03/2026" or "3 жовтня 2026".

    Where it is said what day it is `today`, "28/11" and "28 nov" are those nearest to it, and "yesterday" is
    a day too; with `latest`, the nearest that are not after it ("1 May" of a gift that came in was not next
    year). Raises Invalid for a day that does not exist, that has two readings, or outside 2000–2099.
    """
    text = plain(value, field)
    found = _day_in(text, field) or (_day_near(text, today, latest, field) if today else None)
    if found is None and _without_year(text):
        raise Invalid(
            N_("“%(found)s” has no year; write it like 2026-10-03 or 03.10.2026"),
            field=field,
            found=printable(text),
        )
    if found is None:
        raise Invalid(
            N_("“%(found)s” is not a date; write it like 2026-10-03 or 03.10.2026"),
            field=field,
            found=printable(text),
        )
    return found


def several(
    value: str, *, field: str = "day", today: date | None = None, latest: date | None = None
) -> tuple[date, ...]:
    """Return the days meant by one day, or by several with commas or semicolons between (see day), each once.

    Raises Invalid for what `day` refuses, and for more than MOST_DAYS.
    """
    try:
        return (day(value, field=field, today=today, latest=latest),)
    except Invalid:
        parts = [part for part in re.split("[,;،]", value) if part.strip()]
        if len(parts) < 2:  # noqa: PLR2004  # one day
            raise
    if len(parts) > MOST_DAYS:
        raise Invalid(
            N_("%(count)s days are named; %(most)s are taken at once"),
            field=field,
            count=len(parts),
            most=MOST_DAYS,
        )
    return tuple(dict.fromkeys(day(part, field=field, today=today, latest=latest) for part in parts))


def birthday(value: str, *, field: str = "born_on") -> date:
    """Return the day meant by "1980-02-03" or "3.2.1980", from 1900 on. Raises Invalid for others."""
    text = plain(value, field)
    iso, points = _ISO_DAY.fullmatch(text), _POINTS.fullmatch(text)
    parts = [int(part) for part in (iso.groups() if iso else points.groups()[::-1] if points else ())]
    try:
        found = date(*parts) if len(parts) == len(("year", "month", "day")) else None
    except ValueError:
        found = None
    if found is None or not FIRST_BIRTH <= found.year <= LAST_YEAR:
        raise Invalid(
            N_("“%(found)s” is not a date; write it like 1980-02-03 or 03.02.1980"),
            field=field,
            found=printable(text),
        )
    return found


def month_end(value: str, *, field: str = "expiry") -> date:
    """Return the last day of the month meant by "2027-03", "03.2027", "03/27", "0327" or "березень 2027".

    Raises Invalid for a month that does not exist, and for anything with a day in it.
    """
    text = plain(value, field)
    found = _month_in(text, field)
    if found is None:
        raise Invalid(
            N_("“%(found)s” is not a month; write it like 2027-03 or 03.2027"),
            field=field,
            found=printable(text),
        )
    return found


def expiry(value: str, *, field: str = "expiry") -> date:
    """Return the last good day: the day itself where one is written, else the last one of the month.

    Raises Invalid for what `day` and `month_end` both refuse.
    """
    text = plain(value, field)
    found = _month_in(text, field) or _day_in(text, field)
    if found is None and text[0].isdigit() and _without_year(text):
        raise _lacks_year(text, field)
    if found is None:
        raise Invalid(
            N_("“%(found)s” is not an expiry date; write it like 2027-03 or 31.03.2027"),
            field=field,
            found=printable(text),
        )
    return found


def _day_in(text: str, field: str) -> date | None:
    if found := _ISO_DAY.fullmatch(text):
        return _checked_day(int(found[1]), int(found[2]), int(found[3]), text, field)
    if found := _POINTS.fullmatch(text):
        return _checked_day(_year(found[3]), int(found[2]), int(found[1]), text, field)
    if found := _SLASHES.fullmatch(text):
        return _slashed(int(found[1]), int(found[3]), _year(found[4]), text, field)
    words = _words(text)
    for shape, (year, month, number) in _NAMED_DAYS:
        if (found := shape.fullmatch(words)) and found[month] in MONTH_BY_NAME:
            return _checked_day(
                _year(found[year]), MONTH_BY_NAME[found[month]], int(found[number]), text, field
            )
    return None


def _day_near(text: str, today: date, latest: date | None, field: str) -> date | None:
    """The day of this year or of those beside it that is nearest to today; None where no day is named."""
    away = DAYS_AWAY.get(fold(text))
    if away is not None:
        return today + timedelta(days=away)
    readings = [_nearest(*named, today, latest, text, field) for named in _without_year(text)]
    if len(readings) > 1:
        raise _two_readings(text, field, *readings)
    return readings[0] if readings else None


def _without_year(text: str) -> tuple[tuple[int, int], ...]:
    """The readings, one or two, as month and day of a text that names a day without its year; else none."""
    if found := _POINTS_ALONE.fullmatch(text):
        return ((int(found[2]), int(found[1])),)
    if found := _SLASHES_ALONE.fullmatch(text):
        first, second = int(found[1]), int(found[2])
        if first != second and first <= MONTHS and second <= MONTHS:
            return (second, first), (first, second)
        return ((first, second) if second > MONTHS >= first else (second, first),)
    words = _words(text)
    for shape, (month, number) in _NAMED_ALONE:
        if (found := shape.fullmatch(words)) and found[month] in MONTH_BY_NAME:
            return ((MONTH_BY_NAME[found[month]], int(found[number])),)
    return ()


def _lacks_year(text: str, field: str) -> Invalid:
    return Invalid(
        N_("“%(found)s” has no year; write it like 2027-03 or 31.03.2027"), field=field, found=printable(text)
    )


def _nearest(month: int, number: int, today: date, latest: date | None, text: str, field: str) -> date:
    years = [year for year in (today.year, today.year - 1, today.year + 1) if _has_day(year, month, number)]
    found = [_checked_day(year, month, number, text, field) for year in years or [today.year]]
    come = [one for one in found if latest is None or one <= latest]
    return min(come or found, key=lambda one: abs(one - today))


def _has_day(year: int, month: int, number: int) -> bool:
    return 1 <= month <= MONTHS and 1 <= number <= monthrange(year, month)[1]


def _month_in(text: str, field: str) -> date | None:
    if found := _ISO_MONTH.fullmatch(text):
        return _last_of(int(found[1]), int(found[2]), text, field)
    if (found := _MONTH.fullmatch(text)) and int(found[1]) > MONTHS >= int(found[2]):
        raise _lacks_year(text, field)  # 28/11
    if found := _MONTH.fullmatch(text) or _KEYED_MONTH.fullmatch(text):
        return _last_of(_year(found[2]), int(found[1]), text, field)
    if (found := _NAMED_MONTH.fullmatch(_words(text))) and found[1] in MONTH_BY_NAME:
        return _last_of(int(found[2]), MONTH_BY_NAME[found[1]], text, field)
    return None


def _words(text: str) -> str:
    """Small letters without a weekday or fillers: "Sat 3 Oct 2026", "3 de oct de 2026"."""
    words = [word for word in fold(text).split() if word not in FILLERS]
    # "Mar" is Tuesday in "mar 14 abr" and March in "mar 14".
    is_month = words and words[0] in MONTH_BY_NAME and not any(word in MONTH_BY_NAME for word in words[1:])
    weekday = words and words[0].isalpha() and not is_month
    return " ".join(words[1:] if weekday else words)


def _year(written: str) -> int:
    return int(written) if len(written) == len("2026") else FIRST_YEAR + int(written)


def _slashed(first: int, second: int, year: int, text: str, field: str) -> date:
    if first != second and first <= MONTHS and second <= MONTHS:
        readings = ((second, first), (first, second))
        raise _two_readings(text, field, *(_checked_day(year, *one, text, field) for one in readings))
    number, month = (second, first) if second > MONTHS >= first else (first, second)
    return _checked_day(year, month, number, text, field)


def _two_readings(text: str, field: str, one: date, other: date) -> Invalid:
    return Invalid(
        N_("“%(found)s” may be %(one)s or %(other)s; write it like one of these"),
        field=field,
        found=printable(text),
        one=one.isoformat(),
        other=other.isoformat(),
    )


def _checked_month(year: int, month: int, text: str, field: str) -> None:
    if not 1 <= month <= MONTHS:
        raise Invalid(
            N_("“%(found)s”: there is no month %(month)s"), field=field, found=printable(text), month=month
        )
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(
            N_("“%(found)s” is in the year %(year)s; years from %(first)s to %(last)s are taken"),
            field=field,
            found=printable(text),
            year=year,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )


def _last_of(year: int, month: int, text: str, field: str) -> date:
    _checked_month(year, month, text, field)
    return date(year, month, monthrange(year, month)[1])


def _checked_day(year: int, month: int, number: int, text: str, field: str) -> date:
    _checked_month(year, month, text, field)
    days = monthrange(year, month)[1]
    if not 1 <= number <= days:
        raise Invalid(
            N_("“%(found)s”: %(month)s has %(days)s days"),
            field=field,
            found=printable(text),
            month=f"{year}-{month:02d}",
            days=days,
        )
    return date(year, month, number)
