"""Overrides: that a van goes though a check of it is unmet, and what a second person said to that."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.models.convoys import Run
from convoy.models.users import User


class Override(Base):
    """One person's reason why a van goes all the same; it holds only while the check has this hash.

    Checks come and go with the rules, so that theirs is a plain text here.
    """

    __tablename__ = "override"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="has_reason"),
        UniqueConstraint("id", "by_id", "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    check_code: Mapped[str]
    sha256: Mapped[str]
    amount: Mapped[int]
    reason: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), index=True)

    run: Mapped[Run] = relationship()
    by: Mapped[User] = relationship()
    answer: Mapped["OverrideAnswer | None"] = relationship(back_populates="override")


class OverrideAnswer(Base):
    """What another person said to an override: once, never oneself, and only to what was asked."""

    __tablename__ = "override_answer"
    __table_args__ = (
        CheckConstraint("by_id <> first_by_id", name="by_another_person"),
        CheckConstraint("reason <> ''", name="has_reason"),
        ForeignKeyConstraint(
            ["override_id", "first_by_id", "sha256"], ["override.id", "override.by_id", "override.sha256"]
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    override_id: Mapped[int] = mapped_column(unique=True)
    first_by_id: Mapped[int]
    sha256: Mapped[str]
    is_agreed: Mapped[bool]
    reason: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), index=True)

    override: Mapped[Override] = relationship(back_populates="answer")
    by: Mapped[User] = relationship()
