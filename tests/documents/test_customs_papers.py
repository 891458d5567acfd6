"""The papers a customs officer and the recipient read: values, gift letter, coded list and its sheet."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

from python_calamine import load_workbook

from convoy.documents.cargo import GivenVehicle, Party
from convoy.documents.papers import coded_list
from convoy.exchange.writer import to_csv, to_xlsx
from convoy.words import Words
from tests.documents.freight_samples import a_coded_list, a_gift_letter, a_load, a_value_list
from tests.documents.reading import everything, pages
from tests.documents.samples import ISSUE
from tests.documents.van_papers import PAPERS

ENGLISH = Words("en")
PF, GC, AL = PAPERS["PF"], PAPERS["GC"], PAPERS["AL"]
FORD = GivenVehicle(Party("City Hospital No. 2"), "Ford", "Transit", "YK19 ABC", "WF0XXXTTGXAB12345")


def test_the_value_list_says_what_one_piece_and_all_of_them_are_worth():
    said = everything(PF.draw(lines=9))
    for fact in ("1.40 EUR", "336.00 EUR", "5,697.00 EUR", "DAP Pavlohrad", "GB", "used, good, 10 % worn"):
        assert fact in said
    assert "718.064" in said
    assert "No bill: the goods are a gift" in said
    assert "Не рахунок до сплати" in said


def test_a_value_that_does_not_divide_is_said_to_be_rounded():
    (line,) = a_value_list(lines=1).lines
    goods = replace(line.goods[0], quantity=3, cents={"EUR": 200})
    stop = replace(a_value_list().stops[0], lines=(replace(line, goods=(goods,)),))
    assert "≈ 0.67 EUR" in everything(PF.draw(a_value_list(stops=(stop,))))


def test_several_stops_have_their_own_sums_and_a_total():
    paper = a_load(type(a_value_list()), 9, 4)
    said = everything(PF.draw(paper))
    for stop in paper.stops:
        assert f"Stop {stop.label}" in said
        assert ENGLISH.fixed(stop.totals.cents["EUR"], 2) in said
    assert ENGLISH.fixed(paper.totals.cents["EUR"], 2) in said


def test_unknown_weights_and_values_are_never_said_as_zero():
    (line,) = a_value_list(lines=1).lines
    goods = replace(line.goods[0], net_grams=None, gross_grams=None, cents={}, origin="")
    sums = replace(
        line.totals,
        grams=0,
        unknown=line.totals.packages,
        net_grams=0,
        unknown_net=line.totals.packages,
        cents={},
        unvalued=line.totals.packages,
    )
    stop = replace(a_value_list().stops[0], lines=(replace(line, goods=(goods,), totals=sums),))
    for paper in (PF, GC, AL):
        said = everything(paper.draw(replace(paper.sample(), stops=(stop,))))
        assert "0.000" not in said
        assert "0.00 " not in said
        assert "not weighed" in said


def test_the_gift_letter_names_both_sides_the_purpose_and_that_nothing_is_owed():
    said = everything(GC.draw())
    for fact in (
        "Дарчий лист",
        "ЄДРПОУ 00000001",
        "Displaced families",
        "12 Mar 2026",
        "free of charge",
        "безоплатно",
        "new / нове · Expiry 03/2027",
    ):
        assert fact in said
    empty = a_gift_letter(place="", written_on=None, purpose="", final_users="", stops=())
    assert "____" in everything(GC.draw(empty))


def test_a_vehicle_that_is_itself_given_is_named_with_its_number():
    for paper in (PF, GC, AL):
        said = everything(paper.draw(given=FORD))
        assert "Vehicle, part of the donation" in said
        assert "WF0XXXTTGXAB12345" in said


def test_each_category_has_its_sum_and_none_begins_without_a_row():
    for paper in (GC, AL):
        for page in pages(paper.draw(lines=40)):
            assert not page.rstrip().endswith("Food / Продукти харчування")
        assert everything(paper.draw(lines=9)).count("Hygiene / Гігієна") == 2


def test_a_category_is_named_in_every_language_of_papers():
    paper = a_coded_list(lines=9)
    assert "Higiena / Гігієна" in everything(coded_list.render(paper, Words("pl"), Words("uk"), issue=ISSUE))
    assert "Higiena" in [cell for row in coded_list.rows(paper, Words("pl")) for cell in row]


def test_the_coded_list_puts_the_same_goods_of_several_lines_in_one_row():
    paper = a_coded_list(lines=15)
    found = coded_list.categories(paper)
    assert sum(len(one.rows) for one in found) < sum(len(line.goods) for line in paper.lines)
    rows = [row for one in found for row in one.rows]
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    totals = paper.totals
    assert sum(row.packages for row in rows) == totals.packages
    assert sum(row.quantity for row in rows) == totals.pieces
    assert sum(row.net_grams or 0 for row in rows) == totals.net_grams
    assert sum(row.gross_grams or 0 for row in rows) == totals.grams
    assert sum(row.cents["EUR"] for row in rows) == totals.cents["EUR"]


def sheet(paper) -> tuple[list[str], list[list]]:
    words = Words("uk")
    return coded_list.headings(words), [list(row) for row in coded_list.rows(paper, words)]


def test_the_workbook_holds_the_same_rows_with_numbers_as_numbers():
    paper = a_coded_list(lines=12)
    headings, rows = sheet(paper)
    book = load_workbook(io.BytesIO(to_xlsx(headings, rows, title="AL")))
    head, *found = book.get_sheet_by_index(0).to_python()
    assert head == headings
    assert sum(round(row[headings.index("Брутто, кг")] * 1000) for row in found) == paper.totals.grams
    assert sum(round(row[headings.index("Вартість")] * 100) for row in found) == paper.totals.cents["EUR"]
    assert date(2027, 3, 1) in [row[headings.index("Термін придат.")] for row in found]
    assert "Рис білий, упаковка 1 кг" in [row[headings.index("Назва українською")] for row in found]


def test_the_csv_holds_the_same_rows_to_the_gram_and_cent():
    paper = a_coded_list(lines=12)
    headings, rows = sheet(paper)
    found = list(csv.DictReader(io.StringIO(to_csv(headings, rows).decode("utf-8-sig"))))
    assert sum(Decimal(row["Нетто, кг"]) for row in found) == Decimal(paper.totals.net_grams).scaleb(-3)
    assert sum(Decimal(row["Вартість"]) for row in found) == Decimal(paper.totals.cents["EUR"]).scaleb(-2)
    assert {row["Валюта"] for row in found} == {"EUR"}


def test_text_in_the_sheet_never_becomes_a_formula():
    (line,) = a_coded_list(lines=1).lines
    evil = '=HYPERLINK("http://x")'
    goods = replace(line.goods[0], names={"en": evil, "uk": evil}, hs6="+1")
    stop = replace(a_coded_list().stops[0], lines=(replace(line, goods=(goods,)),))
    headings, rows = sheet(a_coded_list(stops=(stop,)))
    with zipfile.ZipFile(io.BytesIO(to_xlsx(headings, rows))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert f"'{evil}".replace('"', '""') in to_csv(headings, rows).decode("utf-8-sig")


def test_a_value_in_two_currencies_takes_two_rows_and_counts_the_goods_once():
    (line,) = a_coded_list(lines=1).lines
    goods = replace(line.goods[0], cents={"EUR": 100, "GBP": 250})
    stop = replace(a_coded_list().stops[0], lines=(replace(line, goods=(goods,)),))
    headings, rows = sheet(a_coded_list(stops=(stop,)))
    assert [row[headings.index("Валюта")] for row in rows] == ["EUR", "GBP"]
    assert [row[headings.index("Місць")] for row in rows] == [3, None]
    assert [row[headings.index("Брутто, кг")] for row in rows] == [Decimal("38.445"), None]


def test_goods_sold_by_weight_are_listed_in_kilograms():
    (line,) = a_coded_list(lines=1).lines
    goods = replace(line.goods[0], unit="GRM", quantity=12_500)
    stop = replace(a_coded_list().stops[0], lines=(replace(line, goods=(goods,)),))
    headings, rows = sheet(a_coded_list(stops=(stop,)))
    assert rows[0][headings.index("Одиниця")] == "кг"
    assert rows[0][headings.index("Штук")] == Decimal("12.500")
    assert "12.500" in everything(AL.draw(a_coded_list(stops=(stop,))))
