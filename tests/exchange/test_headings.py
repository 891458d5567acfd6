"""What people write above their columns when nobody gave them a form, in the languages of the screen."""

import pytest

from convoy.exchange import box_words, donation_words, layouts
from convoy.exchange.heading_words import HEADINGS
from convoy.exchange.tables import read_grid

FIELDS = ("donor", "item_text", "quantity", "condition", "day", "expiry", "boxes", "grams", "earmark", "note")

SPOKEN = {
    "en": (
        "Who gave;What they gave;How many pieces;New or used?;When it came;"
        "Good until;No. of boxes;Weight (kg);Who is it for;Remarks"
    ),
    "uk": (
        "Хто дав;Що передали;Скільки штук;Нове чи вживане;Коли отримали;"
        "Придатне до;Скільки коробок;Вага в кг;Отримувач;Примітки"
    ),
    "pl": (
        "Kto dał;Co przekazano;Ile sztuk;Nowe/używane;Kiedy przyjęto;"
        "Ważne do;Ile kartonów;Waga w kg;Odbiorca;Uwagi"
    ),
    "es": (
        "Quién dio;Qué se dio;Cuántas unidades;Nuevo o usado;Cuándo llegó;"
        "Caduca el;Cuántas cajas;Peso en kg;Para quién es;Observaciones"
    ),
    "pt": (
        "Quem deu;O que foi doado;Quantas peças;Novo/usado;Quando;"
        "Validade;Quantas caixas;Peso em kg;Para quem;Observações"
    ),
    "fr": (
        "Qui a donné;Ce qui a été donné;Combien de pièces;Neuf ou occasion;Reçu le;"
        "À consommer avant le;Nombre de cartons;Poids en kg;Pour qui;Remarques"
    ),
    "de": (
        "Wer hat gespendet;Was wurde gespendet;Stückzahl;Neu/gebraucht;Wann;"
        "Haltbar bis;Anzahl Kartons;Gewicht in kg;Für wen;Bemerkungen"
    ),
    "it": (
        "Chi ha donato;Che cosa;Quanti pezzi;Nuovo o usato;Data di arrivo;"
        "Scade il;Quante scatole;Peso in kg;Per chi;Note"
    ),
    "tr": (
        "Kim verdi;Ne verildi;Kaç adet;Yeni/kullanılmış;Ne zaman;"
        "Son kullanma;Kaç koli;Ağırlık (kg);Kime gidecek;Notlar"
    ),
    "ar": ("من أعطى;الأصناف;عدد القطع;جديد أو مستعمل;متى;صالح حتى;عدد الصناديق;الوزن بالكيلو;لمن;ملاحظات"),
}


@pytest.mark.parametrize("language", SPOKEN)
def test_headings_as_people_say_them_are_recognised(language):
    grid = read_grid(f"{SPOKEN[language]}\n{';'.join('abcdefghij')}\n".encode())
    columns = layouts.guessed(grid).columns
    assert {place: columns.get(place) for place in range(len(FIELDS))} == dict(enumerate(FIELDS))


def test_no_heading_of_ours_means_two_columns():
    for words in (HEADINGS, box_words._HEADINGS):
        meant = {}
        for field, headings in words.items():
            for heading in donation_words.listed(headings):
                assert meant.setdefault(heading, field) == field, heading
