"""Sorting: pools of unsorted goods, and what became of goods that never were stock."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.kinds import PoolFate
from convoy.models.places import Place


class SortingPool(Base):
    """A day's unsorted gifts at a place, to be counted while packing."""

    __tablename__ = "sorting_pool"
    __table_args__ = (UniqueConstraint("place_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    day: Mapped[date]
    closed_at: Mapped[datetime | None]

    place: Mapped[Place] = relationship()

    @property
    def code(self) -> str:
        """What names it in addresses and in the log: "LEE-2026-11-28"."""
        return f"{self.place.code}-{self.day.isoformat()}"


class PoolOutcome(Base):
    """Unsorted goods that did not become stock: in packages or grams, or (lot) counted before.

    How much it was may be unknown. One that was recorded by mistake is taken back, never deleted.
    """

    __tablename__ = "pool_outcome"
    __table_args__ = (
        CheckConstraint("packages > 0", name="packages_positive"),
        CheckConstraint("grams > 0", name="grams_positive"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("(lot_id IS NULL) = (quantity IS NULL)", name="quantity_of_lot"),
        CheckConstraint("lot_id IS NULL OR packages IS NULL", name="counted_or_in_packages"),
        CheckConstraint("reason <> ''", name="has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pool_id: Mapped[int] = mapped_column(ForeignKey("sorting_pool.id"), index=True)
    fate: Mapped[PoolFate]
    packages: Mapped[int | None]
    grams: Mapped[int | None]
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"), index=True)
    quantity: Mapped[int | None]
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    taken_back_at: Mapped[datetime | None]
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"))

    pool: Mapped[SortingPool] = relationship()
