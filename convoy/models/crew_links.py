"""Crew links: a code by which one person of a van types their own details, without an account."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.kinds import CrewRole
from convoy.models.convoys import CrewMember, Run


class CrewLink(Base):
    """A seat in a van that somebody fills in; the row holds the hash of the code."""

    __tablename__ = "crew_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    role: Mapped[CrewRole]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    run: Mapped[Run] = relationship()
    member: Mapped[CrewMember | None] = relationship(back_populates="link")
