from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convoy.documents.cargo import Party, Stop, Totals, total
from convoy.documents.layout.fonts import missing
from convoy.documents.layout.issue import Variant
from convoy.documents.papers import manifest
from convoy.words import Words
from tests.documents.extremes import Page, has_lonely_signature, watch
from tests.documents.reading import codes, drawn, everything, fonts, outside, pages
from tests.documents.samples import HOSPITAL, ISSUE, MINERS, a_convoy, a_manifest, goods, line, totals

ENGLISH, UKRAINIAN = Words("en"), Words("uk")
MM = 72 / 25.4


def draw(paper, variant=Variant.FULL, issue=ISSUE, words=ENGLISH, second=UKRAINIAN) -> bytes:
    return manifest.render(paper, words, second, variant, issue)


def test_a_guard_can_read_plate_packages_kilograms_and_names_in_both_languages():
    said = everything(draw(a_manifest(), Variant.BORDER))
    for fact in (
        "YK19 ABC",
        "Van 2 of 3",
        "57",
        "Rice, white, 1 kg pack",
        "Рис білий, упаковка 1 кг",
        "100630",
    ):
        assert fact in said
    assert "at least 797.856 kg est.; 7 of 57 packages not weighed" in said
    assert "Korczowa – Krakovets" in said
    assert "Незалежна профспілка гірників" in said


def test_every_page_says_its_number_version_hash_and_how_many_there_are():
    found = pages(draw(a_manifest(lines=40)))
    assert len(found) > 3
    for number, page in enumerate(found, 1):
        assert f"Page {number} of {len(found)}" in page
        assert "CM-CV7-2026-0003" in page
        assert "version 2" in page
        assert "content 9f3a61c2" in page
        assert "replaces version 1" in page
        assert "printed by Oksana Printer, 13 Mar 2026 18:05 UTC" in page
        assert "free of charge, not for sale" in page


def test_the_heading_of_the_table_stands_on_every_page_with_lines():
    found = pages(draw(a_manifest(lines=60), Variant.BORDER))
    assert all("HS code" in page for page in found)


@pytest.mark.parametrize("goods_on_the_last", [1, 6])
@pytest.mark.parametrize("lines", range(1, 24))
def test_no_page_before_the_last_line_is_left_half_empty(monkeypatch, lines, goods_on_the_last):
    watched = watch(monkeypatch)
    mixed = line(lines, goods=tuple(goods(row, quantity=row + 1) for row in range(goods_on_the_last)))
    only = Stop(label="A", consignee=MINERS, lines=(*map(line, range(1, lines)), mixed))
    draw(a_manifest(stops=(only,), boxes=()))
    ((sheet, bodies),) = [(one.sheet, one.pages) for one in watched]
    totals_on = next(at for at, body in enumerate(bodies) if says(body, "Total of van 2"))
    for body in bodies[:totals_on]:
        empty = min(y for _, y, _ in body.lines) - sheet.bottom
        assert empty <= (sheet.top - sheet.bottom) / 2
    assert not any(map(has_lonely_signature, bodies))


def says(body: Page, words: str) -> bool:
    return any(said.startswith(words) for _, _, said in body.lines)


def test_a_stop_that_goes_on_says_so_on_the_next_page():
    found = pages(draw(a_manifest(lines=40, second=30), Variant.BORDER))
    assert (
        "Stop A / Зупинка A · Pavlohrad · Independent Union of Miners, Pavlohrad branch (continued)"
        in found[1]
    )


@pytest.mark.parametrize("lines", range(1, 24))
def test_the_van_is_handed_over_beside_the_total_and_a_line_and_received_beside_what_it_carries(lines):
    only = Stop(label="A", consignee=MINERS, lines=tuple(line(n) for n in range(1, lines + 1)))
    found = pages(draw(a_manifest(stops=(only,), boxes=())))
    (handed_over,) = [page for page in found if "Shipper: handed over" in page]
    assert "Carrier, driver: taken over" in handed_over
    assert "Total of van 2" in handed_over
    assert "610990" in handed_over or any(
        f"{hs}" in handed_over for hs in ("100630", "151219", "340111", "630140", "300510", "850220")
    )
    (received,) = [page for page in found if "Consignee: received" in page]
    assert "Reception at stop A" in received
    assert received is handed_over or "Van 2: " in received


@pytest.mark.parametrize("lines", [3, 9, 31])
def test_nothing_is_drawn_outside_the_margins(lines):
    data = draw(a_manifest(lines=lines, second=2))
    assert outside(data, 20 * MM, 15 * MM, 15 * MM, 15 * MM) == []


def test_totals_are_the_sum_of_the_lines_to_the_gram():
    paper = a_manifest(lines=40, second=17)
    lines = [one.totals for stop in paper.stops for one in stop.lines]
    assert paper.totals.grams == sum(one.grams for one in lines)
    assert paper.totals.packages == sum(one.packages for one in lines)
    assert paper.totals == total(stop.totals for stop in paper.stops)
    said = everything(draw(paper))
    assert ENGLISH.fixed(paper.totals.grams, 3) in said
    for stop in paper.stops:
        assert ENGLISH.fixed(stop.totals.grams, 3) in said


amounts = st.builds(
    Totals,
    packages=st.integers(0, 10**4),
    grams=st.integers(0, 10**9),
    estimated=st.integers(0, 9),
    unknown=st.integers(0, 9),
    millilitres=st.integers(0, 10**9),
    cents=st.dictionaries(st.sampled_from(["EUR", "GBP", "UAH"]), st.integers(0, 10**9)),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(amounts, max_size=6), st.lists(amounts, max_size=6))
def test_a_total_of_totals_is_the_total_of_all(some, others):
    assert total([total(some), total(others)]) == total([*some, *others])


def one_line(sums: Totals) -> str:
    stop = Stop(label="A", consignee=MINERS, lines=(line(1, totals=sums),))
    return everything(draw(a_manifest(stops=(stop,), boxes=()), second=None))


def test_a_load_all_on_scales_says_just_its_weight():
    said = one_line(Totals(packages=40, grams=1_140_250))
    assert "1,140.250 kg" in said
    assert "at least" not in said
    assert "not weighed" not in said


def test_an_estimate_is_marked_and_counted():
    said = one_line(Totals(packages=40, grams=1_140_250, estimated=9))
    assert "1,140.250 kg est.; 9 of 40 packages not weighed" in said
    assert "at least 1,140.250" not in said


def test_a_weight_with_unknown_boxes_is_only_a_lower_bound():
    said = one_line(Totals(packages=40, grams=1_140_250, unknown=9))
    assert "at least 1,140.250 kg; 9 of 40 packages not weighed" in said
    assert "≥ 1,140.250" in said


def test_an_unknown_weight_volume_and_value_are_never_said_as_zero():
    said = one_line(Totals(packages=4, unknown=4, unmeasured=4, unvalued=4))
    assert "not weighed" in said
    assert "not measured" in said
    assert "not stated" in said
    assert "0.000" not in said


def test_numbers_follow_the_first_language():
    sums = Totals(packages=1, grams=1_140_250)
    stop = Stop(label="A", consignee=MINERS, lines=(line(1, totals=sums),))
    said = everything(draw(a_manifest(stops=(stop,)), words=UKRAINIAN, second=None))
    assert "1 140,250" in said


def test_values_in_two_currencies_are_not_added_up():
    paper = a_manifest(
        stops=(
            Stop(
                label="A",
                consignee=MINERS,
                lines=(
                    line(1, totals=totals(cents={"EUR": 100})),
                    line(2, totals=totals(cents={"GBP": 250})),
                ),
            ),
        )
    )
    assert "1.00 EUR + 2.50 GBP" in everything(draw(paper))


def test_what_is_not_known_yet_is_left_for_the_pen():
    known = draw(a_manifest(), issue=None)
    blank = draw(a_manifest(plate="", driver="", driver_phone=""), issue=None)
    assert "YK19 ABC" in everything(known)
    assert "YK19 ABC" not in everything(blank)
    assert "Driver / Водій: ____" in everything(blank)


def test_a_line_of_several_items_lists_each_with_its_pieces_and_code():
    mixed = line(1, goods=(goods(0, quantity=12_000), goods(2, quantity=1), goods(6, quantity=7, unit="PR")))
    said = everything(
        draw(a_manifest(stops=(Stop(label="A", consignee=MINERS, lines=(mixed,)),)), second=None)
    )
    assert "12,000 pieces" in said
    assert "1 piece " in said
    assert "7 pairs" in said
    assert "340111" in said


def test_a_line_longer_than_a_page_goes_on_with_its_number_in_brackets():
    many = line(7, goods=tuple(goods(row, quantity=row + 1) for row in range(80)))
    found = pages(draw(a_manifest(stops=(Stop(label="A", consignee=MINERS, lines=(many,)),), boxes=())))
    assert len(found) > 3
    assert all("(7)" in page for page in found[2:])
    assert "80 pieces" in " ".join(found)


def test_an_unchecked_translation_carries_a_mark_explained_on_the_paper():
    doubtful = line(1, goods=(goods(0, unreviewed=("uk",)),))
    paper = a_manifest(stops=(Stop(label="A", consignee=MINERS, lines=(doubtful,)),))
    said = everything(draw(paper, Variant.BORDER))
    assert "Рис білий, упаковка 1 кг *" in said
    assert "Rice, white, 1 kg pack *" not in said
    assert "*: translation not checked by a native reader" in said


def test_a_name_missing_in_a_language_is_said_in_english_once():
    only = line(1, goods=(goods(0, names={"en": "Tourniquet"}, unreviewed=("uk",)),))
    said = everything(draw(a_manifest(stops=(Stop(label="A", consignee=MINERS, lines=(only,)),), boxes=())))
    assert said.count("Tourniquet") == 1


def test_five_recipients_each_get_their_place_to_sign():
    stops = tuple(
        Stop(label=label, consignee=HOSPITAL, lines=(line(n),)) for n, label in enumerate("ABCDE", 1)
    )
    found = pages(draw(a_manifest(stops=stops, boxes=(), notes="")))
    said = " ".join(found)
    assert all(f"Reception at stop {label}" in said for label in "ABCDE")
    for page in found:
        if "Reception at stop" in page:
            assert "packages" in page.replace("packages,", "packages")
            assert "Van 2:" in page or "Total of van 2" in page


def test_the_code_on_every_page_leads_to_this_version():
    data = draw(a_manifest())
    assert codes(data) == [ISSUE.url] * len(pages(data))


def test_a_preview_is_marked_on_every_page_and_has_no_number():
    found = pages(draw(a_manifest(lines=30), issue=None))
    assert all("DRAFT" in page for page in found)
    assert "CM-" not in " ".join(found)


def test_the_index_of_boxes_is_in_the_full_copy_only():
    assert "BX-7K3F-07-Q" in everything(draw(a_manifest()))
    assert "BX-7K3F-07-Q" not in everything(draw(a_manifest(), Variant.BORDER))


def test_the_number_of_a_vans_paper_stands_on_one_line_however_wide_its_letters():
    paper = a_convoy()
    widest = "CM-WMWMWMW-2026-0888"
    runs = tuple(replace(run, manifest_number=widest) for run in paper.runs)
    assert everything(draw(replace(paper, runs=runs))).count(widest) == len(runs)


def test_a_convoy_summary_has_a_row_for_each_van_and_their_sum():
    paper = a_convoy()
    (said,) = pages(draw(paper))
    for fact in ("YK18 XYZ", "YK19 ABC", "7.5 t box", "CM-CV7-2026-0002", "3 vans", "Ada Example"):
        assert fact in said
    assert ENGLISH.fixed(paper.totals.grams, 3) in said
    assert "9 %" in said


def test_only_embedded_fonts_are_used():
    for variant in Variant:
        assert fonts(draw(a_manifest(), variant)) <= {
            "PTSans-Regular",
            "PTSans-Bold",
            "PTSans-Italic",
            "PTSans-BoldItalic",
            "PT_Sans-Web-Regular",
            "PT_Sans-Web-Bold",
            "PT_Sans-Web-Italic",
            "PT_Sans-Web-BoldItalic",
        }


def test_every_letter_on_paper_is_in_a_font_and_large_enough(monkeypatch):
    written = drawn(monkeypatch, lambda: draw(a_manifest(lines=12)))
    assert written
    assert set().union(*(missing(text) for text, _ in written)) == set()
    assert min(size for _, size in written) >= 9


def test_drawing_again_gives_the_same_bytes_and_the_time_of_printing_leaves_no_trace():
    first = draw(a_manifest())
    assert draw(a_manifest()) == first
    later = replace(ISSUE, made_at=ISSUE.made_at + timedelta(minutes=1))
    assert draw(a_manifest(), issue=later) != first


def test_a_manifest_without_a_single_line_still_draws():
    paper = a_manifest(stops=(Stop(label="A", consignee=Party(name=""), lines=()),), boxes=())
    assert "Total of van 2" in everything(draw(paper))
