"""What stands at the head of a van's working papers: which van, when, who drives, who receives."""

from dataclasses import fields

from convoy.documents.cargo.content import Stop, VanLoad
from convoy.documents.cargo.phrases import party_lines
from convoy.documents.layout import units
from convoy.documents.layout.blocks import Fact
from convoy.documents.layout.text import text
from convoy.documents.layout.voices import Voices, joined, label, named
from convoy.words import N_


def for_the_road(load: VanLoad) -> VanLoad:
    """Return the load without donors, single boxes and internal notes, for papers that name none of them."""
    kept = {field.name: getattr(load, field.name) for field in fields(VanLoad)}
    return VanLoad(**{**kept, "boxes": (), "notes": ""})


def which_van(voices: Voices, load: VanLoad) -> list[Fact]:
    """Return convoy, van and plates."""
    van = joined(voices.gettext("Van %(van)s of %(vans)s", van=load.van, vans=load.vans))
    plates = " + ".join(text(plate, 20) for plate in (load.plate, load.trailer_plate) if plate)
    return [
        Fact(label(voices, N_("Convoy")), text(load.convoy_code, 40), 1.2, extra=_some(load.convoy_name)),
        Fact(label(voices, N_("Vehicle")), van, 1.2, extra=_some(load.vehicle)),
        Fact(label(voices, N_("Plate")), plates, 1.2, 13),
    ]


def departure(voices: Voices, load: VanLoad) -> Fact:
    """Return when the van leaves, in each language."""
    said = voices.say(lambda words: units.moment(words, load.departure, load.zone))
    return Fact(label(voices, N_("Departure")), said[0], 1.3, 10, said[1:])


def driver(voices: Voices, load: VanLoad) -> Fact:
    """Return who drives, with the phone."""
    return Fact(
        label(voices, N_("Driver")),
        named(voices, load.driver, 60),
        1.2,
        extra=_some(load.driver_phone),
        blank=True,
    )


def shipper(voices: Voices, load: VanLoad) -> Fact:
    """Return who sends the load."""
    return Fact(
        label(voices, N_("Shipper")),
        text(load.shipper.name),
        extra=party_lines(voices, load.shipper),
        blank=True,
    )


def consignee(voices: Voices, stop: Stop, title: str) -> Fact:
    """Return who receives at a stop, under a title that has gone through text()."""
    return Fact(
        title,
        text(stop.consignee.name),
        1.6,
        extra=party_lines(voices, stop.consignee),
        blank=True,
    )


def stop_name(voices: Voices, stop: Stop) -> str:
    """Return the stop's letter and town, e.g. Stop A / Зупинка A · Pavlohrad."""
    name = joined(voices.gettext("Stop %(stop)s", stop=text(stop.label, 4)))
    return " · ".join(filter(None, (name, named(voices, stop.place, 80))))


def _some(value: str) -> tuple[str, ...]:
    return (text(value, 80),) if value else ()
