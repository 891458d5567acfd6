"""The description of the API as OpenAPI 3.1, made of the models that read and write its messages."""

from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from convoy.api import messages
from convoy.api.asking import CLIENT, SIGNATURE
from convoy.exchange import captures

REFERENCE = "#/components/schemas/{model}"

READ: tuple[type[BaseModel], ...] = (captures.Batch, captures.SealedRecord, captures.Captured)
SAID: tuple[type[BaseModel], ...] = (
    messages.BatchAnswer,
    messages.Refused,
    messages.Phone,
    messages.Opened,
    messages.Catalogue,
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
            "/api/sign-out": {"post": _post("End this sign-in", None, messages.Done)},
            "/api/phone": {"post": _post("What a phone keeps to seal gifts", None, messages.Phone)},
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
        "parameters": [
            {
                "name": CLIENT,
                "in": "header",
                "required": True,
                "description": "anything: pages of other sites cannot set it",
                "schema": {"type": "string"},
            }
        ],
        **body,
        "responses": {
            "200": {"description": "answered", "content": _json(_to(said))},
            "401": {"description": "nobody is signed in; send it again afterwards"},
            **{
                status: {"description": why, "content": _json(_to(messages.Refused))}
                for status, why in REFUSALS.items()
            },
        },
    }


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
