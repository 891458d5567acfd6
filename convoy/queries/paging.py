"""Lists of records by name, a page at a time: the next page begins after the last row shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

T = TypeVar("T")

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The rows of a page, and the code after which the next one begins (None on the last page)."""

    rows: Sequence[T]
    following: str | None


def page(
    db: Session,
    statement: Select[Any],
    name: InstrumentedAttribute[str],
    code: InstrumentedAttribute[str],
    *,
    after: str = "",
    size: int = ON_A_PAGE,
) -> Page[Any]:
    """Return the rows of `statement` by name, then code, that come after the one with the code `after`.

    The place to go on from is looked up in the same statement, so that it tells nothing a person may not see;
    an unknown code begins at the beginning.
    """
    last = db.execute(statement.with_only_columns(name, code).where(code == after)).first() if after else None
    if last is not None:
        statement = statement.where(or_(name > last[0], and_(name == last[0], code > last[1])))
    rows = db.scalars(statement.order_by(name, code).limit(size + 1)).all()
    shown = rows[:size]
    return Page(shown, getattr(shown[-1], code.key) if len(rows) > size else None)
