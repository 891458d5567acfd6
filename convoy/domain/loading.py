"""What a set of boxes weighs and fills, what a van has room for, and who takes the load of a van that fails.

Integers only: grams, millilitres, square millimetres of floor, hundredths of a pallet place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from convoy.domain.errors import Refusal, RuleBroken
from convoy.domain.messages import N_

PLACE_MM2 = 960_000
"""Floor of one pallet place: a EUR pallet, 1200 x 800 mm (standards-and-reference.md 4.2)."""

STACK_MM = 1_600
"""Height to which loose boxes are stacked when planning: the plan height of a pallet (ibid., 1.6-1.8 m)."""


def floor_mm2(length_mm: int | None, width_mm: int | None, height_mm: int | None, ml: int) -> int:
    """Return the floor a loose box takes, in square millimetres: its share of a stack 1.6 m high.

    Without a measured size its volume is spread over such a stack.
    """
    if length_mm and width_mm and height_mm:
        return length_mm * width_mm // max(1, STACK_MM // height_mm)
    return ml * 1000 // STACK_MM


@dataclass(frozen=True, slots=True)
class Piece:
    """A box as a loader sees it; `gross_g` is the scale's figure, `pallet` the code of what it stands on."""

    code: str
    gross_g: int | None
    estimated_g: int
    ml: int
    floor_mm2: int
    pallet: str = ""
    is_closed: bool = True
    is_loaded: bool = False

    @property
    def planning_g(self) -> int:
        """Grams to plan with: the scale's figure, else the estimate."""
        return self.gross_g if self.gross_g is not None else self.estimated_g


@dataclass(frozen=True, slots=True)
class PalletWeight:
    """What a pallet adds: its tare, or the whole when it was weighed as it stands."""

    code: str
    tare_g: int
    gross_g: int | None = None

    def adds_g(self, boxes_g: int) -> int:
        """Return what the pallet adds to the grams of its boxes: its tare, or what the scale said more."""
        return self.tare_g if self.gross_g is None else max(0, self.gross_g - boxes_g)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of a set of boxes that know how sure they are.

    `known_g` and `planning_g` are the boxes alone, as papers say them; `pallets_g` is what the pallets
    under them add, so that `load_g` is what the axles carry.
    """

    boxes: int = 0
    weighed: int = 0
    known_g: int = 0
    planning_g: int = 0
    planning_ml: int = 0
    pallets: int = 0
    pallets_g: int = 0
    loose_mm2: int = 0
    open_boxes: int = 0
    loaded: int = 0
    loaded_g: int = 0

    @property
    def not_weighed(self) -> int:
        """Boxes whose weight is an estimate."""
        return self.boxes - self.weighed

    @property
    def load_g(self) -> int:
        """Grams on the axles: boxes as planned, and what their pallets add."""
        return self.planning_g + self.pallets_g

    @property
    def places(self) -> int:
        """Pallet places taken, in hundredths: whole pallets, and the floor under stacks of loose boxes."""
        return self.pallets * 100 + -(-self.loose_mm2 * 100 // PLACE_MM2)

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(*(getattr(self, name) + getattr(other, name) for name in Totals.__dataclass_fields__))


def total(pieces: Iterable[Piece], pallets: Mapping[str, PalletWeight]) -> Totals:
    """Return the totals of a set of boxes; `pallets` by code for those that stand on one.

    A pallet weighed as it stands counts with its own figure, less its boxes, for what it adds.
    """
    rows = list(pieces)
    standing: dict[str, int] = {}
    for piece in rows:
        if piece.pallet:
            standing[piece.pallet] = standing.get(piece.pallet, 0) + piece.planning_g
    weighed = [piece for piece in rows if piece.gross_g is not None]
    loaded = [piece for piece in rows if piece.is_loaded]
    return Totals(
        boxes=len(rows),
        weighed=len(weighed),
        known_g=sum(piece.planning_g for piece in weighed),
        planning_g=sum(piece.planning_g for piece in rows),
        planning_ml=sum(piece.ml for piece in rows),
        pallets=len(standing),
        pallets_g=sum(pallets[code].adds_g(boxes_g) for code, boxes_g in standing.items()),
        loose_mm2=sum(piece.floor_mm2 for piece in rows if not piece.pallet),
        open_boxes=sum(not piece.is_closed for piece in rows),
        loaded=len(loaded),
        loaded_g=sum(piece.planning_g for piece in loaded),
    )


@dataclass(frozen=True, slots=True)
class Limits:
    """What a van may carry; None is not known."""

    payload_g: int | None = None
    hold_ml: int | None = None
    places: int | None = None
    """Hundredths of a pallet place."""


@dataclass(frozen=True, slots=True)
class Excess:
    """How much is too much; nothing where the limit is not known."""

    grams: int = 0
    ml: int = 0
    places: int = 0

    def __bool__(self) -> bool:
        return self.grams > 0 or self.ml > 0 or self.places > 0


def excess(totals: Totals, limits: Limits) -> Excess:
    """Return by how much a load is over its van's limits."""
    return Excess(
        grams=max(0, totals.load_g - limits.payload_g) if limits.payload_g is not None else 0,
        ml=max(0, totals.planning_ml - limits.hold_ml) if limits.hold_ml is not None else 0,
        places=max(0, totals.places - limits.places) if limits.places is not None else 0,
    )


class Earmarked(RuleBroken):
    """A box was given for somebody else than where it is to go; with a reason it goes all the same."""


class NotSigned(RuleBroken):
    """A box holds goods, or stands on wood, that somebody signs off before a border minds."""


class SomeCannotGo(RuleBroken):
    """Not every box asked for can go; `reasons` has a sentence for each, `able` the codes of the others."""

    def __init__(self, message: str, reasons: Sequence[tuple[str, Refusal]], able: Sequence[str]) -> None:
        super().__init__(message, able=len(able), cannot=len(reasons))
        self.reasons = tuple(reasons)
        self.able = tuple(able)

    @property
    def unsigned(self) -> bool:
        """Whether something waits for a sign-off."""
        return any(isinstance(why, NotSigned) for _, why in self.reasons)

    @property
    def earmarked(self) -> tuple[str, ...]:
        """The codes of boxes that go with a reason."""
        return tuple(code for code, why in self.reasons if isinstance(why, Earmarked))


@dataclass(frozen=True, slots=True)
class Unit:
    """What must travel together when a load is shared out anew: one loose box or one whole pallet."""

    code: str
    boxes: tuple[str, ...]
    totals: Totals
    stands_at: int | None
    goes_to: int


@dataclass(frozen=True, slots=True)
class Room:
    """A van that may take over: what it has already, its limits, where it loads and where it delivers."""

    number: int
    limits: Limits
    totals: Totals
    halts: tuple[tuple[int, bool], ...] = field(default=())
    """Place and whether it loads there, in the order of the route."""

    def reaches(self, unit: Unit) -> bool:
        """Whether the van passes where the unit stands, and later where it goes."""
        loads = [index for index, (place, on) in enumerate(self.halts) if on and place == unit.stands_at]
        drops = [index for index, (place, on) in enumerate(self.halts) if not on and place == unit.goes_to]
        return bool(loads) and bool(drops) and loads[0] < drops[-1]

    def refuses(self, unit: Unit) -> RuleBroken | None:
        """Return why the unit does not fit, with the figures, or None.

        A van without a known payload takes nothing by itself: nobody could say whether it is too much.
        Unknown volume and places are not held against a van.
        """
        after = excess(self.totals + unit.totals, self.limits)
        if self.limits.payload_g is None:
            return RuleBroken(N_("the payload of van %(number)s is not known"), number=self.number)
        if after.grams:
            return RuleBroken(
                N_("it would fit if van %(number)s were %(kg)s kg lighter"),
                number=self.number,
                kg=_decimals(after.grams),
            )
        if after.ml:
            return RuleBroken(
                N_("it would fit if van %(number)s had %(cubic_metres)s m³ more room"),
                number=self.number,
                cubic_metres=_decimals(-(-after.ml // 1000)),
            )
        if after.places:
            return RuleBroken(
                N_("it would fit if van %(number)s had one pallet place more"), number=self.number
            )
        return None


def _decimals(thousandths: int) -> str:
    whole, part = divmod(thousandths, 1000)
    return f"{whole}.{part:03d}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Shared:
    """Where a unit goes now: the number of a van, or None and the reason why it stays."""

    unit: Unit
    van: int | None
    reason: RuleBroken | None = None


def share_out(units: Iterable[Unit], rooms: Iterable[Room]) -> list[Shared]:
    """Return a van for each unit as far as they fit: heaviest first, onto the van with most weight to spare.

    Pallets stay whole. A unit that stays has one reason: no van goes its way, or what the nearest miss lacks.
    """
    vans = {room.number: room for room in rooms}
    answers = []
    for unit in sorted(units, key=lambda one: (-one.totals.load_g, one.code)):
        going = [room for room in vans.values() if room.reaches(unit)]
        refused = {room.number: room.refuses(unit) for room in going}
        fitting = [room for room in going if refused[room.number] is None]
        if fitting:
            chosen = max(fitting, key=lambda room: (_spare_g(room), -room.number))
            vans[chosen.number] = replace(chosen, totals=chosen.totals + unit.totals)
            answers.append(Shared(unit, chosen.number))
        elif going:
            nearest = max(going, key=lambda room: (_spare_g(room), -room.number))
            answers.append(Shared(unit, None, refused[nearest.number]))
        else:
            answers.append(Shared(unit, None, RuleBroken(N_("no other van loads there and stops there"))))
    return answers


def _spare_g(room: Room) -> int:
    return (room.limits.payload_g or 0) - room.totals.load_g
