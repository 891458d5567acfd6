"""Signed copies: photos and scans of papers that somebody signed or stamped; their bytes never change."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.letters import FileKind
from convoy.models.papers import Paper


class SignedCopy(Base):
    """One photo or scan of a signed version; `filed_at` is when the sheet itself went into the folder."""

    __tablename__ = "signed_copy"
    __table_args__ = (
        UniqueConstraint("paper_id", "sha256"),
        CheckConstraint("size > 0", name="size_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), index=True)
    name: Mapped[str]
    file_kind: Mapped[FileKind]
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    size: Mapped[int]
    sha256: Mapped[str]
    kept_at: Mapped[datetime]
    kept_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    filed_at: Mapped[datetime | None]
    filed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    paper: Mapped[Paper] = relationship()
