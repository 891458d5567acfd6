"""The catalogue: categories, items, their names and everyday words in many languages, barcodes."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.kinds import IntakeRule


class Category(Base):
    """A group of items; its name is a message, so that every language has it."""

    __tablename__ = "category"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]


class Item(Base):
    """A kind of goods: units and packages by UN Rec 20 and 21, HS6, planning weights, flags.

    A duplicate is merged into another item: what was written with it stays, its stock is kept as the other's.
    """

    __tablename__ = "item"
    __table_args__ = (
        CheckConstraint("unit_gross_g >= 0", name="unit_gross_g_not_negative"),
        CheckConstraint("unit_volume_ml >= 0", name="unit_volume_ml_not_negative"),
        CheckConstraint("units_per_package > 0", name="units_per_package_positive"),
        CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
        CheckConstraint("merged_into_id IS NULL OR NOT is_active", name="merged_is_not_in_use"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), index=True)
    net_content: Mapped[str] = mapped_column(default="")
    unit_code: Mapped[str] = mapped_column(default="H87")
    unit_net_g: Mapped[int | None]
    unit_gross_g: Mapped[int]
    unit_volume_ml: Mapped[int]
    package_code: Mapped[str] = mapped_column(default="BX")
    units_per_package: Mapped[int] = mapped_column(default=1)
    package_gross_g: Mapped[int] = mapped_column(default=0)
    package_volume_ml: Mapped[int] = mapped_column(default=0)
    hs6: Mapped[str] = mapped_column(default="")
    hs6_description: Mapped[str] = mapped_column(default="")
    hs_confidence: Mapped[str] = mapped_column(default="")
    expiry_required: Mapped[bool] = mapped_column(default=False)
    batch_required: Mapped[bool] = mapped_column(default=False)
    cold_chain: Mapped[bool] = mapped_column(default=False)
    dangerous: Mapped[bool] = mapped_column(default=False)
    un_number: Mapped[str] = mapped_column(default="")
    dual_use: Mapped[bool] = mapped_column(default=False)
    serial_required: Mapped[bool] = mapped_column(default=False)
    intake_rule: Mapped[IntakeRule] = mapped_column(default=IntakeRule.ACCEPT)
    unspsc_segment: Mapped[str] = mapped_column(default="")
    unit_value_cents: Mapped[int | None]
    value_basis: Mapped[str] = mapped_column(default="")
    animal_origin: Mapped[str] = mapped_column(default="none")
    plant_origin: Mapped[str] = mapped_column(default="none")
    expiry_rule: Mapped[str] = mapped_column(default="")
    shelf_months_min: Mapped[int | None]
    handling: Mapped[str] = mapped_column(default="")
    stack_limit_kg: Mapped[int | None]
    one_person: Mapped[bool] = mapped_column(default=True)
    adr_class: Mapped[str] = mapped_column(default="")
    adr_packing_group: Mapped[str] = mapped_column(default="")
    adr_category: Mapped[str] = mapped_column(default="")
    adr_small_load_unit: Mapped[str] = mapped_column(default="")
    special_provision: Mapped[str] = mapped_column(default="")
    lithium_wh: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)

    category: Mapped[Category] = relationship()
    names: Mapped[list["ItemName"]] = relationship(back_populates="item")
    words: Mapped[list["ItemWord"]] = relationship(back_populates="item")
    merged_into: Mapped["Item | None"] = relationship(remote_side="Item.id")

    @property
    def kept(self) -> "Item":
        """The item it is kept as: itself, unless it was merged into another."""
        return self.merged_into or self

    def name_in(self, language: str) -> str:
        """Return the item's name in `language`, else in English, else its code."""
        names = {name.language: name.name for name in self.names}
        return names.get(language) or names.get("en") or self.code


class ItemName(Base):
    """The item's name in one language; `is_reviewed` once a native reader has checked it."""

    __tablename__ = "item_name"
    __table_args__ = (UniqueConstraint("item_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    language: Mapped[str]
    name: Mapped[str]
    is_reviewed: Mapped[bool] = mapped_column(default=False)

    item: Mapped[Item] = relationship(back_populates="names")


class ItemWord(Base):
    """An everyday word for an item: for search only, never on papers."""

    __tablename__ = "item_word"
    __table_args__ = (UniqueConstraint("item_id", "language", "word"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    language: Mapped[str]
    word: Mapped[str]

    item: Mapped[Item] = relationship(back_populates="words")


class Barcode(Base):
    """A retail barcode (GTIN) that stands for an item."""

    __tablename__ = "barcode"

    id: Mapped[int] = mapped_column(primary_key=True)
    gtin: Mapped[str] = mapped_column(unique=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)

    item: Mapped[Item] = relationship()


class CatalogueRevision(Base):
    """The one row that counts every change of items, names and words; written only by triggers.

    Whoever keeps the catalogue in memory sees by it that another process changed it.
    """

    __tablename__ = "catalogue_revision"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
