"""The recipient's online declaration of one van's load, and each step of it that we heard of."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.declarations import DeclarationStep
from convoy.models.convoys import Run
from convoy.models.papers import Paper
from convoy.models.places import Place


class Declaration(Base):
    """The record of one recipient (by its place) for one run; how far it is follows from its entries."""

    __tablename__ = "declaration"
    __table_args__ = (UniqueConstraint("run_id", "place_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    created_at: Mapped[datetime]

    run: Mapped[Run] = relationship()
    place: Mapped[Place] = relationship()
    entries: Mapped[list["DeclarationEntry"]] = relationship(
        back_populates="declaration", order_by="DeclarationEntry.id"
    )


class DeclarationEntry(Base):
    """A step as somebody heard of it; a later entry of the same step holds instead, none is changed."""

    __tablename__ = "declaration_entry"
    __table_args__ = (CheckConstraint("NOT is_taken_back OR note <> ''", name="taken_back_has_note"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    declaration_id: Mapped[int] = mapped_column(ForeignKey("declaration.id"), index=True)
    step: Mapped[DeclarationStep]
    occurred_on: Mapped[date]
    to_whom: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="")
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))
    valid_until: Mapped[date | None]
    change_until: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    is_taken_back: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), index=True)

    declaration: Mapped[Declaration] = relationship(back_populates="entries")
    paper: Mapped[Paper | None] = relationship()
