"""The boxes of a list, checked: what their words mean, whose they are, and whether their numbers are free."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain import handling, intake, measures, references, text
from convoy.domain.errors import Invalid, Refusal, RuleBroken
from convoy.domain.kinds import Condition, DonationOrigin, OrganisationKind
from convoy.domain.lifecycle import LineStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.exchange.boxes import BoxEntry, BoxLine, BoxSheet, Sides
from convoy.models import Item, Place
from convoy.queries.catalogue import Facts
from convoy.services import sheets
from convoy.services.donors import Donor
from convoy.services.estimates import CARTON_G
from convoy.services.sheets import Problem
from convoy.words import Term

KEYS = UUID("0d3f7f0b-6a53-4a5e-9b2e-7b6a7f0c4b61")
"""The namespace of box keys: a number on a list always has the same key, and so has a content."""

HIGHEST = 999_999
"""Beyond it a number is no hall's: those that follow it could hardly be shouted."""

SHORTEST_NAME = 3  # letters of a place's name before its number


@dataclass(frozen=True, slots=True)
class BoxList:
    """A sheet of boxes at a place: our own, or of a partner, whose list may have a number of its own.

    `chosen` says which item code an ambiguous word means.
    """

    place: str
    name: str
    data: bytes
    partner: str = ""
    partner_kind: OrganisationKind | None = None
    reference: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Giver:
    """Where goods are from: given by somebody, by nobody who left a name, or in stock before."""

    origin: DonationOrigin
    donor: Donor | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What makes two rows goods of the same giver."""
        return self.origin.value, self.donor.key if self.donor else ""


@dataclass(frozen=True, slots=True)
class Goods:
    """What a box holds of one kind, in the item's base unit."""

    giver: Giver
    item: str
    quantity: int
    condition: Condition
    expires_on: date | None
    typed: str


@dataclass(frozen=True, slots=True)
class CheckedBox:
    """A box that may be taken in; `hall_number` is None where it gets a number of ours anew."""

    row_number: int
    key: str
    content: str
    number: str
    hall_number: int | None
    goods: tuple[Goods, ...]
    grams: int | None
    sides: Sides | None
    shelf: str
    note: str


@dataclass(slots=True)
class Checked:
    """The good boxes of a list, what is wrong with the others, and what to know about them."""

    boxes: list[CheckedBox] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)


def check(db: Session, actor: Actor, place: Place, asked: BoxList, sheet: BoxSheet) -> Checked:
    """Return the boxes of a sheet as they would be recorded; raises Invalid for an unknown partner."""
    meanings = sheets.Meanings(db, actor, asked.chosen)
    partner = Donor(asked.partner, asked.partner_kind) if asked.partner else None
    meanings.must_know(partner)
    checker = _Checker(actor, place, asked, meanings, partner, _kinds(sheet))
    checked = Checked()
    rows: dict[str, int] = {}
    for entry in sheet.boxes:
        goods = checker.goods_of(entry, checked.problems)
        if goods is None:
            continue
        box = checker.box(entry, goods)
        first = rows.setdefault(box.key, entry.row_number)
        if first == entry.row_number:
            checked.boxes.append(box)
        else:
            message = N_("Box %(number)s is in row %(row)s already, written in another way")
            problem = Invalid(message, field="number", number=entry.number, row=first)
            checked.problems.append(Problem(entry.row_number, problem))
    checked.problems += _too_heavy(checked.boxes)
    checked.remarks = _remarks(db, asked, sheet, checked.boxes)
    return checked


def _kinds(sheet: BoxSheet) -> dict[str, OrganisationKind]:
    """What kind of donor each one is; a sheet may say it once."""
    return {
        text.fold(line.donor): line.donor_kind for box in sheet.boxes for line in box.lines if line.donor_kind
    }


@dataclass(frozen=True, slots=True)
class _Checker:
    actor: Actor
    place: Place
    asked: BoxList
    meanings: sheets.Meanings
    partner: Donor | None
    kinds: Mapping[str, OrganisationKind]

    def goods_of(self, entry: BoxEntry, problems: list[Problem]) -> tuple[Goods, ...] | None:
        """What a box holds, or None with the problem of every row noted."""
        goods = []
        for line in entry.lines:
            try:
                goods.append(self._goods(line))
            except Refusal as refusal:
                problems.append(Problem(line.row_number, refusal))
        return tuple(goods) if len(goods) == len(entry.lines) else None

    def _goods(self, line: BoxLine) -> Goods:
        item = self.meanings.item(line.item_text)
        self._must_be_taken(item)
        giver = self._giver(line)
        self.meanings.must_know(giver.donor)
        quantity = sheets.base_quantity(line.written, item)
        return Goods(giver, item.code, quantity, line.condition, line.expiry, line.item_text)

    def _must_be_taken(self, item: Facts) -> None:
        """What somebody has to decide on is not taken in unseen, inside a box."""
        stage, reason = intake.verdict(
            item.rule,
            item.category,
            may_decide=self.actor.may(Permission.LINE_DECIDE, place_id=self.place.id),
            may_release_medicine=self.actor.may(Permission.MEDICINE_RELEASE, place_id=self.place.id),
            dual_use=item.dual_use,
        )
        if stage is not LineStage.ACCEPTED:
            message = N_("%(item)s: %(why)s. Take it out of the list and log it as a gift.")
            raise Invalid(message, field="item", item=item.name, why=Term(reason))

    def _giver(self, line: BoxLine) -> Giver:
        if line.donor:
            if line.is_anonymous:
                return Giver(DonationOrigin.GIVEN)
            kind = line.donor_kind or self.kinds.get(text.fold(line.donor))
            return Giver(DonationOrigin.GIVEN, Donor(line.donor, kind))
        if self.partner is not None:
            return Giver(DonationOrigin.GIVEN, self.partner)
        return Giver(DonationOrigin.OPENING)

    def box(self, entry: BoxEntry, goods: tuple[Goods, ...]) -> CheckedBox:
        """The box with its keys: which one of whose list it is, and all that the list says of it."""
        hall_number = None if self.asked.partner else _hall_number(self.place, entry.number)
        whose = [self.place.code, text.fold(self.asked.partner), text.fold(self.asked.reference)]
        number = str(hall_number) if hall_number is not None else f"other {text.number_key(entry.number)}"
        inside = sorted(
            [one.item, one.quantity, one.condition.value, str(one.expires_on or ""), *one.giver.key]
            for one in goods
        )
        return CheckedBox(
            row_number=entry.row_number,
            key=_uuid([*whose, number]),
            content=_uuid([inside, entry.grams, entry.sides]),
            number=entry.number,
            hall_number=hall_number,
            goods=goods,
            grams=entry.grams,
            sides=entry.sides,
            shelf=entry.shelf,
            note=entry.note,
        )


def _uuid(said: object) -> str:
    return str(uuid5(KEYS, json.dumps(said, ensure_ascii=False)))


def _hall_number(place: Place, written: str) -> int | None:
    """The number the hall shouts, from "47", "007" or "Leeds 47"; None for any other writing."""
    try:
        named, number = references.short_number(written)
    except Invalid:
        return None
    word = text.fold(named or "")
    is_here = not word or word in {place.code.lower(), place.name_key}
    begins = len(word) >= SHORTEST_NAME and place.name_key.startswith(word)
    return number if (is_here or begins) and number <= HIGHEST else None


def _too_heavy(boxes: Sequence[CheckedBox]) -> list[Problem]:
    message = N_("Box %(number)s cannot weigh %(kg)s kg; no box weighs more than 2 tonnes")
    return [
        Problem(
            box.row_number,
            Invalid(message, field="grams", number=box.number, kg=measures.kilograms(box.grams)),
        )
        for box in boxes
        if box.grams is not None and box.grams > handling.HEAVIEST_G
    ]


def _remarks(db: Session, asked: BoxList, sheet: BoxSheet, boxes: Sequence[CheckedBox]) -> list[Problem]:
    """What a person should know before the list is taken in, in the order of its rows."""
    totals = N_("This is a row of totals; nothing was read from it")
    remarks = [Problem(row_number, RuleBroken(totals)) for row_number in sheet.totals]
    items: dict[str, Item] = {}
    for codes in sheets.chunks(sorted({one.item for box in boxes for one in box.goods})):
        items |= {item.code: item.kept for item in db.scalars(select(Item).where(Item.code.in_(codes)))}
    other = [box for box in boxes if box.hall_number is None]
    if other and not asked.partner:
        message = N_("“%(number)s” is no number of this hall; such boxes get one, and are found by both")
        remarks.append(Problem(other[0].row_number, RuleBroken(message, number=other[0].number)))
    for box in boxes:
        estimate = CARTON_G + sum(items[one.item].unit_gross_g * one.quantity for one in box.goods)
        if box.grams is not None and handling.is_doubtful(box.grams, estimate):
            message = N_(
                "Box %(number)s weighs %(kg)s kg by the list; its contents should weigh about %(estimate)s kg"
            )
            kg, about = measures.kilograms(box.grams), measures.kilograms(estimate)
            remark = RuleBroken(message, number=box.number, kg=kg, estimate=about)
            remarks.append(Problem(box.row_number, remark))
        remarks += [
            Problem(
                box.row_number,
                RuleBroken(
                    N_("%(item)s came without its month of expiry"), item=items[one.item].name_in("en")
                ),
            )
            for one in box.goods
            if one.expires_on is None and items[one.item].expiry_rule == "required"
        ]
    return sorted(remarks, key=lambda remark: remark.row_number)
