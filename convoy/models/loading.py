"""Loads: a box's place on a run, from where it comes on to where it goes off."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.kinds import LoadEnd
from convoy.models.boxes import Box, Pallet
from convoy.models.convoys import Run, Stop


class Load(Base):
    """A box assigned to a run; at most one of a box's loads is open, whoever asks at the same moment.

    `departed_audit_id` is the action that said it had left: the ledger up to it says what was in it then.
    """

    __tablename__ = "load"
    __table_args__ = (
        Index(
            "uq_load_box_id_open",
            "box_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_load_run_id_open",
            "run_id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint('(ended_at IS NULL) = ("end" IS NULL)', name="end_if_ended"),
        CheckConstraint(
            "\"end\" NOT IN ('returned', 'transshipped') OR departed_at IS NOT NULL",
            name="only_what_left_comes_back",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    box_id: Mapped[int] = mapped_column(ForeignKey("box.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    pallet_id: Mapped[int | None] = mapped_column(ForeignKey("pallet.id"), index=True)
    from_stop_id: Mapped[int | None] = mapped_column(ForeignKey("stop.id"))
    to_stop_id: Mapped[int] = mapped_column(ForeignKey("stop.id"), index=True)
    assigned_at: Mapped[datetime]
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    loaded_at: Mapped[datetime | None]
    departed_at: Mapped[datetime | None]
    departed_audit_id: Mapped[int | None] = mapped_column(ForeignKey("audit_entry.id"))
    ended_at: Mapped[datetime | None]
    end: Mapped[LoadEnd | None]

    box: Mapped[Box] = relationship()
    run: Mapped[Run] = relationship()
    pallet: Mapped[Pallet | None] = relationship()
    to_stop: Mapped[Stop] = relationship(foreign_keys=to_stop_id)
    from_stop: Mapped[Stop | None] = relationship(foreign_keys=from_stop_id)
