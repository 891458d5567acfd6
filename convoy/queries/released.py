"""Who signed off the goods on a van that stop and ask, for the papers that name it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.controls import Decision, Flag
from convoy.models import Holder, Item, Load, Lot, Movement, SignOff, User


@dataclass(frozen=True, slots=True)
class Released:
    """The latest sign-off of an item: the document it names, who decided, when."""

    item: str
    document: str
    by: str
    at: datetime


def on_van(db: Session, run_id: int, flag: Flag) -> dict[str, Released]:
    """Return by item's code the latest yes to goods that came into boxes of this van; one statement."""
    lots = (
        select(Movement.lot_id)
        .join(Holder, Holder.id == Movement.to_holder_id)
        .join(Load, Load.box_id == Holder.box_id)
        .where(Load.run_id == run_id)
    )
    rows = db.execute(
        select(Item.code, SignOff.decision, SignOff.document, User.name, SignOff.at)
        .join(Lot, Lot.id == SignOff.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .outerjoin(User, User.id == SignOff.by_id)
        .where(SignOff.flag == flag, SignOff.lot_id.in_(lots))
        .order_by(SignOff.id)
    )
    latest = {
        code: (decision, Released(code, document, by or "", at)) for code, decision, document, by, at in rows
    }
    return {code: said for code, (decision, said) in latest.items() if decision is Decision.RELEASE}
