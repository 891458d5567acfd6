"""What was merged into another one of its kind is found, listed and counted as the one kept."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from convoy.models import Item, Organisation

written_item = aliased(Item)
"""An item as it was written; made once, since every line of every gift asks for what it is kept as."""

item_is_kept = func.coalesce(written_item.merged_into_id, written_item.id) == Item.id
"""Joins an item as it was written to the one it is kept as."""


def named(called: Callable[[type[Organisation]], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Return the condition that an organisation is called so, or one that was merged into it."""
    merged = aliased(Organisation)
    theirs = select(merged.merged_into_id).where(merged.merged_into_id.is_not(None), called(merged))
    return or_(called(Organisation), Organisation.id.in_(theirs))


def kept_organisation() -> ColumnElement[int]:
    """Return the id of the organisation under which one is kept."""
    return func.coalesce(Organisation.merged_into_id, Organisation.id)
