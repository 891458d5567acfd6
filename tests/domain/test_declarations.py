"""How a declaration stands: in whatever order its steps were heard of, and what runs out when."""

from datetime import date, timedelta

import pytest

from convoy.domain.declarations import TERMS, Clock, DeclarationStep, Recorded, standing
from convoy.domain.rules import RULES

S = DeclarationStep
DAY = date(2026, 3, 1)


def stands(*steps: DeclarationStep, today: date = DAY, **facts):
    entries = [Recorded(number, step, DAY, **facts) for number, step in enumerate(steps)]
    return standing(entries, today)


def test_nothing_recorded_is_no_step_and_no_term():
    assert stands() == standing([], DAY)
    assert (stands().step, stands().gaps, stands().deadlines, stands().has_code) == (None, (), (), False)


def test_the_furthest_step_holds_whatever_came_first_and_gaps_are_named():
    late = stands(S.CLEARED, S.SENT)
    assert late.step is S.CLEARED
    assert late.gaps == (S.ENTERED, S.CODE_RECEIVED, S.DECLARED)
    assert late.has_code


@pytest.mark.parametrize(
    ("step", "clock", "days"),
    [(S.CODE_RECEIVED, Clock.CODE, 90), (S.DECLARED, Clock.DECLARATION, 30), (S.CLEARED, Clock.REPORT, 90)],
)
def test_each_clock_runs_as_long_as_the_law_says_from_its_step(step, clock, days):
    (deadline,) = [one for one in stands(step).deadlines if one.clock is clock]
    assert deadline.until == DAY + timedelta(days=days)
    assert RULES[TERMS[clock].rule].source


@pytest.mark.parametrize(
    ("left", "alarm"), [(15, None), (14, 14), (8, 14), (7, 7), (3, 7), (2, 2), (0, 2), (-1, 2)]
)
def test_a_clock_is_told_at_fourteen_seven_and_two_days(left, alarm):
    (deadline,) = stands(S.CODE_RECEIVED, today=DAY + timedelta(days=90 - left)).deadlines
    assert (deadline.days_left, deadline.alarm, deadline.is_over) == (left, alarm, left < 0)


def test_clearing_customs_stops_the_codes_clocks_and_starts_the_reports():
    assert [one.clock for one in stands(S.CODE_RECEIVED, S.DECLARED, S.CLEARED).deadlines] == [Clock.REPORT]
    assert stands(S.CLEARED, S.REPORTED).deadlines == ()


def test_a_day_the_recipient_tells_wins_over_the_counted_one():
    told = DAY + timedelta(days=60)
    (deadline,) = stands(S.CODE_RECEIVED, valid_until=told).deadlines
    assert deadline.until == told


def test_until_when_the_list_may_change_is_only_ever_told():
    assert all(one.clock is not Clock.CHANGE for one in stands(S.ENTERED).deadlines)
    until = DAY + timedelta(days=3)
    assert [(one.clock, one.until) for one in stands(S.ENTERED, change_until=until).deadlines] == [
        (Clock.CHANGE, until)
    ]


def test_a_later_entry_of_a_step_holds_and_one_taken_back_does_not():
    first, second = Recorded(1, S.CODE_RECEIVED, DAY), Recorded(2, S.CODE_RECEIVED, DAY + timedelta(days=5))
    (deadline,) = standing([second, first], DAY).deadlines
    assert deadline.until == DAY + timedelta(days=95)
    gone = Recorded(3, S.CODE_RECEIVED, DAY, is_taken_back=True)
    assert standing([first, second, gone], DAY).step is None
