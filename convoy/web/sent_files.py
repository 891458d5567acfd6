"""Files that are sent, and the address that codes printed in them lead to."""

from contextlib import AbstractContextManager

from flask import Response, current_app, request

from convoy.documents.layout.page import printed_on
from convoy.queries import paper_defaults
from convoy.web.access import look


def site() -> str:
    """Return where this installation is reached: codes and links on papers lead there."""
    return current_app.config["CONVOY_URL"] or request.url_root.rstrip("/")


def page_of(kind: str) -> AbstractContextManager[None]:
    """Draw what stands below on the page that is set for a kind of paper."""
    with look() as db:
        return printed_on(paper_defaults.known(db).page(kind))


def has_viewer() -> bool:
    """Whether a PDF that answers a form is shown; else it is downloaded, and the form stays as it was."""
    return request.form.get("viewer") != "none"


def pdf(content: bytes, name: str, how: str = "inline") -> Response:
    """Return a PDF under a name, to look at (`inline`) or to keep (`attachment`)."""
    header = {"Content-Disposition": f'{how}; filename="{name}"'}
    return Response(content, mimetype="application/pdf", headers=header)
