"""Questions about donors: who is meant by a name, and whom it may mean while somebody types."""

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from convoy.domain import text
from convoy.domain.errors import NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Organisation
from convoy.queries import merged, visible


def donor_is_known(db: Session, actor: Actor, name: str) -> bool:
    """Whether there is a donor of this name, however its capitals, accents and commas are written."""
    key = text.fold(name)
    named = visible.donors(actor).where(merged.named(lambda one: one.name_key == key))
    return db.scalar(named.with_only_columns(Organisation.id).limit(1)) is not None


def donors_like(db: Session, actor: Actor, typed: str, limit: int = 8) -> list[Organisation]:
    """Return the donors whose name begins with what was typed, then those in which a word begins so."""
    key = text.fold(typed)
    if not key:
        return []
    begins = Organisation.name_key.startswith(key, autoescape=True)

    def called(one: type[Organisation]) -> ColumnElement[bool]:
        inside = one.name_key.contains(f" {key}", autoescape=True)
        return or_(one.name_key.startswith(key, autoescape=True), inside)

    return list(
        db.scalars(
            visible.donors(actor)
            .where(merged.named(called))
            .order_by(begins.desc(), Organisation.name_key, Organisation.id)
            .limit(limit)
        )
    )


def meant(db: Session, actor: Actor, typed: str) -> str:
    """Return the code of the one donor of this name or code; raises NotFound for none and for several."""
    key, code = text.fold(typed), typed.strip().upper()
    exact = merged.named(lambda one: or_(one.name_key == key, one.code == code))
    found = db.scalars(
        visible.donors(actor).where(exact).with_only_columns(Organisation.code).order_by(Organisation.code)
    ).all()
    if len(found) > 1:
        raise NotFound(
            N_("Several are called “%(typed)s”: write the code of the one meant, %(codes)s."),
            typed=typed,
            codes=", ".join(found[:8]),
        )
    if not found:
        raise NotFound(N_("No donor is called “%(typed)s”."), typed=typed)
    return found[0]
