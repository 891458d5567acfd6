"""Boxes and pallets, what is counted of them, and the lists of what may be in them."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from convoy.domain.kinds import StopKind
from convoy.domain.permissions import Actor, Permission
from convoy.models import Box, BoxLabel, Item, Kit, Load, Pallet, Run, StockTake, Stop


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


def stock_takes(actor: Actor) -> Select[StockTake]:
    """Stock-takes of the places where the person counts, or only looks at the stock."""
    scopes = [actor.scope(permission) for permission in (Permission.BOX_PACK, Permission.STOCK_READ)]
    if any(scope.everywhere for scope in scopes):
        return select(StockTake)
    return select(StockTake).where(StockTake.place_id.in_(scopes[0].places | scopes[1].places))


def items(actor: Actor) -> Select[Item]:
    """The catalogue."""
    return select(Item).where(true() if actor.may(Permission.CATALOGUE_READ) else false())


def kits(actor: Actor) -> Select[Kit]:
    """Kits: lists of the catalogue's goods."""
    return select(Kit).where(true() if actor.may(Permission.CATALOGUE_READ) else false())
