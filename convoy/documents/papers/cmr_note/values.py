"""What stands in each field of a CMR note, line by line."""

from collections.abc import Mapping

from convoy.documents.cargo import Party, parts, phrases
from convoy.documents.layout.text import text, unbroken
from convoy.documents.layout.voices import Voices, in_latin, label, named
from convoy.documents.papers.cmr_note.content import ConsignmentNote
from convoy.documents.papers.cmr_note.template import Field
from convoy.words import N_

OWN_ACCOUNT = N_("Own-account carriage, free of charge, no commercial contract.")
CLAUSE = N_(
    "This carriage is subject, notwithstanding any clause to the contrary, to the Convention on the Contract "
    "for the International Carriage of Goods by Road (CMR)."
)
FREE = N_("Carriage free of charge")


def terms(voices: Voices, note: ConsignmentNote) -> tuple[str, ...]:
    """Return under which terms the goods are carried."""
    return voices.gettext(OWN_ACCOUNT if note.own_account else CLAUSE)


def values(voices: Voices, note: ConsignmentNote) -> Mapping[Field, tuple[str, ...]]:
    """Return the lines of each field; a field that is left to the pen has none."""
    stop = note.stop
    free = voices.gettext(FREE) if note.own_account else ()
    nothing = voices.gettext("none")
    made = (text(note.established_at, 60), _day(voices, note))
    return {
        Field.SENDER: _party(voices, note.shipper),
        Field.CONSIGNEE: _party(voices, stop.consignee),
        Field.DELIVERY: _some(", ".join(filter(None, (text(stop.place, 80), text(stop.consignee.address))))),
        Field.TAKING_OVER: _some(
            text(note.loading_place),
            parts.moment(voices.first, note.loaded_until or note.departure, note.zone),
        ),
        Field.DOCUMENTS: _some(", ".join(unbroken(one) for one in _documents(voices, note))),
        Field.CARRIER: _carrier(voices, note),
        Field.SUCCESSIVE: _some("; ".join(_short(one) for one in note.successive_carriers)),
        Field.RESERVATIONS: _some(text(note.reservations)),
        Field.INSTRUCTIONS: _some(text(note.instructions), _value(voices, note)),
        Field.PAYMENT: free,
        Field.CASH: nothing if note.own_account else (),
        Field.SPECIAL: _some(text(note.special_agreements)),
        Field.CHARGES: (voices.first.fixed(0, 2), *free) if note.own_account else (),
        Field.PARTICULARS: _some(text(note.particulars), parts.given(voices, note)),
        Field.ESTABLISHED: _some(", ".join(filter(None, made))),
    }


def _day(voices: Voices, note: ConsignmentNote) -> str:
    return unbroken(voices.first.day(note.established_on)) if note.established_on else ""


def _some(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def _party(voices: Voices, party: Party) -> tuple[str, ...]:
    """Its number comes before address and contact: what does not fit the box is left out at its end."""
    number = f"{label(voices, N_('Reg. no.'))}: {text(party.registration)}" if party.registration else ""
    other = text(party.other_name or in_latin(voices, party.name))
    contact = ", ".join(filter(None, (named(voices, party.contact), unbroken(party.phone))))
    return _some(text(party.name), other, number, text(party.address), contact)


def _short(party: Party) -> str:
    return ", ".join(filter(None, (text(party.name), text(party.address))))


def _carrier(voices: Voices, note: ConsignmentNote) -> tuple[str, ...]:
    by = note.carrier or Party(name="")
    plates = " + ".join(unbroken(plate, 20) for plate in (note.plate, note.trailer_plate) if plate)
    driver = " ".join(filter(None, (text(note.driver, 60), unbroken(note.driver_phone))))
    seals = parts.seals(note)
    return _some(
        text(by.name),
        text(by.address),
        f"{label(voices, N_('Plate'))}: {plates or parts.TO_WRITE}",
        f"{label(voices, N_('Driver'))}: {driver or parts.TO_WRITE}",
        f"{label(voices, N_('Seals'))}: {seals}" if seals else "",
    )


def _documents(voices: Voices, note: ConsignmentNote) -> tuple[str, ...]:
    code = f"{voices.first.gettext('Aid code (AHARS)')} {note.aid_code}" if note.aid_code else ""
    return _some(*note.documents, code)


def _value(voices: Voices, note: ConsignmentNote) -> str:
    if not note.totals.cents:
        return ""
    amount = unbroken(phrases.value(voices.first, note.totals), 120)
    return f"{voices.first.gettext('Value for customs only')}: {amount}"
