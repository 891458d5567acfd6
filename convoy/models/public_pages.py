"""Which places show strangers a page; a place without a row shows none."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from convoy.db import Base


class PublicPage(Base):
    """The page of a place that anyone may open, switched on by whoever is in charge there."""

    __tablename__ = "public_page"

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    opened_at: Mapped[datetime]
    announcing_since: Mapped[datetime | None]
    """Since when donors may announce gifts there; None where they may not."""
