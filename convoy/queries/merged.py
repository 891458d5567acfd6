"""What was merged into another one of its kind is found, listed and counted as the one kept."""

from collections.abc import Callable, Collection

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from convoy.models import Item, Organisation


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
    kept = aliased(Item)
    rows = db.execute(
        select(Item.code, kept.code).join(kept, kept.id == Item.merged_into_id).where(Item.code.in_(codes))
    )
    return {old: code for old, code in rows}  # noqa: C416  # rows are not pairs to mypy
