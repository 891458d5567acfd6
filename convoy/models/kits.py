"""Kits: named lists of goods that belong together. They are templates of lines, never stock."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.models.catalogue import Item


class Kit(Base):
    """A list of goods with a name of its own, such as a family's hygiene parcel."""

    __tablename__ = "kit"
    __table_args__ = (CheckConstraint("name <> ''", name="has_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)

    lines: Mapped[list["KitLine"]] = relationship(
        back_populates="kit", order_by="KitLine.position", cascade="all, delete-orphan"
    )


class KitLine(Base):
    """How much of an item is in one kit, in its base unit."""

    __tablename__ = "kit_line"
    __table_args__ = (
        UniqueConstraint("kit_id", "item_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    kit_id: Mapped[int] = mapped_column(ForeignKey("kit.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    quantity: Mapped[int]

    kit: Mapped[Kit] = relationship(back_populates="lines")
    item: Mapped[Item] = relationship()
