"""What papers say of the items in a load: names, units, and why they stop and ask."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.models import Category, Item, ItemName


@dataclass(frozen=True, slots=True)
class Kind:
    """What papers say of an item; `names` by language, `unreviewed` the languages nobody has checked."""

    code: str
    category: str
    unit_code: str
    hs6: str
    unit_gross_g: int
    unit_value_cents: int | None
    cold_chain: bool
    dangerous: bool
    dual_use: bool
    names: dict[str, str]
    unreviewed: tuple[str, ...]
    unit_net_g: int | None = None
    un_number: str = ""
    adr_class: str = ""
    adr_packing_group: str = ""
    adr_category: str = ""
    adr_small_load_unit: str = ""
    special_provision: str = ""
    animal_origin: str = "none"


def by_item(db: Session, item_ids: Collection[int]) -> dict[int, Kind]:
    """Return what papers say of these items, by id; two statements."""
    names: dict[int, dict[str, str]] = {}
    unreviewed: dict[int, list[str]] = {}
    for item_id, language, name, is_reviewed in db.execute(
        select(ItemName.item_id, ItemName.language, ItemName.name, ItemName.is_reviewed)
        .where(ItemName.item_id.in_(item_ids))
        .order_by(ItemName.language)
    ):
        names.setdefault(item_id, {})[language] = name
        if not is_reviewed:
            unreviewed.setdefault(item_id, []).append(language)
    rows = db.execute(
        select(
            Item.id,
            Item.code,
            Category.code.label("category"),
            Item.unit_code,
            Item.hs6,
            Item.unit_gross_g,
            Item.unit_value_cents,
            Item.cold_chain,
            Item.dangerous,
            Item.dual_use,
            Item.unit_net_g,
            Item.un_number,
            Item.adr_class,
            Item.adr_packing_group,
            Item.adr_category,
            Item.adr_small_load_unit,
            Item.special_provision,
            Item.animal_origin,
        )
        .join(Category, Category.id == Item.category_id)
        .where(Item.id.in_(item_ids))
    )
    found = {}
    for row in rows.mappings():
        facts = {**row}
        item_id = facts.pop("id")
        said = names.get(item_id, {"en": facts["code"]})
        found[item_id] = Kind(**facts, names=said, unreviewed=tuple(unreviewed.get(item_id, ())))
    return found
