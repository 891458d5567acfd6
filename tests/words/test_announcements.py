"""How messages for a group are said: rounded, in right plurals, a rare thing never named."""

from datetime import date

import pytest

from convoy.words import Words
from convoy.words.announcements import Arrived, CutOff, Left, message, say


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "1 фургон, 1 коробка"),
        (2, "2 фургони, 2 коробки"),
        (5, "5 фургонів, 5 коробок"),
        (21, "21 фургон, 21 коробка"),
        (112, "112 фургонів, 112 коробок"),
    ],
)
def test_ukrainian_counts_are_in_the_right_form(number, expected):
    assert expected in say(Left(number, number, 1), Words("uk"))


@pytest.mark.parametrize(
    ("grams", "expected"),
    [
        (400, "about 10 kg"),
        (344_000, "about 340 kg"),
        (994_000, "about 990 kg"),
        (996_000, "about 1.0 t"),
        (3_140_000, "about 3.1 t"),
    ],
)
def test_weights_are_rounded(grams, expected):
    assert expected in say(Left(2, 187, grams), Words("en"))


def test_a_rare_kind_of_goods_is_not_named():
    grams = {"food": 1_200_000, "medicine": 9_000, "hygiene": 340_000}
    text = say(Arrived(184, 184, grams, 0), Words("en"))
    assert "Food: about 1.2 t; Hygiene: about 340 kg; and other goods." in text
    assert "Medicine" not in text


def test_two_languages_and_an_addition_stand_apart():
    cut_off = CutOff(date(2026, 3, 14))
    parts = message(cut_off, [Words("en"), Words("uk")], "Soup!").split("\n\n")
    assert len(parts) == 3
    assert "Sat 14 Mar 2026" in parts[0]
    assert parts[2] == "Soup!"
