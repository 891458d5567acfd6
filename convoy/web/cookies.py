"""Cookies a browser keeps beside its session: named after this installation, and read by no script."""

from datetime import timedelta

from flask import Response, current_app, request


def kept(name: str) -> str:
    """Return what this browser keeps under a name, "" for nothing."""
    return request.cookies.get(_whole(name), "")


def keep(response: Response, name: str, value: str, lasts: timedelta) -> None:
    """Have the browser that gets this response keep a value under a name."""
    response.set_cookie(
        _whole(name),
        value,
        max_age=lasts,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def _whole(name: str) -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-{name}"
