"""Overrides: a van may go though a check of it blocks, when two persons say so with their reasons.

They hold for exactly what was looked at: another load, crew or recipient is another check.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from convoy.domain import references
from convoy.domain.check_codes import Code
from convoy.domain.check_kinds import KINDS
from convoy.domain.checks import Check
from convoy.domain.errors import Invalid, NotAllowed, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Override, OverrideAnswer, Run
from convoy.queries import convoys as known
from convoy.queries import overrides as query
from convoy.services import audit, convoys, obstacles, second_person


@dataclass(frozen=True, slots=True)
class AskOverride:
    """Why a van goes though a check of it blocks; `sha256` is that of the check as the page showed it."""

    key: UUID
    convoy: str
    number: int
    check: Code
    sha256: str
    reason: str


@dataclass(frozen=True, slots=True)
class AnswerOverride:
    """A second person's answer to an override of a van."""

    key: UUID
    convoy: str
    number: int
    override: str
    sha256: str
    is_agreed: bool
    reason: str


def ask(db: Session, actor: Actor, command: AskOverride) -> Override:
    """Ask that a van may go all the same, and return what waits for the second person.

    Raises RuleBroken for a check nobody overrules, that does not block, or that changed meanwhile.
    """
    run = known.run_to_change(db, actor, command.convoy, command.number, Permission.CONVOY_DISPATCH)
    if audit.earlier(db, actor, command.key, "run:override", command):
        return query.made_with(db, command.key)
    if actor.user_id is None:
        raise NotAllowed(N_("Two persons with accounts agree to this. Nothing was changed."))
    convoys.still_here(run)
    if not command.reason:
        raise Invalid(second_person.SAY_WHY, field="reason")
    check = _blocking(db, run, command.check, command.sha256)
    if not KINDS[command.check].two_may_agree:
        raise RuleBroken(
            N_("Nobody overrules this here: it is signed off, or it stays. Nothing was changed.")
        )
    if any(_waits(one, check) for one in query.of_run(db, run)):
        raise RuleBroken(N_("This was asked already. A second person has to answer. Nothing was changed."))
    entry = audit.note(
        db,
        actor,
        "run:override",
        convoys.subject_of(run),
        key=command.key,
        request=command,
        about=[command.convoy],
        check=command.check.value,
    )
    row = Override(
        code=references.new("OV"),
        run_id=run.id,
        check_code=check.code.value,
        sha256=check.sha256,
        amount=check.amount,
        reason=command.reason,
        at=datetime.now(UTC),
        by_id=actor.user_id,
        audit_id=entry.id,
    )
    db.add(row)
    db.flush()
    return row


def answer(db: Session, actor: Actor, command: AnswerOverride) -> OverrideAnswer:
    """Say yes or no to what another person asked for a van.

    Raises NotFound, and RuleBroken for oneself, for what was answered, or what changed meanwhile.
    """
    run = known.run_to_change(db, actor, command.convoy, command.number, Permission.CONVOY_DISPATCH)
    row = query.find(db, run, command.override)
    if audit.earlier(db, actor, command.key, "run:answer_override", command) and row.answer is not None:
        return row.answer
    convoys.still_here(run)
    second_person.check(db, actor, row, command, is_answered=row.answer is not None)
    check = _blocking(db, run, Code(row.check_code), row.sha256)
    if command.sha256 != check.sha256:
        raise RuleBroken(second_person.CHANGED)
    entry = audit.note(
        db,
        actor,
        "run:answer_override",
        convoys.subject_of(run),
        key=command.key,
        request=command,
        about=[command.convoy],
        check=row.check_code,
        agreed=command.is_agreed,
    )
    said = OverrideAnswer(override_id=row.id, **second_person.signature(actor, row, command, entry))
    db.add(said)
    db.flush()
    return said


def _waits(row: Override, check: Check) -> bool:
    return row.answer is None and (row.check_code, row.sha256) == (check.code.value, check.sha256)


def _blocking(db: Session, run: Run, code: Code, sha256: str) -> Check:
    """Return the check of a van as it is now; raises RuleBroken where it is another one than was shown."""
    ((_, found),) = obstacles.of_runs(db, [run])
    check = next((one for one in found if one.code is code and one.blocks), None)
    if check is None:
        raise RuleBroken(N_("Nothing stops the van there any more. Nothing was changed."))
    if check.sha256 != sha256:
        raise RuleBroken(second_person.CHANGED)
    return check
