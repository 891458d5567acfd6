"""Gifts from phones whose sign-in is not known here: kept, and recorded by whoever settles them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.captures import CaptureState
from convoy.domain.errors import Conflict, NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.exchange import captures as shapes
from convoy.exchange.captures import Captured, Gift
from convoy.models import Capture, Donation, Place, UnclaimedCapture
from convoy.queries import visible
from convoy.queries.captures import boxes_packed
from convoy.services import audit, captured_gifts, donations
from convoy.services.capture_answers import Answer
from convoy.services.capture_settling import SettleCapture
from convoy.services.gifts import RecordDonation
from convoy.services.phones import UnknownPass


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """A record that was sealed for us, with what its pass claims."""

    id: UUID
    sha256: str
    envelope: str
    said: Captured
    claim: UnknownPass


def keep_each(db: Session, sender: Actor, records: Sequence[Unclaimed]) -> dict[tuple[UUID, str], Answer]:
    """Keep these once each, under nobody's name; return the answers by key and content."""
    answers = given(db, [record.id for record in records])
    named = {record.said.gift.place for record in records}
    places = dict(db.execute(select(Place.code, Place.id).where(Place.code.in_(named))).all())
    for record in records:
        if (record.id, record.sha256) in answers:
            continue
        gift = record.said.gift
        db.add(
            UnclaimedCapture(
                key=str(record.id),
                sha256=record.sha256,
                envelope=record.envelope,
                claimed_by=record.claim.by,
                claimed_at=record.claim.since,
                sent_by_id=sender.user_id,
                place_id=places.get(gift.place),
                device=record.said.device,
                made_at=record.said.made_at,
                received_at=datetime.now(UTC),
                content=shapes.canonical(gift.model_dump(mode="json", exclude_defaults=True)).decode(),
            )
        )
        audit.note(db, sender, "capture:keep_unclaimed", "", claimed_by=record.claim.by)
        answers[record.id, record.sha256] = _kept(record.id, record.sha256)
    return answers


def given(db: Session, keys: Collection[UUID]) -> dict[tuple[UUID, str], Answer]:
    """Return the answers given before to what is kept here, by key and content or its envelope."""
    rows = db.execute(
        select(UnclaimedCapture.key, UnclaimedCapture.sha256, UnclaimedCapture.envelope).where(
            UnclaimedCapture.key.in_([str(key) for key in keys])
        )
    )
    return {
        (UUID(key), content): _kept(UUID(key), sha256)
        for key, sha256, envelope in rows
        for content in (sha256, envelope)
    }


def _kept(key: UUID, sha256: str) -> Answer:
    return Answer(key, HTTPStatus.ACCEPTED, sha256)


def meant(db: Session, actor: Actor, command: SettleCapture) -> RecordDonation:
    """Return what the gift says, to be read before anything is locked; raises Unclear."""
    kept = _waiting(db, actor, command)
    sent = captured_gifts.Sent(actor, UUID(kept.key), Gift.model_validate_json(kept.content), kept.made_at)
    return captured_gifts.command(db, sent)


def record(db: Session, actor: Actor, command: SettleCapture, gift: RecordDonation) -> Donation:
    """Record the gift as of whoever settles it; its phone is told the receipt when it sends it again.

    Raises what recording a gift raises, and Conflict for a key under which another gift is recorded.
    """
    kept = _waiting(db, actor, command, locked=True)
    recorded = Capture.key == kept.key, Capture.state == CaptureState.RECORDED
    if db.scalar(select(Capture.id).where(*recorded)) is not None:
        raise Conflict(N_("Another version of this gift is recorded already. Nothing was changed."))
    (donation,) = donations.record_each(db, actor, [gift])
    boxes = boxes_packed(db, actor, [donation])[donation.id]
    db.add(
        Capture(
            key=kept.key,
            sha256=kept.sha256,
            envelope=kept.envelope,
            state=CaptureState.RECORDED,
            author_id=actor.user_id,
            sent_by_id=kept.sent_by_id,
            place_id=donation.place_id,
            donation_id=donation.id,
            device=kept.device,
            made_at=kept.made_at,
            received_at=kept.received_at,
            answer=captured_gifts.recorded(gift, donation, boxes),
        )
    )
    kept.donation_id, kept.content = donation.id, ""
    _settle(kept, actor, command.reason)
    return donation


def drop(db: Session, actor: Actor, command: SettleCapture) -> None:
    """Do not record the gift; what it says stays on record with the reason."""
    kept = _waiting(db, actor, command, locked=True)
    audit.note(
        db, actor, "capture:drop_unclaimed", "", key=command.key, request=command, reason=command.reason
    )
    _settle(kept, actor, command.reason)


def _waiting(db: Session, actor: Actor, command: SettleCapture, *, locked: bool = False) -> UnclaimedCapture:
    actor.must(Permission.DONATION_CORRECT)
    chosen = visible.unclaimed_captures(actor).where(UnclaimedCapture.id == command.capture_id)
    kept = db.scalar(chosen.with_for_update() if locked else chosen)
    if kept is None:
        raise NotFound(N_("There is no such gift from a phone here."))
    if kept.settled_at is not None:
        raise Conflict(N_("Somebody has settled this already. Nothing was changed."))
    return kept


def _settle(kept: UnclaimedCapture, actor: Actor, reason: str) -> None:
    kept.settled_at = datetime.now(UTC)
    kept.settled_by_id = actor.user_id
    kept.reason = reason
