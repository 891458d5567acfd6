"""Count sheets: gathering what a working list says. Drawing is left to whoever asks."""

from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from convoy.documents.papers.count_sheet import CountSheet, LooseItem, Shelf, ShelfBox
from convoy.domain.permissions import Actor
from convoy.models import Box, Item, Organisation
from convoy.queries import stock_takes as query
from convoy.queries.box_lists import contents_of


def count_sheet(db: Session, actor: Actor, code: str) -> CountSheet:
    """Return the list of what should stand where the stock-take is, without quantities; raises NotFound."""
    take = query.found(db, actor, code)
    boxes = list(
        db.scalars(
            query.expected(actor, take)
            .order_by(Box.shelf, Box.origin_place_id, Box.short_number)
            .options(selectinload(Box.origin_place))
        )
    )
    held = contents_of(db, actor, [box.id for box in boxes])
    return CountSheet(
        owner=db.scalar(select(Organisation.name).where(Organisation.is_ours)) or "",
        place=take.place.name,
        shelf=take.shelf,
        code=take.code,
        day=take.started_at.date(),
        shelves=tuple(
            Shelf(
                shelf,
                tuple(
                    ShelfBox(
                        box.short_name,
                        box.code,
                        box.foreign_number,
                        tuple(_names(item) for item, _ in held.get(box.id, [])),
                    )
                    for box in on_it
                ),
            )
            for shelf, on_it in groupby(boxes, key=lambda box: box.shelf)
        ),
        loose=tuple(
            LooseItem(one.item.code, _names(one.item), one.item.unit_code)
            for one in query.loose(db, actor, take)
        ),
    )


def _names(item: Item) -> dict[str, str]:
    return {name.language: name.name for name in item.names}
