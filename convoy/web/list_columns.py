"""What stands in the columns of lists as files: no telephones, addresses, plates, routes or departures."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from flask_babel import gettext

from convoy.domain import measures
from convoy.domain.categories import name_of
from convoy.domain.intake import WEIGHED
from convoy.domain.kinds import OrganisationKind
from convoy.domain.lifecycle import LineStage
from convoy.domain.messages import N_
from convoy.exchange.writer import Cell
from convoy.queries.audit import Logged
from convoy.queries.box_lists import Listed
from convoy.queries.pallets import PalletFigures
from convoy.queries.stock import StockRow
from convoy.web import labels, log_words
from convoy.web.exports import Column
from convoy.web.list_measures import amount, centimetres, kilograms, unit_code, unit_name
from convoy.web.vehicle_words import class_name

if TYPE_CHECKING:
    from convoy.models import Donation, DonationLine, Item, Organisation, Pallet, Place, UnsortedLine, Vehicle


ALWAYS_NAMED = frozenset({"en", "uk"})
"""Languages in which items are named in files whatever the page's language."""


def name_in(language: str, item: "Item") -> str:
    """Return an item's name in one language, "" where it has none there."""
    return next((name.name for name in item.names if name.language == language), "")


@dataclass(frozen=True, slots=True)
class GiftLine:
    """A line of a gift, counted or unsorted, beside the gift it belongs to."""

    donation: "Donation"
    line: "DonationLine | None" = None
    bags: "UnsortedLine | None" = None

    @property
    def item(self) -> "Item | None":
        """The item counted, or the one that the words on unsorted goods mean."""
        if self.line is not None:
            return self.line.item
        return self.bags.item if self.bags is not None else None


def gift_lines(donation: "Donation") -> Iterator[GiftLine]:
    """Yield a gift line by line: what was counted, then what is unsorted."""
    yield from (GiftLine(donation, line) for line in donation.lines)
    yield from (GiftLine(donation, bags=bags) for bags in donation.unsorted)


def _of_line(heading: str, tag: str, cell: "Callable[[DonationLine], Cell]") -> Column[GiftLine]:
    return Column(heading, tag, lambda row: cell(row.line) if row.line is not None else None)


def _of_item(heading: str, tag: str, cell: "Callable[[Item], Cell]") -> Column[GiftLine]:
    return Column(heading, tag, lambda row: cell(row.item) if row.item is not None else None)


def _of_bags(heading: str, tag: str, cell: "Callable[[UnsortedLine], Cell]") -> Column[GiftLine]:
    return Column(heading, tag, lambda row: cell(row.bags) if row.bags is not None else None)


def _of_gift(heading: str, tag: str, cell: "Callable[[Donation], Cell]") -> Column[GiftLine]:
    return Column(heading, tag, lambda row: cell(row.donation))


def _donor(donation: "Donation") -> str:
    return donation.donor.name if donation.donor is not None else ""


def _donor_but_no_person(donation: "Donation") -> str:
    donor = donation.donor
    return "" if donor is None or donor.kind is OrganisationKind.INDIVIDUAL else donor.name


def _kind_of_donor(donation: "Donation") -> str:
    return labels.label(donation.donor.kind) if donation.donor is not None else ""


def _value(line: "DonationLine") -> Decimal | None:
    return None if line.value_cents is None else Decimal(measures.money(line.value_cents))


def _state(row: GiftLine) -> str:
    if row.donation.withdrawn_at is not None:
        return gettext("taken back")
    if row.line is not None:
        return labels.label(row.line.stage)
    if row.bags is not None and row.bags.stage is not LineStage.ACCEPTED:
        return labels.label(row.bags.stage)
    return gettext("Not sorted yet")


def _grams(row: GiftLine) -> int | None:
    if row.line is not None and row.line.item.unit_code == WEIGHED:
        return row.line.quantity if row.line.grams is None else row.line.grams
    one = row.line or row.bags
    return one.grams if one is not None else None


def _more_names(language: str) -> "tuple[Column[GiftLine], ...]":
    """The item's name in the page's language, where that is another one than those that are always there."""
    if language in ALWAYS_NAMED:
        return ()
    return (_of_item(N_("Name"), "#item +name", lambda item: item.name_in(language)),)


def gifts(language: str, *, with_persons: bool) -> Sequence[Column[GiftLine]]:
    """Return the columns of gifts, a row for each line; persons are not named in data for other systems."""
    return (
        _of_gift(N_("Gift"), "#meta +id +donation", lambda gift: gift.code),
        _of_gift(N_("Received on"), "#date +received", lambda gift: gift.received_on),
        _of_gift(N_("Place"), "#loc +name +origin", lambda gift: gift.place.name),
        _of_gift(N_("Country"), "#country +code +v_iso2 +origin", lambda gift: gift.place.country),
        _of_gift(N_("Donor"), "#org +name +donor", _donor if with_persons else _donor_but_no_person),
        _of_gift(N_("Kind of donor"), "#org +type +donor", _kind_of_donor),
        _of_item(N_("Item"), "#item +code", lambda item: item.code),
        *_more_names(language),
        _of_item(N_("Name in English"), "#item +name +i_en", lambda item: name_in("en", item)),
        _of_item(N_("Name in Ukrainian"), "#item +name +i_uk", lambda item: name_in("uk", item)),
        _of_line(N_("Quantity"), "#item +quantity", lambda line: amount(line.quantity, line.item.unit_code)),
        _of_line(N_("Unit"), "#item +unit +code", lambda line: unit_code(line.item.unit_code)),
        _of_line(N_("Unit in words"), "", lambda line: unit_name(line.item.unit_code)),
        *((_of_bags(N_("In words"), "#item +description", lambda bags: bags.note),) if with_persons else ()),
        _of_bags(N_("Packages"), "#item +packages", lambda bags: bags.packages),
        _of_bags(N_("Kind of package"), "#item +packages +code", lambda bags: bags.package_code),
        Column(N_("kg"), "#item +weight +kg", lambda row: kilograms(_grams(row))),
        _of_line(N_("Condition"), "#item +condition", lambda line: labels.label(line.condition)),
        _of_line(N_("Expiry"), "#date +expiry", lambda line: line.expires_on),
        _of_line(N_("Value"), "#value", _value),
        _of_line(
            N_("Currency"), "#currency +code", lambda line: line.currency if _value(line) is not None else ""
        ),
        Column(N_("State"), "#status +donation", _state),
    )


@dataclass(frozen=True, slots=True)
class BoxLine:
    """An item in a box; `is_first` of its box, so that weights add up down the column."""

    listed: Listed
    item: "Item | None"
    quantity: int | None
    is_first: bool


def box_lines(listed: Listed) -> Iterator[BoxLine]:
    """Yield a box item by item, and one row for an empty one."""
    if not listed.contents:
        yield BoxLine(listed, None, None, is_first=True)
    for place, (item, quantity) in enumerate(listed.contents):
        yield BoxLine(listed, item, quantity, is_first=place == 0)


def boxes(language: str) -> Sequence[Column[BoxLine]]:
    """Return the columns of boxes, a row for each item in them."""
    return (
        Column(N_("Box"), "#meta +id +box", lambda row: row.listed.box.code),
        Column(
            N_("Number"),
            "",
            lambda row: f"{row.listed.box.origin_place.name} {row.listed.box.short_number}",
        ),
        Column(N_("Their number"), "", lambda row: row.listed.box.foreign_number),
        Column(
            N_("Place"),
            "#loc +name +warehouse",
            lambda row: row.listed.box.place.name if row.listed.box.place else "",
        ),
        Column(N_("Shelf"), "", lambda row: row.listed.box.shelf),
        Column(
            N_("Pallet"),
            "#meta +id +pallet",
            lambda row: row.listed.box.pallet.code if row.listed.box.pallet else "",
        ),
        Column(N_("State"), "#status +box", lambda row: labels.label(row.listed.box.stage)),
        Column(
            N_("kg"),
            "#item +weight +kg",
            lambda row: kilograms(row.listed.box.gross_g) if row.is_first else None,
        ),
        Column(N_("Item"), "#item +code", lambda row: row.item.code if row.item else ""),
        Column(N_("Name"), "#item +name", lambda row: row.item.name_in(language) if row.item else ""),
        Column(
            N_("Quantity"),
            "#item +quantity +available",
            lambda row: amount(row.quantity, row.item.unit_code if row.item else ""),
        ),
        Column(
            N_("Unit"), "#item +unit +code", lambda row: unit_code(row.item.unit_code) if row.item else ""
        ),
        Column(N_("Unit in words"), "", lambda row: unit_name(row.item.unit_code) if row.item else ""),
    )


PALLETS: "Sequence[Column[tuple[Pallet, PalletFigures]]]" = (
    Column(N_("Pallet"), "#meta +id +pallet", lambda row: row[0].code),
    Column(N_("Place"), "#loc +name +warehouse", lambda row: row[0].place.name if row[0].place else ""),
    Column(N_("State"), "#status +pallet", lambda row: labels.label(row[0].stage)),
    Column(N_("Boxes"), "#item +packages", lambda row: row[1].boxes),
    Column(N_("Boxes weighed"), "", lambda row: row[1].weighed),
    Column(N_("kg"), "#item +weight +kg", lambda row: kilograms(row[1].grams)),
    Column(N_("Height, cm"), "", lambda row: centimetres(row[0].height_mm)),
)


STOCK: Sequence[Column[StockRow]] = (
    Column(N_("Place"), "#loc +name +warehouse", lambda row: row.place_name),
    Column(N_("Item"), "#item +code", lambda row: row.item_code),
    Column(N_("Name"), "#item +name", lambda row: row.item_name),
    Column(N_("Category"), "#item +category", lambda row: gettext(name_of(row.category))),
    Column(N_("Unit"), "#item +unit +code", lambda row: unit_code(row.unit)),
    Column(N_("Unit in words"), "", lambda row: unit_name(row.unit)),
    Column(N_("Loose"), "#item +quantity +loose", lambda row: amount(row.loose, row.unit)),
    Column(N_("In boxes"), "#item +quantity +boxed", lambda row: amount(row.boxed, row.unit)),
    Column(N_("Reserved"), "#item +quantity +reserved", lambda row: amount(row.reserved, row.unit)),
    Column(N_("Free"), "#item +quantity +available", lambda row: amount(row.free, row.unit)),
    Column(N_("Of it earmarked"), "#item +quantity +earmarked", lambda row: amount(row.earmarked, row.unit)),
    Column(N_("All"), "#item +quantity", lambda row: amount(row.quantity, row.unit)),
)

ORGANISATIONS: "Sequence[Column[Organisation]]" = (
    Column(N_("Organisation"), "#org +code", lambda row: row.code),
    Column(N_("Kind"), "#org +type", lambda row: labels.label(row.kind)),
    Column(N_("Name"), "#org +name", lambda row: row.name),
    Column(N_("Name in Ukrainian"), "#org +name +i_uk", lambda row: row.name_uk),
    Column(N_("Part of"), "#org +name +parent", lambda row: row.parent.name if row.parent else ""),
    Column(N_("Country"), "#country +code +v_iso2", lambda row: row.country),
)

PLACES: "Sequence[Column[Place]]" = (
    Column(N_("Place"), "#loc +code", lambda row: row.code),
    Column(N_("Name"), "#loc +name", lambda row: row.name),
    Column(N_("Name in Ukrainian"), "#loc +name +i_uk", lambda row: row.name_uk),
    Column(N_("Kind"), "#loc +type", lambda row: labels.label(row.kind)),
    Column(N_("State"), "#status +loc", lambda row: labels.label(row.status)),
    Column(N_("Country"), "#country +code +v_iso2", lambda row: row.country),
    Column(N_("Organisation"), "#org +name", lambda row: row.organisation.name if row.organisation else ""),
)

VEHICLES: "Sequence[Column[Vehicle]]" = (
    Column(N_("Vehicle"), "#capacity +id", lambda row: row.code),
    Column(N_("Name"), "#capacity +name", lambda row: row.name),
    Column(
        N_("Class"),
        "#capacity +vehicle +type",
        lambda row: class_name(row.vehicle_class.code, row.vehicle_class.name),
    ),
    Column(
        N_("Payload, kg"),
        "#capacity +kg",
        lambda row: kilograms(row.payload_g if row.payload_g is not None else row.vehicle_class.payload_g),
    ),
)


def catalogue(language: str) -> "Sequence[Column[Item]]":
    """Return the columns of the catalogue, with names in English, Ukrainian and the page's language."""
    return (
        Column(N_("Item"), "#item +code", lambda row: row.code),
        Column(N_("Category"), "#item +category", lambda row: gettext(name_of(row.category.code))),
        Column(N_("Name"), "#item +name", lambda row: row.name_in(language)),
        Column(N_("Name in English"), "#item +name +i_en", lambda row: name_in("en", row)),
        Column(N_("Name in Ukrainian"), "#item +name +i_uk", lambda row: name_in("uk", row)),
        Column(N_("Unit"), "#item +unit +code", lambda row: row.unit_code),
        Column(N_("kg of one"), "#item +weight +kg", lambda row: kilograms(row.unit_gross_g)),
        Column(N_("HS code"), "#item +code +v_hs", lambda row: row.hs6),
        Column(N_("At intake"), "#status +item", lambda row: labels.label(row.intake_rule)),
    )


def _when(row: Logged) -> Cell:
    return row.at if row.at is not None else row.day


LOG: Sequence[Column[Logged]] = (
    Column(N_("When (UTC)"), "#date", _when),
    Column(N_("Who"), "", lambda row: row.who),
    Column(N_("Did what"), "#activity", lambda row: log_words.done(row.action)[0]),
    Column(N_("On what"), "#meta +id", lambda row: row.subject),
)
