"""What a person says at the desk: a gift and its lines, and what still has to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from convoy.domain import days, intake, shares
from convoy.domain.errors import Invalid
from convoy.domain.kinds import Condition, DonationOrigin, IntakeRule
from convoy.domain.lifecycle import LineStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Item, Place
from convoy.services.donors import Donor


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of goods: the item's code, pieces in its base unit, grams of the whole line.

    `boxes` is how many boxes it was packed into (0: left loose). `decision` may say more caution than the
    catalogue does, with its reason; `typed` is what the volunteer wrote, `earmark` whom the donor named,
    `box_codes` the printed labels that are on the first of the boxes, by code, number or "41-50",
    `gtin` a barcode that stands for the item from now on.
    """

    item: str
    quantity: int
    condition: Condition
    expires_on: date | None = None
    boxes: int = 0
    grams: int | None = None
    batch: str = ""
    value_cents: int | None = None
    currency: str = "EUR"
    decision: LineStage = LineStage.ACCEPTED
    reason: str = ""
    typed: str = ""
    earmark: str = ""
    box_codes: tuple[str, ...] = ()
    gtin: str = ""


@dataclass(frozen=True, slots=True)
class Unsorted:
    """Bags that are counted later: how many packages (UN Rec 21), grams of all of them where weighed.

    With `refused_because` they are not taken.
    """

    packages: int
    package_code: str = "BG"
    grams: int | None = None
    note: str = ""
    refused_because: str = ""


@dataclass(frozen=True, slots=True)
class Unlisted:
    """One kind of goods that the catalogue does not have, as it was typed; `count` are the things in all."""

    words: str
    count: int
    boxes: int = 0
    grams: int | None = None
    quantity: str = ""
    expires_on: date | None = None
    batch: str = ""
    earmark: str = ""
    refused_because: str = ""

    def unsorted(self) -> Unsorted:
        """Return it as what is counted into the catalogue later: boxes, else loose things.

        What else was said of it stands behind its name, for whoever sorts it.
        """
        beside = (
            self.quantity if self.boxes else "",
            self.expires_on.isoformat() if self.expires_on else "",
            self.batch,
            self.earmark,
        )
        more = "; ".join(part for part in beside if part)
        return Unsorted(
            packages=self.boxes or self.count,
            package_code="BX" if self.boxes else "NE",
            grams=self.grams,
            note=f"{self.words} ({more})" if more else self.words,
            refused_because=self.refused_because,
        )


@dataclass(frozen=True, slots=True)
class RecordDonation:
    """A gift at the desk. Without a donor it is anonymous; what was bought by us names its invoice.

    `sheet` is the number of the intake sheet it was written on first, `announced` the code under which the
    donor announced it.
    """

    key: UUID
    place: str
    received_on: date
    lines: tuple[Line, ...] = ()
    donor: Donor | None = None
    origin: DonationOrigin = DonationOrigin.GIVEN
    invoice: str = ""
    donor_reference: str = ""
    note: str = ""
    unsorted: tuple[Unsorted, ...] = ()
    sheet: str = ""
    announced: str = ""


def check(command: RecordDonation, clock: str, items: Mapping[str, Item]) -> None:
    """Raise Invalid for the first thing the desk still has to ask the donor, naming the field.

    `clock` is the zone of the place where the gift is received.
    """
    if not command.lines and not command.unsorted:
        raise Invalid(N_("Nothing is listed yet: name at least one item."), field="lines-0-item")
    if command.origin is DonationOrigin.BOUGHT and not command.invoice:
        raise Invalid(N_("Goods bought by us need the number of their invoice."), field="invoice")
    check_day(command.received_on, clock)
    for index, line in enumerate(command.lines):
        check_packing(line, f"lines-{index}")
        check_line(line, items[line.item], f"lines-{index}")
    for index, bags in enumerate(command.unsorted):
        if bags.packages > intake.MOST_BAGS:
            raise Invalid(
                N_("%(bags)s bags are more than one gift takes (%(most)s). Nothing was stored."),
                field=f"unsorted-{index}-packages",
                bags=bags.packages,
                most=intake.MOST_BAGS,
            )


def check_line(line: Line, item: Item, field: str) -> None:
    """Raise Invalid for what the packs of one line still have to be asked, naming the field."""
    taken = line.decision is LineStage.ACCEPTED
    # Of what is refused anyway nobody reads the packs.
    asked = taken and item.intake_rule is not IntakeRule.REJECT
    if asked and item.expiry_rule == "required" and line.expires_on is None:
        raise Invalid(
            N_("%(item)s needs the earliest month of expiry, as printed on the packs."),
            field=f"{field}-expires_on",
            item=item.name_in("en"),
        )
    if asked and item.batch_required and item.category.code == intake.MEDICINE and not line.batch:
        raise Invalid(
            N_("%(item)s needs its batch number, as printed on the packs."),
            field=f"{field}-batch",
            item=item.name_in("en"),
        )
    if not taken and not line.reason:
        raise Invalid(N_("Say why this line is not taken."), field=f"{field}-reason")


def verdict(actor: Actor, place: Place, day: date, line: Line, item: Item) -> tuple[LineStage, str]:
    """Return what becomes of goods that came in on a day, and why.

    It is the most careful of the catalogue's rule, the date on the packs, and what the volunteer said.
    """
    may_decide = actor.may(Permission.LINE_DECIDE, place_id=place.id)
    stage, reason = intake.verdict(
        item.intake_rule,
        item.category.code,
        may_decide=may_decide,
        may_release_medicine=actor.may(Permission.MEDICINE_RELEASE, place_id=place.id),
        dual_use=item.dual_use,
    )
    if stage is LineStage.REFUSED or line.decision is LineStage.REFUSED:
        return LineStage.REFUSED, line.reason or reason
    if stage is LineStage.SET_ASIDE or line.decision is LineStage.SET_ASIDE:
        return LineStage.SET_ASIDE, line.reason or reason
    if intake.is_past(line.expires_on, day) and not may_decide:
        return LineStage.SET_ASIDE, intake.PAST_DATE
    return stage, reason


def check_day(day: date, clock: str) -> None:
    """Raise Invalid for a day of receipt no gift can have, by the clock of its place."""
    if day > days.today(clock) + intake.AHEAD:
        raise Invalid(
            N_("%(day)s has not come yet: the day of receipt is today or earlier. Nothing was stored."),
            field="received_on",
            day=day.isoformat(),
        )
    if day.year < 2000:  # noqa: PLR2004  # a mistyped century
        raise Invalid(N_("%(day)s is too long ago."), field="received_on", day=day.isoformat())


def check_packing(line: Line, field: str) -> None:
    """Raise Invalid unless every box gets something, to the piece and the gram."""
    if line.boxes > intake.MOST_BOXES:
        raise Invalid(
            N_("%(boxes)s boxes are more than one line takes (%(most)s). Nothing was stored."),
            field=f"{field}-boxes",
            boxes=line.boxes,
            most=intake.MOST_BOXES,
        )
    if line.boxes > line.quantity:
        raise Invalid(
            N_("%(quantity)s cannot be packed into %(boxes)s boxes: some would be empty."),
            field=f"{field}-boxes",
            quantity=line.quantity,
            boxes=line.boxes,
        )
    if line.boxes and line.grams is not None and 0 in grams_by_box(line):
        raise Invalid(
            N_("The total weight is too little for %(boxes)s boxes."),
            field=f"{field}-grams",
            boxes=line.boxes,
        )


def grams_by_box(line: Line) -> list[int]:
    """Return the scale weight of each of the line's boxes in grams; empty when it was not weighed."""
    if line.grams is None:
        return []
    return shares.in_proportion(line.grams, shares.evenly(line.quantity, line.boxes))
