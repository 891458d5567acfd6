"""Questions about barcodes: which item one stands for, and who taught it."""

import json
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.permissions import Actor
from convoy.models import AuditEntry, Barcode, Donation, Item
from convoy.queries import catalogue, visible
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


def taught(db: Session, donation: Donation) -> dict[str, str]:
    """Return what was taught with a gift and stands still: the item's code by barcode."""
    told: dict[str, str] = {}
    for facts in db.scalars(select(AuditEntry.facts).where(AuditEntry.subject == donation.code)):
        told |= json.loads(facts).get("taught", {})
    if not told:
        return {}
    now = items_of(db, told)
    was = select(Barcode.gtin, Item.code).join(Item, Item.id == Barcode.item_id)
    unchanged = {gtin for gtin, code in db.execute(was.where(Barcode.gtin.in_(told))) if told[gtin] == code}
    return {gtin: now[gtin] for gtin in sorted(unchanged)}


def taught_with(db: Session, actor: Actor, donation: Donation, language: str) -> list[tuple[str, str]]:
    """Return what was taught with a gift and stands still: barcode and name of the item."""
    found = taught(db, donation)
    named = catalogue.facts(db, actor, set(found.values()), language) if found else {}
    return [(gtin, named[code].name) for gtin, code in found.items() if code in named]
