"""The language of the pages, changed at any moment: a form that is half filled comes back as it is.

Its page sends it to where it would be sent anyway, with the language beside it (static/js/convoy.js). The
answer is the page that the view draws of a form that is not ripe; nothing is done, nothing is kept anywhere.
A view that goes elsewhere, refuses, or would write (web/access.py), draws no such page: then all that was
sent stands ready on one that sends it.
"""

from dataclasses import replace
from http import HTTPStatus

import flask_babel
from flask import Flask, Response, g, make_response, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.services import users
from convoy.web import carried, flashed
from convoy.web.access import OnlyRedrawnError, current_actor, do
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
    g.said_before = flashed.waiting()
    flask_babel.refresh()


def to_send_again() -> str | None:
    """Return the page that has all of a redrawn form ready to be sent; None where that is not what was sent.

    What the view said before it gave up is taken back.
    """
    waiting = carried.typed() if is_redrawn() and current_actor().user_id is not None else None
    if waiting is None:
        return None
    flashed.keep_only(g.said_before.__contains__)
    rest = tuple(pair for pair in waiting.fields if pair[0] != LANGUAGE_FIELD)
    return render_template("session/send_again.html", waiting=replace(waiting, fields=rest))


def _unwritten(_error: OnlyRedrawnError) -> ResponseReturnValue:
    ready = to_send_again()
    if ready is not None:
        return ready
    said = gettext("The page is in another language now. Nothing was stored.")
    return render_template("errors/refused.html", said=said, suggestions=(), status=HTTPStatus.OK)


def _answered(response: Response) -> Response:
    """A page that was only drawn once more is no refusal, and nobody is led away from what was typed."""
    if not is_redrawn():
        return response
    ready = to_send_again() if response.location else None
    if ready is not None:
        return make_response(ready)
    if response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        response.status_code = HTTPStatus.OK
    return response


def install(app: Flask) -> None:
    """Look at every form before its view does; after the check of its token."""
    app.register_error_handler(OnlyRedrawnError, _unwritten)
    app.before_request(_look)
    app.after_request(_answered)
