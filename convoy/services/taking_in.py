"""Gifts put on the books: receipt numbers, lines, lots, ledger and boxes, for one gift or thousands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from convoy.domain import intake, shares
from convoy.domain.controls import Decision, Flag
from convoy.domain.kinds import DonationOrigin, HolderKind, MovementKind
from convoy.domain.lifecycle import LineStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import AuditEntry, Box, Donation, DonationLine, Item, Lot, Place
from convoy.services import donors, gifts, ledger, new_boxes, numbers, pools, signing
from convoy.services.gifts import Line, RecordDonation
from convoy.services.standing_boxes import Standing
from convoy.services.storing import stored_ids

OPENING_STOCK = "OS"
"""What the numbers of opening stock begin with: nobody gave it, so those of receipts stay without gaps."""

_RELEASED = signing.Said(Decision.RELEASE, N_("Released at the desk by the medical checker"))


@dataclass(frozen=True, slots=True)
class Intake:
    """What gifts are taken in under: the place, the items of all their lines, and each one's entry.

    `entries` has the entry of the action by the gift's new code; the gifts of a sheet share one.
    """

    entries: Mapping[str, AuditEntry]
    place: Place
    items: Mapping[str, Item]


@dataclass(frozen=True, slots=True)
class TakenLine:
    """A line put on record just now: its id, what was said of it at the desk, what became of it and why.

    `standing` are its boxes that stand already (see standing_boxes).
    """

    id: int
    said: Line
    stage: LineStage
    reason: str
    standing: Sequence[Box | None] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A gift put on record just now."""

    code: str
    lines: tuple[TakenLine, ...]


def take_in(
    db: Session,
    actor: Actor,
    at: Intake,
    given: Mapping[str, RecordDonation],
    *,
    import_keys: Mapping[str, str] | None = None,
    corrects: Donation | None = None,
    standing: Standing | None = None,
) -> list[Taken]:
    """Put gifts (by their new code) on record with receipt number, lines, lots, ledger and boxes.

    Part of an action that noted the entry and checked them; a fixed number of statements whatever they hold,
    which read nothing back: a sheet may have a hundred thousand. One gift that corrects another fills boxes
    of that again, which are `standing`.
    """
    place, now = at.place, datetime.now(UTC)
    givers = donors.find_or_create(db, actor, [gift.donor for gift in given.values() if gift.donor])
    numbered = _numbered(db, place, now.year, given)
    rows = [
        {
            "code": code,
            "number": numbered[code],
            "place_id": place.id,
            "organisation_id": givers[gift.donor] if gift.donor else None,
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
    ids = stored_ids(db, Donation, rows, "code")
    lines = _stored_lines(db, actor, at, list(zip(ids, given.values(), strict=True)))
    _put_bags(db, at, dict(zip(given, ids, strict=True)), given)
    taken = [Taken(code, tuple(of_gift)) for code, of_gift in zip(given, lines, strict=True)]
    if standing:
        taken = [Taken(gift.code, _with_boxes(gift.lines, standing)) for gift in taken]
    _receive(db, actor, at, [(line, at.entries[gift.code]) for gift in taken for line in gift.lines])
    return taken


def _with_boxes(lines: Sequence[TakenLine], standing: Standing) -> tuple[TakenLine, ...]:
    return tuple(replace(line, standing=standing.get(index, ())) for index, line in enumerate(lines))


def _put_bags(db: Session, at: Intake, ids: Mapping[str, int], given: Mapping[str, RecordDonation]) -> None:
    """Put the bags of gifts into their pools, entry by entry."""
    of_entry: dict[AuditEntry, list[tuple[int, RecordDonation]]] = {}
    for code, gift in given.items():
        if gift.unsorted:
            of_entry.setdefault(at.entries[code], []).append((ids[code], gift))
    for entry, some in of_entry.items():
        pools.put_in(db, entry, at.place, some)


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


def _stored_lines(
    db: Session, actor: Actor, at: Intake, given: Sequence[tuple[int, RecordDonation]]
) -> list[list[TakenLine]]:
    """Put the lines of gifts, by donation id, on record and return them, gift by gift in their order."""
    rows: list[dict[str, object]] = []
    said: list[tuple[Line, LineStage, str]] = []
    for donation_id, gift in given:
        for position, line in enumerate(gift.lines, 1):
            stage, reason = gifts.verdict(actor, at.place, gift.received_on, line, at.items[line.item])
            said.append((line, stage, reason))
            rows.append(
                {
                    "donation_id": donation_id,
                    "position": position,
                    "item_id": at.items[line.item].id,
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
            )
    ids = stored_ids(db, DonationLine, rows, "donation_id", "position")
    stored = (TakenLine(line_id, *one) for line_id, one in zip(ids, said, strict=True))
    return [list(islice(stored, len(gift.lines))) for _, gift in given]


def _receive(db: Session, actor: Actor, at: Intake, taken: Sequence[tuple[TakenLine, AuditEntry]]) -> None:
    """Make a lot of every line that was not refused, receive it, and pack what came in boxes."""
    place, some = at.place, [one for one in taken if one[0].stage is not LineStage.REFUSED]
    lines = [line for line, _ in some]
    ids = stored_ids(db, Lot, [_lot_of(line, at.items[line.said.item]) for line in lines], "donation_line_id")
    lots = [
        (ledger.NewLot(lot_id, at.items[line.said.item]), line)
        for lot_id, line in zip(ids, lines, strict=True)
    ]
    entries = {lot_id: entry for lot_id, (_, entry) in zip(ids, some, strict=True)}
    kept = [(lot, line) for lot, line in lots if line.stage is LineStage.ACCEPTED]
    doubtful = [(lot, line.said) for lot, line in lots if line.stage is LineStage.SET_ASIDE]
    _release(db, actor, entries, [lot.id for lot, _ in kept if lot.item.category.code == intake.MEDICINE])
    shelf = ledger.holder_at(db, place)
    aside = ledger.holder_at(db, place, HolderKind.SET_ASIDE) if doubtful else None
    ledger.move(
        db,
        entries,
        MovementKind.RECEIVED,
        [(lot, line.said.quantity, None, shelf) for lot, line in kept]
        + [(lot, line.quantity, None, aside) for lot, line in doubtful],
    )
    packings = [_packing(lot, line) for lot, line in kept if line.said.boxes]
    if packings:
        new_boxes.make(db, entries, place, shelf, packings)


def _lot_of(line: TakenLine, item: Item) -> dict[str, object]:
    return {
        "item_id": item.id,
        "counted_as_id": item.id,
        "donation_line_id": line.id,
        "condition": line.said.condition,
        "expires_on": line.said.expires_on,
        "batch": line.said.batch,
    }


def _release(db: Session, actor: Actor, entries: Mapping[int, AuditEntry], medicine: Sequence[int]) -> None:
    """Sign off medicine that was accepted: only who may release it gets so far."""
    if medicine:
        lots = select(Lot).where(Lot.id.in_(medicine)).order_by(Lot.id)
        for lot in db.scalars(lots.options(joinedload(Lot.donation_line), joinedload(Lot.item))):
            signing.sign(db, actor, entries[lot.id], lot, Flag.MEDICINE, _RELEASED)


def _packing(lot: ledger.NewLot, line: TakenLine) -> new_boxes.Packing:
    """Return a line's boxes: its goods shared out evenly, its total weight by pieces."""
    said = line.said
    each = [[(lot, share)] for share in shares.evenly(said.quantity, said.boxes)]
    weights = gifts.grams_by_box(said)
    return new_boxes.Packing(each, lot.item.package_code, weights, said.box_codes, line.standing)
