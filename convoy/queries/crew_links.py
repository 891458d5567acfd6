"""Crew links of a van, and what was typed by them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session, selectinload

from convoy.domain.kinds import CrewRole
from convoy.domain.permissions import Actor
from convoy.models import CrewLink, CrewMember, Run
from convoy.queries import convoys, visible

REFERENCE = 12
"""Characters of a link's stored hash by which a page names it without giving it away."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A link: for whom, until when it is good, who typed by it (None for nobody yet), whether it is open."""

    reference: str
    role: CrewRole
    expires_at: datetime
    member: CrewMember | None
    is_open: bool


def of_run(db: Session, actor: Actor, code: str, number: int) -> tuple[Run, list[Seat]]:
    """Return a van with its crew, and its links, the newest first; raises NotFound."""
    run = convoys.find_run(db, actor, code, number)
    links = db.scalars(
        visible.crew_links(actor)
        .where(CrewLink.run_id == run.id)
        .options(selectinload(CrewLink.member))
        .order_by(CrewLink.id.desc())
    )
    now = datetime.now(UTC)
    return run, [
        Seat(
            link.token_hash[:REFERENCE],
            link.role,
            link.expires_at,
            link.member,
            link.ended_at is None and now < link.expires_at,
        )
        for link in links
    ]
