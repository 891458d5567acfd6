"""Questions about sign-offs that wait for a second person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from convoy.domain.controls import Decision, Flag
from convoy.domain.errors import NotFound
from convoy.domain.lifecycle import LineStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import (
    Balance,
    Donation,
    DonationLine,
    Item,
    Lot,
    SecondSignature,
    SignOff,
    SortingPool,
    User,
)
from convoy.queries import stock, visible

MOST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A sign-off that waits for a second person; `may` is false for who asked, or who may not."""

    code: str
    sha256: str
    flag: Flag
    source: Donation | SortingPool
    item: str
    quantity: int
    unit: str
    place: str
    reason: str
    document: str
    by: str
    at: datetime
    may: bool


def asked(db: Session, actor: Actor) -> list[Asked]:
    """Return the latest sign-offs nobody has answered, of goods that are still here, the oldest first."""
    later = aliased(SignOff)
    overruled = (
        select(later.id)
        .where(later.lot_id == SignOff.lot_id, later.flag == SignOff.flag, later.id > SignOff.id)
        .exists()
        .correlate(SignOff)
    )
    still_here = or_(
        DonationLine.stage.in_([LineStage.SET_ASIDE, LineStage.ACCEPTED]),
        Lot.pool_id.is_not(None) & exists().where(Balance.lot_id == Lot.id, Balance.quantity > 0),
    )
    rows = db.execute(
        select(SignOff, User.name)
        .join(Lot, Lot.id == SignOff.lot_id)
        .outerjoin(DonationLine, DonationLine.id == Lot.donation_line_id)
        .outerjoin(SecondSignature, SecondSignature.sign_off_id == SignOff.id)
        .outerjoin(User, User.id == SignOff.by_id)
        .where(
            SignOff.needs_second,
            SignOff.decision == Decision.RELEASE,
            SecondSignature.id.is_(None),
            ~overruled,
            visible.lots_given(actor),
            still_here,
        )
        .order_by(SignOff.id)
        .limit(MOST)
        .options(
            joinedload(SignOff.lot).joinedload(Lot.item).selectinload(Item.names),
            joinedload(SignOff.lot)
            .joinedload(Lot.donation_line)
            .joinedload(DonationLine.donation)
            .joinedload(Donation.place),
            joinedload(SignOff.lot).joinedload(Lot.pool).joinedload(SortingPool.place),
        )
    ).all()
    counted = stock.pieces(db, [row.lot_id for row, _ in rows if row.lot_id is not None])
    return [_question(actor, row, by or "console", counted) for row, by in rows]


def _question(actor: Actor, row: SignOff, by: str, counted: Mapping[int, int]) -> Asked:
    assert row.lot is not None
    line, source = row.lot.donation_line, row.lot.source
    place = source.place
    may = actor.may(Permission.CONTROL_SECOND, place_id=place.id)
    return Asked(
        code=row.code,
        sha256=row.sha256,
        flag=row.flag,
        source=source,
        item=row.lot.item.name_in(actor.language),
        quantity=line.quantity if line is not None else counted.get(row.lot.id, 0),
        unit=row.lot.item.unit_code,
        place=place.name,
        reason=row.reason,
        document=row.document,
        by=by,
        at=row.at,
        may=may and actor.user_id is not None and actor.user_id != row.by_id,
    )


def find(db: Session, actor: Actor, code: str) -> SignOff:
    """Return a sign-off that needs a second person, of goods the person may answer for; raises NotFound."""
    scope = actor.scope(Permission.CONTROL_SECOND)
    places = None if scope.everywhere else scope.places
    row = db.scalar(
        select(SignOff)
        .join(Lot, Lot.id == SignOff.lot_id)
        .outerjoin(DonationLine, DonationLine.id == Lot.donation_line_id)
        .where(SignOff.code == code, SignOff.needs_second, visible.lots_given(actor, places))
    )
    if row is None:
        raise NotFound(
            N_("There is nothing called %(code)s that waits here. Nothing was changed."), code=code[:40]
        )
    return row
