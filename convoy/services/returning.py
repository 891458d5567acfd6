"""Returning: boxes that nobody could take come back into our own stock."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from convoy.domain.errors import Invalid
from convoy.domain.kinds import EventKind, EventSource, LoadEnd
from convoy.domain.lifecycle import BoxStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Event
from convoy.queries import convoys as known
from convoy.services import audit, convoys, dispatch, journeys
from convoy.services.places import KEEPS_GOODS


@dataclass(frozen=True, slots=True)
class GiveBack:
    """Boxes of a van on the road that come back into our own stock; without any named, all that are on it.

    `place` is the code of where they stand now, `shelf` the shelf or bay there.
    """

    key: UUID
    convoy: str
    number: int
    occurred_at: datetime
    place: str
    reason: str
    boxes: tuple[str, ...] = ()
    shelf: str = ""
    source: EventSource = EventSource.WEB


def give_back(db: Session, actor: Actor, command: GiveBack) -> int:
    """Take boxes of a van on the road back into our own stock and return how many they are.

    What a recipient counted is theirs: only what nobody counted comes back. Raises RuleBroken.
    """
    run = known.run_to_change(db, actor, command.convoy, command.number, Permission.CONVOY_DISPATCH)
    if audit.earlier(db, actor, command.key, "run:give_back", command):
        return len(command.boxes)
    dispatch.refuse_future(command.occurred_at)
    if not command.reason:
        raise Invalid(N_("Say why the boxes come back. Nothing was stored."), field="reason")
    loads = journeys.on_board(db, run, command.boxes)
    place = known.places(db, actor, [command.place])[0]
    if place.kind not in KEEPS_GOODS:
        raise Invalid(
            N_("%(place)s is no place of ours where goods are kept. Name a hall or a warehouse."),
            field="place",
            place=place.name,
        )
    entry = audit.note(
        db,
        actor,
        "run:give_back",
        convoys.subject_of(run),
        key=command.key,
        request=command,
        about=[command.convoy, *(load.box.code for load in loads)],
        place=place.name,
        shelf=command.shelf,
        reason=command.reason,
        boxes=len(loads),
    )
    journeys.end(loads, LoadEnd.RETURNED)
    for load in loads:
        box = load.box
        box.stage.step_to(BoxStage.CLOSED)
        box.stage, box.place_id, box.shelf = BoxStage.CLOSED, place.id, command.shelf
        box.closed_at = box.closed_at or datetime.now(UTC)
    happened = Event(
        kind=EventKind.GOODS_RETURNED,
        convoy_id=run.convoy_id,
        run_id=run.id,
        occurred_at=command.occurred_at,
        note=command.reason,
    )
    dispatch.log(db, actor, entry, command.source, happened)
    journeys.settle_pallets(db, (load.pallet_id for load in loads), place.id)
    journeys.follow_emptied(db, run)
    return len(loads)
