"""The receipts of a donation already made."""

from sqlalchemy.orm import Session, selectinload

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


def kept(paper: Paper, languages: str) -> bytes | None:
    """Return the bytes of a receipt as it was first drawn in these languages, None where it was not."""
    return next((one.content for one in paper.renditions if one.languages == languages), None)
