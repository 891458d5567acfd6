"""Labels of boxes: gathering what they say. Drawing is left to whoever asks, outside any transaction."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from convoy.documents.papers.box_labels import BoxLabel, Content
from convoy.domain.categories import name_of
from convoy.domain.errors import NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Balance, Box, Holder, Item, Lot, Place
from convoy.queries import visible
from convoy.words import Words

LANGUAGES = ("en", "uk")
"""Languages in which a label may name a category, whatever the language of the hall."""


def box_labels(db: Session, actor: Actor, codes: Sequence[str], address: str) -> list[BoxLabel]:
    """Return the labels of these boxes in the order asked for; `address` is how the installation is reached.

    Raises NotAllowed, and NotFound naming the codes that are not the person's to see. A fixed number of
    statements whatever the number of boxes.
    """
    actor.must(Permission.LABEL_PRINT)
    wanted = list(dict.fromkeys(codes))
    rows = db.scalars(
        visible.boxes(actor)
        .where(Box.code.in_(wanted))
        .options(selectinload(Box.origin_place).selectinload(Place.organisation))
    )
    found = {box.code: box for box in rows}
    missing = [code for code in wanted if code not in found]
    if missing:
        raise NotFound(N_("There is no box %(codes)s here."), codes=", ".join(missing[:20]))
    boxes = [found[code] for code in wanted]
    held = _held(db, [box.id for box in boxes])
    return [_label(box, held.get(box.id, []), address) for box in boxes]


def _held(db: Session, box_ids: Collection[int]) -> dict[int, list[Balance]]:
    rows = db.execute(
        select(Holder.box_id, Balance)
        .join(Balance, Balance.holder_id == Holder.id)
        .where(Holder.box_id.in_(box_ids), Balance.quantity > 0)
        .order_by(Balance.lot_id)
        .options(
            selectinload(Balance.lot).selectinload(Lot.item).selectinload(Item.names),
            selectinload(Balance.lot).selectinload(Lot.item).selectinload(Item.category),
        )
    )
    held: dict[int, list[Balance]] = defaultdict(list)
    for box_id, balance in rows:
        if box_id is not None:
            held[box_id].append(balance)
    return held


def _label(box: Box, held: Sequence[Balance], address: str) -> BoxLabel:
    items = [balance.lot.item for balance in held]
    quantities: dict[Item, int] = defaultdict(int)
    for balance in held:
        quantities[balance.lot.item] += balance.quantity
    heaviest = max(quantities, key=lambda item: item.unit_gross_g * quantities[item], default=None)
    expiries: list[date] = [balance.lot.expires_on for balance in held if balance.lot.expires_on]
    category = heaviest.category.code if heaviest else ""
    place = box.origin_place
    return BoxLabel(
        code=box.code,
        url=f"{address.rstrip('/')}/b/{box.code}".upper(),
        short=box.short_name,
        category=category,
        category_names={language: Words(language).gettext(name_of(category)) for language in LANGUAGES},
        contents=tuple(
            Content({name.language: name.name for name in item.names}, quantity, item.unit_code)
            for item, quantity in quantities.items()
        ),
        grams=box.planning_g if held else None,
        weighed=box.gross_g is not None,
        expires=min(expiries, default=None),
        cold_chain=any(item.cold_chain for item in items),
        dangerous_goods=any(item.dangerous for item in items),
        controlled=any(item.dual_use for item in items),
        fragile=box.is_fragile,
        number=box.n_of,
        of=box.n_of_total,
        from_organisation=place.organisation.name if place.organisation else "",
        from_city=place.town or place.name,
        from_country=place.country,
    )
