"""Settling what came from a phone twice and differs: the second version corrects the first, or is dropped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from convoy.domain.captures import CaptureState
from convoy.domain.errors import Conflict, NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.exchange.captures import Gift
from convoy.models import Capture
from convoy.queries import visible
from convoy.services import audit, captured_gifts, withdrawals
from convoy.services.gifts import RecordDonation
from convoy.services.withdrawals import CorrectDonation


@dataclass(frozen=True, slots=True)
class SettleCapture:
    """What becomes of a version that was kept beside the recorded one, and why."""

    key: UUID
    capture_id: int
    reason: str


def meant(db: Session, actor: Actor, command: SettleCapture) -> RecordDonation:
    """Return what the kept version says, to be read before anything is locked; raises Unclear."""
    capture = _waiting(db, actor, command)
    sent = captured_gifts.Sent(actor, command.key, Gift.model_validate_json(capture.content), capture.made_at)
    return captured_gifts.command(db, sent)


def told(
    db: Session, actor: Actor, captures: Sequence[Capture]
) -> list[RecordDonation | captured_gifts.Unclear]:
    """Return what each kept version says, or what is unclear in it; nothing is settled by this."""
    sent = [
        captured_gifts.Sent(actor, UUID(int=0), Gift.model_validate_json(one.content), one.made_at)
        for one in captures
    ]
    return captured_gifts.commands(db, sent)


def correct(db: Session, actor: Actor, command: SettleCapture, gift: RecordDonation) -> Capture:
    """Take the kept version as a correction of the recorded gift; raises what correcting a gift raises."""
    capture = _waiting(db, actor, command, locked=True)
    corrected = CorrectDonation(command.key, capture.donation.code, command.reason, gift)
    capture.donation = withdrawals.correct(db, actor, corrected)
    _settle(capture, actor, CaptureState.CORRECTED, command.reason)
    return capture


def drop(db: Session, actor: Actor, command: SettleCapture) -> Capture:
    """Leave the recorded gift as it is; the kept version stays on record as dropped, with the reason."""
    capture = _waiting(db, actor, command, locked=True)
    code = capture.donation.code
    audit.note(db, actor, "capture:drop", code, key=command.key, request=command, reason=command.reason)
    _settle(capture, actor, CaptureState.DROPPED, command.reason)
    return capture


def _waiting(db: Session, actor: Actor, command: SettleCapture, *, locked: bool = False) -> Capture:
    actor.must(Permission.DONATION_CORRECT)
    chosen = visible.captures(actor).where(Capture.id == command.capture_id)
    capture = db.scalar(chosen.with_for_update() if locked else chosen)
    if capture is None:
        raise NotFound(N_("There is no such second version of a gift here."))
    if capture.state is not CaptureState.WAITING:
        raise Conflict(N_("Somebody has settled this already. Nothing was changed."))
    return capture


def _settle(capture: Capture, actor: Actor, state: CaptureState, reason: str) -> None:
    capture.state = state
    capture.settled_at = datetime.now(UTC)
    capture.settled_by_id = actor.user_id
    capture.reason = reason
