"""Questions of the catalogue's pages: lists, one item, names nobody has checked yet."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from convoy.domain import references
from convoy.domain.errors import NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import AuditEntry, Barcode, Category, Item, ItemName
from convoy.queries import visible
from convoy.queries.catalogue import load_catalogue
from convoy.queries.paging import Page, page

MOST_FOUND = 50
SUGGESTED = 5


def found(db: Session, actor: Actor, code: str) -> Item:
    """Return the item with this code, its names and words; raises NotFound with items meant perhaps."""
    statement = visible.items(actor).options(
        joinedload(Item.category), selectinload(Item.names), selectinload(Item.words)
    )
    item = db.scalar(statement.where(Item.code == references.in_capitals(code)))
    if item is None:
        raise NotFound(
            N_("There is no item %(code)s in the catalogue."), _near(db, actor, code), code=code[:40]
        )
    return item


def _near(db: Session, actor: Actor, typed: str) -> tuple[str, ...]:
    """The codes of items meant perhaps: those spelled nearly so, else those found by these words."""
    codes = references.near(typed, db.scalars(visible.items(actor).with_only_columns(Item.code)))
    if codes or not visible_at_all(db, actor):
        return codes
    return tuple(hit.code for hit in load_catalogue(db).search(typed, SUGGESTED))


def visible_at_all(db: Session, actor: Actor) -> bool:
    """Whether this person may look into the catalogue."""
    return db.scalar(visible.items(actor).with_only_columns(Item.id).limit(1)) is not None


def search(db: Session, actor: Actor, typed: str, language: str) -> list[Item]:
    """Return the items meant by what was typed in any language, the likeliest first."""
    codes = [hit.code for hit in load_catalogue(db).search(typed, MOST_FOUND, language=language)]
    statement = visible.items(actor).options(joinedload(Item.category), selectinload(Item.names))
    by_code = {item.code: item for item in db.scalars(statement.where(Item.code.in_(codes)))}
    return [by_code[code] for code in codes if code in by_code]


def listed(
    db: Session,
    actor: Actor,
    *,
    category: str = "",
    unreviewed: str = "",
    incomplete: bool = False,
    active: bool = True,
    after: str = "",
) -> Page[Item]:
    """Return a page of items by code: of a category, or those whose name in a language waits for a reader.

    `incomplete` items are those of the desk, whose size nobody has said yet.
    """
    statement = (
        visible.items(actor)
        .where(Item.is_active.is_(active))
        .options(joinedload(Item.category), selectinload(Item.names))
    )
    if category:
        statement = statement.where(
            Item.category_id.in_(select(Category.id).where(Category.code == category))
        )
    if unreviewed:
        statement = statement.where(Item.id.in_(_waiting(unreviewed)))
    if incomplete:
        statement = statement.where(_is_incomplete())
    return page(db, statement, Item.code, Item.code, after=after)


def added_here() -> Select[str]:
    """Codes of the items added here; each is looked up in the log, which is long, by its own code."""
    noted = exists().where(AuditEntry.subject == Item.code, AuditEntry.action == "item:add")
    return select(Item.code).where(noted)


def _is_incomplete() -> ColumnElement[bool]:
    return and_(Item.unit_volume_ml == 0, Item.code.in_(added_here()))


def to_complete(db: Session, actor: Actor) -> int:
    """Return how many items in use the desk has added, and whoever keeps the catalogue has not completed."""
    return _number(db, visible.items(actor).where(Item.is_active, _is_incomplete()))


def _waiting(language: str) -> Select[int]:
    return select(ItemName.item_id).where(ItemName.language == language, ItemName.is_reviewed.is_(False))


def count(db: Session, actor: Actor) -> int:
    """Return how many items in use this person may see."""
    return _number(db, visible.items(actor).where(Item.is_active))


def to_review(db: Session, actor: Actor, language: str) -> int:
    """Return how many items in use have a name in `language` that no native reader has checked."""
    return _number(db, visible.items(actor).where(Item.is_active, Item.id.in_(_waiting(language))))


def _number(db: Session, statement: Select[Item]) -> int:
    return db.scalar(select(func.count()).select_from(statement.subquery())) or 0


def categories(db: Session) -> Sequence[str]:
    """Return the codes of the catalogue's groups, in their order."""
    return db.scalars(select(Category.code).order_by(Category.position, Category.code)).all()


def barcodes(db: Session, item: Item) -> Sequence[str]:
    """Return the barcodes that stand for an item."""
    return db.scalars(select(Barcode.gtin).where(Barcode.item_id == item.id).order_by(Barcode.gtin)).all()
