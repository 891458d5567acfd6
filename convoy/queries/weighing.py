"""Questions of a weighing round."""

import json
from dataclasses import dataclass

from sqlalchemy.orm import Session, selectinload

from convoy.domain.permissions import Actor
from convoy.models import AuditEntry, Box
from convoy.queries import visible

ALIKE = "box:weigh_alike"
"""The action that keeps one weight for several boxes."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A weighing of this person that can still be taken back."""

    box: Box
    grams: int


def last_weighed(db: Session, actor: Actor, count: int = 5) -> list[Weighed]:
    """Return this person's last weighings that were not taken back, the newest first."""
    entries = list(
        db.scalars(
            visible.audit(actor)
            .where(
                AuditEntry.action.in_(["box:weigh", ALIKE, "box:unweigh"]),
                AuditEntry.user_id == actor.user_id,
            )
            .order_by(AuditEntry.id.desc())
            .limit(count * 3)
        )
    )
    newest: dict[str, AuditEntry] = {}
    for entry in entries:
        for code in _weighed(entry):
            newest.setdefault(code, entry)
    kept = [(code, json.loads(entry.facts)["grams"]) for code, entry in newest.items() if _is_kept(entry)]
    boxes = {
        box.code: box
        for box in db.scalars(
            visible.boxes(actor)
            .where(Box.code.in_([code for code, _ in kept]))
            .options(selectinload(Box.origin_place))
        )
    }
    return [Weighed(boxes[code], grams) for code, grams in kept if code in boxes][:count]


def _weighed(entry: AuditEntry) -> list[str]:
    """Return the codes of the boxes that an entry is about."""
    return list(json.loads(entry.facts)["before"]) if entry.action == ALIKE else [entry.subject]


def _is_kept(entry: AuditEntry) -> bool:
    return entry.action != "box:unweigh"
