from contextlib import suppress
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convoy.domain import keyboards, references
from convoy.domain.errors import Invalid

CODES = [references.new(prefix) for prefix in references.PREFIXES for _ in range(3)]


def squeezed(code):
    return code.replace("-", "")


def test_a_new_code_is_read_back_as_itself():
    for code in CODES:
        assert references.read(code) == code


def test_codes_are_written_in_three_groups_after_their_prefix():
    prefix, first, second, check = references.new("BX").split("-")
    assert (prefix, len(first), len(second), len(check)) == ("BX", 4, 2, 1)


def test_a_thousand_codes_are_a_thousand_different_ones():
    assert len({references.new("BX") for _ in range(1_000)}) == 1_000


WAYS = {
    "in small letters": str.lower,
    "without dashes": squeezed,
    "with spaces": lambda code: code.replace("-", " "),
    "with long dashes": lambda code: code.replace("-", "–"),
    "with what a scanner adds": lambda code: f"  {code}\r\n",
    "with O for 0 and l for 1": lambda code: code.replace("0", "O").replace("1", "l"),
    "with o for 0 and I for 1": lambda code: code.replace("0", "o").replace("1", "I"),
    "as a link": lambda code: f"https://convoy.example/b/{code}",
    "as a longer link": lambda code: f"https://convoy.example/b/{code.lower()}/?from=label#top",
    "as a link in capitals": lambda code: f"HTTPS://CONVOY.EXAMPLE/B/{squeezed(code)}",
    "with one space": lambda code: code[:2] + " " + code[3:],
    "in Cyrillic letters": lambda code: code.translate(str.maketrans("ABCEHKMPTX", "АВСЕНКМРТХ")),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_code_is_understood_however_it_is_typed(way):
    for code in CODES:
        assert references.read(WAYS[way](code)) == code


def test_a_code_without_prefix_is_understood_where_one_kind_is_expected():
    code = references.new("BX")
    assert references.read(code[3:], "BX") == code
    assert references.read(squeezed(code)[2:].lower(), "BX") == code


def test_a_code_without_prefix_is_refused_where_any_kind_may_come():
    with pytest.raises(Invalid, match="two letters before it"):
        references.read(references.new("BX")[3:])


def test_a_code_of_another_kind_is_named_as_such():
    with pytest.raises(Invalid, match="begins with DN, needed is BX"):
        references.read(references.new("DN"), "BX")


def refused(text):
    try:
        read = references.read(text)
    except Invalid:
        return True
    return read is None


def test_every_single_wrong_character_is_noticed():
    for code in CODES[::3]:
        plain = squeezed(code)
        for place in range(2, len(plain)):
            for other in references.ALPHABET:
                if other != plain[place]:
                    assert refused(plain[:place] + other + plain[place + 1 :]), code


def test_every_wrong_letter_in_the_prefix_is_noticed():
    for code in CODES[::3]:
        for place in range(2):
            for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
                if other != code[place]:
                    assert refused(code[:place] + other + code[place + 1 :]), code


def test_every_swap_of_two_characters_is_noticed():
    for code in CODES:
        plain = squeezed(code)
        for one, two in combinations(range(2, len(plain)), 2):
            if plain[one] != plain[two]:
                letters = list(plain)
                letters[one], letters[two] = letters[two], letters[one]
                assert refused("".join(letters)), code


def test_other_slips_pass_no_more_often_than_one_in_thirty_two():
    passed = 0
    code = squeezed(CODES[0])
    for first in references.ALPHABET:
        for second in references.ALPHABET:
            wrong = code[:3] + first + code[4:6] + second + code[7:]
            passed += wrong != code and not refused(wrong)
    assert passed <= 32


@pytest.mark.parametrize(
    "text", ["", " ", "BX", "BX-", "47", "BX-7K3F-2M", "BX-7K3F-2M-QQ", "B" * 100_000, "\x00"]
)
def test_what_is_no_code_is_refused_with_an_example(text):
    with pytest.raises(Invalid, match="BX-7K3F-2M-Q"):
        references.read(text)


@given(st.text(max_size=40))
@example("BX-7K3F-2M-U")
@example("https://")
@example("://BX")
@example("²²²²²²²²²")
@example("ﬃßŉǰΐ")
def test_any_text_is_either_a_code_or_refused(text):
    with suppress(Invalid):
        code = references.read(text)
        assert references.read(code) == code
    with suppress(Invalid):
        _, number = references.short_number(text)
        assert 0 < number < 10_000_000
    assert set(references.near(text, CODES)) <= set(CODES)


def test_a_mistyped_code_is_answered_with_what_it_may_have_been():
    code = CODES[0]
    plain = squeezed(code)
    for place in range(2, len(plain)):
        wrong = plain[:place] + ("2" if plain[place] != "2" else "3") + plain[place + 1 :]
        assert references.near(wrong, CODES)[0] == code
        assert references.near(wrong[2:], CODES)[0] == code
        assert references.near(plain[:place] + plain[place + 1 :], CODES)[0] == code
    swapped = plain[:3] + plain[4] + plain[3] + plain[5:]
    assert code in references.near(swapped, CODES)


def test_a_code_far_from_all_others_suggests_none():
    assert references.near("BX-0000-00-0", ["BX-7K3F-2M-Q"]) == ()


def test_at_most_five_codes_are_suggested():
    alike = [f"BX-7K3F-2M-{letter}" for letter in references.ALPHABET]
    assert len(references.near("BX-7K3F-2M-0", alike)) == 5
    assert references.near("BX-7K3F-2M-0", alike)[0] == "BX-7K3F-2M-0"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Leeds 47", ("Leeds", 47)),
        ("47", (None, 47)),
        ("LEE-47", ("LEE", 47)),
        ("lee 47", ("lee", 47)),
        ("lee47", ("lee", 47)),
        ("#47", (None, 47)),
        ("Leeds № 047", ("Leeds", 47)),
        ("Львів 3", ("Львів", 3)),
        ("New Cross – 1204", ("New Cross", 1204)),
        ("Hall 2 47", ("Hall 2", 47)),
    ],
)
def test_the_number_the_hall_shouts_is_understood(text, meant):
    assert references.short_number(text) == meant


@pytest.mark.parametrize(
    "text",
    ["", "Leeds", "0", "Leeds 0", "47 Leeds", "12345678", "Leeds ４７", "-", "-1", "−1", "x" * 500 + "1"],
)
def test_what_is_no_box_number_is_refused(text):
    with pytest.raises(Invalid, match="not a box number"):
        references.short_number(text)


@pytest.mark.parametrize("layout", ["uk", "ru", "fr", "de", "es", "it"])
def test_a_scanner_typing_on_another_layout_is_understood(layout):
    for text in ("BX-0000-00-B", "HTTPS://AID.EXAMPLE/B/BX000000B"):
        assert references.read(keyboards.written(text, layout)) == "BX-0000-00-B"
    with pytest.raises(Invalid):
        references.read(keyboards.written("BX-0000-00-C", layout))
