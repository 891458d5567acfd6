"""The second person's answer to a sign-off: by another, to exactly what was asked, once."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from convoy.domain.errors import Invalid, RuleBroken
from convoy.domain.lifecycle import LineStage
from convoy.domain.messages import N_
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
    if not command.reason:
        raise Invalid(N_("Say why. Nothing was changed."), field="reason")
    second_person.must_be_another(db, actor, row.by_id, row.at)
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
    assert row.by_id is not None
    assert actor.user_id is not None
    said = SecondSignature(
        sign_off_id=row.id,
        first_by_id=row.by_id,
        sha256=command.sha256,
        is_agreed=command.is_agreed,
        reason=command.reason,
        at=datetime.now(UTC),
        by_id=actor.user_id,
        audit_id=entry.id,
    )
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
    answered = db.scalar(select(SecondSignature.id).where(SecondSignature.sign_off_id == row.id))
    if answered is not None:
        raise RuleBroken(N_("%(code)s was answered already. Nothing was changed."), code=row.code)
    newest = db.scalar(
        select(SignOff.id)
        .where(SignOff.lot_id == row.lot_id, SignOff.flag == row.flag)
        .order_by(SignOff.id.desc())
        .limit(1)
    )
    assert row.lot is not None
    now = signing.hash_of(db, row.lot, row.flag, Said(row.decision, row.reason, row.document))
    if newest != row.id or command.sha256 != row.sha256 or now != row.sha256:
        raise RuleBroken(
            N_("The request changed since this page was shown. Nothing was changed; look at it again.")
        )
