from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from convoy.documents.papers import (
    blank_labels,
    box_labels,
    bundle_cover,
    crew_list,
    dangerous_goods,
    day_report,
    distribution_report,
    donation_receipt,
    driver_sheet,
    dual_use,
    intake_sheets,
    loaders_sheet,
    loss_report,
    manifest,
    medicines_list,
    pallet_labels,
    poster,
    vehicle_sheet,
    weekend_cards,
)
from convoy.documents.registry import KINDS, Variant, fingerprint
from convoy.words import Words
from tests.documents import samples
from tests.documents.reading import everything
from tests.documents.samples import (
    ISSUE,
    a_bundle,
    a_card,
    a_convoy,
    a_crew_list,
    a_day,
    a_label,
    a_manifest,
    a_pallet,
    a_receipt,
)
from tests.documents.van_papers import PAPERS
from tests.documents.van_samples import (
    a_dangerous_note,
    a_distribution_report,
    a_driver_sheet,
    a_dual_use_statement,
    a_loaders_sheet,
    a_loss_report,
    a_medicines_list,
    a_vehicle_sheet,
)

SNAPSHOTS = {
    "BC": bundle_cover.to_json(a_bundle()),
    "CL": crew_list.to_json(a_crew_list()),
    "BL": blank_labels.to_json(samples.blank_labels()),
    "CM": manifest.to_json(a_manifest()),
    "DG": dangerous_goods.to_json(a_dangerous_note()),
    "DI": distribution_report.to_json(a_distribution_report()),
    "DR": donation_receipt.to_json(a_receipt()),
    "DS": driver_sheet.to_json(a_driver_sheet()),
    "DU": dual_use.to_json(a_dual_use_statement()),
    "DY": day_report.to_json(a_day()),
    "IS": intake_sheets.to_json(samples.intake_sheets()),
    "LB": box_labels.to_json(box_labels.BoxLabels((a_label(),))),
    "LR": loss_report.to_json(a_loss_report()),
    "LS": loaders_sheet.to_json(a_loaders_sheet()),
    "ML": medicines_list.to_json(a_medicines_list()),
    "PLT": pallet_labels.to_json(pallet_labels.PalletLabels((a_pallet(),))),
    "PO": poster.to_json(samples.a_poster()),
    "VS": vehicle_sheet.to_json(a_vehicle_sheet()),
    "WC": weekend_cards.to_json(weekend_cards.WeekendCards((a_card(),))),
} | {code: paper.module.to_json(paper.sample()) for code, paper in PAPERS.items()}


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_draws_its_snapshot_in_one_and_two_languages(code):
    kind = KINDS[code]
    for languages in (("en",), ("uk", "en")):
        for variant in kind.variants:
            data = kind.render(SNAPSHOTS[code], ISSUE, languages, variant)
            assert data.startswith(b"%PDF")
            assert kind.render(SNAPSHOTS[code], ISSUE, languages, variant) == data


def test_a_convoy_is_drawn_by_the_same_kind_as_its_vans():
    said = everything(KINDS["CM"].render(manifest.to_json(a_convoy()), ISSUE, ("en", "uk")))
    assert "3 vans" in said


def test_the_registry_draws_what_the_paper_draws():
    drawn = manifest.render(a_manifest(), Words("en"), Words("uk"), Variant.BORDER, ISSUE)
    assert KINDS["CM"].render(SNAPSHOTS["CM"], ISSUE, ("en", "uk"), Variant.BORDER) == drawn


def test_the_language_of_the_file_is_the_first_one():
    data = KINDS["CM"].render(SNAPSHOTS["CM"], ISSUE, ("uk", "en"))
    assert b"/Lang (uk)" in data


@pytest.mark.parametrize(
    ("code", "languages", "variant"),
    [("LB", ("en",), "border"), ("CM", (), "full"), ("CM", ("en", "uk", "pl"), "full")],
)
def test_what_a_kind_cannot_print_is_refused(code, languages, variant):
    with pytest.raises(ValueError, match=f"{code} is not printed"):
        KINDS[code].render(SNAPSHOTS[code], ISSUE, languages, Variant(variant))


def test_the_fingerprint_has_64_hexadecimal_digits():
    assert len(fingerprint(SNAPSHOTS["CM"])) == 64


def test_papers_drawn_at_the_same_time_do_not_mix_their_letters():
    """ReportLab keeps one font reader for all documents; the server draws in several threads."""
    alone = {code: kind.render(SNAPSHOTS[code], ISSUE, ("en", "uk")) for code, kind in KINDS.items()}
    codes = [*KINDS] * 6
    with ThreadPoolExecutor(4) as threads:
        together = threads.map(lambda code: KINDS[code].render(SNAPSHOTS[code], ISSUE, ("en", "uk")), codes)
    assert all(data == alone[code] for code, data in zip(codes, together, strict=True))


def test_the_cover_of_a_bundle_says_in_both_languages_which_pages_lie():
    cover = a_bundle(papers=1)
    lying = replace(cover, papers=(replace(cover.papers[0], sheet="Letter landscape"),))
    said = everything(bundle_cover.render(lying, Words("pl"), Words("uk")))
    assert "Letter poziomo Letter альбомна" in said
