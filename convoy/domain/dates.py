"""Days, months and moments as people write them, in the languages of the screen.

Two readings are never guessed between: 03/04/2026 may be March or April and is refused, 14/03/2026 cannot
be anything but 14 March. Points always mean day, month, year, as everywhere in Europe.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.domain.month_names import FILLERS, MONTH_BY_NAME
from convoy.domain.numerals import plain, printable
from convoy.domain.text import fold

FIRST_YEAR = 2000
LAST_YEAR = 2099
FIRST_BIRTH = 1900
MONTHS = 12
MOST_DAYS = 31

_ISO_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_POINTS = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4}|[0-9]{2})(?: ?р\.?)?")
_SLASHES = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_NAMED_DAY = re.compile(r"([0-9]{1,2})(?:er)? ([^\W\d_]+) ([0-9]{4})")
_NAMED_DAY_US = re.compile(r"([^\W\d_]+) ([0-9]{1,2}) ([0-9]{4})")
_ISO_MONTH = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})")
_MONTH = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4}|[0-9]{2})(?: ?р\.?)?")
# Typed on number keys that have no stroke.
_KEYED_MONTH = re.compile(r"(0[1-9]|1[0-2])(20[0-9]{2}|[0-9]{2})")
_NAMED_MONTH = re.compile(r"([^\W\d_]+) ([0-9]{4})")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.0+)?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)


def day(value: str, *, field: str = "day") -> date:
    """Return the day meant by "2026-10-03", "03.10.2026", "3.10.26", "14/03/2026" or "3 жовтня 2026".

    Raises Invalid for a day that does not exist, that has two readings, or outside 2000–2099.
    """
    text = plain(value, field)
    found = _day_in(text, field)
    if found is None:
        raise Invalid(
            N_("“%(found)s” is not a date; write it like 2026-10-03 or 03.10.2026"),
            field=field,
            found=printable(text),
        )
    return found


def several(value: str, *, field: str = "day") -> tuple[date, ...]:
    """Return the days meant by one day, or by several with commas or semicolons between, each once.

    Raises Invalid for what `day` refuses, and for more than MOST_DAYS.
    """
    try:
        return (day(value, field=field),)
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
    return tuple(dict.fromkeys(day(part, field=field) for part in parts))


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
    if found is None:
        raise Invalid(
            N_("“%(found)s” is not an expiry date; write it like 2027-03 or 31.03.2027"),
            field=field,
            found=printable(text),
        )
    return found


def moment(value: str, zone: str, *, field: str = "moment") -> datetime:
    """Return in UTC the moment meant by "2026-10-03T14:30" on a clock in `zone` (an IANA name).

    Z or an offset behind it ("+02:00") says more than the zone and is believed. An hour that occurs twice
    when clocks go back is the first of the two. Raises Invalid for an hour that clocks skipped in spring,
    with the time they showed instead.
    """
    text = plain(value, field)
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise Invalid(
            N_("“%(found)s” is not a date and time; write it like 2026-10-03 14:30"),
            field=field,
            found=printable(text),
        )
    year, month, number = (int(part) for part in found[1].split("-"))
    on = _checked_day(year, month, number, text, field)
    hour, minute, second = int(found[2]), int(found[3]), int(found[4] or 0)
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004  # the clock's own limits
        raise Invalid(
            N_("“%(found)s” has no time of day; hours are 00 to 23, minutes 00 to 59"),
            field=field,
            found=printable(text),
        )
    local = datetime(on.year, on.month, on.day, hour, minute, second)  # noqa: DTZ001  # its zone comes next
    if found[5]:
        return local.replace(tzinfo=_offset(found[5], text, field)).astimezone(UTC)
    return _in_zone(local, zone, field)


def _in_zone(local: datetime, zone: str, field: str) -> datetime:
    when = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    shown = when.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if shown != local:
        raise Invalid(
            N_("There was no %(found)s on %(day)s: clocks went forward; did you mean %(reading)s?"),
            field=field,
            found=f"{local:%H:%M}",
            day=f"{local:%Y-%m-%d}",
            reading=f"{shown:%H:%M}",
        )
    return when


def _offset(written: str, text: str, field: str) -> timezone:
    if written in "Zz":
        return UTC
    hours, minutes = int(written[1:3]), int(written[-2:])
    if hours > 14 or minutes > 59:  # noqa: PLR2004  # no zone on Earth is further from UTC
        raise Invalid(
            N_("“%(found)s” ends in no offset from UTC; write one like +02:00"),
            field=field,
            found=printable(text),
        )
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(-away if written[0] == "-" else away)


def _day_in(text: str, field: str) -> date | None:
    if found := _ISO_DAY.fullmatch(text):
        return _checked_day(int(found[1]), int(found[2]), int(found[3]), text, field)
    if found := _POINTS.fullmatch(text):
        return _checked_day(_year(found[3]), int(found[2]), int(found[1]), text, field)
    if found := _SLASHES.fullmatch(text):
        return _slashed(int(found[1]), int(found[3]), _year(found[4]), text, field)
    words = _words(text)
    if (found := _NAMED_DAY.fullmatch(words)) and found[2] in MONTH_BY_NAME:
        return _checked_day(int(found[3]), MONTH_BY_NAME[found[2]], int(found[1]), text, field)
    if (found := _NAMED_DAY_US.fullmatch(words)) and found[1] in MONTH_BY_NAME:
        return _checked_day(int(found[3]), MONTH_BY_NAME[found[1]], int(found[2]), text, field)
    return None


def _month_in(text: str, field: str) -> date | None:
    if found := _ISO_MONTH.fullmatch(text):
        return _last_of(int(found[1]), int(found[2]), text, field)
    if found := _MONTH.fullmatch(text) or _KEYED_MONTH.fullmatch(text):
        return _last_of(_year(found[2]), int(found[1]), text, field)
    if (found := _NAMED_MONTH.fullmatch(_words(text))) and found[1] in MONTH_BY_NAME:
        return _last_of(int(found[2]), MONTH_BY_NAME[found[1]], text, field)
    return None


def _words(text: str) -> str:
    """Small letters without a weekday or fillers: "Sat 3 Oct 2026", "3 de oct de 2026"."""
    words = [word for word in fold(text).split() if word not in FILLERS]
    weekday = words and words[0] not in MONTH_BY_NAME and words[0].isalpha()
    return " ".join(words[1:] if weekday else words)


def _year(written: str) -> int:
    return int(written) if len(written) == len("2026") else FIRST_YEAR + int(written)


def _slashed(first: int, second: int, year: int, text: str, field: str) -> date:
    if first != second and first <= MONTHS and second <= MONTHS:
        raise Invalid(
            N_("“%(found)s” may be %(one)s or %(other)s; write it like one of these"),
            field=field,
            found=printable(text),
            one=_checked_day(year, second, first, text, field).isoformat(),
            other=_checked_day(year, first, second, text, field).isoformat(),
        )
    number, month = (second, first) if second > MONTHS >= first else (first, second)
    return _checked_day(year, month, number, text, field)


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
