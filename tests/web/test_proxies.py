"""Who asks is taken from a proxy's word only where a proxy is said to stand in front; the host never is."""

import dataclasses

import pytest
from flask import request

from convoy.config import Settings
from convoy.db import Database
from convoy.web.guessing import here
from tests.engines import on_sqlite
from tests.web.people import make_app

pytestmark = on_sqlite

FORWARDED = {"X-Forwarded-For": "6.6.6.6, 203.0.113.7", "X-Forwarded-Host": "evil.example"}


@pytest.mark.parametrize(("proxies", "asks"), [(0, "127.0.0.1"), (1, "203.0.113.7"), (2, "6.6.6.6")])
def test_only_as_many_proxies_are_believed_as_are_said_to_be_there(
    installed: Settings, database: Database, proxies: int, asks: str
):
    app = make_app(dataclasses.replace(installed, trusted_proxies=proxies), database)
    app.view_functions["session.sign_in"] = lambda: f"{here()} {request.host}"
    assert app.test_client().get("/sign-in", headers=FORWARDED).text == f"address {asks} localhost"
