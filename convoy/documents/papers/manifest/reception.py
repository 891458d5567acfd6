"""The end of a manifest: what the marks mean, who signs, what each recipient found."""

from convoy.documents.cargo import Stop, by_hand, parts, phrases
from convoy.documents.layout import pen
from convoy.documents.layout.blocks import Blank, Panel, paragraph, paragraphs_height
from convoy.documents.layout.sheet import Sheet
from convoy.documents.layout.text import text
from convoy.documents.layout.voices import Voices, joined, label
from convoy.documents.papers.manifest.content import Manifest
from convoy.words import N_, Words

_GAP = 6.0


def height(sheet: Sheet, voices: Voices, manifest: Manifest) -> float:
    """Return the points to keep free below the totals: marks, and signatures of shipper and carrier."""
    marks = paragraphs_height(sheet, parts.legend(voices))
    marks += by_hand.height(sheet, voices, manifest.by_hand)
    return marks + pen.signatures_height(sheet, _blocks(voices, manifest)[:1]) + _GAP


def received_height(sheet: Sheet, voices: Voices, manifest: Manifest) -> float:
    """Return the points that the first reception takes below them."""
    return pen.signatures_height(sheet, _blocks(voices, manifest)[1:2])


def draw(sheet: Sheet, voices: Voices, manifest: Manifest) -> None:
    """Draw the end of the manifest; a reception that begins a page says again what for."""
    sheet.y -= _GAP / 2
    for line in parts.legend(voices):
        paragraph(sheet, line)
    what_for = joined(voices.say(lambda words: _what_for(words, manifest)))
    blocks = _blocks(voices, manifest)
    notes = paragraphs_height(sheet, [text(manifest.notes)]) if manifest.notes else 0
    by_hand.draw(sheet, voices, manifest.by_hand, pen.signatures_height(sheet, blocks) + notes + 4 * _GAP)
    pen.signatures(sheet, blocks, what_for)


def _what_for(words: Words, manifest: Manifest) -> str:
    totals = manifest.totals
    return words.gettext(
        "Van %(van)s: %(packages)s packages, %(weight)s",
        van=manifest.van,
        packages=words.number(totals.packages),
        weight=phrases.weight_in_full(words, totals),
    )


def _blocks(voices: Voices, manifest: Manifest) -> list[list[Panel]]:
    """Rows of panels: shipper and carrier, then the recipients, two to a row."""
    stops = manifest.stops
    if len(stops) == 1:
        return [_senders(voices, manifest), _receivers(voices, stops[0])]
    pairs = [stops[place : place + 2] for place in range(0, len(stops), 2)]
    return [_senders(voices, manifest), *([_receiver(voices, stop) for stop in pair] for pair in pairs)]


def _senders(voices: Voices, manifest: Manifest) -> list[Panel]:
    carrier = manifest.carrier.name if manifest.carrier else ""
    driver = " · ".join(text(part) for part in (carrier, manifest.driver) if part)
    shipper = text(manifest.shipper.name)
    return [
        Panel(voices.gettext("Shipper: handed over as listed"), shipper, pen.signing(voices)),
        Panel(voices.gettext("Carrier, driver: taken over as listed"), driver, pen.signing(voices)),
    ]


def _found(voices: Voices) -> tuple[tuple[Blank, ...], ...]:
    words = (N_("Missing"), N_("Damaged"), N_("Claim made"), N_("Remarks"))
    missing, damaged, claim, remarks = (label(voices, message) for message in words)
    reference = voices.gettext("Reference")
    ticks = (label(voices, N_("yes")), label(voices, N_("no")))
    return ((Blank(missing), Blank(damaged)), (Blank(claim, ticks, reference),), (Blank(remarks),))


def _listed(voices: Voices, stop: Stop) -> tuple[str, ...]:
    return voices.say(
        lambda words: words.gettext(
            "Reception at stop %(stop)s: %(packages)s packages, %(weight)s listed",
            stop=text(stop.label, 4),
            packages=words.number(stop.totals.packages),
            weight=phrases.weight(words, stop.totals),
        )
    )


def _receivers(voices: Voices, stop: Stop) -> list[Panel]:
    """The only recipient has the whole width: what was found, and who signs for it."""
    stamp = (Blank(label(voices, N_("Stamp"))),)
    return [
        Panel(_listed(voices, stop), text(stop.consignee.name), _found(voices), 1.5),
        Panel(
            voices.gettext("Consignee: received"),
            text(stop.consignee.contact),
            (*pen.signing(voices), stamp),
        ),
    ]


def _receiver(voices: Voices, stop: Stop) -> Panel:
    return Panel(_listed(voices, stop), text(stop.consignee.name), (*_found(voices), *pen.signing(voices)))
