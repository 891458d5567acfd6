"""Appeals: public calls for goods, until a day, at places that take them in.

An appeal is for strangers, so it knows nothing that strangers may not: no convoy, no route, no day of
departure and no recipient is linked to it, by design.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.models.catalogue import Category, Item
from convoy.models.places import Place


class Appeal(Base):
    """A call for goods from one day to another, both included, by the calendar of each place.

    `first_shown_at` stays when it is hidden again: whoever has the address is told that it is over.
    """

    __tablename__ = "appeal"
    __table_args__ = (
        CheckConstraint("title <> ''", name="has_title"),
        CheckConstraint("ends_on >= begins_on", name="ends_after_it_began"),
        CheckConstraint("NOT is_shown OR first_shown_at IS NOT NULL", name="shown_since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    is_shown: Mapped[bool] = mapped_column(default=False)
    first_shown_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """None for the console."""

    places: Mapped[list[Place]] = relationship(secondary="appeal_place", order_by=Place.name)
    items: Mapped[list["AppealItem"]] = relationship(
        back_populates="appeal", order_by="AppealItem.position", cascade="all, delete-orphan"
    )


class AppealPlace(Base):
    """A place that takes in what an appeal calls for."""

    __tablename__ = "appeal_place"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"), primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True, index=True)


class AppealItem(Base):
    """An item called for, so much of it in its base unit or as much as comes, or a whole group."""

    __tablename__ = "appeal_item"
    __table_args__ = (
        UniqueConstraint("appeal_id", "item_id"),
        UniqueConstraint("appeal_id", "category_id"),
        CheckConstraint("position > 0", name="position_positive"),
        CheckConstraint("(item_id IS NULL) <> (category_id IS NULL)", name="item_or_category"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("quantity IS NULL OR item_id IS NOT NULL", name="only_items_are_counted"),
    )

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    quantity: Mapped[int | None]

    appeal: Mapped[Appeal] = relationship(back_populates="items")
    item: Mapped[Item | None] = relationship()
    category: Mapped[Category | None] = relationship()
