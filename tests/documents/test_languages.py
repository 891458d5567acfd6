"""Papers in fourteen languages: everything is said, nothing is an empty box, names can be read."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

import convoy
from convoy.documents.cargo import Party, phrases
from convoy.documents.layout.fonts import Face, missing, width
from convoy.documents.layout.sheet import BODY
from convoy.documents.layout.table import _PAD_X, Table
from convoy.documents.layout.voices import Voices, in_latin, named
from convoy.documents.papers import manifest
from convoy.documents.registry import KINDS, Variant
from convoy.domain.categories import NAMES
from convoy.words import LANGUAGES, Words
from tests.documents.reading import everything
from tests.documents.samples import ISSUE, a_manifest, goods, line
from tests.documents.test_registry import SNAPSHOTS

DATA = Path(convoy.__file__).parent / "data"
TRANSLATED = [language for language in LANGUAGES if language != "en"]
SAMPLES_OWN = frozenset({"Medical supplies"})
"""Categories of the samples that the catalogue does not have."""


def sentences(language: str) -> list[str]:
    """Everything a catalogue says."""
    return list(Words(language)._catalogue._catalog.values())


def drawn(first: str, second: str | None = None, paper=None, issue=ISSUE, variant=Variant.FULL) -> str:
    words = Words(second) if second else None
    return everything(manifest.render(paper or a_manifest(), Words(first), words, variant, issue))


@pytest.fixture
def unsaid(monkeypatch) -> set[tuple[str, str]]:
    """Language and sentence of whatever was asked for and is in no catalogue."""
    found: set[tuple[str, str]] = set()
    plain, plural = Words.gettext, Words.ngettext

    def gettext(self, message, **facts):
        if self.language != "en" and message not in self._catalogue._catalog:
            found.add((self.language, message))
        return plain(self, message, **facts)

    def ngettext(self, one, many, num, **facts):
        if self.language != "en" and (one, 0) not in self._catalogue._catalog:
            found.add((self.language, one))
        return plural(self, one, many, num, **facts)

    monkeypatch.setattr(Words, "gettext", gettext)
    monkeypatch.setattr(Words, "ngettext", ngettext)
    return found


@pytest.fixture
def cut(monkeypatch) -> set[str]:
    """Words in the headings of tables that are wider than their column."""
    found: set[str] = set()
    make = Table.__init__

    def made(self, sheet, columns, *args, **options):
        make(self, sheet, columns, *args, **options)
        for column, wide in zip(columns, self._widths, strict=True):
            words = " ".join(column.heading).split(" ")
            found.update(word for word in words if width(word, Face.BOLD, BODY) > wide - 2 * _PAD_X)

    monkeypatch.setattr(Table, "__init__", made)
    return found


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_of_paper_finds_all_its_words_in_every_language_and_cuts_none_in_a_heading(
    code, unsaid, cut
):
    for language in LANGUAGES:
        KINDS[code].render(SNAPSHOTS[code], ISSUE, (language,), KINDS[code].variants[0])
    assert {said for said in unsaid if said[1] not in SAMPLES_OWN} == set()
    assert cut == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_titles_copies_and_categories_of_papers_are_said_in_every_language(language, unsaid):
    words = Words(language)
    for kind in KINDS.values():
        for message in (kind.title, kind.purpose, *kind.plan.copies):
            words.gettext(message)
    for name in NAMES.values():
        words.gettext(name)
    assert unsaid == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_letter_of_a_catalogue_is_an_empty_box(language):
    assert missing("".join(sentences(language)).replace("\n", "")) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_of_an_items_name_is_an_empty_box(language):
    with (DATA / "catalogue-names" / f"{language}.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert len(names) > 100
    assert missing("".join(names)) == set()


@pytest.mark.parametrize(
    ("first", "second", "facts"),
    [
        ("en", "pl", ["Packing list (cargo manifest)", "Lista pakowa (manifest ładunkowy)", "240 szt."]),
        ("uk", "de", ["Пакувальний лист (вантажний маніфест)", "Packliste (Ladungsmanifest)", "240 Stück"]),
        ("lt", None, ["Pakavimo lapas (krovinio manifestas)", "240 vnt.", "Priėmimas sustojime A", "vert."]),
        ("tr", "ro", ["Çeki listesi (yük manifestosu)", "Listă de colisaj", "240 adet", "240 de bucăți"]),
    ],
)
def test_a_manifest_says_the_same_in_whichever_two_languages_are_chosen(first, second, facts):
    said = drawn(first, second)
    for fact in (*facts, "YK19 ABC", "CM-CV7-2026-0003"):
        assert fact in said
    assert "Shipper" not in said.replace("Packing", "") or first == "en"


def test_a_category_is_said_in_languages_that_its_paper_was_not_frozen_in():
    frozen = {"en": "Food", "uk": "Харчі"}
    voices = Voices(Words("pl"), Words("uk"))
    assert phrases.category(voices, line(1, category_names=frozen)) == ("Żywność", "Харчі")


def test_goods_without_a_name_in_a_language_are_said_in_english_and_without_a_mark():
    voices = Voices(Words("pl"))
    assert phrases.item(voices, goods(0, names={"en": "Rice"}, unreviewed=("pl",))) == ("Rice",)


@pytest.mark.parametrize("languages", [("pl", "uk"), ("en", "uk"), ("de", None)])
def test_a_paper_says_that_nobody_who_grew_up_with_a_language_has_checked_it(languages):
    said = drawn(*languages)
    asked = "this translation was not checked by a native reader"
    for language in languages:
        if language not in {None, "en"}:
            assert Words(language).gettext(asked) in said
    assert asked not in said


@pytest.mark.parametrize(
    ("name", "languages", "expected"),
    [
        ("Запоріжжя", ("en", "uk"), "Запоріжжя (Zaporizhzhia)"),
        ("Згурський Юрій", ("pl",), "Згурський Юрій (Zghurskyi Yurii)"),
        ("Запоріжжя", ("uk",), "Запоріжжя"),
        ("Kryvyi Rih", ("en", "uk"), "Kryvyi Rih"),
        ("Корчова – Korczowa", ("en",), "Корчова – Korczowa"),
        ("", ("en",), ""),
    ],
)
def test_a_name_in_cyrillic_alone_is_in_latin_letters_too_where_a_reader_needs_it(name, languages, expected):
    voices = Voices(*(Words(language) for language in languages))
    assert named(voices, name) == expected


def test_a_recipient_with_a_ukrainian_name_alone_gets_the_latin_one_and_keeps_a_given_one():
    alone = Party(name="Міська лікарня № 2")
    voices = Voices(Words("en"), Words("uk"))
    assert phrases.party_lines(voices, alone) == ("Miska likarnia No 2",)
    assert phrases.party_lines(voices, replace(alone, other_name="City Hospital")) == ("City Hospital",)
    assert in_latin(Voices(Words("uk")), alone.name) == ""
