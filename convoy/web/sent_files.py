"""Files that are sent, and the address that codes printed in them lead to."""

from flask import Response, current_app, request


def site() -> str:
    """Return where this installation is reached: codes and links on papers lead there."""
    return current_app.config["CONVOY_URL"] or request.url_root.rstrip("/")


def pdf(content: bytes, name: str, how: str = "inline") -> Response:
    """Return a PDF under a name, to look at (`inline`) or to keep (`attachment`)."""
    header = {"Content-Disposition": f'{how}; filename="{name}"'}
    return Response(content, mimetype="application/pdf", headers=header)
