"""What halls and partners write above and into the columns of their lists of boxes."""

from collections.abc import Mapping
from functools import cache

from convoy.domain.messages import N_
from convoy.exchange.donation_words import with_our_own
from convoy.exchange.heading_words import HEADINGS

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
        "box number, box no, box №, box nr, box, box code, number, no, №, nr, carton, carton no, carton"
        " number, package no, package number, номер коробки, № коробки, коробка, номер, номер ящика,"
        " ящик, № ящика, місце, номер місця, numer kartonu, nr kartonu, karton, nr, número de caja, n.º"
        " de caja, caja, nº caja, número da caixa, caixa, n.º da caixa, numéro du carton, n° du carton,"
        " n° carton, kartonnummer, kartonnr, karton nr, kiste, kistennummer, numero scatola, n. scatola,"
        " scatola, koli no, koli numarası, kutu no, kutu numarası, رقم الصندوق, الصندوق"
    ),
    "item_text": HEADINGS["item_text"] + ", contents, content, description, вміст, опис, найменування",
    "quantity": (
        "quantity, qty, pieces, pcs, how many, amount, кількість, к-сть, к-ть, штук, шт, скільки,"
        " кількість шт, ilość, liczba, sztuk, szt, ile, cantidad, cant, unidades, quantidade, qtd, qtde,"
        " quantité, qté, nombre, menge, anzahl, stück, stk, quantità, qta, pezzi, miktar, adet, الكمية,"
        " العدد"
    ),
    "condition": HEADINGS["condition"],
    "expiry": HEADINGS["expiry"],
    "grams": (
        "kg of the box, kg, weight, weight kg, box weight, box kg, gross kg, gross, gross weight, gross"
        " weight kg, вага, вага кг, кг, вага коробки, вага коробки кг, брутто, брутто кг, вага брутто,"
        " вага брутто кг, waga, waga kg, waga kartonu, kg kartonu, waga brutto, waga brutto kg, peso,"
        " peso kg, peso de la caja, kg de la caja, peso bruto, peso bruto kg, peso da caixa, kg da"
        " caixa, poids, poids kg, poids du carton, kg du carton, poids brut, poids brut kg, gewicht,"
        " gewicht kg, gewicht des kartons, kg des kartons, bruttogewicht, bruttogewicht kg, peso della"
        " scatola, kg della scatola, peso lordo, peso lordo kg, ağırlık, ağırlık kg, kutunun kg, koli"
        " kg, brüt ağırlık, الوزن, وزن الصندوق, وزن الصندوق كغ"
    ),
    "size": (
        "size, size cm, dimensions, dimensions cm, l x w x h, lxwxh, lxwxh cm, розмір, розміри, розмір"
        " см, габарити, габарити см, дхшхв, wymiary, wymiary cm, rozmiar, tamaño, medidas, medidas cm,"
        " dimensiones, dimensões, dimensões cm, tamanho, dimensions du carton, taille, maße, maße cm,"
        " abmessungen, größe, dimensioni, dimensioni cm, misure, boyut, boyutlar, ölçüler, المقاس,"
        " الأبعاد"
    ),
    "length": (
        "length, length cm, l, l cm, довжина, довжина см, długość, długość cm, largo, largo cm,"
        " longitud, comprimento, comprimento cm, longueur, longueur cm, länge, länge cm, lunghezza,"
        " lunghezza cm, uzunluk, boy, الطول"
    ),
    "width": (
        "width, width cm, w, w cm, ширина, ширина см, szerokość, szerokość cm, ancho, ancho cm,"
        " largura, largura cm, largeur, largeur cm, breite, breite cm, larghezza, larghezza cm,"
        " genişlik, en, العرض"
    ),
    "height": (
        "height, height cm, h, h cm, висота, висота см, wysokość, wysokość cm, alto, alto cm, altura,"
        " altura cm, hauteur, hauteur cm, höhe, höhe cm, altezza, altezza cm, yükseklik, الارتفاع"
    ),
    "shelf": (
        "shelf, bay, rack, location, полиця, стелаж, місце зберігання, ряд, półka, regał, estante,"
        " estantería, prateleira, étagère, rayon, regal, regalplatz, scaffale, ripiano, raf, الرف"
    ),
    "donor": HEADINGS["donor"],
    "donor_kind": HEADINGS["donor_kind"],
    "note": HEADINGS["note"],
}


@cache
def field_by_heading() -> Mapping[str, str]:
    """Return the field of each heading's key (see `donation_words.key`)."""
    return with_our_own(_HEADINGS, LABELS)
