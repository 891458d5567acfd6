"""What the papers of a van draw alike: trip, sender, carrier, recipients, the five figures, signatures."""

from collections.abc import Callable, Sequence
from datetime import datetime

from convoy.documents.cargo import Line, Party, Stop, Totals, VanLoad, phrases
from convoy.documents.layout import pen, units
from convoy.documents.layout.blocks import Fact, Panel, fact_row, paragraph, paragraphs_height
from convoy.documents.layout.sections import Row, Section
from convoy.documents.layout.sheet import Sheet
from convoy.documents.layout.text import text, unbroken
from convoy.documents.layout.voices import Voices, joined, label, named
from convoy.words import N_, Words

TO_WRITE = "_" * 24
"""A line for the pen within a text."""


_GAP = 6.0
_BESIDE = 2
"""Consignees that find room beside shipper and carrier."""


def head(sheet: Sheet, voices: Voices, load: VanLoad, *more: Fact) -> None:
    """Draw the head of a list of goods: trip with `more` beside it, who sends and receives, the figures."""
    fact_row(sheet, [*trip(voices, load), *more])
    sending = [shipper(voices, load), carrier(voices, load)]
    receiving = consignees(voices, load.stops)
    if len(receiving) <= _BESIDE:
        fact_row(sheet, [*sending, *receiving])
    else:
        fact_row(sheet, sending)
        for place in range(0, len(receiving), 3):
            fact_row(sheet, receiving[place : place + 3])
    fact_row(sheet, amounts(voices, load.totals))
    sheet.y -= 8


def end_height(sheet: Sheet, said: Sequence[str], signers: Sequence[Panel]) -> float:
    """Return the points to keep free below the lines of a list for what `end` draws."""
    return _GAP + paragraphs_height(sheet, said) + pen.signatures_height(sheet, [signers])


def end(sheet: Sheet, said: Sequence[str], signers: Sequence[Panel], what_for: tuple[str, ...]) -> None:
    """Draw what is said below the lines of a list, and who signs it; `what_for` where that begins a page."""
    sheet.y -= _GAP / 2
    for line in said:
        paragraph(sheet, line)
    pen.signatures(sheet, [signers], joined(what_for))


def which_van(voices: Voices, load: VanLoad) -> list[Fact]:
    """Return convoy, van and plates."""
    said = voices.gettext("Van %(van)s of %(vans)s", van=load.van, vans=load.vans)
    van = joined(tuple(map(unbroken, said)))
    plates = " + ".join(text(plate, 20) for plate in (load.plate, load.trailer_plate) if plate)
    return [
        Fact(label(voices, N_("Convoy")), text(load.convoy_code, 40), 1.3, extra=_some(load.convoy_name)),
        Fact(label(voices, N_("Vehicle")), van, 1.3, extra=_some(load.vehicle)),
        Fact(label(voices, N_("Plate")), plates, 1.2, 13),
    ]


def departure(voices: Voices, load: VanLoad) -> Fact:
    """Return when the van leaves, in each language."""
    said = voices.say(lambda words: units.moment(words, load.departure, load.zone))
    return Fact(label(voices, N_("Departure")), said[0], 1.7, extra=said[1:])


def trip(voices: Voices, load: VanLoad) -> list[Fact]:
    """Return which van of which convoy leaves when, over which border, under which aid code."""
    convoy, vehicle, _plates = which_van(voices, load)  # the plates stand with the carrier
    return [
        convoy,
        vehicle,
        departure(voices, load),
        Fact(label(voices, N_("Border crossing")), text(load.crossing, 80), 1.7),
        Fact(label(voices, N_("Aid code (AHARS)")), text(load.aid_code, 40), 1.5),
    ]


def _some(value: str) -> tuple[str, ...]:
    return (text(value, 80),) if value else ()


def shipper(voices: Voices, load: VanLoad, *, with_phone: bool = True) -> Fact:
    """Return who sends the load, and whom to ring in an emergency unless another place says it."""
    below = list(phrases.party_lines(voices, load.shipper))
    if with_phone and load.emergency_phone:
        below.append(label(voices, N_("Emergency phone")) + ": " + unbroken(load.emergency_phone))
    return Fact(label(voices, N_("Shipper")), text(load.shipper.name), extra=tuple(below), blank=True)


def driver(voices: Voices, load: VanLoad) -> Fact:
    """Return who drives, with the phone."""
    who = named(voices, load.driver, 60)
    return Fact(label(voices, N_("Driver")), who, 1.2, extra=_some(load.driver_phone), blank=True)


def carrier(voices: Voices, load: VanLoad) -> Fact:
    """Return plate, driver, trailer and seals; lines for the pen where nobody knows them yet."""
    by = load.carrier or Party(name="")
    driving = [text(by.name), *phrases.party_lines(voices, by)] if by.name else []
    driving.append(label(voices, N_("Driver")) + ": " + (named(voices, load.driver) or TO_WRITE))
    if load.driver_phone:
        driving.append(label(voices, N_("Phone")) + ": " + unbroken(load.driver_phone))
    if load.trailer_plate:
        driving.append(label(voices, N_("Trailer")) + ": " + text(load.trailer_plate, 20))
    driving.append(label(voices, N_("Seals")) + ": " + (seals(load) or TO_WRITE))
    title = label(voices, N_("Carrier: plate"))
    return Fact(title, text(load.plate, 20), 1.0, 14, tuple(driving), blank=True)


def seals(load: VanLoad) -> str:
    """Return the numbers of the seals; "" where there are none yet."""
    return ", ".join(text(seal, 30) for seal in load.seals)


def consignees(voices: Voices, stops: Sequence[Stop]) -> list[Fact]:
    """Return who receives at each stop, and when; without a stop, room to write it."""
    title = label(voices, N_("Consignee"))
    several = len(stops) > 1
    return [
        consignee(
            voices, stop, f"{title}, {_stop(voices, stop)}" if several else title, _planned(voices, stop)
        )
        for stop in stops
    ]


def consignee(voices: Voices, stop: Stop, title: str, also: tuple[str, ...] = ()) -> Fact:
    """Return who receives at a stop, under a title that has gone through text()."""
    extra = (*phrases.party_lines(voices, stop.consignee), *also)
    return Fact(title, text(stop.consignee.name), extra=extra, blank=True)


def consignee_at(voices: Voices, stop: Stop) -> Fact:
    """Return who receives at a stop, under the stop's letter and town."""
    return consignee(voices, stop, f"{label(voices, N_('Consignee'))}, {stop_name(voices, stop)}")


def stop_name(voices: Voices, stop: Stop) -> str:
    """Return the stop's letter and town, e.g. Stop A / Зупинка A · Pavlohrad."""
    name = joined(voices.gettext("Stop %(stop)s", stop=text(stop.label, 4)))
    return " · ".join(filter(None, (name, named(voices, stop.place, 80))))


def _planned(voices: Voices, stop: Stop) -> tuple[str, ...]:
    if stop.arrival is None:
        return ()
    return voices.say(
        lambda words: words.gettext("Planned: %(moment)s", moment=moment(words, stop.arrival, stop.zone))
    )


def moment(words: Words, when: datetime | None, zone: str) -> str:
    """Return a moment that no line breaks; "" where unknown."""
    return unbroken(units.moment(words, when, zone))


def _stop(voices: Voices, stop: Stop) -> str:
    return joined(voices.gettext("stop %(stop)s", stop=text(stop.label, 4)))


def amounts(voices: Voices, totals: Totals) -> list[Fact]:
    """Return the five figures a guard looks for first."""

    def figure(message: str, share: float, say: Callable[[Words, Totals], str]) -> Fact:
        phrases_said = voices.say(lambda words: say(words, totals))
        return Fact(joined(voices.gettext(message)), phrases_said[0], share, 13, phrases_said[1:])

    marks = phrases.flags(totals) or joined(voices.gettext("none"))
    return [
        figure(N_("Packages"), 0.9, lambda words, one: words.number(one.packages)),
        figure(N_("Gross weight"), 2.6, phrases.weight_in_full),
        figure(N_("Volume"), 1.2, phrases.volume),
        figure(N_("Value for customs only"), 1.5, phrases.value),
        Fact(joined(voices.gettext("Special goods")), marks, 1.3, 13),
    ]


def given(voices: Voices, load: VanLoad) -> str:
    """Return which vehicle is itself part of the donation; "" for one that comes back."""
    vehicle = load.given
    if vehicle is None:
        return ""
    what = " ".join(filter(None, (text(vehicle.make, 60), text(vehicle.model, 60))))
    facts = [label(voices, N_("Vehicle, part of the donation")) + (f": {what}" if what else "")]
    facts += [
        f"{label(voices, message)}: {unbroken(value)}"
        for message, value in (
            (N_("Plate"), vehicle.plate),
            (N_("VIN"), vehicle.vin),
            (N_("Recipient"), vehicle.recipient.name),
        )
        if value
    ]
    return " · ".join(facts)


def stop_sections(voices: Voices, load: VanLoad, below: Callable[[str, Totals], Row]) -> list[Section[Line]]:
    """Return the lines of a load, under a title and above a sum for each stop where there are several."""
    if len(load.stops) == 1:
        return [Section(load.lines)]
    found = []
    for stop in load.stops:
        name = joined(voices.gettext("Stop %(stop)s", stop=text(stop.label, 4)))
        title = " · ".join(filter(None, (name, text(stop.place), text(stop.consignee.name))))
        found.append(Section(stop.lines, title, below(name, stop.totals)))
    return found


def legend(voices: Voices) -> tuple[str, ...]:
    """Return what the marks on a paper mean."""
    return voices.gettext(
        "CC: keep cold · DG: dangerous goods · CS: controlled substances · est.: estimated weight · "
        "*: translation not checked by a native reader"
    )


def doubts(voices: Voices) -> tuple[str, ...]:
    """Return what the marks of doubt mean, for a paper without those of special goods."""
    return voices.gettext(
        "est.: estimated weight · ≥: at least · 0 packages: packed with other goods · "
        "*: translation not checked by a native reader"
    )


def statement(voices: Voices) -> tuple[str, ...]:
    """Return the sentence at the foot of every paper for a border."""
    return voices.gettext(
        "Humanitarian aid: free of charge, not for sale. Values are stated for customs purposes only."
    )
