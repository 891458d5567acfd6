from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convoy.domain import dates
from convoy.domain.errors import Invalid
from convoy.domain.moments import moment
from convoy.words import SCREENS, Words

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "typed",
    [
        "2026-10-03",
        "2026-10-3",
        "2026/10/03",
        " 03.10.2026 ",
        "3.10.2026",
        "3. 10. 2026",
        "3.10.26",
        "03.10.2026 р.",
        "3 Oct 2026",
        "3 October 2026",
        "October 3, 2026",
        "Sat 3 Oct 2026",
        "3 жовтня 2026",
        "3 жовт. 2026 р.",
        "сб 3 жовтня 2026 року",
        "2026‑10‑03",
        "3. října 2026",
        "3 octombrie 2026",
        "2026. október 3.",
        "2026. 10. 03.",
        "2026 m. spalio 3 d.",
    ],
)
def test_a_day_is_understood_as_people_write_it(typed):
    assert dates.day(typed) == date(2026, 10, 3)


def test_slashes_are_taken_where_only_one_reading_exists():
    assert dates.day("14/03/2026") == dates.day("03/14/2026") == dates.day("14-3-26") == date(2026, 3, 14)
    assert dates.day("03/03/2026") == date(2026, 3, 3)


TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("28/11", TODAY),
        ("28.11", TODAY),
        ("28.11.", TODAY),
        ("28 nov", TODAY),
        ("Nov 28", TODAY),
        ("28 листопада", TODAY),
        ("28.11.2026", TODAY),
        ("today", TODAY),
        ("Сьогодні", TODAY),
        ("aujourd’hui", TODAY),
        ("wczoraj", date(2026, 11, 27)),
        ("mañana", date(2026, 11, 29)),
        ("14/8", date(2026, 8, 14)),
        ("3 Jan", date(2027, 1, 3)),
    ],
)
def test_who_types_today_needs_no_year(typed, meant):
    assert dates.day(typed, today=TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("3/4", "may be 2027-04-03 or 2027-03-04"),
        ("31.04", "2026-04 has 30 days"),
        ("28.13", "no month 13"),
        ("someday", "not a date"),
    ],
)
def test_a_day_without_its_year_is_refused_as_one_with_it(typed, reason):
    with pytest.raises(Invalid, match=reason):
        dates.day(typed, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1 May", date(2026, 5, 1)),
        ("29 Nov", date(2026, 11, 29)),
        ("3 Jan", date(2026, 1, 3)),
        ("31.12.", date(2025, 12, 31)),
        ("1.5.2027", date(2027, 5, 1)),
    ],
)
def test_a_day_that_has_come_is_never_read_as_one_of_next_year(typed, meant):
    assert dates.day(typed, today=TODAY, latest=date(2026, 11, 29)) == meant


def test_the_two_readings_of_a_day_that_has_come_are_days_that_have_come():
    with pytest.raises(Invalid, match="may be 2026-04-03 or 2026-03-04"):
        dates.day("3/4", today=TODAY, latest=date(2026, 11, 29))


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("28/11", "has no year"), ("28 nov", "has no year"), ("28.11.", "has no year"), ("today", "not a date")],
)
def test_what_is_plain_only_today_is_no_day_elsewhere(typed, reason):
    with pytest.raises(Invalid, match=reason):
        dates.day(typed)


@pytest.mark.parametrize("typed", ["28/11", "28.11.", "28 nov", "28 листопада"])
def test_a_last_good_day_without_its_year_is_never_guessed(typed):
    with pytest.raises(Invalid, match=r"has no year; write it like 2027-03 or 31.03.2027"):
        dates.expiry(typed)


@pytest.mark.parametrize("language", SCREENS)
def test_a_day_is_understood_as_we_write_it(language):
    words = Words(language)
    for month in range(1, 13):
        said = date(2026, month, 14)
        assert dates.day(words.day(said)) == dates.day(words.weekday(said)) == said


def test_a_moment_may_have_any_day():
    for typed in ("28.11.2026 14:30", "28 Nov 2026, 14:30", "28/11 14:30", "today 14:30"):
        assert moment(typed, "UTC", today=TODAY) == datetime(2026, 11, 28, 14, 30, tzinfo=UTC)
    with pytest.raises(Invalid, match="no time of day"):
        moment("28.11.2026 24:30", "UTC")


@pytest.mark.parametrize("typed", ["03/04/2026", "3/4/26", "03-04-2026"])
def test_a_day_with_two_readings_is_refused_with_both(typed):
    with pytest.raises(Invalid, match="may be 2026-04-03 or 2026-03-04"):
        dates.day(typed)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("2026-02-30", "2026-02 has 28 days"),
        ("31.04.2026", "2026-04 has 30 days"),
        ("29.02.2027", "2027-02 has 28 days"),
        ("00.10.2026", "has 31 days"),
        ("2026-13-01", "no month 13"),
        ("32/13/2026", "no month 13"),
        ("01.01.1926", "in the year 1926"),
        ("2126-01-01", "in the year 2126"),
        ("0000-01-01", "in the year 0"),
        ("２０２６-10-03", "did you mean 2026-10-03"),
        ("٠٣.١٠.٢٠٢٦", "did you mean 03.10.2026"),
        ("3 Octember 2026", "not a date"),
        ("tomorrow", "not a date"),
        ("2026-10", "not a date"),
        ("03.10", "has no year"),
        ("20261003", "not a date"),
        ("2026-10-03-04", "not a date"),
        ("", "Nothing was written"),
        ("1" * 100_000, "100000 characters"),
        ("\ud800", "not a date"),
        ("\x00", "not a date"),
        ("NaN", "not a date"),
    ],
)
def test_a_day_that_is_none_is_refused_with_the_reason(typed, reason):
    with pytest.raises(Invalid, match=reason) as refusal:
        dates.day(typed, field="received")
    assert refusal.value.field == "received"


@pytest.mark.parametrize(
    "typed",
    [
        "2027-03",
        "2027/3",
        "03.2027",
        "3.2027",
        "03/27",
        "03-27",
        "03.27",
        "0327",
        "032027",
        "March 2027",
        "березень 2027",
    ],
)
def test_a_month_stands_for_its_last_day(typed):
    assert dates.month_end(typed) == dates.expiry(typed) == date(2027, 3, 31)


def test_the_last_day_of_february_knows_leap_years():
    assert dates.month_end("02.2028") == date(2028, 2, 29)
    assert dates.month_end("02.2027") == date(2027, 2, 28)


@pytest.mark.parametrize(
    "typed",
    [
        "2027-13",
        "13/27",
        "00.2027",
        "27/03",
        "2027-03-15",
        "2027",
        "March",
        "03.1927",
        "-",
        "1327",
        "031927",
        "327",
    ],
)
def test_what_is_no_month_is_refused(typed):
    with pytest.raises(Invalid):
        dates.month_end(typed)


def test_an_expiry_with_a_day_is_that_day():
    assert dates.expiry("15.03.2027") == dates.expiry("2027-03-15") == date(2027, 3, 15)
    with pytest.raises(Invalid, match="not an expiry date"):
        dates.expiry("next spring")


@given(DAYS)
def test_days_as_the_app_shows_them_are_read_back(day):
    shown = [day.isoformat(), f"{day:%d.%m.%Y}", *(Words(language).day(day) for language in ("en", "uk"))]
    assert {dates.day(text) for text in shown} == {day}


def test_a_local_time_becomes_utc_in_summer_and_winter():
    assert moment("2026-07-01T14:30", "Europe/Kyiv") == datetime(2026, 7, 1, 11, 30, tzinfo=UTC)
    assert moment("2026-12-01 14:30:15", "Europe/Kyiv") == datetime(2026, 12, 1, 12, 30, 15, tzinfo=UTC)


def test_an_offset_written_behind_the_time_is_believed():
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    for text in ("2026-07-01T12:00Z", "2026-07-01T14:00+02:00", "2026-07-01T09:30:00.000-0230"):
        assert moment(text, "Asia/Tokyo") == noon


def test_an_hour_that_clocks_skipped_is_refused_with_what_they_showed():
    with pytest.raises(Invalid, match=r"no 02:30 on 2026-03-29.*03:30"):
        moment("2026-03-29T02:30", "Europe/Berlin")
    assert moment("2026-03-29T02:30", "Europe/London") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_of_an_hour_that_occurs_twice_the_first_is_meant():
    assert moment("2026-10-25T02:30", "Europe/Berlin") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-10-03",
        "2026-10-03T24:00",
        "2026-10-03T12:60",
        "2026-02-30T12:00",
        "2026-10-03T12:00+99:00",
        "12:00",
        "",
    ],
)
def test_what_is_no_moment_is_refused(typed):
    with pytest.raises(Invalid):
        moment(typed, "Europe/Warsaw")


@given(DAYS, st.integers(0, 86_399))
def test_a_moment_shown_in_a_zone_is_read_back(day, seconds):
    when = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds)
    local = when.astimezone(ZoneInfo("Africa/Casablanca"))
    if local.year in range(2000, 2100):
        read = moment(f"{local:%Y-%m-%dT%H:%M:%S}", "Africa/Casablanca")
        assert when - read == timedelta(hours=local.fold)


NEARLY = st.text(st.sampled_from("0123456789.-/ T:Zрjanmarчервня"), max_size=20)


@given(st.one_of(NEARLY, st.text(st.characters(), max_size=60)))
@example("9999-99-99")
@example("99/99/99")
def test_any_text_is_a_date_or_refused(text):
    for take in (
        dates.day,
        dates.month_end,
        dates.expiry,
        lambda typed: moment(typed, "Europe/Kyiv"),
    ):
        try:
            found = take(text)
        except Invalid:
            continue
        assert 1999 < found.year < 2101


@pytest.mark.parametrize("typed", ["1980-02-03", "3.2.1980", "03.02.1980 р."])
def test_a_birthday_may_lie_in_the_last_century(typed):
    assert dates.birthday(typed) == date(1980, 2, 3)


@pytest.mark.parametrize("typed", ["", "1980", "1980-02-30", "3.2.80", "1899-01-01", "31/12/1980", "soon"])
def test_what_is_no_birthday_is_refused(typed):
    with pytest.raises(Invalid):
        dates.birthday(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3.10.2026", (date(2026, 10, 3),)),
        ("Sat, 3 Oct, 2026", (date(2026, 10, 3),)),
        ("3.10.2026, 5 жовтня 2026; 2026-10-03", (date(2026, 10, 3), date(2026, 10, 5))),
    ],
)
def test_several_days_are_read_with_commas_between_each_once(typed, meant):
    assert dates.several(typed) == meant


@pytest.mark.parametrize("typed", ["3.10.2026, soon", "soon", ", ".join(["3.10.2026"] * 32)])
def test_days_that_are_not_all_days_are_refused(typed):
    with pytest.raises(Invalid):
        dates.several(typed)
