"""Items that are in the catalogue twice: one is merged into the other, and separated again.

Gifts keep the item they were written with. Stock is kept as the other item from then on: a trigger moves the
lots, so that balances, boxes and the ledger stay what they are.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from convoy.domain import intake
from convoy.domain.errors import NotFound, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import AuditEntry, Item, LooseCount, Lot, Movement, StockTake
from convoy.queries import duplicates, visible
from convoy.services import audit, estimates

ASKS = ("intake_rule", "dual_use", "dangerous", "un_number", "cold_chain", "animal_origin")
"""What has to be equal, or goods would slip out of what is asked of them."""


@dataclass(frozen=True, slots=True)
class MergeItems:
    """The item with code `merged` is the same as the one with code `kept`, which stays."""

    key: UUID
    merged: str
    kept: str


@dataclass(frozen=True, slots=True)
class SeparateItem:
    """The item with this code is another one after all."""

    key: UUID
    code: str


@dataclass(frozen=True, slots=True)
class TellItemsApart:
    """These two only look like one."""

    key: UUID
    first: str
    second: str


def merge(db: Session, actor: Actor, command: MergeItems) -> Item:
    """Merge an item that this installation added into another and return the one kept.

    Raises RuleBroken where their units or what is asked of them differ, or while one is being counted.
    """
    actor.must(Permission.CATALOGUE_EDIT)
    if audit.earlier(db, actor, command.key, "item:merge", command):
        return _by_code(db, command.kept)
    if command.merged == command.kept:
        raise RuleBroken(N_("These are one and the same item. Nothing was changed."))
    item, kept = _both(db, actor, command)
    if duplicates.is_shipped(db, item):
        raise RuleBroken(
            N_("%(code)s comes with Convoy: keep it, and merge the other one into it. Nothing was changed."),
            code=item.code,
        )
    _must_agree(item, kept)
    _must_not_be_counted(db, item, kept)
    brought = list(db.scalars(select(Item).where(Item.merged_into_id == item.id)))
    for one in brought:
        one.merged_into_id = kept.id
    db.flush()
    was_active, item.is_active, item.merged_into_id = item.is_active, False, kept.id
    db.flush()
    estimates.reestimate(db, kept)
    codes = [one.code for one in brought]
    audit.note(
        db,
        actor,
        "item:merge",
        item.code,
        key=command.key,
        request=command,
        about=[kept.code, *codes],
        kept=kept.code,
        brought=codes,
        was_active=was_active,
    )
    return kept


def separate(db: Session, actor: Actor, command: SeparateItem) -> Item:
    """Separate an item from the one it was merged into, with its stock, and return it.

    What came in since under the one kept stays with that. Raises RuleBroken once both were counted as one.
    """
    actor.must(Permission.CATALOGUE_EDIT)
    if audit.earlier(db, actor, command.key, "item:separate", command):
        return _by_code(db, command.code)
    item = db.scalar(visible.items(actor).where(Item.code == command.code).with_for_update(of=Item))
    if item is None or item.merged_into_id is None:
        raise NotFound(N_("There is no merged item %(code)s here. Nothing was changed."), code=command.code)
    kept, facts = item.kept, _facts_of_merge(db, item)
    coming = [item, *_brought(db, facts, kept)]
    _must_not_be_counted(db, item, kept)
    _must_not_be_counted_as_one(db, coming, kept)
    item.merged_into_id, item.is_active = None, bool(facts.get("was_active", True))
    db.flush()
    for one in coming[1:]:
        one.merged_into_id = item.id
    db.flush()
    estimates.reestimate(db, item)
    audit.note(
        db,
        actor,
        "item:separate",
        item.code,
        key=command.key,
        request=command,
        about=[kept.code, *(one.code for one in coming[1:])],
        kept=kept.code,
    )
    return item


def tell_apart(db: Session, actor: Actor, command: TellItemsApart) -> None:
    """Remember that two items are two, so that they are not suggested again."""
    actor.must(Permission.CATALOGUE_EDIT)
    if audit.earlier(db, actor, command.key, "item:tell_apart", command):
        return
    first, second = sorted((command.first, command.second))
    known = db.scalars(visible.items(actor).where(Item.code.in_((first, second)))).all()
    if len(known) != len({first, second}) or first == second:
        raise NotFound(N_("One of these two items is not here any more. Nothing was changed."))
    audit.note(
        db, actor, "item:tell_apart", first, key=command.key, request=command, about=[second], other=second
    )


def _by_code(db: Session, code: str) -> Item:
    return db.scalars(select(Item).where(Item.code == code)).one()


def _both(db: Session, actor: Actor, command: MergeItems) -> tuple[Item, Item]:
    """Return both items, locked in one order."""
    both = visible.items(actor).where(Item.code.in_((command.merged, command.kept))).order_by(Item.id)
    found = {item.code: item for item in db.scalars(both.with_for_update(of=Item))}
    item, kept = found.get(command.merged), found.get(command.kept)
    if item is None or kept is None or item.merged_into_id is not None or not kept.is_active:
        raise NotFound(
            N_("One of these two items is not in the catalogue, or is merged already. Nothing was changed.")
        )
    return item, kept


def _must_agree(item: Item, kept: Item) -> None:
    if item.unit_code != kept.unit_code:
        raise RuleBroken(
            N_(
                "%(code)s and %(kept)s are counted in different units: their stock cannot be one number. "
                "Nothing was changed."
            ),
            code=item.code,
            kept=kept.code,
        )
    medicine = {one.category.code == intake.MEDICINE for one in (item, kept)}
    if len(medicine) > 1 or any(getattr(item, name) != getattr(kept, name) for name in ASKS):
        raise RuleBroken(
            N_(
                "%(code)s and %(kept)s differ in what is asked of them: whether they are taken in, medicine, "
                "dual use, dangerous goods, cold or animal origin. Make these facts equal first. Nothing was "
                "changed."
            ),
            code=item.code,
            kept=kept.code,
        )


def _must_not_be_counted(db: Session, item: Item, kept: Item) -> None:
    """A count under way compares with what the books said of each."""
    counting = (
        select(StockTake.code)
        .join(LooseCount, LooseCount.stock_take_id == StockTake.id)
        .where(StockTake.audit_id.is_(None), LooseCount.item_id.in_((item.id, kept.id)))
    )
    take = db.scalar(counting.limit(1))
    if take is not None:
        raise RuleBroken(
            N_("One of them is being counted in stock-take %(code)s: close that first. Nothing was changed."),
            code=take,
        )


def _must_not_be_counted_as_one(db: Session, items: list[Item], kept: Item) -> None:
    """What a stock-take found of both together cannot be told apart any more."""
    moved = exists().where(
        Movement.audit_id == StockTake.audit_id,
        Movement.lot_id.in_(select(Lot.id).where(Lot.counted_as_id.in_([one.id for one in items]))),
    )
    together = (
        select(StockTake.code)
        .join(LooseCount, LooseCount.stock_take_id == StockTake.id)
        .where(LooseCount.item_id == kept.id, moved)
    )
    take = db.scalar(together.limit(1))
    if take is not None:
        raise RuleBroken(
            N_("Both were counted as one in stock-take %(code)s: they stay together. Nothing was changed."),
            code=take,
        )


def _brought(db: Session, facts: dict[str, list[str]], kept: Item) -> list[Item]:
    """What had come along with the item when it was merged, and is still with the one kept."""
    codes = facts.get("brought", [])
    return list(db.scalars(select(Item).where(Item.code.in_(codes), Item.merged_into_id == kept.id)))


def _facts_of_merge(db: Session, item: Item) -> dict[str, list[str]]:
    """What the newest merge of this item noted."""
    noted = select(AuditEntry.facts).where(AuditEntry.subject == item.code, AuditEntry.action == "item:merge")
    said = db.scalar(noted.order_by(AuditEntry.id.desc()).limit(1))
    return json.loads(said) if said else {}
