"""Donations: a gift is taken in, gets its receipt number, and goes into boxes or stays loose."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from convoy.db import stored
from convoy.domain import intake, references, shares
from convoy.domain.controls import Decision, Flag
from convoy.domain.errors import NotFound
from convoy.domain.kinds import DonationOrigin, HolderKind, MovementKind, PlaceKind
from convoy.domain.lifecycle import LineStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import AuditEntry, Donation, DonationLine, Draft, Item, Lot, Place
from convoy.queries import merged, places, visible
from convoy.services import (
    announced_gifts,
    audit,
    box_labels,
    boxes,
    donors,
    gifts,
    intake_sheets,
    ledger,
    numbers,
    pools,
    signing,
)
from convoy.services.donors import Donor
from convoy.services.gifts import Line, RecordDonation, Unsorted

__all__ = [
    "Donation",
    "Donor",
    "Intake",
    "Line",
    "RecordDonation",
    "Unsorted",
    "by_code",
    "intake_place",
    "items_of",
    "items_with",
    "lot_of",
    "packing",
    "record",
    "take_in",
]

Taken = tuple[Donation, RecordDonation]
"""A gift on record, and what was said of it at the desk."""

_RELEASED = signing.Said(Decision.RELEASE, N_("Released at the desk by the medical checker"))

INTAKE_PLACES = (PlaceKind.COLLECTION_POINT, PlaceKind.WAREHOUSE)
OPENING_STOCK = "OS"
"""What the numbers of opening stock begin with: nobody gave it, so those of receipts stay without gaps."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What gifts are taken in under: the action's entry, the place, and the items of all their lines."""

    entry: AuditEntry
    place: Place
    items: Mapping[str, Item]


def record(db: Session, actor: Actor, command: RecordDonation) -> Donation:
    """Take the gift into stock, once, and return it.

    Raises Invalid naming the field (`lines-0-quantity`), NotFound for an unknown item or place, and Conflict
    when the same form was sent before with other content.
    """
    place = intake_place(db, actor, command.place)
    earlier = audit.earlier(db, actor, command.key, "donation:record", command)
    if earlier is not None:
        return by_code(db, earlier)
    items = items_of(db, actor, [command])
    gift = box_labels.labelled(db, place, command)
    gifts.check(gift, items)
    code = references.new("DN")
    entry = audit.note(
        db,
        actor,
        "donation:record",
        code,
        key=command.key,
        request=command,
        place=place.code,
        lines=len(command.lines),
        boxes=sum(line.boxes for line in gift.lines),
        bags=sum(bags.packages for bags in command.unsorted),
    )
    db.execute(delete(Draft).where(Draft.key == str(command.key)))
    (donation,) = take_in(db, actor, Intake(entry, place, items), {code: gift})
    if command.sheet:
        intake_sheets.key_in(db, actor, command.sheet, donation)
    if command.announced:
        announced_gifts.take_in(db, actor, command.announced, donation)
    return donation


def by_code(db: Session, code: str) -> Donation:
    """Return a donation that is known to exist, e.g. from an earlier answer, with its place."""
    return db.scalars(select(Donation).where(Donation.code == code).options(joinedload(Donation.place))).one()


def intake_place(db: Session, actor: Actor, code: str) -> Place:
    """Return the place where this person may take goods in; raises NotFound, NotAllowed."""
    place = db.scalar(visible.places(actor).where(Place.code == code, Place.kind.in_(INTAKE_PLACES)))
    if place is None:
        known = visible.places(actor).where(Place.kind.in_(INTAKE_PLACES))
        raise NotFound(
            N_("There is no collection point %(code)s where you take gifts in."),
            places.near(db, known, code),
            code=code[:40],
        )
    actor.must(Permission.DONATION_RECORD, place_id=place.id)
    return place


def items_of(db: Session, actor: Actor, commands: Sequence[RecordDonation]) -> dict[str, Item]:
    """Return the items of all lines by code; raises NotFound naming the codes nobody knows."""
    return items_with(db, actor, {line.item for command in commands for line in command.lines})


def items_with(
    db: Session, actor: Actor, codes: Collection[str], *, with_names: bool = False
) -> dict[str, Item]:
    """Return items by these codes; raises NotFound naming the codes nobody knows.

    By the code of an item that was merged into another stands the other.
    """
    kept = merged.kept_codes(db, codes)
    meant = visible.items(actor).where(Item.code.in_({*codes, *kept.values()}), Item.is_active)
    names = [selectinload(Item.names)] if with_names else []
    rows = db.scalars(meant.options(joinedload(Item.category), *names))
    found = {item.code: item for item in rows}
    found |= {old: found[code] for old, code in kept.items() if code in found}
    missing = sorted({*codes} - found.keys())
    if missing:
        raise NotFound(N_("The catalogue has no item %(codes)s."), codes=", ".join(missing[:20]))
    return found


def take_in(
    db: Session,
    actor: Actor,
    at: Intake,
    given: Mapping[str, RecordDonation],
    *,
    import_keys: Mapping[str, str] | None = None,
    corrects: Donation | None = None,
) -> list[Donation]:
    """Put gifts (by their new code) on record with receipt number, lines, lots, ledger and boxes.

    Part of an action that noted the entry and checked them; a fixed number of statements whatever they hold.
    """
    place, now = at.place, datetime.now(UTC)
    givers = donors.find_or_create(db, actor, [gift.donor for gift in given.values() if gift.donor])
    numbered = _numbered(db, place, now.year, given)
    rows = [
        {
            "code": code,
            "number": numbered[code],
            "place_id": place.id,
            "organisation_id": givers[gift.donor.key].id if gift.donor else None,
            "origin": gift.origin,
            "invoice": gift.invoice,
            "donor_reference": gift.donor_reference,
            "received_on": gift.received_on,
            "recorded_at": now,
            "recorded_by_id": actor.user_id,
            "note": gift.note,
            "corrects_id": corrects.id if corrects else None,
            "import_key": import_keys[code] if import_keys else None,
        }
        for code, gift in given.items()
    ]
    by_code = {donation.code: donation for donation in stored(db, Donation, rows)}
    taken = [(by_code[code], gift) for code, gift in given.items()]
    _store_lines(db, actor, at, taken)
    pools.put_in(db, at.entry, place, taken)
    _receive(db, actor, at, taken)
    return [donation for donation, _ in taken]


def _numbered(db: Session, place: Place, year: int, given: Mapping[str, RecordDonation]) -> dict[str, str]:
    """Return the number of each gift by its code: of its receipt, or of opening stock, which needs none."""
    numbered: dict[str, str] = {}
    for kind in ("DR", OPENING_STOCK):
        codes = [
            code
            for code, gift in given.items()
            if (gift.origin is DonationOrigin.OPENING) == (kind == OPENING_STOCK)
        ]
        if codes:
            first = numbers.take(db, kind, place.code, year, len(codes))
            numbered |= {
                code: f"{kind}-{place.code}-{year}-{number:04}" for number, code in enumerate(codes, first)
            }
    return numbered


def _store_lines(db: Session, actor: Actor, at: Intake, taken: Sequence[Taken]) -> None:
    """Put the lines of gifts on record, in their order."""
    rows = [
        _line(actor, at.place, gift, line, at.items[line.item])
        | {"donation_id": donation.id, "position": position}
        for donation, gift in taken
        for position, line in enumerate(gift.lines, 1)
    ]
    of_donation: dict[int, list[DonationLine]] = {donation.id: [] for donation, _ in taken}
    for row in sorted(stored(db, DonationLine, rows), key=lambda row: row.position):
        of_donation[row.donation_id].append(row)
    for donation, _ in taken:
        set_committed_value(donation, "place", at.place)
        set_committed_value(donation, "lines", of_donation[donation.id])


def _line(actor: Actor, place: Place, gift: RecordDonation, line: Line, item: Item) -> dict[str, object]:
    stage, reason = gifts.verdict(actor, place, gift.received_on, line, item)
    return {
        "item_id": item.id,
        "typed": line.typed,
        "quantity": line.quantity,
        "grams": line.grams,
        "condition": line.condition,
        "expires_on": line.expires_on,
        "batch": line.batch,
        "value_cents": line.value_cents,
        "currency": line.currency,
        "stage": stage,
        "reason": reason,
        "earmark": line.earmark,
    }


def _receive(db: Session, actor: Actor, at: Intake, taken: Sequence[Taken]) -> None:
    """Make a lot of every line that was not refused, receive it, and pack what came in boxes."""
    entry, place = at.entry, at.place
    lines = {
        row.id: (row, line)
        for donation, gift in taken
        for row, line in zip(donation.lines, gift.lines, strict=True)
        if row.stage is not LineStage.REFUSED
    }
    lots = stored(db, Lot, [lot_of(row) for row, _ in lines.values()])
    by_line = {lot.donation_line_id: lot for lot in lots}
    kept = [(by_line[row.id], line) for row, line in lines.values() if row.stage is LineStage.ACCEPTED]
    doubtful = [(by_line[row.id], line) for row, line in lines.values() if row.stage is LineStage.SET_ASIDE]
    for lot, line in kept:
        if at.items[line.item].category.code == intake.MEDICINE:
            signing.sign(db, actor, entry, lot, Flag.MEDICINE, _RELEASED)
    shelf = ledger.holder_at(db, place)
    aside = ledger.holder_at(db, place, HolderKind.SET_ASIDE) if doubtful else None
    ledger.move(
        db,
        entry,
        MovementKind.RECEIVED,
        [(lot, line.quantity, None, shelf) for lot, line in kept]
        + [(lot, line.quantity, None, aside) for lot, line in doubtful],
    )
    packings = [packing(lot, line) for lot, line in kept if line.boxes]
    if packings:
        boxes.make(db, entry, place, shelf, packings)


def lot_of(row: DonationLine) -> dict[str, object]:
    """Return the lot that a donation line's goods are from now on, as a row to store."""
    return {
        "item_id": row.item_id,
        "counted_as_id": row.item_id,
        "donation_line_id": row.id,
        "condition": row.condition,
        "expires_on": row.expires_on,
        "batch": row.batch,
    }


def packing(lot: Lot, line: Line) -> boxes.Packing:
    """Return a line's boxes: its goods shared out evenly, its total weight by pieces."""
    each = [[(lot, share)] for share in shares.evenly(line.quantity, line.boxes)]
    return boxes.Packing(each, lot.item.package_code, gifts.grams_by_box(line), line.box_codes)
