"""The intake page that works without a network: a shell without a word about anybody."""

import hashlib
import json
from functools import cache

from flask import Blueprint, Response, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale, gettext

from convoy.domain.kinds import Condition, OrganisationKind
from convoy.web import labels
from convoy.web.forms.fields import AN_EXAMPLE
from convoy.web.frame import chosen_language
from convoy.web.intake_words import COUNTED, SENTENCES, cautions, forms
from convoy.web.languages import LANGUAGES, RIGHT_TO_LEFT
from convoy.web.static_files import read_static, static_url, vendored_url

bp = Blueprint("intake", __name__, url_prefix="/intake")

MODULES = (
    *(
        f"js/intake/{name}.js"
        for name in ("page", "lines", "queue", "finding", "codes", "reading", "quick", "photos")
    ),
    "js/camera.js",
    "js/keypad.js",
)
READER = ("zxing-wasm/reader.js", "zxing-wasm/zxing_reader.wasm")
"""What reads codes where the browser does not: a phone keeps it once its camera is offered."""

WORKER = "js/intake/worker.js"
SWITCHED_OFF = "js/intake/worker-off.js"


@bp.get("/")
def index() -> ResponseReturnValue:
    """Go to the page in the language of this browser."""
    return redirect(url_for(".shell", language=chosen_language()), 302)


@bp.get("/<language>")
def shell(language: str) -> ResponseReturnValue:
    """Show the page: the same to everybody, signed in or not."""
    if language not in LANGUAGES:
        return redirect(url_for(".index"), 302)
    # By this a service worker knows whether a page fits the files it keeps.
    return Response(_shell(language), headers={"Convoy-Shell": _version(_files())})


def _shell(language: str) -> str:
    with force_locale(language):
        return render_template(
            "intake/shell.html",
            icon_drawn=read_static("favicon.svg").strip(),
            language=str(get_locale()),
            a_day=AN_EXAMPLE,
            languages=list(LANGUAGES.items()),
            direction="rtl" if language in RIGHT_TO_LEFT else "ltr",
            kinds=[(kind.value, labels.label(kind)) for kind in OrganisationKind],
            conditions=[(one.value, labels.label(one)) for one in Condition],
            sentences=[(name, gettext(sentence)) for name, sentence in SENTENCES.items()] + cautions(),
            counted=[(name, forms(*said)) for name, said in COUNTED.items()],
        )


@bp.get("/worker.js")
def worker() -> Response:
    """Return the service worker with the files of this version, or one that removes itself."""
    if not current_app.config["CONVOY_PHONES"]:
        return _script(read_static(SWITCHED_OFF))
    files = _files()
    head = f"const VERSION = {json.dumps(_version(files))};\nconst FILES = {json.dumps(files)};\n"
    later = [url for name in READER if (url := vendored_url(name))]
    head += f"const LATER = {json.dumps(later)};\n"
    return _script(head + read_static(WORKER))


def _files() -> tuple[str, ...]:
    """Return the addresses of what the page needs beside itself."""
    modules = [url_for("static", filename=name) for name in MODULES]
    return (*modules, *(static_url(name) for name in ("css/convoy.css", "icons.svg", "favicon.svg")))


@cache
def _version(files: tuple[str, ...]) -> str:
    """What changes with any of the files and any language of the page; worked out once in a process."""
    pages = [_shell(language) for language in LANGUAGES]
    modules = [read_static(name) for name in MODULES]
    return hashlib.sha256(json.dumps([files, pages, modules]).encode()).hexdigest()[:12]


def _script(content: str) -> Response:
    return Response(content, content_type="text/javascript; charset=utf-8")


@bp.get("/<language>/<any(convoy, plain):name>.webmanifest")
def manifest(language: str, name: str) -> ResponseReturnValue:
    """Return how the page is installed: as Convoy, or under a name and picture that say nothing."""
    if language not in LANGUAGES:
        return redirect(url_for(".index"), 302)
    is_plain = name == "plain"
    with force_locale(language):
        called = gettext("Lists") if is_plain else "Convoy"
    icon = "plain.svg" if is_plain else "favicon.svg"
    said = {
        "name": called,
        "short_name": called,
        "lang": language,
        "id": "/intake/",
        "start_url": url_for(".index"),
        "scope": "/intake/",
        "display": "standalone",
        "background_color": "#eeece6",
        "theme_color": "#191d22",
        "icons": [{"src": static_url(icon), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    return Response(json.dumps(said, ensure_ascii=False), content_type="application/manifest+json")
