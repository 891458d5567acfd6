"""The language of the pages, changed at any moment: a form that is half filled comes back as it is.

Its page sends it to where it would be sent anyway, with the language beside it (static/js/convoy.js). The
answer is the page that the view draws of a form that is not ripe; nothing is done, nothing is kept anywhere.
"""

from dataclasses import replace
from http import HTTPStatus

import flask_babel
from flask import Flask, Response, g, request, session

from convoy.services import users
from convoy.web.access import current_actor, do
from convoy.web.languages import LANGUAGE_FIELD, LANGUAGES, REDRAWN, is_redrawn


def choose(language: str) -> None:
    """Show pages in this language from now on: to this person everywhere, and at this browser's door."""
    if language not in LANGUAGES:
        return
    session["language"] = language
    if current_actor().user_id is not None:
        do(users.choose_language, language)


def _look() -> None:
    language = request.form.get(LANGUAGE_FIELD, "") if request.method == "POST" else ""
    if language not in LANGUAGES or request.blueprint == "api":
        return
    choose(language)
    g.actor = replace(current_actor(), language=language)
    setattr(g, REDRAWN, True)
    flask_babel.refresh()


def _answered(response: Response) -> Response:
    """A page that was only drawn once more is no refusal."""
    if is_redrawn() and response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        response.status_code = HTTPStatus.OK
    return response


def install(app: Flask) -> None:
    """Look at every form before its view does; after the check of its token."""
    app.before_request(_look)
    app.after_request(_answered)
