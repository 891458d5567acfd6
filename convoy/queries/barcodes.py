"""Questions about barcodes: which item one stands for."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.models import Barcode, Item
from convoy.queries import merged


def item_of(db: Session, gtin: str) -> str:
    """Return the code of the item that a barcode stands for; "" where nobody taught it yet."""
    code = db.scalar(select(Item.code).join(Barcode, Barcode.item_id == Item.id).where(Barcode.gtin == gtin))
    return merged.kept_codes(db, [code]).get(code, code) if code else ""
