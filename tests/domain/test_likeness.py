"""Which names may be one: other order, other letters, a slip; never other numbers."""

import pytest

from convoy.domain.likeness import Likeness, Named, likely_pairs


def likeness(first: str, second: str, phones: tuple[str, str] = ("", "")) -> Likeness | None:
    found = likely_pairs([Named("A", (first,), phones[0]), Named("B", (second,), phones[1])])
    return found[0].likeness if found else None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Miners' Union, Leeds", "Leeds Miners Union"),
        ("Café Solidarité", "cafe solidarite"),
        ("Шахтарі Донбасу", "Shakhtari Donbasu"),
        ("Foo Union", "Fоо Union"),
    ],
    ids=["other order", "accents", "other alphabet", "letters that look alike"],
)
def test_the_same_name_is_known_however_it_is_written(first, second):
    assert likeness(first, second) is Likeness.SAME_NAME


@pytest.mark.parametrize(
    ("first", "second"),
    [("Bakers Union", "Bakers Unoin"), ("Teachers of Bradford", "Teacher of Bradfords"), ("Bakery", "Bakry")],
)
def test_a_slip_of_the_finger_is_suggested(first, second):
    assert likeness(first, second) is Likeness.NEAR_NAME


@pytest.mark.parametrize(
    ("first", "second"),
    [("Branch 12", "Branch 13"), ("Anna", "Anne"), ("Bakers Union", "Miners Union")],
    ids=["other numbers", "too short to tell", "other words"],
)
def test_other_names_are_not(first, second):
    assert likeness(first, second) is None


def test_one_telephone_makes_two_names_suspect_however_the_country_is_written():
    assert likeness("Bakers", "Millers", ("+44 113 496 0000", "0113 496 0000")) is Likeness.SAME_PHONE


def test_a_number_that_everybody_has_says_nothing():
    many = [
        Named(f"C{n:02}", ("bcdfghjkmnpqrstvwxyz"[n % 20] * (6 + n),), "0113 496 0000") for n in range(31)
    ]
    assert not likely_pairs(many)
