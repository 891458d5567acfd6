"""What the papers of a van share: who sends and receives, what goes to which stop, and its sums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from convoy.documents.layout.snapshot import WRITTEN_IN


@dataclass(frozen=True, slots=True)
class Party:
    """Shipper, carrier or consignee. An empty field is unknown, and ruled for the pen where it is needed."""

    name: str
    other_name: str = ""
    """The name in its other script, e.g. in Ukrainian."""
    address: str = ""
    phone: str = ""
    registration: str = ""
    """EDRPOU, charity or company number."""
    contact: str = ""
    """A person to ask for."""
    aid_number: str = ""
    """Its number as a recipient in the Ukrainian register (AHARS)."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums that know how sure they are."""

    packages: int = 0
    grams: int = 0
    """Gross, of the packages whose weight is known, from scales or estimated."""
    estimated: int = 0
    """Packages whose weight is an estimate."""
    unknown: int = 0
    """Packages without any weight: `grams` is then a lower bound."""
    millilitres: int = 0
    unmeasured: int = 0
    """Packages without a volume: `millilitres` is then a lower bound."""
    cents: Mapping[str, int] = field(default_factory=dict)
    """Value by ISO 4217 currency."""
    unvalued: int = 0
    """Packages without a value."""
    pieces: int = 0
    """Counted units of everything: pieces, pairs, packs, sets, kits."""
    net_grams: int = 0
    """Of the goods without what they are packed in, as far as the catalogue knows it."""
    unknown_net: int = 0
    """Packages that hold something whose net weight nobody knows: `net_grams` is then a lower bound."""
    cold_chain: bool = False
    dangerous_goods: bool = False
    controlled: bool = False

    @property
    def not_weighed(self) -> int:
        """Packages that were never on scales."""
        return self.estimated + self.unknown


def total(parts: Iterable[Totals]) -> Totals:
    """Return the sum of totals."""
    known = list(parts)
    cents: dict[str, int] = {}
    for one in known:
        for currency, amount in one.cents.items():
            cents[currency] = cents.get(currency, 0) + amount
    return Totals(
        packages=sum(one.packages for one in known),
        grams=sum(one.grams for one in known),
        estimated=sum(one.estimated for one in known),
        unknown=sum(one.unknown for one in known),
        millilitres=sum(one.millilitres for one in known),
        unmeasured=sum(one.unmeasured for one in known),
        cents=cents,
        unvalued=sum(one.unvalued for one in known),
        pieces=sum(one.pieces for one in known),
        net_grams=sum(one.net_grams for one in known),
        unknown_net=sum(one.unknown_net for one in known),
        cold_chain=any(one.cold_chain for one in known),
        dangerous_goods=any(one.dangerous_goods for one in known),
        controlled=any(one.controlled for one in known),
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """Some pieces of an item that share batch and expiry."""

    quantity: int
    batch: str = ""
    expires: date | None = None
    boxes: str = ""
    """Short numbers of the boxes it is in, e.g. Leeds 47-49."""


@dataclass(frozen=True, slots=True)
class Medicine:
    """What a medicines list says of an item beside its name; empty where nobody knows it."""

    inn: str = ""
    """International nonproprietary name."""
    brand: str = ""
    atc: str = ""
    strength: str = ""
    form: str = ""
    """Tablets, ampoules …"""
    pack: str = ""
    """What a pack holds, e.g. 20 tablets."""
    maker: str = ""
    """Manufacturer and country."""
    storage: str = ""
    """E.g. 15-25 °C."""
    supply: str = ""
    """otc, prescription or controlled."""


@dataclass(frozen=True, slots=True)
class Danger:
    """What the ADR says of an item; empty where the catalogue does not know it."""

    un_number: str
    name: str = ""
    """The proper shipping name in English capitals."""
    adr_class: str = ""
    packing_group: str = ""
    category: str = ""
    """Transport category of ADR 1.1.3.6: its factor makes the points of a van."""
    small_load_unit: str = ""
    """What the points count: litres or kilograms."""
    special_provision: str = ""
    tunnel_code: str = ""
    measured: int | None = None
    """What the points count of these goods, in millilitres or grams; None where nobody knows it."""


@dataclass(frozen=True, slots=True)
class Goods:
    """One item of a line, summed over the packages of that line."""

    names: Mapping[str, str]
    """By language; English where a language has none."""
    quantity: int
    """In the base unit: pieces, pairs, sets; grams, millilitres, millimetres."""
    unit: str = "H87"
    """UN Rec 20: H87 piece, NMP pack, SET, PR pair, KT kit, GRM, MLT, MMT."""
    hs6: str = ""
    condition: str = ""
    """new, as_new or used_good."""
    expires: date | None = None
    """The earliest; only its month is printed."""
    unreviewed: tuple[str, ...] = ()
    """Languages whose name of this item no native reader has checked."""
    code: str = ""
    """The item's code in the catalogue."""
    packages: int = 0
    """Packages counted at this item, the one they are mostly made of: those of a line add up to its own."""
    net_grams: int | None = None
    gross_grams: int | None = None
    """Its share of the line's gross weight, by net weight: the shares add up to it, to the gram."""
    cents: Mapping[str, int] = field(default_factory=dict)
    """Value by ISO 4217 currency; the values of a line's goods add up to its own."""
    batches: tuple[Batch, ...] = ()
    danger: Danger | None = None
    origin: str = ""
    """Country where it was made, ISO 3166-1; empty where unknown."""
    wear_percent: int | None = None
    """How worn used goods are; None where nobody has said."""
    cold_chain: bool = False
    dual_use: bool = False
    medicine: bool = False
    medicine_facts: Medicine | None = None
    animal_origin: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Packages with the same contents going to the same stop."""

    number: int
    category: str
    """The category's code."""
    category_names: Mapping[str, str]
    goods: tuple[Goods, ...]
    totals: Totals
    marks: str = ""
    """Short numbers of the packages, e.g. Leeds 47-56."""
    package: str = ""
    """What the packages are, UN Rec 21; empty where they differ or nobody has said."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place where part of the load is handed over."""

    label: str
    """A letter, in the order of the route."""
    consignee: Party
    lines: tuple[Line, ...]
    place: str = ""
    arrival: datetime | None = None
    """Planned; UTC."""
    zone: str = "Europe/Kyiv"
    reference: str = ""
    """The recipient's own: of a request or an order."""

    @property
    def totals(self) -> Totals:
        """The sum of this stop's lines."""
        return total(line.totals for line in self.lines)


@dataclass(frozen=True, slots=True)
class IndexedBox:
    """A box in the index of the full copy."""

    code: str
    short: str
    line: int
    contents: Mapping[str, str]
    grams: int | None
    weighed: bool
    donor: str = ""


@dataclass(frozen=True, slots=True)
class GivenVehicle:
    """The vehicle itself, where it is part of the donation. Empty is not known."""

    recipient: Party
    make: str = ""
    model: str = ""
    plate: str = ""
    vin: str = ""


@dataclass(frozen=True, slots=True)
class VanLoad:
    """What a van carries for whom: what all its papers say alike. Empty means not known yet."""

    convoy_code: str
    convoy_name: str
    van: int
    vans: int
    shipper: Party
    stops: tuple[Stop, ...]
    carrier: Party | None = None
    vehicle: str = ""
    """Make or class, e.g. 3.5 t panel van."""
    plate: str = ""
    trailer_plate: str = ""
    driver: str = ""
    driver_phone: str = ""
    driver_licence: str = ""
    """The last characters of its number: enough to compare, too little to copy."""
    seals: tuple[str, ...] = ()
    departure: datetime | None = None
    zone: str = "Europe/London"
    """IANA name of the time zone of the departure and of the loading."""
    loading_place: str = ""
    loaded_from: datetime | None = field(default=None, metadata=WRITTEN_IN)
    """UTC."""
    loaded_until: datetime | None = field(default=None, metadata=WRITTEN_IN)
    crossing: str = ""
    aid_code: str = ""
    """The unique code of the Ukrainian register (AHARS)."""
    emergency_phone: str = ""
    boxes: tuple[IndexedBox, ...] = ()
    notes: str = ""
    """For ourselves and the recipient, never for the border."""
    given: GivenVehicle | None = None

    @property
    def served(self) -> tuple[Stop, ...]:
        """The stops that receive something: goods, or the vehicle itself."""
        return tuple(stop for stop in self.stops if stop.lines or self.given_at(stop))

    def given_at(self, stop: Stop) -> GivenVehicle | None:
        """Return the vehicle where this stop receives it: that of its recipient, else the last one."""
        if self.given is None:
            return None
        named = [one for one in self.stops if one.consignee.name == self.given.recipient.name]
        return self.given if stop.label == (named or self.stops)[-1].label else None

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, stop by stop."""
        return tuple(line for stop in self.stops for line in stop.lines)

    @property
    def totals(self) -> Totals:
        """The sum of all lines."""
        return total(line.totals for line in self.lines)
