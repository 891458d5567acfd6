"""Linking words on unsorted goods to the item of the catalogue that they mean; nothing is counted by that."""

import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from convoy.domain.errors import RuleBroken
from convoy.domain.lifecycle import LineStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.domain.text import without_brackets
from convoy.models import AuditEntry, Donation, Item, SortingPool, UnsortedLine
from convoy.services import audit, catalogue_items, item_names, pools

MAY_LINK = Permission.BOX_PACK
"""Whoever sorts the goods knows what they are."""


@dataclass(frozen=True, slots=True)
class LinkWords:
    """The words on a line of a pool mean this item; in the language `remember_in` they find it then."""

    key: UUID
    pool: str
    line: int
    item: str
    remember_in: str = ""


@dataclass(frozen=True, slots=True)
class UnlinkWords:
    """The words on a line do not mean the item they were linked to."""

    key: UUID
    pool: str
    line: int


def link(db: Session, actor: Actor, command: LinkWords) -> UnsortedLine:
    """Keep which item the words mean and return the line.

    Raises NotFound, NotAllowed, RuleBroken where somebody linked them or took the gift back meanwhile, and
    Invalid where the item has no room for another everyday word.
    """
    pool = pools.to_change(db, actor, command.pool, MAY_LINK)
    line = _line(db, pool, command.line)
    if audit.earlier(db, actor, command.key, "pool:link", command):
        return line
    if line.item is not None:
        raise RuleBroken(
            N_("“%(words)s” is linked to %(item)s already. Take that back first. Nothing was changed."),
            words=without_brackets(line.note),
            item=line.item.kept.code,
        )
    item = catalogue_items.found(db, actor, command.item).kept
    if not item.is_active:
        raise RuleBroken(N_("%(item)s is not in use any more. Nothing was changed."), item=item.code)
    word = ""
    if command.remember_in:
        word = item_names.remember(db, actor, item, command.remember_in, without_brackets(line.note))
    line.item = item
    audit.note(
        db,
        actor,
        "pool:link",
        pool.code,
        key=command.key,
        request=command,
        about=[line.donation.code, *([item.code] if word else [])],
        line=line.id,
        item=item.code,
        **({"word": word, "language": command.remember_in} if word else {}),
    )
    return line


def unlink(db: Session, actor: Actor, command: UnlinkWords) -> UnsortedLine:
    """Take the link back and return the line; a word learnt with it goes too, where this person may.

    Raises NotFound, NotAllowed, or RuleBroken where the words are not linked.
    """
    pool = pools.to_change(db, actor, command.pool, MAY_LINK)
    line = _line(db, pool, command.line)
    if audit.earlier(db, actor, command.key, "pool:unlink", command):
        return line
    item = line.item
    if item is None:
        raise RuleBroken(
            N_("“%(words)s” is not linked to an item. Nothing was changed."),
            words=without_brackets(line.note),
        )
    language, word = _learnt(db, pool, line)
    forgotten = bool(word) and item_names.forget(db, actor, item, language, word)
    line.item = None
    audit.note(
        db,
        actor,
        "pool:unlink",
        pool.code,
        key=command.key,
        request=command,
        about=[line.donation.code, *([item.code] if forgotten else [])],
        line=line.id,
        item=item.code,
        **({"word": word, "language": language} if forgotten else {}),
    )
    return line


def keep(wrong: Donation, corrected: Donation) -> None:
    """Let the lines of a corrected gift mean what the same words of the wrong one were linked to."""
    known = {line.note: line.item.kept for line in wrong.unsorted if line.item is not None}
    for line in corrected.unsorted:
        line.item = known.get(line.note)


def _line(db: Session, pool: SortingPool, line_id: int) -> UnsortedLine:
    """Return the line with words in the pool, which is locked; raises RuleBroken where it is not there."""
    line = db.scalar(
        select(UnsortedLine)
        .where(
            UnsortedLine.id == line_id,
            UnsortedLine.pool_id == pool.id,
            UnsortedLine.stage == LineStage.ACCEPTED,
            UnsortedLine.note != "",
        )
        .options(
            selectinload(UnsortedLine.donation),
            selectinload(UnsortedLine.item).selectinload(Item.words),
            selectinload(UnsortedLine.item).selectinload(Item.merged_into),
        )
        .execution_options(populate_existing=True)
    )
    if line is None:
        raise RuleBroken(N_("These words are not in %(pool)s any more. Nothing was changed."), pool=pool.code)
    return line


def _learnt(db: Session, pool: SortingPool, line: UnsortedLine) -> tuple[str, str]:
    """Return language and word that were learnt when the words of the line were linked last.

    Empty where none was, and where another line is still linked by the same words.
    """
    words = without_brackets(line.note)
    others = select(UnsortedLine.note).where(
        UnsortedLine.pool_id == pool.id,
        UnsortedLine.item_id.is_not(None),
        UnsortedLine.id != line.id,
        UnsortedLine.stage == LineStage.ACCEPTED,
    )
    if words in map(without_brackets, db.scalars(others)):
        return "", ""
    told = db.scalars(
        select(AuditEntry.facts)
        .where(AuditEntry.subject == pool.code, AuditEntry.action == "pool:link")
        .order_by(AuditEntry.id.desc())
    )
    # By its words, not by its number: the line of a corrected gift is another one.
    learnt = (one for one in map(json.loads, told) if one.get("word") == words)
    facts: dict[str, str] = next(learnt, {})
    return facts.get("language", ""), facts.get("word", "")
