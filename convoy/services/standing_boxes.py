"""Boxes that stand as they are while their gift is corrected: their labels go on telling the truth."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain import shares
from convoy.domain.lifecycle import BoxStage, LineStage
from convoy.domain.permissions import Actor
from convoy.models import Balance, Box, Donation, DonationLine, Holder, Item, Lot, Place
from convoy.services import gifts
from convoy.services.gifts import Line, RecordDonation

Said = tuple[int, date | None, int, str, int | None, int | None]
"""What a label says that a correction can change, weight apart: item, expiry, quantity, package, n of N."""

Standing = Mapping[int, Sequence[Box | None]]
"""By the place of a line in the gift, the box that each of its boxes is already; None for a new one."""


def of_corrected(
    db: Session,
    actor: Actor,
    wrong: Donation,
    boxes: Sequence[Box],
    place: Place,
    corrected: RecordDonation,
    items: Mapping[str, Item],
) -> Standing:
    """Return which of the boxes of a gift hold, line by line, just what the corrected gift says.

    Such a box is closed, holds goods of one line, and its label says the same item, quantity, expiry, weight
    and n of N. A box that is named by a printed label is a new one.
    """
    if place.id != wrong.place_id:
        return {}
    known = _said(db, boxes)
    standing: dict[int, list[Box | None]] = {}
    for index, line in enumerate(corrected.lines):
        item = items[line.item]
        stage, _ = gifts.verdict(actor, place, corrected.received_on, line, item)
        if stage is LineStage.ACCEPTED and line.boxes:
            standing[index] = [
                None if number <= len(line.box_codes) else _taken(known, said, grams)
                for number, (said, grams) in enumerate(_wanted(line, item), 1)
            ]
    return standing


def _wanted(line: Line, item: Item) -> list[tuple[Said, int | None]]:
    """What the label of each box of a line says, and the weight that was said of it."""
    grams: Sequence[int | None] = gifts.grams_by_box(line) or [None] * line.boxes
    total = line.boxes if line.boxes > 1 else None
    return [
        ((item.id, line.expires_on, share, item.package_code, number if total else None, total), weight)
        for number, (share, weight) in enumerate(
            zip(shares.evenly(line.quantity, line.boxes), grams, strict=True), 1
        )
    ]


def _said(db: Session, boxes: Sequence[Box]) -> dict[Said, list[tuple[Box, int | None]]]:
    """The closed boxes by what their labels say, each with the weight that was said of it at the desk."""
    held: dict[int, list[tuple[Lot, DonationLine, int]]] = defaultdict(list)
    rows = db.execute(
        select(Holder.box_id, Lot, DonationLine, Balance.quantity)
        .join(Balance, Balance.holder_id == Holder.id)
        .join(Lot, Lot.id == Balance.lot_id)
        .join(DonationLine, DonationLine.id == Lot.donation_line_id)
        .where(Holder.box_id.in_([box.id for box in boxes]), Balance.quantity > 0)
    )
    for box_id, lot, line, quantity in rows:
        held[box_id or 0].append((lot, line, quantity))
    known: dict[Said, list[tuple[Box, int | None]]] = defaultdict(list)
    for box in sorted(boxes, key=lambda one: one.short_number):
        if box.stage is BoxStage.CLOSED and len(held[box.id]) == 1:
            ((lot, line, quantity),) = held[box.id]
            said = (lot.item_id, lot.expires_on, quantity, box.package_code, box.n_of, box.n_of_total)
            known[said].append((box, _desk_weight(line, box)))
    return known


def _desk_weight(line: DonationLine, box: Box) -> int | None:
    """The grams that the gift's line said of a box; None where it was not weighed at the desk."""
    number, total = box.n_of or 1, box.n_of_total or 1
    if line.grams is None or total > line.quantity:
        return None
    return shares.in_proportion(line.grams, shares.evenly(line.quantity, total))[number - 1]


def _taken(known: Mapping[Said, list[tuple[Box, int | None]]], said: Said, grams: int | None) -> Box | None:
    """Take a box whose label says this, and of which the same weight was said or the scale says so."""
    some = known.get(said, [])
    for place, (box, before) in enumerate(some):
        if grams == before or (grams is not None and grams == box.gross_g):
            return some.pop(place)[0]
    return None
