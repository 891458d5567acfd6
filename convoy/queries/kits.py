"""Questions about kits: which there are, and what is in one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session, selectinload

from convoy.domain.errors import NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Item, Kit, KitLine
from convoy.queries import visible


@dataclass(frozen=True, slots=True)
class Part:
    """So much of an item in its base unit; the item is the one kept where others were merged into it."""

    item: Item
    quantity: int


def listed(db: Session, actor: Actor, *, active: bool = True) -> Sequence[Kit]:
    """Return the kits in use (or those out of use), with what is in them, by name."""
    chosen = visible.kits(actor).where(Kit.is_active.is_(active)).order_by(Kit.name_key, Kit.id)
    item = selectinload(Kit.lines).joinedload(KitLine.item)
    return db.scalars(chosen.options(item.selectinload(Item.names), item.joinedload(Item.merged_into))).all()


def names(db: Session, actor: Actor) -> list[tuple[str, str]]:
    """Return code and name of the kits in use, by name: all that a choice of them needs."""
    chosen = visible.kits(actor).where(Kit.is_active).order_by(Kit.name_key, Kit.id)
    return [(code, name) for code, name in db.execute(chosen.with_only_columns(Kit.code, Kit.name))]


def found(db: Session, actor: Actor, code: str) -> Kit:
    """Return the kit with this code; raises NotFound."""
    kit = db.scalar(visible.kits(actor).where(Kit.code == code))
    if kit is None:
        raise NotFound(N_("There is no kit %(code)s here."), code=code[:40])
    return kit


def parts(kit: Kit, times: int = 1) -> list[Part]:
    """Return what so many kits hold, each item once, in the order of the kit."""
    amounts: dict[Item, int] = {}
    for line in kit.lines:
        amounts[line.item.kept] = amounts.get(line.item.kept, 0) + line.quantity * times
    return [Part(item, quantity) for item, quantity in amounts.items()]
