"""What was merged is merged into something kept, without chains, and its stock has followed."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from convoy.models import Item, Lot, Organisation
from convoy.services.differences import Difference


def check(db: Session) -> Iterator[Difference]:
    """Yield merges into what is merged itself or not there, and lots that are kept as another item."""
    tables: tuple[type[Organisation | Item], ...] = (Organisation, Item)
    for table in tables:
        kept = aliased(table)
        chained = (
            select(table.code, kept.code)
            .join(kept, kept.id == table.merged_into_id)
            .where(kept.merged_into_id.is_not(None))
        )
        for code, into in db.execute(chained):
            yield Difference(f"merge of {code}", f"into {into}, merged itself", "into one that is kept")
    became = func.coalesce(Item.merged_into_id, Item.id)
    rows = db.execute(
        select(Lot.id, Lot.item_id, became)
        .join(Item, Item.id == Lot.counted_as_id)
        .where(Lot.item_id != became)
    )
    for lot, stored, recomputed in rows:
        yield Difference(f"item of lot {lot}", stored, recomputed)
