"""Goods on vans without a name in a language: papers say them in English there."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.permissions import Actor
from convoy.models import Balance, Convoy, Holder, Item, ItemName, Load, Lot, Run
from convoy.queries import visible
from convoy.words import SOURCE


@dataclass(frozen=True, slots=True)
class Untranslated:
    """An item that papers would say in English, by its name for the reader, and in which languages."""

    code: str
    name: str
    languages: tuple[str, ...]


def on_vans(
    db: Session, actor: Actor, convoy: str, languages: Sequence[str], run: int | None = None
) -> list[Untranslated]:
    """Return the items on a convoy's vans, or on one, that lack a name in any of these languages, by name.

    Nothing is returned of a convoy whose papers this person may not print.
    """
    allowed = visible.printable_convoys(actor).with_only_columns(Convoy.id).where(Convoy.code == convoy)
    on_board = (
        select(Lot.item_id)
        .join(Balance, Balance.lot_id == Lot.id)
        .join(Holder, Holder.id == Balance.holder_id)
        .join(Load, Load.box_id == Holder.box_id)
        .join(Run, Run.id == Load.run_id)
        .where(Run.convoy_id.in_(allowed), Load.ended_at.is_(None), Balance.quantity > 0)
    )
    if run is not None:
        on_board = on_board.where(Run.number == run)
    rows = db.execute(
        select(Item.code, ItemName.language, ItemName.name)
        .join(ItemName, ItemName.item_id == Item.id)
        .where(Item.id.in_(on_board))
    )
    named: dict[str, dict[str, str]] = defaultdict(dict)
    for code, language, name in rows:
        named[code][language] = name
    found = [
        Untranslated(code, names.get(actor.language) or names.get(SOURCE, code), _missing(names, languages))
        for code, names in named.items()
    ]
    return sorted((one for one in found if one.languages), key=lambda one: (one.name, one.code))


def _missing(names: Collection[str], languages: Sequence[str]) -> tuple[str, ...]:
    return tuple(language for language in languages if language not in names)
