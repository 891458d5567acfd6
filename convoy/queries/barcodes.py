"""Questions about barcodes: which item one stands for."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.permissions import Actor
from convoy.models import Barcode, Item
from convoy.queries import visible
from convoy.queries.merged import item_is_kept, written_item


def item_of(db: Session, gtin: str) -> str:
    """Return the code of the item that a barcode stands for; "" where nobody taught it yet."""
    return items_of(db, [gtin]).get(gtin, "")


def items_of(db: Session, gtins: Collection[str]) -> dict[str, str]:
    """Return the code of the item that each of these barcodes stands for, by barcode."""
    meant = (
        select(Barcode.gtin, Item.code)
        .select_from(Barcode)
        .join(written_item, written_item.id == Barcode.item_id)
        .join(Item, item_is_kept)
        .where(Barcode.gtin.in_(gtins))
    )
    return {gtin: code for gtin, code in db.execute(meant)}  # noqa: C416  # mypy knows no rows


def known(db: Session, actor: Actor) -> dict[str, str]:
    """Return the code of the item that each barcode stands for, by barcode, of items that may come in."""
    rows = db.execute(
        visible.items(actor)
        .with_only_columns(Barcode.gtin, Item.code)
        .join(written_item, item_is_kept)
        .join(Barcode, Barcode.item_id == written_item.id)
        .where(Item.is_active)
        .order_by(Barcode.gtin)
    )
    return {gtin: code for gtin, code in rows}  # noqa: C416  # mypy knows no rows
