"""Label stock: what a place prints labels on, kept once for everybody there."""

from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.documents.layout.stock import NO_OFFSET, STOCKS, Offset, Stock
from convoy.domain.errors import Invalid
from convoy.domain.label_sizes import LARGEST, LEAST, MOST_IN_A_ROW, MOST_OFFSET, OWN, millimetres
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import LabelStock, Place
from convoy.queries import label_stocks as query
from convoy.queries import places
from convoy.services import audit

PLAIN = "a6"
"""What labels are printed on where nobody said anything: every printer has plain paper."""


@dataclass(frozen=True, slots=True)
class OwnSizes:
    """A sheet somebody measured, in tenths of a millimetre from its upper left corner."""

    page_wide: int
    page_high: int
    label_wide: int
    label_high: int
    label_columns: int
    label_rows: int
    margin_left: int
    margin_top: int
    pitch_across: int
    pitch_down: int


@dataclass(frozen=True, slots=True)
class KeepStock:
    """What a place (by its code) prints labels on; `own` are the sizes where the make is "own"."""

    key: UUID
    place: str
    make: str
    offset_right: int = 0
    offset_down: int = 0
    own: OwnSizes | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What lies in a printer, as labels are drawn on it."""

    make: str
    stock: Stock
    offset: Offset = NO_OFFSET
    has_own: bool = False
    """Whether the place has a size of its own to choose."""


def keep(db: Session, actor: Actor, command: KeepStock) -> Place:
    """Keep what a place prints labels on and return the place. Raises Invalid for sizes that do not fit."""
    place = places.found(db, actor, command.place)
    actor.must(Permission.LABEL_PRINT, place_id=place.id)
    if audit.earlier(db, actor, command.key, "labels:choose", command):
        return place
    _check(command)
    # Two people at one printer: the second one waits and says the last word.
    db.execute(select(Place.id).where(Place.id == place.id).with_for_update())
    kept = db.get(LabelStock, place.id) or LabelStock(place_id=place.id)
    kept.make, kept.offset_right, kept.offset_down = command.make, command.offset_right, command.offset_down
    sizes = asdict(command.own) if command.own else dict.fromkeys(OwnSizes.__slots__)
    for name, size in sizes.items():
        setattr(kept, name, size)
    db.add(kept)
    audit.note(db, actor, "labels:choose", place.code, key=command.key, request=command, make=command.make)
    return place


def _check(command: KeepStock) -> None:
    if command.make != OWN and command.make not in STOCKS:
        raise Invalid(N_("There is no such label sheet; choose one of the list."), field="make")
    if max(abs(command.offset_right), abs(command.offset_down)) > MOST_OFFSET:
        raise Invalid(
            N_("A printer is at most %(most)s mm off; mend it before you print labels."),
            field="offset_right",
            most=millimetres(MOST_OFFSET),
        )
    if (command.make == OWN) != (command.own is not None):
        raise Invalid(N_("A sheet of your own needs all its sizes."), field="page_wide")
    if command.own is not None:
        _check_own(command.own)


def _check_own(own: OwnSizes) -> None:
    if own.label_wide < LEAST[0] or own.label_high < LEAST[1]:
        raise Invalid(
            N_("A label needs at least %(wide)s × %(high)s mm for its code and words."),
            field="label_wide",
            wide=millimetres(LEAST[0]),
            high=millimetres(LEAST[1]),
        )
    if not (1 <= own.label_columns <= MOST_IN_A_ROW and 1 <= own.label_rows <= MOST_IN_A_ROW):
        raise Invalid(
            N_("A sheet has 1 to %(most)s labels side by side and below each other."),
            field="label_columns",
            most=MOST_IN_A_ROW,
        )
    across, down = own.label_columns > 1, own.label_rows > 1
    if (across and own.pitch_across < own.label_wide) or (down and own.pitch_down < own.label_high):
        raise Invalid(
            N_("Labels would overlap: from one to the next it is at least the size of a label."),
            field="pitch_across" if across and own.pitch_across < own.label_wide else "pitch_down",
        )
    right = own.margin_left + (own.label_columns - 1) * own.pitch_across + own.label_wide
    bottom = own.margin_top + (own.label_rows - 1) * own.pitch_down + own.label_high
    if right > own.page_wide or bottom > own.page_high or max(own.page_wide, own.page_high) > LARGEST:
        raise Invalid(
            N_("The labels end at %(right)s × %(bottom)s mm; the page is %(wide)s × %(high)s mm."),
            field="page_wide",
            right=millimetres(right),
            bottom=millimetres(bottom),
            wide=millimetres(own.page_wide),
            high=millimetres(own.page_high),
        )


def loaded(db: Session, actor: Actor, place_id: int | None, wanted: str = "", plain: str = PLAIN) -> Loaded:
    """Return what to print labels of a place on: the make `wanted`, else the place's choice, else `plain`.

    The place's offset counts for every make: it is its printer that is off. Raises Invalid for no make.
    """
    kept = query.of_place(db, actor, place_id)
    own = _own(kept) if kept is not None and kept.make == OWN else None
    make = wanted or (kept.make if kept is not None else plain)
    stock = own if make == OWN else STOCKS.get(make)
    if stock is None:
        raise Invalid(N_("There is no such label sheet; choose one of the list."), field="stock")
    offset = Offset(kept.offset_right * 10, kept.offset_down * 10) if kept is not None else NO_OFFSET
    return Loaded(make, stock, offset, own is not None)


def _own(kept: LabelStock) -> Stock:
    def hundredths(tenths: int | None) -> int:
        return (tenths or 0) * 10

    return Stock(
        N_("Sheet of our own size"),
        hundredths(kept.page_wide),
        hundredths(kept.page_high),
        wide=hundredths(kept.label_wide),
        high=hundredths(kept.label_high),
        columns=kept.label_columns or 1,
        rows=kept.label_rows or 1,
        left=hundredths(kept.margin_left),
        top=hundredths(kept.margin_top),
        across=hundredths(kept.pitch_across),
        down=hundredths(kept.pitch_down),
    )


def place_on(stock: Stock, typed: str) -> int:
    """Return the first free label of a used sheet, 1 where nothing is typed; raises Invalid."""
    if not typed.strip():
        return 1
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len("10000") else 0
    if not 1 <= number <= stock.per_sheet:
        raise Invalid(
            N_("This sheet has labels 1 to %(most)s; there is no label “%(typed)s”. Nothing was printed."),
            field="start",
            most=stock.per_sheet,
            typed=typed[:20],
        )
    return number
