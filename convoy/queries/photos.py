"""Questions about photos: those of a gift or of a count, how many there are, and one with its bytes."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, undefer

from convoy.domain.errors import NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Donation, GoodsReceipt, Photo, User
from convoy.queries import donations, visible

COUNT = "GR-"
"""What the codes of counts begin with; those of gifts begin with DN-."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A photo and who put it on record."""

    photo: Photo
    by: str


def thing(db: Session, actor: Actor, code: str) -> Donation | GoodsReceipt:
    """Return the gift or count with this code; raises NotFound, also for one the person may not see."""
    if not code.startswith(COUNT):
        return donations.found(db, actor, code)
    receipt = db.scalar(
        select(GoodsReceipt).where(
            GoodsReceipt.code == code, GoodsReceipt.id.in_(visible.goods_receipts(actor))
        )
    )
    if receipt is None:
        raise NotFound(N_("There is no count %(code)s here."), code=code[:40])
    return receipt


def of(db: Session, actor: Actor, code: str) -> list[Kept]:
    """Return the photos of a gift or a count that are not erased, in the order they came."""
    shown = thing(db, actor, code)
    rows = db.execute(
        visible.photos(actor)
        .add_columns(User.name)
        .outerjoin(User, User.id == Photo.kept_by_id)
        .where(column_of(shown) == shown.id, Photo.erased_at.is_(None))
        .order_by(Photo.id)
    )
    return [Kept(photo, by or "console") for photo, by in rows]


def column_of(shown: Donation | GoodsReceipt) -> InstrumentedAttribute[int | None]:
    """Return the column that ties photos to a thing of this kind."""
    return Photo.donation_id if isinstance(shown, Donation) else Photo.receipt_id


def counted(db: Session, actor: Actor, codes: Collection[str]) -> dict[str, int]:
    """Return how many photos each of these gifts and counts has, by its code; those without are absent."""
    code = func.coalesce(Donation.code, GoodsReceipt.code)
    gifts = select(Donation.id).where(Donation.code.in_(codes))
    counts = select(GoodsReceipt.id).where(GoodsReceipt.code.in_(codes))
    rows = db.execute(
        visible.photos(actor)
        .outerjoin(Donation, Donation.id == Photo.donation_id)
        .outerjoin(GoodsReceipt, GoodsReceipt.id == Photo.receipt_id)
        .where(Photo.donation_id.in_(gifts) | Photo.receipt_id.in_(counts), Photo.erased_at.is_(None))
        .with_only_columns(code, func.count())
        .group_by(code)
    )
    return {code: count for code, count in rows}  # noqa: C416  # rows are not pairs to mypy


def find(db: Session, actor: Actor, code: str, *, with_content: bool = False) -> Photo:
    """Return a photo by its code; raises NotFound, also for one that was erased."""
    statement = visible.photos(actor).where(Photo.code == code, Photo.erased_at.is_(None))
    statement = statement.options(joinedload(Photo.donation), joinedload(Photo.receipt))
    if with_content:
        statement = statement.options(undefer(Photo.content))
    photo = db.scalar(statement)
    if photo is None:
        raise NotFound(N_("There is no photo %(code)s here."), code=code[:40])
    return photo
