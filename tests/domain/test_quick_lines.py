"""A line typed in one go: what is an amount, and what belongs to the item."""

import pytest

from convoy.domain.quick_lines import QuickLine, identical, read

TYPED = {
    "240 beans in 10 boxes": ("beans", 240, 10),
    "20 x 24 beans": ("beans", 480, 20),
    "20 × 24 beans": ("beans", 480, 20),
    "5 boxes of 30 socks": ("socks", 150, 5),
    "10 коробок по 24 тушонки": ("тушонки", 240, 10),
    "тушонка 240 у 10 коробках": ("тушонка", 240, 10),
    "40 mantas en 4 cajas": ("mantas", 40, 4),
    "12 ковдр": ("ковдр", 12, 0),
    "2 blankets": ("blankets", 2, 0),
    "10 boxes beans": ("beans", 0, 10),
}


@pytest.mark.parametrize("typed", TYPED)
def test_amounts_are_taken_from_the_words(typed):
    assert read(typed) == QuickLine(*TYPED[typed])


@pytest.mark.parametrize(
    "typed",
    ["Rice, white, 1 kg pack", "5 kg rice", "pampers size 5", "FFP2 masks", "beans", "", "0 x 5 beans"],
)
def test_a_number_that_belongs_to_the_item_stays_with_it(typed):
    assert read(typed) == QuickLine(typed)


def test_boxes_of_the_same_content_may_stand_in_the_field_for_the_quantity():
    assert identical("20 x 24") == QuickLine("", 480, 20)
    assert identical("240") is None
    assert identical("20 x 24 beans") is None
