"""Writing sign-offs: one row for one flag of one thing, with the hash of exactly what was decided."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from convoy.domain import references
from convoy.domain.controls import RULES, Decision, Flag, flags_of
from convoy.domain.permissions import Actor
from convoy.models import AuditEntry, Box, Category, Donation, DonationLine, Item, Lot, Pallet, SignOff
from convoy.queries import stock
from convoy.queries.controls import GOODS, goods_wait
from convoy.services import audit


@dataclass(frozen=True, slots=True)
class Said:
    """A decision and what it rests on."""

    decision: Decision
    reason: str
    document: str = ""


def sign(
    db: Session, actor: Actor, entry: AuditEntry, thing: Lot | Pallet | Box, flag: Flag, said: Said
) -> SignOff:
    """Add the sign-off of a thing for one flag and return it; a refusal never needs a second person."""
    row = SignOff(
        code=references.new("SO"),
        lot_id=thing.id if isinstance(thing, Lot) else None,
        pallet_id=thing.id if isinstance(thing, Pallet) else None,
        box_id=thing.id if isinstance(thing, Box) else None,
        flag=flag,
        decision=said.decision,
        reason=said.reason,
        document=said.document,
        needs_second=said.decision is Decision.RELEASE and RULES[flag].second_person,
        sha256=hash_of(db, thing, flag, said),
        at=datetime.now(UTC),
        by_id=actor.user_id,
        audit_id=entry.id,
    )
    db.add(row)
    return row


def hash_of(db: Session, thing: Lot | Pallet | Box, flag: Flag, said: Said) -> str:
    """Return the SHA-256 of what is decided: which goods, how many, and every word of the decision."""
    if isinstance(thing, Lot):
        line = thing.donation_line
        goods: dict[str, object] = {
            "item": thing.item.code,
            "batch": thing.batch,
            "expires_on": thing.expires_on,
            "line": f"{line.donation_id}/{line.position}" if line is not None else f"pool {thing.pool_id}",
            "quantity": line.quantity if line is not None else stock.pieces(db, [thing.id]).get(thing.id, 0),
        }
    else:
        goods = {"code": thing.code}
    return audit.request_hash(
        {**goods, "flag": flag, "decision": said.decision, "reason": said.reason, "document": said.document}
    )


def flags(item: Item) -> tuple[Flag, ...]:
    """Return why goods of an item stop and ask."""
    return flags_of(item.category.code, dual_use=item.dual_use, animal_origin=item.animal_origin)


def waits_for(db: Session, lot: Lot) -> list[Flag]:
    """Return the flags of a lot that are not signed off, with the second person where one is due."""
    db.flush()
    states = db.execute(
        select(*(goods_wait(flag) for flag in GOODS))
        .select_from(Lot)
        .join(Item, Item.id == Lot.item_id)
        .join(Category, Category.id == Item.category_id)
        .where(Lot.id == lot.id)
    ).one()
    return [flag for flag, waits in zip(GOODS, states, strict=True) if waits]


def waiting_lots(db: Session, lot_ids: list[int]) -> list[Lot]:
    """Return those of these lots that wait for a sign-off, with their item and gift at hand."""
    return list(
        db.scalars(
            select(Lot)
            .join(Item, Item.id == Lot.item_id)
            .join(Category, Category.id == Item.category_id)
            .where(Lot.id.in_(lot_ids), or_(*map(goods_wait, GOODS)))
            .order_by(Lot.id)
            .options(
                selectinload(Lot.item).selectinload(Item.category),
                selectinload(Lot.donation_line)
                .selectinload(DonationLine.donation)
                .selectinload(Donation.place),
            )
        )
    )
