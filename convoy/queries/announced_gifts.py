"""Questions about gifts that were announced: which are expected, and which one a code means."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Select
from sqlalchemy.orm import Session, joinedload, selectinload

from convoy.domain import references
from convoy.domain.errors import NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import AnnouncedGift
from convoy.queries import visible

MOST = 200
"""Gifts a page lists."""


def _good(actor: Actor) -> Select[AnnouncedGift]:
    return (
        visible.announced_gifts(actor)
        .where(AnnouncedGift.expires_at > datetime.now(UTC))
        .options(
            joinedload(AnnouncedGift.place),
            joinedload(AnnouncedGift.donation),
            selectinload(AnnouncedGift.lines),
        )
    )


def expected(db: Session, actor: Actor) -> Sequence[AnnouncedGift]:
    """Return what is announced and not recorded where this person takes gifts in, the next day first."""
    order = (AnnouncedGift.expected_on.is_(None), AnnouncedGift.expected_on, AnnouncedGift.id)
    return db.scalars(
        _good(actor).where(AnnouncedGift.donation_id.is_(None)).order_by(*order).limit(MOST)
    ).all()


def found(db: Session, actor: Actor, typed: str) -> AnnouncedGift:
    """Return what a code means. Raises Invalid, and NotFound also for another place's or an old one."""
    code = references.read(typed, "AG")
    gift = db.scalar(_good(actor).where(AnnouncedGift.code == code))
    if gift is None:
        raise NotFound(
            N_("No gift %(code)s is announced here. It is kept for two weeks; log it as any other gift."),
            code=code,
        )
    return gift
