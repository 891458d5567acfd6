"""Loader's sheet: the boxes of a van in the order they go in, last stop first, to tick off at the door."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from convoy.documents.cargo import Stop, Totals, VanLoad, parts, phrases
from convoy.documents.kind import LOADERS, Kind, Plan, Use, numbered
from convoy.documents.layout import pen, snapshot
from convoy.documents.layout.blocks import Fact, Panel, fact_row, paragraph
from convoy.documents.layout.fonts import Face
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.issue import Issue
from convoy.documents.layout.page import portrait
from convoy.documents.layout.sheet import Align, Sheet
from convoy.documents.layout.table import BAND, Cell, Column, Table
from convoy.documents.layout.text import text
from convoy.documents.layout.voices import Voices, joined, label
from convoy.domain.targets import Target
from convoy.words import N_, Words


@dataclass(frozen=True, slots=True)
class LoadedBox:
    """A box to carry in."""

    code: str
    short: str
    """What the hall calls it: Leeds 47."""
    stop: str
    """The label of the stop where it goes off."""
    contents: Mapping[str, str]
    grams: int | None
    weighed: bool = True
    """False where `grams` is an estimate."""
    pallet: str = ""
    """The code of its pallet; empty for a loose box."""
    cold_chain: bool = False
    dangerous_goods: bool = False
    controlled: bool = False
    fragile: bool = False


@dataclass(frozen=True, slots=True)
class LoadedPallet:
    """Boxes wrapped together; what it weighs more than its boxes is in none of the load's sums."""

    code: str
    tare_grams: int = 0
    gross_grams: int | None = None
    """From scales, pallet and all; None where only its boxes were weighed."""
    position: str = ""
    """Where it stands in the van, e.g. row 2, left."""


@dataclass(frozen=True, slots=True)
class LoadersSheet:
    """Everything the sheet says: the boxes and pallets of a van, and where they are loaded."""

    load: VanLoad
    boxes: tuple[LoadedBox, ...]
    pallets: tuple[LoadedPallet, ...] = ()
    loading_place: str = ""
    payload_grams: int | None = None
    """What the van may carry; None where unknown."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Boxes that go in together: those of a pallet, or the loose ones of a stop."""

    stops: tuple[Stop, ...]
    """Where they go off, in the order of the route; empty where no stop is known."""
    pallet: LoadedPallet | None
    boxes: tuple[LoadedBox, ...]


def to_json(sheet: LoadersSheet) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(sheet)


def from_json(said: str) -> LoadersSheet:
    """Return the sheet a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, LoadersSheet)


def piles(paper: LoadersSheet) -> Iterator[Pile]:
    """Yield every box of a van once, in load order: last stop first, its pallets before its loose boxes.

    A pallet for several stops goes in for the first of them. Boxes of no known stop come first of all, where
    nobody overlooks them.
    """
    route = {stop.label: place for place, stop in enumerate(paper.load.stops)}
    pallets = {pallet.code: pallet for pallet in paper.pallets}
    found: dict[tuple[str, str], list[LoadedBox]] = {}
    for box in paper.boxes:
        key = ("", box.pallet) if box.pallet else (box.stop if box.stop in route else "", "")
        found.setdefault(key, []).append(box)
    several = []
    for (_, pallet), some in found.items():
        places = sorted({route[box.stop] for box in some if box.stop in route})
        stops = tuple(paper.load.stops[place] for place in places)
        known = pallets.get(pallet) or (LoadedPallet(pallet) if pallet else None)
        order = (-places[0] if places else -len(route), known is None)
        several.append((order, Pile(stops, known, tuple(some))))
    for _, pile in sorted(several, key=lambda one: one[0]):
        yield pile


def render(
    paper: LoadersSheet, words: Words, second: Words | None = None, issue: Issue | None = None
) -> bytes:
    """Return the PDF in one or two languages; without an issue it is a preview marked DRAFT."""
    voices = Voices(words, second)
    load, totals = paper.load, paper.load.totals
    frame = Frame(
        titles=voices.gettext("Loader's sheet"), owner=load.shipper.name, voices=voices, issue=issue
    )
    sheet = frame.sheet(portrait())
    _head(sheet, voices, paper, totals)
    blocks = [
        [
            Panel(voices.gettext("Loaded by"), "", pen.signing(voices)),
            Panel(voices.gettext("Checked by"), "", pen.signing(voices, label(voices, N_("Seal no.")))),
        ]
    ]
    if paper.boxes:
        _boxes(sheet, voices, paper, _sums(voices, paper, totals), pen.signatures_height(sheet, blocks))
    else:
        paragraph(sheet, label(voices, N_("No box is assigned to this van yet.")))
    pen.signatures(
        sheet, blocks, joined(voices.gettext("Van %(van)s of %(vans)s", van=load.van, vans=load.vans))
    )
    return frame.finish(sheet)


def _head(sheet: Sheet, voices: Voices, paper: LoadersSheet, totals: Totals) -> None:
    load = paper.load
    fact_row(
        sheet,
        [
            *parts.which_van(voices, load),
            Fact(label(voices, N_("Loading place")), text(paper.loading_place, 120), 1.4, 10),
        ],
    )
    weight = voices.say(lambda words: phrases.weight_in_full(words, totals))
    payload = paper.payload_grams
    may = voices.first.gettext("%(weight)s kg", weight=voices.first.fixed(payload, 3)) if payload else ""
    fact_row(
        sheet,
        [
            parts.departure(voices, load),
            Fact(label(voices, N_("Packages")), voices.first.number(totals.packages), 0.8, 13),
            Fact(label(voices, N_("Gross weight")), weight[0], 1.6, 11, weight[1:]),
            Fact(label(voices, N_("Payload")), may, 1.1),
        ],
    )
    first_in = voices.gettext("Load in this order: the last stop goes in first. Heavy boxes at the bottom.")
    sheet.y -= 4
    for line in first_in:
        paragraph(sheet, line, Face.BOLD)
    sheet.y -= 6


def _boxes(
    sheet: Sheet, voices: Voices, paper: LoadersSheet, sums: Sequence[Sequence[Cell]], closing: float
) -> None:
    columns = [
        Column(voices.gettext("In"), 8, Align.CENTRE),
        Column(voices.gettext("Stop"), 9, Align.CENTRE),
        Column(voices.gettext("Box"), 15),
        Column(voices.gettext("Code"), 19),
        Column(voices.gettext("Contents"), 31),
        Column(("CC DG CS",), 11, Align.CENTRE),
        Column(voices.gettext("Gross kg"), 17, Align.RIGHT),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    keep = sum(table.height(row) for row in sums) + closing
    all_piles = list(piles(paper))
    for place, pile in enumerate(all_piles, 1):
        is_last = place == len(all_piles)
        first = _box_row(voices, pile.boxes[0])
        needed = table.room_for([first], keep if is_last and len(pile.boxes) == 1 else 0)
        if place == 1:
            table.start(room=needed + BAND)
        table.band(f"{voices.first.number(place)}. {_pile_name(voices, pile)}", room=needed)
        for box in pile.boxes[:-1]:
            table.group([_box_row(voices, box)])
            table.tick()
        table.group([_box_row(voices, pile.boxes[-1])], keep if is_last else 0)
        table.tick()
    for row in sums:
        table.total(row)


def _pile_name(voices: Voices, pile: Pile) -> str:
    words = voices.first
    where = " + ".join(parts.stop_name(voices, stop) for stop in pile.stops)
    if pile.pallet is None:
        what = words.gettext("loose boxes")
    else:
        what = words.gettext("pallet %(code)s", code=text(pile.pallet.code, 24))
        what += f" ({text(pile.pallet.position, 30)})" if pile.pallet.position else ""
    count = words.ngettext("%(num)s box", "%(num)s boxes", len(pile.boxes))
    where = where or label(voices, N_("no stop known"))
    return f"{where} · {what}: {count}, {_pile_weight(words, pile)}"


def _pile_weight(words: Words, pile: Pile) -> str:
    """What boxes weigh together, with their pallet; from scales or as the sum of the parts."""
    if pile.pallet and pile.pallet.gross_grams is not None:
        return words.gettext("%(weight)s kg", weight=words.fixed(pile.pallet.gross_grams, 3))
    grams = sum(box.grams or 0 for box in pile.boxes) + (pile.pallet.tare_grams if pile.pallet else 0)
    amount = words.gettext("%(weight)s kg", weight=words.fixed(grams, 3))
    if any(not box.weighed for box in pile.boxes if box.grams is not None):
        amount = words.gettext("%(weight)s est.", weight=amount)
    return f"≥ {amount}" if any(box.grams is None for box in pile.boxes) else amount


def _box_row(voices: Voices, box: LoadedBox) -> Sequence[Cell]:
    return [
        "",
        text(box.stop, 4),
        text(box.short, 30),
        text(box.code, 30),
        tuple(text(name, 120) for name in voices.name(box.contents)),
        _marks(voices.first, box),
        _kilograms(voices.first, box),
    ]


def _marks(words: Words, box: LoadedBox) -> str:
    marks = (("CC", box.cold_chain), ("DG", box.dangerous_goods), ("CS", box.controlled))
    shown = [mark for mark, applies in marks if applies]
    if box.fragile:
        shown.append(words.gettext("FRAGILE"))
    return " ".join(shown)


def _kilograms(words: Words, box: LoadedBox) -> str:
    if box.grams is None:
        return "—"
    amount = words.fixed(box.grams, 3)
    return amount if box.weighed else words.gettext("%(weight)s est.", weight=amount)


def _sums(voices: Voices, paper: LoadersSheet, totals: Totals) -> list[Sequence[Cell]]:
    words = voices.first
    count = joined(voices.ngettext("%(num)s package", "%(num)s packages", totals.packages))
    rows: list[Sequence[Cell]] = [
        ["", "", label(voices, N_("Total")), "", count, "", phrases.kilograms(words, totals) or "—"]
    ]
    tare = sum(pallet.tare_grams for pallet in paper.pallets)
    if tare:
        named = joined(voices.ngettext("%(num)s empty pallet", "%(num)s empty pallets", len(paper.pallets)))
        rows.append(["", "", "", "", named, "", f"+ {words.fixed(tare, 3)}"])
    return rows


KIND = Kind(
    "LS",
    N_("Loader's sheet"),
    N_("The boxes of a van in the order they go in, to tick off"),
    numbered(from_json, render),
    Plan((Target.RUN,), (LOADERS,), use=Use.HOME),
)
