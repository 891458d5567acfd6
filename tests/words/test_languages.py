"""Papers speak fourteen languages: each counts, dates and writes numbers in its own way."""

import runpy
from datetime import date
from pathlib import Path

import pytest
from babel.support import Translations

from convoy.documents.layout import units
from convoy.domain.rules import RULES
from convoy.web.languages import LANGUAGES as LANGUAGES_OF_PAGES
from convoy.words import LANGUAGES, SCREENS, UNREVIEWED, Words, said_of_a_hundred

COMPILING = Path(__file__).resolve().parents[2] / ".build" / "compiling.py"
PLURALS = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "%(num)s van"
msgid_plural "%(num)s vans"
msgstr[0] ""
msgstr[1] ""
msgstr[2] ""

msgid "%(num)s box"
msgid_plural "%(num)s boxes"
msgstr[0] "%(num)s pudełko"
msgstr[1] "%(num)s pudełka"
msgstr[2] "%(num)s pudełek"
"""

PACKAGES = {
    "pl": "1 karton, 2 kartony, 5 kartonów, 12 kartonów, 22 kartony, 25 kartonów",
    "cs": "1 karton, 2 kartony, 5 kartonů, 12 kartonů, 22 kartonů, 25 kartonů",
    "sk": "1 kartón, 2 kartóny, 5 kartónov, 12 kartónov, 22 kartónov, 25 kartónov",
    "lt": (
        "1 kartoninė dėžė, 2 kartoninės dėžės, 5 kartoninės dėžės, 12 kartoninių dėžių, "
        "22 kartoninės dėžės, 25 kartoninės dėžės"
    ),
    "ro": (
        "1 cutie de carton, 2 cutii de carton, 5 cutii de carton, 12 cutii de carton, "
        "22 de cutii de carton, 25 de cutii de carton"
    ),
    "de": "1 Karton, 2 Kartons, 5 Kartons, 12 Kartons, 22 Kartons, 25 Kartons",
    "fr": "1 carton, 2 cartons, 5 cartons, 12 cartons, 22 cartons, 25 cartons",
    "it": "1 cartone, 2 cartoni, 5 cartoni, 12 cartoni, 22 cartoni, 25 cartoni",
    "hu": "1 karton, 2 karton, 5 karton, 12 karton, 22 karton, 25 karton",
    "tr": "1 karton, 2 karton, 5 karton, 12 karton, 22 karton, 25 karton",
}
WEIGHTS = {
    "en": "1,140.250",
    "uk": "1 140,250",
    "pl": "1 140,250",
    "lt": "1 140,250",
    "fr": "1 140,250",
    "de": "1.140,250",
    "es": "1.140,250",
    "tr": "1.140,250",
}
DAYS = {
    "en": "4 Mar 2026",
    "pl": "4 mar 2026",
    "de": "4. März 2026",
    "cs": "4. bře 2026",
    "hu": "2026. márc. 4.",
    "lt": "2026 kov. 4",
}


@pytest.mark.parametrize("language", PACKAGES)
def test_a_number_of_packages_has_the_form_its_language_asks_for(language):
    words = Words(language)
    assert (
        ", ".join(units.packages(words, count, "CT") for count in (1, 2, 5, 12, 22, 25)) == PACKAGES[language]
    )


@pytest.mark.parametrize("language", WEIGHTS)
def test_a_weight_has_the_marks_of_its_language(language):
    said = Words(language).fixed(1_140_250, 3)
    assert said.replace("\u00a0", " ").replace("\u202f", " ") == WEIGHTS[language]


@pytest.mark.parametrize("language", DAYS)
def test_a_day_is_written_in_the_order_of_its_language(language):
    assert Words(language).day(date(2026, 3, 4)) == DAYS[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_month_is_letters_in_every_language(language):
    said = Words(language).day(date(2026, 3, 4))
    assert any(letter.isalpha() for letter in said)
    assert "2026" in said


def test_each_language_is_offered_by_what_it_calls_itself():
    names = [Words(language).own_name for language in LANGUAGES]
    assert names == [
        *("English", "Українська", "Polski", "Español", "Português", "Français", "Deutsch"),
        *("Italiano", "Română", "Slovenčina", "Čeština", "Magyar", "Lietuvių", "Türkçe"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_says_itself_that_no_native_reader_has_checked_it(language):
    words = Words(language)
    assert words.is_reviewed == (language == "en")
    assert words.is_reviewed or UNREVIEWED in words.gettext("")


@pytest.mark.parametrize("language", SCREENS)
def test_a_language_of_pages_is_called_what_it_calls_itself(language):
    assert LANGUAGES_OF_PAGES[language] == Words(language).own_name


@pytest.mark.parametrize("language", SCREENS)
def test_a_language_of_pages_says_how_much_of_them_it_has(language):
    said = said_of_a_hundred(language)
    assert said == 100 if language in {"en", "uk"} else 95 <= said <= 100


@pytest.mark.parametrize("language", SCREENS)
def test_what_a_language_does_not_say_yet_is_said_in_english(language):
    words = Words(language)
    assert words.gettext("A sentence that nobody has ever translated") == (
        "A sentence that nobody has ever translated"
    )
    assert words.ngettext("%(num)s sheep", "%(num)s sheep in a flock", 3) == "3 sheep in a flock"


def test_what_a_rule_says_is_said_in_ukrainian_too():
    assert [rule.name for rule in RULES.values() if Words("uk").gettext(rule.says) == rule.says] == []


def test_an_empty_plural_of_a_catalogue_is_left_out_when_it_is_compiled(tmp_path):
    """Babel would write it as an empty sentence, and a page would say nothing where it counts."""
    source = tmp_path / "pl" / "LC_MESSAGES" / "messages.po"
    source.parent.mkdir(parents=True)
    source.write_text(PLURALS, encoding="utf-8")
    compiling = runpy.run_path(str(COMPILING))
    compiling["compile_catalogue"](source)
    compiled = Translations.load(tmp_path, ["pl"])
    assert compiled.ngettext("%(num)s van", "%(num)s vans", 2) == "%(num)s vans"
    assert compiled.ngettext("%(num)s box", "%(num)s boxes", 5) == "%(num)s pudełek"
