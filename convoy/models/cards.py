"""Weekend cards: a printed code that lets a few people in, for one task, for some hours."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.permissions import Role
from convoy.models.users import Grant


class Card(Base):
    """A card on paper; the row holds the hash of its secret. Whoever comes in with it becomes a guest of it.

    The guests hold their one grant from the card, and lose it when the card ends.
    """

    __tablename__ = "card"
    __table_args__ = (
        CheckConstraint("role IN ('desk_volunteer', 'printer')", name="small_role"),
        CheckConstraint("(place_id IS NULL) <> (convoy_id IS NULL)", name="one_scope"),
        CheckConstraint("(role = 'printer') = (convoy_id IS NOT NULL)", name="printer_of_one_convoy"),
        CheckConstraint("most_people BETWEEN 1 AND 12", name="few_people"),
        CheckConstraint("came_in BETWEEN 0 AND most_people", name="not_too_many_came_in"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint(
            "unixepoch(ends_at) - unixepoch(starts_at) <= 259200", name="hours_not_years_sqlite"
        ).ddl_if(dialect="sqlite"),
        CheckConstraint("ends_at - starts_at <= interval '72 hours'", name="hours_not_years").ddl_if(
            dialect="postgresql"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    convoy_id: Mapped[int | None] = mapped_column(ForeignKey("convoy.id"))
    most_people: Mapped[int]
    came_in: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]

    grants: Mapped[list[Grant]] = relationship(back_populates="card")

    def is_good(self, now: datetime) -> bool:
        """Whether somebody may come in with it, or be in, at this moment."""
        return self.ended_at is None and self.starts_at <= now < self.ends_at
