"""Papers, and what is filed with them or with gifts and counts."""

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from convoy.domain.permissions import Actor, Permission
from convoy.models import (
    Box,
    Convoy,
    Donation,
    GoodsReceipt,
    Pallet,
    Paper,
    PaperLink,
    Photo,
    Place,
    Run,
    SignedCopy,
)
from convoy.queries.visible.gifts import donations
from convoy.queries.visible.goods import boxes, pallets
from convoy.queries.visible.records import places
from convoy.queries.visible.road import convoy_in, goods_receipts


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


def _of_goods(actor: Actor) -> ColumnElement[bool]:
    """Papers of boxes, pallets and places that whoever prints labels there may print too."""
    if not actor.may(Permission.LABEL_PRINT):
        return false()
    return or_(
        Paper.box_id.in_(boxes(actor).with_only_columns(Box.id)),
        Paper.pallet_id.in_(pallets(actor).with_only_columns(Pallet.id)),
        Paper.place_id.in_(places(actor).with_only_columns(Place.id)),
    )


def paper_links(actor: Actor) -> Select[PaperLink]:
    """Paper links of the convoys whose papers the person may print."""
    return select(PaperLink).join(Run).join(Convoy).where(convoy_in(actor, Permission.PAPER_READ))


def signed_copies(actor: Actor) -> Select[SignedCopy]:
    """Signed copies of the papers the person may print."""
    return (
        select(SignedCopy)
        .join(Paper, SignedCopy.paper_id == Paper.id)
        .where(Paper.id.in_(papers(actor).with_only_columns(Paper.id)))
    )


def photos(actor: Actor) -> Select[Photo]:
    """Photos of gifts where the person works, and of counts of the convoys the person may see."""
    # Asked of each photo, for the same reason as in lots_given.
    gift = donations(actor).where(Donation.id == Photo.donation_id).correlate(Photo)
    count = goods_receipts(actor).where(GoodsReceipt.id == Photo.receipt_id).correlate(Photo)
    return select(Photo).where(gift.exists() | count.exists())
