"""Every list as a file: what the page of the list shows this person, for a spreadsheet."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from convoy.domain.kinds import OrganisationKind, PlaceKind
from convoy.domain.lifecycle import BoxStage
from convoy.domain.permissions import Actor, Permission
from convoy.queries import (
    audit,
    box_lists,
    catalogue_pages,
    donations,
    organisations,
    pallets,
    places,
    stock,
    vehicles,
)
from convoy.queries import gift_search as gift_query
from convoy.queries.audit import From, Logged
from convoy.queries.paging import Page
from convoy.web import exports, gift_search
from convoy.web import list_columns as columns
from convoy.web.access import clock, current_actor, look
from convoy.web.exports import Column
from convoy.web.keeping import searched

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("exports", __name__)

AT_ONCE = 500

Rows = Iterable[Any]


@dataclass(frozen=True, slots=True)
class List:
    """A list: who reads it, its columns, and its rows as the page's address asks for them."""

    permission: Permission
    columns: Callable[[], Sequence[Column[Any]]]
    rows: "Callable[[Session, Actor], Rows]"


def _asked(name: str, most: int = 40) -> str:
    return request.args.get(name, "")[:most]


def _is_tagged() -> bool:
    return "hxl" in request.args


def _language() -> str:
    return str(get_locale())


def _pages(ask: Callable[[str], Page[Any]]) -> Rows:
    def page(after: str) -> tuple[Rows, str | None]:
        found = ask(after)
        return found.rows, found.following

    return exports.every(page)


def _gifts(db: "Session", actor: Actor) -> Rows:
    asked = gift_search.asked()
    if asked.error is not None:
        raise asked.error
    sought = gift_query.meant(db, actor, asked.wanted, _language())

    def page(after: str) -> tuple[Rows, str | None]:
        listed, following = donations.recorded_page(
            db, actor, asked.wanted, sought, before=after, size=AT_ONCE
        )
        return [line for one in listed for line in columns.gift_lines(one.donation)], following

    return exports.every(page)


def _boxes(db: "Session", actor: Actor) -> Rows:
    stage, which = _asked("stage"), _asked("which")
    wanted = box_lists.BoxFilter(
        _asked("place"),
        BoxStage(stage) if stage in list(BoxStage) else None,
        which if which in box_lists.WHICH else "",
    )

    def page(after: str) -> tuple[Rows, str | None]:
        listed, following = box_lists.page(db, actor, wanted, after, AT_ONCE)
        return [line for one in listed for line in columns.box_lines(one)], following

    return exports.every(page)


def _pallets(db: "Session", actor: Actor) -> Rows:
    return exports.every(lambda after: pallets.page(db, actor, _asked("place"), after, AT_ONCE))


def _stock(db: "Session", actor: Actor) -> Rows:
    wanted = stock.StockFilter(place=_asked("place"), category=_asked("category"), text=_asked("text", 60))
    return stock.listing(db, actor, wanted)


def _organisations(db: "Session", actor: Actor) -> Rows:
    wanted = _asked("kind")
    kind = OrganisationKind(wanted) if wanted in list(OrganisationKind) else None
    typed = searched()
    return _pages(lambda after: organisations.listed(db, actor, typed=typed, kind=kind, after=after))


def _places(db: "Session", actor: Actor) -> Rows:
    wanted = _asked("kind")
    kind = PlaceKind(wanted) if wanted in list(PlaceKind) else None
    typed = searched()
    return _pages(lambda after: places.listed(db, actor, typed=typed, kind=kind, after=after))


def _vehicles(db: "Session", actor: Actor) -> Rows:
    typed, active = searched(), _asked("show") != "retired"
    return _pages(lambda after: vehicles.listed(db, actor, typed=typed, active=active, after=after))


def _catalogue(db: "Session", actor: Actor) -> Rows:
    typed = searched()
    if typed:
        return catalogue_pages.search(db, actor, typed, _language())
    group, unreviewed, active = _asked("group"), _asked("unreviewed", 5), _asked("show") != "retired"
    return _pages(
        lambda after: catalogue_pages.listed(
            db, actor, category=group, unreviewed=unreviewed, active=active, after=after
        )
    )


def _log(db: "Session", actor: Actor) -> Iterator[Logged]:
    person, subject = _asked("person"), searched("subject")
    begin: From | None = None
    while True:
        rows, begin = audit.page(db, actor, zone=clock(), person=person, subject=subject, begin=begin)
        yield from rows
        if begin is None:
            return


LISTS: Mapping[str, List] = {
    "donations": List(Permission.DONATION_READ, lambda: columns.gifts(with_persons=not _is_tagged()), _gifts),
    "boxes": List(Permission.BOX_READ, lambda: columns.boxes(_language()), _boxes),
    "pallets": List(Permission.BOX_READ, lambda: columns.PALLETS, _pallets),
    "stock": List(Permission.STOCK_READ, lambda: columns.STOCK, _stock),
    "organisations": List(Permission.ORGANISATION_READ, lambda: columns.ORGANISATIONS, _organisations),
    "places": List(Permission.PLACE_READ, lambda: columns.PLACES, _places),
    "vehicles": List(Permission.VEHICLE_READ, lambda: columns.VEHICLES, _vehicles),
    "catalogue": List(Permission.CATALOGUE_READ, lambda: columns.catalogue(_language()), _catalogue),
    "log": List(Permission.AUDIT_READ, lambda: columns.LOG, _log),
}
NAMES = ",".join(LISTS)
ENDINGS = ",".join(exports.TYPES)


@bp.get(f"/<any({NAMES}):name>.<any({ENDINGS}):ending>")
def of_list(name: str, ending: str) -> ResponseReturnValue:
    """Return a list as a CSV or Excel file, with the filters of its page; `hxl` adds a row of hashtags."""
    actor = current_actor()
    actor.must(Permission.LIST_EXPORT)
    chosen = LISTS[name]
    actor.must(chosen.permission)
    with look() as db:
        return exports.answer(name, ending, chosen.columns(), chosen.rows(db, actor), is_tagged=_is_tagged())
