"""Codes from a phone: read as they are typed, and matched within their window."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convoy.domain import totp
from convoy.domain.errors import Invalid

NOON = datetime(2026, 11, 27, 12, 0, 10, tzinfo=UTC)
# The example of RFC 6238, appendix B, cut to six digits.
RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("second", "code"), [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")]
)
def test_codes_are_those_of_the_standard(second, code):
    assert totp.code_at(RFC, second // totp.STEP) == code


@pytest.mark.parametrize("typed", ["123456", "123 456", " 123456 ", "123-456", "12 34 56"])
def test_a_code_is_read_however_it_is_spaced(typed):
    assert totp.read(typed) == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "１２３", "-" * 70])
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(Invalid):
        totp.read(typed)


@pytest.mark.parametrize("typed", ["１２３４５６", "١٢٣٤٥٦", "१२३४५६", "12345６"])
def test_digits_of_other_scripts_are_refused_with_the_reading_offered(typed):
    with pytest.raises(Invalid) as refused:
        totp.read(typed)
    assert refused.value.facts["meant"] == "123 456"


@given(st.text(max_size=80))
def test_any_text_is_six_digits_or_refused(text):
    try:
        code = totp.read(text)
    except Invalid:
        return
    assert len(code) == 6
    assert code.isascii()
    assert code.isdigit()


@pytest.mark.parametrize(("off", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_code_of_the_step_before_and_after_is_taken(off, taken):
    step = totp.step_of(NOON) + off
    found = totp.matching_step(RFC, totp.code_at(RFC, step), NOON)
    assert found == (step if taken else None)
    assert totp.clock_is_off(RFC, totp.code_at(RFC, step), NOON)


def test_a_new_secret_is_written_in_groups_and_told_to_the_phone():
    secret = totp.new_secret()
    assert totp.is_secret(secret)
    assert totp.written(secret).replace(" ", "") == secret
    said = totp.address(secret, "olena", "Convoy")
    assert said.startswith("otpauth://totp/Convoy:olena?")
    assert secret in said


@pytest.mark.parametrize("text", ["", "A" * 31, "A" * 33, "a" * 32, "0" * 32])
def test_what_is_not_written_like_a_secret_is_none(text):
    assert not totp.is_secret(text)
