"""What a person may see: one select per noun. Every list, count, search and export starts here."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, not_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from convoy.domain.kinds import PlaceKind, StopKind
from convoy.domain.permissions import Actor, Permission
from convoy.models import (
    AnnouncedGift,
    AuditEntry,
    AuditMention,
    Box,
    BoxLabel,
    Capture,
    Card,
    Convoy,
    ConvoyRecipient,
    CrewLink,
    Device,
    Donation,
    DonationLine,
    Draft,
    GiftSheet,
    GoodsReceipt,
    Grant,
    Invitation,
    Item,
    Kit,
    Letter,
    Load,
    Look,
    Lot,
    Organisation,
    Pallet,
    Paper,
    PaperLink,
    Photo,
    Place,
    PublicPage,
    Run,
    SignedCopy,
    SignIn,
    SortingPool,
    StockTake,
    Stop,
    UnclaimedCapture,
    User,
    Vehicle,
    held_grants,
)

ENDS = (PlaceKind.DESTINATION, PlaceKind.HAND_OVER)
"""Kinds of places that tell where a convoy goes."""

OF_CONVOYS = (
    "convoy:",
    "run:",
    "stop:",
    "crew:",
    "customs:",
    "load:",
    "paper:",
    "goods:",
    "declaration:",
    "letter:",
)
"""Beginnings of actions whose name and time would tell when a convoy leaves, crosses and arrives."""


def donations(actor: Actor) -> Select[Donation]:
    """Donations taken in where the person works."""
    scope = actor.scope(Permission.DONATION_READ)
    if scope.everywhere:
        return select(Donation)
    return select(Donation).where(Donation.place_id.in_(scope.places))


def gift_sheets(actor: Actor) -> Select[GiftSheet]:
    """Sheets of gifts at places where the person logs gifts."""
    scope = actor.scope(Permission.DONATION_RECORD)
    if scope.everywhere:
        return select(GiftSheet)
    return select(GiftSheet).where(GiftSheet.place_id.in_(scope.places))


def drafts(actor: Actor) -> Select[Draft]:
    """Drafts at the places where the person takes gifts in."""
    scope = actor.scope(Permission.DONATION_RECORD)
    return select(Draft).where(true() if scope.everywhere else Draft.place_id.in_(scope.places))


def pools(actor: Actor) -> Select[SortingPool]:
    """Pools of unsorted gifts where the person works."""
    scope = actor.scope(Permission.DONATION_READ)
    return select(SortingPool).where(true() if scope.everywhere else SortingPool.place_id.in_(scope.places))


def announced_gifts(actor: Actor) -> Select[AnnouncedGift]:
    """Gifts announced for places where the person takes gifts in."""
    scope = actor.scope(Permission.DONATION_RECORD)
    at = true() if scope.everywhere else AnnouncedGift.place_id.in_(scope.places)
    return select(AnnouncedGift).where(at)


def captures(actor: Actor) -> Select[Capture]:
    """What came from phones twice and differs, where the person mends what others recorded."""
    scope = actor.scope(Permission.DONATION_CORRECT)
    return select(Capture).where(true() if scope.everywhere else Capture.place_id.in_(scope.places))


def unclaimed_captures(actor: Actor) -> Select[UnclaimedCapture]:
    """Gifts of phones that are not known, likewise; of unknown places, to whoever does it everywhere."""
    scope = actor.scope(Permission.DONATION_CORRECT)
    at = true() if scope.everywhere else UnclaimedCapture.place_id.in_(scope.places)
    return select(UnclaimedCapture).where(at)


def lots_given(actor: Actor, places: Collection[int] | None = None) -> ColumnElement[bool]:
    """Return the condition that a lot is of a visible gift or pool at these places; join DonationLine."""
    gifts, sorted_from = donations(actor), pools(actor)
    if places is not None:
        gifts = gifts.where(Donation.place_id.in_(places))
        sorted_from = sorted_from.where(SortingPool.place_id.in_(places))
    # Asked of each lot: to list every gift first would take the longer, the more gifts there ever were.
    return or_(
        gifts.where(Donation.id == DonationLine.donation_id).correlate(DonationLine).exists(),
        Lot.pool_id.in_(sorted_from.with_only_columns(SortingPool.id)),
    )


def boxes(actor: Actor) -> Select[Box]:
    """Boxes that stand or began where the person works, or where a convoy granted to them loads, or on it."""
    scope = actor.scope(Permission.BOX_READ)
    if scope.everywhere:
        return select(Box)
    rules: list[ColumnElement[bool]] = [
        Box.place_id.in_(scope.places),
        Box.origin_place_id.in_(scope.places),
    ]
    if scope.convoys:
        on_convoy = select(Load.box_id).join(Run).where(Run.convoy_id.in_(scope.convoys))
        rules += [Box.id.in_(on_convoy), Box.place_id.in_(_loading_places(scope.convoys))]
    return select(Box).where(or_(*rules))


def box_labels(actor: Actor) -> Select[BoxLabel]:
    """Labels printed before there are boxes: of places where the person looks at boxes, or on a box seen."""
    scope = actor.scope(Permission.BOX_READ)
    if scope.everywhere:
        return select(BoxLabel)
    on_a_box = BoxLabel.box_id.in_(boxes(actor).with_only_columns(Box.id))
    return select(BoxLabel).where(or_(BoxLabel.place_id.in_(scope.places), on_a_box))


def pallets(actor: Actor) -> Select[Pallet]:
    """Pallets at places where the person works, and those on granted convoys."""
    scope = actor.scope(Permission.BOX_READ)
    if scope.everywhere:
        return select(Pallet)
    rules: list[ColumnElement[bool]] = [Pallet.place_id.in_(scope.places)]
    if scope.convoys:
        on_convoy = select(Load.pallet_id).join(Run).where(Run.convoy_id.in_(scope.convoys))
        rules += [Pallet.id.in_(on_convoy), Pallet.place_id.in_(_loading_places(scope.convoys))]
    return select(Pallet).where(or_(*rules))


def _loading_places(convoys: Collection[int]) -> Select[int]:
    """Whoever loads a convoy chooses among what stands where its vans load."""
    return select(Stop.place_id).join(Run).where(Run.convoy_id.in_(convoys), Stop.kind == StopKind.LOADING)


def stock_places(actor: Actor) -> Select[Place]:
    """Places whose stock the person may see."""
    scope = actor.scope(Permission.STOCK_READ)
    if scope.everywhere:
        return select(Place)
    if scope.convoys:
        return places(actor)
    return select(Place).where(Place.id.in_(scope.places))


def stock_takes(actor: Actor) -> Select[StockTake]:
    """Stock-takes of the places where the person counts, or only looks at the stock."""
    scopes = [actor.scope(permission) for permission in (Permission.BOX_PACK, Permission.STOCK_READ)]
    if any(scope.everywhere for scope in scopes):
        return select(StockTake)
    return select(StockTake).where(StockTake.place_id.in_(scopes[0].places | scopes[1].places))


def public_places() -> Select[Place]:
    """Places that show everybody a page: collection points, never where goods are kept or go."""
    return (
        select(Place)
        .join(PublicPage, PublicPage.place_id == Place.id)
        .where(Place.kind == PlaceKind.COLLECTION_POINT)
    )


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
        stops = select(Stop.place_id).join(Run).where(Run.convoy_id.in_(scope.convoys))
        recipients = select(ConvoyRecipient.place_id).where(ConvoyRecipient.convoy_id.in_(scope.convoys))
        known += [
            Place.kind.not_in(ENDS),
            Place.id.in_(stops),
            Place.id.in_(recipients),
            Place.code.in_(_recorded(actor, "place:open")),
        ]
    return select(Place).where(or_(*known))


def _recorded(actor: Actor, action: str) -> Select[str]:
    """Codes of what this person put on record: it never has to be hidden from them."""
    return select(AuditEntry.subject).where(AuditEntry.user_id == actor.user_id, AuditEntry.action == action)


def _works_everywhere(actor: Actor) -> ColumnElement[bool]:
    """A grant without a scope covers every place where goods are taken in, never a destination."""
    if actor.scope(Permission.DONATION_READ).everywhere:
        return Place.kind.not_in(ENDS)
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
    ends = places(actor).where(Place.kind.in_(ENDS)).with_only_columns(Place.organisation_id)
    theirs = Organisation.code.in_(_recorded(actor, "organisation:record")) | Organisation.id.in_(ends)
    return organisations(actor).where(theirs, Organisation.is_ours.is_(False))


def places_to_change(actor: Actor) -> Select[Place]:
    """Every place, for those who keep all records; else what they opened, and where their convoys end."""
    if actor.scope(Permission.PLACE_EDIT).everywhere:
        return places(actor)
    return places(actor).where(Place.kind.in_(ENDS) | Place.code.in_(_recorded(actor, "place:open")))


def _receives() -> ColumnElement[bool]:
    """Whether an organisation is a consignee: host of a destination, or numbered in the aid register."""
    hosts = exists().where(Place.organisation_id == Organisation.id, Place.kind.in_(ENDS))
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


def items(actor: Actor) -> Select[Item]:
    """The catalogue."""
    return select(Item).where(true() if actor.may(Permission.CATALOGUE_READ) else false())


def kits(actor: Actor) -> Select[Kit]:
    """Kits: lists of the catalogue's goods."""
    return select(Kit).where(true() if actor.may(Permission.CATALOGUE_READ) else false())


def vehicles(actor: Actor) -> Select[Vehicle]:
    """Every vehicle, for those who plan everything; else those of granted convoys and those they recorded."""
    scope = actor.scope(Permission.VEHICLE_READ)
    if not scope or scope.everywhere:
        return select(Vehicle).where(true() if scope else false())
    on_a_run = select(Run.vehicle_id).where(Run.convoy_id.in_(scope.convoys), Run.vehicle_id.is_not(None))
    return select(Vehicle).where(
        Vehicle.id.in_(on_a_run) | Vehicle.code.in_(_recorded(actor, "vehicle:record"))
    )


def convoys(actor: Actor) -> Select[Convoy]:
    """Convoys whose routes, crews and loads the person may see."""
    return select(Convoy).where(_convoy_in(actor, Permission.CONVOY_READ))


def opened_convoys(actor: Actor) -> Select[Convoy]:
    """Convoys the person may see and has opened a little while ago; all of them where that is not asked.

    What tells of the road outside a convoy's own pages starts here.
    """
    return convoys(actor) if actor.opened is None else convoys(actor).where(Convoy.id.in_(actor.opened))


def opened_places(actor: Actor) -> Select[Place]:
    """Places the person may see, but no destination of convoys of which none was opened a little while ago.

    That goods are meant for a place starts here; its name alone is on record, and no secret.
    """
    if actor.opened is None:
        return places(actor)
    return places(actor).where(~_end_of(convoys(actor)) | _end_of(opened_convoys(actor)))


def _end_of(some: Select[Convoy]) -> ColumnElement[bool]:
    """Whether a place is where one of these convoys goes, as the page of the place asks."""
    ids = some.with_only_columns(Convoy.id)
    stops = select(Stop.place_id).join(Run).where(Run.convoy_id.in_(ids))
    named = select(ConvoyRecipient.place_id).where(ConvoyRecipient.convoy_id.in_(ids))
    return Place.kind.in_(ENDS) & (Place.id.in_(stops) | Place.id.in_(named))


def printable_convoys(actor: Actor) -> Select[Convoy]:
    """Convoys whose papers the person may make and print."""
    return select(Convoy).where(_convoy_in(actor, Permission.PAPER_READ))


def _convoy_in(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    scope = actor.scope(permission)
    return true() if scope.everywhere else Convoy.id.in_(scope.convoys)


def runs(actor: Actor) -> Select[Run]:
    """Runs of the convoys the person may see."""
    return select(Run).join(Convoy).where(_convoy_in(actor, Permission.CONVOY_READ))


def recipients(actor: Actor) -> Select[Place]:
    """Places that receive, of the convoys whose routes the person may see."""
    return select(Place).where(Place.kind.in_(ENDS), _receives_from(actor, Place.id))


def letters(actor: Actor) -> Select[Letter]:
    """Letters of the convoys the person may see, and of their recipients."""
    seen = convoys(actor).with_only_columns(Convoy.id)
    general = Letter.convoy_id.is_(None) & _receives_from(actor, Letter.place_id)
    return select(Letter).where(Letter.convoy_id.in_(seen) | general)


def _receives_from(actor: Actor, place: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Whether a place is a recipient or a stop of a convoy the person may see; any for who sees them all."""
    scope = actor.scope(Permission.CONVOY_READ)
    stops = select(Stop.place_id).join(Run).where(Run.convoy_id.in_(scope.convoys))
    named = select(ConvoyRecipient.place_id).where(ConvoyRecipient.convoy_id.in_(scope.convoys))
    return true() if scope.everywhere else place.in_(stops) | place.in_(named)


def crew_links(actor: Actor) -> Select[CrewLink]:
    """Crew links of the convoys whose crews the person may see."""
    return select(CrewLink).join(Run).join(Convoy).where(_convoy_in(actor, Permission.CONVOY_READ))


def looks(actor: Actor) -> Select[Look]:
    """Every look at a convoy for an admin; for coordinators those at their convoys."""
    if actor.scope(Permission.PERSON_ADMIN).everywhere:
        return select(Look)
    return (
        select(Look)
        .join(Convoy, Convoy.id == Look.convoy_id)
        .where(_convoy_in(actor, Permission.CONVOY_READ))
    )


def papers(actor: Actor) -> Select[Paper]:
    """Papers of printable convoys, receipts of visible gifts, papers of boxes and places where one prints."""
    scope = actor.scope(Permission.PAPER_READ)
    of_convoys = Paper.convoy_id.is_not(None) if scope.everywhere else Paper.convoy_id.in_(scope.convoys)
    gifts = actor.scope(Permission.DONATION_READ)
    at_places = true() if gifts.everywhere else Donation.place_id.in_(gifts.places)
    return (
        select(Paper)
        .outerjoin(Donation, Paper.donation_id == Donation.id)
        .where(of_convoys | (Paper.donation_id.is_not(None) & at_places) | _of_goods(actor))
    )


def signed_copies(actor: Actor) -> Select[SignedCopy]:
    """Signed copies of the papers the person may print."""
    return (
        select(SignedCopy)
        .join(Paper, SignedCopy.paper_id == Paper.id)
        .where(Paper.id.in_(papers(actor).with_only_columns(Paper.id)))
    )


def goods_receipts(actor: Actor) -> Select[int]:
    """Ids of counts of what arrived, of the convoys the person may see."""
    seen = runs(actor).with_only_columns(Run.id)
    return select(GoodsReceipt.id).join(Stop, Stop.id == GoodsReceipt.stop_id).where(Stop.run_id.in_(seen))


def photos(actor: Actor) -> Select[Photo]:
    """Photos of gifts where the person works, and of counts of the convoys the person may see."""
    # Asked of each photo, for the same reason as in lots_given.
    gift = donations(actor).where(Donation.id == Photo.donation_id).correlate(Photo)
    count = goods_receipts(actor).where(GoodsReceipt.id == Photo.receipt_id).correlate(Photo)
    return select(Photo).where(gift.exists() | count.exists())


def paper_links(actor: Actor) -> Select[PaperLink]:
    """Paper links of the convoys whose papers the person may print."""
    return select(PaperLink).join(Run).join(Convoy).where(_convoy_in(actor, Permission.PAPER_READ))


def _of_goods(actor: Actor) -> ColumnElement[bool]:
    """Papers of boxes, pallets and places that whoever prints labels there may print too."""
    if not actor.may(Permission.LABEL_PRINT):
        return false()
    return or_(
        Paper.box_id.in_(boxes(actor).with_only_columns(Box.id)),
        Paper.pallet_id.in_(pallets(actor).with_only_columns(Pallet.id)),
        Paper.place_id.in_(places(actor).with_only_columns(Place.id)),
    )


def users(actor: Actor) -> Select[User]:
    """Everyone for an admin; for a point's lead, the people of that point; else oneself."""
    scope = actor.scope(Permission.PERSON_READ)
    if scope.everywhere:
        return select(User)
    now = datetime.now(UTC)
    colleagues = select(Grant.user_id).where(Grant.place_id.in_(scope.places), held_grants(now))
    return select(User).where((User.id == actor.user_id) | User.id.in_(colleagues))


def sign_ins(actor: Actor) -> Select[SignIn]:
    """Everybody's sign-ins for an admin; for a point's lead, those of the people there; else one's own."""
    if actor.scope(Permission.PERSON_READ).everywhere:
        return select(SignIn)
    return select(SignIn).where(SignIn.user_id.in_(users(actor).with_only_columns(User.id)))


def devices(actor: Actor) -> Select[Device]:
    """Devices on which somebody signed in whose sign-ins the person may see."""
    on = sign_ins(actor).with_only_columns(SignIn.device_id)
    return select(Device).where(Device.id.in_(on))


def cards(actor: Actor) -> Select[Card]:
    """Every weekend card for an admin; for a point's lead, those for that point."""
    scope = actor.scope(Permission.PERSON_INVITE)
    if scope.everywhere:
        return select(Card)
    return select(Card).where(Card.place_id.in_(scope.places))


def invitations(actor: Actor) -> Select[Invitation]:
    """Every one-time code that was given out for an admin; for a point's lead, those to join that point."""
    scope = actor.scope(Permission.PERSON_INVITE)
    if scope.everywhere:
        return select(Invitation)
    return select(Invitation).where(Invitation.place_id.in_(scope.places))


def audit(actor: Actor) -> Select[AuditEntry]:
    """The whole log for an auditor or admin; for others, what they did themselves.

    An entry is shown as it is only where `audit_in_full` holds.
    """
    if actor.scope(Permission.AUDIT_READ).everywhere:
        return select(AuditEntry)
    return select(AuditEntry).where(AuditEntry.user_id == actor.user_id)


def audit_in_full(actor: Actor) -> ColumnElement[bool]:
    """Which entries of the log a person may read with name and minute.

    Departure, crossing and arrival are recorded when they happen. Of a convoy that is not theirs, an auditor
    or admin learns who worked on it on which day; also later, since a closed convoy tells how the next goes.
    """
    if actor.scope(Permission.CONVOY_READ).everywhere:
        return true()
    codes = convoys(actor).with_only_columns(Convoy.code)
    mentioned = select(AuditMention.audit_id).where(AuditMention.code.in_(codes))
    receipts = select(Paper.number).where(Paper.donation_id.is_not(None))
    return or_(
        not_(or_(*(AuditEntry.action.startswith(noun) for noun in OF_CONVOYS))),
        AuditEntry.user_id.is_not_distinct_from(actor.user_id),
        AuditEntry.subject.in_(codes),
        AuditEntry.id.in_(mentioned),
        AuditEntry.subject.in_(receipts),
    )
