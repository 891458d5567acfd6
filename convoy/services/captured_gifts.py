"""What a captured gift says, read by the parsers of the desk's form: everything unclear is said at once."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain import barcodes, dates, days, intake, measures, quick_lines, text, zones
from convoy.domain.errors import Invalid, Refusal
from convoy.domain.kinds import DonationOrigin
from convoy.domain.lifecycle import LineStage
from convoy.domain.matching import Certainty, Match
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.exchange.captures import Gift, GiftBags, GiftLine
from convoy.models import Donation, Place
from convoy.queries import catalogue, visible
from convoy.services import box_labels
from convoy.services.donors import NAME_LIMIT, Donor
from convoy.services.gifts import Line, RecordDonation, Unlisted, Unsorted

T = TypeVar("T")


class Unclear(Refusal):
    """Some of what was captured cannot be understood; `problems` name their fields, as forms do."""

    def __init__(self, problems: tuple[Invalid, ...]) -> None:
        super().__init__(problems[0].message, **problems[0].facts)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Sent:
    """A gift as its author's phone sent it, and when it was made (UTC, by the phone's clock)."""

    author: Actor
    key: UUID
    gift: Gift
    made_at: datetime


def command(db: Session, sent: Sent) -> RecordDonation:
    """Return the gift as the desk's form would have sent it; raises Unclear."""
    (said,) = commands(db, [sent])
    if isinstance(said, Unclear):
        raise said
    return said


def commands(db: Session, sent: Sequence[Sent]) -> list[RecordDonation | Unclear]:
    """Return each gift as the desk's form would have sent it, or what is unclear in it."""
    items = catalogue.load_catalogue(db)
    matches = [[items.find(line.item) for line in one.gift.lines] for one in sent]
    named = {match.code for found in matches for match in found if match.code}
    facts = {
        author: catalogue.facts(db, author, named, author.language) for author in {one.author for one in sent}
    }
    at = Place.code.in_({one.gift.place for one in sent})
    clocks = dict(db.execute(select(Place.code, Place.zone).where(at)).all())
    return [
        _Reading(db, facts[one.author], clocks.get(one.gift.place, zones.KYIV)).read(one, found)
        for one, found in zip(sent, matches, strict=True)
    ]


def recorded(said: RecordDonation, donation: Donation, boxes: Sequence[str]) -> str:
    """Return what is kept of how a gift was recorded, to be answered each time it comes: as JSON.

    Its receipt number, code and boxes, and what became of each line, the reason as a message.
    """
    lines = [
        {"item": line.item, "stage": kept.stage, "reason": kept.reason}
        for line, kept in zip(said.lines, donation.lines, strict=True)
    ]
    return json.dumps({"receipt": donation.number, "code": donation.code, "boxes": boxes, "lines": lines})


class _Reading:
    """One gift being read, and what was not understood so far."""

    def __init__(self, db: Session, known: dict[str, catalogue.Facts], clock: str) -> None:
        self.db, self.known, self.clock = db, known, clock
        self.problems: list[Invalid] = []
        self.place: Place | None = None

    def read(self, sent: Sent, matches: Sequence[Match]) -> RecordDonation | Unclear:
        gift = sent.gift
        if any(line.box_codes for line in gift.lines if not line.unlisted):
            self.place = self.db.scalar(visible.places(sent.author).where(Place.code == gift.place))
        today = days.today(self.clock, sent.made_at)
        day = self.tried(
            lambda: dates.day(gift.received_on, field="received_on", today=today, latest=today + intake.AHEAD)
        )
        donor = self.donor(gift)
        lines = [
            self.line(line, match, f"lines-{number}")
            for number, (line, match) in enumerate(zip(gift.lines, matches, strict=True))
        ]
        bags = [self.bags(one, f"unsorted-{number}") for number, one in enumerate(gift.bags)]
        invoice = self.text(gift.invoice, 80, "invoice")
        reference = self.text(gift.donor_reference, 80, "donor_reference")
        note = self.tried(lambda: text.clean_note(gift.note, limit=2_000, field="note")) if gift.note else ""
        if self.problems or day is None:
            return Unclear(tuple(self.problems))
        return RecordDonation(
            key=sent.key,
            place=gift.place,
            received_on=day,
            lines=tuple(line for line in lines if isinstance(line, Line)),
            donor=donor,
            origin=DonationOrigin.BOUGHT if invoice else DonationOrigin.GIVEN,
            invoice=invoice,
            donor_reference=reference,
            note=note or "",
            unsorted=tuple(one for one in (*bags, *lines) if isinstance(one, Unsorted)),
        )

    def donor(self, gift: Gift) -> Donor | None:
        if gift.donor is None:
            return None
        name = self.text(gift.donor.name, NAME_LIMIT, "donor")
        if not name:
            self.problems.append(Invalid(N_("Name the donor, or leave the donor out."), field="donor"))
        return Donor(name, gift.donor.kind)

    def line(self, said: GiftLine, match: Match, field: str) -> Line | Unsorted | None:
        facts = (
            None
            if said.unlisted
            else self.tried(lambda: _meant(said.item, match, self.known, f"{field}-item"))
        )
        unit, per_package = (facts.unit_code, facts.units_per_package) if facts is not None else ("", 1)
        many, packed = quick_lines.unpacked(said.quantity, said.boxes)
        quantity = self.tried(
            lambda: intake.read_quantity(many, unit, field=f"{field}-quantity", per_package=per_package)
        )
        boxes = self.optional(
            packed, lambda typed: measures.quantity(typed, field=f"{field}-boxes", minimum=0)
        )
        codes = (
            ()
            if said.unlisted
            else self.tried(lambda: self.box_codes(said, boxes or 0, f"{field}-box_codes"))
        )
        line = Line(
            item=facts.code if facts is not None else "",
            quantity=quantity or 0,
            condition=said.condition,
            expires_on=self.optional(
                said.expires_on, lambda typed: dates.expiry(typed, field=f"{field}-expires_on")
            ),
            boxes=boxes or 0,
            box_codes=codes or (),
            grams=self.optional(said.weight, lambda typed: measures.grams(typed, field=f"{field}-grams")),
            batch=self.text(said.batch, 60, f"{field}-batch"),
            gtin=self.optional(said.gtin, lambda typed: barcodes.gtin(typed, field=f"{field}-gtin")) or "",
            decision=said.decision,
            reason=self.text(said.reason, 200, f"{field}-reason"),
            typed=self.text(said.item, 200, f"{field}-item"),
            earmark=self.text(said.earmark, 160, f"{field}-earmark"),
        )
        if quantity is None or (facts is None and not said.unlisted):
            return None
        return self.unlisted(line, many, field) if said.unlisted else line

    def unlisted(self, line: Line, many: str, field: str) -> Unsorted:
        """What the catalogue does not have, as the desk keeps it."""
        if not line.typed:
            self.problems.append(Invalid(N_("Say what it is."), field=f"{field}-item"))
        if line.decision is LineStage.REFUSED and not line.reason:
            self.problems.append(Invalid(N_("Say why this line is not taken."), field=f"{field}-reason"))
        return Unlisted(
            words=line.typed,
            count=line.quantity,
            boxes=line.boxes,
            grams=line.grams,
            quantity=many,
            expires_on=line.expires_on,
            batch=line.batch,
            earmark=line.earmark,
            refused_because=line.reason if line.decision is LineStage.REFUSED else "",
        ).unsorted()

    def bags(self, said: GiftBags, field: str) -> Unsorted | None:
        packages = self.tried(lambda: measures.quantity(said.packages, field=f"{field}-packages"))
        grams = self.optional(said.weight, lambda typed: measures.grams(typed, field=f"{field}-grams"))
        note = self.text(said.note, 200, f"{field}-note")
        refused = self.text(said.refused_because, 200, f"{field}-refused_because")
        return Unsorted(packages, said.package, grams, note, refused) if packages is not None else None

    def box_codes(self, said: GiftLine, boxes: int, field: str) -> tuple[str, ...]:
        """The printed labels on these boxes, as they were named; each is free, and of this place."""
        names = tuple(name for name in said.box_codes if name.strip())
        if names and self.place is not None:
            codes = box_labels.free(self.db, self.place, names, field, to_bind=False)
            box_labels.must_fit(codes, boxes or len(codes), field)
        return names

    def text(self, typed: str, limit: int, field: str) -> str:
        return self.tried(lambda: text.clean(typed, limit=limit, field=field)) or "" if typed else ""

    def optional(self, typed: str, parse: Callable[[str], T]) -> T | None:
        return self.tried(lambda: parse(typed)) if typed.strip() else None

    def tried(self, parse: Callable[[], T]) -> T | None:
        try:
            return parse()
        except Invalid as error:
            self.problems.append(error)
            return None


def _meant(word: str, match: Match, known: dict[str, catalogue.Facts], field: str) -> catalogue.Facts:
    if match.code in known:
        return known[match.code]
    message = (
        N_("“%(word)s” may mean several things: choose one.")
        if match.certainty is Certainty.AMBIGUOUS
        else N_("“%(word)s” is not in the catalogue. Try another word for it.")
    )
    raise Invalid(message, field=field, word=word)
