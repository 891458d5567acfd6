"""Every list as a file: what the page of the list shows this person, for a spreadsheet."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from convoy.domain.kinds import OrganisationKind, PlaceKind
from convoy.domain.lifecycle import BoxStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.queries import (
    audit,
    box_lists,
    catalogue_pages,
    convoy_lists,
    donations,
    kits,
    organisations,
    pallets,
    paper_lists,
    places,
    pools,
    stock,
    stock_takes,
    users,
    vehicles,
)
from convoy.queries import gift_search as gift_query
from convoy.queries.audit import From, Logged
from convoy.queries.paging import Page
from convoy.web import exports, gift_search, work_columns
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
    """A list: its page and name, who reads it, its columns, its rows as the page's address asks for them."""

    page: str
    title: str
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


def _convoys(db: "Session", actor: Actor) -> Rows:
    stages = convoy_lists.SHOWN.get(_asked("show"), convoy_lists.AHEAD)

    def page(after: str) -> tuple[Rows, str | None]:
        found = convoy_lists.listing(db, actor, stages=stages, after=after, page=AT_ONCE)
        rows = found[:AT_ONCE]
        return rows, rows[-1].convoy.code if len(found) > len(rows) else None

    return exports.every(page)


def _papers(db: "Session", actor: Actor) -> Rows:
    def page(after: str) -> tuple[Rows, str | None]:
        found = paper_lists.listing(db, actor, after=after, most=AT_ONCE + 1)
        rows = found[:AT_ONCE]
        return rows, rows[-1].code if len(found) > len(rows) else None

    return exports.every(page)


def _people(db: "Session", actor: Actor) -> Rows:
    return (line for person in users.listing(db, actor) for line in work_columns.person_lines(person))


def _kits(db: "Session", actor: Actor) -> Rows:
    listed = (*kits.listed(db, actor), *kits.listed(db, actor, active=False))
    return (work_columns.KitPart(kit, part) for kit in listed for part in kits.parts(kit))


def _stock_takes(db: "Session", actor: Actor) -> Rows:
    return stock_takes.listing(db, actor, most=exports.MOST_ROWS)


def _sorting(db: "Session", actor: Actor) -> Rows:
    return (*pools.waiting(db, actor), *pools.closed(db, actor, most=exports.MOST_ROWS))


def _log(db: "Session", actor: Actor) -> Iterator[Logged]:
    person, subject = _asked("person"), searched("subject")
    begin: From | None = None
    while True:
        rows, begin = audit.page(db, actor, zone=clock(), person=person, subject=subject, begin=begin)
        yield from rows
        if begin is None:
            return


_P = Permission
LISTS: Mapping[str, List] = {
    "donations": List(
        "donations.index",
        N_("Gifts"),
        _P.DONATION_READ,
        lambda: columns.gifts(_language(), with_persons=not _is_tagged()),
        _gifts,
    ),
    "sorting": List(
        "pools.index", N_("Unsorted gifts"), _P.DONATION_READ, lambda: work_columns.POOLS, _sorting
    ),
    "boxes": List("boxes.index", N_("Boxes"), _P.BOX_READ, lambda: columns.boxes(_language()), _boxes),
    "pallets": List("pallets.index", N_("Pallets"), _P.BOX_READ, lambda: columns.PALLETS, _pallets),
    "kits": List("kits.index", N_("Kits"), _P.CATALOGUE_READ, lambda: work_columns.kits(_language()), _kits),
    "stock": List("stock.index", N_("Stock"), _P.STOCK_READ, lambda: columns.STOCK, _stock),
    "stock-takes": List(
        "stock_takes.index", N_("Stock-takes"), _P.BOX_READ, lambda: work_columns.STOCK_TAKES, _stock_takes
    ),
    "convoys": List("convoys.index", N_("Convoys"), _P.CONVOY_READ, lambda: work_columns.CONVOYS, _convoys),
    "papers": List("print_desk.index", N_("Papers"), _P.PAPER_READ, lambda: work_columns.PAPERS, _papers),
    "organisations": List(
        "organisations.index",
        N_("Organisations"),
        _P.ORGANISATION_READ,
        lambda: columns.ORGANISATIONS,
        _organisations,
    ),
    "places": List("places.index", N_("Places"), _P.PLACE_READ, lambda: columns.PLACES, _places),
    "vehicles": List("vehicles.index", N_("Vehicles"), _P.VEHICLE_READ, lambda: columns.VEHICLES, _vehicles),
    "catalogue": List(
        "catalogue.index",
        N_("Catalogue"),
        _P.CATALOGUE_READ,
        lambda: columns.catalogue(_language()),
        _catalogue,
    ),
    "people": List(
        "people.index",
        N_("People"),
        _P.PERSON_READ,
        lambda: work_columns.people(with_names=not _is_tagged()),
        _people,
    ),
    "log": List("audit.index", N_("Who did what"), _P.AUDIT_READ, lambda: columns.LOG, _log),
}

_QUEUE = "what waits for somebody to press a button; once done it is in the file of gifts, boxes or stock"
_SIGN_IN = "who comes in how and where is not carried away in a file"
WITHOUT_A_FILE: Mapping[str, str] = {
    "announced_gifts.index": "strangers were told that it is read at the place only, and deleted",
    "appeals.index": "it is public anyway: each appeal has its page and its poster",
    "captures.index": _QUEUE,
    "controls.index": _QUEUE,
    "drafts.index": _QUEUE,
    "duplicates.index": _QUEUE,
    "gift_sheets.index": _QUEUE,
    "legs.left_behind": _QUEUE,
    "weighing.rounds": _QUEUE,
    "wishes.index": "a short list that its place keeps itself; it is on the public page and the poster",
    "cards.index": _SIGN_IN,
    "devices.where": _SIGN_IN,
    "looks.index": "who looked at which convoy is for admins alone, who take no lists away",
}
"""Lists that stay on their pages, and why."""

NAMES = ",".join(f'"{name}"' for name in LISTS)
ENDINGS = ",".join(exports.TYPES)


@bp.get(f"/<any({NAMES}):name>.<any({ENDINGS}):ending>")
def of_list(name: str, ending: str) -> ResponseReturnValue:
    """Return a list as a CSV or Excel file, with the filters of its page; `hxl` adds a row of hashtags."""
    actor = current_actor()
    actor.must(Permission.LIST_EXPORT)
    chosen = LISTS[name]
    actor.must(chosen.permission)
    with look() as db:
        file = exports.Named(name, ending, chosen.title)
        return exports.answer(file, chosen.columns(), chosen.rows(db, actor), is_tagged=_is_tagged())
