import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from convoy.documents.cargo import Party, Stop
from convoy.documents.layout.fonts import Face, missing, runs, width
from convoy.documents.layout.issue import Variant
from convoy.documents.layout.text import LONGEST, fit, shown, text, wrap
from convoy.documents.papers import manifest
from convoy.words import Words
from tests.documents.reading import everything, outside, pages
from tests.documents.samples import ISSUE, a_manifest, goods, line

MM = 72 / 25.4
MARKUP = [
    "<b>bold</b>",
    '<img src="/etc/hostname"/>',
    '<a href="file:///etc/passwd">x</a>',
    "<para><font color=red>red</font></para>",
    "&lt;b&gt; &amp; &#65;",
    "(unbalanced ( parenthesis \\ and \\) slash",
    "%(name)s {name} {{ name }} %s",
    ") Tj ET /F1 99 Tf BT (injected",
]


def paper_with(value: str) -> bytes:
    item = goods(0, names={"en": value, "uk": value}, hs6=value, unit=value, condition=value)
    stop = Stop(
        label=value,
        place=value,
        consignee=Party(value, value, value, value, value, value),
        lines=(line(1, goods=(item,), category=value, category_names={"en": value}, marks=value),),
    )
    paper = a_manifest(
        stops=(stop,),
        plate=value,
        driver=value,
        crossing=value,
        convoy_name=value,
        convoy_code=value,
        aid_code=value,
        notes=value,
        seals=(value,),
    )
    return manifest.render(paper, Words("en"), Words("uk"), Variant.FULL, ISSUE)


@pytest.mark.parametrize("payload", MARKUP)
def test_markup_is_printed_as_it_was_typed(payload):
    said = everything(paper_with(payload))
    assert payload in said


@pytest.mark.parametrize("payload", MARKUP)
def test_no_paper_holds_links_scripts_or_pictures(payload):
    reader = PdfReader(BytesIO(paper_with(payload)))
    for page in reader.pages:
        assert "/Annots" not in page
        assert "/XObject" not in page["/Resources"]
    assert set(reader.trailer["/Root"]) <= {"/Type", "/Pages", "/Lang", "/Outlines", "/PageMode"}


@pytest.mark.parametrize("letter", ["w", "Щ", "中", " "])
def test_two_hundred_thousand_letters_are_capped_and_stay_on_the_page(letter):
    data = paper_with(letter * 200_000)
    assert len(pages(data)) < 12
    assert outside(data, 20 * MM, 15 * MM, 15 * MM, 15 * MM) == []


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u2066", "\u200f", "\u200b", "\x00", "\x1b", "\ufeff", "\u2028", "\ue000"]
)
def test_hidden_and_direction_marks_are_dropped(hidden):
    assert text(f"AB{hidden}CD").replace(" ", "") == "ABCD"


def test_lines_and_tabs_become_one_space():
    assert text("  two\n\n lines\tand\u00a0 tabs ") == "two lines and tabs"


def test_decomposed_letters_are_put_together():
    assert text("й") == "й"


def test_a_letter_no_font_has_is_printed_as_its_number():
    assert text("水 x") == "[U+6C34] x"
    assert text("😀") == "[U+1F600]"


def test_a_letter_with_a_plain_form_is_printed_plainly():
    assert text("①") == "1"


@pytest.mark.parametrize("phrase", ["Αλληλεγγύη", "שלום", "Đặng Văn", "→ ● ♥", "ĄĘŚŻŁ ґєії №₴€"])
def test_other_scripts_are_drawn_from_an_embedded_font(phrase):
    assert missing(text(phrase)) == set()
    assert text(phrase) == phrase
    assert phrase.split()[0][::-1] in everything(paper_with(phrase)) or phrase.split()[0] in everything(
        paper_with(phrase)
    )


def test_arabic_is_joined_and_runs_from_right_to_left():
    joined = text("لجنة 12")
    assert missing(joined) == set()
    assert shown(joined).startswith("12 ")
    assert width(joined, Face.REGULAR, 9) > 0


@pytest.mark.parametrize(
    ("written", "drawn_as"),
    [
        ("שלום (אב)", "(בא) םולש"),
        ("שלום (abc) [7]", "[7] (abc) םולש"),
        ("abc (x) שלום", "abc (x) םולש"),
        ("(", "("),
    ],
)
def test_brackets_open_towards_what_they_hold(written, drawn_as):
    assert shown(written) == drawn_as


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_comes_out_printable_and_short(value):
    safe = text(value)
    assert missing(safe) == set()
    assert len(safe) <= LONGEST
    assert safe == safe.strip()
    assert safe.isprintable()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120).map(text), st.floats(8, 300))
def test_wrapped_lines_fit_and_lose_no_letter(value, room):
    lines = wrap(value, Face.REGULAR, 9, room)
    assert "".join(lines).replace(" ", "") == value.replace(" ", "")
    assert all(width(part, Face.REGULAR, 9) <= room or len(part) == 1 for part in lines)


def test_a_cut_line_ends_in_dots_and_fits():
    cut = fit("Thermal underwear set, adult", Face.BOLD, 9, 60)
    assert cut.endswith("…")
    assert width(cut, Face.BOLD, 9) <= 60


def test_runs_give_back_the_text_in_order():
    mixed = "Hall Αθήνα שלום → 7"
    assert "".join(stretch for _, stretch in runs(mixed, Face.BOLD)) == mixed


def test_no_glyph_is_ever_the_empty_box():
    """Code 0 is the box: it must not occur in any drawn string."""
    data = paper_with("水 Αλληλεγγύη لجنة Đặng ☐ ✓ 😀")
    for page in PdfReader(BytesIO(data)).pages:
        content = page.get_contents().get_data()
        assert zlib.crc32(content)
        assert b"\\000" not in content
