"""Gifts captured on phones without a network, and the keys they are sealed to."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.captures import CaptureState
from convoy.models.donations import Donation
from convoy.models.photos import Photo
from convoy.models.places import Place
from convoy.models.users import User


class PhoneKeys(Base):
    """The one row of private keys (PKCS 8): phones seal to the first, and know our answers by the second."""

    __tablename__ = "phone_keys"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sealing: Mapped[bytes]
    signing: Mapped[bytes]
    made_at: Mapped[datetime]


class Capture(Base):
    """One content that came under a key. One of a key is recorded; what differs from it is kept beside it.

    `made_at` is the phone's claim, `answer` what the phone was told first, `content` the gift as it was sent,
    `envelope` the SHA-256 of what it came sealed in: the same again is known without opening it.
    """

    __tablename__ = "capture"
    __table_args__ = (
        UniqueConstraint("key", "sha256"),
        Index(
            "uq_capture_key_recorded",
            "key",
            unique=True,
            sqlite_where=text("state = 'recorded'"),
            postgresql_where=text("state = 'recorded'"),
        ),
        Index("ix_capture_sent_by_id", "sent_by_id", "received_at"),
        CheckConstraint("(state = 'recorded') = (content = '')", name="kept_until_settled"),
        CheckConstraint(
            "(state IN ('corrected', 'dropped')) = (settled_at IS NOT NULL)", name="settled_has_moment"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    sha256: Mapped[str]
    envelope: Mapped[str] = mapped_column(default="")
    state: Mapped[CaptureState]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    donation_id: Mapped[int] = mapped_column(ForeignKey("donation.id"), index=True)
    device: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    received_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    content: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(default="")

    donation: Mapped[Donation] = relationship()
    place: Mapped[Place] = relationship()
    author: Mapped[User] = relationship(foreign_keys=author_id)


class UnclaimedCapture(Base):
    """A gift from a phone whose sign-in is not known here: nobody's until a person settles it.

    `claimed_by` is the code of the person whom the pass names, "" for none; `claimed_at` when it was given;
    the rest as of a capture.
    """

    __tablename__ = "unclaimed_capture"
    __table_args__ = (
        UniqueConstraint("key", "sha256"),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
        CheckConstraint("donation_id IS NULL OR settled_at IS NOT NULL", name="recorded_is_settled"),
        CheckConstraint("(donation_id IS NOT NULL) = (content = '')", name="kept_until_recorded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    sha256: Mapped[str]
    envelope: Mapped[str]
    claimed_by: Mapped[str]
    claimed_at: Mapped[datetime]
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    device: Mapped[str]
    made_at: Mapped[datetime]
    received_at: Mapped[datetime]
    content: Mapped[str]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    donation_id: Mapped[int | None] = mapped_column(ForeignKey("donation.id"), index=True)
    reason: Mapped[str] = mapped_column(default="")

    place: Mapped[Place | None] = relationship()
    sent_by: Mapped[User] = relationship(foreign_keys=sent_by_id)


class PhotoArrival(Base):
    """A photo on its way from a phone, sealed, as far as it came; once it is kept, which photo it became.

    `record` is the key of the gift it belongs to, `sha256` and `size` are those of the whole envelope.
    """

    __tablename__ = "photo_arrival"
    __table_args__ = (
        CheckConstraint("(content IS NULL) = (photo_id IS NOT NULL)", name="content_until_kept"),
        CheckConstraint("size > 0 AND length(content) <= size", name="within_size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    record: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes | None]
    began_at: Mapped[datetime]
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"))

    photo: Mapped[Photo | None] = relationship()
