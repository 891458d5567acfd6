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
        ("soap", "~200 bars", Announced("soap", "200", is_as_typed=False)),
        ("rice", "about 10 kg", Announced("rice", "10 kg", is_as_typed=False)),
        ("tins", "20 x 24", Announced("tins", "20 x 24")),
        ("toys", "a few", Announced("toys", "a few")),
        ("toys", "2 or 3", Announced("toys", "2 or 3")),
        ("200 tins of beans", "", Announced("200 tins of beans")),
    ],
)
def test_an_amount_is_read_as_the_desk_takes_it(what, amount, meant):
    assert read(what, amount) == meant
