"""What every answer tells the browser: run nothing foreign, frame nothing, keep nothing."""

from http import HTTPStatus

from flask import Flask, Response, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

READER = POLICY.replace("script-src 'self';", "script-src 'self' 'wasm-unsafe-eval';")
"""For pages on which a camera reads codes: their reader is WebAssembly, a file of ours like the scripts."""

WITH_CAMERA = frozenset(
    {"donations.new", "donations.create", "donations.correct", "donations.replace", "intake.shell"}
)
"""Pages of gifts on which a camera reads codes; those that only scan say so in web/scan_pages.py."""

# Referrer-Policy: other sites learn nothing; without it our own forms could not prove that they are ours.
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
}

KEPT = frozenset({HTTPStatus.OK, HTTPStatus.NOT_MODIFIED})
"""The answers about a static file that a browser may keep; a page that says it is missing is not one."""


KEPT_SHORTLY = {"public_pages.show": 60, "appeals.public": 60}
"""For how many seconds anybody may keep a page that is the same for everybody."""


def install(app: Flask, *, secure: bool) -> None:
    """Put the headers on every answer; `secure` where the installation is reached by https."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-convoy" if secure else "convoy",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )

    @app.after_request
    def add(response: Response) -> Response:
        if request.endpoint in WITH_CAMERA:
            response.headers.setdefault("Content-Security-Policy", READER)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        seconds = KEPT_SHORTLY.get(request.endpoint or "")
        if seconds is not None and response.status_code == HTTPStatus.OK:
            response.headers["Cache-Control"] = f"public, max-age={seconds}"
            response.headers["Vary"] = "Accept-Language, Cookie"
        elif request.endpoint != "static" or response.status_code not in KEPT:
            response.headers["Cache-Control"] = "no-store"
        return response
