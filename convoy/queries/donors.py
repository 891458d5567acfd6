"""Questions about donors: who is meant by a name, and whom it may mean while somebody types."""

from sqlalchemy import or_
from sqlalchemy.orm import Session

from convoy.domain import text
from convoy.domain.permissions import Actor
from convoy.models import Organisation
from convoy.queries import visible


def donor_is_known(db: Session, actor: Actor, name: str) -> bool:
    """Whether there is a donor of this name, however its capitals, accents and commas are written."""
    named = visible.donors(actor).where(Organisation.name_key == text.fold(name))
    return db.scalar(named.with_only_columns(Organisation.id).limit(1)) is not None


def donors_like(db: Session, actor: Actor, typed: str, limit: int = 8) -> list[Organisation]:
    """Return the donors whose name begins with what was typed, then those in which a word begins so."""
    key = text.fold(typed)
    if not key:
        return []
    begins = Organisation.name_key.startswith(key, autoescape=True)
    inside = Organisation.name_key.contains(f" {key}", autoescape=True)
    return list(
        db.scalars(
            visible.donors(actor)
            .where(or_(begins, inside))
            .order_by(begins.desc(), Organisation.name_key, Organisation.id)
            .limit(limit)
        )
    )
