"""The receipts of a donation already made."""

from dataclasses import dataclass

from sqlalchemy.orm import Session, selectinload

from convoy.domain.page_sizes import PageSize
from convoy.domain.permissions import Actor
from convoy.models import Donation, Paper
from convoy.queries import visible


def in_force(db: Session, actor: Actor, donation: Donation) -> Paper | None:
    """Return the newest version of the receipt; None where there is none, or it is void or erased."""
    paper = newest(db, actor, donation)
    return paper if paper is not None and paper.cancelled_at is None and paper.snapshot is not None else None


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


def as_made(paper: Paper, form: ReceiptForm) -> bytes | None:
    """Return the bytes of a receipt as it was made in these languages, on this page before another.

    A page set for receipts afterwards changes none that was made; None where these languages were not drawn.
    """
    made = [one for one in paper.renditions if one.languages == ",".join(form.languages)]
    made.sort(key=lambda one: one.page != form.page)
    return next((one.content for one in made if one.content is not None), None)
