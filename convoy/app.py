"""Puts the parts together; the only module that knows all of them."""

from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from convoy.api import donations as api
from convoy.config import Settings
from convoy.db import Database
from convoy.web import (
    addresses,
    compression,
    errors,
    frame,
    headers,
    redrawing,
    sign_in,
    static_files,
    step_up,
)
from convoy.web.views import BLUEPRINTS

PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Return where `templates` or `static` are: in the package, or beside it in a checkout."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def trusted_hosts(settings: Settings, *, demo: bool) -> list[str] | None:
    """Return the only host a request may name, or None where any will do."""
    host = urlsplit(settings.url).hostname
    return [host] if host and not demo else None


def create_app(settings: Settings, database: Database, *, demo: bool = False) -> Flask:
    """Return the application of one installation. `demo` puts a banner on every page."""
    app = Flask("convoy", template_folder=str(folder("templates")), static_folder=str(folder("static")))
    app.config.update(
        SECRET_KEY=settings.secret_key(),
        MAX_CONTENT_LENGTH=4 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=5_000,
        # The token lives as long as the sign-in, so that a form filled slowly is not lost.
        WTF_CSRF_TIME_LIMIT=None,
        # Links and codes are made from the installation's own address; a demo has none.
        TRUSTED_HOSTS=trusted_hosts(settings, demo=demo),
        BABEL_TRANSLATION_DIRECTORIES=str(PACKAGE / "translations"),
        CONVOY_DEMO=demo,
        # Everybody can sign in to a demo: a second factor would keep nobody out.
        CONVOY_SECOND_FACTOR=not demo,
        CONVOY_URL=settings.url,
        CONVOY_PHONES=settings.phones,
    )
    if settings.trusted_proxies:
        # Only who asks and by which scheme; the host is what the proxy hands on, and must be ours.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies, x_host=0
        )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.extensions["convoy_database"] = database
    headers.install(app, secure=settings.url.startswith("https:"))
    # Before the check of form tokens: a form sent after the sign-in ended comes back filled.
    sign_in.install(app)
    step_up.install(app)
    # What machines send carries no form token; api.asking says how a foreign page is told from our own.
    CSRFProtect(app).exempt(api.bp)
    redrawing.install(app)
    addresses.install(app)
    Babel(app, locale_selector=frame.chosen_language)
    static_files.install(app)
    compression.install(app)
    frame.install(app)
    errors.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    api.install(app)
    return app
