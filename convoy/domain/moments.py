"""Moments as people write them, by the clock of a place."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from convoy.domain import dates
from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.domain.numerals import plain, printable

_MOMENT_SAID = re.compile(r"(.+?),? ([0-9]{1,2}:[0-9]{2})")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.0+)?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)


def moment(value: str, zone: str, *, field: str = "moment", today: date | None = None) -> datetime:
    """Return in UTC the moment meant by "2026-10-03T14:30" on a clock in `zone` (an IANA name).

    Its day may be written in every way that `day` understands: "3.10.2026 14:30", "yesterday 14:30".
    Z or an offset behind it ("+02:00") says more than the zone and is believed. An hour that occurs twice
    when clocks go back is the first of the two. Raises Invalid for an hour that clocks skipped in spring,
    with the time they showed instead.
    """
    text = plain(value, field)
    found = _MOMENT.fullmatch(text)
    if found is None and (said := _MOMENT_SAID.fullmatch(text)):
        found = _MOMENT.fullmatch(f"{dates.day(said[1], field=field, today=today)} {said[2]}")
    if found is None:
        raise Invalid(
            N_("“%(found)s” is not a date and time; write it like 2026-10-03 14:30"),
            field=field,
            found=printable(text),
        )
    on = dates.day(found[1], field=field)
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
