"""The honest slip: a note that gives away who drives, in which van, when and where."""

import pytest

from convoy.domain.disclosures import Disclosure, told

SLIPS = [
    ("driver Ivan +380 67 123 45 67", Disclosure.TELEPHONE),
    ("call Jan on 07700 900123 before you come", Disclosure.TELEPHONE),
    ("tel. (0113) 496 0123", Disclosure.TELEPHONE),
    ("00380671234567 is the lead", Disclosure.TELEPHONE),
    ("дзвоніть 067-123-45-67", Disclosure.TELEPHONE),
    ("Olena: 0671234567", Disclosure.TELEPHONE),
    ("+48 601 234 567 speaks Polish", Disclosure.TELEPHONE),
    ("+49-151-2345678", Disclosure.TELEPHONE),
    ("ring +44(0)7700 900 456 at the gate", Disclosure.TELEPHONE),
    ("тел.: 050 333 22 11, Тарас", Disclosure.TELEPHONE),
    ("white van YK19 ABC", Disclosure.PLATE),
    ("the Sprinter, AA 1234 BB", Disclosure.PLATE),
    ("АА1234ВВ поїде першою", Disclosure.PLATE),
    ("look for KA 12345", Disclosure.PLATE),
    ("van 2 is WX 9876K", Disclosure.PLATE),
    ("trailer B-MW 1234", Disclosure.PLATE),
    ("AB-123-CD from Lyon", Disclosure.PLATE),
    ("plate 1AB 2345 or 3A4 5678", Disclosure.PLATE),
    ("it is the LEJ 345 one", Disclosure.PLATE),
    ("ВС 4455 СТ, синій бус", Disclosure.PLATE),
    ("unload at 49.8397, 24.0297", Disclosure.COORDINATES),
    ("48.4647 35.0462 is the yard", Disclosure.COORDINATES),
    ("N 49°50' E 24°01'", Disclosure.COORDINATES),
    ("meet here https://maps.app.goo.gl/abc123", Disclosure.COORDINATES),
    ("https://www.google.com/maps/@49.8,24.0,15z", Disclosure.COORDINATES),
    ("geo:49.84,24.03", Disclosure.COORDINATES),
    ("gate is 8GX5R2QG+7V", Disclosure.COORDINATES),
    ("we leave at 06:30 sharp", Disclosure.TIME),
    ("виїзд о 5:45", Disclosure.TIME),
    ("border around 7 pm", Disclosure.TIME),
]
HARMLESS = [
    "240 tins of beans in 10 boxes, best before 03/2028",
    "Our convoy is on its way: 2 vans, 187 boxes, about 3.1 t.",
    "Goods until Sat 14 Mar 2026, please no glass jars",
    "14.03.2026 is the last day",
    "2026-03-14",
    "12,5 кг борошна, 1 200 пар шкарпеток",
    "about 1,140.250 kg in 40 boxes",
    "Blankets 150 x 200 cm, sizes XL and 42",
    "Take only sealed packs of 500 g; 3 bags for 2 halls",
    "Branch 12, resolution 14/2026, room 301",
    "4 AAA cells per torch, USB-C 65 W chargers",
    "Дякуємо 14 організаціям і всім, хто дав",
]


def test_of_thirty_slips_at_least_nine_in_ten_are_warned_of():
    assert len(SLIPS) == 30
    missed = [text for text, what in SLIPS if what not in {one.what for one in told(text)}]
    assert len(missed) <= 3, missed
    assert [text for text, _ in SLIPS if not told(text)] == []


@pytest.mark.parametrize("text", HARMLESS)
def test_what_groups_say_every_week_is_not_warned_of(text):
    assert told(text) == ()


def test_the_warning_says_what_was_found():
    assert [one.found for one in told("Ivan, +380 67 123 45 67, AA 1234 BB")] == [
        "AA 1234 BB",
        "+380 67 123 45 67",
    ]


@pytest.mark.parametrize(
    "text", ["ZZ731QX is full", "zz 731 qx is full", "for kryvyi RIH!", "Zenobia drives"]
)
def test_what_is_known_of_a_convoy_is_found_however_it_is_written(text):
    known = ("ZZ 731 QX", "Kryvyi Rih", "Zenobia")
    assert Disclosure.ROUTE in {one.what for one in told(text, known)}


def test_known_words_are_found_as_whole_words_only():
    assert told("Rihanna sings, Kryvyi is a word", ("Kryvyi Rih", "Rih")) == ()
