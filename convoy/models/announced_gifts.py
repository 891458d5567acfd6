"""Gifts that somebody announced beforehand, and what they typed about them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.kinds import OrganisationKind
from convoy.models.donations import Donation
from convoy.models.places import Place


class AnnouncedGift(Base):
    """What a donor wants to bring; recorded once as a gift, and then what was typed is gone from here."""

    __tablename__ = "announced_gift"
    __table_args__ = (
        CheckConstraint("expires_at > made_at", name="expires_after_made"),
        CheckConstraint(
            "donation_id IS NULL OR (name = '' AND expected_on IS NULL)", name="recorded_says_nothing"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    name: Mapped[str] = mapped_column(default="")
    expected_on: Mapped[date | None]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    donation_id: Mapped[int | None] = mapped_column(ForeignKey("donation.id"), unique=True)
    donor_kind: Mapped[OrganisationKind | None]
    """What kind of donor the name is, so that nobody has to ask at the desk."""

    place: Mapped[Place] = relationship()
    donation: Mapped[Donation | None] = relationship()
    lines: Mapped[list["AnnouncedLine"]] = relationship(
        order_by="AnnouncedLine.position", cascade="all, delete-orphan"
    )


class AnnouncedLine(Base):
    """One kind of goods in the donor's own words, and roughly how much of it."""

    __tablename__ = "announced_line"
    __table_args__ = (CheckConstraint("what <> ''", name="says_what"),)

    announced_gift_id: Mapped[int] = mapped_column(ForeignKey("announced_gift.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str]
    amount: Mapped[str] = mapped_column(default="")
