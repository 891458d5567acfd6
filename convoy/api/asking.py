"""Who asks a machine's question, what may be asked at all, and how an answer is signed."""

import gzip
from typing import TYPE_CHECKING, cast

from flask import Response, current_app, g, request
from pydantic import BaseModel
from werkzeug.exceptions import RequestEntityTooLarge

from convoy.api.messages import Problem, Refused
from convoy.db import Database
from convoy.domain.errors import Invalid, Refusal
from convoy.domain.permissions import Actor
from convoy.exchange import captures
from convoy.services import phones
from convoy.words import Words

if TYPE_CHECKING:
    from convoy.queries.users import SignedIn

CLIENT = "Convoy-Client"
SIGNATURE = "Convoy-Signature"


def database() -> Database:
    """Return this installation's database."""
    return cast("Database", current_app.extensions["convoy_database"])


def actor() -> Actor:
    """Return who is signed in."""
    return cast("Actor", g.actor)


def signed_in() -> "SignedIn":
    """Return the sign-in of this request."""
    return cast("SignedIn", g.signed_in)


def words() -> Words:
    """Return the words of the language of who asks."""
    return Words(actor().language)


def foreign() -> Response | None:
    """Refuse what a page of another site could have a browser send: no token lies on the phone for it.

    Only scripts of our own pages may set this header and this type; the browser itself says the origin.
    """
    origin = request.headers.get("Origin")
    ours = origin is None or f"{origin}/" == request.host_url
    if request.method != "POST" or (ours and request.is_json and CLIENT in request.headers):
        return None
    status = 415 if ours and not request.is_json else 403
    said = "Sent by another site, or not as described at /api/openapi.json. Nothing was stored."
    return answer(Refused(status=status, problems=[Problem(field="", said=said)]), status)


def body() -> bytes:
    """Return what was sent; raises RequestEntityTooLarge beyond the largest batch."""
    content = request.get_data()
    if len(content) > captures.LARGEST_BATCH:
        raise RequestEntityTooLarge
    return content


def compressed(response: Response) -> Response:
    """Return an answer smaller on its way, where whoever asks can read that; what is signed stays."""
    if request.accept_encodings.quality("gzip"):
        response.set_data(gzip.compress(response.get_data(), mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def problem(error: Refusal) -> Problem:
    """Return a refusal as a problem of its field."""
    return Problem(field=error.field if isinstance(error, Invalid) else "", said=words().refusal(error))


def answer(said: BaseModel, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return an answer with our signature under its very bytes, where there are keys to sign with."""
    content = said.model_dump_json(exclude_defaults=False).encode()
    response = Response(content, status, headers, content_type="application/json")
    with database().look() as db:
        signature = phones.sign(db, content)
    if signature:
        response.headers[SIGNATURE] = signature
    return response
