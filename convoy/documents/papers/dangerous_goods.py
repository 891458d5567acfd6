"""Dangerous-goods note: the transport document of the ADR, with the points of a small load (1.1.3.6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from convoy.documents.cargo import Danger, Goods, Line, Stop, VanLoad, parts, phrases
from convoy.documents.kind import DRIVER, WITH_DANGEROUS_GOODS, Kind, Plan, numbered
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
from convoy.domain.adr_points import (
    NEVER_SMALL,
    SMALL_LOAD,
    STATEMENT,
    STILL_REQUIRED,
    Counted,
    Points,
    SmallLoad,
)
from convoy.domain.targets import Target
from convoy.words import N_, Words

_TO_WRITE = "________"


@dataclass(frozen=True, slots=True)
class DangerousGoodsNote:
    """Everything the note says; of the load it names only the dangerous goods."""

    load: VanLoad
    certificate: str = ""
    """The driver's ADR certificate; empty where there is none."""
    rules: SmallLoad = SMALL_LOAD

    @property
    def entries(self) -> tuple[tuple[Stop, Line, Goods, Danger], ...]:
        """The dangerous goods, stop by stop."""
        return tuple(
            (stop, line, goods, goods.danger)
            for stop in self.load.stops
            for line in stop.lines
            for goods in line.goods
            if goods.danger
        )

    @property
    def points(self) -> Points:
        """The points of the van."""
        return self.rules.points(
            counted(goods, danger) for *_, goods, danger in self.entries if not _exempt(danger)
        )


def to_json(note: DangerousGoodsNote) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(note)


def from_json(said: str) -> DangerousGoodsNote:
    """Return the note a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, DangerousGoodsNote)


def counted(goods: Goods, danger: Danger) -> Counted:
    """Return how the points count these goods.

    What is measured in litres or kilograms anyway needs no figure of its own, nor does an article its mass.
    """
    amount = danger.measured
    if amount is None and danger.small_load_unit == "L" and goods.unit == "MLT":
        amount = goods.quantity
    if amount is None and danger.small_load_unit == "kg":
        amount = goods.net_grams
    return Counted(danger.category, amount)


def _exempt(danger: Danger) -> bool:
    """Without a transport category, a special provision decides whether the ADR applies at all."""
    return not danger.category and bool(danger.special_provision)


def render(
    note: DangerousGoodsNote, words: Words, second: Words | None = None, issue: Issue | None = None
) -> bytes:
    """Return the PDF in one or two languages; without an issue it is a preview marked DRAFT."""
    voices = Voices(words, second)
    frame = Frame(
        titles=voices.gettext("Dangerous-goods note (ADR)"),
        owner=note.load.shipper.name,
        voices=voices,
        issue=issue,
    )
    sheet = frame.sheet(portrait())
    _head(sheet, voices, note)
    if note.entries:
        _entries(sheet, voices, note)
        sheet.y -= 8
        _by_category(sheet, voices, note)
        _verdict(sheet, voices, note)
    else:
        paragraph(sheet, label(voices, N_("No dangerous goods are listed for this van.")), Face.BOLD, 12)
    signed = [
        [
            Panel(
                voices.gettext("Shipper: described, packed and marked as the ADR asks"),
                text(note.load.shipper.name),
                pen.signing(voices),
            ),
            Panel(
                voices.gettext("Driver: taken over as listed"),
                text(note.load.driver, 60),
                pen.signing(voices),
            ),
        ]
    ]
    if note.entries:
        required = [(False, label(voices, message)) for message in STILL_REQUIRED]
        title = label(voices, N_("Needed for a small load too; tick before departure"))
        pen.choices(sheet, title, required, pen.signatures_height(sheet, signed))
    pen.signatures(sheet, signed, joined(frame.titles))
    return frame.finish(sheet)


def _head(sheet: Sheet, voices: Voices, note: DangerousGoodsNote) -> None:
    load = note.load
    fact_row(sheet, [*parts.which_van(voices, load), parts.departure(voices, load)])
    number = (label(voices, N_("No.")) + " " + "_" * 14,) if note.certificate else ()
    holder = text(note.certificate, 60)
    certificate = Fact(label(voices, N_("Driver's ADR certificate")), holder, 1.2, 10, number)
    phone = Fact(label(voices, N_("Emergency phone")), text(load.emergency_phone, 40), 1.2, 13)
    fact_row(sheet, [parts.driver(voices, load), certificate, phone])
    stops = list({stop.label: stop for stop, *_ in note.entries}.values())
    consignees = [parts.consignee_at(voices, stop) for stop in stops]
    fact_row(sheet, [parts.shipper(voices, load, with_phone=False), *consignees[:1]])
    for place in range(1, len(consignees), 2):
        fact_row(sheet, consignees[place : place + 2])
    sheet.y -= 8


def _entries(sheet: Sheet, voices: Voices, note: DangerousGoodsNote) -> None:
    right = Align.RIGHT
    columns = [
        Column(voices.gettext("UN number, proper shipping name, class, packing group, tunnel code"), 34),
        Column(voices.gettext("Goods"), 27),
        Column(voices.gettext("Packages"), 19),
        Column(voices.gettext("Counted"), 15, right),
        Column(voices.gettext("Category × factor"), 17, Align.CENTRE),
        Column(voices.gettext("Points"), 15, right),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    below: list[Cell] = [label(voices, N_("Points of the van")), *[""] * 4, _total(voices.first, note.points)]
    keep = table.height(below)
    entries = note.entries
    stop: Stop | None = None
    for place, (at, line, goods, danger) in enumerate(entries, 1):
        row = _row(voices, note.rules, line, goods, danger)
        needed = table.room_for([row], keep if place == len(entries) else 0)
        if at is not stop:
            if stop is None:
                table.start(room=needed + BAND)
            table.band(parts.stop_name(voices, at), room=needed)
            stop = at
        table.group([row], keep if place == len(entries) else 0)
    table.total(below)


def _row(voices: Voices, rules: SmallLoad, line: Line, goods: Goods, danger: Danger) -> Sequence[Cell]:
    words, one = voices.first, counted(goods, danger)
    packages = words.ngettext("%(num)s package", "%(num)s packages", goods.packages)
    marks = text(line.marks, 60)
    named = (*phrases.item(voices, goods), phrases.quantity(words, goods))
    told = [_described(danger), named, f"{packages}: {marks}" if marks else packages]
    if _exempt(danger):
        held = words.gettext("not counted: %(rule)s", rule=text(danger.special_provision, 20))
        return [*told, "—", "—", held]
    factor = rules.factors.get(danger.category)
    category = text(danger.category, 4) or _TO_WRITE
    return [
        *told,
        _amount(words, one.amount, danger.small_load_unit),
        category if factor is None else f"{category} × {words.number(factor)}",
        _points(words, danger, rules.thousandths(one)),
    ]


def _points(words: Words, danger: Danger, some: int | None) -> str:
    if danger.category == NEVER_SMALL:
        return words.gettext("never a small load")
    return _TO_WRITE if some is None else words.fixed(some, 3)


def _amount(words: Words, amount: int | None, unit: str) -> str:
    if amount is None:
        return _TO_WRITE
    if unit == "L":
        return words.gettext("%(volume)s l", volume=words.fixed(amount, 3))
    return words.gettext("%(weight)s kg", weight=words.fixed(amount, 3))


def _described(danger: Danger) -> Cell:
    """The description in the order the ADR asks for (5.4.1.1.1), and the special provision below it."""
    number = text(danger.un_number, 10)
    name = text(danger.name, 120) or _TO_WRITE
    rest = [text(part, 20) for part in (danger.adr_class, danger.packing_group) if part]
    tunnel = f"({text(danger.tunnel_code, 10)})" if danger.tunnel_code else ""
    said = ", ".join(filter(None, (f"{number} {name}", *rest, tunnel)))
    return (said, text(danger.special_provision, 60)) if danger.special_provision else said


def _total(words: Words, found: Points) -> str:
    amount = words.fixed(found.thousandths, 3)
    return f"≥ {amount}" if found.unknown else amount


def _categories(note: DangerousGoodsNote) -> Iterator[tuple[str, str, list[Counted]]]:
    """Yield (category, unit, goods) for each category and unit there is."""
    found: dict[tuple[str, str], list[Counted]] = {}
    for *_, goods, danger in note.entries:
        if not _exempt(danger):
            key = (danger.category, danger.small_load_unit)
            found.setdefault(key, []).append(counted(goods, danger))
    for category, unit in sorted(found):
        yield category, unit, found[category, unit]


def _by_category(sheet: Sheet, voices: Voices, note: DangerousGoodsNote) -> None:
    words = voices.first
    some = list(_categories(note))
    if not some:
        return
    columns = [
        Column(voices.gettext("Transport category"), 30),
        Column(voices.gettext("Total quantity"), 30, Align.RIGHT),
        Column(voices.gettext("Factor"), 15, Align.CENTRE),
        Column(voices.gettext("Calculated value (points)"), 30, Align.RIGHT),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    rows: list[list[Cell]] = []
    for category, unit, goods in some:
        known = [one.amount for one in goods if one.amount is not None]
        sign = "≥ " if 0 < len(known) < len(goods) else ""
        factor = note.rules.factors.get(category)
        value = _calculated(words, note.rules, goods) if factor is not None else "—"
        name = text(category, 4) or label(voices, N_("unknown"))
        amount = sign + _amount(words, sum(known) if known else None, unit)
        rows.append([name, amount, "—" if factor is None else words.number(factor), value])
    table.start(room=sum(table.height(row) for row in rows))
    for row in rows:
        table.group([row])


def _calculated(words: Words, rules: SmallLoad, goods: Sequence[Counted]) -> str:
    found = rules.points(goods)
    return _TO_WRITE if found.unknown == len(goods) else _total(words, found)


def _verdict(sheet: Sheet, voices: Voices, note: DangerousGoodsNote) -> None:
    found = note.points
    sheet.y -= 6
    if found.is_small:
        said = voices.gettext(STATEMENT)
    elif found.is_over:
        said = voices.gettext(
            "Over the limit of a small load: the whole ADR applies (trained driver with certificate, orange "
            "plates, equipment, instructions in writing)."
        )
    else:
        said = voices.gettext(
            "Not all quantities or categories are known: fill in the lines and add up the points before "
            "departure."
        )
    points = voices.say(
        lambda words: words.gettext(
            "%(points)s of %(limit)s points (%(edition)s, 1.1.3.6)",
            points=_total(words, found),
            limit=words.number(note.rules.limit),
            edition=text(note.rules.edition, 30),
        )
    )
    for line in (*said, joined(points)):
        paragraph(sheet, line, Face.BOLD, 10.5)
    if any(goods.unreviewed for *_, goods, _ in note.entries):
        paragraph(sheet, label(voices, phrases.UNREVIEWED))


KIND = Kind(
    "DG",
    N_("Dangerous-goods note (ADR)"),
    N_("Describes dangerous goods as the ADR asks and adds up the points of a small load"),
    numbered(from_json, render),
    Plan((Target.RUN,), (DRIVER, DRIVER), WITH_DANGEROUS_GOODS, 46, signed_first=True, signed_pages=1),
)
