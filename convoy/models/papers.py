"""Papers: numbers, frozen snapshots, renditions kept byte for byte, prints, and what the pen changed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.page_sizes import PageSize
from convoy.domain.pen import PenField
from convoy.models.boxes import Box, Pallet
from convoy.models.convoys import Convoy, Run, Stop
from convoy.models.donations import Donation
from convoy.models.places import Place


class NumberSeries(Base):
    """The next number of a kind of paper at a place or for a convoy in a UTC year: gap-free, row-locked."""

    __tablename__ = "number_series"
    __table_args__ = (
        UniqueConstraint("kind", "scope", "year"),
        CheckConstraint("next_number > 0", name="next_number_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    scope: Mapped[str]
    year: Mapped[int]
    next_number: Mapped[int] = mapped_column(default=1)


class Paper(Base):
    """One number and version: one frozen snapshot of one kind and target. Redaction empties the snapshot.

    It is about a convoy, donation, box, pallet or place; of a convoy perhaps about a run, or a stop of it.
    """

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("number", "version"),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_reason = '')", name="cancelled_has_reason"),
        CheckConstraint(
            " + ".join(
                f"CASE WHEN {target}_id IS NULL THEN 0 ELSE 1 END"
                for target in ("convoy", "donation", "box", "pallet", "place")
            )
            + " = 1",
            name="about_one_thing",
        ),
        CheckConstraint("run_id IS NULL OR convoy_id IS NOT NULL", name="run_of_convoy"),
        CheckConstraint("stop_id IS NULL OR run_id IS NOT NULL", name="stop_of_run"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    number: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    donation_id: Mapped[int | None] = mapped_column(ForeignKey("donation.id"), index=True)
    convoy_id: Mapped[int | None] = mapped_column(ForeignKey("convoy.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"), index=True)
    stop_id: Mapped[int | None] = mapped_column(ForeignKey("stop.id"), index=True)
    box_id: Mapped[int | None] = mapped_column(ForeignKey("box.id"), index=True)
    pallet_id: Mapped[int | None] = mapped_column(ForeignKey("pallet.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    snapshot: Mapped[str | None]
    sha256: Mapped[str]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_by: Mapped[str]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"), unique=True)
    cancelled_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str] = mapped_column(default="")

    donation: Mapped[Donation | None] = relationship()
    convoy: Mapped[Convoy | None] = relationship()
    run: Mapped[Run | None] = relationship()
    stop: Mapped[Stop | None] = relationship()
    box: Mapped[Box | None] = relationship()
    pallet: Mapped[Pallet | None] = relationship()
    place: Mapped[Place | None] = relationship()
    replaces: Mapped["Paper | None"] = relationship(remote_side="Paper.id")
    corrections: Mapped[list["HandCorrection"]] = relationship(order_by="HandCorrection.id")
    renditions: Mapped[list["Rendition"]] = relationship(back_populates="paper", order_by="Rendition.id")

    @property
    def target(self) -> str:
        """What it is about, as it is typed: CV-7K3F-2M-Q/2/B, the code of a box, a place."""
        if self.convoy is not None:
            parts = [self.convoy.code]
            if self.run is not None:
                parts.append(str(self.run.number))
                parts += [self.run.letter_of(self.stop_id)] if self.stop_id is not None else []
            return "/".join(parts)
        row = self.box or self.pallet or self.donation or self.place
        return row.code if row is not None else ""


class Rendition(Base):
    """A paper drawn in a variant and languages on a size of page, so many copies in a row.

    The bytes are kept once drawn.
    """

    __tablename__ = "rendition"
    __table_args__ = (
        UniqueConstraint("paper_id", "variant", "languages", "copies", "page"),
        CheckConstraint("copies > 0", name="copies_positive"),
        CheckConstraint("(content IS NULL) OR (sha256 IS NOT NULL)", name="hash_if_drawn"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), index=True)
    variant: Mapped[str]
    languages: Mapped[str]
    copies: Mapped[int] = mapped_column(default=1, server_default="1")
    page: Mapped[PageSize] = mapped_column(default=PageSize.A4, server_default=PageSize.A4.value)
    content: Mapped[bytes | None]
    sha256: Mapped[str | None]
    drawn_at: Mapped[datetime | None]

    paper: Mapped[Paper] = relationship(back_populates="renditions")


class PrintLog(Base):
    """A rendition was handed to somebody to print: the pull list needs to know."""

    __tablename__ = "print_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    rendition_id: Mapped[int] = mapped_column(ForeignKey("rendition.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    printed_at: Mapped[datetime]
    pages: Mapped[str] = mapped_column(default="", server_default="")
    """Which pages of it, such as 37-52; "" is all of them."""


class HandCorrection(Base):
    """One line of a version that the pen changed; what it said and says stands in the two versions."""

    __tablename__ = "hand_correction"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint("(field = 'packages') = (packages IS NOT NULL)", name="packages_if_corrected"),
        CheckConstraint("(packages IS NULL) = (of_line IS NULL)", name="packages_of_a_line"),
        CheckConstraint("packages >= 0", name="packages_not_negative"),
        CheckConstraint("remark IS NULL OR field = 'remark'", name="remark_if_said"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), index=True)
    field: Mapped[PenField]
    written_on: Mapped[date]
    reason: Mapped[str]
    packages: Mapped[int | None]
    """How many the pen says there are on a line."""
    of_line: Mapped[str | None]
    """JSON: which line of the version that was, for what stop, of what, and how many were printed."""
    remark: Mapped[str | None]
    """What the pen wrote beside it; erased with the paper."""
    keyed_at: Mapped[datetime]
    keyed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
