"""What a place asks for, and what it keeps at hand: wishes and pinned items."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.models.catalogue import Category, Item
from convoy.models.places import Place


class Wish(Base):
    """A place asks for an item, so much of it in its base unit or as much as comes, or for a whole group.

    What was received from `since_on` on counts towards it; after `until_on` it is not asked for any more.
    """

    __tablename__ = "wish"
    __table_args__ = (
        UniqueConstraint("place_id", "item_id"),
        UniqueConstraint("place_id", "category_id"),
        CheckConstraint("(item_id IS NULL) <> (category_id IS NULL)", name="item_or_category"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("quantity IS NULL OR item_id IS NOT NULL", name="only_items_are_counted"),
        CheckConstraint("until_on >= since_on", name="ends_after_it_began"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    quantity: Mapped[int | None]
    since_on: Mapped[date]
    until_on: Mapped[date | None]

    place: Mapped[Place] = relationship()
    item: Mapped[Item | None] = relationship()
    category: Mapped[Category | None] = relationship()


class PinnedItem(Base):
    """An item that a place offers for one tap before anything is typed."""

    __tablename__ = "pinned_item"

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    position: Mapped[int]

    item: Mapped[Item] = relationship()
