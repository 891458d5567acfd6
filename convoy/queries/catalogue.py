"""The catalogue in memory: finding an item by its code, its name in any language, or an everyday word."""

from collections.abc import Collection
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, and_, func, select
from sqlalchemy.orm import Session

from convoy.domain.kinds import IntakeRule
from convoy.domain.matching import Catalogue, Entry
from convoy.domain.permissions import Actor
from convoy.models import CatalogueRevision, Category, Item, ItemName, ItemWord
from convoy.queries import merged, visible


@dataclass(frozen=True, slots=True)
class Kept:
    """The catalogue as it was read, and the revision it had."""

    revision: int
    catalogue: Catalogue


_kept: WeakKeyDictionary[Pool, Kept] = WeakKeyDictionary()
_one_reads = Lock()
"""Reading takes so long that everyone who waits for it would make it slower by reading too."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the desk has to know of an item; its name in one language."""

    code: str
    name: str
    unit_code: str
    rule: IntakeRule
    expiry_rule: str
    batch_required: bool
    category: str
    dual_use: bool
    units_per_package: int = 1

    @property
    def asks_expiry(self) -> bool:
        """Whether the packs carry a date that papers want."""
        return self.expiry_rule in {"ask", "required"}


def load_catalogue(db: Session) -> Catalogue:
    """Return the active items with all their names and words, read again when the catalogue changed."""
    engine = db.get_bind().engine
    pool = engine.pool  # looks and units of work have an engine each, and connections in common
    now = revision(db)
    kept = _kept.get(pool)
    if kept is not None and kept.revision == now:
        return kept.catalogue
    if not engine.get_execution_options().get("convoy_reading", False):
        # What a unit of work changed itself may yet be rolled back.
        return _read(db)
    with _one_reads:
        kept = _kept.get(pool)
        if kept is None or kept.revision != now:
            kept = _kept[pool] = Kept(now, _read(db))
    return kept.catalogue


def revision(db: Session) -> int:
    """Return the number that counts up with every change of the catalogue."""
    return db.scalar(select(CatalogueRevision.number)) or 0


def _read(db: Session) -> Catalogue:
    names: dict[int, dict[str, str]] = {}
    words: dict[int, dict[str, list[str]]] = {}
    for item_id, language, name in db.execute(select(ItemName.item_id, ItemName.language, ItemName.name)):
        names.setdefault(item_id, {})[language] = name
    for item_id, language, word in db.execute(select(ItemWord.item_id, ItemWord.language, ItemWord.word)):
        words.setdefault(item_id, {}).setdefault(language, []).append(word)
    # What was merged into an item is found as that: by its code, its names and its words.
    merged_away = select(Item.id, Item.code, Item.merged_into_id).where(Item.merged_into_id.is_not(None))
    for item_id, code, kept_id in db.execute(merged_away):
        of_kept = words.setdefault(kept_id or 0, {})
        of_kept.setdefault("", []).append(code)
        for language, name in names.get(item_id, {}).items():
            of_kept.setdefault(language, []).extend((name, *words.get(item_id, {}).get(language, ())))
    items = db.execute(
        select(Item.id, Item.code, Item.unit_code, Category.code, Item.intake_rule)
        .join(Category, Category.id == Item.category_id)
        .where(Item.is_active)
        .order_by(Item.code)
    )
    return Catalogue(
        [
            Entry(
                code,
                unit,
                names.get(item_id, {}),
                words.get(item_id, {}),
                item_id,
                group,
                is_rejected=rule is IntakeRule.REJECT,
            )
            for item_id, code, unit, group, rule in items
        ]
    )


def facts(db: Session, actor: Actor, codes: Collection[str], language: str) -> dict[str, Facts]:
    """Return what the desk has to know of these items by code; unknown codes are absent.

    By the code of an item that was merged into another stands the other.
    """
    rows = db.execute(
        visible.items(actor)
        .join(merged.written_item, merged.item_is_kept)
        .join(Category, Category.id == Item.category_id)
        .outerjoin(ItemName, and_(ItemName.item_id == Item.id, ItemName.language.in_((language, "en"))))
        .where(merged.written_item.code.in_(codes), Item.is_active)
        # English first: a name in the language asked for, where there is one, takes its place.
        .order_by(ItemName.language != "en")
        .with_only_columns(
            merged.written_item.code,
            Item.code,
            func.coalesce(ItemName.name, Item.code),
            Item.unit_code,
            Item.intake_rule,
            Item.expiry_rule,
            Item.batch_required,
            Category.code,
            Item.dual_use,
            Item.units_per_package,
        )
    )
    return {asked: Facts(*known) for asked, *known in rows}
