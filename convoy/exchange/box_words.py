"""What halls and partners write above and into the columns of their lists of boxes."""

from convoy.domain.messages import N_
from convoy.exchange.donation_words import HEADINGS, listed

LABELS = {
    "number": N_("box number"),
    "item_text": N_("item"),
    "quantity": N_("quantity"),
    "condition": N_("condition"),
    "expiry": N_("expiry"),
    "grams": N_("kg of the box"),
    "size": N_("size"),
    "length": N_("length"),
    "width": N_("width"),
    "height": N_("height"),
    "shelf": N_("shelf"),
    "donor": N_("donor"),
    "donor_kind": N_("donor type"),
    "note": N_("note"),
}
"""The columns by their field: the English heading, which is a message."""

REQUIRED = ("number", "item_text", "quantity", "condition")

SIDES = ("length", "width", "height")

_HEADINGS = {
    "number": (
        "box number, box no, box №, box nr, box, box code, number, no, №, nr, carton, carton no,"
        " carton number, package no, package number, номер коробки, № коробки, коробка, номер, номер ящика,"
        " ящик, № ящика, місце, номер місця"
    ),
    "item_text": HEADINGS["item_text"] + ", contents, content, description, вміст, опис, найменування",
    "quantity": (
        "quantity, qty, pieces, pcs, how many, amount, кількість, к-сть, к-ть, штук, шт, скільки,"
        " кількість шт"
    ),
    "condition": HEADINGS["condition"],
    "expiry": HEADINGS["expiry"],
    "grams": (
        "kg of the box, kg, weight, weight kg, box weight, box kg, gross kg, gross, gross weight,"
        " gross weight kg, вага, вага кг, кг, вага коробки, вага коробки кг, брутто, брутто кг, вага брутто,"
        " вага брутто кг"
    ),
    "size": (
        "size, size cm, dimensions, dimensions cm, l x w x h, lxwxh, lxwxh cm, розмір, розміри, розмір см,"
        " габарити, габарити см, дхшхв"
    ),
    "length": "length, length cm, l, l cm, довжина, довжина см",
    "width": "width, width cm, w, w cm, ширина, ширина см",
    "height": "height, height cm, h, h cm, висота, висота см",
    "shelf": "shelf, bay, rack, location, полиця, стелаж, місце зберігання, ряд",
    "donor": HEADINGS["donor"],
    "donor_kind": HEADINGS["donor_kind"],
    "note": HEADINGS["note"],
}

FIELD_BY_HEADING = {word: field for field, words in _HEADINGS.items() for word in listed(words)}
