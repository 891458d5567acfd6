"""Organisations: donors, recipients, carriers, and ourselves."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.kinds import OrganisationKind


class Organisation(Base):
    """A body or person that gives, receives, carries or organises; `is_ours` marks the one that runs this.

    A name is there once. Only somebody who may not know that it is there puts it on record again, as the next
    `namesake`: a refusal would tell them. One that turned out to be another one's duplicate is
    merged into that: its gifts stay its own rows, and are listed under the one kept.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        Index(
            "uq_organisation_name_key",
            "name_key",
            "namesake",
            unique=True,
            sqlite_where=text("kind <> 'individual'"),
            postgresql_where=text("kind <> 'individual'"),
        ),
        Index(
            "uq_organisation_is_ours",
            "is_ours",
            unique=True,
            sqlite_where=text("is_ours"),
            postgresql_where=text("is_ours"),
        ),
        CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
        CheckConstraint("merged_into_id IS NULL OR NOT is_active", name="merged_is_not_in_use"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[OrganisationKind]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)
    namesake: Mapped[int] = mapped_column(default=0, server_default="0")
    name_uk: Mapped[str] = mapped_column(default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    registration_number: Mapped[str] = mapped_column(default="")
    recipient_number: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    emergency_phone: Mapped[str] = mapped_column(default="")
    letterhead: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    is_ours: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)

    parent: Mapped["Organisation | None"] = relationship(
        remote_side="Organisation.id", foreign_keys=parent_id
    )
    merged_into: Mapped["Organisation | None"] = relationship(
        remote_side="Organisation.id", foreign_keys=merged_into_id
    )

    @property
    def kept(self) -> "Organisation":
        """The one under which it is kept: itself, unless it was merged into another."""
        return self.merged_into or self
