"""Paper links: a code by which a driver's phone gets the papers of one van, without an account, for hours."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.models.convoys import Run


class PaperLink(Base):
    """A van's papers as one file; the row holds the hash of the code."""

    __tablename__ = "paper_link"
    __table_args__ = (CheckConstraint("fetches >= 0", name="fetches_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    fetches: Mapped[int] = mapped_column(default=0)
    fetched_at: Mapped[datetime | None]

    run: Mapped[Run] = relationship()
