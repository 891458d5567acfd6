"""Questions about overrides: what was asked for a van, and what a second person said to it."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from convoy.domain.errors import NotFound
from convoy.domain.messages import N_
from convoy.models import AuditEntry, Override, OverrideAnswer, Run


def of_run(db: Session, run: Run) -> list[Override]:
    """Return everything asked for a van, the newest first, with who asked and who answered; one statement."""
    return list(
        db.scalars(
            select(Override)
            .where(Override.run_id == run.id)
            .order_by(Override.id.desc())
            .options(
                joinedload(Override.by),
                joinedload(Override.answer).joinedload(OverrideAnswer.by),
            )
        )
    )


def find(db: Session, run: Run, code: str) -> Override:
    """Return what was asked for this van under a code; raises NotFound."""
    for one in of_run(db, run):
        if one.code == code:
            return one
    raise NotFound(
        N_("Nothing called %(code)s waits for a second person here. Nothing was changed."), code=code[:40]
    )


def made_with(db: Session, key: UUID) -> Override:
    """Return what was asked by a form, by the form's key."""
    return db.scalars(
        select(Override)
        .join(AuditEntry, AuditEntry.id == Override.audit_id)
        .where(AuditEntry.key == str(key))
    ).one()
