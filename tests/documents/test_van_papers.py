"""What holds of every paper of a van: its sums, anything typed, where pages end."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from convoy.documents.cargo import Party
from convoy.documents.layout.fonts import missing
from convoy.words import Words
from tests.documents.reading import codes, drawn, everything, fonts, outside, pages
from tests.documents.samples import ISSUE
from tests.documents.van_papers import PAPERS

ENGLISH = Words("en")
MM = 72 / 25.4
HOSTILE = [
    "<b>bold</b> &amp; %(name)s",
    '<img src="/etc/hostname"/>',
    ") Tj ET /F1 99 Tf BT (injected",
    "שלום لجنة",
    "a\u0301\u0328 й\x00\x1b\u202e z",
    "W" * 200,
    "Щ" * 200_000,
    "слово " * 60,
]
every_paper = pytest.mark.parametrize("code", PAPERS)
every_list = pytest.mark.parametrize("code", [code for code, paper in PAPERS.items() if paper.is_list])


def hostile(code: str, value: str):
    """The sample with the same text wherever somebody may have typed one."""
    paper = PAPERS[code].sample(lines=3)
    party = Party(value, value, value, value, value, value, value)

    def named(one):
        return replace(
            one,
            names={"en": value, "uk": value},
            hs6=value,
            unit=value,
            condition=value,
            code=value,
            origin=value,
            batches=tuple(replace(batch, batch=value) for batch in one.batches),
            cents={value: 5},
        )

    def typed(line):
        return replace(
            line,
            goods=tuple(map(named, line.goods)),
            category=value,
            category_names={"en": value},
            marks=value,
            package=value,
        )

    def packed(box):
        return replace(
            box,
            contents=tuple(map(named, box.contents)),
            code=value,
            short=value,
            stop=value,
            category=value,
            package=value,
            pallet=value,
        )

    stops = tuple(
        replace(
            stop,
            label=value,
            place=value,
            reference=value,
            consignee=party,
            lines=tuple(map(typed, stop.lines)),
        )
        for stop in paper.stops
    )
    texts = {
        name: value
        for name in paper.__dataclass_fields__
        if isinstance(getattr(paper, name), str) and name != "zone"
    }
    if hasattr(paper, "packages"):
        texts["packages"] = tuple(map(packed, paper.packages))
    return replace(paper, **texts, stops=stops, shipper=party, carrier=party, seals=(value, value))


@every_list
def test_a_paper_says_packages_pieces_and_weight_of_the_load_in_both_languages(code):
    paper = PAPERS[code].sample(lines=9)
    said = everything(PAPERS[code].draw(paper))
    assert ENGLISH.number(paper.totals.packages) in said
    assert ENGLISH.fixed(paper.totals.grams, 3) in said
    assert ENGLISH.number(paper.totals.pieces) in said
    assert "Rice, white, 1 kg pack" in said
    assert "Рис білий, упаковка 1 кг *" in said


@every_paper
@pytest.mark.parametrize("value", HOSTILE)
def test_whatever_was_typed_is_printed_inside_the_margins_and_is_only_text(code, value):
    data = PAPERS[code].draw(hostile(code, value))
    assert outside(data, 20 * MM, 15 * MM, 15 * MM, 15 * MM) == []
    reader = PdfReader(BytesIO(data))
    assert len(reader.pages) < 60
    assert set(reader.trailer["/Root"]) <= {"/Type", "/Pages", "/Lang", "/Outlines", "/PageMode"}
    for page in reader.pages:
        assert "/Annots" not in page
        assert "/XObject" not in page["/Resources"]


@every_paper
def test_markup_is_printed_as_it_was_typed(code):
    assert "<b>bold</b> &amp; %(name)s" in everything(PAPERS[code].draw(hostile(code, HOSTILE[0])))


@every_paper
@pytest.mark.parametrize("lines", [1, 2, 7, 31])
def test_nothing_is_drawn_outside_the_margins(code, lines):
    data = PAPERS[code].draw(lines=lines)
    assert outside(data, 20 * MM, 15 * MM, 15 * MM, 15 * MM) == []


@every_paper
@pytest.mark.parametrize("lines", [1, 2, 3, 4, 5, 6, 8, 11, 16, 21])
def test_nobody_signs_on_a_page_without_a_total(code, lines):
    for page in pages(PAPERS[code].draw(lines=lines)):
        if "Signature /" in page:
            assert "Total" in page


@every_paper
@pytest.mark.parametrize("lines", [0, 1, 12])
def test_every_page_says_its_number_and_how_many_there_are(code, lines):
    found = pages(PAPERS[code].draw(lines=lines))
    count = len(found) // PAPERS[code].sets
    for place, page in enumerate(found):
        assert f"Page {place % count + 1} of {count}" in page
        assert f"{code}-CV7-2026-0003" in page
        assert "content 9f3a61c2" in page
        assert "replaces version 1" in page


@every_paper
def test_every_letter_is_in_a_font_and_large_enough(code, monkeypatch):
    written = drawn(monkeypatch, lambda: PAPERS[code].draw(lines=12))
    assert set().union(*(missing(text) for text, _ in written)) == set()
    assert min(size for _, size in written) >= 9
    assert all(name.startswith(("PTSans", "PT_Sans")) for name in fonts(PAPERS[code].draw()))


@every_paper
def test_drawing_again_gives_the_same_bytes_and_a_snapshot_comes_back_as_it_was(code):
    paper = PAPERS[code].sample(lines=9)
    assert PAPERS[code].draw(paper) == PAPERS[code].draw(paper)
    module = PAPERS[code].module
    assert module.from_json(module.to_json(paper)) == paper


@every_paper
def test_the_code_on_every_page_leads_to_this_version(code):
    data = PAPERS[code].draw(lines=7)
    assert codes(data) == [ISSUE.url] * len(pages(data))


@every_paper
def test_a_preview_is_marked_on_every_page_and_has_no_number(code):
    found = pages(PAPERS[code].draw(lines=20, issue=None))
    assert all("DRAFT" in page for page in found)
    assert f"{code}-CV7" not in " ".join(found)


@every_list
def test_a_paper_in_one_language_says_nothing_in_another(code):
    said = everything(PAPERS[code].draw(languages=("uk",)))
    assert "Рис білий" in said
    assert "Rice" not in said
    assert "Signature" not in said
