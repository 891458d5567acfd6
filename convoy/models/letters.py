"""Letters on file: what a recipient wrote, what we wrote, scans; their bytes never change."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.letters import FileKind, LetterKind
from convoy.models.convoys import Convoy, Run
from convoy.models.places import Place


class Letter(Base):
    """One file about a recipient (by its place), a convoy or a run; a newer one names what it replaces."""

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint("convoy_id IS NOT NULL OR place_id IS NOT NULL", name="about_something"),
        CheckConstraint("run_id IS NULL OR convoy_id IS NOT NULL", name="run_of_convoy"),
        CheckConstraint("size > 0", name="size_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[LetterKind]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    convoy_id: Mapped[int | None] = mapped_column(ForeignKey("convoy.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"), index=True)
    name: Mapped[str]
    file_kind: Mapped[FileKind]
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    size: Mapped[int]
    sha256: Mapped[str]
    written_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    kept_at: Mapped[datetime]
    kept_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), unique=True)

    place: Mapped[Place | None] = relationship()
    convoy: Mapped[Convoy | None] = relationship()
    run: Mapped[Run | None] = relationship()
    replaces: Mapped["Letter | None"] = relationship(remote_side="Letter.id")
