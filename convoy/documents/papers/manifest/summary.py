"""The summary of a convoy, a row per van, and the public copy, a row per category."""

from collections.abc import Sequence

from convoy.documents.cargo import Party, Totals, phrases
from convoy.documents.layout import units
from convoy.documents.layout.blocks import Fact, fact_row, paragraph
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.page import landscape
from convoy.documents.layout.sheet import Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import text
from convoy.documents.layout.voices import Voices, joined
from convoy.documents.papers.manifest.content import ConvoyManifest, RunRow
from convoy.documents.papers.manifest.variants import PublicManifest
from convoy.words import N_, Words


def draw_convoy(manifest: ConvoyManifest, frame: Frame) -> bytes:
    """Return the PDF of a convoy's summary."""
    voices = frame.voices
    sheet = frame.sheet(landscape())
    _head(sheet, voices, manifest)
    right = Align.RIGHT
    columns = [
        Column(voices.gettext("Van"), 6, right),
        Column(voices.gettext("Plate"), 10),
        Column(voices.gettext("Vehicle"), 12),
        Column(voices.gettext("Driver"), 7),
        Column(voices.gettext("Packages"), 8, right),
        Column(voices.gettext("Gross kg"), 11, right),
        Column(voices.gettext("Payload used"), 11, right),
        Column(voices.gettext("m³"), 7, right),
        Column(("CC DG CS",), 7, Align.CENTRE),
        Column(voices.gettext("Manifest"), 19),
        Column(voices.gettext("Aid code (AHARS)"), 14),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    total = _total_row(voices, manifest)
    table.start()
    for run in manifest.runs[:-1]:
        table.group([_run(voices, run)])
    for run in manifest.runs[-1:]:
        table.group([_run(voices, run)], table.height(total))
    table.total(total)
    return frame.finish(sheet)


def _head(sheet: Sheet, voices: Voices, manifest: ConvoyManifest) -> None:
    def label(message: str) -> str:
        return joined(voices.gettext(message))

    departure = voices.say(lambda words: units.moment(words, manifest.departure, manifest.zone))
    lead = tuple(text(part) for part in (manifest.lead_phone,) if part)
    fact_row(
        sheet,
        [
            Fact(
                label(N_("Convoy")),
                text(manifest.convoy_code, 40),
                1.2,
                extra=(text(manifest.convoy_name, 80),),
            ),
            Fact(label(N_("Departure")), departure[0], 1.5, extra=departure[1:]),
            Fact(label(N_("Border crossing")), text(manifest.crossing, 80), 1.5),
            Fact(label(N_("Convoy lead")), text(manifest.lead_name), 1.3, extra=lead, blank=True),
            Fact(label(N_("Emergency phone")), text(manifest.emergency_phone, 40), 1.2),
        ],
    )
    shipper = manifest.shipper
    recipients = manifest.recipients or (Party(name=""),)
    fact_row(
        sheet,
        [
            Fact(label(N_("Shipper")), text(shipper.name), extra=phrases.party_lines(voices, shipper)),
            *(
                Fact(
                    label(N_("Recipient")), text(one.name), extra=phrases.party_lines(voices, one), blank=True
                )
                for one in recipients[:3]
            ),
        ],
    )
    for one in recipients[3:]:
        sheet.y -= 2
        paragraph(
            sheet, " · ".join([label(N_("Recipient")), text(one.name), *phrases.party_lines(voices, one)])
        )
    sheet.y -= 10


def _run(voices: Voices, run: RunRow) -> Sequence[Cell]:
    words, totals = voices.first, run.totals
    return [
        words.number(run.van),
        text(run.plate, 20) or "_" * 9,
        text(run.vehicle, 60),
        text(run.driver_initials, 10) or "_" * 5,
        words.number(totals.packages),
        phrases.kilograms(words, totals) or "—",
        _payload_used(words, totals, run.payload_grams),
        phrases.cubic_metres(words, totals) or "—",
        phrases.flags(totals),
        text(run.manifest_number, 40) or "_" * 14,
        text(run.aid_code, 40) or "_" * 14,
    ]


def _payload_used(words: Words, totals: Totals, payload: int | None) -> str:
    """Return the part of the payload used, rounded up; "—" where the payload is unknown."""
    if not payload:
        return "—"
    percent = words.number(-(-totals.grams * 100 // payload))
    return f"≥ {percent} %" if totals.unknown else f"{percent} %"


def _total_row(voices: Voices, manifest: ConvoyManifest) -> Sequence[Cell]:
    words, totals = voices.first, manifest.totals
    label = joined(voices.ngettext("%(num)s van", "%(num)s vans", len(manifest.runs)))
    packages = words.number(totals.packages)
    weight = phrases.kilograms(words, totals) or "—"
    cubic = phrases.cubic_metres(words, totals) or "—"
    return ["", "", label, "", packages, weight, "", cubic, phrases.flags(totals), "", ""]


def draw_public(manifest: PublicManifest, frame: Frame) -> bytes:
    """Return the PDF anyone may see: totals by category."""
    voices = frame.voices
    sheet = frame.sheet(landscape())
    vans = joined(voices.ngettext("%(num)s van", "%(num)s vans", manifest.vans))
    fact_row(
        sheet,
        [
            Fact(joined(voices.gettext("From")), text(manifest.sender), 2),
            Fact(joined(voices.gettext("Vehicles")), vans),
        ],
    )
    sheet.y -= 10
    columns = [
        Column(voices.gettext("Category"), 40),
        Column(voices.gettext("Packages"), 15, Align.RIGHT),
        Column(voices.gettext("Gross kg"), 20, Align.RIGHT),
        Column(voices.gettext("m³"), 15, Align.RIGHT),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    table.start()
    for one in manifest.categories:
        names = tuple(text(name, 60) for name in voices.term(one.names)) or (text(one.category, 30),)
        table.group([[names, *_three(voices.first, one.totals)]])
    table.total([joined(voices.gettext("Total")), *_three(voices.first, manifest.totals)])
    return frame.finish(sheet)


def _three(words: Words, totals: Totals) -> list[str]:
    return [
        words.number(totals.packages),
        phrases.kilograms(words, totals) or "—",
        phrases.cubic_metres(words, totals) or "—",
    ]
