"""Stock: lots of goods, who holds them, the append-only ledger of movements, and balances.

A box's lines are its balances: one row per lot in the box. Triggers fold every movement into the balances
(see the first migration), so that a balance cannot drift from the ledger or fall below zero.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.kinds import Condition, HolderKind, MovementKind
from convoy.models.catalogue import Item
from convoy.models.donations import Donation, DonationLine
from convoy.models.sorting import SortingPool


class Lot(Base):
    """Goods of one kind that trace to exactly one donation line or one sorting pool.

    `counted_as_id` is the item it came in as; `item_id` the one it is kept as, which follows when items are
    merged and is written only by triggers. `aside_reason` says why goods of a pool were last set aside; a
    donation line says it itself.
    """

    __tablename__ = "lot"
    __table_args__ = (
        CheckConstraint("(donation_line_id IS NULL) <> (pool_id IS NULL)", name="traces_to_line_or_pool"),
        # What is counted twice from a pool is one lot: with a date (NULLs differ here), and without.
        Index(
            "uq_lot_pool_id_counted_as_id_dated",
            "pool_id",
            "counted_as_id",
            "condition",
            "batch",
            "expires_on",
            unique=True,
        ),
        Index(
            "uq_lot_pool_id_counted_as_id_undated",
            "pool_id",
            "counted_as_id",
            "condition",
            "batch",
            unique=True,
            sqlite_where=text("expires_on IS NULL"),
            postgresql_where=text("expires_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    counted_as_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    donation_line_id: Mapped[int | None] = mapped_column(ForeignKey("donation_line.id"), unique=True)
    pool_id: Mapped[int | None] = mapped_column(ForeignKey("sorting_pool.id"), index=True)
    condition: Mapped[Condition]
    expires_on: Mapped[date | None]
    batch: Mapped[str] = mapped_column(default="")
    aside_reason: Mapped[str | None]

    item: Mapped[Item] = relationship(foreign_keys=item_id)
    counted_as: Mapped[Item] = relationship(foreign_keys=counted_as_id)
    donation_line: Mapped[DonationLine | None] = relationship()
    pool: Mapped[SortingPool | None] = relationship()

    @property
    def source(self) -> Donation | SortingPool:
        """The gift or the pool it traces to."""
        if self.donation_line is not None:
            return self.donation_line.donation
        assert self.pool is not None
        return self.pool


class Holder(Base):
    """Whoever holds goods: a place (loose or set aside), a box, or an end of the ledger at a place."""

    __tablename__ = "holder"
    __table_args__ = (
        CheckConstraint("(kind = 'box') = (box_id IS NOT NULL)", name="box_if_box"),
        CheckConstraint("(box_id IS NULL) <> (place_id IS NULL)", name="place_or_box"),
        UniqueConstraint("place_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[HolderKind]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    box_id: Mapped[int | None] = mapped_column(ForeignKey("box.id"), unique=True)


class Movement(Base):
    """One row of the ledger. Goods come in with no `from_holder`, and leave it with no `to_holder`."""

    __tablename__ = "movement"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint(
            "(from_holder_id IS NULL) = (kind IN ('received', 'found', 'sorted'))",
            name="only_receipts_come_from_outside",
        ),
        CheckConstraint("(to_holder_id IS NULL) = (kind = 'withdrawn')", name="only_withdrawals_leave"),
        CheckConstraint("from_holder_id <> to_holder_id", name="goes_somewhere"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MovementKind]
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    quantity: Mapped[int]
    from_holder_id: Mapped[int | None] = mapped_column(ForeignKey("holder.id"), index=True)
    to_holder_id: Mapped[int | None] = mapped_column(ForeignKey("holder.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"), index=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), index=True)

    lot: Mapped[Lot] = relationship()
    from_holder: Mapped[Holder | None] = relationship(foreign_keys=from_holder_id)
    to_holder: Mapped[Holder | None] = relationship(foreign_keys=to_holder_id)


class Balance(Base):
    """How much of a lot a holder has now; written only by the ledger's triggers."""

    __tablename__ = "balance"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        Index(
            "ix_balance_lot_id_present",
            "lot_id",
            sqlite_where=text("quantity > 0"),
            postgresql_where=text("quantity > 0"),
        ),
    )

    holder_id: Mapped[int] = mapped_column(ForeignKey("holder.id"), primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    quantity: Mapped[int]

    holder: Mapped[Holder] = relationship()
    lot: Mapped[Lot] = relationship()
