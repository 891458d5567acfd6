"""Questions about boxes: which are meant, which are free for a van, and why the others are not."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, bindparam, exists, select
from sqlalchemy.orm import Session, selectinload

from convoy.domain.errors import NotFound
from convoy.domain.handling import IN_STOCK, NOT_IN_STOCK, Obstacle
from convoy.domain.lifecycle import BoxStage, LineStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Balance, Box, Convoy, DonationLine, Holder, Load, Lot, Run, User
from convoy.queries import visible


def holds_set_aside_goods() -> ColumnElement[bool]:
    """Return the condition that a box holds goods of a donation line set aside."""
    return (
        exists()
        .where(
            Holder.box_id == Box.id,
            Balance.holder_id == Holder.id,
            Balance.quantity > 0,
            Lot.id == Balance.lot_id,
            DonationLine.id == Lot.donation_line_id,
            DonationLine.stage == LineStage.SET_ASIDE,
        )
        .correlate(Box)
    )


def is_in_stock() -> ColumnElement[bool]:
    """Return the condition that a box is ours, open or closed.

    It is written out as the index on boxes in stock says it: only so does SQLite know that it may use that.
    """
    ours = (BoxStage.OPEN, BoxStage.CLOSED)
    return Box.stage.in_(bindparam(None, ours, type_=Box.stage.type, expanding=True, literal_execute=True))


def has_open_load() -> ColumnElement[bool]:
    """Return the condition that a box has a place on a run."""
    return exists().where(Load.box_id == Box.id, Load.ended_at.is_(None)).correlate(Box)


def free(actor: Actor, place_ids: Collection[int]) -> Select[Box]:
    """Return a select of the boxes at these places that may be put on a van now."""
    return visible.boxes(actor).where(
        Box.place_id.in_(place_ids),
        is_in_stock(),
        ~has_open_load(),
        ~holds_set_aside_goods(),
    )


def obstacles(
    db: Session, actor: Actor, boxes: Sequence[Box], place_ids: Collection[int]
) -> dict[str, Obstacle]:
    """Return, by box code, why a box cannot be put on a van that loads at `place_ids`; free ones are absent.

    Three statements whatever the number of boxes.
    """
    ids = [box.id for box in boxes]
    taken = reservations(db, actor, ids)
    aside = set(
        db.scalars(
            visible.boxes(actor).with_only_columns(Box.id).where(Box.id.in_(ids), holds_set_aside_goods())
        )
    )
    hindered = (_obstacle(box, taken.get(box.id), place_ids, aside) for box in boxes)
    return {obstacle.code: obstacle for obstacle in hindered if obstacle is not None}


def _obstacle(
    box: Box, taken: "Reservation | None", place_ids: Collection[int], aside: set[int]
) -> Obstacle | None:
    if box.stage not in IN_STOCK:
        return Obstacle(box.code, NOT_IN_STOCK[box.stage], {"code": box.code})
    if taken is not None:
        return taken.hinders(box.code)
    if box.place_id not in place_ids:
        place = box.place.name if box.place else ""
        message = N_("Box %(code)s stands at %(place)s, where this van does not load")
        return Obstacle(box.code, message, {"code": box.code, "place": place})
    if box.id in aside:
        return Obstacle(box.code, N_("Box %(code)s holds goods that are set aside"), {"code": box.code})
    return None


@dataclass(frozen=True, slots=True)
class Reservation:
    """Which van has a box; the van is empty for whoever may not see that convoy or has not opened it."""

    run_number: int | None
    convoy_code: str
    since: str
    by: str

    def hinders(self, code: str) -> Obstacle:
        """Return the sentence that says who has the box of this code."""
        if self.run_number is None:
            return Obstacle(code, N_("Box %(code)s is reserved for another convoy"), {"code": code})
        facts = {"code": code, "number": self.run_number, "convoy": self.convoy_code}
        return Obstacle(
            code,
            N_("Box %(code)s is on van %(number)s of %(convoy)s since %(since)s, put there by %(by)s"),
            {**facts, "since": self.since, "by": self.by},
        )


def reservations(db: Session, actor: Actor, box_ids: Iterable[int]) -> dict[int, Reservation]:
    """Return the open load of each of these boxes by box id, as much of it as the person may know."""
    seen = visible.opened_convoys(actor).with_only_columns(Convoy.id)
    rows = db.execute(
        select(Load.box_id, Load.assigned_at, Run.number, Convoy.code, User.name, Convoy.id.in_(seen))
        .join(Run, Run.id == Load.run_id)
        .join(Convoy, Convoy.id == Run.convoy_id)
        .outerjoin(User, User.id == Load.assigned_by_id)
        .where(Load.box_id.in_(list(box_ids)), Load.ended_at.is_(None))
    )
    return {
        box_id: Reservation(number, code, f"{at:%Y-%m-%d %H:%M} UTC", name or "console")
        if may_know
        else Reservation(None, "", "", "")
        for box_id, at, number, code, name, may_know in rows
    }


def to_change(db: Session, actor: Actor, codes: Sequence[str]) -> list[Box]:
    """Return these boxes in the order asked for, locked until the end of the action.

    Raises NotFound naming the codes nobody knows, or that this person may not see.
    """
    wanted = list(dict.fromkeys(codes))
    rows = db.scalars(
        visible.boxes(actor)
        .where(Box.code.in_(wanted))
        .order_by(Box.id)
        .options(selectinload(Box.place), selectinload(Box.pallet), selectinload(Box.origin_place))
        .with_for_update(of=Box)
    )
    found = {box.code: box for box in rows}
    missing = [code for code in wanted if code not in found]
    if missing:
        raise NotFound(
            N_("There is no box %(codes)s here. Nothing was changed."), codes=", ".join(missing[:20])
        )
    return [found[code] for code in wanted]
