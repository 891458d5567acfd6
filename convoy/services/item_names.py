"""What items are called, by whom it was checked, everyday words, and barcodes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from convoy.domain import barcodes, text
from convoy.domain.errors import Conflict, Invalid, NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Barcode, Item, ItemName, ItemWord
from convoy.services import audit, seen
from convoy.services.catalogue_items import SOURCE, found

MOST_WORDS = 40


@dataclass(frozen=True, slots=True)
class InLanguage:
    """An item in one language: its name ("" for none), whether a native reader checked it, everyday words."""

    language: str
    name: str
    is_reviewed: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameItem:
    """All an item is called, as it was when change number `seen` was shown; other languages keep theirs."""

    key: UUID
    code: str
    called: tuple[InLanguage, ...]
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewName:
    """A native reader has checked this name in this language."""

    key: UUID
    code: str
    language: str
    name: str


@dataclass(frozen=True, slots=True)
class OnBarcode:
    """A barcode that begins or ceases to stand for an item."""

    key: UUID
    code: str
    gtin: str


def name(db: Session, actor: Actor, command: NameItem) -> Item:
    """Store what an item is called and return it.

    A name that was checked and is written otherwise now waits for a native reader again.
    """
    actor.must(Permission.CATALOGUE_EDIT)
    if earlier := audit.earlier(db, actor, command.key, "item:name", command):
        return found(db, actor, earlier)
    item = found(db, actor, command.code)
    seen.must_be_newest(db, "item", item.code, command.seen)
    for one in command.called:
        _call(db, item, one)
    audit.note(db, actor, "item:name", item.code, key=command.key, request=command)
    return item


def review(db: Session, actor: Actor, command: ReviewName) -> Item:
    """Mark a name as checked by a native reader and return the item.

    Raises Conflict when the name is not the one that was read.
    """
    actor.must(Permission.CATALOGUE_EDIT)
    if earlier := audit.earlier(db, actor, command.key, "item:review", command):
        return found(db, actor, earlier)
    item = found(db, actor, command.code)
    row = next((row for row in item.names if row.language == command.language), None)
    if row is None:
        raise NotFound(N_("%(code)s has no name in this language. Nothing was changed."), code=item.code)
    if row.name != command.name:
        raise Conflict(
            N_("The name was changed to “%(name)s” meanwhile. Nothing was marked; read it again."),
            name=row.name,
        )
    row.is_reviewed = True
    audit.note(
        db, actor, "item:review", item.code, key=command.key, request=command, language=command.language
    )
    return item


def add_barcode(db: Session, actor: Actor, command: OnBarcode) -> Item:
    """Let a barcode stand for an item and return the item; raises Conflict when it stands for another."""
    actor.must(Permission.CATALOGUE_EDIT)
    if earlier := audit.earlier(db, actor, command.key, "item:add_barcode", command):
        return found(db, actor, earlier)
    item = found(db, actor, command.code)
    gtin = barcodes.gtin(command.gtin)
    other = db.scalar(select(Barcode).where(Barcode.gtin == gtin))
    if other is not None:
        raise Conflict(
            N_("Barcode %(gtin)s stands for %(code)s already. Nothing was stored; take it from there first."),
            gtin=gtin,
            code=other.item.code,
        )
    db.add(Barcode(gtin=gtin, item_id=item.id))
    audit.note(db, actor, "item:add_barcode", item.code, key=command.key, request=command, gtin=gtin)
    return item


def teach(db: Session, meant: Mapping[str, Item]) -> dict[str, str]:
    """Let barcodes that stand for nothing yet stand for these items; return the item's code by barcode.

    Part of an action that notes it. Of two people who teach one barcode at once the first is believed, by the
    database's own rule that a barcode stands for one item; the second one's gift is recorded all the same.
    """
    taught = {}
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    for typed, item in meant.items():
        gtin = barcodes.gtin(typed)
        row = insert(Barcode).values(gtin=gtin, item_id=item.id).on_conflict_do_nothing()
        if db.scalar(row.returning(Barcode.id)) is not None:
            taught[gtin] = item.code
    return taught


def remember(db: Session, actor: Actor, item: Item, language: str, word: str) -> str:
    """Let an everyday word find the item from now on and return it; "" where it was one of its words already.

    Part of an action that notes it, for whoever keeps the catalogue. Raises NotAllowed, or Invalid where the
    item has as many words in this language as fit.
    """
    actor.must(Permission.CATALOGUE_EDIT)
    key = text.fold(word)
    known = [*item.words, *item.names]
    if not key or any(
        text.fold(getattr(one, "word", "") or getattr(one, "name", "")) == key for one in known
    ):
        return ""
    kept = [row.word for row in item.words if row.language == language]
    _say(db, item, language, [*kept, word])
    db.flush()
    return word


def forget(db: Session, actor: Actor, item: Item, language: str, word: str) -> bool:
    """Take an everyday word away again, where this person keeps the catalogue; return whether it was done.

    Part of an action that notes it.
    """
    row = next((one for one in item.words if (one.language, one.word) == (language, word)), None)
    if row is None or not actor.may(Permission.CATALOGUE_EDIT):
        return False
    item.words.remove(row)
    db.delete(row)
    db.flush()
    return True


def remove_barcode(db: Session, actor: Actor, command: OnBarcode) -> Item:
    """Let a barcode stand for an item no longer and return the item."""
    actor.must(Permission.CATALOGUE_EDIT)
    if earlier := audit.earlier(db, actor, command.key, "item:remove_barcode", command):
        return found(db, actor, earlier)
    item = found(db, actor, command.code)
    row = db.scalar(select(Barcode).where(Barcode.gtin == command.gtin, Barcode.item_id == item.id))
    if row is None:
        raise NotFound(
            N_("Barcode %(gtin)s does not stand for %(code)s. Nothing was changed."),
            gtin=command.gtin[:40],
            code=item.code,
        )
    db.delete(row)
    audit.note(db, actor, "item:remove_barcode", item.code, key=command.key, request=command, gtin=row.gtin)
    return item


def _call(db: Session, item: Item, one: InLanguage) -> None:
    row = next((row for row in item.names if row.language == one.language), None)
    if one.language == SOURCE and not one.name:
        raise Invalid(
            N_("An item needs its English name: other languages fall back on it."),
            field=f"{one.language}-name",
        )
    if one.name and row is None:
        item.names.append(ItemName(language=one.language, name=one.name, is_reviewed=one.is_reviewed))
    elif one.name and row is not None:
        row.is_reviewed = one.is_reviewed and (row.name == one.name or not row.is_reviewed)
        row.name = one.name
    elif row is not None:
        db.delete(row)
    _say(db, item, one.language, one.words)


def _say(db: Session, item: Item, language: str, words: Iterable[str]) -> None:
    """Keep these everyday words of one language, each once however it is written."""
    wanted = {text.fold(word): word for word in words if text.fold(word)}
    if len(wanted) > MOST_WORDS:
        raise Invalid(
            N_("%(found)s words were written; %(limit)s fit."),
            field=f"{language}-words",
            found=len(wanted),
            limit=MOST_WORDS,
        )
    kept = {row.word for row in item.words if row.language == language}
    for row in list(item.words):
        if row.language == language and row.word not in wanted.values():
            db.delete(row)
    item.words.extend(ItemWord(language=language, word=word) for word in wanted.values() if word not in kept)
