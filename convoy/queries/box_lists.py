"""Finding boxes: by whatever was scanned or typed, and in lists a page at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from convoy.domain import references
from convoy.domain.errors import Invalid
from convoy.domain.lifecycle import BoxStage
from convoy.domain.permissions import Actor, Permission
from convoy.domain.text import fold, number_key
from convoy.models import Balance, Box, BoxLabel, Holder, ImportedBox, Item, Lot, Pallet, Place
from convoy.queries import box_labels, visible
from convoy.queries.boxes import has_open_load, is_in_stock
from convoy.queries.stock import items_named

ON_A_PAGE = 50
MOST_FOUND = 20
MOST_DOUBTS = 10
_READ_AS = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class Found:
    """What a scan or typed text means: boxes, a pallet or a printed label; else what it may have meant."""

    boxes: tuple[Box, ...] = ()
    pallet: str = ""
    label: BoxLabel | None = None
    """A label with no box under it: free, or struck off."""
    suggestions: tuple[str, ...] = ()


def find(db: Session, actor: Actor, typed: str) -> Found:
    """Return what `typed` means: a code in any form, a link, "Leeds 47", "47" or a partner's own number."""
    try:
        code = references.read(typed)
    except Invalid:
        code = ""
    if not code:
        try:
            code = references.read(typed, "BX")
        except Invalid:
            code = ""
    if code.startswith("PT-"):
        there = visible.pallets(actor).with_only_columns(Pallet.code).where(Pallet.code == code)
        return Found(pallet=db.scalar(there) or "")
    if code.startswith("BX-"):
        box = db.scalars(visible.boxes(actor).where(Box.code == code)).one_or_none()
        if box is not None:
            return Found((box,))
        label = box_labels.by_code(db, actor, code)
        if label is not None:
            return _under(db, actor, label)
    boxes = _numbered(db, actor, typed)
    if boxes:
        return Found(boxes)
    number = _short_number(typed)
    label = box_labels.by_number(db, actor, *number) if number is not None else None
    if label is not None:
        return _under(db, actor, label)
    return Found(suggestions=near(db, actor, typed) or _pallets_near(db, actor, typed))


def _under(db: Session, actor: Actor, label: BoxLabel) -> Found:
    """The box a label is on, or the label where it is on none."""
    if label.box_id is None:
        return Found(label=label)
    return Found(tuple(db.scalars(visible.boxes(actor).where(Box.id == label.box_id))))


def meant(
    db: Session, actor: Actor, typed: Iterable[str]
) -> tuple[tuple[str, ...], tuple[tuple[str, Found], ...]]:
    """Return the codes of the boxes named, each once, and what each name that is not one box may mean.

    A code costs next to nothing here: whoever acts on the boxes looks them up in one statement, and only what
    is on a second label of a box is put right. A printed label without a box is one of the codes where it is
    named by its code. At most 10 doubts.
    """
    codes: dict[str, None] = {}
    doubtful: list[tuple[str, Found]] = []
    for name in typed:
        code = _code(name)
        if code and ("BX" in name.upper() or _short_number(name) is None):
            codes[code] = None
        else:
            # "Leeds 12" has as many letters as a code, and may by chance be one: it is looked up.
            found = find(db, actor, name)
            if len(found.boxes) == 1:
                codes[found.boxes[0].code] = None
            else:
                doubtful.append((name, found))
        if len(doubtful) == MOST_DOUBTS:
            break
    on_boxes = box_labels.on_boxes(db, actor, codes)
    return tuple(dict.fromkeys(on_boxes.get(code, code) for code in codes)), tuple(doubtful)


def _code(name: str) -> str:
    try:
        return references.read(name, "BX")
    except Invalid:
        return ""


def _numbered(db: Session, actor: Actor, typed: str) -> tuple[Box, ...]:
    """Return boxes by the number the hall shouts, or by a partner's own."""
    said = typed.strip()[: references.LONGEST_INPUT]
    if not said:
        return ()
    written = select(ImportedBox.box_id).where(ImportedBox.number_key == number_key(said))
    meant: list[ColumnElement[bool]] = [and_(Box.foreign_number != "", Box.id.in_(written))]
    number = _short_number(said)
    if number is not None:
        place, short = number
        begun = Box.short_number == short
        if place:
            word = fold(place)
            named = or_(Place.name_key.startswith(word, autoescape=True), func.lower(Place.code) == word)
            # Only boxes that the person sees are found: the places need no look of their own.
            begun &= Box.origin_place_id.in_(select(Place.id).where(named))
        meant.append(begun)
    statement = (
        visible.boxes(actor)
        .where(or_(*meant))
        .order_by(~is_in_stock(), Box.id.desc())
        .limit(MOST_FOUND)
        .options(selectinload(Box.origin_place), selectinload(Box.place))
    )
    return tuple(db.scalars(statement))


def _short_number(said: str) -> tuple[str | None, int] | None:
    try:
        return references.short_number(said)
    except Invalid:
        return None


def near(db: Session, actor: Actor, typed: str) -> tuple[str, ...]:
    """Return the codes of visible boxes that differ from `typed` by one character, one more or one less.

    The candidates are made from what was typed, so that the answer costs the same however many boxes exist.
    """
    letters = references.letters_of(typed)
    plain = "".join(letter for letter in letters if letter.isascii() and letter.isalnum()).removeprefix("BX")
    spelled = plain.translate(_READ_AS)
    if len(spelled) not in range(references.LENGTH - 1, references.LENGTH + 2):
        return ()
    known = visible.boxes(actor).with_only_columns(Box.code).where(Box.code.in_(_variants(spelled)))
    return references.near(typed, db.scalars(known.limit(MOST_FOUND)))


def _pallets_near(db: Session, actor: Actor, typed: str) -> tuple[str, ...]:
    if not references.letters_of(typed).startswith("PT"):
        return ()
    return references.near(typed, db.scalars(visible.pallets(actor).with_only_columns(Pallet.code)))


def _variants(word: str) -> set[str]:
    """Return the codes that are one slip away from these letters."""
    length = references.LENGTH
    slips = {word}
    for place in range(len(word) + 1):
        before, behind = word[:place], word[place:]
        slips |= {before + letter + behind for letter in references.ALPHABET}
        slips |= {before + letter + behind[1:] for letter in references.ALPHABET if behind}
        slips.add(before + behind[1:])
        slips.add(before + behind[1:2] + behind[:1] + behind[2:])
    return {f"BX-{slip[:4]}-{slip[4:6]}-{slip[6:]}" for slip in slips if len(slip) == length}


@dataclass(frozen=True, slots=True)
class BoxFilter:
    """Which boxes are asked for; without a stage, those in stock."""

    place: str = ""
    stage: BoxStage | None = None
    which: str = ""
    """"not-weighed", "not-closed" or "no-van"; "" for all."""


WHICH: dict[str, ColumnElement[bool]] = {
    "not-weighed": Box.gross_g.is_(None),
    "not-closed": Box.stage == BoxStage.OPEN,
    "no-van": ~has_open_load(),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A box in a list: what it holds in a few words, and whether a van has it."""

    box: Box
    contents: tuple[tuple[Item, int], ...]
    reserved: bool


def page(
    db: Session, actor: Actor, asked: BoxFilter, after: str = "", size: int = ON_A_PAGE
) -> tuple[list[Listed], str]:
    """Return a page of boxes, the newest first, and the code the next page starts after ("" for none)."""
    statement = _asked(actor, asked)
    if asked.which:
        statement = statement.where(WHICH[asked.which])
    if after:
        last = visible.boxes(actor).with_only_columns(Box.id).where(Box.code == after)
        statement = statement.where(Box.id < last.scalar_subquery())
    rows = list(
        db.execute(
            statement.add_columns(has_open_load())
            .order_by(Box.id.desc())
            .limit(size + 1)
            .options(selectinload(Box.origin_place), selectinload(Box.place), selectinload(Box.pallet))
        )
    )
    shown = rows[:size]
    held = contents_of(db, actor, [box.id for box, _ in shown])
    listed = [Listed(box, tuple(held.get(box.id, ())), reserved) for box, reserved in shown]
    return listed, shown[-1][0].code if len(rows) > size else ""


def counts(db: Session, actor: Actor, asked: BoxFilter) -> dict[str, int]:
    """Return how many boxes there are in all ("") and of each of WHICH, in one statement."""
    chosen = _asked(actor, asked).with_only_columns(
        func.count(), *(func.count().filter(condition) for condition in WHICH.values())
    )
    row = db.execute(chosen).one()
    return dict(zip(["", *WHICH], row, strict=True))


def weighed_g(db: Session, actor: Actor, asked: BoxFilter) -> int:
    """Return the grams that scales said of these boxes together; those not weighed are not in it."""
    return db.scalar(_asked(actor, asked).with_only_columns(func.sum(Box.gross_g))) or 0


def _asked(actor: Actor, asked: BoxFilter) -> Select[Box]:
    statement = visible.boxes(actor)
    if asked.place:
        here = visible.places(actor).with_only_columns(Place.id).where(Place.code == asked.place)
        statement = statement.where(Box.place_id.in_(here))
    if asked.stage is not None:
        return statement.where(Box.stage == asked.stage)
    return statement.where(is_in_stock())


def contents_of(db: Session, actor: Actor, box_ids: Collection[int]) -> dict[int, list[tuple[Item, int]]]:
    """Return what boxes hold by box id: items and their quantities, in three statements."""
    rows = db.execute(
        select(Holder.box_id, Lot.item_id, func.sum(Balance.quantity))
        .join(Balance, Balance.holder_id == Holder.id)
        .join(Lot, Lot.id == Balance.lot_id)
        .where(Holder.box_id.in_(box_ids), Balance.quantity > 0)
        .group_by(Holder.box_id, Lot.item_id)
        .order_by(Holder.box_id, Lot.item_id)
    ).all()
    items = items_named(db, actor, {item_id for _, item_id, _ in rows})
    held: dict[int, list[tuple[Item, int]]] = defaultdict(list)
    for box_id, item_id, quantity in rows:
        if box_id is not None and item_id in items:
            held[box_id].append((items[item_id], int(quantity)))
    return held


def places_of(db: Session, actor: Actor) -> list[Place]:
    """Return the places where boxes may stand and the person may look, by name: not where convoys end."""
    here = Place.kind.not_in(visible.ENDS) | Place.id.in_(actor.scope(Permission.BOX_READ).places)
    return list(db.scalars(visible.places(actor).where(here).order_by(Place.name, Place.code)))
