"""The audit log: who pressed what. One action leaves exactly one entry, in its own transaction."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from convoy.db import Base


class AuditEntry(Base):
    """One action. `key` is the form's own; `request_hash` tells a replay from a different form."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    action: Mapped[str]
    subject: Mapped[str]
    facts: Mapped[str] = mapped_column(default="{}")
    key: Mapped[str | None] = mapped_column(unique=True)
    request_hash: Mapped[str | None]


class AuditMention(Base):
    """A thing that an action on many things was about, so that its own history finds the action."""

    __tablename__ = "audit_mention"

    code: Mapped[str] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), primary_key=True)
