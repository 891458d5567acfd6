"""Codes typed from weekend cards, and PINs."""

import pytest

from convoy.domain import card_codes, pins, references
from convoy.domain.errors import Invalid


def test_a_code_is_read_however_it_is_typed():
    code = card_codes.new()
    plain = card_codes.read(code)
    assert len(plain) == 12
    for typed in (
        code.lower(),
        plain,
        f" {code.replace('-', ' ')} ",
        code.replace("0", "O").replace("1", "l"),
        f"https://aid.example.org/card#{plain}",
        code.translate(str.maketrans("ABEKMHPCTXY", "АВЕКМНРСТХУ")),
    ):
        assert card_codes.read(typed) == plain
    assert card_codes.written(plain) == code


def test_every_single_slip_and_swap_is_noticed():
    plain = card_codes.read(card_codes.new())
    wrong = {
        plain[:at] + letter + plain[at + 1 :] for at in range(len(plain)) for letter in references.ALPHABET
    } | {plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :] for at in range(len(plain) - 1)}
    for typed in wrong - {plain}:
        with pytest.raises(Invalid):
            card_codes.read(typed)


@pytest.mark.parametrize("typed", ["", "WC-7K3F-2M-Q", "x" * 100_000, "7K3F-2M9Q-XT4", "U" * 12, "\x00" * 12])
def test_what_is_no_code_is_said_so(typed):
    with pytest.raises(Invalid) as refusal:
        card_codes.read(typed)
    assert refusal.value.field == "code"


def test_codes_have_fifty_five_random_bits_and_do_not_repeat():
    assert references.ALPHABET.__len__() ** card_codes.RANDOM == 2**55
    assert len({card_codes.new() for _ in range(2_000)}) == 2_000


@pytest.mark.parametrize(
    "typed",
    [
        "12345",
        "123456",
        "654321",
        "111111",
        "121212",
        "123123",
        "890123",
        "112211",
        "1234567890123",
        "12345a",
        "١٢٣٤٥٦",
        "",
    ],
)
def test_a_pin_that_is_tried_first_is_refused(typed):
    with pytest.raises(Invalid) as refusal:
        pins.check_new(typed)
    assert refusal.value.field == "pin"


@pytest.mark.parametrize("typed", ["482915", "48 29 15", "8204917365"])
def test_a_pin_of_six_digits_or_more_is_taken(typed):
    assert pins.check_new(typed) == typed.replace(" ", "")
