"""Labels on every kind of stock: their places, codes read from a black-and-white raster, calibration."""

from io import BytesIO

import pypdfium2
import pytest
from pypdf import PdfReader

from convoy.documents.layout.fonts import missing
from convoy.documents.layout.labels import calibration
from convoy.documents.layout.stock import A6_FOUR, NO_OFFSET, STOCKS, Offset, Stock
from convoy.documents.papers import blank_labels, box_labels, intake_sheets, pallet_labels
from convoy.documents.papers.box_labels import Content
from convoy.documents.papers.pallet_labels import PalletLabels
from convoy.words import Words
from tests.documents import samples
from tests.documents.reading import drawn, everything, fonts, outside, pages, scanned
from tests.documents.samples import a_label, a_pallet, goods
from tests.documents.van_samples import HOSTILE

ENGLISH, UKRAINIAN = Words("en"), Words("uk")
MM = 72 / 25.4
every_stock = pytest.mark.parametrize("code", STOCKS)
pallet_stock = pytest.mark.parametrize("code", ["a5", "a6", "letter-4", "thermal-100"])


def boxes(*labels, code="a6", start_at=1, offset=NO_OFFSET) -> bytes:
    return box_labels.render(labels, ENGLISH, UKRAINIAN, start_at, STOCKS[code], offset)


def pallets(*labels, code="a5") -> bytes:
    return pallet_labels.render(PalletLabels(labels, stock=STOCKS[code]), ENGLISH, UKRAINIAN)


@every_stock
def test_every_code_of_a_full_sheet_is_read_from_a_black_and_white_raster(code):
    labels = [a_label(number) for number in range(1, STOCKS[code].per_sheet + 2)]
    data = boxes(*labels, code=code)
    assert scanned(data) == sorted(label.url for label in labels)
    assert len(pages(data)) == 2


@every_stock
def test_another_label_adds_less_than_eight_hundred_bytes_to_the_file(code):
    few, many = ([a_label(number) for number in range(last)] for last in (8, 208))
    more = len(boxes(*many, code=code)) - len(boxes(*few, code=code))
    # The fonts, 110 kB, are there once; what 200 labels add to the letters in them is counted.
    assert more / 200 < 800


def test_what_every_label_begins_with_is_in_the_file_once():
    data = boxes(*map(a_label, range(3)), code="thermal-100")
    streams = [[part.idnum for part in page["/Contents"]] for page in PdfReader(BytesIO(data)).pages]
    assert len({first for first, _ in streams}) == 1
    assert len({own for _, own in streams}) == 3
    assert all("HUMANITARIAN AID" in page for page in pages(data))


@every_stock
def test_a_label_says_code_number_weight_and_aid_on_every_stock(code):
    said = everything(boxes(a_label(47, grams=12_815, cold_chain=True), code=code))
    for fact in ("BX-0047-2M-Q", "Leeds 47", "12.815 kg", "CC", "ГУМАНІТАРНА ДОПОМОГА"):
        assert fact in said


@every_stock
def test_a_box_nobody_weighed_has_a_line_for_the_pen_and_a_heavy_one_asks_for_two(code):
    assert "____ kg" in everything(boxes(a_label(grams=None), code=code))
    assert "2 persons" in everything(boxes(a_label(grams=25_001), code=code))
    assert "2 persons" not in everything(boxes(a_label(grams=25_000), code=code))


@every_stock
def test_hostile_text_stays_inside_its_label(code, monkeypatch):
    worst = a_label(
        code="W" * 99,
        short=HOSTILE,
        category_names={"en": "Щ" * 500},
        contents=(Content({"en": HOSTILE}, 10**12, "W" * 50),) * 9,
        from_organisation="Ж" * 9_000,
        grams=10**12,
        number=10**9,
        of=10**9,
        cold_chain=True,
        fragile=True,
    )
    stock = STOCKS[code]
    data = boxes(worst, code=code)
    first = stock.spot(0, NO_OFFSET)
    right = stock.page[0] - first.x - first.wide
    assert outside(data, first.x + 3, stock.page[1] - first.y + 3, right + 3, first.y - first.high) == []
    written = drawn(monkeypatch, lambda: boxes(worst, code=code))
    assert set().union(*(missing(line) for line, _ in written)) == set()
    assert min(size for _, size in written) >= 9


def test_small_labels_list_two_items_and_count_the_rest():
    items = tuple(Content(goods(row).names, row + 1) for row in range(5))
    said = everything(boxes(a_label(contents=items), code="5164"))
    assert "and 3 more items" in said
    assert "Bar soap" not in said


@every_stock
def test_labels_begin_at_any_free_place_of_a_used_sheet(code):
    last = STOCKS[code].per_sheet
    assert len(pages(boxes(a_label(1), a_label(2), code=code, start_at=last))) == 2
    with pytest.raises(ValueError, match=f"start_at is 1 to {last}"):
        boxes(a_label(), code=code, start_at=last + 1)


def place_of(data: bytes) -> tuple[float, float]:
    """Where the first letter of a page stands."""
    document = pypdfium2.PdfDocument(data)
    said = document[0].get_textpage()
    x, y, *_ = said.get_charbox(0)
    said.close()
    document.close()
    return x, y


def test_an_offset_moves_what_is_printed_right_and_down():
    before = place_of(boxes(a_label(), code="l7165"))
    after = place_of(boxes(a_label(), code="l7165", offset=Offset(right=200, down=-100)))
    assert after[0] - before[0] == pytest.approx(2 * MM, abs=0.1)
    assert after[1] - before[1] == pytest.approx(1 * MM, abs=0.1)


def test_a_size_of_ones_own_is_printed_like_any_other():
    own = Stock(
        "Own", 21_000, 29_700, wide=8_000, high=5_000, columns=2, rows=5, left=2_000, top=1_000, across=9_000
    )
    labels = [a_label(number) for number in range(1, 12)]
    data = box_labels.render(labels, ENGLISH, UKRAINIAN, 1, own)
    assert scanned(data) == sorted(label.url for label in labels)


@pytest.mark.parametrize(
    "changes",
    [
        {"columns": 3},
        {"rows": 6},
        {"left": 6_000},
        {"across": 7_000},
        {"down": 4_999},
        {"rows": 0},
        {"top": -1},
        {"wide": 0},
    ],
)
def test_a_size_that_does_not_fit_its_page_is_refused(changes):
    fitting = {"wide": 8_000, "high": 5_000, "columns": 2, "rows": 5}
    Stock("Own", 21_000, 29_700, **fitting)
    with pytest.raises(ValueError, match="Own"):
        Stock("Own", 21_000, 29_700, **{**fitting, **changes})


@every_stock
def test_the_calibration_sheet_shows_the_frames_and_how_to_read_them(code):
    (said,) = pages(calibration(STOCKS[code], ENGLISH, UKRAINIAN))
    assert "Print at 100 %" in said


def test_a_print_run_comes_back_from_its_snapshot_with_its_stock():
    run = box_labels.BoxLabels((a_label(1),), 3, STOCKS["l7160"], Offset(50, -30))
    assert box_labels.from_json(box_labels.to_json(run)) == run
    heavy = PalletLabels((a_pallet(1),), stock=A6_FOUR)
    assert pallet_labels.from_json(pallet_labels.to_json(heavy)) == heavy
    blank = samples.blank_labels()
    assert blank_labels.from_json(blank_labels.to_json(blank)) == blank
    sheets = samples.intake_sheets()
    assert intake_sheets.from_json(intake_sheets.to_json(sheets)) == sheets


@pallet_stock
def test_a_pallet_is_read_by_both_of_its_codes(code):
    assert scanned(pallets(a_pallet(7), code=code)) == [a_pallet(7).url, "PL-4F2K-07-Q"]


@pallet_stock
def test_a_serial_shipping_container_code_makes_the_bars_a_gs1_128(code):
    label = a_pallet(7, sscc="003401234500000000")
    assert "(00)003401234500000000" in scanned(pallets(label, code=code))
    assert "(00) 003401234500000000" in everything(pallets(label, code=code))


def test_what_bars_cannot_show_has_none():
    assert scanned(pallets(a_pallet(code="Палета 7"))) == [a_pallet().url]


@pallet_stock
def test_a_pallet_label_says_weight_with_pallet_boxes_height_and_whether_to_stack(code):
    said = everything(pallets(a_pallet(number=1, of=4, dangerous_goods=True), code=code))
    for fact in (
        "310.400 kg",
        "24 boxes",
        "Leeds 47–56, Leeds 61, Manchester 3–15",
        "1.450 m",
        "1.392 m³",
        "DO NOT STACK",
        "row 2, left",
        "1 of 4",
        "DG",
        "Open only in the presence of the recipient",
        "Leeds Trades Council, Leeds, United Kingdom",
    ):
        assert fact in said


def test_what_is_not_known_of_a_pallet_is_ruled():
    said = everything(pallets(a_pallet(grams=None, stackable=None, height_mm=None, millilitres=None)))
    assert "____ kg" in said
    assert "Stackable" in said
    assert "0.000" not in said


@pallet_stock
def test_a_hostile_pallet_stays_inside_its_label(code):
    worst = a_pallet(
        boxes=(HOSTILE,) * 900,
        position=HOSTILE,
        from_organisation=HOSTILE,
        grams=10**12,
        height_mm=10**9,
        box_count=10**9,
    )
    stock = STOCKS[code]
    first = stock.spot(0, NO_OFFSET)
    right = stock.page[0] - first.x - first.wide
    data = pallets(worst, code=code)
    assert outside(data, first.x + 8, stock.page[1] - first.y + 8, right + 8, first.y - first.high + 8) == []
    assert worst.url in scanned(data)


def test_labels_name_no_recipient_address_or_route():
    for kind in (pallet_labels.PalletLabel, blank_labels.BlankLabel, blank_labels.BlankLabels):
        names = set(kind.__dataclass_fields__)
        assert not names & {"recipient", "consignee", "address", "route", "convoy", "stop", "donor"}


@every_stock
def test_blank_labels_have_their_codes_and_room_to_write(code):
    run = samples.blank_labels(STOCKS[code].per_sheet, stock=STOCKS[code])
    data = blank_labels.render(run, ENGLISH, UKRAINIAN)
    assert scanned(data) == sorted(label.url for label in run.labels)
    (said,) = pages(data)
    assert all(label.code in said for label in run.labels)
    assert said.count("kg") == len(run.labels)
    assert "ГУМАНІТАРНА ДОПОМОГА" in said
    assert outside(data, 0, 0, 0, 0) == []


def test_intake_sheets_are_numbered_scanned_and_signed_each_on_its_page():
    run = samples.intake_sheets(3)
    data = intake_sheets.render(run, ENGLISH, UKRAINIAN)
    found = pages(data)
    assert len(found) == 3
    for sheet, page in zip(run.sheets, found, strict=True):
        for fact in (
            sheet.number,
            "Leeds, Railway Hall",
            "Medicines are unopened",
            "Signature",
            "Keyed in by",
        ):
            assert fact in page
    assert scanned(data) == sorted(sheet.url for sheet in run.sheets)
    assert outside(data, 20 * MM, 15 * MM, 15 * MM, 15 * MM) == []
    hostile = samples.intake_sheets(1, owner=HOSTILE, place=HOSTILE, address=HOSTILE)
    assert (
        outside(intake_sheets.render(hostile, ENGLISH, UKRAINIAN), 20 * MM, 15 * MM, 15 * MM, 15 * MM) == []
    )


@pytest.mark.parametrize(
    "draw",
    [
        lambda: boxes(a_label(1), a_label(2), code="l7160"),
        lambda: pallets(a_pallet(1), a_pallet(2)),
        lambda: blank_labels.render(samples.blank_labels(), ENGLISH, UKRAINIAN),
        lambda: intake_sheets.render(samples.intake_sheets(), ENGLISH, UKRAINIAN),
        lambda: calibration(STOCKS["5163"], ENGLISH, UKRAINIAN),
    ],
    ids=["boxes", "pallets", "blank labels", "intake", "calibration"],
)
def test_drawn_again_they_are_the_same_bytes_in_embedded_letters(draw):
    data = draw()
    assert draw() == data
    assert "Helvetica" not in str(fonts(data))
