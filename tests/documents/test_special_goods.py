"""Papers of goods that a border minds: dangerous goods, medicines, dual use."""

from dataclasses import replace

import pytest

from convoy.documents.cargo import Danger, Party
from convoy.documents.layout.fonts import missing
from convoy.documents.papers import dangerous_goods, dual_use, medicines_list
from convoy.documents.papers.dangerous_goods import DangerousGoodsNote
from convoy.domain.adr_points import SMALL_LOAD, STILL_REQUIRED, Counted
from convoy.words import Words
from tests.documents.reading import codes, drawn, everything, outside, pages
from tests.documents.samples import ISSUE
from tests.documents.van_samples import (
    BLEACH,
    GENERATORS,
    HOSTILE,
    PARACETAMOL,
    PETROL,
    POWER_STATIONS,
    a_dangerous_note,
    a_dual_use_statement,
    a_load,
    a_medicines_list,
    dangerous_load,
    some_dual_use,
)

ENGLISH, UKRAINIAN = Words("en"), Words("uk")
MM = 72 / 25.4


def warn(note, issue=ISSUE, second=UKRAINIAN) -> bytes:
    return dangerous_goods.render(note, ENGLISH, second, issue)


def heal(listed, issue=ISSUE, second=UKRAINIAN) -> bytes:
    return medicines_list.render(listed, ENGLISH, second, issue)


def state(statement, issue=ISSUE, second=UKRAINIAN) -> bytes:
    return dual_use.render(statement, ENGLISH, second, issue)


def note_of(*dangers: Danger) -> DangerousGoodsNote:
    return DangerousGoodsNote(dangerous_load(*dangers))


@pytest.mark.parametrize(
    ("category", "litres", "points"),
    [("1", 20, 1_000), ("2", 333, 999), ("3", 1_000, 1_000), ("4", 9_999, 0)],
)
def test_points_are_litres_or_kilograms_times_the_factor_of_the_category(category, litres, points):
    found = SMALL_LOAD.points([Counted(category, litres * 1_000)])
    assert (found.thousandths, found.is_small) == (points * 1_000, True)


@pytest.mark.parametrize(
    ("goods", "small", "over"),
    [
        (Counted("2", 333_334), False, True),
        (Counted("0", 1), False, True),
        (Counted("", 1_000), False, False),
        (Counted("2", None), False, False),
        (Counted("4", None), True, False),
    ],
)
def test_a_load_is_small_only_where_that_is_sure(goods, small, over):
    found = SMALL_LOAD.points([goods])
    assert (found.is_small, found.is_over) == (small, over)


def test_a_note_describes_goods_in_the_order_of_the_adr_and_adds_up_their_points():
    said = everything(warn(a_dangerous_note()))
    for fact in (
        "UN1203 PETROL, 3, II, (D/E)",
        "UN1791 HYPOCHLORITE SOLUTION, 8, III, (E)",
        "40.000 l",
        "2 × 3",
        "120.000",
        "37.500 kg",
        "112.500",
        "268.500 of 1,000 points (ADR 2025, 1.1.3.6)",
        "Load not exceeding the exemption limits prescribed in 1.1.3.6",
        "not counted: SP363",
        "Emergency phone",
        "translation not checked by a native reader",
    ):
        assert fact in said
    assert all(ENGLISH.gettext(duty) in said for duty in STILL_REQUIRED)


def test_each_transport_category_has_its_quantity_and_calculated_value():
    said = everything(warn(note_of(PETROL, PETROL, replace(BLEACH, measured=5_000))))
    assert "2 80.000 l 3 240.000" in said
    assert "3 5.000 l 1 5.000" in said


def test_what_is_not_known_is_ruled_and_never_called_a_small_load():
    said = everything(warn(note_of(PETROL, BLEACH, replace(PETROL, category=""))))
    assert "____" in said
    assert "Load not exceeding" not in said
    assert "Not all quantities or categories are known" in said
    assert "≥ 120.000" in said
    assert "0.000 l" not in said.replace("40.000 l", "")


@pytest.mark.parametrize("worst", [replace(PETROL, measured=400_000), replace(PETROL, category="0")])
def test_a_load_over_the_limit_says_that_the_whole_adr_applies(worst):
    said = everything(warn(note_of(worst, GENERATORS)))
    assert "Over the limit of a small load" in said
    assert "Load not exceeding" not in said


def test_a_note_of_a_van_without_dangerous_goods_says_so():
    said = everything(warn(DangerousGoodsNote(a_load())))
    assert "No dangerous goods are listed for this van." in said
    assert "Points of the van" not in said


def test_a_note_keeps_the_rules_it_was_made_under():
    old = replace(SMALL_LOAD, edition="ADR 1999", limit=100)
    note = dangerous_goods.from_json(dangerous_goods.to_json(a_dangerous_note(rules=old)))
    assert note.rules == old
    assert "Over the limit" in everything(warn(note))


def test_a_medicines_list_has_a_row_for_each_batch():
    said = everything(heal(a_medicines_list(3, 4)))
    for number in range(1, 4):
        assert all(f"LOT-{number}{place}" in said for place in range(4))
    for fact in (
        "Paracetamol (Examplol), 500 mg, tablets, 20 tablets [N02BE01]",
        "Парацетамол 500 мг *",
        "translation not checked by a native reader",
        "Example Pharma, PL",
        "15–25 °C",
        "05/2028",
        "OTC",
        "Dr. Alex Example, pharmacist, 12 Mar 2026",
    ):
        assert fact in said


def test_the_totals_of_the_medicines_are_theirs_alone():
    listed = a_medicines_list(3, 2)
    other = a_load(lines=2, second=1).stops[0].lines
    stops = (replace(listed.load.stops[0], lines=(*listed.load.stops[0].lines, *other)), listed.load.stops[1])
    mixed = replace(listed, load=replace(listed.load, stops=stops))
    assert mixed.totals == listed.totals
    medical = [line.totals for line in listed.load.lines]
    assert listed.totals.grams == sum(one.grams for one in medical)
    assert listed.totals.packages == sum(one.packages for one in medical)
    said = everything(heal(mixed))
    assert "Rice" not in said
    assert "720.00 EUR" in said
    assert f"{ENGLISH.fixed(listed.totals.grams, 3)} kg" in said


def test_a_controlled_substance_is_never_covered_by_the_ordinary_statement():
    listed = a_medicines_list(1, 1)
    assert "no controlled substances" in everything(heal(listed))
    first = listed.load.stops[0]
    item = replace(first.lines[0].goods[0], medicine_facts=replace(PARACETAMOL, supply="controlled"))
    stop = replace(first, lines=(replace(first.lines[0], goods=(item,)),))
    said = everything(heal(replace(listed, load=replace(listed.load, stops=(stop,)))))
    assert "no controlled substances" not in said
    assert "This list names controlled substances" in said


@pytest.mark.parametrize("batches", [1, 2, 4, 5, 6, 7, 8, 9, 10, 30])
def test_nobody_releases_medicines_on_a_page_without_a_batch_and_the_total(batches):
    (signed,) = [page for page in pages(heal(a_medicines_list(1, batches))) if "Signature" in page]
    assert "LOT-" in signed
    assert "Total of the medicines" in signed


def test_a_van_without_controlled_goods_states_so_and_names_what_was_looked_for():
    (said,) = pages(state(a_dual_use_statement()))
    assert "none of the goods on this van is listed in Annex I to Regulation (EU) 2021/821" in said
    assert "thermal and night vision" in said
    assert "тепловізори та прилади нічного бачення" in said
    assert "Entry in the list" not in said


def test_goods_that_were_looked_at_twice_name_entry_licence_end_user_and_who_decided():
    said = everything(state(a_dual_use_statement(goods=some_dual_use())))
    for fact in (
        "6A003.b.4",
        "X-2026-000001",
        "31 Dec 2026",
        "City Hospital No. 2, technical service",
        "Ada Example",
        "Тепловізор *",
        "12 pieces",
    ):
        assert fact in said
    assert "none of the goods" not in said


@pytest.mark.parametrize("rows", [1, 6, 9, 10, 11, 12, 40])
def test_an_exporter_signs_below_the_last_of_the_goods(rows):
    found = pages(state(a_dual_use_statement(goods=some_dual_use()[:1] * rows)))
    (signed,) = [page for page in found if "Signature" in page]
    assert "6A003.b.4" in signed


@pytest.mark.parametrize(
    "draw",
    [
        lambda: warn(note_of(*[PETROL, POWER_STATIONS, GENERATORS, BLEACH] * 9)),
        lambda: heal(a_medicines_list(9, 5)),
        lambda: state(a_dual_use_statement(goods=some_dual_use() * 30)),
    ],
    ids=["dangerous", "medicines", "dual use"],
)
def test_every_page_is_numbered_keeps_its_margins_and_leads_to_its_version(draw):
    data = draw()
    found = pages(data)
    assert all(f"Page {number} of {len(found)}" in page for number, page in enumerate(found, 1))
    assert codes(data) == [ISSUE.url] * len(found)
    assert outside(data, 20 * MM, 15 * MM, 15 * MM, 15 * MM) == []
    assert draw() == data


def test_each_comes_back_from_its_snapshot():
    for module, paper in (
        (dangerous_goods, a_dangerous_note()),
        (medicines_list, a_medicines_list()),
        (dual_use, a_dual_use_statement(goods=some_dual_use())),
    ):
        assert module.from_json(module.to_json(paper)) == paper


def test_hostile_text_is_printed_as_typed_and_stays_in_the_page(monkeypatch):
    danger = Danger(*[HOSTILE] * 8)
    load = dangerous_load(danger, danger, plate=HOSTILE, driver=HOSTILE, shipper=Party(*[HOSTILE] * 6))
    listed = a_medicines_list(2, 2)
    facts = replace(PARACETAMOL, inn=HOSTILE, maker=HOSTILE, storage=HOSTILE, supply=HOSTILE, pack=HOSTILE)
    stops = tuple(
        replace(
            stop,
            consignee=Party(*[HOSTILE] * 6),
            lines=tuple(
                replace(
                    line,
                    goods=tuple(
                        replace(
                            one,
                            names={"en": HOSTILE},
                            medicine_facts=facts,
                            batches=tuple(
                                replace(batch, batch=HOSTILE, boxes=HOSTILE) for batch in one.batches
                            ),
                        )
                        for one in line.goods
                    ),
                )
                for line in stop.lines
            ),
        )
        for stop in listed.load.stops
    )
    worst = replace(listed, load=replace(listed.load, stops=stops), checked_by=HOSTILE)
    goods = replace(
        some_dual_use()[0], names={"en": HOSTILE}, entry=HOSTILE, licence=HOSTILE, end_user=HOSTILE
    )

    def draw() -> list[bytes]:
        statement = a_dual_use_statement(goods=(goods,) * 2, law=HOSTILE)
        return [warn(DangerousGoodsNote(load, certificate=HOSTILE)), heal(worst), state(statement)]

    for data in draw():
        assert outside(data, 20 * MM, 15 * MM, 15 * MM, 15 * MM) == []
        assert "<b>Ж</b>" in everything(data)
    written = drawn(monkeypatch, draw)
    assert set().union(*(missing(line) for line, _ in written)) == set()
    assert min(size for _, size in written) >= 9
