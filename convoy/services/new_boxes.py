"""Making boxes, filled from a shelf or found full: one of one kind, or hundreds of many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from convoy.domain.kinds import MovementKind
from convoy.domain.lifecycle import BoxStage
from convoy.models import Box, Holder, Place
from convoy.services import box_labels, hall_numbers, ledger, new_codes
from convoy.services.estimates import Contents, estimated_g, estimated_ml
from convoy.services.storing import stored


@dataclass(frozen=True, slots=True)
class Packing:
    """Boxes to make of one kind: what each holds, the kind of package, scale weights where known.

    Several together are numbered "n of N". `codes` are on printed labels of the first of them, locked before.
    `standing` are boxes that stand already, empty for a moment, each in its place: they are filled again.
    """

    contents: Sequence[Contents]
    package_code: str = "BX"
    gross_g: Sequence[int | None] = ()
    codes: Sequence[str] = ()
    standing: Sequence[Box | None] = ()

    @property
    def labels(self) -> list[str | None]:
        """The code of the label on each box to be made, "" where there is none; None for one that stands."""
        codes = [*self.codes, *[""] * (len(self.contents) - len(self.codes))]
        standing = self.standing or [None] * len(codes)
        return [None if box else code for code, box in zip(codes, standing, strict=True)]


def make(
    db: Session,
    entry: ledger.Entry,
    place: Place,
    source: Holder | None,
    packings: Sequence[Packing],
    stage: BoxStage = BoxStage.CLOSED,
    numbers: Sequence[int] | None = None,
) -> list[Box]:
    """Make the boxes of `packings` at `place`, filled from `source`, and return them in order.

    They get `numbers`, free ones that they have already, or else those of their labels and the place's next
    ones. Costs a fixed number of statements whatever the number of boxes.
    """
    filled = [contents for packing in packings for contents in packing.contents]
    standing = [box for packing in packings for box in packing.standing if box]
    each = [code for packing in packings for code in packing.labels]
    labels = [code for code in each if code is not None]
    if numbers is None:
        numbers = box_labels.numbers(db, place, labels)
    else:
        hall_numbers.go_beyond(db, place, max(numbers, default=0))
    new = iter(new_codes.hand_out(db, Box.code, "BX", labels.count("")))
    rows: list[dict[str, object]] = []
    for packing in packings:
        rows += _rows(packing, place, new, numbers[len(rows) :], stage)
    by_number = {box.short_number: box for box in stored(db, Box, rows)}
    made = [by_number[number] for number in numbers]
    box_labels.bind(db, labels)
    holders = ledger.holders_of_new(db, made) | ledger.holders_of(db, standing)
    new_ones, old_ones = iter(made), iter(standing)
    boxes = [next(old_ones if code is None else new_ones) for code in each]
    ledger.move(
        db,
        entry,
        MovementKind.PACKED if source is not None else MovementKind.FOUND,
        [
            (lot, quantity, source, holders[box.id])
            for box, contents in zip(boxes, filled, strict=True)
            for lot, quantity in contents
        ],
    )
    return boxes


def _rows(
    packing: Packing, place: Place, new: Iterator[str], numbers: Sequence[int], stage: BoxStage
) -> list[dict[str, object]]:
    now, labels, following = datetime.now(UTC), packing.labels, iter(numbers)
    total = len(packing.contents) if len(packing.contents) > 1 else None
    weights = [*packing.gross_g, *[None] * (len(packing.contents) - len(packing.gross_g))]
    return [
        {
            "code": labels[index] or next(new),
            "origin_place_id": place.id,
            "short_number": next(following),
            "place_id": place.id,
            "stage": stage,
            "package_code": packing.package_code,
            "gross_g": gross_g,
            "weighed_at": now if gross_g is not None else None,
            "estimated_g": estimated_g(contents),
            "estimated_ml": estimated_ml(contents),
            "n_of": index + 1 if total else None,
            "n_of_total": total,
            "created_at": now,
            "closed_at": now if stage is BoxStage.CLOSED else None,
        }
        for index, (contents, gross_g) in enumerate(zip(packing.contents, weights, strict=True))
        if labels[index] is not None
    ]
