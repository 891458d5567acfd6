"""Label stock: which sheets or rolls lie in a place's printer, and how far it prints off them."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.models.places import Place

_SIZES = (
    "page_wide",
    "page_high",
    "label_wide",
    "label_high",
    "label_columns",
    "label_rows",
    "margin_left",
    "margin_top",
    "pitch_across",
    "pitch_down",
)


class LabelStock(Base):
    """What a place prints labels on. Lengths are tenths of a millimetre; sizes only of a make of its own."""

    __tablename__ = "label_stock"
    __table_args__ = (
        CheckConstraint(
            "offset_right BETWEEN -50 AND 50 AND offset_down BETWEEN -50 AND 50", name="offset_small"
        ),
        CheckConstraint(
            "(make = 'own') = (" + " AND ".join(f"{size} IS NOT NULL" for size in _SIZES) + ")",
            name="own_has_sizes",
        ),
        CheckConstraint(f"make = 'own' OR COALESCE({', '.join(_SIZES)}) IS NULL", name="sizes_only_of_own"),
        CheckConstraint(
            "page_wide <= 6000 AND page_high <= 6000 AND label_wide >= 400 AND label_high >= 300 "
            "AND label_columns BETWEEN 1 AND 20 AND label_rows BETWEEN 1 AND 20 "
            "AND margin_left >= 0 AND margin_top >= 0",
            name="sizes_sensible",
        ),
        CheckConstraint(
            "(label_columns = 1 OR pitch_across >= label_wide) "
            "AND (label_rows = 1 OR pitch_down >= label_high)",
            name="labels_apart",
        ),
        CheckConstraint(
            "margin_left + (label_columns - 1) * pitch_across + label_wide <= page_wide "
            "AND margin_top + (label_rows - 1) * pitch_down + label_high <= page_high",
            name="labels_on_page",
        ),
    )

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    make: Mapped[str]
    offset_right: Mapped[int] = mapped_column(default=0)
    offset_down: Mapped[int] = mapped_column(default=0)
    page_wide: Mapped[int | None]
    page_high: Mapped[int | None]
    label_wide: Mapped[int | None]
    label_high: Mapped[int | None]
    label_columns: Mapped[int | None]
    label_rows: Mapped[int | None]
    margin_left: Mapped[int | None]
    margin_top: Mapped[int | None]
    pitch_across: Mapped[int | None]
    pitch_down: Mapped[int | None]

    place: Mapped[Place] = relationship()
