"""Second looks at a line: set it aside, release it, or refuse it, each with its reason."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from convoy.domain import intake, shares
from convoy.domain.controls import RULES, Decision, Flag
from convoy.domain.errors import NotFound, RuleBroken
from convoy.domain.kinds import HolderKind, MovementKind
from convoy.domain.lifecycle import LineStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import AuditEntry, Donation, DonationLine, Holder, Item, Lot
from convoy.queries import visible
from convoy.services import audit, ledger, new_boxes, signing, withdrawals

MAY_SET_ASIDE = Permission.DONATION_RECORD
MAY_DECIDE = Permission.LINE_DECIDE


@dataclass(frozen=True, slots=True)
class DecideLine:
    """What becomes of a line, by its position in the donation; `boxes` for goods released into boxes."""

    key: UUID
    donation: str
    position: int
    reason: str
    boxes: int = 0


def set_aside(db: Session, actor: Actor, command: DecideLine) -> Donation:
    """Take an accepted line out of stock until somebody decides; its boxes are emptied.

    Raises RuleBroken when goods of it have left, are reserved or share a box with others.
    """
    donation, line, done = _line(db, actor, "line:set_aside", command, MAY_SET_ASIDE)
    if done:
        return donation
    _step(line, LineStage.SET_ASIDE, command.reason)
    emptied = withdrawals.boxes_with(db, donation, [line.id])
    entry = _note(db, actor, "line:set_aside", command, [box.code for box in emptied])
    withdrawals.empty(db, entry, donation, emptied)
    shelf, aside = ledger.holder_at(db, donation.place), _aside(db, donation)
    lot = lot_of(db, line)
    ledger.move(
        db, entry, MovementKind.SET_ASIDE, [(lot, ledger.quantity_held(db, shelf, lot), shelf, aside)]
    )
    db.flush()
    return donation


def release(db: Session, actor: Actor, command: DecideLine) -> Donation:
    """Put a line that was set aside into stock, loose or in boxes."""
    donation, line, done = _line(db, actor, "line:release", command, MAY_DECIDE)
    if done:
        return donation
    if line.item.category.code == intake.MEDICINE:
        actor.must(Permission.MEDICINE_RELEASE, place_id=donation.place_id)
    lot = lot_of(db, line)
    if any(RULES[flag].second_person for flag in signing.waits_for(db, lot)):
        raise RuleBroken(
            N_("Two persons sign this off: it is done on the page “Goods set aside”. Nothing was changed.")
        )
    if command.boxes > line.quantity:
        raise RuleBroken(
            N_("%(quantity)s cannot be packed into %(boxes)s boxes: some would be empty."),
            quantity=line.quantity,
            boxes=command.boxes,
        )
    if command.boxes > intake.MOST_BOXES:
        raise RuleBroken(
            N_("%(boxes)s boxes are more than one line takes (%(most)s). Nothing was stored."),
            boxes=command.boxes,
            most=intake.MOST_BOXES,
        )
    entry = _note(db, actor, "line:release", command)
    if line.item.category.code == intake.MEDICINE:
        signing.sign(db, actor, entry, lot, Flag.MEDICINE, signing.Said(Decision.RELEASE, command.reason))
    quantity = put_in_stock(db, entry, donation, line, lot, command.reason)
    _pack(db, entry, donation, lot, quantity, command.boxes)
    db.flush()
    return donation


def put_in_stock(
    db: Session, entry: AuditEntry, donation: Donation, line: DonationLine, lot: Lot, reason: str
) -> int:
    """Move all that is set aside of a line to the shelf, as part of an action, and return how much."""
    _step(line, LineStage.ACCEPTED, reason)
    shelf, aside = ledger.holder_at(db, donation.place), _aside(db, donation)
    quantity = ledger.quantity_held(db, aside, lot)
    ledger.move(db, entry, MovementKind.RELEASED, [(lot, quantity, aside, shelf)])
    return quantity


def refuse(db: Session, actor: Actor, command: DecideLine) -> Donation:
    """Let a line that was set aside leave our hands: given back or disposed of, as the reason says."""
    donation, line, done = _line(db, actor, "line:refuse", command, MAY_DECIDE)
    if done:
        return donation
    entry = _note(db, actor, "line:refuse", command)
    let_go(db, entry, donation, line, lot_of(db, line), command.reason)
    db.flush()
    return donation


def let_go(
    db: Session, entry: AuditEntry, donation: Donation, line: DonationLine, lot: Lot, reason: str
) -> None:
    """Let all that is set aside of a line leave our hands, as part of an action."""
    _step(line, LineStage.REFUSED, reason)
    aside = _aside(db, donation)
    ledger.move(db, entry, MovementKind.WITHDRAWN, [(lot, ledger.quantity_held(db, aside, lot), aside, None)])


def _line(
    db: Session, actor: Actor, action: str, command: DecideLine, permission: Permission
) -> tuple[Donation, DonationLine, bool]:
    """The line, locked, and whether this very decision was taken before."""
    donation = db.scalar(
        visible.donations(actor)
        .where(Donation.code == command.donation)
        .options(
            selectinload(Donation.lines).selectinload(DonationLine.item).selectinload(Item.category),
            selectinload(Donation.place),
        )
        .with_for_update(of=Donation)
    )
    line = (
        next((line for line in donation.lines if line.position == command.position), None)
        if donation
        else None
    )
    if donation is None or line is None:
        raise NotFound(
            N_("There is no line %(position)s of gift %(code)s here. Nothing was changed."),
            position=command.position,
            code=command.donation,
        )
    actor.must(permission, place_id=donation.place_id)
    return donation, line, audit.earlier(db, actor, command.key, action, command) is not None


def _step(line: DonationLine, stage: LineStage, reason: str) -> None:
    # Reason first: the table refuses a line that is not accepted and does not say why.
    line.reason, line.stage = reason, LineStage(line.stage.step_to(stage))


def _note(
    db: Session, actor: Actor, action: str, command: DecideLine, about: list[str] | None = None
) -> AuditEntry:
    return audit.note(
        db,
        actor,
        action,
        command.donation,
        key=command.key,
        request=command,
        about=about or (),
        line=command.position,
        reason=command.reason,
    )


def _aside(db: Session, donation: Donation) -> Holder:
    return ledger.holder_at(db, donation.place, HolderKind.SET_ASIDE)


def lot_of(db: Session, line: DonationLine) -> Lot:
    """Return the lot of a line that was not refused, with its item at hand."""
    chosen = select(Lot).where(Lot.donation_line_id == line.id)
    return db.scalars(chosen.options(selectinload(Lot.item).selectinload(Item.category))).one()


def _pack(db: Session, entry: AuditEntry, donation: Donation, lot: Lot, quantity: int, count: int) -> None:
    if count:
        new_boxes.make(
            db,
            entry,
            donation.place,
            ledger.holder_at(db, donation.place),
            [
                new_boxes.Packing(
                    [[(lot, share)] for share in shares.evenly(quantity, count)], lot.item.package_code
                )
            ],
        )
