"""Applications and signed-in people for tests of pages."""

import secrets
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask import session as flask_session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from convoy.app import create_app
from convoy.config import Settings
from convoy.db import Database
from convoy.domain.permissions import CONSOLE, Granted
from convoy.services import sign_ins, users

PASSWORD = "four plain words here"


def make_app(settings: Settings, database: Database, *, second_factor: bool = False) -> Flask:
    """The application of a test's installation; the second factor is asked for where the test is about it.

    Putting its parts together and reading its templates costs more than most tests: one application serves
    the tests of a process in turn, each with its own settings and database. Who adds to it makes their own.
    """
    app, as_built, views = _built(settings, database)
    app.view_functions.clear()
    app.view_functions.update(views)
    app.config.clear()
    app.config.update(as_built)
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False, CONVOY_SECOND_FACTOR=second_factor)
    app.config.update(SECRET_KEY=settings.secret_key())
    app.extensions["convoy_database"] = database
    app.request_class = Flask.request_class
    return app


Built = tuple[Flask, dict[str, object], dict[str, Callable[..., Any]]]
"""An application, and its settings and pages before a test changed any."""

_apps: dict[tuple[str, int], Built] = {}


def _built(settings: Settings, database: Database) -> Built:
    shape = settings.url, settings.trusted_proxies
    if shape not in _apps:
        app = create_app(settings, database)
        _apps[shape] = app, dict(app.config), dict(app.view_functions)
    return _apps[shape]


def add_user(database: Database, *granted: Granted, name: str = "Olena", login: str | None = None) -> int:
    """The id of a new person with these grants; the password hash fits nothing, and so costs no time."""
    login = login or f"user-{secrets.token_hex(4)}"

    def create(db):
        return users.create(db, CONSOLE, users.NewUser(login, name, "!"), *granted).id

    return database.do(create)


def client_of(app: Flask, database: Database, user_id: int) -> FlaskClient:
    """A browser in which this person is signed in."""
    token = database.do(sign_ins.open_sign_in, user_id, "test")
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    return client


def signed_in(app: Flask, database: Database, *granted: Granted, name: str = "Olena") -> FlaskClient:
    """A browser in which a new person with these grants is signed in."""
    return client_of(app, database, add_user(database, *granted, name=name))


def csrf(client: FlaskClient) -> str:
    """A form token of this browser's session, as its pages would carry it."""
    with client.session_transaction() as session:
        raw = session.setdefault("csrf_token", secrets.token_hex(20))
    with client.application.test_request_context():
        flask_session["csrf_token"] = raw
        return generate_csrf()


def post(client: FlaskClient, path: str, data: dict[str, object] | None = None, **kwargs) -> TestResponse:
    """Send a form as this browser would."""
    return client.post(path, data={"csrf_token": csrf(client), **(data or {})}, **kwargs)
