"""The vehicle sheet on paper: the vehicle, its masses, its papers, and who lets whom drive it."""

from datetime import date

from convoy.documents.cargo import Party, phrases
from convoy.documents.layout import pen
from convoy.documents.layout.blocks import Fact, Panel, fact_row, paragraph
from convoy.documents.layout.fonts import Face
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.page import portrait
from convoy.documents.layout.sheet import LEADING, Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import text
from convoy.documents.layout.voices import Voices, joined, label
from convoy.documents.papers.vehicle_sheet.content import VehicleSheet
from convoy.words import N_


def draw(paper: VehicleSheet, frame: Frame) -> bytes:
    """Return the PDF of the sheet."""
    voices = frame.voices
    sheet = frame.sheet(portrait())
    _vehicle(sheet, voices, paper)
    _leaves(sheet, voices, paper)
    _masses(sheet, voices, paper)
    _papers(sheet, voices, paper)
    signed = _signing(voices, paper)
    said = _authorised(voices, paper)
    if sheet.room < len(said) * 3 * (LEADING + 1) + 12 + pen.signatures_height(sheet, signed):
        sheet.new_page()
    sheet.y -= 8
    for line in said:
        paragraph(sheet, line)
    pen.signatures(sheet, signed, joined(frame.titles))
    return frame.finish(sheet)


def _day(voices: Voices, message: str, day: date | None, share: float = 1.0, size: float = 11.0) -> Fact:
    said = voices.say(lambda words: words.day(day)) if day else ("",)
    return Fact(label(voices, message), said[0], share, size, said[1:])


def _vehicle(sheet: Sheet, voices: Voices, paper: VehicleSheet) -> None:
    van = joined(voices.gettext("Van %(van)s", van=paper.van)) if paper.van else ""
    country = (text(paper.country, 40),) if paper.country else ()
    owner = paper.vehicle_owner or Party(name="")
    make = " · ".join(text(part, 60) for part in (paper.make, paper.vehicle_class) if part)
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("Plate")), text(paper.plate, 20), 1.0, 14, country, blank=True),
            Fact(label(voices, N_("Make")), make, 1.5),
            Fact(label(voices, N_("Convoy")), " · ".join(filter(None, (text(paper.convoy_code, 40), van)))),
        ],
    )
    seats = "" if paper.seats is None else voices.first.number(paper.seats)
    trailer = (text(paper.trailer_vin, 30),) if paper.trailer_vin else ()
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("VIN")), text(paper.vin, 30), 1.6),
            Fact(label(voices, N_("Seats")), seats, 0.6),
            Fact(label(voices, N_("Trailer")), text(paper.trailer_plate, 20), 1.2, extra=trailer),
        ],
    )
    drivers = ", ".join(text(name, 60) for name in paper.drivers)
    fact_row(
        sheet,
        [
            Fact(
                label(voices, N_("Owner")),
                text(owner.name),
                1.5,
                extra=phrases.party_lines(voices, owner),
                blank=True,
            ),
            Fact(label(voices, N_("Drivers")), drivers),
        ],
    )


def _leaves(sheet: Sheet, voices: Voices, paper: VehicleSheet) -> None:
    """The deadline is the line nobody may overlook."""
    sheet.y -= 8
    if paper.stays:
        stays = voices.gettext("The vehicle is part of the donation and stays in Ukraine.")
        for line in stays:
            paragraph(sheet, line, Face.BOLD, 11)
        return
    fact_row(
        sheet,
        [
            _day(voices, N_("Entered Ukraine on"), paper.entered_on),
            _day(voices, N_("Must leave Ukraine by (temporary admission)"), paper.leave_by, 1.6, 16),
        ],
    )
    sheet.y -= 2
    warning = voices.gettext(
        "A vehicle that is still there after that day is treated as smuggled: ring the convoy lead in time."
    )
    for line in warning:
        paragraph(sheet, line)


def _masses(sheet: Sheet, voices: Voices, paper: VehicleSheet) -> None:
    words, payload = voices.first, paper.payload
    sheet.y -= 8
    columns = [
        Column(voices.gettext("What it may carry"), 70),
        Column(("kg",), 30, Align.RIGHT),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")), for_pen=True)

    def row(message: str, grams: int | None, sign: str = "") -> list[Cell]:
        return [voices.gettext(message), "" if grams is None else f"{sign}{words.fixed(grams, 3)}"]

    rows = [
        row(N_("Maximum mass (registration certificate, field F.2)"), payload.max_mass_grams),
        row(N_("Mass in service, driver of 75 kg included (field G)"), payload.service_mass_grams, "− "),
        row(N_("Crew with bags, above those 75 kg"), payload.crew_above_grams, "− "),
        row(N_("Kit: tools, cans, ramps, fuel above field G"), payload.kit_grams, "− "),
    ]
    bound = "≤ " if payload.is_bound else ""
    may = row(N_("Payload"), payload.grams, bound)
    table.start(room=sum(table.height(one) for one in (*rows, may)))
    for one in rows:
        table.group([one])
    table.total(may)
    _line(sheet)
    _loaded(sheet, table, voices, paper)


def _loaded(sheet: Sheet, table: Table, voices: Voices, paper: VehicleSheet) -> None:
    words, load = voices.first, paper.load
    if load is not None:
        table.group([[voices.gettext("Load, as listed"), phrases.kilograms(words, load)]])
        left = None if paper.payload.grams is None else paper.payload.grams - load.grams
        if left is not None:
            is_bound = load.unknown or paper.payload.is_bound
            bound = ("≤ " if left >= 0 else "≥ ") if is_bound else ""
            named = voices.gettext("Left over") if left >= 0 else voices.gettext("TOO HEAVY BY")
            table.total([named, f"{bound}{words.fixed(abs(left), 3)}"])
            _line(sheet)
    whole = paper.weighbridge_grams
    weighed = "" if whole is None else words.fixed(whole, 3)
    table.group([[voices.gettext("On the weighbridge, loaded"), weighed]])


def _line(sheet: Sheet) -> None:
    sheet.rule(sheet.left, sheet.y, sheet.right, sheet.y, 0.4)


def _papers(sheet: Sheet, voices: Voices, paper: VehicleSheet) -> None:
    sheet.y -= 8
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("Insurer")), text(paper.insurer, 80), 1.2, 10),
            Fact(label(voices, N_("Green card")), text(paper.green_card, 40), 1.0, 10),
            _day(voices, N_("Valid until"), paper.green_card_until, 1.0, 10),
            _day(voices, N_("Roadworthiness test until"), paper.inspected_until, 1.2, 10),
        ],
    )
    has = paper.tachograph
    offered = [(has is True, label(voices, N_("yes"))), (has is False, label(voices, N_("no")))]
    pen.choices(sheet, label(voices, N_("Tachograph")), offered)
    if has is not True:
        exempt = label(voices, N_("Exempt under"))
        pen.writing(sheet, exempt, text(paper.tachograph_exemption), lines=1)


def _authorised(voices: Voices, paper: VehicleSheet) -> tuple[str, ...]:
    """The owner's letter, where somebody else owns the vehicle."""
    owner, until = paper.vehicle_owner, paper.authorised_until
    if owner is None or not owner.name:
        return ()
    plates = " + ".join(text(plate, 20) for plate in (paper.plate, paper.trailer_plate) if plate)
    return voices.say(
        lambda words: words.gettext(
            "The owner, %(owner)s, allows %(drivers)s to drive the vehicle %(plates)s free of charge with "
            "this convoy, abroad, to Ukraine and back, until %(day)s.",
            owner=text(owner.name, 120),
            drivers=", ".join(text(name, 60) for name in paper.drivers) or "_" * 24,
            plates=plates or "_" * 12,
            day=words.day(until) if until else "_" * 12,
        )
    )


def _signing(voices: Voices, paper: VehicleSheet) -> list[list[Panel]]:
    owner = paper.vehicle_owner or Party(name="")
    drivers = ", ".join(text(one, 40) for one in paper.drivers[:2])
    with_stamp = pen.signing(voices, label(voices, N_("Stamp")))
    return [
        [
            Panel(voices.gettext("Owner"), text(owner.name, 60), with_stamp),
            Panel(voices.gettext("Driver"), drivers, pen.signing(voices)),
        ]
    ]
