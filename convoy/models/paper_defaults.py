"""How this installation prints each kind of paper where nobody says otherwise."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from convoy.db import Base
from convoy.domain.page_sizes import PageSize


class PaperDefault(Base):
    """What is set for a kind of paper; whatever is not set is as the kind itself says."""

    __tablename__ = "paper_default"
    __table_args__ = (
        CheckConstraint("languages IS NULL OR LENGTH(languages) IN (2, 5)", name="languages_one_or_two"),
        CheckConstraint("copies BETWEEN 1 AND 20", name="copies_sensible"),
        CheckConstraint("sides IN (1, 2)", name="sides_one_or_two"),
        CheckConstraint(
            "languages IS NOT NULL OR copies IS NOT NULL OR sides IS NOT NULL OR page IS NOT NULL",
            name="says_something",
        ),
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    languages: Mapped[str | None]
    """One or two, such as "en,uk"."""
    copies: Mapped[int | None]
    sides: Mapped[int | None]
    """1: each page on a sheet of its own, also where the printer prints on both sides."""
    page: Mapped[PageSize | None]
