"""Sheets of donations: every row checked, every fault listed, nothing guessed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from convoy.domain import measures, quick_lines
from convoy.domain.kinds import Condition, OrganisationKind
from convoy.domain.measures import Unit
from convoy.exchange import donation_words as words
from convoy.exchange import reading
from convoy.exchange.reading import Columns, RowProblem, RowReader
from convoy.exchange.tables import Row, Table


@dataclass(frozen=True, slots=True)
class DonationRow:
    """One row fit to be recorded once its item is found.

    `quantity` counts `unit` as typed (pieces, unless kg, l, m or packs were written), by which rows are the
    same; how many it is of the item, `written` says once that is known (see intake.read_quantity). Empty
    cells are None: unknown, not 0; `boxes` 0 means left loose.
    """

    row_number: int
    day: date
    donor: str
    is_anonymous: bool
    donor_kind: OrganisationKind | None
    item_text: str
    quantity: int
    unit: Unit
    condition: Condition
    expiry: date | None
    boxes: int | None
    grams: int | None
    note: str
    earmark: str = ""
    written: str = ""


@dataclass(frozen=True, slots=True)
class DonationSheet:
    """The good rows, what is wrong with the others, and the headings that nobody here reads."""

    rows: tuple[DonationRow, ...]
    problems: tuple[RowProblem, ...]
    unknown_headings: tuple[str, ...]


def read_donations(table: Table) -> DonationSheet:
    """Return the donations in a sheet with headings in any language of the screen, in any order.

    A sheet that lacks a required column, or has one twice, gives problems of its heading row and no rows.
    """
    columns = reading.columns_of(table, words.field_by_heading(), words.LABELS, words.REQUIRED)
    if columns.problems:
        return DonationSheet((), columns.problems, columns.unknown)
    return _sheet(RowReader(columns, words.LABELS, len(table.headings)), table.rows, columns.unknown)


def read_rows(rows: Iterable[Row]) -> DonationSheet:
    """Return the donations in rows whose cells stand in the order of words.LABELS."""
    places = {field: place for place, field in enumerate(words.LABELS)}
    return _sheet(RowReader(Columns(places, (), ()), words.LABELS, len(places)), rows, ())


def _sheet(reader: RowReader, rows: Iterable[Row], unknown: tuple[str, ...]) -> DonationSheet:
    found = [read for row in rows if (read := _read(reader, row)) is not None]
    return DonationSheet(tuple(found), tuple(reader.problems), unknown)


def _read(reader: RowReader, row: Row) -> DonationRow | None:
    """The row, or None with its problems noted."""
    before = len(reader.problems)
    if not reader.fits(row):
        return None
    day = reader.take(row, "day", reading.day)
    donor = reader.take(row, "donor", reading.name)
    kind = reader.take_if_said(row, "donor_kind", reading.kind)
    item = reader.take(row, "item_text", reading.name)
    unit = reader.take_if_said(row, "unit", reading.unit)
    amount = reader.take(row, "quantity", reading.amount_in(unit) if unit else reading.amount)
    condition = reader.take(row, "condition", reading.condition)
    expiry = reader.take_if_said(row, "expiry", reading.expiry)
    boxes = reader.take_if_said(row, "boxes", _boxes)
    if boxes is None and (packed := quick_lines.identical(reader.cell(row, "quantity"))):
        boxes = packed.boxes
    grams = reader.take_if_said(row, "grams", reading.grams)
    note = reader.take_if_any(row, "note", reading.note) or ""
    earmark = reader.take_if_any(row, "earmark", reading.name) or ""
    if len(reader.problems) > before:
        return None
    # Whatever is required and absent has left a problem.
    assert day is not None
    assert donor is not None
    assert item is not None
    assert amount is not None
    assert condition is not None
    return DonationRow(
        row_number=row.number,
        day=day,
        donor=donor,
        is_anonymous=words.key(donor) in words.ANONYMOUS_WORDS,
        donor_kind=kind,
        item_text=item,
        quantity=amount.number,
        unit=amount.unit,
        condition=condition,
        expiry=expiry,
        boxes=boxes,
        grams=grams,
        note=note,
        earmark=earmark,
        written=amount.written,
    )


def _boxes(cell: str) -> int:
    return measures.quantity(cell, field="boxes", minimum=0)
