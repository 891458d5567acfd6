"""Drafts: gifts begun at a place, kept as they are typed, for whoever goes on with them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.models.places import Place
from convoy.models.users import User


class Draft(Base):
    """A gift that is not recorded yet: the form's own key and its fields as JSON pairs of name and text.

    One person at a time has it open; everybody who takes gifts in at the place may take it over. Recording
    the gift with the same key ends it.
    """

    __tablename__ = "draft"
    __table_args__ = (CheckConstraint("length(content) <= 200000", name="content_not_too_long"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    key: Mapped[str] = mapped_column(unique=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    content: Mapped[str]
    begun_at: Mapped[datetime]
    saved_at: Mapped[datetime] = mapped_column(index=True)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    place: Mapped[Place] = relationship()
    opened_by: Mapped[User | None] = relationship()
