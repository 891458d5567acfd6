"""What this installation is: a real one, or a demo that says so on every page."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from convoy.db import Base


class Installation(Base):
    """The one row that says what this database is for."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
