"""What a place's own list of what not to bring names, and what only begins like one of its words."""

import pytest

from convoy.domain.unwanted import judged, named
from tests.domain.test_matching import CATALOGUE


@pytest.mark.parametrize(
    ("listed", "typed"),
    [
        ("wine", "winter jackets"),
        ("beds", "bedding"),
        ("pans", "pants"),
        ("food", "foot cream"),
        ("meat", "ready meals"),
        ("coats", "coal"),
        ("books", "boots"),
        ("milk", "mild soap"),
        ("glass", "reading glasses"),
        ("cars", "care parcels"),
        ("вода", "водяний насос"),
        ("medicine", "medical gloves"),
    ],
)
def test_goods_whose_name_only_begins_like_a_word_of_the_list_are_welcome(listed, typed):
    assert judged(CATALOGUE, typed, listed) is None


@pytest.mark.parametrize(
    ("listed", "typed"),
    [
        ("coat", "two warm coats"),
        ("coats", "a coat"),
        ("одяг", "багато одягу"),
        ("книги", "стара книга"),
        ("glass jars", "glass jar"),
        ("mattresses", "mattress"),
        ("used clothes", "used clothing"),
        ("used clothing", "used clothes"),
        ("wine, toys", "toy"),
        ("szkło", "słoiki ze szkła"),
    ],
)
def test_goods_that_the_list_names_in_another_number_or_case_are_not(listed, typed):
    assert judged(CATALOGUE, typed, listed) is not None


def test_the_part_of_the_list_is_named_in_its_own_words():
    assert named("2 bags of used coats", "Wine; Used coats") == "Used coats"
