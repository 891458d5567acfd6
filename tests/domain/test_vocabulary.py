"""Words of different vocabularies are never taken for each other."""

import pytest

from convoy.domain.kinds import EventKind, PlaceStatus, StopKind
from convoy.domain.lifecycle import NEXT, BoxStage, ConvoyStage, RunStage
from convoy.web.labels import MARKS


def test_a_closed_box_is_not_a_closed_convoy():
    assert BoxStage.CLOSED != ConvoyStage.CLOSED
    assert BoxStage.CLOSED == BoxStage("closed") == "closed"
    assert len({BoxStage.CLOSED, ConvoyStage.CLOSED, PlaceStatus.CLOSED}) == 3


def test_a_closed_box_may_be_opened_and_a_closed_convoy_may_not_become_open():
    assert BoxStage.OPEN in NEXT[BoxStage.CLOSED]
    assert NEXT[ConvoyStage.CLOSED] == {ConvoyStage.DELIVERED}


@pytest.mark.parametrize(
    ("one", "other"), [(RunStage.LOADING, EventKind.LOADING), (PlaceStatus.CLOSED, BoxStage.CLOSED)]
)
def test_each_vocabulary_has_its_own_words_on_screen(one, other):
    assert MARKS[one] != MARKS[other]
    assert StopKind.LOADING in MARKS
