"""Looking at a convoy's route, crew and consignees: asked again each time, written down, limited."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from convoy.domain.errors import NotFound
from convoy.domain.factors import LOOKS_COUNTED, MOST_CONVOYS
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Look, User
from convoy.queries import looks as query
from convoy.services import audit, factors


@dataclass(frozen=True, slots=True)
class LookAt:
    """Open a convoy's pages in a sign-in. `code` is the second factor's, None for none."""

    convoy: str
    sign_in_id: int
    code: str | None = None


def look(db: Session, actor: Actor, command: LookAt) -> bool:
    """Open a convoy's pages for a while, and write down who looks. Return False for too many in an hour.

    Raises NotFound for a convoy the person may not see, Invalid (field `code`) for a wrong or used code.
    """
    convoy = query.meant(db, actor, command.convoy)
    if convoy is None:
        raise NotFound(N_("There is no convoy %(code)s here."), code=command.convoy[:40])
    sign_in = factors.open_sign_in(db, command.sign_in_id)
    # One person's looks are counted one after the other.
    db.scalar(select(User.id).where(User.id == sign_in.user_id).with_for_update())
    if command.code is not None:
        factors.prove(db, actor, command.code, here=sign_in.id)
    now = datetime.now(UTC)
    refused = _others_looked_at(db, sign_in.user_id, convoy.id, now) >= MOST_CONVOYS
    db.add(
        Look(
            user_id=sign_in.user_id,
            sign_in_id=sign_in.id,
            convoy_id=convoy.id,
            at=now,
            is_refused=refused,
        )
    )
    if refused:
        audit.note(db, actor, "convoy:refuse_look", convoy.code)
    else:
        audit.note(db, actor, "convoy:look", convoy.code)
    return not refused


def _others_looked_at(db: Session, user_id: int, convoy_id: int, now: datetime) -> int:
    return (
        db.scalar(
            select(func.count(func.distinct(Look.convoy_id))).where(
                Look.user_id == user_id,
                Look.convoy_id != convoy_id,
                Look.at > now - LOOKS_COUNTED,
                Look.is_refused.is_(False),
            )
        )
        or 0
    )
