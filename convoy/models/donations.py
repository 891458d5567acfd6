"""Donations and their lines: who gave what, where, when, and what was made of it at the desk."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.kinds import Condition, DonationOrigin
from convoy.domain.lifecycle import LineStage
from convoy.models.catalogue import Item
from convoy.models.organisations import Organisation
from convoy.models.places import Place
from convoy.models.sorting import SortingPool


class Donation(Base):
    """A gift, a purchase or opening stock at a place; a gift without an organisation is anonymous."""

    __tablename__ = "donation"
    __table_args__ = (
        CheckConstraint("origin <> 'bought' OR invoice <> ''", name="bought_has_invoice"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason = '')", name="withdrawn_has_reason"),
        Index("ix_donation_received_on_place_id", "received_on", "place_id"),
        Index("ix_donation_recorded_by_id_place_id", "recorded_by_id", "place_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(unique=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    origin: Mapped[DonationOrigin] = mapped_column(default=DonationOrigin.GIVEN)
    invoice: Mapped[str] = mapped_column(default="")
    donor_reference: Mapped[str] = mapped_column(default="")
    received_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(index=True)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(default="")
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("donation.id"), index=True)
    import_key: Mapped[str | None] = mapped_column(unique=True)

    place: Mapped[Place] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    lines: Mapped[list["DonationLine"]] = relationship(
        back_populates="donation", order_by="DonationLine.position"
    )
    unsorted: Mapped[list["UnsortedLine"]] = relationship(
        back_populates="donation", order_by="UnsortedLine.position"
    )

    @property
    def donor(self) -> Organisation | None:
        """Who gave it, as that is kept now; `organisation` is what was written. None is anonymous."""
        return self.organisation.kept if self.organisation is not None else None


class DonationLine(Base):
    """One kind of goods in a donation; the quantity is in the item's base unit."""

    __tablename__ = "donation_line"
    __table_args__ = (
        UniqueConstraint("donation_id", "position"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("grams > 0", name="grams_positive"),
        CheckConstraint("stage IN ('accepted', 'withdrawn') OR reason <> ''", name="not_accepted_has_reason"),
        CheckConstraint("earmark_place_id IS NULL OR earmark <> ''", name="bound_is_earmarked"),
        Index("ix_donation_line_item_id_donation_id", "item_id", "donation_id"),
        Index(
            "ix_donation_line_donation_id_set_aside",
            "donation_id",
            sqlite_where=text("stage = 'set aside'"),
            postgresql_where=text("stage = 'set aside'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    donation_id: Mapped[int] = mapped_column(ForeignKey("donation.id"), index=True)
    position: Mapped[int]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    typed: Mapped[str] = mapped_column(default="")
    quantity: Mapped[int]
    grams: Mapped[int | None]
    condition: Mapped[Condition]
    expires_on: Mapped[date | None]
    batch: Mapped[str] = mapped_column(default="")
    value_cents: Mapped[int | None]
    currency: Mapped[str] = mapped_column(default="EUR")
    stage: Mapped[LineStage] = mapped_column(default=LineStage.ACCEPTED)
    reason: Mapped[str] = mapped_column(default="")
    earmark: Mapped[str] = mapped_column(default="")
    earmark_place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)

    donation: Mapped[Donation] = relationship(back_populates="lines")
    item: Mapped[Item] = relationship()
    earmark_place: Mapped[Place | None] = relationship()


class UnsortedLine(Base):
    """Bags of a donation that nobody has counted yet: they go into the pool of their place and day.

    The package is a UN Rec 21 code (BG bag, BX box), the weight that of all of them. `item` is what the words
    in the note were found to mean; that counts nothing: goods become stock when they are counted.
    """

    __tablename__ = "unsorted_line"
    __table_args__ = (
        UniqueConstraint("donation_id", "position"),
        CheckConstraint("packages > 0", name="packages_positive"),
        CheckConstraint("grams > 0", name="grams_positive"),
        CheckConstraint("stage <> 'set aside'", name="counted_before_set_aside"),
        CheckConstraint("stage <> 'accepted' OR pool_id IS NOT NULL", name="accepted_is_in_pool"),
        CheckConstraint(
            "stage <> 'refused' OR (reason <> '' AND pool_id IS NULL)", name="refused_has_reason"
        ),
        CheckConstraint("item_id IS NULL OR note <> ''", name="words_mean_an_item"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    donation_id: Mapped[int] = mapped_column(ForeignKey("donation.id"), index=True)
    position: Mapped[int]
    pool_id: Mapped[int | None] = mapped_column(ForeignKey("sorting_pool.id"), index=True)
    packages: Mapped[int]
    package_code: Mapped[str] = mapped_column(default="BG")
    grams: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    stage: Mapped[LineStage] = mapped_column(default=LineStage.ACCEPTED)
    reason: Mapped[str] = mapped_column(default="")

    donation: Mapped[Donation] = relationship(back_populates="unsorted")
    pool: Mapped[SortingPool | None] = relationship()
    item: Mapped[Item | None] = relationship()
