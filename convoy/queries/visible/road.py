"""Convoys and what would tell their routes, crews and loads."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import InstrumentedAttribute

from convoy.domain.kinds import RECEIVING
from convoy.domain.permissions import Actor, Permission
from convoy.models import Convoy, ConvoyRecipient, CrewLink, GoodsReceipt, Letter, Look, Place, Run, Stop


def convoys(actor: Actor) -> Select[Convoy]:
    """Convoys whose routes, crews and loads the person may see."""
    return select(Convoy).where(convoy_in(actor, Permission.CONVOY_READ))


def opened_convoys(actor: Actor) -> Select[Convoy]:
    """Convoys the person may see and has opened a little while ago; all of them where that is not asked.

    What tells of the road outside a convoy's own pages starts here.
    """
    return convoys(actor) if actor.opened is None else convoys(actor).where(Convoy.id.in_(actor.opened))


def printable_convoys(actor: Actor) -> Select[Convoy]:
    """Convoys whose papers the person may make and print."""
    return select(Convoy).where(convoy_in(actor, Permission.PAPER_READ))


def convoy_in(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """Whether a convoy is one for which the person holds this permission."""
    scope = actor.scope(permission)
    return true() if scope.everywhere else Convoy.id.in_(scope.convoys)


def runs(actor: Actor) -> Select[Run]:
    """Runs of the convoys the person may see."""
    return select(Run).join(Convoy).where(convoy_in(actor, Permission.CONVOY_READ))


def recipients(actor: Actor) -> Select[Place]:
    """Places that receive, of the convoys whose routes the person may see."""
    return select(Place).where(Place.kind.in_(RECEIVING), _receives_from(actor, Place.id))


def letters(actor: Actor) -> Select[Letter]:
    """Letters of the convoys the person may see, and of their recipients."""
    seen = convoys(actor).with_only_columns(Convoy.id)
    general = Letter.convoy_id.is_(None) & _receives_from(actor, Letter.place_id)
    return select(Letter).where(Letter.convoy_id.in_(seen) | general)


def _receives_from(actor: Actor, place: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Whether a place is a recipient or a stop of a convoy the person may see; any for who sees them all."""
    scope = actor.scope(Permission.CONVOY_READ)
    return true() if scope.everywhere else on_the_way(place, scope.convoys)


def on_the_way(
    place: InstrumentedAttribute[Any], convoy_ids: Collection[int] | Select[int]
) -> ColumnElement[bool]:
    """Whether a place is a stop or a recipient of one of these convoys."""
    stops = select(Stop.place_id).join(Run).where(Run.convoy_id.in_(convoy_ids))
    named = select(ConvoyRecipient.place_id).where(ConvoyRecipient.convoy_id.in_(convoy_ids))
    return place.in_(stops) | place.in_(named)


def crew_links(actor: Actor) -> Select[CrewLink]:
    """Crew links of the convoys whose crews the person may see."""
    return select(CrewLink).join(Run).join(Convoy).where(convoy_in(actor, Permission.CONVOY_READ))


def looks(actor: Actor) -> Select[Look]:
    """Every look at a convoy for an admin; for coordinators those at their convoys."""
    if actor.scope(Permission.PERSON_ADMIN).everywhere:
        return select(Look)
    return (
        select(Look).join(Convoy, Convoy.id == Look.convoy_id).where(convoy_in(actor, Permission.CONVOY_READ))
    )


def goods_receipts(actor: Actor) -> Select[int]:
    """Ids of counts of what arrived, of the convoys the person may see."""
    seen = runs(actor).with_only_columns(Run.id)
    return select(GoodsReceipt.id).join(Stop, Stop.id == GoodsReceipt.stop_id).where(Stop.run_id.in_(seen))
