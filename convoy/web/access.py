"""Who is asking, and the way from a page to the database."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

from flask import current_app, g

from convoy.db import Database, Work
from convoy.domain import zones
from convoy.domain.errors import Refusal
from convoy.domain.permissions import Actor
from convoy.web.languages import is_redrawn

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

P = ParamSpec("P")
R = TypeVar("R")

ANONYMOUS = Actor(None, "")


class OnlyRedrawnError(Exception):
    """A form was only sent to be read in another language; no refusal, since nobody did anything wrong."""


def database(*, even_redrawn: bool = False) -> Database:
    """Return this installation's database: the one door to writing.

    Raises OnlyRedrawnError where the form was only sent to be read in another language; `even_redrawn` is
    for what is written of any request, whatever it is for: that somebody was here, and tries to guess.
    """
    if is_redrawn() and not even_redrawn:
        raise OnlyRedrawnError
    return cast("Database", current_app.extensions["convoy_database"])


def current_actor() -> Actor:
    """Return the person signed in, or the anonymous actor, who may do nothing."""
    return cast("Actor", g.get("actor", ANONYMOUS))


def clock() -> str:
    """Return the IANA name of the zone in which this person's pages show and take times."""
    return cast("str", g.signed_in.zone if "signed_in" in g else zones.KYIV)


def look() -> Work:
    """Open a read-only snapshot for a page that only shows."""
    return database(even_redrawn=True).look()


def do(action: "Callable[Concatenate[Session, Actor, P], R]", *args: P.args, **kwargs: P.kwargs) -> R:
    """Return what `action(db, actor, ...)` returns, done whole or not at all (see Database.do).

    Raises OnlyRedrawnError where the form was only sent to be read in another language.
    """
    return database().do(action, current_actor(), *args, **kwargs)


class _TakenBackError(Exception):
    """Nothing of what was only tried is kept."""


def tried(
    action: "Callable[Concatenate[Session, Actor, P], R]", *args: P.args, **kwargs: P.kwargs
) -> Refusal | None:
    """Return what `action` would be refused for, None for nothing; whatever it does is taken back."""

    def try_it(db: "Session", actor: Actor) -> None:
        action(db, actor, *args, **kwargs)
        raise _TakenBackError

    try:
        do(try_it)
    except Refusal as error:
        return error
    except _TakenBackError:
        pass
    return None
