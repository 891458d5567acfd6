"""Photos of a gift, or of what arrived damaged: drawn anew when they came in, and not changed since."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.models.dispatch import GoodsReceipt
from convoy.models.donations import Donation


class Photo(Base):
    """One JPEG of a gift or of a count at a stop; erased, its bytes are gone and its hash stays."""

    __tablename__ = "photo"
    __table_args__ = (
        UniqueConstraint("donation_id", "sha256"),
        UniqueConstraint("receipt_id", "sha256"),
        CheckConstraint("(donation_id IS NULL) <> (receipt_id IS NULL)", name="of_one_thing"),
        CheckConstraint("(content IS NULL) = (erased_at IS NOT NULL)", name="content_until_erased"),
        CheckConstraint("size > 0 AND width > 0 AND height > 0", name="not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    donation_id: Mapped[int | None] = mapped_column(ForeignKey("donation.id"))
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("goods_receipt.id"))
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str]
    kept_at: Mapped[datetime]
    kept_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    erased_at: Mapped[datetime | None]
    erased_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    donation: Mapped[Donation | None] = relationship()
    receipt: Mapped[GoodsReceipt | None] = relationship()
