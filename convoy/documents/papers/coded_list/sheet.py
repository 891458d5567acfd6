"""The coded list as rows for a spreadsheet: the same figures as on paper, numbers as numbers."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from convoy.documents.cargo import VanLoad
from convoy.documents.layout import units
from convoy.documents.layout.voices import Voices
from convoy.documents.papers.coded_list.content import CodedRow, categories
from convoy.words import N_, Words

Cell = str | int | Decimal | date | None

_HEADINGS = (
    N_("No."),
    N_("Vehicle plate"),
    N_("Aid code (AHARS)"),
    N_("Recipient"),
    N_("Reg. no."),
    N_("Place of unloading"),
    N_("Category"),
    N_("Name in Ukrainian"),
    N_("Name in English"),
    N_("HS code"),
    N_("Unit"),
    N_("Pieces"),
    N_("Packages"),
    N_("Net kg"),
    N_("Gross kg"),
    N_("Value"),
    N_("Currency"),
    N_("Condition"),
    N_("Worn, %"),
    N_("Expiry"),
    N_("Origin"),
)


def headings(words: Words) -> list[str]:
    """Return the headings of the sheet in one language."""
    return [words.gettext(heading) for heading in _HEADINGS]


def rows(listed: VanLoad, words: Words) -> Iterator[Sequence[Cell]]:
    """Return a row for each kind of goods, with words in one language and names in Ukrainian and English.

    Where nobody knows a figure its cell is empty. Goods valued in several currencies take a row for each;
    all but their value stands in the first.
    """
    for category in categories(listed):
        for row in category.rows:
            values: list[tuple[str, int | None]] = [*sorted(row.cents.items())] or [("", None)]
            first, *others = values
            yield _cells(listed, words, row, *first)
            for currency, cents in others:
                cells = list(_cells(listed, words, row, currency, cents))
                cells[_HEADINGS.index("Pieces") : _HEADINGS.index("Value")] = [None] * 4
                yield cells


def _cells(listed: VanLoad, words: Words, row: CodedRow, currency: str, cents: int | None) -> Sequence[Cell]:
    goods, recipient = row.goods, row.stop.consignee
    english = goods.names.get("en", "")
    return [
        row.number,
        listed.plate,
        listed.aid_code,
        recipient.other_name or recipient.name,
        recipient.registration,
        row.stop.place,
        (Voices(words).term(row.category_names) or (row.category,))[0],
        goods.names.get("uk", english),
        english,
        goods.hs6,
        units.name(words, goods.unit),
        _decimal(row.quantity, 3) if units.is_measured(goods.unit) else row.quantity,
        row.packages,
        _decimal(row.net_grams, 3),
        _decimal(row.gross_grams, 3),
        _decimal(cents, 2),
        currency,
        units.condition(words, goods.condition),
        goods.wear_percent,
        row.expires,
        goods.origin,
    ]


def _decimal(amount: int | None, places: int) -> Decimal | None:
    """Return an integer amount of thousandths or hundredths, exactly."""
    return None if amount is None else Decimal(amount).scaleb(-places)
