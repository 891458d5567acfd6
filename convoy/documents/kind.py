"""What a kind of paper is: how it is drawn, what it is made of, for whom, and which vans are offered it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from convoy.documents.cargo import Goods, VanLoad
from convoy.documents.layout.issue import Issue, Variant
from convoy.documents.layout.page import printed_on
from convoy.domain.page_sizes import PageSize
from convoy.domain.targets import Target
from convoy.words import N_, Words


@dataclass(frozen=True, slots=True)
class Offer:
    """When a paper is offered for a van."""

    words: str
    """A message id."""
    holds: Callable[[VanLoad], bool]


def _goods(load: VanLoad) -> list[Goods]:
    return [goods for line in load.lines for goods in line.goods]


def _is_hired(load: VanLoad) -> bool:
    return load.carrier is not None and load.carrier.name != load.shipper.name


ALWAYS = Offer(N_("for every van"), lambda _load: True)
WITH_MEDICINES = Offer(
    N_("with medicines on board"), lambda load: any(goods.medicine for goods in _goods(load))
)
WITH_DANGEROUS_GOODS = Offer(N_("with dangerous goods on board"), lambda load: load.totals.dangerous_goods)
WITH_DUAL_USE = Offer(
    N_("with dual-use goods on board"), lambda load: any(goods.dual_use for goods in _goods(load))
)
WITH_A_HAULIER = Offer(N_("when somebody else's vehicle carries the goods"), _is_hired)
WITH_A_GIVEN_VEHICLE = Offer(
    N_("when the vehicle is not ours or is itself given"),
    lambda load: load.given is not None or _is_hired(load),
)
ASKED_FOR = Offer(N_("when it is asked for"), lambda _load: False)


MOST_COPIES = 20
"""Of one paper in one file."""
SPARE = N_("Spare copy")
OUT = N_("Copy for the border out")
IN = N_("Copy for the border in")
DRIVER = N_("Copy for the driver")
RECIPIENT = N_("Copy for the recipient")
FILES = N_("Copy for our files")
SIGNED = N_("Copy that comes back signed")
LOADERS = N_("Copy for the loaders")


class Use(Enum):
    """Where a kind of paper ends up, as volunteers sort them."""

    VAN = "carried in the van"
    RECIPIENT = "goes to the recipient"
    HOME = "stays at home"
    BLANK = "labels and blanks"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a kind of paper is used. Without a target only a page of its own makes it."""

    targets: tuple[Target, ...] = ()
    copies: tuple[str, ...] = (FILES,)
    """Whose each copy is, as messages; a bundle has as many."""
    offer: Offer = ASKED_FOR
    place: int = 100
    """Its place in the bundle of a van, the first one lowest."""
    page: str = "A4"
    """How it lies on a page of A4."""
    data_class: str = "S1"
    """S3: it holds what is deleted after the trip, and goes with it."""
    is_numbered: bool = True
    signed_first: bool = False
    """Whether it is no good at the border before somebody has signed or stamped it."""
    signed_pages: int = 0
    """How many pages of a copy somebody signs or stamps."""
    use: Use = Use.VAN

    @property
    def fills_a_page(self) -> bool:
        """Whether it is drawn on whatever page is in the printer; labels stand on sheets of their own."""
        return self.page.startswith(PageSize.A4)

    def page_on(self, size: PageSize) -> str:
        """Return how it lies on a page of this size."""
        return self.page.replace(PageSize.A4, size)

    def copy_names(self, copies: int) -> tuple[str, ...]:
        """Return whose each of so many copies is; more than there are names are spare ones."""
        return self.copies[:copies] + (SPARE,) * (copies - len(self.copies))


Drawn = Callable[[str, Issue | None, tuple[Words, ...], Variant], bytes]
"""Draws a snapshot with what is printed of its number, in one or two languages and a variant."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper; the module of each paper declares its own."""

    code: str
    """The first letters of its numbers."""
    title: str
    """A message id."""
    purpose: str
    """What it is for, in a sentence; a message id."""
    draw: Drawn
    plan: Plan = Plan()
    """What it is made of, for whom, and when it is offered."""
    variants: tuple[Variant, ...] = (Variant.FULL,)
    most_languages: int = 2

    def render(
        self,
        snapshot_json: str,
        issue: Issue | None,
        languages: tuple[str, ...],
        variant: Variant = Variant.FULL,
        page: PageSize = PageSize.A4,
    ) -> bytes:
        """Return the PDF of a snapshot; the same arguments always give the same bytes.

        `languages` are codes in reading order. Raises ValueError for a snapshot of another paper, for a
        variant this kind does not have, and for more languages than it can print at once.
        """
        if variant not in self.variants or not 1 <= len(languages) <= self.most_languages:
            message = f"{self.code} is not printed as {variant} in {', '.join(languages) or 'no language'}"
            raise ValueError(message)
        with printed_on(page):
            return self.draw(snapshot_json, issue, tuple(Words(language) for language in languages), variant)


class _Numbered(Protocol):
    def __call__(self, paper: Any, words: Words, second: Words | None, issue: Issue | None, /) -> bytes: ...


class _InVariants(Protocol):
    def __call__(
        self, paper: Any, words: Words, second: Words | None, variant: Variant, issue: Issue | None, /
    ) -> bytes: ...


class _Unnumbered(Protocol):
    def __call__(self, paper: Any, words: Words, second: Words | None, /) -> bytes: ...


def numbered(from_json: Callable[[str], Any], render: _Numbered) -> Drawn:
    """Return how a paper is drawn that is numbered and has one variant."""
    return lambda said, issue, words, _variant: render(from_json(said), words[0], second(words), issue)


def in_variants(from_json: Callable[[str], Any], render: _InVariants) -> Drawn:
    """Return how a numbered paper is drawn that has several variants."""
    return lambda said, issue, words, variant: render(
        from_json(said), words[0], second(words), variant, issue
    )


def unnumbered(from_json: Callable[[str], Any], render: _Unnumbered) -> Drawn:
    """Return how labels and blank sheets are drawn, which have no number of their own."""
    return lambda said, _issue, words, _variant: render(from_json(said), words[0], second(words))


def second(words: tuple[Words, ...]) -> Words | None:
    """Return the second language of a paper; None for a paper in one."""
    return words[1] if len(words) > 1 else None
