"""Medicines list: a row for each batch, as the WHO asks of donations, released by a pharmacist or doctor."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from convoy.documents.cargo import Batch, Goods, Line, Medicine, Stop, Totals, VanLoad, parts, phrases
from convoy.documents.kind import FILES, IN, OUT, RECIPIENT, WITH_MEDICINES, Kind, Plan, numbered
from convoy.documents.layout import pen, snapshot, units
from convoy.documents.layout.blocks import Fact, Panel, fact_row, paragraph
from convoy.documents.layout.fonts import Face
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.issue import Issue
from convoy.documents.layout.page import landscape
from convoy.documents.layout.sheet import LEADING, Align, Sheet
from convoy.documents.layout.table import BAND, Cell, Column, Table
from convoy.documents.layout.text import text
from convoy.documents.layout.voices import Voices, joined, label
from convoy.domain.targets import Target
from convoy.words import N_, Words

CONTROLLED = "controlled"
_SUPPLY = {"otc": "OTC", "prescription": "Rx", CONTROLLED: "CS"}
"""How pharmacists everywhere abbreviate it."""


@dataclass(frozen=True, slots=True)
class MedicinesList:
    """Everything the list says; of the load it names only the medicines."""

    load: VanLoad
    checked_by: str = ""
    checked_by_role: str = ""
    """Pharmacist, doctor …"""
    checked_on: date | None = None

    @property
    def medicines(self) -> tuple[tuple[Stop, Line, Goods], ...]:
        """The medicines, stop by stop."""
        return tuple(
            (stop, line, goods)
            for stop in self.load.stops
            for line in stop.lines
            for goods in line.goods
            if goods.medicine
        )

    @property
    def totals(self) -> Totals:
        """Packages, pieces, weights and value of the medicines alone."""
        some = [goods for *_, goods in self.medicines]
        cents: dict[str, int] = {}
        for goods in some:
            for currency, amount in goods.cents.items():
                cents[currency] = cents.get(currency, 0) + amount
        return Totals(
            packages=sum(goods.packages for goods in some),
            pieces=sum(goods.quantity for goods in some if not units.is_measured(goods.unit)),
            grams=sum(goods.gross_grams or 0 for goods in some),
            unknown=sum(goods.gross_grams is None for goods in some),
            cents=cents,
            unvalued=sum(not goods.cents for goods in some),
        )


def to_json(listed: MedicinesList) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(listed)


def from_json(said: str) -> MedicinesList:
    """Return the list a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, MedicinesList)


def render(
    listed: MedicinesList, words: Words, second: Words | None = None, issue: Issue | None = None
) -> bytes:
    """Return the PDF in one or two languages; without an issue it is a preview marked DRAFT."""
    voices = Voices(words, second)
    frame = Frame(
        titles=voices.gettext("Medicines list"),
        owner=listed.load.shipper.name,
        voices=voices,
        issue=issue,
        statement=voices.gettext(
            "Humanitarian aid: free of charge, not for sale. Values are stated for customs purposes only."
        ),
    )
    sheet = frame.sheet(landscape())
    _head(sheet, voices, listed)
    signed = _signing(voices, listed)
    if listed.medicines:
        _rows(sheet, voices, listed, pen.signatures_height(sheet, signed) + 6 * LEADING + 10)
        _declared(sheet, voices, listed)
    else:
        paragraph(sheet, label(voices, N_("No medicines are listed for this van.")), Face.BOLD, 12)
    pen.signatures(sheet, signed, joined(frame.titles))
    return frame.finish(sheet)


def _head(sheet: Sheet, voices: Voices, listed: MedicinesList) -> None:
    load = listed.load
    fact_row(
        sheet,
        [
            *parts.which_van(voices, load),
            parts.departure(voices, load),
            Fact(label(voices, N_("Aid code (AHARS)")), text(load.aid_code, 60), 1.2),
        ],
    )
    stops = list({stop.label: stop for stop, *_ in listed.medicines}.values())
    consignees = [parts.consignee_at(voices, stop) for stop in stops]
    fact_row(sheet, [parts.shipper(voices, load, with_phone=False), *consignees[:2]])
    for place in range(2, len(consignees), 3):
        fact_row(sheet, consignees[place : place + 3])
    sheet.y -= 8


def _columns(voices: Voices) -> list[Column]:
    right = Align.RIGHT
    return [
        Column(voices.gettext("No."), 4, right),
        Column(voices.gettext("Carton"), 10),
        Column(voices.gettext("Medicine: INN, strength, form, pack"), 30),
        Column(voices.gettext("Quantity"), 11, right),
        Column(voices.gettext("Batch"), 10),
        Column(voices.gettext("Expiry"), 7),
        Column(voices.gettext("Manufacturer, country"), 14),
        Column(voices.gettext("Storage"), 9),
        Column(voices.gettext("HS code"), 7),
        Column(("OTC Rx CS",), 6),
        Column(voices.gettext("Value"), 11, right),
    ]


def _rows(sheet: Sheet, voices: Voices, listed: MedicinesList, closing: float) -> None:
    table = Table(sheet, _columns(voices), joined(voices.gettext("(continued)")), for_pen=True)
    below = _sums(voices, listed.totals)
    keep = table.height(below) + closing
    rows = list(_numbered(voices, listed))
    at: Stop | None = None
    for place, (stop, row) in enumerate(rows, 1):
        last = keep if place == len(rows) else 0
        if stop is not at:
            needed = table.room_for([row], last)
            if at is None:
                table.start(room=needed + BAND)
            table.band(parts.stop_name(voices, stop), room=needed)
            at = stop
        table.group([row], last)
    table.total(below)


def _numbered(voices: Voices, listed: MedicinesList) -> Iterator[tuple[Stop, Sequence[Cell]]]:
    """Yield a row for each batch, and one without for what has none."""
    number = 0
    for stop, line, goods in listed.medicines:
        for place, batch in enumerate(goods.batches or (Batch(goods.quantity, expires=goods.expires),)):
            number += 1
            yield stop, _row(voices, number, line, goods, batch, is_first=place == 0)


def _row(
    voices: Voices, number: int, line: Line, goods: Goods, batch: Batch, *, is_first: bool
) -> Sequence[Cell]:
    words, facts = voices.first, goods.medicine_facts or Medicine()
    named = _named(voices, goods, facts)
    value = phrases.values(words, Totals(cents=goods.cents)) if is_first else "″"
    return [
        words.number(number),
        text(batch.boxes or line.marks, 60),
        named if is_first else named[:1],
        units.quantity(words, batch.quantity, goods.unit),
        text(batch.batch, 40),
        units.month(batch.expires),
        text(facts.maker, 80),
        text(facts.storage, 40),
        text(goods.hs6, 10),
        _SUPPLY.get(facts.supply, text(facts.supply, 30)),
        value,
    ]


def _named(voices: Voices, goods: Goods, facts: Medicine) -> tuple[str, ...]:
    """What the world calls it, then what the catalogue does."""
    brand = f"({text(facts.brand, 40)})" if facts.brand else ""
    parts = (facts.strength, facts.form, facts.pack)
    first = " ".join(filter(None, (text(facts.inn, 60), brand)))
    world = ", ".join(filter(None, (first, *(text(part, 40) for part in parts if part))))
    if facts.atc:
        world += f" [{text(facts.atc, 10)}]"
    names = phrases.item(voices, goods)
    return (world, *names) if world else names


def _sums(voices: Voices, totals: Totals) -> Sequence[Cell]:
    words = voices.first
    pieces = words.number(totals.pieces)
    packages = joined(voices.ngettext("%(num)s package", "%(num)s packages", totals.packages))
    weight = phrases.kilograms(words, totals)
    kilograms = words.gettext("%(weight)s kg", weight=weight) if weight else ""
    named = (label(voices, N_("Total of the medicines")), ", ".join(filter(None, (packages, kilograms))))
    return ["", "", named, pieces, *[""] * 6, phrases.values(words, totals) or "—"]


def _declared(sheet: Sheet, voices: Voices, listed: MedicinesList) -> None:
    sheet.y -= 4
    controlled = any(
        goods.medicine_facts and goods.medicine_facts.supply == CONTROLLED for *_, goods in listed.medicines
    )
    if controlled:
        said = voices.gettext(
            "This list names controlled substances: they do not travel without the permits of every country."
        )
    else:
        said = voices.gettext(
            "Unopened packs, in date; nothing returned by patients, no samples, no controlled substances."
        )
    paragraph(
        sheet, label(voices, N_("OTC: without prescription · Rx: prescription · CS: controlled substance"))
    )
    for line in said:
        paragraph(sheet, line, Face.BOLD if controlled else Face.REGULAR)
    if any(goods.unreviewed for *_, goods in listed.medicines):
        paragraph(sheet, label(voices, phrases.UNREVIEWED))


def _signing(voices: Voices, listed: MedicinesList) -> list[list[Panel]]:
    checker = [text(part, 60) for part in (listed.checked_by, listed.checked_by_role) if part]
    if listed.checked_on:
        checker.append(joined(voices.say(lambda words, on=listed.checked_on: words.day(on))))  # type: ignore[misc]
    rows = pen.signing_with_stamp(voices)
    received = voices.gettext("Consignee: received")
    return [
        [
            Panel(voices.gettext("Checked and released by a pharmacist or doctor"), ", ".join(checker), rows),
            Panel(received, "", rows),
        ]
    ]


KIND = Kind(
    "ML",
    N_("Medicines list"),
    N_("Lists every batch of medicine, released by a pharmacist or doctor"),
    numbered(from_json, render),
    Plan(
        (Target.RUN,),
        (OUT, IN, RECIPIENT, FILES),
        WITH_MEDICINES,
        44,
        "A4 landscape",
        signed_first=True,
        signed_pages=1,
    ),
)
