"""What phones ask: to be set up, the catalogue, to have gifts recorded, an envelope opened."""

import hashlib
import json
import logging
import secrets
from dataclasses import asdict
from datetime import UTC, datetime
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Flask, Response, request, session
from pydantic import BaseModel
from werkzeug.exceptions import HTTPException

from convoy.api import asking, describing, letters
from convoy.api.messages import (
    BatchAnswer,
    Catalogue,
    Done,
    DonorAnswer,
    Keys,
    LineAnswer,
    Opened,
    Phone,
    PhotoAnswer,
    Place,
    Problem,
    RecordAnswer,
    Refused,
)
from convoy.domain import phone_words
from convoy.domain.errors import Busy, Conflict, Invalid, NotAllowed, NotFound, Refusal
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.exchange import captures as shapes
from convoy.queries import barcodes, catalogue, donors
from convoy.queries import phones as query
from convoy.services import capture_opening, captures, phones, photo_arrivals, sign_ins, users
from convoy.services.capture_answers import Answer
from convoy.services.faults import SENTENCES, fault
from convoy.words import SCREENS

log = logging.getLogger("convoy")

_BROKEN = N_("Something is broken on the server, not with what you sent (%(reference)s). Send it again.")

bp = Blueprint("api", __name__, url_prefix="/api")

NOT_WHOLE: dict[type[Refusal], int] = {
    Invalid: 422,
    NotAllowed: 403,
    NotFound: 404,
    Busy: 503,
    Conflict: 409,
}


@bp.before_request
def _only_our_own() -> Response | None:
    return asking.foreign()


@bp.get("/openapi.json")
def openapi() -> Response:
    """Describe all this, as OpenAPI 3.1."""
    return Response(json.dumps(describing.description()), content_type="application/json")


@bp.post("/phone")
def phone() -> Response:
    """Return what a phone keeps to work without a network for whoever is signed in."""
    actor, now = asking.actor(), datetime.now(UTC)
    actor.must(Permission.DONATION_RECORD)
    chosen = shapes.read(asking.body(), shapes.SetUp).language
    if chosen in SCREENS:
        asking.database().do(users.choose_language, actor, chosen)
        session["language"] = chosen
    with asking.database().look() as db:
        is_first = phones.public_keys(db) is None
    if is_first:
        asking.database().do(phones.make_keys_once, actor)
    with asking.database().look() as db:
        keys = phones.public_keys(db)
        kept = Phone(
            by=phones.new_pass(db, asking.signed_in().sign_in_id, now),
            person=asking.signed_in().user_code,
            places=[Place(**asdict(place)) for place in query.places_for_phone(db, actor)],
            keys=Keys(**(keys or {})),
            now=now.isoformat(),
        )
    return asking.answer(kept)


@bp.get("/catalogue")
def items() -> Response:
    """Return the catalogue as a phone keeps it; with If-None-Match, only where it changed."""
    actor = asking.actor()
    actor.must(Permission.DONATION_RECORD)
    with asking.database().look() as db:
        taught = barcodes.known(db, actor)
        words = phone_words.words()
        # What else is sent, by whatever version: a newer one may read words otherwise.
        shape = str(Catalogue.model_fields["items"].annotation)
        beside = json.dumps([taught, words, letters.TABLES.model_dump(), shape])
        revision = f"{catalogue.revision(db)}-{hashlib.sha256(beside.encode()).hexdigest()[:12]}"
        if request.if_none_match.contains(revision):
            return Response(status=HTTPStatus.NOT_MODIFIED)
        listed = query.catalogue_for_phone(db, actor)
    response = asking.answer(Catalogue(items=listed, barcodes=taught, letters=letters.TABLES, words=words))
    response.set_etag(revision)
    return asking.compressed(response)


@bp.post("/donations")
def record() -> Response:
    """Record gifts, each once however often it is sent, and answer for every one of them."""
    database, actor = asking.database(), asking.actor()
    actor.must(Permission.DONATION_RECORD)
    batch = shapes.read(asking.body(), shapes.Batch)
    with database.look() as db:
        if captures.too_many(db, actor, datetime.now(UTC)):
            return _not_taken(HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(captures.RETRY_AFTER)})
    answers = captures.take(database, actor, batch.records)
    return asking.answer(BatchAnswer(records=[_said(one) for one in answers]))


@bp.post("/donor")
def donor() -> Response:
    """Return whether somebody of this name gave before, so that nobody is asked for the kind again."""
    actor = asking.actor()
    actor.must(Permission.DONOR_RECORD)
    named = shapes.read(asking.body(), shapes.DonorName)
    with asking.database().look() as db:
        is_known = donors.donor_is_known(db, actor, named.name)
    return asking.answer(DonorAnswer(is_known=is_known))


@bp.put("/photos/<uuid:key>")
def photo(key: UUID) -> Response:
    """Take a part of a sealed photo, and keep the photo with its gift once it is whole."""
    asking.actor().must(Permission.DONATION_RECORD)
    part = asking.part(key)
    standing = photo_arrivals.take(asking.database(), asking.actor(), part)
    said = PhotoAnswer(id=key, received=standing.received, size=part.size, code=standing.code)
    return asking.answer(said, standing.status)


@bp.post("/open")
def opened() -> Response:
    """Return what an envelope (a draft, too) holds to whoever sealed it, or is in charge."""
    asking.actor().must(Permission.DONATION_RECORD)
    record = shapes.read(asking.body(), shapes.SealedRecord)
    with asking.database().look() as db:
        content = capture_opening.content_of(db, asking.actor(), record)
    return asking.answer(Opened(content=content))


@bp.post("/sign-out")
def sign_out() -> Response:
    """End this sign-in; what a phone has not sent stays on it, sealed."""
    asking.database().do(sign_ins.close, asking.actor(), session.get("_user_id", ""))
    session.clear()
    # As in views.session.sign_out.
    return asking.answer(Done(), headers={"Clear-Site-Data": '"cache"'})


def _said(one: Answer) -> RecordAnswer:
    recorded = json.loads(one.recorded) if one.recorded else {}
    problems = [asking.problem(error) for error in one.problems]
    words = asking.words()
    lines = [
        LineAnswer(**line | {"reason": words.gettext(why) if (why := line["reason"]) else ""})
        for line in recorded.pop("lines", [])
    ]
    return RecordAnswer(
        id=one.id, status=one.status, sha256=one.sha256, problems=problems, lines=lines, **recorded
    )


def _not_taken(status: int, headers: dict[str, str] | None = None, *problems: Problem) -> Response:
    said: BaseModel = Refused(status=status, problems=list(problems))
    return asking.answer(said, status, headers)


@bp.errorhandler(Refusal)
def _refused(error: Refusal) -> Response:
    status = next((code for kind, code in NOT_WHOLE.items() if isinstance(error, kind)), 422)
    headers = {"Retry-After": str(captures.RETRY_AFTER)} if isinstance(error, Busy) else None
    return _not_taken(status, headers, asking.problem(error))


@bp.errorhandler(HTTPException)
def _http(error: HTTPException) -> Response:
    return _not_taken(error.code or 500)


@bp.errorhandler(Exception)
def _broken(error: Exception) -> Response:
    found = fault(error)
    if found is not None:
        log.warning("unavailable: %s", found.value)
        said = asking.words().gettext(SENTENCES[found])
        headers = {"Retry-After": str(captures.RETRY_AFTER)}
        return _not_taken(HTTPStatus.SERVICE_UNAVAILABLE, headers, Problem(field="", said=said))
    reference = secrets.token_hex(4)
    log.error("broken %s", reference, exc_info=error)
    said = asking.words().gettext(_BROKEN, reference=reference)
    return _not_taken(HTTPStatus.INTERNAL_SERVER_ERROR, None, Problem(field="", said=said))


def install(app: Flask) -> None:
    """Answer machines; they get no page, whatever is refused and wherever: not even by the door."""
    app.register_blueprint(bp)

    @app.after_request
    def as_json(response: Response) -> Response:
        is_ours = request.path.startswith(f"{bp.url_prefix}/")
        if not is_ours or response.status_code < HTTPStatus.BAD_REQUEST or response.is_json:
            return response
        said = (
            N_("Nobody is signed in. Nothing was stored.")
            if response.status_code == HTTPStatus.UNAUTHORIZED
            else ""
        )
        problems = [Problem(field="", said=asking.words().gettext(said))] if said else []
        response.set_data(Refused(status=response.status_code, problems=problems).model_dump_json())
        response.content_type = "application/json"
        return response
