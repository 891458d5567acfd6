"""Questions about barcodes: which item one stands for."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.models import Barcode, Item
from convoy.queries.merged import item_is_kept, written_item


def item_of(db: Session, gtin: str) -> str:
    """Return the code of the item that a barcode stands for; "" where nobody taught it yet."""
    meant = (
        select(Item.code)
        .select_from(Barcode)
        .join(written_item, written_item.id == Barcode.item_id)
        .join(Item, item_is_kept)
        .where(Barcode.gtin == gtin)
    )
    return db.scalar(meant) or ""
