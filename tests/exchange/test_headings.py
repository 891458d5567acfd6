"""What people write above their columns when nobody gave them a form, in the languages of the screen."""

import pytest

from convoy.domain.kinds import OrganisationKind
from convoy.exchange import box_words, donation_words, layouts
from convoy.exchange.heading_words import HEADINGS
from convoy.exchange.tables import read_grid
from convoy.web import labels
from convoy.words import LANGUAGES, SCREENS, Words

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
    "cs": (
        "Kdo dal;Co bylo dáno;Počet kusů;Stav;Kdy;Spotřebujte do;Počet krabic;Hmotnost (kg);Pro koho;Poznámka"
    ),
    "sk": (
        "Kto dal;Čo dali;Koľko kusov;Stav tovaru;Dátum prijatia;"
        "Dátum spotreby;Počet krabíc;Hmotnosť (kg);Pre koho;Poznámky"
    ),
    "ro": (
        "Cine a donat;Produse;Câte bucăți;Nou sau folosit;Când;"
        "Valabil până la;Număr de cutii;Greutate (kg);Pentru cine;Observații"
    ),
    "hu": (
        "Ki adta;Megnevezés;Darabszám;Állapot;Átvétel dátuma;"
        "Lejárati idő;Dobozok száma;Súly (kg);Kinek;Megjegyzés"
    ),
    "lt": (
        "Kas davė;Daiktas;Kiek vienetų;Būklė;Kada;Tinka iki;Dėžių skaičius;Svoris (kg);Kam skirta;Pastabos"
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


@pytest.mark.parametrize(
    "headings",
    [
        "Who;What;Qty;Box",
        "Хто;Що;Шт;Коробка",
        "Kto;Co;Szt.;Karton",
        "Quién;Qué;Cant.;Caja",
        "Quem;O que;Qtd;Caixa",
        "Qui;Quoi;Nb;Carton",
        "Wer;Was;Anzahl;Kiste",
        "Chi;Cosa;Pz;Scatola",
        "Kim;Ne;Adet;Koli",
        "من;الصنف;العدد;كرتونة",
        "Kdo;Co;Ks;Krabice",
        "Kto;Čo;Ks;Škatuľa",
        "Cine;Ce;Buc.;Cutie",
        "Ki;Mit;Db;Doboz",
        "Aukotojas;Ką;Vnt.;Dėžė",
    ],
)
def test_one_short_word_will_do(headings):
    grid = read_grid(f"{headings}\na;b;c;d\n".encode())
    assert layouts.guessed(grid).columns == {0: "donor", 1: "item_text", 2: "quantity", 3: "boxes"}


def test_what_they_are_is_said_of_donors_and_no_goods():
    grid = read_grid(b"When;Who;What they are;Thing;How many;New/used\na;b;c;d;e;f\n")
    fields = ("day", "donor", "donor_kind", "item_text", "quantity", "condition")
    assert layouts.guessed(grid).columns == dict(enumerate(fields))


@pytest.mark.parametrize("heading", ["Box number", "Box size", "№ коробки", "Nr kartonu", "Who packed it"])
def test_a_word_that_has_to_stand_alone_is_none_among_others(heading):
    grid = read_grid(f"Date;Item;Qty;{heading}\na;b;c;d\n".encode())
    assert 3 not in layouts.guessed(grid).columns


@pytest.mark.parametrize("language", dict.fromkeys((*LANGUAGES, *SCREENS)))
def test_what_we_call_kinds_of_donors_ourselves_is_read(language):
    for kind in OrganisationKind:
        said = Words(language).gettext(labels.MARKS[kind].text)
        assert donation_words.KIND_BY_WORD.get(donation_words.key(said)) is kind, said
