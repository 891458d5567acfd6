"""Static files by content: an address that changes with the file may be kept for a year, compressed."""

import gzip
import hashlib
from functools import cache
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, current_app, g, request, url_for

COMPRESSED = frozenset({".css", ".js", ".svg", ".wasm", ".webmanifest"})


@cache
def _digest(file: Path, _changed: float) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


@cache
def _compressed(file: Path, _changed: float) -> bytes:
    return gzip.compress(file.read_bytes(), mtime=0)


def static_url(name: str) -> str:
    """Return the address of a static file, with the hash of its content."""
    # Once for a page: each icon in it asks for the same file, and a long list has hundreds.
    known: dict[str, str] = g.setdefault("static_urls", {})
    if name not in known:
        file = Path(current_app.static_folder or "", name)
        known[name] = url_for("static", filename=name, v=_digest(file, file.stat().st_mtime))
    return known[name]


def vendored_url(name: str) -> str:
    """Return the address of a script that the build brings; "" where it was built without it."""
    file = Path(current_app.static_folder or "", "vendor", name)
    return static_url(f"vendor/{name}") if file.is_file() else ""


def read_static(name: str) -> str:
    """Return the text of a static file."""
    return Path(current_app.static_folder or "", name).read_text(encoding="utf-8")


def install(app: Flask) -> None:
    """Offer `static_url` to templates, and answer with compressed, long-lived files."""
    folder = Path(app.static_folder or "")

    app.add_template_global(static_url)
    app.add_template_global(vendored_url)

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint != "static" or response.status_code != HTTPStatus.OK:
            return response
        file = folder / str((request.view_args or {}).get("filename", ""))
        if "v" in request.args:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        if file.suffix in COMPRESSED and request.accept_encodings.quality("gzip"):
            response.direct_passthrough = False
            response.close()
            response.set_data(_compressed(file, file.stat().st_mtime))
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        return response
