"""Counts of what arrived: figures that agree with what was sent, and sums over several counts."""

import pytest

from convoy.domain.counting import (
    BoxCount,
    LineCount,
    Outcome,
    Tally,
    add_up,
    found_later,
    lines_of,
    must_agree,
    outcome_of,
)
from convoy.domain.errors import RuleBroken

BOX = "BX-7K3F-2M-Q"


def test_a_box_judged_as_a_whole_has_all_its_lines_judged_so():
    assert lines_of(BoxCount(BOX, Outcome.DAMAGED), {1: 24, 2: 3, 3: 0}) == (
        LineCount(1, damaged=24),
        LineCount(2, damaged=3),
    )


def test_lines_given_are_taken_as_they_are():
    given = (LineCount(1, good=20, missing=4),)
    assert lines_of(BoxCount(BOX, lines=given), {1: 24}) == given


@pytest.mark.parametrize(
    "lines",
    [
        [LineCount(1, good=23)],
        [LineCount(1, good=24)],
        [LineCount(1, good=24), LineCount(2, good=3), LineCount(3, good=1)],
        [LineCount(1, good=12), LineCount(1, good=12), LineCount(2, good=3)],
        [LineCount(1, good=25, missing=-1), LineCount(2, good=3)],
        [],
    ],
)
def test_figures_that_do_not_come_to_what_was_sent_are_refused(lines):
    with pytest.raises(RuleBroken, match=BOX):
        must_agree(BoxCount(BOX), lines, {1: 24, 2: 3})


def test_more_than_listed_does_not_count_towards_what_was_sent():
    must_agree(BoxCount(BOX), [LineCount(1, good=24, excess=5)], {1: 24})
    with pytest.raises(RuleBroken, match=BOX):
        must_agree(BoxCount(BOX), [LineCount(1, good=19, excess=5)], {1: 24})


def test_a_later_count_finds_what_was_missing_and_no_more():
    assert found_later(BoxCount(BOX), [LineCount(1, good=2, damaged=1, missing=1)], {1: 4}) == [
        LineCount(1, good=2, damaged=1)
    ]
    for lines in ([LineCount(1, good=5)], [LineCount(2, good=1)], [LineCount(1, missing=4)]):
        with pytest.raises(RuleBroken):
            found_later(BoxCount(BOX), lines, {1: 4})


def test_several_counts_of_a_lot_add_up_to_what_was_sent():
    counts = [
        LineCount(1, good=10, damaged=2, missing=12),
        LineCount(1, good=5),
        LineCount(1, damaged=3, excess=1),
    ]
    assert add_up(counts) == Tally(sent=24, good=15, damaged=5, missing=4, excess=1)
    assert add_up([]) == Tally()


def test_a_box_is_as_good_as_the_best_of_what_is_in_it():
    assert outcome_of(Tally(24, good=1, missing=23)) is Outcome.GOOD
    assert outcome_of(Tally(24, damaged=1, missing=23)) is Outcome.DAMAGED
    assert outcome_of(Tally(24, missing=24)) is Outcome.MISSING


def test_a_tally_differs_when_anything_is_lost_broken_or_too_much():
    assert not Tally(24, good=24).differs
    assert Tally(24, good=24, excess=1).differs
    assert Tally(24, good=23, missing=1).differs
