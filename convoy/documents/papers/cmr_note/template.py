"""Where the fields of a CMR note stand: in the boxes of the IRU model of 2007, or as printed since 1976."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from convoy.documents.layout.issue import Variant
from convoy.words import N_


class Field(StrEnum):
    """A field of the note, by what it says."""

    SENDER = "sender"
    CONSIGNEE = "consignee"
    DELIVERY = "delivery"
    TAKING_OVER = "taking_over"
    DOCUMENTS = "documents"
    CARRIER = "carrier"
    SUCCESSIVE = "successive"
    RESERVATIONS = "reservations"
    MARKS = "marks"
    NUMBER = "number"
    PACKING = "packing"
    NATURE = "nature"
    STATISTICAL = "statistical"
    GROSS = "gross"
    VOLUME = "volume"
    INSTRUCTIONS = "instructions"
    PAYMENT = "payment"
    CASH = "cash"
    SPECIAL = "special"
    CHARGES = "charges"
    PARTICULARS = "particulars"
    CLAUSE = "clause"
    ESTABLISHED = "established"
    SIGN_SENDER = "sign_sender"
    SIGN_CARRIER = "sign_carrier"
    RECEIVED = "received"


LABELS: Mapping[Field, str] = {
    Field.SENDER: N_("Sender"),
    Field.CONSIGNEE: N_("Consignee"),
    Field.DELIVERY: N_("Place of delivery of the goods"),
    Field.TAKING_OVER: N_("Place and date of taking over the goods"),
    Field.DOCUMENTS: N_("Documents attached"),
    Field.CARRIER: N_("Carrier, plates"),
    Field.SUCCESSIVE: N_("Successive carriers"),
    Field.RESERVATIONS: N_("Carrier's reservations and observations"),
    Field.MARKS: N_("Marks and numbers"),
    Field.NUMBER: N_("Number of packages"),
    Field.PACKING: N_("Method of packing"),
    Field.NATURE: N_("Nature of the goods"),
    Field.STATISTICAL: N_("Statistical number"),
    Field.GROSS: N_("Gross weight, kg"),
    Field.VOLUME: N_("m³"),
    Field.INSTRUCTIONS: N_("Sender's instructions"),
    Field.PAYMENT: N_("Payment for carriage"),
    Field.CASH: N_("Cash on delivery"),
    Field.SPECIAL: N_("Special agreements"),
    Field.CHARGES: N_("To be paid by"),
    Field.PARTICULARS: N_("Other particulars"),
    Field.ESTABLISHED: N_("Made out in, on"),
    Field.SIGN_SENDER: N_("Signature and stamp of the sender"),
    Field.SIGN_CARRIER: N_("Signature and stamp of the carrier"),
    Field.RECEIVED: N_("Goods received: place, date, signature and stamp of the consignee"),
}

Placed = tuple[Field, float]
"""A field and its share of the height of its column."""


@dataclass(frozen=True, slots=True)
class Template:
    """One numbering of the boxes, and which stand below each other."""

    numbers: Mapping[Field, int]
    left: tuple[Placed, ...]
    right: tuple[Placed, ...]
    """Below the title."""
    goods: tuple[Placed, ...]
    """Side by side, each with its share of the width."""
    lower: tuple[tuple[float, tuple[Placed, ...]], ...]
    """Columns side by side below the goods, each with its share of the width."""


_SIGNED = {Field.ESTABLISHED: 21, Field.SIGN_SENDER: 22, Field.SIGN_CARRIER: 23, Field.RECEIVED: 24}

IRU_2007 = Template(
    numbers={
        Field.SENDER: 1,
        Field.CONSIGNEE: 2,
        Field.TAKING_OVER: 3,
        Field.DELIVERY: 4,
        Field.INSTRUCTIONS: 5,
        Field.CARRIER: 6,
        Field.SUCCESSIVE: 7,
        Field.RESERVATIONS: 8,
        Field.DOCUMENTS: 9,
        Field.MARKS: 10,
        Field.NUMBER: 11,
        Field.PACKING: 12,
        Field.NATURE: 13,
        Field.GROSS: 14,
        Field.VOLUME: 15,
        Field.SPECIAL: 16,
        Field.CHARGES: 17,
        Field.PARTICULARS: 18,
        Field.CASH: 19,
        Field.CLAUSE: 20,
        **_SIGNED,
    },
    left=(
        (Field.SENDER, 70),
        (Field.CONSIGNEE, 70),
        (Field.TAKING_OVER, 46),
        (Field.DELIVERY, 46),
        (Field.INSTRUCTIONS, 48),
    ),
    right=((Field.CARRIER, 68), (Field.SUCCESSIVE, 26), (Field.RESERVATIONS, 38), (Field.DOCUMENTS, 46)),
    goods=(
        (Field.MARKS, 96),
        (Field.NUMBER, 56),
        (Field.PACKING, 66),
        (Field.NATURE, 146),
        (Field.GROSS, 84),
        (Field.VOLUME, 48),
    ),
    lower=(
        (200, ((Field.SPECIAL, 90),)),
        (148, ((Field.CHARGES, 50), (Field.CASH, 40))),
        (148, ((Field.PARTICULARS, 90),)),
    ),
)
FORM_1976 = Template(
    numbers={
        Field.SENDER: 1,
        Field.CONSIGNEE: 2,
        Field.DELIVERY: 3,
        Field.TAKING_OVER: 4,
        Field.DOCUMENTS: 5,
        Field.MARKS: 6,
        Field.NUMBER: 7,
        Field.PACKING: 8,
        Field.NATURE: 9,
        Field.STATISTICAL: 10,
        Field.GROSS: 11,
        Field.VOLUME: 12,
        Field.INSTRUCTIONS: 13,
        Field.PAYMENT: 14,
        Field.CASH: 15,
        Field.CARRIER: 16,
        Field.SUCCESSIVE: 17,
        Field.RESERVATIONS: 18,
        Field.SPECIAL: 19,
        Field.CHARGES: 20,
        **_SIGNED,
    },
    left=(
        (Field.SENDER, 70),
        (Field.CONSIGNEE, 70),
        (Field.DELIVERY, 46),
        (Field.TAKING_OVER, 46),
        (Field.DOCUMENTS, 48),
    ),
    right=((Field.CARRIER, 70), (Field.SUCCESSIVE, 42), (Field.RESERVATIONS, 66)),
    goods=(
        (Field.MARKS, 78),
        (Field.NUMBER, 54),
        (Field.PACKING, 58),
        (Field.NATURE, 116),
        (Field.STATISTICAL, 60),
        (Field.GROSS, 84),
        (Field.VOLUME, 46),
    ),
    lower=(
        (200, ((Field.INSTRUCTIONS, 48), (Field.PAYMENT, 48))),
        (148, ((Field.SPECIAL, 90),)),
        (148, ((Field.CHARGES, 50), (Field.CASH, 40))),
    ),
)


def of(variant: Variant) -> Template:
    """Return the template of a variant."""
    return FORM_1976 if variant is Variant.FORM_1976 else IRU_2007
