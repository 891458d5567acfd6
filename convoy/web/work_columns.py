"""What stands in the columns of lists of work as files: unsorted bags, kits, counts, convoys, papers, people.

No day, crossing, stop, crew or plate of a convoy, and nothing with which somebody signs in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext

from convoy.domain.messages import N_
from convoy.queries import convoy_lists, paper_lists, pools
from convoy.queries.kits import Part
from convoy.queries.users import Held, Person
from convoy.web import labels
from convoy.web.exports import Column
from convoy.web.list_columns import name_in
from convoy.web.list_measures import amount, kilograms, unit_code, unit_name

if TYPE_CHECKING:
    from convoy.models import Kit, StockTake

POOLS: Sequence[Column[pools.Waiting]] = (
    Column(N_("Place"), "#loc +name +warehouse", lambda row: row.pool.place.name),
    Column(N_("Day"), "#date +received", lambda row: row.pool.day),
    Column(
        N_("State"),
        "#status +pool",
        lambda row: gettext("Closed") if row.pool.closed_at else gettext("Not sorted yet"),
    ),
    Column(N_("Packages"), "#item +packages", lambda row: row.bags.packages),
    Column(N_("Not weighed"), "", lambda row: row.bags.not_weighed),
    Column(
        N_("kg"),
        "#item +weight +kg",
        lambda row: kilograms(row.bags.grams) if row.bags.not_weighed < row.bags.packages else None,
    ),
    Column(N_("Words to link"), "", lambda row: row.to_link),
    Column(N_("Days old"), "", lambda row: row.days),
)


@dataclass(frozen=True, slots=True)
class KitPart:
    """An item of a kit, beside the kit it belongs to."""

    kit: "Kit"
    part: Part


def kits(language: str) -> Sequence[Column[KitPart]]:
    """Return the columns of kits, a row for each item in one; an item's name is in the page's language."""
    return (
        Column(N_("Kit"), "#meta +id +kit", lambda row: row.kit.code),
        Column(N_("Name of the kit"), "#meta +name +kit", lambda row: row.kit.name),
        Column(
            N_("State"),
            "#status +kit",
            lambda row: gettext("In use") if row.kit.is_active else gettext("Not in use"),
        ),
        Column(N_("Item"), "#item +code", lambda row: row.part.item.code),
        Column(N_("Name"), "#item +name", lambda row: row.part.item.name_in(language)),
        Column(N_("Name in English"), "#item +name +i_en", lambda row: name_in("en", row.part.item)),
        Column(N_("Name in Ukrainian"), "#item +name +i_uk", lambda row: name_in("uk", row.part.item)),
        Column(
            N_("Quantity"),
            "#item +quantity",
            lambda row: amount(row.part.quantity, row.part.item.unit_code),
        ),
        Column(N_("Unit"), "#item +unit +code", lambda row: unit_code(row.part.item.unit_code)),
        Column(N_("Unit in words"), "", lambda row: unit_name(row.part.item.unit_code)),
    )


STOCK_TAKES: "Sequence[Column[StockTake]]" = (
    Column(N_("Stock-take"), "#meta +id +stocktake", lambda row: row.code),
    Column(N_("Place"), "#loc +name +warehouse", lambda row: row.place.name),
    Column(N_("Shelf"), "", lambda row: row.shelf),
    Column(
        N_("State"),
        "#status +stocktake",
        lambda row: gettext("closed") if row.closed_at else gettext("open"),
    ),
    Column(N_("Begun (UTC)"), "#date +start", lambda row: row.started_at),
    Column(N_("Closed (UTC)"), "#date +end", lambda row: row.closed_at),
)

CONVOYS: Sequence[Column[convoy_lists.Listed]] = (
    Column(N_("Convoy"), "#meta +id +convoy", lambda row: row.convoy.code),
    Column(N_("Name"), "#meta +name +convoy", lambda row: row.convoy.name),
    Column(N_("State"), "#status +convoy", lambda row: labels.label(row.convoy.stage)),
    Column(N_("Vans"), "#capacity +vehicle +num", lambda row: row.vans),
    Column(N_("Boxes"), "#item +packages", lambda row: row.boxes),
    Column(N_("kg"), "#item +weight +kg", lambda row: kilograms(row.load_g)),
    Column(N_("Payload, kg"), "#capacity +kg", lambda row: kilograms(row.payload_g)),
)

PAPERS: Sequence[Column[paper_lists.Printable]] = (
    Column(N_("Convoy"), "#meta +id +convoy", lambda row: row.code),
    Column(N_("Name"), "#meta +name +convoy", lambda row: row.name),
    Column(N_("State"), "#status +convoy", lambda row: labels.label(row.stage)),
    Column(N_("Vans"), "#capacity +vehicle +num", lambda row: row.vans),
    Column(N_("Final papers"), "#output +paper +num", lambda row: row.papers),
)


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role beside who holds it; somebody without any has one row."""

    person: Person
    held: Held | None


def person_lines(person: Person) -> Iterator[HeldRole]:
    """Yield a person role by role."""
    if not person.held:
        yield HeldRole(person, None)
    yield from (HeldRole(person, held) for held in person.held)


def _where(held: Held | None) -> str:
    if held is None:
        return ""
    return held.place or held.convoy or gettext("everywhere")


def people(*, with_names: bool) -> Sequence[Column[HeldRole]]:
    """Return the columns of people, a row for each role; nobody is named in data for other systems."""
    named: Column[HeldRole] = Column(N_("Name"), "#contact +name", lambda row: row.person.user.name)
    return (
        Column(N_("Person"), "#contact +code", lambda row: row.person.user.code),
        *((named,) if with_names else ()),
        Column(
            N_("Role"),
            "#contact +type",
            lambda row: labels.label(row.held.granted.role) if row.held else gettext("no role"),
        ),
        Column(N_("Where"), "#contact +scope", lambda row: _where(row.held)),
        Column(N_("Last seen (UTC)"), "#date +seen", lambda row: row.person.last_seen_at),
    )
