"""Sheets as they come by mail: written by hand in many halls, each wrong in its own way.

`FILES` makes each file by its name; test_dirty_sheets.py says what is to come of it.
"""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from xml.sax.saxutils import escape

import xlsxwriter

ODS = "application/vnd.oasis.opendocument.spreadsheet"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EN = "date|donor|donor type|item|quantity|condition"
UK = "Дата|Від кого|Вид|Назва товару|К-сть|Стан"
PL = "Data przyjęcia|Darczyńca|Rodzaj|Nazwa towaru|Ilość (szt.)|Stan"
ANNA = "2026-10-03|Anna|person|beef|12|new"


def text(*lines: str, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A text file of these rows, cells apart by | here."""
    return "\n".join(line.replace("|", delimiter) for line in lines).encode(encoding)


def book(write: Callable, **options) -> bytes:
    """A workbook of Excel's."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as made:
        write(made)
    return out.getvalue()


def xlsx(*lines: str, then: Callable = lambda _book, _sheet: None) -> bytes:
    """A workbook with these rows as text, and what `then` adds."""

    def write(made):
        sheet = made.add_worksheet("gifts")
        for number, line in enumerate(lines):
            for column, cell in enumerate(line.split("|")):
                if cell:
                    sheet.write_string(number, column, cell)
        then(made, sheet)

    return book(write)


def ods(*lines: str, rows: str = "", kind: str = ODS, style: str = "", extra: str = "") -> bytes:
    """A spreadsheet of LibreOffice's with these rows as text; `rows` is XML after them."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for cell in line.split("|")
        )
        + "</table:table-row>"
        for line in lines
    )
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<office:automatic-styles>{style}</office:automatic-styles><office:body><office:spreadsheet>{extra}"
        f'<table:table table:name="gifts">{cells}{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def zipped(parts: dict[str, str]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def ods_row(*cells: str) -> str:
    """One row of XML for `ods`."""
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def ods_cell(said: str, shown: str = "", more: str = "") -> str:
    """One cell of XML: its attributes, what it shows."""
    return f"<table:table-cell {said} {more}><text:p>{escape(shown)}</text:p></table:table-cell>"


def _merged(made, sheet):
    for column, said in enumerate(("2026-10-03", "Anna", "person")):
        sheet.merge_range(1, column, 3, column, said)


def _typed(made, sheet):
    day = made.add_format({"num_format": "dd.mm.yyyy"})
    sheet.write_datetime(1, 0, date(2026, 10, 3), day)
    sheet.write_row(1, 1, ["Anna", "person", "beef"])
    sheet.write_number(1, 4, 12)
    sheet.write_string(1, 5, "new")


def _formulas(made, sheet):
    sheet.write_formula(1, 4, "=6*2", None, 12)
    sheet.write_formula(1, 3, '="be"&"ef"', None, "beef")


def _serial_days(made, sheet):
    sheet.write_number(1, 0, 46_298)


def _with_errors(made, sheet):
    sheet.write_formula(1, 4, "=1/0", None, "#DIV/0!")
    sheet.write_formula(2, 1, "=lists!A1", None, "#REF!")
    sheet.write_formula(3, 9, "=NA()", None, "#N/A")


def _to_the_last_row(made, sheet):
    for number in range(2, 40_000):
        sheet.set_row(number, 15)
    sheet.write_blank(1_048_575, 5, None, made.add_format({"bold": True}))


def _to_the_last_column(made, sheet):
    for column in range(6, 16_384):
        sheet.write_blank(1, column, None, made.add_format({"bold": True}))


def _hidden_first(made):
    made.add_worksheet("lists").write_row(0, 0, ["secret", "words"])
    made.add_worksheet("gifts").activate()
    for number, line in enumerate((EN, ANNA)):
        made.worksheets()[1].write_row(number, 0, line.split("|"))
    made.worksheets()[0].hide()


_DAY = 'office:value-type="date" office:date-value="2026-10-03"'
_TEXT = 'office:value-type="string"'
_FAR = ods_row(ods_cell(_TEXT, "x", 'table:number-columns-repeated="16000"'))

FILES: dict[str, Callable[[], bytes]] = {
    "en, as asked for": lambda: text(EN, ANNA),
    "en, title and empty rows above": lambda: xlsx("Gifts of the weekend", "", "Leeds hall", "", EN, ANNA),
    "en, two heading rows": lambda: xlsx(
        "Receipt||Who gives|Goods||", "date|donor|donor type|item|quantity|condition", ANNA
    ),
    "en, merged cells": lambda: xlsx(EN, "|||beef|12|new", "|||rice|5|new", "|||soap|7|new", then=_merged),
    "en, totals and subtotals": lambda: text(EN, ANNA, "Subtotal||||12|", ANNA, "TOTAL:||||24|"),
    "en, headings again on page two": lambda: text(EN, ANNA, EN, ANNA),
    "en, days and numbers as such": lambda: xlsx(EN, then=_typed),
    "en, days as bare numbers": lambda: xlsx(EN, ANNA.replace("2026-10-03", ""), then=_serial_days),
    "en, formulas": lambda: xlsx(EN, "2026-10-03|Anna|person|||new", then=_formulas),
    "en, text like a formula": lambda: text(EN, '2026-10-03|=HYPERLINK("x")|person|beef|12|new'),
    "en, errors in cells": lambda: xlsx(EN, ANNA, ANNA, ANNA, ANNA, then=_with_errors),
    "en, errors of many languages": lambda: text(
        EN, *(ANNA.replace("12", error) for error in ("#ДІЛ/0!", "#¡VALOR!", "#Н/Д", "########"))
    ),
    "en, names with a number sign": lambda: text(
        EN, ANNA.replace("Anna", "#Solidarity!"), ANNA.replace("Anna", "Branch #12")
    ),
    "en, a million empty rows": lambda: xlsx(EN, ANNA, then=_to_the_last_row),
    "en, sixteen thousand styled columns": lambda: xlsx(EN, ANNA, then=_to_the_last_column),
    "en, sixteen thousand columns": lambda: text("|".join(map(str, range(16_384))), ANNA),
    "en, one cell at the far corner": lambda: xlsx(
        EN, ANNA, then=lambda _book, sheet: sheet.write_string(1_048_575, 16_383, "x")
    ),
    "en, empty lines without end": lambda: text(EN, ANNA, *["|||||"] * 200_000),
    "en, a hidden sheet first": lambda: book(_hidden_first),
    "en, wrong types": lambda: text(EN, "yesterday|Anna|royal house|beef|a few|rotten"),
    "en, days with two readings": lambda: text(EN, ANNA.replace("2026-10-03", "03/04/2026")),
    "en, line ends inside quotes": lambda: text(EN, '2026-10-03|"Anna\n& Ben"|person|beef|12|new'),
    "en, a quotation mark never closed": lambda: text(EN, '2026-10-03|"Anna|person|beef|12|new'),
    "en, more cells than headings": lambda: text(EN, ANNA + "|and|more"),
    "en, no condition": lambda: text("date|donor|item|qty", "2026-10-03|Anna|beef|12"),
    "en, no headings": lambda: text(ANNA, ANNA),
    "en, misspelt headings": lambda: text("date|donnor|donor type|items|quantitty|condision", ANNA),
    "uk, semicolons and cp1251": lambda: text(
        UK,
        "03.10.2026|Профспілка «Міст»|профспілка|Тушонка|12,0|нове",
        "Разом||||12|",
        delimiter=";",
        encoding="cp1251",
    ),
    "uk, months in words, units": lambda: text(
        UK,
        "3 жовтня 2026 р.|Анонімно|особа|Цукор|12 кг|нове",
        "4 жовт 2026|Анонімно|особа|Мило|3 уп.|нове",
        delimiter="\t",
    ),
    "uk, UTF-16 from Excel": lambda: text(
        UK, "03.10.2026|Олена|особа|Тушонка|12|нове", delimiter="\t", encoding="utf-16"
    ),
    "uk, UTF-8 and cp1251 in one file": lambda: (
        text(UK, "03.10.2026|Олена|особа|Тушонка|12|нове\n")
        + text("04.10.2026|Анна|особа|Цукор|5|нове", encoding="cp1251")
    ),
    "uk, UTF-16 without its mark": lambda: text(UK, encoding="utf-16-le"),
    "en, time stamps of a form": lambda: text(
        "Timestamp|Who gives?|What is it?|How many?|Condition",
        "13/10/2026 14:30:11|Anna|beef|12|new",
        "2026/10/03 2:30:11 PM EET|Anna|beef|12|new",
        "2026-10-03T14:30:00Z|Anna|beef|12|new",
    ),
    "uk, time stamps of a form": lambda: text(
        "Позначка часу|Хто дає?|Що саме?|Кількість|Стан",
        "03.10.2026 14:30:11|Анна|мило|12|нове",
        delimiter=";",
    ),
    "en, days as Excel shows them": lambda: text(
        EN, *(ANNA.replace("2026-10-03", day) for day in ("3-Oct-26", "03-Oct-2026", "13th October 2026"))
    ),
    "en, days without a year": lambda: text(
        EN, *(ANNA.replace("2026-10-03", day) for day in ("3.10.", "13/10", "yesterday"))
    ),
    "en, dashes where nothing is known": lambda: text(
        f"{EN}|best before|boxes|total kg", f"{ANNA}|n/a|-|—", f"{ANNA}|none|-|", f"{ANNA}|soon|a few|"
    ),
    "en, weighed goods without a unit": lambda: text(
        EN, ANNA.replace("12", "1.5"), ANNA.replace("12", "1.5 pcs")
    ),
    "en, two of the same box size and unit": lambda: text(
        f"{EN}|unit", f"{ANNA.replace('12', '20 x 24')}|pcs", f"{ANNA}|each"
    ),
    "en, hidden rows are rows": lambda: xlsx(
        EN, ANNA, ANNA, then=lambda _book, sheet: sheet.set_row(2, None, None, {"hidden": True})
    ),
    "en, five hundred columns in one row": lambda: xlsx(EN, ANNA, "|".join(["x"] * 500)),
    "ar, marks of direction": lambda: xlsx(
        "التاريخ|المتبرع|نوع المتبرع|الصنف|الكمية|الحالة",
        "\u200e3\u200e.\u200e10.2026|\u200fنقابة المعلمين\u200f|نقابة|بطانيات\u200f|20\u200f|جديد\u200f",
        "\u20662026-10-03\u2069|\u202bنقابة المعلمين\u202c|نقابة|بطانيات|20|جديد",
        "2026-10-03|\u202eنقابة المعلمين|نقابة|بطانيات|20|جديد",
    ),
    "uk, cp1251 with ТзОВ, ПрАТ and кВт": lambda: text(
        UK,
        "03.10.2026|ТзОВ «Міст»|компанія|Генератор 3 кВт|1|нове",
        "03.10.2026|ПрАТ Укрзалізниця|компанія|Мило|12|нове",
        delimiter=";",
        encoding="cp1251",
    ),
    "uk, KOI8": lambda: text(UK, "03.10.2026|Олена|особа|Тушонка|12|нове", encoding="koi8-u"),
    "pl, cp1250": lambda: text(
        PL,
        "3.10.2026|Związek Kolejarzy Łódź|związek zawodowy|Konserwa|12|nowe",
        "Razem||||12|",
        delimiter=";",
        encoding="cp1250",
    ),
    "pl, LibreOffice with merged cells": lambda: ods(
        PL,
        rows=ods_row(
            ods_cell(_DAY, "3.10.2026"),
            ods_cell(_TEXT, "Anna"),
            ods_cell(_TEXT, "osoba"),
            ods_cell(_TEXT, "koc"),
            ods_cell('office:value-type="float" office:value="7"', "7"),
            ods_cell(_TEXT, "używane"),
        )
        + ods_row(
            '<table:covered-table-cell table:number-columns-repeated="3"/>',
            ods_cell(_TEXT, "mydło"),
            ods_cell('office:value-type="float" office:value="3"', "3"),
            ods_cell(_TEXT, "nowe"),
        ),
    ),
    "es, title, totals, decimal commas": lambda: text(
        "Donaciones de octubre",
        "Fecha|Donante|Tipo|Artículo|Cantidad|Estado|Peso (kg)",
        "3 de octubre de 2026|Sindicato del Metro|sindicato|mantas|50|usado|30,5",
        "Suma total||||50||30,5",
        delimiter=";",
    ),
    "pt, Brazilian and European words": lambda: text(
        "Data|Doador|Tipo de doador|Produto|Qtde|Condição",
        "03/10/2026|Ana|pessoa|arroz|12 kg|novo",
        "13/10/2026|Ana|pessoa|arroz|5 kg|bom estado",
    ),
    "fr, first of the month": lambda: text(
        "Date de réception|Donateur|Type de donateur|Désignation|Quantité|État",
        "1er octobre 2026|CGT Nantes|syndicat|couvertures|20|bon état",
        delimiter=";",
    ),
    "de, months and pieces": lambda: xlsx(
        "Eingang|Spender|Spenderart|Artikel|Anzahl|Zustand|Bemerkung",
        "3. Oktober 2026|ver.di Leipzig|Gewerkschaft|Decken|20 Stück|gebraucht|ok",
        "Summe||||20||",
    ),
    "it, tabs": lambda: text(
        "Data|Donatore|Tipo|Articolo|Quantità|Condizioni|Note",
        "4 ottobre 2026|Camera del Lavoro|sindacato|sapone|180|nuovo|",
        "Totale||||180||",
        delimiter="\t",
    ),
    "tr, LibreOffice": lambda: ods(
        "Tarih|Bağışçı|Bağışçı türü|Ürün|Miktar|Durum",
        "3 Ekim 2026|DİSK|sendika|battaniye|15 adet|yeni",
        "Toplam||||15|",
    ),
    "en, one short word above each column": lambda: text(
        "When|Who|What they are|Thing|How many|New/used|Box",
        "2026-10-03|Anna|person|beef|12|new|2",
        "2026-10-03|Anna|person|beef|12|new|box 3",
    ),
    "en, numbers of boxes are no counts": lambda: text(EN + "|Box number", ANNA + "|17"),
    "cs, semicolons": lambda: text(
        "Datum|Dárce|Typ dárce|Zboží|Množství|Stav|Krabice",
        "3. října 2026|Odborová organizace Škoda|odborová organizace|konzervy|24 ks|nové|2",
        "Celkem||||24||",
        delimiter=";",
    ),
    "sk, donors of every kind": lambda: text(
        "Dátum|Darca|Typ darcu|Tovar|Počet kusov|Stav",
        "3.10.2026|OZ KOVO|odborový zväz|deky|20|použité",
        "3.10.2026|Jana|súkromná osoba|mydlo|5|ako nové",
        "Súčet||||25|",
        delimiter=";",
    ),
    "ro, months in words": lambda: text(
        "Data|Donator|Tip donator|Produs|Cantitate|Stare",
        "3 octombrie 2026|Sindicatul Feroviarilor|sindicat|pături|20 buc|folosit",
        delimiter=";",
    ),
    "hu, the year first": lambda: text(
        "Dátum|Adományozó|Típus|Megnevezés|Darab|Állapot",
        "2026. október 3.|Vasutasok Szakszervezete|szakszervezet|takaró|20|használt",
        "2026. 10. 04.|Anna|magánszemély|szappan|5|új",
        "Összesen||||25|",
        delimiter=";",
    ),
    "lt, LibreOffice": lambda: ods(
        "Data|Aukotojas|Aukotojo tipas|Prekė|Kiekis|Būklė",
        "2026 m. spalio 3 d.|Profsąjungos skyrius|profsąjungos skyrius|antklodės|15|naudota",
        "Iš viso||||15|",
    ),
    "ar, from the right": lambda: xlsx(
        "التاريخ|المتبرع|نوع المتبرع|الصنف|الكمية|الحالة",
        "2026-10-03|نقابة المعلمين|نقابة|بطانيات|20|جديد",
        "المجموع||||20|",
        then=lambda _book, sheet: sheet.right_to_left(),
    ),
    "ar, Arabic digits": lambda: text(
        "التاريخ|المتبرع|نوع المتبرع|الصنف|الكمية|الحالة", "2026-10-03|نقابة المعلمين|نقابة|بطانيات|٢٠|جديد"
    ),
    "es, Western letters that may be Polish": lambda: text(
        "fecha|donante|artículo|cantidad", "2026-10-03|Sección Ñandú|mantas|5", encoding="cp1252"
    ),
    "en, the unit in a column of its own": lambda: text(
        "date|donor|item|quantity|unit|condition",
        "2026-10-03|Anna|rice|12|kg|new",
        "2026-10-03|Anna|rice|12|boxes of 24|new",
        "2026-10-03|Anna|soap|3 kg|pcs|new",
        "2026-10-03|Anna|soap|3 kg|kg|new",
        "2026-10-03|Anna|soap|5||new",
    ),
    "uk, the unit in a column of its own": lambda: text(
        "Дата|Від кого|Назва|Кількість|Од. виміру|Стан",
        "03.10.2026|Ганна|рис|12|кг|нове",
        "03.10.2026|Ганна|мило|12|уп.|нове",
        delimiter=";",
    ),
    "de, the unit in a column of its own": lambda: text(
        "Datum|Spender|Artikel|Menge|Einheit|Zustand", "03.10.2026|Anna|Reis|12|kg|neu", delimiter=";"
    ),
    "en, what a piece costs": lambda: text(
        "date|donor|item|quantity|unit price|condition", "2026-10-03|Anna|rice|12|3.50|new"
    ),
    "LibreOffice, an error in a cell": lambda: ods(
        EN,
        rows=ods_row(
            *(ods_cell(_TEXT, cell) for cell in ("2026-10-03", "Anna", "person", "beef")),
            ods_cell(f'{_TEXT} office:string-value="" calcext:value-type="error"', "#DIV/0!"),
            ods_cell(_TEXT, "new"),
        )
        + ods_row(*(ods_cell(_TEXT, cell) for cell in ANNA.split("|"))),
    ),
    "LibreOffice, a formula": lambda: ods(
        EN,
        rows=ods_row(
            *(ods_cell(_TEXT, cell) for cell in ("2026-10-03", "Anna", "person", "beef")),
            ods_cell('table:formula="of:=6*2" office:value-type="float" office:value="12"', "12"),
            ods_cell(_TEXT, "new"),
        ),
    ),
    "LibreOffice, a hidden sheet first": lambda: ods(
        EN,
        ANNA,
        style='<style:style style:name="ta1" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>',
        extra='<table:table table:name="lists" table:style-name="ta1">'
        + ods_row(ods_cell(_TEXT, "secret"))
        + "</table:table>",
    ),
    "LibreOffice, rows without end": lambda: ods(
        EN,
        ANNA,
        rows='<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>',
    ),
    "LibreOffice, a bomb of repeated cells": lambda: ods(
        EN, rows=_FAR.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="1048000">')
    ),
    "LibreOffice, a bomb of blanks": lambda: ods(EN, ANNA, extra=" " * 60_000_000),
    "LibreOffice, a password": lambda: zipped(
        {"mimetype": ODS, "content.xml": "x", "META-INF/manifest.xml": "<manifest:encryption-data/>"}
    ),
    "LibreOffice, a letter": lambda: ods(EN, kind="application/vnd.oasis.opendocument.text"),
    "an old workbook": lambda: OLE + bytes(600) + "Workbook".encode("utf-16-le"),
    "a workbook with a password": lambda: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
    "an .xls that is a .xlsx": lambda: xlsx(EN, ANNA),
    "an .xls that is HTML": lambda: b"\xef\xbb\xbf<html><body><table><tr><td>date</td></tr></table>",
    "an .xls that is XML": lambda: b'<?xml version="1.0"?><Workbook></Workbook>',
    "a PDF": lambda: b"%PDF-1.7 ...",
    "a picture": lambda: b"\xff\xd8\xff\xe0...",
    "nothing": lambda: b"",
    "only commas": lambda: b",,,\n,,\n",
    "an empty workbook": xlsx,
    "a cut workbook": lambda: xlsx(EN, ANNA)[:-200],
    "no gifts at all": lambda: text("Dear friends,", "see you on Saturday"),
}
