"""Who asks a machine's question, what may be asked at all, and how an answer is signed."""

import gzip
from typing import TYPE_CHECKING, cast
from uuid import UUID

from flask import Response, current_app, g, request
from pydantic import BaseModel
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_content_range_header

from convoy.api.messages import Problem, Refused
from convoy.db import Database
from convoy.domain.errors import Invalid, Refusal
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.exchange import captures
from convoy.services import phones
from convoy.services.faults import fault
from convoy.words import SCREENS, Words

if TYPE_CHECKING:
    from convoy.queries.users import SignedIn

CLIENT = "Convoy-Client"
LANGUAGE = "Convoy-Language"
SIGNATURE = "Convoy-Signature"

SENT_AS = {"POST": "application/json", "PUT": "application/octet-stream"}
"""What a request that changes something carries, by its method."""


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
    """Return the words of the language that the request names, else of who asks.

    A phone's page may be open in another language than the account's.
    """
    named = request.headers.get(LANGUAGE, "")
    return Words(named if named in SCREENS else actor().language)


def foreign() -> Response | None:
    """Refuse what a page of another site could have a browser send: no token lies on the phone for it.

    Only scripts of our own pages may set this header and this type; the browser itself says the origin.
    """
    origin = request.headers.get("Origin")
    ours = origin is None or f"{origin}/" == request.host_url
    wanted = SENT_AS.get(request.method)
    if wanted is None or (ours and request.mimetype == wanted and CLIENT in request.headers):
        return None
    status = 415 if ours and request.mimetype != wanted else 403
    said = "Sent by another site, or not as described at /api/openapi.json. Nothing was stored."
    return answer(Refused(status=status, problems=[Problem(field="", said=said)]), status)


def body(most: int = captures.LARGEST_BATCH) -> bytes:
    """Return what was sent; raises RequestEntityTooLarge beyond so many bytes, a whole batch as a rule."""
    content = request.get_data()
    if len(content) > most:
        raise RequestEntityTooLarge
    return content


def part(key: UUID) -> captures.PhotoPart:
    """Return the part of a photo that was sent: what of it, the header Content-Range says (RFC 9110, 14.4).

    `bytes */2000` with no bytes asks how far a photo of 2,000 came. Raises Invalid, and
    RequestEntityTooLarge for a photo or a part that is too large.
    """
    content = body(captures.LARGEST_PART)
    of = parse_content_range_header(request.headers.get("Content-Range"))
    if of is not None and (of.length or 0) > captures.LARGEST_PHOTO:
        raise RequestEntityTooLarge
    if of is None or of.length is None or (of.start is not None and of.stop != of.start + len(content)):
        raise Invalid(
            N_("Content-Range does not say which part of how many bytes this is. Nothing was stored."),
            field="Content-Range",
        )
    named = {"of": request.args.get("of", ""), "sha256": request.args.get("sha256", "")}
    return captures.part({"key": key, **named, "size": of.length, "start": of.start, "content": content})


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
    try:
        with database().look() as db:
            signature = phones.sign(db, content)
    except Exception as error:
        if fault(error) is None:
            raise
        # The keys are where nothing answers; whoever asks tries again without believing this.
        signature = ""
    if signature:
        response.headers[SIGNATURE] = signature
    return response
