import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convoy.domain import intake, measures
from convoy.domain.errors import Invalid
from convoy.domain.measures import Amount, Unit, amount, cents, grams, millilitres, millimetres, quantity


@pytest.mark.parametrize(
    ("typed", "pieces"),
    [
        ("240", 240),
        ("  240 ", 240),
        ("1 200", 1_200),
        ("1\u00a0200", 1_200),
        ("1\u202f200", 1_200),
        ("1.200", 1_200),
        ("1,200", 1_200),
        ("1,200,000", 1_200_000),
        ("1.200,00", 1_200),
        ("240.0", 240),
        ("240,00", 240),
        ("0012", 12),
        ("+5", 5),
        ("240 шт.", 240),
        ("240 pcs", 240),
        ("240szt.", 240),
        ("2 dozen", 24),
        ("2,5 dozen", 30),
        ("a dozen", 12),
        ("дюжина", 12),
        ("2 dúzias", 24),
        ("2 douzaines", 24),
        ("2 dozzine", 24),
        ("2 düzine", 24),
        ("2 دزينة", 24),
        ("2 peças", 2),
        ("3 дюжини", 36),
        ("10 000 000", 10_000_000),
    ],
)
def test_pieces_are_understood_as_people_write_them(typed, pieces):
    assert quantity(typed) == pieces


def test_numbers_of_spreadsheets_and_json_are_taken_as_they_are():
    assert quantity(240) == quantity(240.0) == 240


@pytest.mark.parametrize("typed", ["1.000", "240,000", "12.000"])
def test_a_number_with_two_whole_readings_is_not_guessed(typed):
    with pytest.raises(Invalid, match="can be read as"):
        quantity(typed)


HOSTILE = [
    "",
    " ",
    "x",
    "шт",
    "NaN",
    "nan",
    "sNaN",
    "-NaN",
    "inf",
    "Infinity",
    "-inf",
    "∞",
    "1e309",
    "1e3",
    "1E-3",
    "1_000",
    "１２",
    "٣٤",
    "१२",
    "𝟏𝟐",
    "-1",
    "−5",
    "–5",
    "- 5",
    "(5)",
    "0",
    "0.0",
    "-0",
    "12.5",
    "1/2",
    "½",
    "²",
    "①",
    "Ⅻ",
    "0x10",
    "0b1",
    "10 x 24",
    "10-12",
    "5%",
    "1.2.3",
    "1,2.3,4",
    "1 20",
    "12 34",
    "..",
    ",",
    "1..2",
    "10000001",
    "99999999999999999999",
    "9" * 50,
    "9" * 5_000,
    "1" + "0" * 200_000,
    "240 tins and more",
    "12 kg",
    "12 pairs",
    "3 уп.",
    "€ 5",
    "=1+1",
    "1\x00",
    "\ud800",
    "12\u202e",
    True,
    False,
    float("nan"),
    float("inf"),
    -5,
    1.5,
    1.234,
    1e300,
    10**400,
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_what_is_no_number_of_pieces_is_refused_with_its_field(number):
    with pytest.raises(Invalid) as refusal:
        quantity(HOSTILE[number], field="count")
    assert refusal.value.field == "count"
    assert all(letter.isprintable() for letter in str(refusal.value))
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize(
    ("typed", "reading"), [("１２", "12"), ("٣٤", "34"), ("१२ kg", "12 kg"), ("1_000", "1000")]
)
def test_digits_of_another_script_are_refused_with_the_reading_offered(typed, reading):
    with pytest.raises(Invalid, match=f"did you mean {reading}"):
        quantity(typed)


def test_packs_count_where_their_content_is_known():
    assert quantity("3 уп.", pack=12) == 36
    assert quantity("3 packs", pack=12) == 36
    with pytest.raises(Invalid, match="how much a pack holds is not known"):
        quantity("3 уп.")


def test_zero_is_taken_only_where_it_is_asked_for():
    assert quantity("0", minimum=0) == 0
    with pytest.raises(Invalid, match="write more than 0"):
        quantity("0")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12,5", 12_500),
        ("12.5 kg", 12_500),
        ("12,5кг", 12_500),
        ("500 g", 500),
        ("500 г", 500),
        ("1,2 t", 1_200_000),
        ("1,234", 1_234),
        ("1.234 kg", 1_234),
        ("1 234,5", 1_234_500),
        ("1.234,5 kg", 1_234_500),
        ("1,234 g", 1_234),
        (",5", 500),
        ("12.", 12_000),
        ("50 t", 50_000_000),
        (30.6, 30_600),
        (1.234, 1_234),
        (12, 12_000),
    ],
)
def test_weights_are_understood_with_point_or_comma_and_their_unit(typed, expected):
    assert grams(typed) == expected


@pytest.mark.parametrize(
    "typed", ["12,3456", "0.0001", "50001", "51 t", "12 lb", "12 l", "0", "-3", "1.000 g", "NaN"]
)
def test_a_weight_that_cannot_be_kept_is_refused(typed):
    with pytest.raises(Invalid) as refusal:
        grams(typed, field="gross")
    assert refusal.value.field == "gross"


def test_lengths_volumes_and_money_have_their_own_readings():
    assert millimetres("120") == millimetres("1,2 m") == millimetres("1.200 mm") == 1_200
    assert millimetres("40.5") == 405
    assert millilitres("1,5") == millilitres("1 500 ml") == millilitres("150 cl") == 1_500
    assert cents("12.50") == cents("12,5 €") == cents("EUR 12,50") == 1_250
    assert cents("1,200") == cents("1 200,00") == cents("1.200") == 120_000
    assert cents("0") == 0
    assert cents("12 zł", currency="PLN") == 1_200


@pytest.mark.parametrize("typed", ["12 zł", "£12", "12.345,678", "-1", "1e3", "€ 12 €", "twelve"])
def test_money_in_another_currency_or_none_is_refused(typed):
    with pytest.raises(Invalid):
        cents(typed)


def test_a_quantity_in_another_base_unit_takes_a_bare_number_as_told():
    assert quantity("12", unit=Unit.GRAM) == 12
    assert quantity("12", unit=Unit.GRAM, bare="kg") == 12_000
    assert quantity("12 g", unit=Unit.GRAM, bare="kg") == 12


def test_an_amount_of_an_unknown_item_keeps_the_unit_it_was_typed_in():
    assert amount("240") == Amount(240, Unit.PIECE)
    assert amount("2 dozen") == Amount(24, Unit.PIECE)
    assert amount("12,5 kg") == Amount(12_500, Unit.GRAM)
    assert amount("3 l") == Amount(3_000, Unit.MILLILITRE)
    assert amount("1.5") == amount("1.5 kg"), "pieces cannot be divided"
    assert amount(" 3  уп.").written == "3 уп."


@pytest.mark.parametrize(
    ("typed", "grams"),
    [("1.5", 1_500), ("1.200", 1_200), ("1,5 kg", 1_500), ("800 g", 800), ("240", 240_000)],
)
def test_a_number_alone_is_kilograms_of_goods_counted_by_weight(typed, grams):
    assert intake.read_quantity(typed, intake.WEIGHED, field="quantity") == grams


@pytest.mark.parametrize("typed", ["240 pieces", "240 шт.", "2 dozen", "dozen", "3 packs", "3 уп."])
def test_pieces_and_packs_of_goods_counted_by_weight_are_refused_with_what_is_needed(typed):
    with pytest.raises(
        Invalid, match=rf"“{re.escape(typed)}” is not a weight; write it like 12.5 kg|not a number"
    ):
        intake.read_quantity(typed, intake.WEIGHED, field="quantity", per_package=24)


def test_packs_are_pieces_by_the_catalogue_and_only_whole_ones():
    assert intake.read_quantity("3 уп.", "H87", field="quantity", per_package=24) == 72
    assert intake.read_quantity("3 packs", intake.PACKS, field="quantity", per_package=24) == 3
    for typed, per_package in (("3 packs", 1), ("1.5 packs", 24)):
        with pytest.raises(Invalid):
            intake.read_quantity(typed, "H87", field="quantity", per_package=per_package)


@given(st.integers(min_value=1, max_value=50_000_000))
def test_what_is_shown_is_read_back_to_the_last_unit(number):
    assert grams(measures.kilograms(number)) == number
    assert millilitres(measures.litres(number)) == number
    assert cents(measures.money(number)) == number
    assert millimetres(measures.centimetres(number % 100_000 + 1)) == number % 100_000 + 1


@given(st.integers(min_value=1, max_value=10_000_000))
def test_grouped_numbers_are_read_back(number):
    for group in (" ", "\u00a0", "\u202f"):
        assert quantity(f"{number:,}".replace(",", group)) == number
        assert grams(f"{number:,}".replace(",", group) + " g") == number


NEARLY = st.text(st.sampled_from("0123456789.,-+ eE_xkgtшт€½٣\u00a0"), max_size=20)


@given(st.one_of(NEARLY, st.text(st.characters(), max_size=80), st.floats(), st.integers()))
@example("\ud800")
@example("1" + "0" * 5_000)
def test_anything_typed_is_a_sane_number_or_refused(typed):
    for take in (quantity, grams, millimetres, millilitres, cents):
        try:
            number = take(typed)
        except Invalid:
            continue
        assert type(number) is int
        assert 0 <= number <= 1_000_000_000
    try:
        found = amount(typed)
    except Invalid:
        return
    assert found.number > 0


@pytest.mark.parametrize("typed", ["a lot", "12 stone", "heavy 12"])
def test_what_is_no_weight_is_told_how_weights_are_written_whatever_it_is(typed):
    with pytest.raises(Invalid, match=r"is not a weight; write it like 12\.5 kg or 800 g"):
        grams(typed)
