"""Retail barcodes are read as printed; a slip is noticed by the check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convoy.domain import barcodes
from convoy.domain.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("4006381333931", "4006381333931"),
        ("4 006381 333931", "4006381333931"),
        ("036000291452", "0036000291452"),
        ("0036000291452", "0036000291452"),
        ("00036000291452", "0036000291452"),
        ("96385074", "96385074"),
        ("10036000291459", "10036000291459"),
    ],
)
def test_one_product_has_one_barcode_however_its_scanner_writes_it(typed, kept):
    assert barcodes.gtin(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "12", "400638133393", "4006381333932", "40063813339３1", "abcdefgh", "9" * 99]
)
def test_what_is_no_barcode_is_refused_with_its_field(typed):
    with pytest.raises(Invalid) as refused:
        barcodes.gtin(typed)
    assert refused.value.field == "gtin"


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(digits, place, slip):
    whole = digits + barcodes.check_digit(digits)
    wrong = whole[:place] + str((int(whole[place]) + slip) % 10) + whole[place + 1 :]
    with pytest.raises(Invalid):
        barcodes.gtin(wrong)
