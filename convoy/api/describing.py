"""The description of the API as OpenAPI 3.1, made of the models that read and write its messages."""

from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from convoy.api import messages
from convoy.api.asking import CLIENT, LANGUAGE, SIGNATURE
from convoy.exchange import captures
from convoy.words import SCREENS

REFERENCE = "#/components/schemas/{model}"

READ: tuple[type[BaseModel], ...] = (
    captures.Batch,
    captures.SealedRecord,
    captures.SetUp,
    captures.DonorName,
    captures.Captured,
    captures.PhotoHead,
)
SAID: tuple[type[BaseModel], ...] = (
    messages.BatchAnswer,
    messages.Refused,
    messages.Phone,
    messages.PhotoAnswer,
    messages.Opened,
    messages.Catalogue,
    messages.DonorAnswer,
    messages.Done,
)

REFUSALS = {
    "403": "this person may not, or another site sent it",
    "413": f"more than {captures.LARGEST_BATCH} bytes: send fewer at once",
    "415": "not JSON",
    "422": "not as described here",
    "429": "too many new records within a minute; Retry-After says when to go on",
    "503": "the database can take nothing in now; Retry-After says when to go on",
}

PHOTO_REFUSALS = {
    "404": "its gift was not received here, or whoever took it might not add photos there",
    "409": "another photo came under this key",
    "413": f"more than {captures.LARGEST_PART} bytes at once, or {captures.LARGEST_PHOTO} in all",
    "415": "not application/octet-stream",
    "422": "not as described here, no photo, or one more than a gift may have",
}

_NOBODY = {"description": "nobody is signed in; send it again afterwards"}
_OWN = {
    "name": CLIENT,
    "in": "header",
    "required": True,
    "description": "anything: pages of other sites cannot set it",
    "schema": {"type": "string"},
}

_LANGUAGE = {
    "name": LANGUAGE,
    "in": "header",
    "required": False,
    "description": "of the sentences in the answer; without it, that of who is signed in",
    "schema": {"enum": list(SCREENS)},
}


@cache
def description() -> dict[str, Any]:
    """Return the whole description."""
    _, defined = models_json_schema(
        [(model, "validation") for model in READ] + [(model, "serialization") for model in SAID],
        ref_template=REFERENCE,
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Convoy",
            "version": str(captures.VERSION),
            "description": (
                f"Gifts recorded by phones and programs. Every answer is signed: {SIGNATURE} is an ECDSA "
                "P-256 signature over its bytes, base64url. What does not carry it was not said by us."
            ),
        },
        "security": [{"sign_in": []}],
        "paths": {
            "/api/donations": {
                "post": _post(
                    "Record gifts; each once, however often and in whatever order it is sent",
                    captures.Batch,
                    messages.BatchAnswer,
                )
            },
            "/api/open": {
                "post": _post(
                    "What an envelope holds, for whoever sealed it", captures.SealedRecord, messages.Opened
                )
            },
            "/api/donor": {
                "post": _post(
                    "Whether somebody of this name gave before", captures.DonorName, messages.DonorAnswer
                )
            },
            "/api/photos/{id}": {"put": _photo()},
            "/api/sign-out": {"post": _post("End this sign-in", None, messages.Done)},
            "/api/phone": {"post": _post("What a phone keeps to seal gifts", captures.SetUp, messages.Phone)},
            "/api/catalogue": {"get": _get("Every item that may come in", messages.Catalogue)},
        },
        "components": {
            "schemas": defined["$defs"],
            "securitySchemes": {
                "sign_in": {"type": "apiKey", "in": "cookie", "name": "convoy (or __Host-convoy)"}
            },
        },
    }


def _post(summary: str, read: type[BaseModel] | None, said: type[BaseModel]) -> dict[str, Any]:
    body = {"requestBody": {"required": True, "content": _json(_to(read))}} if read is not None else {}
    return {
        "summary": summary,
        "parameters": [_OWN, _LANGUAGE],
        **body,
        "responses": {
            "200": {"description": "answered", "content": _json(_to(said))},
            "401": _NOBODY,
            **{
                status: {"description": why, "content": _json(_to(messages.Refused))}
                for status, why in REFUSALS.items()
            },
        },
    }


def _photo() -> dict[str, Any]:
    """How a photo is sent: after its gift, in parts, each as often as it takes."""
    answered = _json(_to(messages.PhotoAnswer))
    return {
        **_post(
            "Send a part of a sealed photo of a gift that was received; the photo is kept once it is whole",
            None,
            messages.PhotoAnswer,
        ),
        "description": (
            "The photo's envelope is that of a gift, bound to the photo's id; in it stand one line of JSON "
            "(PhotoHead), a line break, and a JPEG or PNG. The same part again changes nothing. What was cut "
            "off goes on at `received` of the answer to `Content-Range: bytes */SIZE` with an empty body."
        ),
        "parameters": [
            _OWN,
            _LANGUAGE,
            _named("id", "path", "the photo's key, made on the phone", {"type": "string", "format": "uuid"}),
            _named("of", "query", "the key of its gift", {"type": "string", "format": "uuid"}),
            _named("sha256", "query", "of the whole envelope, in hex", {"type": "string"}),
            _named(
                "Content-Range",
                "header",
                f"which bytes of how many: bytes 0-32767/150000; at most {captures.LARGEST_PART} at once and "
                f"{captures.LARGEST_PHOTO} in all",
                {"type": "string"},
            ),
        ],
        "requestBody": {"required": True, "content": {"application/octet-stream": {}}},
        "responses": {
            "200": {"description": "on its way, or kept before", "content": answered},
            "201": {"description": "whole, and kept with its gift", "content": answered},
            "416": {
                "description": "begins where nothing is yet, or is not what sha256 says: go on at `received`",
                "content": answered,
            },
            "401": _NOBODY,
            **{
                status: {"description": why, "content": _json(_to(messages.Refused))}
                for status, why in (REFUSALS | PHOTO_REFUSALS).items()
            },
        },
    }


def _named(name: str, where: str, what: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": where, "required": True, "description": what, "schema": schema}


def _get(summary: str, said: type[BaseModel]) -> dict[str, Any]:
    return {
        "summary": summary,
        "responses": {
            "200": {"description": "answered", "content": _json(_to(said))},
            "304": {"description": "as before"},
        },
    }


def _to(model: type[BaseModel]) -> dict[str, Any]:
    return {"$ref": REFERENCE.format(model=model.__name__)}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
