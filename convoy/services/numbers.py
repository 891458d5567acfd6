"""Numbers without gaps: one locked counter row per kind of paper, place or convoy, and UTC year."""

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from convoy.models import NumberSeries


def take(db: Session, kind: str, scope: str, year: int, count: int = 1) -> int:
    """Return the first of `count` following numbers; they are free again if the transaction fails.

    Whoever asks second waits for the first transaction to end, so that no number is skipped or given twice.
    """
    taken = _advance(db, kind, scope, year, count)
    if taken is None:
        _begin(db, kind, scope, year)
        taken = _advance(db, kind, scope, year, count)
    assert taken is not None
    return taken - count


def _advance(db: Session, kind: str, scope: str, year: int, count: int) -> int | None:
    return db.scalar(
        update(NumberSeries)
        .where(NumberSeries.kind == kind, NumberSeries.scope == scope, NumberSeries.year == year)
        .values(next_number=NumberSeries.next_number + count)
        .returning(NumberSeries.next_number)
        .execution_options(synchronize_session=False)
    )


def _begin(db: Session, kind: str, scope: str, year: int) -> None:
    """Two transactions may begin a series at once: the second one's row is not needed."""
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    values = {"kind": kind, "scope": scope, "year": year, "next_number": 1}
    db.execute(insert(NumberSeries).values(values).on_conflict_do_nothing())
