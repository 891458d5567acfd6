"""Questions about gifts captured on phones."""

from collections.abc import Sequence

from sqlalchemy.orm import Session, joinedload

from convoy.domain.captures import CaptureState
from convoy.domain.kinds import MovementKind
from convoy.domain.permissions import Actor, Permission
from convoy.models import (
    Box,
    Capture,
    Donation,
    DonationLine,
    Holder,
    Item,
    Lot,
    Movement,
    Organisation,
    UnclaimedCapture,
    User,
)
from convoy.queries import visible

ON_A_PAGE = 50


def waiting(db: Session, actor: Actor) -> list[Capture]:
    """Return what this person may settle, the oldest first; a fixed number of statements."""
    actor.must(Permission.DONATION_CORRECT)
    rows = db.scalars(
        visible.captures(actor)
        .where(Capture.state == CaptureState.WAITING)
        .order_by(Capture.id)
        .limit(ON_A_PAGE)
        .options(
            joinedload(Capture.place),
            joinedload(Capture.author),
            joinedload(Capture.donation)
            .joinedload(Donation.organisation)
            .joinedload(Organisation.merged_into),
            joinedload(Capture.donation)
            .selectinload(Donation.lines)
            .joinedload(DonationLine.item)
            .selectinload(Item.names),
            joinedload(Capture.donation).selectinload(Donation.unsorted),
        )
    )
    return list(rows)


def unclaimed(db: Session, actor: Actor) -> list[tuple[UnclaimedCapture, str]]:
    """Return gifts of phones that are not known, the oldest first, each with the name its pass claims."""
    actor.must(Permission.DONATION_CORRECT)
    rows = db.execute(
        visible.unclaimed_captures(actor)
        .outerjoin(User, User.code == UnclaimedCapture.claimed_by)
        .add_columns(User.name)
        .where(UnclaimedCapture.settled_at.is_(None))
        .order_by(UnclaimedCapture.id)
        .limit(ON_A_PAGE)
        .options(joinedload(UnclaimedCapture.place), joinedload(UnclaimedCapture.sent_by))
    )
    return [(one, name or "") for one, name in rows]


def code_of(db: Session, actor: Actor, capture_id: int) -> str:
    """Return the code of the gift that a capture is about now."""
    chosen = visible.captures(actor).where(Capture.id == capture_id).options(joinedload(Capture.donation))
    return db.scalars(chosen).one().donation.code


def boxes_packed(db: Session, actor: Actor, gifts: Sequence[Donation]) -> dict[int, list[str]]:
    """Return by gift id the code and hall number of each box packed from it, to be written on cardboard."""
    found: dict[int, list[str]] = {gift.id: [] for gift in gifts}
    rows = db.execute(
        visible.boxes(actor)
        .join(Holder, Holder.box_id == Box.id)
        .join(Movement, Movement.to_holder_id == Holder.id)
        .join(Lot, Lot.id == Movement.lot_id)
        .join(DonationLine, DonationLine.id == Lot.donation_line_id)
        .where(Movement.kind == MovementKind.PACKED, DonationLine.donation_id.in_(found))
        .order_by(Box.short_number, Box.code)
        .with_only_columns(DonationLine.donation_id, Box.code, Box.short_number)
        .distinct()
    )
    for gift_id, code, number in rows:
        found[gift_id].append(f"{code} {number}")
    return found
