"""What phones ask: to be set up, the catalogue, to have gifts recorded, an envelope opened."""

import json
from datetime import UTC, datetime
from http import HTTPStatus

from flask import Blueprint, Response, request, session
from pydantic import BaseModel
from werkzeug.exceptions import HTTPException

from convoy.api import asking, describing
from convoy.api.messages import (
    BatchAnswer,
    Catalogue,
    Done,
    Keys,
    Opened,
    Phone,
    Place,
    Problem,
    RecordAnswer,
    Refused,
)
from convoy.domain.errors import Busy, Conflict, Invalid, NotAllowed, Refusal
from convoy.domain.permissions import Permission
from convoy.exchange import captures as shapes
from convoy.queries import captures as query
from convoy.queries import catalogue
from convoy.services import captures, phones, sign_ins
from convoy.services.captures import Answer

bp = Blueprint("api", __name__, url_prefix="/api")

NOT_WHOLE: dict[type[Refusal], int] = {Invalid: 422, NotAllowed: 403, Busy: 503, Conflict: 409}


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
    with asking.database().look() as db:
        is_first = phones.public_keys(db) is None
    if is_first:
        asking.database().do(phones.make_keys_once, actor)
    with asking.database().look() as db:
        keys = phones.public_keys(db)
        kept = Phone(
            by=phones.new_pass(db, asking.signed_in().sign_in_id, now),
            person=asking.signed_in().user_code,
            places=[Place(**place) for place in query.places_for_phone(db, actor)],
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
        revision = f"{catalogue.revision(db)}"
        if request.if_none_match.contains(revision):
            return Response(status=HTTPStatus.NOT_MODIFIED)
        listed = query.catalogue_for_phone(db, actor)
    response = asking.answer(Catalogue(items=listed))
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


@bp.post("/open")
def opened() -> Response:
    """Return what an envelope (a draft, too) holds to whoever sealed it, or is in charge."""
    asking.actor().must(Permission.DONATION_RECORD)
    record = shapes.read(asking.body(), shapes.SealedRecord)
    with asking.database().look() as db:
        content = captures.content_of(db, asking.actor(), record)
    return asking.answer(Opened(content=content))


@bp.post("/sign-out")
def sign_out() -> Response:
    """End this sign-in; what a phone has not sent stays on it, sealed."""
    asking.database().do(sign_ins.close, asking.actor(), session.get("_user_id", ""))
    session.clear()
    return asking.answer(Done())


def _said(one: Answer) -> RecordAnswer:
    recorded = json.loads(one.recorded) if one.recorded else {}
    problems = [asking.problem(error) for error in one.problems]
    return RecordAnswer(id=one.id, status=one.status, sha256=one.sha256, problems=problems, **recorded)


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
