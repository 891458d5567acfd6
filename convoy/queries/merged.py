"""What was merged into another one of its kind is found, listed and counted as the one kept."""

from collections.abc import Callable, Collection

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from convoy.models import Item, Organisation

_kept = aliased(Item)
# Written once: every line of every gift asks this, and a join with itself takes long to write.
_KEPT_CODES = (
    select(Item.code, _kept.code)
    .join(_kept, _kept.id == Item.merged_into_id)
    .where(Item.code.in_(bindparam("codes", expanding=True)))
)


def named(called: Callable[[type[Organisation]], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Return the condition that an organisation is called so, or one that was merged into it."""
    merged = aliased(Organisation)
    theirs = select(merged.merged_into_id).where(merged.merged_into_id.is_not(None), called(merged))
    return or_(called(Organisation), Organisation.id.in_(theirs))


def kept_organisation() -> ColumnElement[int]:
    """Return the id of the organisation under which one is kept."""
    return func.coalesce(Organisation.merged_into_id, Organisation.id)


def kept_codes(db: Session, codes: Collection[str]) -> dict[str, str]:
    """Return the code of the item kept, by that of each of these that was merged into it."""
    rows = db.execute(_KEPT_CODES, {"codes": list(codes)})
    return {old: code for old, code in rows}  # noqa: C416  # rows are not pairs to mypy
