"""How each kind of paper is printed where nobody says otherwise: languages, copies, sides, page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.page_sizes import PageSize
from convoy.models import PaperDefault

if TYPE_CHECKING:
    from convoy.documents.kind import Kind

LANGUAGES = ("en", "uk")
"""Of every paper where nothing is set."""


@dataclass(frozen=True, slots=True)
class Default:
    """What is set for a kind of paper; () and None are not set."""

    kind: str
    languages: tuple[str, ...] = ()
    copies: int | None = None
    sides: int | None = None
    page: PageSize | None = None

    @property
    def is_set(self) -> bool:
        """Whether it says anything."""
        return bool(self.languages) or (self.copies, self.sides, self.page) != (None, None, None)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What this installation has set, by kind."""

    of_kind: Mapping[str, Default] = field(default_factory=dict)

    def _of(self, kind: str) -> Default:
        return self.of_kind.get(kind, Default(kind))

    def languages(self, kind: str) -> tuple[str, ...]:
        """The languages of a kind, in reading order."""
        return self.set_languages(kind) or LANGUAGES

    def set_languages(self, kind: str) -> tuple[str, ...]:
        """The languages that are set for a kind; () for none."""
        return self._of(kind).languages

    def copies(self, kind: str, otherwise: int) -> int:
        """How many copies of a kind are printed at once."""
        return self._of(kind).copies or otherwise

    def in_a_bundle(self, kind: "Kind") -> int:
        """How many copies of a kind lie in a van's folder."""
        return self.copies(kind.code, len(kind.plan.copies))

    def sides(self, kind: str) -> int | None:
        """How many sides of a sheet are printed on; None is as chosen when printing."""
        return self._of(kind).sides

    def is_one_sided(self, kind: str) -> bool:
        """Whether each page has a sheet of its own, whatever the printer can."""
        return self.sides(kind) == 1

    def page(self, kind: str) -> PageSize:
        """The page a kind is drawn on."""
        return self._of(kind).page or PageSize.A4

    @property
    def says_page(self) -> bool:
        """Whether the page of any kind is set."""
        return any(one.page for one in self.of_kind.values())

    @property
    def says_languages(self) -> bool:
        """Whether the languages of any kind are set."""
        return any(one.languages for one in self.of_kind.values())

    @property
    def says_two_sided(self) -> bool:
        """Whether any kind is printed on both sides."""
        return any(one.sides == 2 for one in self.of_kind.values())  # noqa: PLR2004  # front and back


def known(db: Session) -> Defaults:
    """Return what is set; it is nobody's secret."""
    rows = db.scalars(select(PaperDefault))
    return Defaults(
        {
            row.kind: Default(
                row.kind,
                tuple(row.languages.split(",")) if row.languages else (),
                row.copies,
                row.sides,
                row.page,
            )
            for row in rows
        }
    )
