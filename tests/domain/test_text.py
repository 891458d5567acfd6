import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convoy.domain.errors import Invalid
from convoy.domain.text import clean, clean_note, fold, skeleton

HOSTILE = [
    "a\x00b",
    "\x00",
    "a\x1bb",
    "a\x7fb",
    "a\x9bb",
    "a\u202eb",
    "a\u202ab",
    "a\u2066b",
    "a\u2069b",
    "a\u200eb",
    "a\u061cb",
    "a\u200bb",
    "a\u200cb",
    "a\u200db",
    "\u200da",
    "a\ufeffb",
    "a\u00adb",
    "a\u2060b",
    "a\u034fb",
    "a\u115fb",
    "a\u3164b",
    "a\u2800b",
    "a\ufe0fb",
    "\ufe0f",
    "a\ue000b",
    "a\U000f0000b",
    "a\U000e0041b",
    "a\ud800b",
    "\udfff",
    "a\uffffb",
    "a\ufdd0b",
    "a\U0001ffffb",
    "a\ufffcb",
    "a\ufff9b",
    "a\U000e0100b",
    "Fo\ufffdd",
    "e" + "\u0301" * 20,
    "Z̸̧̛̹͉̈a̷l̶g̵o̴",
    "x" * 201,
    "x" * 200_000,
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_text_that_misleads_or_cannot_be_stored_is_refused(number):
    for take in (clean, clean_note):
        with pytest.raises(Invalid) as refusal:
            take(HOSTILE[number], limit=200, field="name")
        assert refusal.value.field == "name"
        assert all(letter.isprintable() for letter in str(refusal.value))


@pytest.mark.parametrize(
    "text",
    [
        "Związek Pocztowców, koło Wola",
        "Профспілка «Міст» — відділення № 3",
        "В'язані шкарпетки",
        "اتحاد العمال",
        "می‌خواهم",
        "👨‍👩‍👧 ❤️ 🇺🇦 👍🏽 5️⃣",
        "שָׁלוֹם",
        "Tarpaulin, 4 × 6 m",
        "=HYPERLINK(1)",
        "<b>Ångström & Søn</b>",
        "日本語 (にほんご)",
        "क्‍ष",
        "x" * 200,
        "",
    ],
)
def test_names_of_many_scripts_are_kept_as_they_are(text):
    assert clean(text, limit=200, field="name") == text


def test_text_is_trimmed_composed_and_its_blanks_become_single_spaces():
    written = " 20\u00a0000\u2009 mAh,\t Łódz\u0301\r\n nowa "
    assert clean(written, limit=50, field="name") == "20 000 mAh, Łódź nowa"


def test_a_note_keeps_its_lines_and_at_most_one_empty_between():
    assert clean_note(" first \r\n\r\n\r\n\r\n  second\tline\u2028third \n", limit=50, field="note") == (
        "first\n\nsecond line\nthird"
    )


def test_too_long_a_text_is_told_its_length_and_the_limit():
    with pytest.raises(Invalid, match="31 characters were written; 30 fit"):
        clean("x" * 31, limit=30, field="name")


def test_an_invisible_character_is_named_with_what_stands_before_it():
    with pytest.raises(Invalid, match=r"U\+202E\) follows “Steel”"):
        clean("Steel\u202egnp.exe", limit=30, field="name")
    with pytest.raises(Invalid, match=r"U\+FEFF\) stands first"):
        clean("\ufeffname", limit=30, field="name")


@given(st.text(st.characters(), max_size=60))
@example("\ud800")
@example("e\u0301\u0301\u0301\u0301")
@example("\u1100\u1161")
def test_any_text_is_refused_or_can_be_stored_and_cleaning_again_changes_nothing(text):
    for take in (clean, clean_note):
        try:
            kept = take(text, limit=1_000, field="name")
        except Invalid:
            continue
        assert kept.encode().decode() == kept == unicodedata.normalize("NFC", kept)
        assert take(kept, limit=1_000, field="name") == kept
        assert "\x00" not in kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Łódź", "LODZ"),
        ("Straße", "STRASSE"),
        ("В'язані", "в’язанІ"),
        ("В'язані", "вязані"),
        ("Women's boots", "womens BOOTS"),
        ("Trousse d’urgence", "trousse d urgence"),
        ("4 × 6 m", "4 x 6 m"),
        ("Їжа, дитяча", "їжа  дитяча"),
        ("Йогурт", "иогурт"),
        ("ґумові", "гумові"),
        ("İstanbul", "istanbul"),
        ("ISPANAK", "ıspanak"),
        ("Générateur", "generateur"),
        ("Powerbank 20 000", "powerbank-20-000"),
        ("قَفّازات", "قفازات"),
        ("أدوية", "ادويه"),
        ("１２", "12"),
        ("٣", "3"),
        ("snow_boots", "snow boots"),
    ],
)
def test_spellings_of_one_word_fold_to_one_key(one, other):
    assert fold(one) == fold(other)


@given(st.text(st.characters(), max_size=60))
def test_a_folded_key_is_plain_words_and_folds_to_itself(text):
    key = fold(text)
    assert fold(key) == key
    assert key == " ".join(key.split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("admin", "аdmin"),
        ("admin", "аԁmіn"),
        ("Ivan", "Іvan"),
        ("Ivan", "lvan"),
        ("root", "r00t"),
        ("Alice", "A1ice"),
        ("ПОСТ", "пост"),
        ("Red Cross", "RedCross"),
        ("Red-Cross", "Rеd Сrоss"),
        ("Союз", "Coюз"),
        ("Olga", "ΟLGA"),
        ("modern", "modem"),
        ("Zoé", "zoe"),
        ("ｂｏｘ", "box"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(one, other):
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ivan", "Iван Б"), ("Oksana", "Olena"), ("Rail Workers 12", "Rail Workers 13"), ("Мир", "Mop")],
)
def test_names_that_differ_to_the_eye_have_different_skeletons(one, other):
    assert skeleton(one) != skeleton(other)


@given(st.text(st.characters(), max_size=60))
def test_any_text_has_a_skeleton_that_ignores_case(text):
    assert skeleton(skeleton(text)) == skeleton(text)
