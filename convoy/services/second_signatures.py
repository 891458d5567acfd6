"""The second person's answer to a sign-off: by another, to exactly what was asked, once."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from convoy.domain.errors import RuleBroken
from convoy.domain.lifecycle import LineStage
from convoy.domain.permissions import Actor, Permission
from convoy.models import (
    AuditEntry,
    Donation,
    DonationLine,
    Item,
    Lot,
    SecondSignature,
    SignOff,
    SortingPool,
)
from convoy.queries import visible
from convoy.services import audit, line_decisions, pool_decisions, second_person, signing
from convoy.services.controls import nothing_waits
from convoy.services.signing import Said


@dataclass(frozen=True, slots=True)
class AnswerSignOff:
    """A second person's answer to a sign-off; `sha256` is that of the request as the page showed it."""

    key: UUID
    sign_off: str
    sha256: str
    is_agreed: bool
    reason: str


def answer(db: Session, actor: Actor, command: AnswerSignOff) -> SecondSignature:
    """Say yes or no to what another person signed off, and release the goods by a yes.

    Raises RuleBroken for oneself, for a request that was answered, or that changed since the page was shown.
    """
    row = _request(db, actor, command.sign_off)
    if audit.earlier(db, actor, command.key, "control:answer", command):
        return db.scalars(select(SecondSignature).where(SecondSignature.sign_off_id == row.id)).one()
    assert row.lot is not None
    source = row.lot.source
    actor.must(Permission.CONTROL_SECOND, place_id=source.place_id)
    answered = db.scalar(select(SecondSignature.id).where(SecondSignature.sign_off_id == row.id))
    second_person.check(db, actor, row, command, is_answered=answered is not None)
    _must_be_unchanged(db, row, command)
    entry = audit.note(
        db,
        actor,
        "control:answer",
        source.code,
        key=command.key,
        request=command,
        about=[row.code],
        agreed=command.is_agreed,
        reason=command.reason,
    )
    said = SecondSignature(sign_off_id=row.id, **second_person.signature(actor, row, command, entry))
    db.add(said)
    db.flush()
    if command.is_agreed and not signing.waits_for(db, row.lot):
        _release(db, entry, row.lot, row.reason)
    return said


def _release(db: Session, entry: AuditEntry, lot: Lot, reason: str) -> None:
    line, pool = lot.donation_line, lot.pool
    if line is not None and line.stage is LineStage.SET_ASIDE:
        line_decisions.put_in_stock(db, entry, line.donation, line, lot, reason)
    if pool is not None and pool_decisions.aside_of(db, pool, lot):
        pool_decisions.put_in_stock(db, entry, pool, lot)


def _request(db: Session, actor: Actor, code: str) -> SignOff:
    """The sign-off, its gift or pool locked first: two answers and a correction meet one after the other."""
    donation = db.scalar(
        visible.donations(actor)
        .join(DonationLine, DonationLine.donation_id == Donation.id)
        .join(Lot, Lot.donation_line_id == DonationLine.id)
        .join(SignOff, SignOff.lot_id == Lot.id)
        .where(SignOff.code == code, Donation.withdrawn_at.is_(None))
        .with_for_update(of=Donation)
        .execution_options(populate_existing=True)
    )
    pool = db.scalar(
        visible.pools(actor)
        .join(Lot, Lot.pool_id == SortingPool.id)
        .join(SignOff, SignOff.lot_id == Lot.id)
        .where(SignOff.code == code)
        .with_for_update(of=SortingPool)
    )
    row = (
        db.scalar(
            select(SignOff)
            .where(SignOff.code == code, SignOff.needs_second)
            .options(selectinload(SignOff.lot).selectinload(Lot.item).selectinload(Item.category))
        )
        if donation is not None or pool is not None
        else None
    )
    if row is None:
        raise nothing_waits(code)
    return row


def _must_be_unchanged(db: Session, row: SignOff, command: AnswerSignOff) -> None:
    newest = db.scalar(
        select(SignOff.id)
        .where(SignOff.lot_id == row.lot_id, SignOff.flag == row.flag)
        .order_by(SignOff.id.desc())
        .limit(1)
    )
    assert row.lot is not None
    now = signing.hash_of(db, row.lot, row.flag, Said(row.decision, row.reason, row.document))
    if newest != row.id or command.sha256 != row.sha256 or now != row.sha256:
        raise RuleBroken(second_person.CHANGED)
