"""The gate before departure: a van with its checks, and what was asked of a second person."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from convoy.domain.checks import Check
from convoy.domain.permissions import Actor
from convoy.models import Override
from convoy.queries import overrides
from convoy.queries.departures import Board, Van
from convoy.services import boards


@dataclass(frozen=True, slots=True)
class Gate:
    """A van before it leaves, with what was asked of a second person, the newest first."""

    van: Van
    overrides: tuple[Override, ...]

    def override_of(self, check: Check) -> Override | None:
        """Return the newest override of exactly this check; None where there is none."""
        named = (check.code.value, check.sha256)
        return next((one for one in self.overrides if (one.check_code, one.sha256) == named), None)

    @property
    def lapsed(self) -> tuple[Override, ...]:
        """Those of other facts than those of now: they hold nothing any more."""
        current = {(check.code.value, check.sha256) for check in self.van.checks if not check.is_met}
        return tuple(one for one in self.overrides if (one.check_code, one.sha256) not in current)


def gate(db: Session, actor: Actor, code: str, number: int) -> Gate:
    """Return one van of a convoy before it leaves; raises NotFound."""
    van = boards.van(db, actor, code, number)
    return Gate(van, tuple(overrides.of_run(db, van.run)))


def of_convoy(db: Session, actor: Actor, code: str) -> Board:
    """Return every van of a convoy with its checks; raises NotFound."""
    return boards.board(db, actor, code)
