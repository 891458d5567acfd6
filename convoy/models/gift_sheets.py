"""Sheets of gifts on their way in: what was sent, and what people have said about it so far."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.models.places import Place


class GiftSheet(Base):
    """One sheet at one place: its cells never change, `choices` is all that people said about them.

    Both are JSON (see services.sheet_choices); `revision` counts the changes of choices. `judged` is how its
    rows stood when they were last judged (see services.sheet_verdicts), empty where nobody did. `done_at`
    says that nothing in it waits any more; it is deleted some days later.
    """

    __tablename__ = "gift_sheet"
    __table_args__ = (
        UniqueConstraint("place_id", "sha256"),
        CheckConstraint("cells <> ''", name="has_cells"),
        CheckConstraint("revision > 0", name="revision_positive"),
        CheckConstraint("waiting >= 0", name="waiting_counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    name: Mapped[str]
    sha256: Mapped[str]
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    cells: Mapped[str] = mapped_column(deferred=True)
    choices: Mapped[str] = mapped_column(deferred=True)
    judged: Mapped[str] = mapped_column(deferred=True, default="", server_default="")
    revision: Mapped[int] = mapped_column(default=1)
    waiting: Mapped[int]
    done_at: Mapped[datetime | None] = mapped_column(index=True)

    place: Mapped[Place] = relationship()
