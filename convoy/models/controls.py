"""Sign-offs of goods that stop and ask: what somebody decided, and what a second person said to it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.controls import Decision, Flag
from convoy.models.boxes import Box, Pallet
from convoy.models.stock import Lot


class SignOff(Base):
    """One person's decision on one flag of goods, or of a pallet or crate; the latest of them holds.

    `sha256` is that of the goods and the decision together: what a second person agrees to is exactly this.
    """

    __tablename__ = "sign_off"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint("(flag = 'wood') = (lot_id IS NULL)", name="wood_or_goods"),
        CheckConstraint(
            "(CASE WHEN lot_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN pallet_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN box_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="of_one_thing",
        ),
        CheckConstraint("by_id IS NOT NULL OR NOT needs_second", name="somebody_if_two"),
        UniqueConstraint("id", "by_id", "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"), index=True)
    pallet_id: Mapped[int | None] = mapped_column(ForeignKey("pallet.id"), index=True)
    box_id: Mapped[int | None] = mapped_column(ForeignKey("box.id"), index=True)
    flag: Mapped[Flag]
    decision: Mapped[Decision]
    reason: Mapped[str]
    document: Mapped[str] = mapped_column(default="")
    needs_second: Mapped[bool] = mapped_column(default=False)
    sha256: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), index=True)

    lot: Mapped[Lot | None] = relationship()
    pallet: Mapped[Pallet | None] = relationship()
    box: Mapped[Box | None] = relationship()
    second: Mapped["SecondSignature | None"] = relationship(back_populates="sign_off")


class SecondSignature(Base):
    """What another person said to a sign-off: once, never oneself, and only to what was asked."""

    __tablename__ = "second_signature"
    __table_args__ = (
        CheckConstraint("by_id <> first_by_id", name="by_another_person"),
        CheckConstraint("reason <> ''", name="has_reason"),
        ForeignKeyConstraint(
            ["sign_off_id", "first_by_id", "sha256"], ["sign_off.id", "sign_off.by_id", "sign_off.sha256"]
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_off_id: Mapped[int] = mapped_column(unique=True)
    first_by_id: Mapped[int]
    sha256: Mapped[str]
    is_agreed: Mapped[bool]
    reason: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), index=True)

    sign_off: Mapped[SignOff] = relationship(back_populates="second")
