"""Paper links of a van, and which papers such a link gives."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from convoy.domain.permissions import Actor
from convoy.models import PaperLink, Run
from convoy.queries import visible

REFERENCE = 12
"""Characters of a link's stored hash by which a page names it without giving it away."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A link: until when it is good, how often the file was fetched, and whether it still opens."""

    reference: str
    expires_at: datetime
    fetches: int
    fetched_at: datetime | None
    is_open: bool


def of_run(db: Session, actor: Actor, run: Run) -> list[Sent]:
    """Return the links of a van, the newest first."""
    links = db.scalars(
        visible.paper_links(actor).where(PaperLink.run_id == run.id).order_by(PaperLink.id.desc())
    )
    now = datetime.now(UTC)
    return [
        Sent(
            link.token_hash[:REFERENCE],
            link.expires_at,
            link.fetches,
            link.fetched_at,
            link.ended_at is None and now < link.expires_at,
        )
        for link in links
    ]
