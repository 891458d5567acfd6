"""What vans carry, as the checks before departure see it: goods by lot, boxes nobody has signed off."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from convoy.domain import adr, rules
from convoy.domain.adr_points import Counted
from convoy.domain.cargo_checks import Cargo, Goods
from convoy.domain.controls import flags_of
from convoy.domain.shares import worth
from convoy.models import (
    Balance,
    Category,
    DonationLine,
    Holder,
    Item,
    ItemName,
    Load,
    Lot,
    Paper,
    Rendition,
    Run,
)
from convoy.queries import controls
from convoy.queries.loading import OnVan


def of_runs(db: Session, runs: Sequence[Run], rows: Collection[OnVan], language: str) -> dict[int, Cargo]:
    """Return by id what these runs carry, item names in a language; five statements, none without a run."""
    if not runs:
        return {}
    ids = [run.id for run in runs]
    boxes: dict[int, dict[int, str]] = defaultdict(dict)
    for row in rows:
        boxes[row.run_id][row.box_id] = row.piece.code
    on_them = select(Load.box_id).where(Load.run_id.in_(ids), Load.ended_at.is_(None))
    waiting = controls.open_flags(db, on_them)
    pallets = {row.run_id for row in rows if row.pallet is not None}
    goods, spoken = _goods(db, ids, language), _languages(db, ids)
    return {
        run.id: Cargo(
            goods=tuple(goods[run.id]),
            unsigned=controls.unsigned_on(waiting, boxes[run.id], run),
            has_pallets=run.id in pallets,
            languages=tuple(dict.fromkeys([*rules.texts("paper_languages"), *spoken[run.id]])),
        )
        for run in runs
    }


def _goods(db: Session, run_ids: Collection[int], language: str) -> dict[int, list[Goods]]:
    rows = db.execute(
        select(
            Load.run_id,
            Item.id.label("item_id"),
            Item.code,
            Category.code.label("category"),
            Item.hs6,
            Item.dual_use,
            Item.animal_origin,
            Item.unit_value_cents,
            Item.unit_code,
            Item.unit_gross_g,
            Item.net_content,
            Item.dangerous,
            Item.adr_category,
            Item.adr_small_load_unit,
            Item.special_provision,
            Lot.expires_on,
            DonationLine.quantity.label("line_quantity"),
            DonationLine.value_cents,
            DonationLine.currency,
            func.sum(Balance.quantity).label("quantity"),
        )
        .join(Holder, Holder.box_id == Load.box_id)
        .join(Balance, Balance.holder_id == Holder.id)
        .join(Lot, Lot.id == Balance.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .join(Category, Category.id == Item.category_id)
        .outerjoin(DonationLine, DonationLine.id == Lot.donation_line_id)
        .where(
            Load.run_id.in_(run_ids),
            Load.ended_at.is_(None),
            Load.departed_at.is_(None),
            Balance.quantity > 0,
        )
        .group_by(Load.run_id, Lot.id, Item.id, Category.id, DonationLine.id)
        .order_by(Item.code, Lot.id)
    ).all()
    names = _names(db, {row.item_id for row in rows})
    found: dict[int, list[Goods]] = defaultdict(list)
    for row in rows:
        found[row.run_id].append(_one(row, names.get(row.item_id, {}), language))
    return found


def _names(db: Session, item_ids: Collection[int]) -> dict[int, dict[str, str]]:
    names: dict[int, dict[str, str]] = defaultdict(dict)
    for item_id, language, name in db.execute(
        select(ItemName.item_id, ItemName.language, ItemName.name).where(ItemName.item_id.in_(item_ids))
    ):
        names[item_id][language] = name
    return names


def _one(row: Any, names: Mapping[str, str], language: str) -> Goods:
    """Return the goods of one lot on one van, from a row with the columns above."""
    cents, is_stated = worth(row.quantity, row.value_cents, row.line_quantity, row.unit_value_cents)
    return Goods(
        item=row.code,
        name=names.get(language) or names.get("en") or row.code,
        category=row.category,
        hs6=row.hs6,
        languages=frozenset(names),
        flags=flags_of(row.category, dual_use=row.dual_use, animal_origin=row.animal_origin),
        expires_on=row.expires_on,
        cents=cents,
        currency=row.currency if is_stated else "EUR",
        danger=_danger(row),
    )


def _danger(row: Any) -> Counted | None:
    """What a special provision exempts has no transport category in the catalogue."""
    if not row.dangerous or (row.special_provision and not row.adr_category):
        return None
    unit, content = row.adr_small_load_unit, row.net_content
    return Counted(
        row.adr_category, adr.measured(unit, row.unit_code, row.quantity, content, row.unit_gross_g)
    )


def _languages(db: Session, run_ids: Collection[int]) -> dict[int, list[str]]:
    """Return by run the languages in which its valid papers were made final."""
    found: dict[int, list[str]] = defaultdict(list)
    for run_id, languages in db.execute(
        select(Paper.run_id, Rendition.languages)
        .join(Rendition, Rendition.paper_id == Paper.id)
        .where(Paper.run_id.in_(run_ids), Paper.cancelled_at.is_(None))
        .distinct()
        .order_by(Paper.run_id, Rendition.languages)
    ):
        found[run_id or 0] += languages.split(",")
    return found
