"""Items offered for words that were kept: only those that the words are like."""

import pytest

from convoy.domain.guesses import likely
from tests.domain.test_matching import CATALOGUE


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("xqzt paste tubes", "HYG-TPAS-01"),
        ("teddy bears", "EDU-TOYS-01"),
        ("дитячі іграшки", "EDU-TOYS-01"),
        ("Kinderschuhe", "FOT-CHLD-01"),
        ("electric ketle", "KIT-KETT-01"),
    ],
)
def test_what_is_like_the_words_is_offered_first(said, item):
    assert likely(CATALOGUE, said, 3)[0] == item


@pytest.mark.parametrize(
    "said", ["tinned food", "old clothing", "grandma's pickled beets", "camouflage nets", "qwerty thing"]
)
def test_nothing_is_offered_where_no_item_is_like_the_words(said):
    assert likely(CATALOGUE, said, 3) == []


def test_half_an_everyday_word_does_not_offer_an_item_whose_name_is_another():
    assert "RES-TURN-01" not in likely(CATALOGUE, "mixed clothes", 3)
