"""Deciding about goods that wait: many at once, each by who may; dual use waits for a second person."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from convoy.domain.controls import RULES, Decision, Flag
from convoy.domain.errors import Invalid, NotAllowed, NotFound, RuleBroken
from convoy.domain.lifecycle import LineStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import (
    AuditEntry,
    Balance,
    Box,
    Donation,
    DonationLine,
    Holder,
    Item,
    Lot,
    Pallet,
    SignOff,
)
from convoy.queries import visible
from convoy.services import audit, line_decisions, pool_decisions, pools, signing
from convoy.services.signing import Said

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class DecideGoods:
    """One decision on many things: lines (`DN-…/2`), lots of pools (`LEE-2026-11-28/7`), or codes."""

    key: UUID
    targets: tuple[str, ...]
    decision: Decision
    reason: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision did: things done with, and those that wait for a second person."""

    done: int
    waiting: int


def decide(db: Session, actor: Actor, command: DecideGoods) -> Decided:
    """Release or refuse goods, sign off their flags, confirm wood; all or nothing.

    Raises NotFound naming what is not there, NotAllowed for what somebody else decides.
    """
    if audit.earlier(db, actor, command.key, "control:decide", command):
        return _answered(db, command)
    if not command.targets:
        raise RuleBroken(N_("Choose at least one thing. Nothing was changed."))
    if len(command.targets) > MOST_AT_ONCE:
        raise RuleBroken(N_("At most %(most)s at once. Nothing was changed."), most=MOST_AT_ONCE)
    if not command.reason:
        raise Invalid(N_("Say why. Nothing was changed."), field="reason")
    targets = list(dict.fromkeys(command.targets))
    entry = audit.note(
        db,
        actor,
        "control:decide",
        targets[0].partition("/")[0],
        key=command.key,
        request=command,
        about=[target.partition("/")[0] for target in targets],
        decision=command.decision.value,
        reason=command.reason,
        document=command.document,
        things=targets,
    )
    said = Said(command.decision, command.reason, command.document)
    waiting = [_decide_one(db, actor, entry, target, said) for target in targets]
    db.flush()
    return Decided(len(waiting) - sum(waiting), sum(waiting))


def _answered(db: Session, command: DecideGoods) -> Decided:
    """Return what the same form did the first time: which of its sign-offs wait, or waited, for a second."""
    entry_of = select(AuditEntry.id).where(AuditEntry.key == str(command.key))
    asked = db.scalars(select(SignOff.id).where(SignOff.audit_id.in_(entry_of), SignOff.needs_second)).all()
    return Decided(len(set(command.targets)) - len(asked), len(asked))


def _decide_one(db: Session, actor: Actor, entry: AuditEntry, target: str, said: Said) -> bool:
    """Whether the thing now waits for a second person."""
    code, _, position = target.partition("/")
    if position and pools.split_code(code)[1] is not None:
        return _decide_sorted(db, actor, entry, target, said)
    if position:
        return _decide_line(db, actor, entry, target, said)
    thing: Pallet | Box | None
    if code.startswith("PT"):
        thing = db.scalar(visible.pallets(actor).where(Pallet.code == code).with_for_update(of=Pallet))
    else:
        thing = db.scalar(visible.boxes(actor).where(Box.code == code).with_for_update(of=Box))
    if thing is None:
        raise nothing_waits(target)
    return _decide_thing(db, actor, entry, thing, said)


def _decide_thing(db: Session, actor: Actor, entry: AuditEntry, thing: Pallet | Box, said: Said) -> bool:
    place_id = thing.place_id
    if isinstance(thing, Box):
        lots = signing.waiting_lots(db, _lots_in(db, thing))
        for lot in lots:
            _sign_all(db, actor, entry, lot, signing.waits_for(db, lot), said, place_id)
        if lots:
            return any(RULES[flag].second_person for lot in lots for flag in signing.flags(lot.item))
    actor.must(RULES[Flag.WOOD].decides, place_id=place_id)
    signing.sign(db, actor, entry, thing, Flag.WOOD, said)
    return False


def _lots_in(db: Session, box: Box) -> list[int]:
    held = select(Balance.lot_id).join(Holder).where(Holder.box_id == box.id, Balance.quantity > 0)
    return list(db.scalars(held))


def _decide_line(db: Session, actor: Actor, entry: AuditEntry, target: str, said: Said) -> bool:
    donation, line = _line(db, actor, target)
    lot = line_decisions.lot_of(db, line)
    place_id = donation.place_id
    if line.stage is LineStage.SET_ASIDE and said.decision is Decision.REFUSE:
        must = [RULES[flag].decides for flag in signing.flags(line.item)] or [Permission.LINE_DECIDE]
        if not any(actor.may(one, place_id=place_id) for one in [*must, Permission.LINE_DECIDE]):
            actor.must(must[0], place_id=place_id)
        _note_refusal(db, actor, entry, lot, said)
        line_decisions.let_go(db, entry, donation, line, lot, said.reason)
        return False
    flags = signing.waits_for(db, lot)
    if not flags and line.stage is LineStage.ACCEPTED:
        raise RuleBroken(N_("%(target)s waits for nothing any more. Nothing was changed."), target=target)
    if not flags:
        actor.must(Permission.LINE_DECIDE, place_id=place_id)
    _sign_all(db, actor, entry, lot, flags, said, place_id)
    if signing.waits_for(db, lot):
        return said.decision is Decision.RELEASE
    if line.stage is LineStage.SET_ASIDE:
        line_decisions.put_in_stock(db, entry, donation, line, lot, said.reason)
    return False


def _decide_sorted(db: Session, actor: Actor, entry: AuditEntry, target: str, said: Said) -> bool:
    code, _, number = target.partition("/")
    pool = pools.to_change(db, actor, code, Permission.LINE_DECIDE)
    lot = pool_decisions.lot_numbered(db, pool, number)
    if lot is None:
        raise nothing_waits(target)
    waits, aside = signing.waits_for(db, lot), pool_decisions.aside_of(db, pool, lot)
    if aside and said.decision is Decision.REFUSE:
        # Only what waits: pieces of the lot that were signed off before may stand in boxes.
        for flag in waits:
            signing.sign(db, actor, entry, lot, flag, said)
        pool_decisions.refuse(db, actor, entry, pool, lot, said.reason)
        return False
    if not aside and not waits:
        raise RuleBroken(N_("%(target)s waits for nothing any more. Nothing was changed."), target=target)
    # What was counted since an earlier sign-off is part of the lot, and nobody has signed for it.
    _sign_all(db, actor, entry, lot, signing.flags(lot.item) if aside else waits, said, pool.place_id)
    if signing.waits_for(db, lot):
        return said.decision is Decision.RELEASE
    if aside:
        pool_decisions.put_in_stock(db, entry, pool, lot)
    return False


def _note_refusal(db: Session, actor: Actor, entry: AuditEntry, lot: Lot, said: Said) -> None:
    for flag in signing.flags(lot.item):
        signing.sign(db, actor, entry, lot, flag, said)


def _sign_all(
    db: Session,
    actor: Actor,
    entry: AuditEntry,
    lot: Lot,
    flags: Sequence[Flag],
    said: Said,
    place_id: int | None,
) -> None:
    for flag in flags:
        actor.must(RULES[flag].decides, place_id=place_id)
        if RULES[flag].second_person and actor.user_id is None:
            raise NotAllowed(N_("Two persons with accounts sign this off. Nothing was changed."))
        signing.sign(db, actor, entry, lot, flag, said)


def _line(db: Session, actor: Actor, target: str) -> tuple[Donation, DonationLine]:
    """The line named, its gift locked; raises NotFound for one taken back, too."""
    code, _, position = target.partition("/")
    donation = db.scalar(
        visible.donations(actor)
        .where(Donation.code == code, Donation.withdrawn_at.is_(None))
        .options(
            selectinload(Donation.lines).selectinload(DonationLine.item).selectinload(Item.category),
            selectinload(Donation.place),
        )
        .with_for_update(of=Donation)
    )
    lines = donation.lines if donation else []
    line = next((one for one in lines if str(one.position) == position), None)
    if donation is None or line is None or line.stage not in {LineStage.SET_ASIDE, LineStage.ACCEPTED}:
        raise nothing_waits(target)
    return donation, line


def nothing_waits(target: str) -> NotFound:
    """Return the refusal for what is not there, or does not wait, or may not be seen."""
    return NotFound(
        N_("There is nothing called %(code)s that waits here. Nothing was changed."), code=target[:40]
    )
