"""Second factors, their recovery codes, what a person is told of them, and looks at convoys."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.factors import NoticeKind
from convoy.models.users import User


class SecondFactor(Base):
    """What a person's phone counts with; `last_step` is that of the last code taken."""

    __tablename__ = "second_factor"
    __table_args__ = (
        CheckConstraint("length(secret) = 32", name="secret_length"),
        CheckConstraint("last_step > 0", name="last_step_positive"),
        CheckConstraint(
            "(removal_asked_at IS NULL) = (removal_asked_by_id IS NULL)", name="removal_asked_by_somebody"
        ),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    secret: Mapped[str]
    last_step: Mapped[int]
    set_up_at: Mapped[datetime]
    removal_asked_at: Mapped[datetime | None]
    removal_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    removal_asked_by: Mapped[User | None] = relationship(foreign_keys=removal_asked_by_id)


class RecoveryCode(Base):
    """A code on paper that stands in for the phone, once; the row holds its hash."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    used_at: Mapped[datetime | None]


class Notice(Base):
    """What happened to a person's second factor, until that person has read it."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[NoticeKind]
    by_name: Mapped[str]
    seen_at: Mapped[datetime | None]
    sign_in_id: Mapped[int | None] = mapped_column(ForeignKey("sign_in.id"))
    """The sign-in in which the person did it: there it is no news."""


class Look(Base):
    """A person opened a convoy's pages in one sign-in, or was refused as having opened too many."""

    __tablename__ = "look"
    __table_args__ = (
        Index("ix_look_sign_in_id_convoy_id", "sign_in_id", "convoy_id"),
        Index("ix_look_user_id_at", "user_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    sign_in_id: Mapped[int] = mapped_column(ForeignKey("sign_in.id"))
    convoy_id: Mapped[int] = mapped_column(ForeignKey("convoy.id"), index=True)
    at: Mapped[datetime]
    is_refused: Mapped[bool] = mapped_column(default=False)

    user: Mapped[User] = relationship()
