"""Codes handed out in blocks: none twice, none that is on record already."""

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from convoy.domain import references

AT_ONCE = 5_000
"""Codes that one statement asks for, well below what either engine takes."""


def hand_out(db: Session, column: InstrumentedAttribute[str], prefix: str, count: int) -> list[str]:
    """Return so many new codes of a kind that are not in the column of its codes yet.

    One of a billion is taken rarely; among a hundred thousand drawn at once some always meet.
    """
    codes: dict[str, None] = {}
    while len(codes) < count:
        drawn = [references.new(prefix) for _ in range(min(count - len(codes), AT_ONCE))]
        taken = set(db.scalars(select(column).where(column.in_(drawn))))
        codes |= dict.fromkeys(code for code in drawn if code not in taken)
    return list(codes)
