"""The languages pages can be shown in, each by its own name."""

from flask_babel import gettext

from convoy.words import said_of_a_hundred

LANGUAGES = {
    "en": "English",
    "uk": "Українська",
    "pl": "Polski",
    "es": "Español",
    "pt": "Português",
    "fr": "Français",
    "de": "Deutsch",
    "it": "Italiano",
    "tr": "Türkçe",
    "ar": "العربية",
}
RIGHT_TO_LEFT = frozenset({"ar"})
ALL = 100


def choices() -> list[tuple[str, str]]:
    """Return each language's code and name, and how much of it there is where that is not everything."""
    return [(language, _with_figure(language, name)) for language, name in LANGUAGES.items()]


def _with_figure(language: str, name: str) -> str:
    said = said_of_a_hundred(language)
    return name if said == ALL else gettext("%(language)s (%(said)s %%)", language=name, said=said)
