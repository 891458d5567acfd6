"""What taking in a sheet has in common, whatever it lists: problems, words for items, first-time donors."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from sqlalchemy.orm import Session

from convoy.domain import intake, references, text
from convoy.domain.errors import Invalid, Refusal
from convoy.domain.matching import Catalogue, Certainty, Match
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.exchange.limits import DESK, OFFICE, Limits
from convoy.exchange.reading import RowProblem
from convoy.queries import catalogue as catalogue_query
from convoy.queries.donors import donor_is_known
from convoy.services.donors import Donor

AT_ONCE = 500
"""Rows that are staged together, so that a statement never has too many parameters."""

NAMED = 8  # candidates and suggestions for a word

MOST_SUGGESTED = 200
"""Unknown words of one sheet that are answered with what comes nearest: looking for that takes a while."""

NOT_KNOWN = N_("“%(word)s” is not in the catalogue; write the item's code or another word for it.")

Progress = Callable[[str, int, int], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row (by its number in the sheet) cannot be taken in, or what to know about it."""

    row_number: int
    refusal: Refusal


def limits_for(actor: Actor) -> Limits:
    """Return how big a sheet this person may send."""
    return OFFICE if actor.is_console else DESK


def listed(problems: Sequence[Problem], unread: Sequence[RowProblem]) -> tuple[Problem, ...]:
    """Return every problem of a sheet in the order of its rows."""
    found = [*problems, *(Problem(one.row_number, _refusal(one)) for one in unread)]
    return tuple(sorted(found, key=lambda problem: problem.row_number))


def _refusal(problem: RowProblem) -> Refusal:
    return Invalid(problem.message, field=problem.field, **problem.facts)


def chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield the rows in portions of AT_ONCE."""
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


@dataclass(slots=True)
class Meanings:
    """What the words of a sheet mean here: items by the catalogue, donors by the records."""

    db: Session
    actor: Actor
    chosen: Mapping[str, str]
    """The code of the item that a word was said to mean."""
    language: str = "en"
    _catalogue: Catalogue = field(init=False)
    _facts: Mapping[str, catalogue_query.Facts] = field(init=False)
    _known_donors: dict[str, bool] = field(default_factory=dict)
    _found: dict[str, catalogue_query.Facts | Invalid] = field(default_factory=dict)
    _unknown: int = 0

    def __post_init__(self) -> None:
        self._catalogue = catalogue_query.load_catalogue(self.db)
        self._facts = catalogue_query.facts(self.db, self.actor, list(self._catalogue.entries), self.language)
        self.chosen = {text.fold(word): code for word, code in self.chosen.items()}

    def item(self, word: str) -> catalogue_query.Facts:
        """Return the item meant by a word; raises Invalid with the candidates or the nearest names."""
        # Sheets repeat themselves: what a word means is worked out once.
        if word not in self._found:
            self._found[word] = self._meant(word)
        found = self._found[word]
        if isinstance(found, Invalid):
            raise found.with_traceback(None)
        return found

    def _meant(self, word: str) -> catalogue_query.Facts | Invalid:
        said = self.chosen.get(text.fold(word), word)
        if not self._catalogue.knows(said):
            self._unknown += 1
            if self._unknown > MOST_SUGGESTED:
                return Invalid(NOT_KNOWN, field="item", word=said[:80])
        match = self._catalogue.find(said)
        if match.code is not None and match.code in self._facts:
            return self._facts[match.code]
        names = "; ".join(f"{found.name} ({found.code})" for found in self._near(said, match))
        if match.certainty is Certainty.AMBIGUOUS:
            message = N_("“%(word)s” may be any of: %(names)s. Write the code of the one that is meant.")
        elif names:
            message = N_("“%(word)s” is not in the catalogue. Perhaps: %(names)s.")
        else:
            message = NOT_KNOWN
        return Invalid(message, field="item", word=said[:80], names=names)

    def candidates(self, word: str) -> list[catalogue_query.Facts]:
        """Return the items a word may mean, the likeliest first."""
        return self._near(word, self._catalogue.find(word))

    def _near(self, word: str, match: Match) -> list[catalogue_query.Facts]:
        codes = references.near(word, self._facts) or match.codes[:NAMED]
        return [self._facts[code] for code in codes if code in self._facts]

    @property
    def strangers(self) -> list[str]:
        """The names asked about that are no donor's yet, as they are compared."""
        return sorted(name for name, is_known in self._known_donors.items() if not is_known)

    def must_know(self, donor: Donor | None) -> None:
        """Raise Invalid for a donor without a kind that is not on record yet."""
        if donor is None or donor.kind is not None:
            return
        if donor.key not in self._known_donors:
            self._known_donors[donor.key] = donor_is_known(self.db, self.actor, donor.name)
        if not self._known_donors[donor.key]:
            raise Invalid(
                N_("%(name)s gives for the first time: say what kind of donor this is."),
                field="donor_kind",
                name=donor.name,
            )


def base_quantity(written: str, item: catalogue_query.Facts) -> int:
    """Return a quantity in the item's base unit, as the desk reads it; raises Invalid."""
    return _read(written, item.unit_code, item.units_per_package)


@lru_cache(10_000)
def _read(written: str, unit_code: str, per_package: int) -> int:
    """Sheets repeat themselves: what a quantity means is worked out once."""
    return intake.read_quantity(written, unit_code, field="quantity", per_package=per_package)
