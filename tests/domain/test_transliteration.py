"""Ukrainian names in Latin letters, as on a Ukrainian passport."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convoy.domain.transliteration import latin


@pytest.mark.parametrize(
    ("ukrainian", "expected"),
    [
        ("Згорани", "Zghorany"),
        ("Розгін", "Rozghin"),
        ("Єнакієве", "Yenakiieve"),
        ("Їжакевич", "Yizhakevych"),
        ("Кадиївка", "Kadyivka"),
        ("Щербухи", "Shcherbukhy"),
        ("Знам’янка", "Znamianka"),
        ("Кривий Ріг", "Kryvyi Rih"),
        ("Łódź", "Lodz"),
        ("İşçi Dayanışması", "Isci Dayanismasi"),
    ],
)
def test_names_are_written_as_the_resolution_says(ukrainian: str, expected: str) -> None:
    assert latin(ukrainian) == expected


@given(st.text(max_size=40))
def test_whatever_letters_a_name_has_the_plain_ones_beside_them_stay(name: str) -> None:
    assert latin(f"{name} Leeds").endswith(" Leeds")
