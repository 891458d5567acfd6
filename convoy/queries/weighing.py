"""Questions of a weighing round."""

import json
from dataclasses import dataclass

from sqlalchemy.orm import Session, selectinload

from convoy.domain.permissions import Actor
from convoy.models import AuditEntry, Box
from convoy.queries import visible


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
            .where(AuditEntry.action.in_(["box:weigh", "box:unweigh"]), AuditEntry.user_id == actor.user_id)
            .order_by(AuditEntry.id.desc())
            .limit(count * 3)
        )
    )
    boxes = {
        box.code: box
        for box in db.scalars(
            visible.boxes(actor)
            .where(Box.code.in_({entry.subject for entry in entries}))
            .options(selectinload(Box.origin_place))
        )
    }
    seen: set[str] = set()
    shown = []
    for entry in entries:
        first = entry.subject not in seen
        seen.add(entry.subject)
        if entry.action == "box:weigh" and first and entry.subject in boxes:
            shown.append(Weighed(boxes[entry.subject], json.loads(entry.facts)["grams"]))
    return shown[:count]
