"""Taking a donation back while nothing of it has left, and putting a corrected one in its place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from convoy.domain import intake, references
from convoy.domain.errors import NotAllowed, NotFound, RuleBroken
from convoy.domain.handling import IN_STOCK
from convoy.domain.kinds import DonationOrigin, HolderKind, MovementKind
from convoy.domain.lifecycle import BoxStage, LineStage, PalletStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import AuditEntry, Balance, Box, Donation, DonationLine, Holder, Load, Lot
from convoy.queries import visible
from convoy.services import (
    audit,
    box_labels,
    donations,
    gifts,
    intake_sheets,
    item_names,
    ledger,
    pools,
    standing_boxes,
    taking_in,
    word_links,
)
from convoy.services.gifts import RecordDonation


@dataclass(frozen=True, slots=True)
class WithdrawDonation:
    """Take a whole donation back, saying why."""

    key: UUID
    donation: str
    reason: str


@dataclass(frozen=True, slots=True)
class CorrectDonation:
    """Take a donation back and record what it should have been."""

    key: UUID
    donation: str
    reason: str
    corrected: RecordDonation


def withdraw(db: Session, actor: Actor, command: WithdrawDonation) -> Donation:
    """Undo the donation by inverse movements and return it; its boxes are emptied, its codes stay.

    Raises NotAllowed, or RuleBroken naming what has left, is reserved or shares a box.
    """
    earlier = audit.earlier(db, actor, command.key, "donation:withdraw", command)
    if earlier is not None:
        return donations.by_code(db, earlier)
    donation = to_change(db, actor, command.donation)
    pools.must_keep_a_gift(db, donation)
    emptied = _boxes_to_empty(db, donation)
    entry = audit.note(
        db,
        actor,
        "donation:withdraw",
        donation.code,
        key=command.key,
        request=command,
        about=[box.code for box in emptied],
        reason=command.reason,
    )
    pools.mention(db, entry, donation.unsorted)
    _take_back(db, entry, donation, emptied, command.reason)
    return donation


def correct(db: Session, actor: Actor, command: CorrectDonation) -> Donation:
    """Withdraw a donation, record the corrected one with a number of its own, and return the new one.

    Boxes whose labels stay true stand as they are, under the corrected gift; the others are emptied.
    """
    place = donations.intake_place(db, actor, command.corrected.place)
    earlier = audit.earlier(db, actor, command.key, "donation:correct", command)
    if earlier is not None:
        return donations.by_code(db, earlier)
    wrong = to_change(db, actor, command.donation)
    items = donations.items_of(db, actor, [command.corrected])
    corrected = box_labels.labelled(db, place, command.corrected)
    gifts.check(corrected, place.zone, items)
    taught = item_names.teach(db, {line.gtin: items[line.item] for line in corrected.lines if line.gtin})
    pools.must_keep_a_gift(db, wrong, corrected)
    boxes = _boxes_to_empty(db, wrong)
    standing = standing_boxes.of_corrected(db, actor, wrong, boxes, place, corrected, items)
    kept = {box.id for some in standing.values() for box in some if box is not None}
    emptied = [box for box in boxes if box.id not in kept]
    code = references.new("DN")
    entry = audit.note(
        db,
        actor,
        "donation:correct",
        code,
        key=command.key,
        request=command,
        about=[wrong.code, *(box.code for box in emptied)],
        reason=command.reason,
        replaces=wrong.code,
        **({"taught": taught} if taught else {}),
    )
    _unpack(db, entry, wrong, [box for box in boxes if box.id in kept])
    _take_back(db, entry, wrong, emptied, command.reason)
    if wrong.origin is DonationOrigin.OPENING and corrected.donor is None:
        corrected = replace(corrected, origin=wrong.origin)
    intake_here = taking_in.Intake({code: entry}, place, items)
    taking_in.take_in(db, actor, intake_here, {code: corrected}, corrects=wrong, standing=standing)
    donation = donations.by_code(db, code)
    intake_sheets.hand_over(db, wrong, donation)
    word_links.keep(wrong, donation)
    for line in donation.lines:
        line.earmark_place_id = _bound_before(wrong, line)
    return donation


def _bound_before(wrong: Donation, line: DonationLine) -> int | None:
    """Return the recipient the words of a corrected line were bound to; None where that may be one of two."""
    same = [one for one in wrong.lines if line.earmark and one.earmark == line.earmark]
    same = [one for one in same if one.item_id == line.item_id] or same
    same = [one for one in same if one.quantity == line.quantity] or same
    places = {one.earmark_place_id for one in same}
    return places.pop() if len(places) == 1 else None


def may_change(actor: Actor, donation: Donation, now: datetime) -> bool:
    """Whether this person may take the donation back: who is in charge, or who recorded it just now."""
    if actor.may(Permission.DONATION_CORRECT, place_id=donation.place_id):
        return True
    return (
        actor.user_id is not None
        and actor.user_id == donation.recorded_by_id
        and actor.may(Permission.DONATION_RECORD, place_id=donation.place_id)
        and intake.may_still_undo(donation.recorded_at, now)
    )


def must_change(actor: Actor, donation: Donation) -> None:
    """Raise NotAllowed unless this person may take the donation back now."""
    if not may_change(actor, donation, datetime.now(UTC)):
        raise NotAllowed(
            N_(
                "Only who is in charge may take back %(code)s now; who recorded it may for %(minutes)s "
                "minutes. Nothing was changed."
            ),
            code=donation.code,
            minutes=int(intake.UNDO_FOR.total_seconds() // 60),
        )


def to_change(db: Session, actor: Actor, code: str) -> Donation:
    """Return the donation, locked until the end of the action; raises NotFound, NotAllowed, RuleBroken."""
    donation = db.scalar(
        visible.donations(actor)
        .where(Donation.code == code)
        .options(selectinload(Donation.lines), selectinload(Donation.unsorted), selectinload(Donation.place))
        .with_for_update(of=Donation)
    )
    if donation is None:
        raise NotFound(N_("There is no gift %(code)s here. Nothing was changed."), code=code)
    must_change(actor, donation)
    if donation.withdrawn_at is not None:
        raise RuleBroken(N_("%(code)s was taken back already. Nothing was changed."), code=code)
    return donation


def _boxes_to_empty(db: Session, donation: Donation) -> list[Box]:
    """Return the boxes that hold the donation's goods, locked; raises RuleBroken where they cannot be had."""
    return boxes_with(db, donation, [line.id for line in donation.lines])


def boxes_with(db: Session, donation: Donation, line_ids: Sequence[int]) -> list[Box]:
    """Return the boxes, locked, that hold goods of these lines; they may be emptied without a second look.

    Raises RuleBroken when goods have left the place, are reserved, or share a box with another gift.
    """
    lots = select(Lot.id).where(Lot.donation_line_id.in_(line_ids))
    # Whoever packs these goods at this moment waits, and then finds none: no box is left behind empty.
    db.execute(select(Balance.lot_id).where(Balance.lot_id.in_(lots)).with_for_update())
    holding = select(Holder.box_id).join(Balance).where(Balance.lot_id.in_(lots), Holder.box_id.is_not(None))
    found = list(
        db.scalars(
            select(Box)
            .where(Box.id.in_(holding))
            .order_by(Box.id)
            .options(selectinload(Box.pallet))
            .with_for_update(of=Box)
        )
    )
    kinds = db.execute(
        select(Holder.kind, Holder.place_id)
        .join(Balance)
        .where(Balance.lot_id.in_(lots), Holder.box_id.is_(None))
        .distinct()
    )
    here = {HolderKind.PLACE, HolderKind.SET_ASIDE}
    if any(kind not in here or place_id != donation.place_id for kind, place_id in kinds):
        raise RuleBroken(
            N_("Goods of %(code)s have left %(place)s: it cannot be undone. Nothing was changed."),
            code=donation.code,
            place=donation.place.name,
        )
    _must_be_ours(db, donation, found, line_ids)
    return found


def _must_be_ours(db: Session, donation: Donation, found: Sequence[Box], line_ids: Sequence[int]) -> None:
    ids = [box.id for box in found]
    reserved = set(db.scalars(select(Load.box_id).where(Load.box_id.in_(ids), Load.ended_at.is_(None))))
    shared = set(
        db.scalars(
            select(Holder.box_id)
            .join(Balance)
            .join(Lot)
            .where(
                Holder.box_id.in_(ids),
                Lot.donation_line_id.is_(None) | Lot.donation_line_id.not_in(line_ids),
            )
        )
    )
    for box in found:
        if box.stage not in IN_STOCK or box.place_id != donation.place_id:
            message = N_("Box %(code)s has left %(place)s: its gift cannot be undone. Nothing was changed.")
        elif box.id in reserved:
            message = N_("Box %(code)s is reserved for a van; take it off first. Nothing was changed.")
        elif box.id in shared:
            message = N_("Box %(code)s also holds other goods; take them out first. Nothing was changed.")
        elif box.pallet is not None and box.pallet.stage is PalletStage.WRAPPED:
            message = N_("Box %(code)s is on a wrapped pallet; open that first. Nothing was changed.")
        else:
            continue
        raise RuleBroken(message, code=box.code, place=donation.place.name)


def _take_back(
    db: Session, entry: AuditEntry, donation: Donation, emptied: Sequence[Box], reason: str
) -> None:
    """Empty the boxes, let every piece leave the ledger, and mark donation and lines as withdrawn."""
    empty(db, entry, donation, emptied)
    rows = db.execute(
        select(Lot, Balance.quantity, Holder)
        .join(Balance, Balance.lot_id == Lot.id)
        .join(Holder, Holder.id == Balance.holder_id)
        .where(Lot.donation_line_id.in_([line.id for line in donation.lines]))
        .order_by(Lot.id)
    )
    ledger.move(
        db, entry, MovementKind.WITHDRAWN, [(lot, quantity, holder, None) for lot, quantity, holder in rows]
    )
    for line in donation.lines:
        line.stage = LineStage(line.stage.step_to(LineStage.WITHDRAWN))
    for bags in donation.unsorted:
        bags.stage = LineStage(bags.stage.step_to(LineStage.WITHDRAWN))
    donation.withdrawn_at, donation.withdrawn_reason = datetime.now(UTC), reason
    db.flush()


def empty(db: Session, entry: AuditEntry, donation: Donation, emptied: Sequence[Box]) -> None:
    """Unpack all that these boxes hold onto the shelf at the donation's place; their codes stay."""
    _unpack(db, entry, donation, emptied)
    for box in emptied:
        # A closed box is opened by the undoing itself: its label is void with the gift.
        box.stage = BoxStage.OPEN if box.stage is BoxStage.CLOSED else box.stage
        box.stage = BoxStage(box.stage.step_to(BoxStage.EMPTIED))
        box.gross_g = box.weighed_at = box.closed_at = box.pallet_id = None
        box.estimated_g = box.estimated_ml = 0
    db.flush()


def _unpack(db: Session, entry: AuditEntry, donation: Donation, boxes: Sequence[Box]) -> None:
    if not boxes:
        return
    shelf = ledger.holder_at(db, donation.place)
    rows = db.execute(
        select(Lot, Balance.quantity, Holder)
        .join(Balance, Balance.lot_id == Lot.id)
        .join(Holder, Holder.id == Balance.holder_id)
        .where(Holder.box_id.in_([box.id for box in boxes]))
        .order_by(Lot.id, Holder.id)
    )
    ledger.move(
        db, entry, MovementKind.UNPACKED, [(lot, quantity, holder, shelf) for lot, quantity, holder in rows]
    )
