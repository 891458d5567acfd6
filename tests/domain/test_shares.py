"""Sharing pieces and grams out to boxes."""

from hypothesis import given
from hypothesis import strategies as st

from convoy.domain import shares


def test_the_larger_shares_come_first():
    assert shares.evenly(7, 3) == [3, 2, 2]
    assert shares.evenly(240, 10) == [24] * 10


@given(st.integers(1, 10**7), st.integers(1, 400))
def test_an_even_split_loses_nothing_and_differs_by_one_at_most(amount, parts):
    split = shares.evenly(amount, parts)
    assert sum(split) == amount
    assert len(split) == parts
    assert max(split) - min(split) <= 1


@given(st.integers(1, 5 * 10**7), st.lists(st.integers(1, 10**5), min_size=1, max_size=60))
def test_grams_follow_the_pieces_and_sum_to_the_gram(amount, weights):
    split = shares.in_proportion(amount, weights)
    total = sum(weights)
    assert sum(split) == amount
    assert all(
        abs(share * total - amount * weight) < total for share, weight in zip(split, weights, strict=True)
    )


@given(st.integers(0, 5 * 10**7), st.lists(st.integers(0, 10**6), max_size=60))
def test_the_largest_remainders_leave_no_gram_over_and_no_share_a_gram_away(amount, weights):
    split = shares.by_largest_remainder(amount, weights)
    total = sum(weights)
    assert sum(split) == (amount if weights else 0)
    assert not total or all(
        abs(share * total - amount * weight) < total for share, weight in zip(split, weights, strict=True)
    )


def test_what_is_left_over_goes_to_the_largest_fraction():
    assert shares.by_largest_remainder(10, [1, 1, 4]) == [2, 2, 6]
    assert shares.by_largest_remainder(100, [0, 0]) == [50, 50]
