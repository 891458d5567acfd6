"""Storing a record from its form: a refusal is said in the form, with everything that was typed."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from flask import request
from wtforms import Field

from convoy.domain import text
from convoy.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from convoy.domain.permissions import Actor
from convoy.queries import organisations, revisions
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.records import RecordForm, blame

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

C = TypeVar("C")
R = TypeVar("R")

LONGEST = 80


def store(
    form: RecordForm, action: "Callable[[Session, Actor, C], R]", command: C, noun: str, code: str = ""
) -> tuple[R | None, int]:
    """Return what was stored, or None with the status of a form that comes back with the refusal in it."""
    try:
        return do(action, command), HTTPStatus.SEE_OTHER
    except NotAllowed:
        raise
    except Conflict as error:
        with look() as db:
            form.renew(revisions.latest(db, noun, code) if code else 0)
        form.form_errors.append(say(error))
        return None, HTTPStatus.CONFLICT
    except Refusal as error:
        form.refuse(error)
        return None, HTTPStatus.UNPROCESSABLE_ENTITY


def organisation_in(field: Field) -> str:
    """Return the code of the organisation whose name or code was typed, "" for none; says what is unclear."""
    if not field.data or field.errors:
        return ""
    with look() as db:
        try:
            return organisations.meant(db, current_actor(), field.data).code
        except NotFound as error:
            blame(field, say(error))
    return ""


def searched(name: str = "q") -> str:
    """Return what is looked for, cleaned; nothing where it cannot be text."""
    try:
        return text.clean(request.args.get(name, ""), limit=LONGEST, field=name)
    except Invalid:
        return ""
