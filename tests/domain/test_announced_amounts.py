"""What a donor types about an amount is put where the desk counts it, or stays as it was typed."""

import pytest

from convoy.domain.announced_amounts import Announced, read


@pytest.mark.parametrize(
    ("what", "amount", "meant"),
    [
        ("blankets", "3 bags", Announced("blankets", packages=3, package_code="BG")),
        ("3 bags of blankets", "", Announced("blankets", packages=3, package_code="BG")),
        ("ковдри", "3 мішки", Announced("ковдри", packages=3, package_code="BG")),
        ("books", "5 boxes", Announced("books", packages=5, package_code="BX")),
        ("soap", "200", Announced("soap", "200")),
        ("soap", "about 200", Announced("soap", "200", is_as_typed=False)),
        ("soap", "~200", Announced("soap", "200", is_as_typed=False)),
        ("socks", "about 30 pairs", Announced("socks", "30", is_as_typed=False)),
        ("socks", "30 шт.", Announced("socks", "30 шт.")),
        ("books", "2 big boxes", Announced("books", packages=2, package_code="BX", is_as_typed=False)),
        ("books", "about 3 boxes", Announced("books", packages=3, package_code="BX", is_as_typed=False)),
        (
            "3 large plastic bags of blankets",
            "",
            Announced("blankets", packages=3, package_code="BG", is_as_typed=False),
        ),
        ("rice", "about 10 kg", Announced("rice", "10 kg", is_as_typed=False)),
        ("tins", "20 x 24", Announced("tins", "20 x 24")),
        ("200 tins of beans", "", Announced("200 tins of beans")),
    ],
)
def test_an_amount_is_read_as_the_desk_takes_it(what, amount, meant):
    assert read(what, amount) == meant


@pytest.mark.parametrize(
    "amount",
    [
        "a few",
        "2 or 3",
        "one box of 100",
        "3 trays",
        "1 van full",
        "about 200 bars",
        "2 boxes of 100",
        "2 kg boxes",
    ],
)
def test_an_amount_that_is_not_surely_understood_is_left_to_be_counted_and_noted(amount):
    assert read("soap", amount) == Announced("soap", is_as_typed=False)
