"""Codes on medicines say item, batch and expiry, however a scanner hands them on."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convoy.domain import barcodes, gs1, keyboards
from convoy.domain.errors import Invalid
from tests.scanned_codes import CORPUS, REFUSED, WORDS

TODAY = date(2026, 11, 28)
GTIN = "04006381333931"
PLAIN = "4006381333931"


def read(typed):
    return gs1.read(typed, today=TODAY)


WHOLE = gs1.Read(PLAIN, "AB-12/3", date(2027, 3, 31), "S1")


@pytest.mark.parametrize(
    "typed",
    [
        f"(01){GTIN}(17)270300(10)AB-12/3(21)S1",
        f"(01) {GTIN} (17) 270300 (10) AB-12/3 (21) S1",
        f"01{GTIN}1727030010AB-12/3\x1d21S1",
        f"\x1d01{GTIN}1727030010AB-12/3\x1d21S1",
        f"]d201{GTIN}1727030010AB-12/3\x1d21S1",
        f"]d2\x1d01{GTIN}10AB-12/3\x1d17270331\x1d21S1",
        f"01{GTIN}21S1␝10AB-12/3␝17270300",
        f"10AB-12/3{{GS}}21S1{{GS}}01{GTIN}17270300",
        f"01{GTIN}1727030010AB-12/3\x1d21S1\x1d710PZN123\x1d3103000120",
    ],
)
def test_a_code_says_the_same_in_every_form(typed):
    assert read(typed) == WHOLE


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("270300", date(2027, 3, 31)),
        ("280200", date(2028, 2, 29)),
        ("270228", date(2027, 2, 28)),
        ("260512", date(2026, 5, 12)),
        ("760101", date(2076, 1, 1)),
        ("770101", date(1977, 1, 1)),
        ("990101", date(1999, 1, 1)),
        ("000200", date(2000, 2, 29)),
    ],
)
def test_a_date_is_read_by_the_rules_of_gs1(stated, day):
    assert read(f"01{GTIN}17{stated}").expires_on == day


@pytest.mark.parametrize("stated", ["271300", "270001", "270230", "270432", "2703", "27030A"])
def test_an_impossible_date_is_refused(stated):
    with pytest.raises(Invalid):
        read(f"(01){GTIN}(17){stated}")


def test_best_before_stands_in_where_there_is_no_expiry():
    assert read(f"01{GTIN}15270500").expires_on == date(2027, 5, 31)
    assert read(f"01{GTIN}1527050017270400").expires_on == date(2027, 4, 30)


@pytest.mark.parametrize(
    "typed",
    [
        "01040063813339321727030010AB",  # a wrong check digit
        "(17)270300(10)AB",  # no item
        f"01{GTIN}10{'A' * 21}",  # too long a batch
        f"01{GTIN}10",  # an empty one
        f"01{GTIN}10A\x1d10B",  # two that differ
        f"01{GTIN}10Ж",  # no letter of GS1
        f"01{GTIN}05123",  # no identifier
        f"01{GTIN[:10]}\x1d10A",  # cut short
        "()",
        "",
    ],
)
def test_what_cannot_be_is_refused_at_its_field(typed):
    with pytest.raises(Invalid) as refused:
        read(typed)
    assert refused.value.field == "gtin"


def test_the_same_part_twice_counts_once():
    assert read(f"01{GTIN}10A\x1d10A").batch == "A"


@pytest.mark.parametrize(
    "typed", ["Beans", "(12) pairs of socks", "240 beans in 10 boxes", PLAIN, "(new) blanket", "", "0104"]
)
def test_ordinary_words_are_no_gs1_code(typed):
    assert not gs1.is_meant(typed)


@pytest.mark.parametrize("typed", [f"(01){GTIN}", f"]d201{GTIN}17270300", f"01{GTIN}", f"\x1d01{GTIN}"])
def test_a_gs1_code_is_told_from_words(typed):
    assert gs1.is_meant(typed)


SIGNS = "!\"%&'*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
values = st.text(SIGNS, min_size=1, max_size=20)
digits = st.text("0123456789", min_size=13, max_size=13)
days = st.dates(date(2000, 1, 1), date(2075, 12, 31))


@given(digits, values, values, days, st.permutations(["01", "10", "17", "21"]))
def test_whatever_is_put_in_comes_out_in_either_form_and_any_order(body, batch, serial, day, order):
    gtin = body + barcodes.check_digit(body)
    said = {"01": gtin, "10": batch, "17": f"{day:%y%m%d}", "21": serial}
    expected = gs1.Read(barcodes.gtin(gtin), batch, day, serial)
    assert read("".join(f"{name}{said[name]}\x1d" for name in order)) == expected
    assert read("".join(f"({name}){said[name]}" for name in order)) == expected


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_and_never_breaks(typed):
    gs1.is_meant(typed)
    try:
        found = read(typed)
    except Invalid:
        return
    assert found.gtin


@given(st.text("()0123456789\x1dABab", max_size=60))
def test_texts_that_look_like_codes_are_read_or_refused(typed):
    try:
        found = read(typed)
    except Invalid:
        return
    assert barcodes.gtin(found.gtin) == found.gtin


@pytest.mark.parametrize(("typed", "item", "batch", "expiry"), CORPUS, ids=range(len(CORPUS)))
def test_every_code_on_record_says_what_is_written_beside_it(typed, item, batch, expiry):
    if item == REFUSED:
        with pytest.raises(Invalid) as refused:
            gs1.scanned(typed)
        assert refused.value.field == "gtin"
        return
    found = gs1.scanned(typed)
    if found is None:
        assert item == WORDS
        return
    day = found.expires_on.isoformat() if found.expires_on else ""
    assert (found.gtin, found.batch, day) == (item, batch, expiry)


@pytest.mark.parametrize("typed", ["+A123BJC5D6E71", "]d1+A99912345/$$52001510X3", "9N110375286414"])
def test_codes_of_other_kinds_are_named_and_what_to_do_is_said(typed):
    with pytest.raises(Invalid, match="HIBC or PPN"):
        gs1.scanned(typed)


@given(st.integers(0, 99), st.dates(date(2026, 1, 1), date(2149, 12, 31)))
def test_a_year_of_two_digits_is_the_one_within_fifty_years_in_any_century(year, today):
    found = gs1.read(f"01{GTIN}17{year:02}0100", today=today).expires_on
    (meant,) = [one for one in range(today.year - 49, today.year + 51) if one % 100 == year]
    assert found == date(meant, 1, 31)


lots = st.from_regex(r"[A-Z][A-Z0-9/-]{0,10}", fullmatch=True)


@given(digits, lots, days, st.sampled_from(["uk", "ru", "fr"]))
def test_a_scanner_typing_on_another_layout_is_understood(body, batch, day, layout):
    gtin = body + barcodes.check_digit(body)
    typed = keyboards.written(f"01{gtin}17{day:%y%m%d}10{batch}", layout)
    assert gs1.scanned(typed) == gs1.Read(barcodes.gtin(gtin), batch, day)


@given(st.text("0123456789", min_size=7, max_size=7), st.sampled_from([12, 13, 14]))
def test_a_short_barcode_filled_up_with_zeros_is_the_short_one(body, length):
    short = body + barcodes.check_digit(body)
    assert barcodes.gtin(short.zfill(length)) == short
