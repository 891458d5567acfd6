"""Questions about sheets of gifts that are on their way in."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, undefer

from convoy.domain import references
from convoy.domain.errors import NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import AuditEntry, Donation, GiftSheet, User
from convoy.queries import visible

MOST_LISTED = 50
AT_ONCE = 500
"""Keys asked for in one statement."""


def kept(db: Session, actor: Actor) -> Sequence[tuple[GiftSheet, str]]:
    """Return the sheets at this person's places with who sent them, the unfinished and newest first."""
    rows = db.execute(
        visible.gift_sheets(actor)
        .add_columns(User.name)
        .outerjoin(User, User.id == GiftSheet.sent_by_id)
        .options(joinedload(GiftSheet.place))
        .order_by(GiftSheet.done_at.is_not(None), GiftSheet.id.desc())
        .limit(MOST_LISTED)
    )
    return [(sheet, by or "console") for sheet, by in rows]


def find(db: Session, actor: Actor, code: str, *, to_change: bool = False) -> GiftSheet:
    """Return a sheet; raises NotFound for one the person may not see just the same.

    `to_change` keeps others from changing it until the unit of work ends.
    """
    statement = (
        visible.gift_sheets(actor)
        .where(GiftSheet.code == references.in_capitals(code))
        .options(joinedload(GiftSheet.place), undefer(GiftSheet.choices))
    )
    if to_change:
        statement = statement.with_for_update(of=GiftSheet)
    sheet = db.scalar(statement)
    if sheet is None:
        raise NotFound(N_("There is no sheet %(code)s here."), code=code[:40])
    return sheet


def beside(db: Session, actor: Actor, sheet: GiftSheet, codes: Collection[str]) -> Sequence[GiftSheet]:
    """Return the other sheets of the same place with these codes, those that are kept."""
    if not codes:
        return ()
    here = visible.gift_sheets(actor).where(GiftSheet.place_id == sheet.place_id)
    named = sorted(codes)[:MOST_LISTED]
    return db.scalars(here.where(GiftSheet.code.in_(named)).options(undefer(GiftSheet.choices))).all()


def same(db: Session, place_id: int, sha256: str) -> str | None:
    """Return the code of the sheet with these very bytes at a place where the person logs gifts."""
    return db.scalar(select(GiftSheet.code).where(GiftSheet.place_id == place_id, GiftSheet.sha256 == sha256))


def gifts(db: Session, actor: Actor, keys: Sequence[str]) -> list[int]:
    """Return the ids of the gifts on record under these keys of rows, the newest first."""
    ids: list[int] = []
    here = visible.donations(actor).with_only_columns(Donation.id)
    for start in range(0, len(keys), AT_ONCE):
        ids += db.scalars(here.where(Donation.import_key.in_(keys[start : start + AT_ONCE])))
    return sorted(ids, reverse=True)


def last_taken(db: Session, place: str) -> int:
    """Return what counts up whenever gifts come to a place (by its code) by a sheet, here or elsewhere."""
    of_place = select(AuditEntry.id).where(
        AuditEntry.subject == place, AuditEntry.action == "donation:import"
    )
    return db.scalar(of_place.order_by(AuditEntry.id.desc()).limit(1)) or 0
