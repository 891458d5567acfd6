"""The goods of a line add up to what the line says, whatever is in its packages."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from convoy.domain.kinds import Condition
from convoy.queries.cargo_items import Kind
from convoy.queries.manifests import Content, Package
from convoy.services import manifest_lines

KIND = Kind(
    code="FOD-BEEF-01",
    category="food",
    unit_code="H87",
    hs6="160250",
    unit_gross_g=440,
    unit_value_cents=210,
    cold_chain=False,
    dangerous=False,
    dual_use=False,
    names={"en": "Tinned beef"},
    unreviewed=(),
    unit_net_g=400,
)
UNKNOWN_NET = replace(KIND, code="KIT-POTS-01", unit_net_g=None, unit_value_cents=None)
FUEL = replace(
    KIND, code="POW-GENP-01", dangerous=True, un_number="UN3528", adr_class="3", animal_origin="meat"
)
KINDS = {1: KIND, 2: UNKNOWN_NET, 3: FUEL, 4: replace(KIND, unit_gross_g=0, unit_net_g=0, unit_code="GRM")}

contents = st.builds(
    Content,
    run_id=st.just(1),
    box_id=st.integers(1, 6),
    lot_id=st.integers(1, 12),
    item_id=st.just(0),
    quantity=st.integers(1, 500),
    condition=st.sampled_from(list(Condition)),
    expires_on=st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2030, 1, 1))),
    line_quantity=st.one_of(st.none(), st.integers(500, 9_000)),
    value_cents=st.one_of(st.none(), st.integers(0, 10**6)),
    currency=st.sampled_from(["EUR", "GBP"]),
    donor=st.just(""),
    batch=st.sampled_from(["", "A1"]),
)
weights = st.one_of(st.none(), st.integers(1, 40_000))


def a_package(box: int, gross: int | None, estimate: int | None) -> Package:
    return Package(1, 1, box, f"BX-{box}", "Leeds", box, gross, estimate, None)


def of_one_lot(content: Content) -> Content:
    """A lot is of one item, condition, expiry, batch and donation line."""
    lot = content.lot_id
    return replace(
        content,
        item_id=1 + lot % 4,
        condition=list(Condition)[lot % 3],
        currency="EUR" if lot % 2 else "GBP",
        value_cents=lot * 331 if lot % 5 else None,
        line_quantity=9_000,
    )


@given(
    st.lists(contents.map(of_one_lot), max_size=30),
    st.lists(st.tuples(weights, weights), min_size=6, max_size=6),
)
def test_packages_grams_pieces_and_cents_of_goods_sum_to_those_of_their_line(held, scales):
    packages = [a_package(box, *known) for box, known in enumerate(scales, 1)]
    boxes = {one.box_id: [content for content in held if content.box_id == one.box_id] for one in packages}
    lines, indexed = manifest_lines.lines(packages, boxes, KINDS, 1)
    assert sum(line.totals.packages for line in lines) == len(packages) == len(indexed)
    assert sum(line.totals.grams for line in lines) == sum(gross or rough or 0 for gross, rough in scales)
    for line in lines:
        totals, goods = line.totals, line.goods
        if goods:
            assert sum(one.packages for one in goods) == totals.packages
            assert sum(one.gross_grams or 0 for one in goods) == totals.grams
        assert sum(one.net_grams or 0 for one in goods) == totals.net_grams
        assert sum(one.quantity for one in goods if one.unit != "GRM") == totals.pieces
        assert totals.unknown_net == (totals.packages if any(one.net_grams is None for one in goods) else 0)
        for currency in {*totals.cents, *(code for one in goods for code in one.cents)}:
            assert sum(one.cents.get(currency, 0) for one in goods) == totals.cents.get(currency, 0)
        for one in goods:
            assert not one.batches or sum(batch.quantity for batch in one.batches) == one.quantity


def test_dangerous_goods_are_named_as_a_transport_document_names_them():
    held = of_one_lot(Content(1, 1, 2, 3, 5, Condition.NEW, None, None, None, "EUR", ""))
    lines, _ = manifest_lines.lines([a_package(1, 9_000, None)], {1: [held]}, KINDS, 1)
    (goods,) = lines[0].goods
    assert goods.danger is not None
    assert (goods.danger.un_number, goods.danger.adr_class) == ("UN3528", "3")
    assert goods.danger.name == "MACHINERY, INTERNAL COMBUSTION, FLAMMABLE LIQUID POWERED"
    assert goods.animal_origin
