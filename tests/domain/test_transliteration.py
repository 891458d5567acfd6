"""Ukrainian names in Latin letters, as on a Ukrainian passport."""

import pytest

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
    ],
)
def test_names_are_written_as_the_resolution_says(ukrainian: str, expected: str) -> None:
    assert latin(ukrainian) == expected
