"""Who signed off the goods on a van that stop and ask, for the papers that name it."""

from collections.abc import Collection
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


def on_vans(db: Session, run_ids: Collection[int], flag: Flag) -> dict[int, dict[str, Released]]:
    """Return by run id and item's code the latest yes to goods that came into boxes there; one statement."""
    lots = (
        select(Load.run_id, Movement.lot_id)
        .join(Holder, Holder.id == Movement.to_holder_id)
        .join(Load, Load.box_id == Holder.box_id)
        .where(Load.run_id.in_(run_ids))
        .distinct()
        .subquery()
    )
    rows = db.execute(
        select(lots.c.run_id, Item.code, SignOff.decision, SignOff.document, User.name, SignOff.at)
        .join(Lot, Lot.id == SignOff.lot_id)
        .join(lots, lots.c.lot_id == Lot.id)
        .join(Item, Item.id == Lot.item_id)
        .outerjoin(User, User.id == SignOff.by_id)
        .where(SignOff.flag == flag)
        .order_by(SignOff.id)
    )
    latest: dict[int, dict[str, tuple[Decision, Released]]] = {run_id: {} for run_id in run_ids}
    for run_id, code, decision, document, by, at in rows:
        latest[run_id][code] = (decision, Released(code, document, by or "", at))
    return {
        run_id: {code: said for code, (decision, said) in items.items() if decision is Decision.RELEASE}
        for run_id, items in latest.items()
    }
