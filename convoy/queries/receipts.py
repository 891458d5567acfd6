"""The receipts of a donation already made."""

from dataclasses import dataclass

from sqlalchemy.orm import Session, selectinload

from convoy.domain.page_sizes import PageSize
from convoy.domain.permissions import Actor
from convoy.models import Donation, Paper
from convoy.queries import visible


def newest(db: Session, actor: Actor, donation: Donation) -> Paper | None:
    """Return the newest version of the donation's receipt, None while none was made."""
    return db.scalars(
        visible.papers(actor)
        .where(Paper.donation_id == donation.id, Paper.kind == "DR")
        .order_by(Paper.version.desc())
        .options(selectinload(Paper.renditions))
    ).first()


@dataclass(frozen=True, slots=True)
class ReceiptForm:
    """In which languages and on which page a receipt is drawn."""

    languages: tuple[str, ...]
    page: PageSize


def kept(paper: Paper, form: ReceiptForm) -> bytes | None:
    """Return the bytes of a receipt as it was first drawn in this form, None where it was not."""
    said = ",".join(form.languages), form.page
    return next((one.content for one in paper.renditions if (one.languages, one.page) == said), None)
