"""Dispatch: what happened on the road, and what arrived."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.kinds import EventKind, EventSource
from convoy.models.boxes import Box
from convoy.models.convoys import Run, Stop
from convoy.models.stock import Lot


class Event(Base):
    """Something that happened in the world to a convoy, one of its runs, a stop or a box. Append only."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_convoy_id_occurred_at", "convoy_id", "occurred_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EventKind]
    convoy_id: Mapped[int] = mapped_column(ForeignKey("convoy.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"), index=True)
    stop_id: Mapped[int | None] = mapped_column(ForeignKey("stop.id"))
    box_id: Mapped[int | None] = mapped_column(ForeignKey("box.id"), index=True)
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    source: Mapped[EventSource] = mapped_column(default=EventSource.WEB)
    note: Mapped[str] = mapped_column(default="")
    resolves_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), index=True)

    run: Mapped[Run | None] = relationship()
    stop: Mapped[Stop | None] = relationship()
    box: Mapped[Box | None] = relationship()


class GoodsReceipt(Base):
    """What was counted at a stop in one go; several may follow each other and add up."""

    __tablename__ = "goods_receipt"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    stop_id: Mapped[int] = mapped_column(ForeignKey("stop.id"), index=True)
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    received_by: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), index=True)

    stop: Mapped[Stop] = relationship()
    lines: Mapped[list["GoodsReceiptLine"]] = relationship(back_populates="receipt")


class GoodsReceiptLine(Base):
    """Per box and lot: good, damaged, missing, more than listed; quantities in the item's base unit."""

    __tablename__ = "goods_receipt_line"
    __table_args__ = (
        CheckConstraint(
            "good >= 0 AND damaged >= 0 AND missing >= 0 AND excess >= 0", name="counts_not_negative"
        ),
        CheckConstraint("good + damaged + missing + excess > 0", name="counts_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt_id: Mapped[int] = mapped_column(ForeignKey("goods_receipt.id"), index=True)
    box_id: Mapped[int | None] = mapped_column(ForeignKey("box.id"), index=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    good: Mapped[int] = mapped_column(default=0)
    damaged: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)
    excess: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")

    receipt: Mapped[GoodsReceipt] = relationship(back_populates="lines")
    box: Mapped[Box | None] = relationship()
    lot: Mapped[Lot] = relationship()
