"""What the desk is told of goods: the weightiest first, and only what has to be seen is asked."""

from datetime import date

from convoy.domain.cautions import Caution, Goods, cautions
from convoy.domain.kinds import IntakeRule

JUNE, NOVEMBER = date(2026, 6, 1), date(2026, 11, 1)


def of(day=NOVEMBER, **facts):
    return cautions(
        Goods(**{"code": "FOD-RICE-01", "rule": IntakeRule.ACCEPT, "category": "food", **facts}), day
    )


def test_ordinary_goods_need_no_word():
    assert of() == ()


def test_winter_things_are_doubtful_only_when_the_winter_is_over():
    assert of(JUNE, code="CLO-JACK-01") == (Caution.OUT_OF_SEASON,)
    assert of(NOVEMBER, code="CLO-JACK-01") == ()


def test_a_date_is_past_the_day_after_it_and_short_before():
    assert of(expires_on=date(2026, 10, 31)) == (Caution.PAST_DATE,)
    assert of(expires_on=date(2026, 11, 30)) == (Caution.SHORT_DATE,)
    assert of(expires_on=date(2027, 11, 30), asks_expiry=True) == ()
    assert of(asks_expiry=True) == (Caution.ASKS_EXPIRY,)


def test_what_nobody_should_bring_is_said_before_all_that_may_be_settled():
    assert of(rule=IntakeRule.REJECT, is_unwanted=True, is_wanted=True, dual_use=True) == (
        Caution.REJECTED,
        Caution.UNWANTED,
        Caution.TWO_PERSONS,
    )
    assert of(is_wanted=True) == (Caution.WANTED,)
