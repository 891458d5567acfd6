"""Boxes by what they are called: a code, a label's link, "Leeds 47", "47", a partner's own number."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from convoy.domain import references
from convoy.domain.errors import Invalid
from convoy.domain.permissions import Actor
from convoy.domain.text import fold, number_key
from convoy.models import Box, BoxLabel, ImportedBox, Pallet, Place
from convoy.queries import box_labels, visible
from convoy.queries.boxes import is_in_stock

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
    return find_each(db, actor, [typed])[typed]


def find_each(db: Session, actor: Actor, names: Iterable[str]) -> dict[str, Found]:
    """Return what each of the names means, in as many statements for five hundred of them as for one.

    What the first 10 may have meant that mean nothing here is said too.
    """
    names = list(dict.fromkeys(names))
    found = _coded(db, actor, {name: code for name in names if (code := _any_code(name))})
    found |= _numbered(db, actor, [name for name in names if name not in found])
    unknown = [name for name in names if name not in found]
    suggested = _near_each(db, actor, unknown[:MOST_DOUBTS])
    return {name: found.get(name) or Found(suggestions=suggested.get(name, ())) for name in names}


def _any_code(name: str) -> str:
    """Return the code of a box or a pallet that a name is; "" for others."""
    for prefix in (None, "BX"):
        try:
            return references.read(name, prefix)
        except Invalid:
            continue
    return ""


def _coded(db: Session, actor: Actor, codes: dict[str, str]) -> dict[str, Found]:
    """Return what codes of boxes, printed labels and pallets mean, by the name they were typed as."""
    pallets = {code for code in codes.values() if code.startswith("PT-")}
    meant = dict.fromkeys(pallets, Found())
    boxes = {code for code in codes.values() if code.startswith("BX-")}
    if pallets:
        there = visible.pallets(actor).with_only_columns(Pallet.code).where(Pallet.code.in_(pallets))
        meant |= {code: Found(pallet=code) for code in db.scalars(there)}
    if boxes:
        seen = visible.boxes(actor).where(Box.code.in_(boxes))
        seen = seen.options(selectinload(Box.origin_place), selectinload(Box.place))
        meant |= {box.code: Found((box,)) for box in db.scalars(seen)}
        labels = box_labels.by_codes(db, actor, boxes - set(meant))
        meant |= {label.code: under for label, under in _under(db, actor, labels)}
    return {name: meant[code] for name, code in codes.items() if code in meant}


def _under(db: Session, actor: Actor, labels: Collection[BoxLabel]) -> list[tuple[BoxLabel, Found]]:
    """The box each label is on, or the label where it is on none."""
    bound = {label.box_id for label in labels if label.box_id is not None}
    boxes: dict[int, tuple[Box, ...]] = {}
    if bound:
        seen = visible.boxes(actor).where(Box.id.in_(bound))
        seen = seen.options(selectinload(Box.origin_place), selectinload(Box.place))
        boxes = {box.id: (box,) for box in db.scalars(seen)}
    return [
        (label, Found(label=label) if label.box_id is None else Found(boxes.get(label.box_id, ())))
        for label in labels
    ]


@dataclass(frozen=True, slots=True)
class Named:
    """The names of the boxes meant by their codes, in the order typed; what other names may mean."""

    typed: dict[str, str]
    doubtful: tuple[tuple[str, Found], ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, each once."""
        return tuple(self.typed)


def meant(db: Session, actor: Actor, typed: Iterable[str]) -> Named:
    """Return the boxes named, each once, and what each name that is not one box may mean.

    A code costs next to nothing here: whoever acts on the boxes looks them up in one statement, and only what
    is on a second label of a box is put right. A printed label without a box is one of the codes where it is
    named by its code.
    """
    names = list(typed)
    # "Leeds 12" has as many letters as a code, and may by chance be one: it is looked up.
    sure = {
        name: code
        for name in names
        if (code := _code(name)) and ("BX" in name.upper() or _short_number(name) is None)
    }
    found = find_each(db, actor, [name for name in names if name not in sure])
    codes: dict[str, str] = {}
    doubtful: list[tuple[str, Found]] = []
    for name in names:
        if name in sure:
            codes.setdefault(sure[name], name)
        elif len(found[name].boxes) == 1:
            codes.setdefault(found[name].boxes[0].code, name)
        else:
            doubtful.append((name, found[name]))
    on_boxes = box_labels.on_boxes(db, actor, codes)
    put_right: dict[str, str] = {}
    for code, name in codes.items():
        put_right.setdefault(on_boxes.get(code, code), name)
    return Named(put_right, tuple(doubtful))


def absent(db: Session, actor: Actor, codes: Collection[str]) -> dict[str, Found]:
    """Return those of these codes that are no box that the person sees, and what they may have meant."""
    seen = set(db.scalars(visible.boxes(actor).with_only_columns(Box.code).where(Box.code.in_(codes))))
    missing = [code for code in codes if code not in seen]
    suggested = _near_each(db, actor, missing[:MOST_DOUBTS]) if missing else {}
    return {code: Found(suggestions=suggested.get(code, ())) for code in missing}


def _code(name: str) -> str:
    try:
        return references.read(name, "BX")
    except Invalid:
        return ""


def _numbered(db: Session, actor: Actor, names: Collection[str]) -> dict[str, Found]:
    """Return boxes and printed labels by the number the hall shouts, or boxes by a partner's own."""
    said = {name: text for name in names if (text := name.strip()[: references.LONGEST_INPUT])}
    if not said:
        return {}
    keys = {name: number_key(text) for name, text in said.items()}
    numbers = {name: number for name, text in said.items() if (number := _short_number(text)) is not None}
    statement = (
        visible.boxes(actor)
        .where(or_(_written(keys.values()), *_shouted(numbers.values())))
        .order_by(~is_in_stock(), Box.id.desc())
        .limit(MOST_FOUND * len(said))
        .options(selectinload(Box.origin_place), selectinload(Box.place))
    )
    boxes = list(db.scalars(statement))
    foreign = _foreign_keys(db, [box.id for box in boxes if box.foreign_number])
    found: dict[str, Found] = {}
    for name in said:
        called = [
            box for box in boxes if foreign.get(box.id) == keys[name] or _is_called(box, numbers.get(name))
        ]
        if called:
            found[name] = Found(tuple(called[:MOST_FOUND]))
    bare = {name: number for name, number in numbers.items() if name not in found}
    labels = box_labels.by_numbers(db, actor, bare.values())
    under = dict(_under(db, actor, list(labels.values())))
    return found | {name: under[labels[number]] for name, number in bare.items() if number in labels}


def _written(keys: Iterable[str]) -> ColumnElement[bool]:
    """The condition that a partner's own number is one of these."""
    written = select(ImportedBox.box_id).where(ImportedBox.number_key.in_(set(keys)))
    return and_(Box.foreign_number != "", Box.id.in_(written))


def _foreign_keys(db: Session, box_ids: Collection[int]) -> dict[int, str]:
    """Return what the partners' own numbers of boxes found before have in common with other writings."""
    if not box_ids:
        return {}
    rows = select(ImportedBox.box_id, ImportedBox.number_key).where(ImportedBox.box_id.in_(box_ids))
    return {box_id: key for box_id, key in db.execute(rows)}  # noqa: C416  # mypy knows no rows


def _shouted(numbers: Iterable[tuple[str | None, int]]) -> list[ColumnElement[bool]]:
    """The conditions that the hall's number is one of these, place by place."""
    by_place: dict[str | None, set[int]] = defaultdict(set)
    for place, number in numbers:
        by_place[place].add(number)
    conditions: list[ColumnElement[bool]] = []
    for place, shouted in by_place.items():
        begun: ColumnElement[bool] = Box.short_number.in_(shouted)
        if place:
            word = fold(place)
            named = or_(Place.name_key.startswith(word, autoescape=True), func.lower(Place.code) == word)
            # Only boxes that the person sees are found: the places need no look of their own.
            begun &= Box.origin_place_id.in_(select(Place.id).where(named))
        conditions.append(begun)
    return conditions


def _is_called(box: Box, number: tuple[str | None, int] | None) -> bool:
    if number is None or box.short_number != number[1]:
        return False
    return not number[0] or box_labels.is_called(box.origin_place, number[0])


def _short_number(said: str) -> tuple[str | None, int] | None:
    try:
        return references.short_number(said)
    except Invalid:
        return None


def near(db: Session, actor: Actor, typed: str) -> tuple[str, ...]:
    """Return the codes of visible boxes that differ from `typed` by one character, one more or one less."""
    return _near_each(db, actor, [typed]).get(typed, ())


def _near_each(db: Session, actor: Actor, names: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the codes each of these names may have meant, where there are any: of boxes, else of pallets.

    The candidates are made from what was typed, so that the answer costs the same however many boxes exist.
    """
    variants = set().union(*map(_variants, names))
    boxes: list[str] = []
    if variants:
        known = visible.boxes(actor).with_only_columns(Box.code).where(Box.code.in_(variants))
        boxes = list(db.scalars(known.limit(MOST_FOUND * len(names))))
    pallets: list[str] = []
    if any(references.letters_of(name).startswith("PT") for name in names):
        pallets = list(db.scalars(visible.pallets(actor).with_only_columns(Pallet.code)))
    found = {}
    for name in names:
        likely = set(_variants(name))
        of_pallets = pallets if references.letters_of(name).startswith("PT") else ()
        found[name] = references.near(name, [code for code in boxes if code in likely]) or references.near(
            name, of_pallets
        )
    return found


def _variants(typed: str) -> set[str]:
    """Return the codes of boxes that are one slip away from what was typed."""
    letters = references.letters_of(typed)
    plain = "".join(letter for letter in letters if letter.isascii() and letter.isalnum()).removeprefix("BX")
    word = plain.translate(_READ_AS)
    length = references.LENGTH
    if len(word) not in range(length - 1, length + 2):
        return set()
    slips = {word}
    for place in range(len(word) + 1):
        before, behind = word[:place], word[place:]
        slips |= {before + letter + behind for letter in references.ALPHABET}
        slips |= {before + letter + behind[1:] for letter in references.ALPHABET if behind}
        slips.add(before + behind[1:])
        slips.add(before + behind[1:2] + behind[:1] + behind[2:])
    return {f"BX-{slip[:4]}-{slip[4:6]}-{slip[6:]}" for slip in slips if len(slip) == length}
