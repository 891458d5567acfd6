"""Printed box labels: each is on one box, or free, and is never given again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session, selectinload

from convoy.domain import label_names
from convoy.domain.errors import Invalid
from convoy.domain.handling import IN_STOCK, NOT_IN_STOCK, Obstacle, refuse_if
from convoy.domain.label_names import LabelName
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.domain.text import fold
from convoy.models import Box, BoxLabel, Place
from convoy.queries.boxes import to_change
from convoy.services import audit, hall_numbers
from convoy.services.gifts import RecordDonation


def free(
    db: Session, place: Place, typed: Iterable[str], field: str, *, to_bind: bool = True
) -> tuple[str, ...]:
    """Return the codes of these labels of a place, each named by code, number or "41-50", in their order.

    They are locked, so that of two who take one the second waits and is refused; `to_bind` False only looks.
    Raises Invalid at `field` saying what was found instead of a free label of this place.
    """
    names = [label_names.read(name, field) for name in typed]
    if sum(map(len, names)) > label_names.MOST:
        raise Invalid(
            N_("More than %(most)s labels are named at once. Nothing was stored."),
            field=field,
            most=label_names.MOST,
        )
    known = _meant(db, place, names, to_bind=to_bind)
    codes: list[str] = []
    for name in names:
        for key in _keys(name, place, known):
            label = known.get(key)
            if label is None or not label.is_free or label.place_id != place.id:
                raise _refused(db, place, name, key, label, field)
            codes.append(label.code)
    twice = next((code for index, code in enumerate(codes) if code in codes[:index]), None)
    if twice is not None:
        raise Invalid(
            N_("Label %(code)s is named twice: each is for one box. Nothing was stored."),
            field=field,
            code=twice,
        )
    return tuple(codes)


def _meant(
    db: Session, place: Place, names: Iterable[LabelName], *, to_bind: bool
) -> dict[str | int, BoxLabel]:
    """Return the labels named at a place by their code, and those of the place by their number too.

    A code finds the label of any place, so that it can be said whose it is. `to_bind` locks them.
    """
    codes = [name.code for name in names if name.code]
    numbers = [number for name in names if _is_of(name, place) for number in name.numbers]
    here = and_(BoxLabel.place_id == place.id, BoxLabel.short_number.in_(numbers))
    chosen = select(BoxLabel).where(or_(BoxLabel.code.in_(codes), here)).order_by(BoxLabel.id)
    if to_bind:
        chosen = chosen.with_for_update(of=BoxLabel).execution_options(populate_existing=True)
    found = db.scalars(chosen.options(selectinload(BoxLabel.place), selectinload(BoxLabel.box))).all()
    return {label.code: label for label in found} | {
        label.short_number: label for label in found if label.place_id == place.id
    }


def _is_of(name: LabelName, place: Place) -> bool:
    """Whether the numbers named are of this place: no place was typed before them, or this one."""
    word = fold(name.place or "")
    return word == fold(place.code) or fold(place.name).startswith(word)


def _keys(name: LabelName, place: Place, known: Mapping[str | int, BoxLabel]) -> Iterable[str | int]:
    """What the labels named are known by: "LEEDS12" may be a code or a number."""
    if name.code in known or not name.numbers or not _is_of(name, place):
        return [name.code or name.typed]
    return name.numbers


def _refused(
    db: Session, place: Place, name: LabelName, key: str | int, label: BoxLabel | None, field: str
) -> Invalid:
    facts: dict[str, object] = {"code": key, "here": place.name}
    if label is None:
        box = db.scalar(select(Box).where(Box.code == name.code)) if name.code else None
        if box is not None:
            return Invalid(N_("%(code)s is a box already. Nothing was stored."), field=field, code=box.code)
        message = N_("No label %(code)s was printed for %(here)s. Look at it again; nothing was stored.")
    elif label.place_id != place.id:
        facts["place"] = label.place.name
        message = N_("Label %(code)s was printed for %(place)s, not for %(here)s. Nothing was stored.")
    elif label.box is not None:
        facts["box"] = label.box.code
        message = N_("Label %(code)s is on box %(box)s already. Nothing was stored.")
    else:
        facts["reason"] = label.spoiled_reason
        message = N_("Label %(code)s was struck off as spoiled (%(reason)s). Nothing was stored.")
    return Invalid(message, field=field, **facts)


def labelled(db: Session, place: Place, gift: RecordDonation) -> RecordDonation:
    """Return a gift with the codes of the labels that are on its boxes already, which are locked.

    Where only labels were named, there are as many boxes. Raises Invalid naming the line's field.
    """
    if not any(line.box_codes for line in gift.lines):
        return gift
    lines, seen = [], set[str]()
    for index, line in enumerate(gift.lines):
        field = f"lines-{index}-box_codes"
        codes = free(db, place, line.box_codes, field)
        must_fit(codes, line.boxes or len(codes), field)
        if seen.intersection(codes):
            twice = N_("Label %(code)s is named twice: each is for one box. Nothing was stored.")
            raise Invalid(twice, field=field, code=min(seen.intersection(codes)))
        seen.update(codes)
        lines.append(replace(line, box_codes=codes, boxes=line.boxes or len(codes)))
    return replace(gift, lines=tuple(lines))


def must_fit(codes: Sequence[str], boxes: int, field: str) -> None:
    """Raise Invalid where there are more labels than boxes."""
    if len(codes) > boxes:
        raise Invalid(
            N_("%(codes)s labels for %(boxes)s boxes: each box has one. Nothing was stored."),
            field=field,
            codes=len(codes),
            boxes=boxes,
        )


def numbers(db: Session, place: Place, labels: Sequence[str]) -> list[int]:
    """Return the hall number of each box: that of the label on it, or the place's next one where it has none.

    `labels` has a code for each box, locked before, or "".
    """
    codes = [code for code in labels if code]
    printed: dict[str, int] = {}
    if codes:
        rows = db.execute(select(BoxLabel.code, BoxLabel.short_number).where(BoxLabel.code.in_(codes)))
        printed = {code: number for code, number in rows}  # noqa: C416  # mypy knows no rows
    count = len(labels) - len(codes)
    first = hall_numbers.take(db, place, count) if count else 0
    following = iter(range(first, first + count))
    return [printed[code] if code else next(following) for code in labels]


def bind(db: Session, labels: Sequence[str]) -> None:
    """Say that boxes were made under these labels; part of the action that made them."""
    codes = [code for code in labels if code]
    if codes:
        box = select(Box.id).where(Box.code == BoxLabel.code).scalar_subquery()
        change(db, BoxLabel.code.in_(codes), box_id=box, bound_at=datetime.now(UTC))


def change(db: Session, which: ColumnElement[bool], **values: object) -> None:
    """Change these labels in one statement."""
    db.execute(update(BoxLabel).where(which).values(values).execution_options(synchronize_session=False))


@dataclass(frozen=True, slots=True)
class PutLabel:
    """A printed label to put on a box (by its code) that has a code already."""

    key: UUID
    box: str
    label: str


def put_on(db: Session, actor: Actor, command: PutLabel) -> Box:
    """Let a label be the box's too: it is found by both codes from now on. Returns the box."""
    if audit.earlier(db, actor, command.key, "labels:put", command):
        return to_change(db, actor, [command.box])[0]
    box, place = _box_here(db, actor, command.box)
    codes = free(db, place, [command.label], "label")
    must_fit(codes, 1, "label")
    code = codes[0]
    entry = audit.note(
        db, actor, "labels:put", box.code, key=command.key, request=command, about=[code], label=code
    )
    change(db, BoxLabel.code == code, box_id=box.id, bound_at=entry.at)
    return box


@dataclass(frozen=True, slots=True)
class TakeLabelOff:
    """A label (by its code) that was put on the wrong box."""

    key: UUID
    box: str
    label: str


def take_off(db: Session, actor: Actor, command: TakeLabelOff) -> Box:
    """Let a label stand for nothing again and return the box it was on. Raises Invalid."""
    if audit.earlier(db, actor, command.key, "labels:take_off", command):
        return to_change(db, actor, [command.box])[0]
    box, _place_of_box = _box_here(db, actor, command.box)
    freed = db.scalar(
        update(BoxLabel)
        .where(BoxLabel.code == command.label, BoxLabel.box_id == box.id, BoxLabel.code != box.code)
        .values(box_id=None, bound_at=None)
        .returning(BoxLabel.id)
        .execution_options(synchronize_session=False)
    )
    if freed is None:
        raise Invalid(
            N_("Label %(code)s is not on box %(box)s. Nothing was changed."),
            field="label",
            code=command.label[:40],
            box=box.code,
        )
    audit.note(
        db, actor, "labels:take_off", box.code, key=command.key, request=command, about=[command.label]
    )
    return box


def _box_here(db: Session, actor: Actor, code: str) -> tuple[Box, Place]:
    (box,) = to_change(db, actor, [code])
    if box.stage not in IN_STOCK or box.place is None:
        refuse_if([Obstacle(box.code, NOT_IN_STOCK[box.stage], {"code": box.code})])
    assert box.place is not None
    actor.must(Permission.BOX_PACK, place_id=box.place.id)
    return box, box.place
