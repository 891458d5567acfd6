"""Boxes and pallets: the handling units. What a box holds are the balances of its holder."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.lifecycle import BoxStage, PalletStage
from convoy.models.places import Place


class Pallet(Base):
    """Boxes wrapped together; weight is boxes plus tare unless it was weighed."""

    __tablename__ = "pallet"
    __table_args__ = (
        CheckConstraint("tare_g > 0", name="tare_g_positive"),
        CheckConstraint("gross_g > 0", name="gross_g_positive"),
        CheckConstraint("height_mm > 0", name="height_mm_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    stage: Mapped[PalletStage] = mapped_column(default=PalletStage.BUILDING)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    tare_g: Mapped[int] = mapped_column(default=25_000)
    gross_g: Mapped[int | None]
    height_mm: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    place: Mapped[Place | None] = relationship()
    boxes: Mapped[list["Box"]] = relationship(back_populates="pallet", order_by="Box.short_number")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once


class Box(Base):
    """A box or a loose big thing; "Leeds 47" is its origin's name and its short number."""

    __tablename__ = "box"
    __table_args__ = (
        UniqueConstraint("origin_place_id", "short_number"),
        CheckConstraint("gross_g > 0", name="gross_g_positive"),
        CheckConstraint("estimated_g >= 0", name="estimated_g_not_negative"),
        CheckConstraint("estimated_ml >= 0", name="estimated_ml_not_negative"),
        CheckConstraint("length_mm > 0 AND width_mm > 0 AND height_mm > 0", name="size_positive"),
        CheckConstraint("(gross_g IS NULL) = (weighed_at IS NULL)", name="weighed_at_if_weighed"),
        CheckConstraint(
            "(stage IN ('open', 'closed', 'emptied')) = (place_id IS NOT NULL)", name="place_if_in_stock"
        ),
        CheckConstraint("n_of IS NULL OR n_of_total >= n_of", name="n_of_total"),
        *(
            Index(
                f"ix_box_{column}",
                column,
                sqlite_where=text(f"{column} IS NOT NULL"),
                postgresql_where=text(f"{column} IS NOT NULL"),
            )
            for column in ("closed_at", "weighed_at")
        ),
        Index(
            "ix_box_place_id_in_stock",
            "place_id",
            "id",
            sqlite_where=text("stage IN ('open', 'closed')"),
            postgresql_where=text("stage IN ('open', 'closed')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    origin_place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    short_number: Mapped[int]
    foreign_number: Mapped[str] = mapped_column(default="", index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    shelf: Mapped[str] = mapped_column(default="")
    stage: Mapped[BoxStage] = mapped_column(default=BoxStage.OPEN)
    pallet_id: Mapped[int | None] = mapped_column(ForeignKey("pallet.id"), index=True)
    package_code: Mapped[str] = mapped_column(default="BX")
    length_mm: Mapped[int | None]
    width_mm: Mapped[int | None]
    height_mm: Mapped[int | None]
    gross_g: Mapped[int | None]
    weighed_at: Mapped[datetime | None]
    estimated_g: Mapped[int] = mapped_column(default=0)
    estimated_ml: Mapped[int] = mapped_column(default=0)
    n_of: Mapped[int | None]
    n_of_total: Mapped[int | None]
    is_fragile: Mapped[bool] = mapped_column(default=False)
    label_version: Mapped[int] = mapped_column(default=1)
    reopened_reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    origin_place: Mapped[Place] = relationship(foreign_keys=origin_place_id)
    place: Mapped[Place | None] = relationship(foreign_keys=place_id)
    pallet: Mapped[Pallet | None] = relationship(back_populates="boxes")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once

    @property
    def short_name(self) -> str:
        """What the hall shouts: "Leeds 47"."""
        return f"{self.origin_place.name} {self.short_number}"

    @property
    def planning_g(self) -> int:
        """Grams to plan with: the scale's figure, else the estimate."""
        return self.gross_g if self.gross_g is not None else self.estimated_g

    @property
    def planning_ml(self) -> int:
        """Millilitres to plan with: from the measured size, else the estimate."""
        if self.length_mm and self.width_mm and self.height_mm:
            return self.length_mm * self.width_mm * self.height_mm // 1000
        return self.estimated_ml


class ImportedBox(Base):
    """A box that came out of a sheet: which one of whose list, so that the same list adds it once.

    `key` is the same for the same number on the same list at a place, `content` for all that was said of it.
    """

    __tablename__ = "imported_box"

    box_id: Mapped[int] = mapped_column(ForeignKey("box.id"), primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    content: Mapped[str]
    number_key: Mapped[str] = mapped_column(index=True)

    box: Mapped[Box] = relationship()
