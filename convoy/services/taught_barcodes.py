"""Taking back what a barcode was taught with a gift: a wrong one would name wrong goods for everybody."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.errors import NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Barcode
from convoy.queries import barcodes, donations
from convoy.services import audit, withdrawals


@dataclass(frozen=True, slots=True)
class ForgetBarcode:
    """A barcode that was remembered with a gift, and is not to stand for that item."""

    key: UUID
    donation: str
    gtin: str


def forget(db: Session, actor: Actor, command: ForgetBarcode) -> str:
    """Let the barcode stand for nothing again and return it.

    For whoever keeps the catalogue, or may take the gift back. Raises NotFound where the gift taught no such
    barcode or it stands for something else by now, NotAllowed.
    """
    if audit.earlier(db, actor, command.key, "item:remove_barcode", command) is not None:
        return command.gtin
    donation = donations.found(db, actor, command.donation)
    if not actor.may(Permission.CATALOGUE_EDIT):
        withdrawals.must_change(actor, donation)
    row = None
    if command.gtin in barcodes.taught(db, donation):
        row = db.scalar(select(Barcode).where(Barcode.gtin == command.gtin).with_for_update())
    if row is None:
        raise NotFound(
            N_("%(donation)s taught no barcode %(gtin)s that still stands. Nothing was changed."),
            donation=donation.code,
            gtin=command.gtin[:40],
        )
    item = row.item
    db.delete(row)
    audit.note(
        db,
        actor,
        "item:remove_barcode",
        item.code,
        key=command.key,
        request=command,
        about=[donation.code],
        gtin=row.gtin,
    )
    return row.gtin
