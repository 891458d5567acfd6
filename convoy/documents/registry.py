"""Which papers there are; adding one adds a module under papers/ and a row here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from convoy.documents.layout.issue import Issue, Variant
from convoy.documents.layout.snapshot import fingerprint, to_json
from convoy.documents.papers import (
    blank_labels,
    box_labels,
    bundle_cover,
    cmr_note,
    coded_list,
    crew_list,
    dangerous_goods,
    day_report,
    distribution_report,
    donation_receipt,
    driver_sheet,
    dual_use,
    gift_letter,
    goods_received,
    intake_sheets,
    loaders_sheet,
    loss_report,
    manifest,
    medicines_list,
    packing_list,
    pallet_labels,
    value_list,
    vehicle_sheet,
    waybill,
    weekend_cards,
)
from convoy.documents.plans import PLANS, Plan
from convoy.words import N_, Words

__all__ = ["KINDS", "Issue", "Kind", "Variant", "fingerprint", "to_json"]


Drawn = Callable[[str, Issue | None, tuple[Words, ...], Variant], bytes]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper."""

    code: str
    """The first letters of its numbers."""
    title: str
    """A message id."""
    purpose: str
    """What it is for, in a sentence; a message id."""
    _draw: Drawn
    variants: tuple[Variant, ...] = (Variant.FULL,)
    most_languages: int = 2

    @property
    def plan(self) -> Plan:
        """What it is made of, for whom, and when it is offered."""
        return PLANS.get(self.code, Plan())

    def render(
        self,
        snapshot_json: str,
        issue: Issue | None,
        languages: tuple[str, ...],
        variant: Variant = Variant.FULL,
    ) -> bytes:
        """Return the PDF of a snapshot; the same arguments always give the same bytes.

        `languages` are codes in reading order. Raises ValueError for a snapshot of another paper, for a
        variant this kind does not have, and for more languages than it can print at once.
        """
        if variant not in self.variants or not 1 <= len(languages) <= self.most_languages:
            message = f"{self.code} is not printed as {variant} in {', '.join(languages) or 'no language'}"
            raise ValueError(message)
        return self._draw(snapshot_json, issue, tuple(Words(language) for language in languages), variant)


class _Numbered(Protocol):
    """A module of a paper that is numbered and has one variant."""

    def from_json(self, said: str, /) -> Any: ...

    def render(self, paper: Any, words: Words, second: Words | None, issue: Issue | None, /) -> bytes: ...


class _Unnumbered(Protocol):
    """A module of labels or blank sheets, which have no number of their own."""

    def from_json(self, said: str, /) -> Any: ...

    def render(self, paper: Any, words: Words, second: Words | None, /) -> bytes: ...


def _numbered(paper: _Numbered) -> Drawn:
    def draw(said: str, issue: Issue | None, words: tuple[Words, ...], _variant: Variant) -> bytes:
        return paper.render(paper.from_json(said), words[0], _second(words), issue)

    return draw


def _manifest(said: str, issue: Issue | None, words: tuple[Words, ...], variant: Variant) -> bytes:
    return manifest.render(manifest.from_json(said), words[0], _second(words), variant, issue)


def _labels(said: str, _issue: Issue | None, words: tuple[Words, ...], _variant: Variant) -> bytes:
    run = box_labels.from_json(said)
    return box_labels.render(run.labels, words[0], _second(words), run.start_at, run.stock, run.offset)


def _cover(said: str, _issue: Issue | None, words: tuple[Words, ...], _variant: Variant) -> bytes:
    return bundle_cover.render(bundle_cover.from_json(said), words[0], _second(words))


def _cards(said: str, _issue: Issue | None, words: tuple[Words, ...], _variant: Variant) -> bytes:
    return weekend_cards.render(weekend_cards.from_json(said).cards, words[0], _second(words))


def _day(said: str, _issue: Issue | None, words: tuple[Words, ...], _variant: Variant) -> bytes:
    return day_report.render(day_report.from_json(said), words[0])


def _consignment(said: str, issue: Issue | None, words: tuple[Words, ...], variant: Variant) -> bytes:
    return cmr_note.render(cmr_note.from_json(said), words[0], _second(words), variant, issue)


def _unnumbered(paper: _Unnumbered) -> Drawn:
    def draw(said: str, _issue: Issue | None, words: tuple[Words, ...], _variant: Variant) -> bytes:
        return paper.render(paper.from_json(said), words[0], _second(words))

    return draw


def _second(words: tuple[Words, ...]) -> Words | None:
    return words[1] if len(words) > 1 else None


KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            "AL",
            N_("List for the recipient's declaration"),
            N_("What the recipient enters in the register before the van comes to the border"),
            _numbered(coded_list),
        ),
        Kind(
            "BC",
            N_("Cover list of a bundle"),
            N_("What to print, how many sheets to load, who signs what"),
            _cover,
        ),
        Kind(
            "BL",
            N_("Blank box labels"),
            N_("Codes to stick on boxes now; what is in them is written by hand and keyed in later"),
            _unnumbered(blank_labels),
        ),
        Kind(
            "CL",
            N_("Crew list"),
            N_("Who travels in the van, with which documents, for border guards"),
            _numbered(crew_list),
        ),
        Kind(
            "CM",
            N_("Packing list (cargo manifest)"),
            N_("What a van or a convoy carries, for borders, checkpoints and recipients"),
            _manifest,
            (Variant.FULL, Variant.BORDER, Variant.PUBLIC),
        ),
        Kind(
            "CN",
            N_("CMR consignment note"),
            N_("The road carriers' form in four copies, for hired trucks and where border guards ask for it"),
            _consignment,
            (Variant.FULL, Variant.FORM_1976),
        ),
        Kind(
            "DG",
            N_("Dangerous-goods note (ADR)"),
            N_("Describes dangerous goods as the ADR asks and adds up the points of a small load"),
            _numbered(dangerous_goods),
        ),
        Kind(
            "DI",
            N_("Distribution report"),
            N_("Asks the recipient what became of the goods"),
            _numbered(distribution_report),
        ),
        Kind(
            "DR",
            N_("Donation receipt"),
            N_("Thanks the donor and proves what was given"),
            _numbered(donation_receipt),
        ),
        Kind(
            "DS",
            N_("Driver sheet"),
            N_("Where to go in which order, whom to ring, what goes off where"),
            _numbered(driver_sheet),
        ),
        Kind(
            "DU",
            N_("Dual-use statement"),
            N_("States that no controlled goods travel, or under which licence they do"),
            _numbered(dual_use),
        ),
        Kind(
            "DY",
            N_("Day report"),
            N_("What came in at a place on a day, and what waits there; stays in the house"),
            _day,
        ),
        Kind(
            "GC",
            N_("Gift letter"),
            N_("Says who gives what to whom free of charge, on the donor's letterhead"),
            _numbered(gift_letter),
        ),
        Kind(
            "GR",
            N_("Goods received note"),
            N_("What arrived of what was sent: good, damaged, missing, too much; blank or from the receipts"),
            _numbered(goods_received),
        ),
        Kind(
            "IS",
            N_("Intake sheet"),
            N_("To write on where there is no screen; keyed in later under its number"),
            _unnumbered(intake_sheets),
        ),
        Kind(
            "LB",
            N_("Box labels"),
            N_("Says on each box what is in it, and finds it again by its code"),
            _labels,
        ),
        Kind(
            "LR",
            N_("Loss and damage report"),
            N_("Says what was lost or damaged, where, and who signs for it"),
            _numbered(loss_report),
        ),
        Kind(
            "LS",
            N_("Loader's sheet"),
            N_("The boxes of a van in the order they go in, to tick off"),
            _numbered(loaders_sheet),
        ),
        Kind(
            "ML",
            N_("Medicines list"),
            N_("Lists every batch of medicine, released by a pharmacist or doctor"),
            _numbered(medicines_list),
        ),
        Kind(
            "PF",
            N_("Pro-forma value list"),
            N_("States the value of every line, for customs only"),
            _numbered(value_list),
        ),
        Kind(
            "PL",
            N_("Packing list"),
            N_("What is in which box: a slip for the box, a list for a pallet or for the van"),
            _numbered(packing_list),
        ),
        Kind(
            "PLT",
            N_("Pallet labels"),
            N_("Says on each pallet how heavy and how high it is, and finds it again by its code"),
            _unnumbered(pallet_labels),
        ),
        Kind(
            "VS",
            N_("Vehicle sheet"),
            N_("Says what a vehicle may carry, whose it is and when its papers run out"),
            _numbered(vehicle_sheet),
        ),
        Kind(
            "WB",
            N_("Waybill and act of acceptance"),
            N_("Goes with the goods of a stop and comes back signed: what arrived, what was missing"),
            _numbered(waybill),
        ),
        Kind(
            "WC",
            N_("Weekend card"),
            N_("Lets a few people in for one task, for some hours"),
            _cards,
        ),
    )
}
"""By code."""
