"""The cookie by which a browser is known again; it opens nothing by itself."""

from datetime import timedelta

from flask import Response, after_this_request, current_app, request

LASTS = timedelta(days=180)


def token() -> str:
    """Return the token this browser came with, "" for none."""
    return request.cookies.get(_name(), "")


def remember(new: str) -> None:
    """Have this browser keep the token of its device, whatever this request is answered with."""

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            _name(),
            new,
            max_age=LASTS,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def _name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-device"
