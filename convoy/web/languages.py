"""The languages pages can be shown in, each by its own name, and which of them is shown.

A choice is kept with the person, and in a cookie of the browser for whoever has not signed in yet.
"""

from datetime import timedelta

from flask import Response, g, request, session
from flask_babel import gettext

from convoy.web import cookies
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
COOKIE = "language"
LASTS = timedelta(days=365)
ALL = 100
LANGUAGE_FIELD = "in_language"
REDRAWN = "redrawn"
"""In `g`: set where a form was sent only to be read in another language (web/redrawing.py)."""


def chosen(own: str = "") -> str:
    """Return the language to show: chosen at this visit, else the person's `own`, else the browser's.

    Of the browser's what was chosen on it last counts before what it asks for; English is left for the rest.
    """
    for language in (session.get("language"), own, cookies.kept(COOKIE)):
        if language in LANGUAGES:
            return str(language)
    return request.accept_languages.best_match(LANGUAGES) or "en"


def is_redrawn() -> bool:
    """Return whether this form is only drawn once more, in another language: nothing may be done with it."""
    return bool(g.get(REDRAWN))


def note(response: Response) -> Response:
    """Have the browser keep the language that was chosen on it, for whoever comes to its door next."""
    if request.endpoint == "static":
        return response
    chosen = session.get("language")
    if chosen is not None and chosen != cookies.kept(COOKIE):
        cookies.keep(response, COOKIE, chosen, LASTS)
    return response


def choices() -> list[tuple[str, str]]:
    """Return each language's code and name, and how much of it there is where that is not everything."""
    return [(language, _with_figure(language, name)) for language, name in LANGUAGES.items()]


def _with_figure(language: str, name: str) -> str:
    said = said_of_a_hundred(language)
    return name if said == ALL else gettext("%(language)s (%(said)s %%)", language=name, said=said)
