"""People: users, their grants, sign-ins as rows, one-time codes, and the throttle."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.kinds import InvitationKind
from convoy.domain.permissions import Role

if TYPE_CHECKING:
    from convoy.models.cards import Card
    from convoy.models.devices import Device
    from convoy.models.factors import SecondFactor


class User(Base):
    """A person who signs in by a name; `login_key` is its confusable-proof form."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    login: Mapped[str]
    login_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    language: Mapped[str] = mapped_column(default="")
    """What the person chose to read; "" until then: what the browser says, else English."""

    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    grants: Mapped[list["Grant"]] = relationship(back_populates="user", foreign_keys="Grant.user_id")
    factor: Mapped["SecondFactor | None"] = relationship(foreign_keys="SecondFactor.user_id")

    @property
    def reads(self) -> str:
        """The language in which something is said to this person where no page says another."""
        return self.language or "en"

    @property
    def is_guest(self) -> bool:
        """Whether this person came in with a weekend card, and is here only as long as it is good."""
        return any(grant.card_id is not None for grant in self.grants)


class Grant(Base):
    """A role for a person everywhere, at one place, or for one convoy; ended, never deleted.

    One that came with a weekend card is over at the card's hour, whether or not anybody presses anything.
    """

    __tablename__ = "grant"
    __table_args__ = (
        CheckConstraint("place_id IS NULL OR convoy_id IS NULL", name="one_scope"),
        CheckConstraint("card_id IS NULL OR ends_at IS NOT NULL", name="card_has_an_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[Role]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    convoy_id: Mapped[int | None] = mapped_column(ForeignKey("convoy.id"))
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("card.id"), index=True)
    ends_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(back_populates="grants", foreign_keys=user_id)
    card: Mapped["Card | None"] = relationship(back_populates="grants")

    def holds(self, now: datetime) -> bool:
        """Whether the role is held at this moment."""
        return self.ended_at is None and (self.ends_at is None or now < self.ends_at)


def held_grants(now: datetime) -> ColumnElement[bool]:
    """Return what `Grant.holds` says, for a query."""
    return Grant.ended_at.is_(None) & (Grant.ends_at.is_(None) | (Grant.ends_at > now))


class SignIn(Base):
    """One browser's sign-in. The cookie holds the token, the row its hash: ending the row ends access.

    `factor_at` is when the second factor was shown too, for whoever has one.
    """

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str]
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    idle_seconds: Mapped[int]
    expires_at: Mapped[datetime]
    factor_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str] = mapped_column(default="")

    user: Mapped[User] = relationship()
    on: Mapped["Device | None"] = relationship()


class Invitation(Base):
    """A one-time code: for the first admin, to join with a role and scope, or to set a new password."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("(kind = 'recovery') = (user_id IS NOT NULL)", name="recovery_has_user"),
        CheckConstraint("kind = 'recovery' OR role IS NOT NULL", name="role_unless_recovery"),
        CheckConstraint("place_id IS NULL OR convoy_id IS NULL", name="one_scope"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[InvitationKind]
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    role: Mapped[Role | None]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    convoy_id: Mapped[int | None] = mapped_column(ForeignKey("convoy.id"))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """A failed try, kept briefly: slows guessing per account and per address, in every process."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_account_key", "account_key", "tried_at"),
        Index("ix_sign_in_attempt_address_key", "address_key", "tried_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_key: Mapped[str]
    address_key: Mapped[str]
    tried_at: Mapped[datetime]
