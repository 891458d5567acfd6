"""What is written after the road: the loss and damage report, the distribution report."""

from dataclasses import replace

import pytest

from convoy.documents.cargo import Party
from convoy.documents.layout.fonts import missing
from convoy.documents.papers import distribution_report, loss_report
from convoy.documents.papers.loss_report import ACTIONS, KINDS, LossReport
from convoy.words import Words
from tests.documents.reading import codes, drawn, everything, outside, pages
from tests.documents.samples import ISSUE
from tests.documents.van_samples import HOSTILE, a_distribution_report, a_loss_report

ENGLISH, UKRAINIAN = Words("en"), Words("uk")
MM = 72 / 25.4


def lost(report, issue=ISSUE, words=ENGLISH, second=UKRAINIAN) -> bytes:
    return loss_report.render(report, words, second, issue)


def given(report, issue=ISSUE, words=ENGLISH, second=UKRAINIAN) -> bytes:
    return distribution_report.render(report, words, second, issue)


def test_a_loss_report_says_what_was_lost_where_and_who_signs():
    (said,) = pages(lost(a_loss_report()))
    for fact in (
        "Mon 16 Mar 2026, 16:05 (Kyiv)",
        "Car park near Lviv",
        "49.84, 24.03",
        "WB-CV7-2026-0004",
        "Leeds 3–4",
        "24 pieces",
        "wet, burst",
        "Rain came through the roof hatch",
        "Акт про втрату та пошкодження",
    ):
        assert fact in said
    assert said.count("Signature") == 3


def test_the_value_lost_is_a_lower_bound_while_some_of_it_is_unknown():
    said = everything(lost(a_loss_report()))
    assert "≥ 62.40 EUR" in said
    assert "≥ 1.50 GBP" in said
    known = a_loss_report(goods=a_loss_report().goods[:2])
    assert "≥" not in everything(lost(known))


def test_a_blank_loss_report_offers_every_kind_and_action_and_room_to_write():
    (said,) = pages(lost(LossReport("Leeds Trades Council")))
    for message in (*KINDS.values(), *ACTIONS.values()):
        assert ENGLISH.gettext(message) in said
        assert UKRAINIAN.gettext(message) in said
    assert "Total" not in said


@pytest.mark.parametrize("rows", [1, 5, 8, 11, 14, 17, 20, 40])
def test_nobody_signs_a_loss_on_a_page_by_itself(rows):
    report = a_loss_report(goods=a_loss_report().goods[:1] * rows)
    (signed,) = [page for page in pages(lost(report)) if "Signature" in page]
    assert "Remarks" in signed


def test_a_distribution_report_names_the_goods_and_the_day_it_is_due():
    said = everything(given(a_distribution_report()))
    for fact in (
        "15 Jun 2026",
        "15 черв. 2026",
        "AC-2026-000123",
        "WB-CV7-2026-0004, GR-CV7-2026-0002",
        "Рис білий, упаковка 1 кг *",
        "*: translation not checked by a native reader",
        "240 pieces",
        "no names, no addresses",
        "papers@aid.example.org",
    ):
        assert fact in said


def test_a_distribution_report_holds_no_field_for_a_person_who_was_helped():
    names = set(distribution_report.DistributionReport.__dataclass_fields__)
    assert not names & {"people", "names", "households", "beneficiaries"}


@pytest.mark.parametrize("rows", [0, 1, 6, 9, 12, 15, 60])
def test_no_table_of_the_form_is_cut_from_its_heading_and_no_signature_from_the_form(rows):
    found = pages(given(a_distribution_report(rows)))
    (signed,) = [page for page in found if "Signature" in page]
    assert "Photos are attached" in signed
    assert sum("People reached, by age" in page for page in found) == 1
    assert any("60+" in page and "0–4" in page for page in found)


@pytest.mark.parametrize(
    "draw",
    [lambda: lost(a_loss_report()), lambda: given(a_distribution_report(40))],
    ids=["loss", "distribution"],
)
def test_every_page_of_a_report_is_numbered_keeps_its_margins_and_leads_to_its_version(draw):
    data = draw()
    found = pages(data)
    assert all(f"Page {number} of {len(found)}" in page for number, page in enumerate(found, 1))
    assert codes(data) == [ISSUE.url] * len(found)
    assert outside(data, 20 * MM, 15 * MM, 15 * MM, 15 * MM) == []
    assert draw() == data


def test_a_report_comes_back_from_its_snapshot():
    assert loss_report.from_json(loss_report.to_json(a_loss_report())) == a_loss_report()
    report = a_distribution_report()
    assert distribution_report.from_json(distribution_report.to_json(report)) == report


def test_hostile_text_is_printed_as_typed_and_stays_in_the_page(monkeypatch):
    worst = Party(*[HOSTILE] * 6)
    goods = replace(a_loss_report().goods[0], names={"en": HOSTILE}, boxes=HOSTILE, remark=HOSTILE)
    first = a_loss_report(
        goods=(goods,) * 3,
        recipient=worst,
        place=HOSTILE,
        plate=HOSTILE,
        cause=HOSTILE,
        authority=HOSTILE,
        remarks=HOSTILE,
    )
    some = replace(a_distribution_report().goods[0], names={"en": HOSTILE}, unit=HOSTILE)
    second = a_distribution_report(goods=(some,) * 3, recipient=worst, papers=(HOSTILE,) * 9)
    for data in (lost(first), given(second)):
        assert outside(data, 20 * MM, 15 * MM, 15 * MM, 15 * MM) == []
        assert "<b>Ж</b>" in everything(data)
    written = drawn(monkeypatch, lambda: (lost(first), given(second)))
    assert set().union(*(missing(line) for line, _ in written)) == set()
    assert min(size for _, size in written) >= 9
