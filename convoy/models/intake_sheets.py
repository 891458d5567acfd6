"""Intake sheets: every number that was ever printed on a blank one, and the gift it was keyed in as."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.models.donations import Donation
from convoy.models.places import Place


class IntakeSheet(Base):
    """A blank sheet of a place; its number is never given again, and one gift at most has it."""

    __tablename__ = "intake_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    batch: Mapped[str] = mapped_column(index=True)
    """The key of the action that issued it with others: they are printed together."""
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    donation_id: Mapped[int | None] = mapped_column(ForeignKey("donation.id"), unique=True)

    place: Mapped[Place] = relationship()
    donation: Mapped[Donation | None] = relationship()
