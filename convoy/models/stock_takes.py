"""Stock-takes: what was seen and counted at a place, and what became of each difference."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.stocktaking import Reason, Sighting
from convoy.models.boxes import Box
from convoy.models.catalogue import Item
from convoy.models.places import Place


class StockTake(Base):
    """A count of a place, or of one shelf of it; closed by the action that recorded its differences."""

    __tablename__ = "stock_take"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (audit_id IS NULL)", name="closed_by_an_action"),
        Index(
            "uq_stock_take_place_id_open",
            "place_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    shelf: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    audit_id: Mapped[int | None] = mapped_column(ForeignKey("audit_entry.id"))

    place: Mapped[Place] = relationship()


class BoxSighting(Base):
    """A box in a stock-take: seen by somebody, or, once it is closed, what was said of one not seen."""

    __tablename__ = "box_sighting"
    __table_args__ = (
        CheckConstraint(
            "seen_at IS NOT NULL OR outcome IN ('missing', 'not_seen')", name="seen_or_said_at_the_end"
        ),
        CheckConstraint("seen_at IS NULL OR outcome IS NULL OR outcome NOT IN ('missing', 'not_seen')",
                        name="seen_is_not_missing"),
        CheckConstraint("(outcome = 'missing') = (reason IS NOT NULL)", name="missing_has_reason"),
    )  # fmt: skip

    stock_take_id: Mapped[int] = mapped_column(ForeignKey("stock_take.id"), primary_key=True)
    box_id: Mapped[int] = mapped_column(ForeignKey("box.id"), primary_key=True)
    seen_at: Mapped[datetime | None]
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    outcome: Mapped[Sighting | None]
    reason: Mapped[Reason | None]
    note: Mapped[str] = mapped_column(default="")

    box: Mapped[Box] = relationship()


class LooseCount(Base):
    """How much of an item was counted loose, and how much the books had at that moment."""

    __tablename__ = "loose_count"
    __table_args__ = (
        CheckConstraint("expected >= 0 AND counted >= 0", name="not_negative"),
        CheckConstraint("reason IS NULL OR counted <> expected", name="only_differences_have_reasons"),
        CheckConstraint("reason IS NULL OR reason <> 'other' OR note <> ''", name="other_is_explained"),
    )

    stock_take_id: Mapped[int] = mapped_column(ForeignKey("stock_take.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    expected: Mapped[int]
    counted: Mapped[int]
    counted_at: Mapped[datetime]
    counted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[Reason | None]
    note: Mapped[str] = mapped_column(default="")

    item: Mapped[Item] = relationship()
