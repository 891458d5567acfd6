"""Places, organisations and vehicles: what is kept from convoy to convoy."""

from sqlalchemy import ColumnElement, Select, exists, false, or_, select, true
from sqlalchemy.orm import aliased

from convoy.domain.kinds import RECEIVING, PlaceKind
from convoy.domain.permissions import Actor, Permission
from convoy.models import (
    Appeal,
    AppealPlace,
    AuditEntry,
    Convoy,
    Donation,
    Organisation,
    Place,
    PublicPage,
    Run,
    Vehicle,
)
from convoy.queries.visible.road import convoys, on_the_way, opened_convoys


def places(actor: Actor) -> Select[Place]:
    """Every place for those who plan everything; for everyone else the places they work at.

    Who plans single convoys also sees where goods are kept, where those convoys go, and places they opened
    themselves: any other destination is known to the coordinators of its own convoys only.
    """
    scope = actor.scope(Permission.PLACE_READ)
    if scope.everywhere:
        return select(Place)
    at = {grant.place_id for grant in actor.grants if grant.place_id is not None}
    known = [Place.id.in_(at), _works_everywhere(actor)]
    if scope:
        known += [
            Place.kind.not_in(RECEIVING),
            on_the_way(Place.id, scope.convoys),
            Place.code.in_(_recorded(actor, "place:open")),
        ]
    return select(Place).where(or_(*known))


def places_to_change(actor: Actor) -> Select[Place]:
    """Every place, for those who keep all records; else what they opened, and where their convoys end."""
    if actor.scope(Permission.PLACE_EDIT).everywhere:
        return places(actor)
    return places(actor).where(Place.kind.in_(RECEIVING) | Place.code.in_(_recorded(actor, "place:open")))


def stock_places(actor: Actor) -> Select[Place]:
    """Places whose stock the person may see."""
    scope = actor.scope(Permission.STOCK_READ)
    if scope.everywhere:
        return select(Place)
    if scope.convoys:
        return places(actor)
    return select(Place).where(Place.id.in_(scope.places))


def public_places() -> Select[Place]:
    """Places that show everybody a page: collection points, never where goods are kept or go."""
    return (
        select(Place)
        .join(PublicPage, PublicPage.place_id == Place.id)
        .where(Place.kind == PlaceKind.COLLECTION_POINT)
    )


def appeals(actor: Actor) -> Select[Appeal]:
    """Every appeal, for those who speak for all places; else those at the places this person speaks for."""
    scope = actor.scope(Permission.PLACE_REPORT)
    if scope.everywhere:
        return select(Appeal)
    here = AppealPlace.place_id.in_(scope.places)
    return select(Appeal).where(exists().where(AppealPlace.appeal_id == Appeal.id, here))


def public_appeals() -> Select[Appeal]:
    """Appeals that show everybody a page, or showed one: what is hidden again says only that it is over."""
    return select(Appeal).where(Appeal.first_shown_at.is_not(None))


def opened_places(actor: Actor) -> Select[Place]:
    """Places the person may see, but no destination of convoys of which none was opened a little while ago.

    That goods are meant for a place starts here; its name alone is on record, and no secret.
    """
    if actor.opened is None:
        return places(actor)
    return places(actor).where(~_end_of(convoys(actor)) | _end_of(opened_convoys(actor)))


def _end_of(some: Select[Convoy]) -> ColumnElement[bool]:
    """Whether a place is where one of these convoys goes, as the page of the place asks."""
    return Place.kind.in_(RECEIVING) & on_the_way(Place.id, some.with_only_columns(Convoy.id))


def _works_everywhere(actor: Actor) -> ColumnElement[bool]:
    """A grant without a scope covers every place where goods are taken in, never a destination."""
    if actor.scope(Permission.DONATION_READ).everywhere:
        return Place.kind.not_in(RECEIVING)
    return false()


def organisations(actor: Actor) -> Select[Organisation]:
    """Every organisation, for those who keep all records.

    Who plans single convoys sees those that receive nothing, the hosts and owners of the places and vehicles
    they may see, what they put on record themselves, and the bodies that any of these belong to.
    """
    scope = actor.scope(Permission.ORGANISATION_READ)
    if not scope or scope.everywhere:
        return select(Organisation).where(true() if scope else false())
    known = (
        select(Organisation.id, Organisation.parent_id)
        .where(
            or_(
                ~_receives(),
                Organisation.is_ours,
                Organisation.id.in_(places(actor).with_only_columns(Place.organisation_id)),
                Organisation.id.in_(vehicles(actor).with_only_columns(Vehicle.organisation_id)),
                Organisation.code.in_(_recorded(actor, "organisation:record")),
            )
        )
        .cte("known", recursive=True)
    )
    above = aliased(Organisation)
    known = known.union(select(above.id, above.parent_id).join(known, known.c.parent_id == above.id))
    return select(Organisation).where(Organisation.id.in_(select(known.c.id)))


def organisations_to_change(actor: Actor) -> Select[Organisation]:
    """Every organisation, for those who keep all records; else what they recorded, and their consignees."""
    if actor.scope(Permission.ORGANISATION_EDIT).everywhere:
        return organisations(actor)
    ends = places(actor).where(Place.kind.in_(RECEIVING)).with_only_columns(Place.organisation_id)
    theirs = Organisation.code.in_(_recorded(actor, "organisation:record")) | Organisation.id.in_(ends)
    return organisations(actor).where(theirs, Organisation.is_ours.is_(False))


def _receives() -> ColumnElement[bool]:
    """Whether an organisation is a consignee: host of a destination, or numbered in the aid register."""
    hosts = exists().where(Place.organisation_id == Organisation.id, Place.kind.in_(RECEIVING))
    return hosts | (Organisation.recipient_number != "")


def donors(actor: Actor) -> Select[Organisation]:
    """Organisations to pick as donor; never a consignee, whose name would give the destination away."""
    if actor.may(Permission.ORGANISATION_READ):
        return organisations(actor).where(Organisation.merged_into_id.is_(None))
    if not actor.may(Permission.DONOR_RECORD):
        return select(Organisation).where(false())
    return select(Organisation).where(~_receives(), Organisation.is_active)


def givers(actor: Actor) -> Select[Organisation]:
    """Organisations by whose name gifts are found, merged and unused ones too: donors, never a consignee."""
    if actor.may(Permission.ORGANISATION_READ):
        return organisations(actor)
    return select(Organisation).where(~_receives() if actor.may(Permission.DONOR_RECORD) else false())


def donors_to_keep(actor: Actor) -> Select[Organisation]:
    """Donors into which another may be merged: in use, and neither consignees nor ourselves."""
    if not actor.may(Permission.DONOR_MERGE):
        return select(Organisation).where(false())
    return select(Organisation).where(~_receives(), Organisation.is_ours.is_(False), Organisation.is_active)


def donors_to_merge(actor: Actor) -> Select[Organisation]:
    """Donors this person may merge into another or separate again: all their gifts are theirs to mend.

    That of whatever was merged into one too: it goes along. Who gave nothing here is for who decides for all.
    """
    scope = actor.scope(Permission.DONOR_MERGE)
    rows = select(Organisation).where(~_receives(), Organisation.is_ours.is_(False))
    if scope.everywhere:
        return rows
    giver = aliased(Organisation)
    gifts = exists().where(
        Donation.organisation_id == giver.id,
        or_(giver.id == Organisation.id, giver.merged_into_id == Organisation.id),
    )
    # "+ 0": by the donor; by the place SQLite would look at every gift it ever took.
    elsewhere = (Donation.place_id + 0).not_in(scope.places)
    return rows.where(gifts.where(~elsewhere), ~gifts.where(elsewhere))


def vehicles(actor: Actor) -> Select[Vehicle]:
    """Every vehicle, for those who plan everything; else those of granted convoys and those they recorded."""
    scope = actor.scope(Permission.VEHICLE_READ)
    if not scope or scope.everywhere:
        return select(Vehicle).where(true() if scope else false())
    on_a_run = select(Run.vehicle_id).where(Run.convoy_id.in_(scope.convoys), Run.vehicle_id.is_not(None))
    return select(Vehicle).where(
        Vehicle.id.in_(on_a_run) | Vehicle.code.in_(_recorded(actor, "vehicle:record"))
    )


def _recorded(actor: Actor, action: str) -> Select[str]:
    """Codes of what this person put on record: it never has to be hidden from them."""
    return select(AuditEntry.subject).where(AuditEntry.user_id == actor.user_id, AuditEntry.action == action)
