"""Questions about earmarks: whom the goods in boxes were given for, as typed and as bound."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.permissions import Actor, Permission
from convoy.models import Balance, DonationLine, Holder, Lot, Place
from convoy.queries import visible


@dataclass(frozen=True, slots=True)
class Earmark:
    """Whom goods were given for: the words of the desk, and the recipient's place once it is bound."""

    words: str
    place_id: int | None = None
    place: str = ""


def of_boxes(db: Session, actor: Actor, box_ids: Collection[int]) -> dict[int, tuple[Earmark, ...]]:
    """Return by box id the earmarks of what boxes hold; who may not bind one learns of no place.

    The place has its name for who may know that destination, and has opened a convoy that goes there. Two
    statements.
    """
    rows = db.execute(
        select(Holder.box_id, DonationLine.earmark, DonationLine.earmark_place_id)
        .join(Balance, Balance.holder_id == Holder.id)
        .join(Lot, Lot.id == Balance.lot_id)
        .join(DonationLine, DonationLine.id == Lot.donation_line_id)
        .where(Holder.box_id.in_(box_ids), Balance.quantity > 0, DonationLine.earmark != "")
        .distinct()
        .order_by(Holder.box_id, DonationLine.earmark)
    ).all()
    knows = actor.may(Permission.EARMARK_BIND)
    names = bound_to(db, actor, {place_id for _, _, place_id in rows if place_id is not None})
    found: dict[int, list[Earmark]] = defaultdict(list)
    for box_id, words, place_id in rows:
        mark = Earmark(words, place_id, names.get(place_id or 0, "")) if knows else Earmark(words)
        if box_id is not None and mark not in found[box_id]:
            found[box_id].append(mark)
    return {box_id: tuple(marks) for box_id, marks in found.items()}


def bound_to(db: Session, actor: Actor, place_ids: Collection[int | None]) -> dict[int, str]:
    """Return by id the names of places that goods are bound to, for who may read that; one statement."""
    if not any(place_ids) or not actor.may(Permission.EARMARK_BIND):
        return {}
    known = visible.opened_places(actor).where(Place.id.in_(place_ids))
    return {place.id: place.name for place in db.scalars(known)}
