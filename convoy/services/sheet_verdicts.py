"""What is kept of how the rows of a sheet were judged: a letter for each row, in portions, and against what.

So that a page, a fix in one cell and the next step of taking in look at their own rows only. Nothing here
decides: whoever finds that something else holds now judges all rows anew (see sheet_rows).
"""

import json
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

from convoy.models import GiftSheet


class Standing(StrEnum):
    """What becomes of a row."""

    GOOD = "good"
    UNCLEAR = "unclear"
    LEFT_OUT = "left_out"
    IN = "in"

    @property
    def letter(self) -> str:
        """The letter that stands for it where rows are kept."""
        return self.value[0]


@dataclass(frozen=True, slots=True)
class Portion:
    """Rows that were judged together: where their cells begin, their numbers, how each stands, by letters.

    `above` is what earlier rows hand down to them, `words` how often which word for goods is unclear, as it
    is compared, and `columns` those in which anything stands.
    """

    at: int
    above: Mapping[str, str]
    numbers: Sequence[int]
    standings: str = ""
    words: Mapping[str, int] = field(default_factory=dict)
    columns: Sequence[str] = ()

    def with_standing(self, numbers: AbstractSet[int], standing: Standing) -> "Portion":
        """Return the portion with these of its rows standing so."""
        letters = zip(self.numbers, self.standings, strict=True)
        said = "".join(standing.letter if number in numbers else letter for number, letter in letters)
        return replace(self, standings=said)

    def where(self, standing: Standing) -> Iterator[int]:
        """Yield the numbers of the rows that stand so."""
        return (
            number
            for number, letter in zip(self.numbers, self.standings, strict=True)
            if letter == standing.letter
        )


@dataclass(frozen=True, slots=True)
class Against:
    """What rows are judged against, as it was: whatever differs now, they are judged anew.

    The day, the revision of the catalogue, and the last gift that came to the place by any sheet. A newer
    version of the program, which may read more, judges anew from the next day on.
    """

    day: str
    catalogue: int
    last_taken: int


@dataclass(frozen=True, slots=True)
class Judged:
    """All rows of a sheet as they stand: the verdict on each, and what it was reached against.

    `headings` stand above all columns of the sheet; `strangers` are the names nobody here gave under yet, and
    `keys` those of rows that are in, but were not taken in from this sheet (see sheet_choices.keys_in).
    """

    against: Against
    headings: Sequence[str]
    strangers: Sequence[str]
    keys: bytes
    portions: Sequence[Portion]

    def packed(self) -> str:
        """Return it as it is kept."""
        said = {
            "against": asdict(self.against),
            "headings": list(self.headings),
            "strangers": list(self.strangers),
            "keys": b64encode(self.keys).decode(),
            "portions": [[getattr(one, name) for name in Portion.__slots__] for one in self.portions],
        }
        return json.dumps(said)

    @property
    def counts(self) -> Counter[Standing]:
        """How many rows stand how."""
        letters = Counter[str]()
        for portion in self.portions:
            letters.update(portion.standings)
        return Counter({one: letters[one.letter] for one in Standing if letters[one.letter]})

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of all rows under the headings."""
        return frozenset(number for portion in self.portions for number in portion.numbers)

    @property
    def words(self) -> Counter[str]:
        """In how many rows which word for goods is unclear."""
        found = Counter[str]()
        for portion in self.portions:
            found.update(portion.words)
        return found

    def where(self, standing: Standing) -> Iterator[int]:
        """Yield the numbers of the rows that stand so."""
        return (number for portion in self.portions for number in portion.where(standing))

    def with_taken(self, numbers: AbstractSet[int]) -> "Judged":
        """Return it with these rows in, and everything that is in noted as taken from the sheet."""
        portions = tuple(
            one.with_standing(numbers, Standing.IN) if not numbers.isdisjoint(one.numbers) else one
            for one in self.portions
        )
        return replace(self, portions=portions, keys=b"")


def kept(sheet: GiftSheet) -> Judged | None:
    """Return how the rows of a sheet were judged; None where nobody did since their columns were chosen."""
    if not sheet.judged:
        return None
    said = json.loads(sheet.judged)
    return Judged(
        Against(**said["against"]),
        said["headings"],
        said["strangers"],
        b64decode(said["keys"]),
        tuple(Portion(*one) for one in said["portions"]),
    )
