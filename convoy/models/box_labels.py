"""Box labels printed before there are boxes: every code that was ever issued, and the box it is on."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.models.boxes import Box
from convoy.models.places import Place


class BoxLabel(Base):
    """A blank label of a place with its code and hall number; neither is ever given again.

    A box packed under it has that code and number as its own; one that had a code already is found by both.
    """

    __tablename__ = "box_label"
    __table_args__ = (
        UniqueConstraint("place_id", "short_number"),
        CheckConstraint("short_number > 0", name="short_number_positive"),
        CheckConstraint("(box_id IS NULL) = (bound_at IS NULL)", name="bound_at_if_bound"),
        CheckConstraint("box_id IS NULL OR spoiled_at IS NULL", name="bound_or_spoiled"),
        CheckConstraint("(spoiled_at IS NULL) = (spoiled_reason = '')", name="reason_if_spoiled"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    batch: Mapped[str] = mapped_column(index=True)
    """The key of the action that issued it with others: they are printed together."""
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    short_number: Mapped[int]
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    box_id: Mapped[int | None] = mapped_column(ForeignKey("box.id"), index=True)
    bound_at: Mapped[datetime | None]
    spoiled_at: Mapped[datetime | None]
    spoiled_reason: Mapped[str] = mapped_column(default="")

    place: Mapped[Place] = relationship()
    box: Mapped[Box | None] = relationship()

    @property
    def short_name(self) -> str:
        """What the hall will shout: "Leeds 47"."""
        return f"{self.place.name} {self.short_number}"

    @property
    def is_free(self) -> bool:
        """Whether a box may still be packed under it."""
        return self.box_id is None and self.spoiled_at is None
