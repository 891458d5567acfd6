"""Labels as people name them: by their code, by the number the hall shouts, or many as "Leeds 41-50"."""

import re
from dataclasses import dataclass

from convoy.domain import references
from convoy.domain.errors import Invalid
from convoy.domain.messages import N_

MOST = 500
"""Labels named at once."""

_RANGE = re.compile(r"(\D.{0,59}?)??[\s#№.:]*(?<![0-9])([0-9]{1,7})\s*[-–—…]\s*([0-9]{1,7})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class LabelName:
    """What was typed may be a code, or hall numbers of a place (`place` None: of the place at hand)."""

    typed: str
    code: str = ""
    place: str | None = None
    numbers: range = range(0)

    def __len__(self) -> int:
        """How many labels are named."""
        return len(self.numbers) or 1


def read(typed: str, field: str = "") -> LabelName:
    """Return which labels are named; raises Invalid for what is neither a code nor a number."""
    said = typed.strip()
    code = _code(said)
    if code and references.letters_of(said).startswith("BX"):
        return LabelName(said, code)
    found = _RANGE.fullmatch(said)
    if found is not None:
        first, last = int(found[2]), int(found[3])
        if not 0 < last - first + 1 <= MOST or not first:
            raise Invalid(
                N_("“%(typed)s” is no run of numbers; one looks like 41-50, at most %(most)s of them"),
                field=field,
                typed=said[:40],
                most=MOST,
            )
        return LabelName(said, code, found[1], range(first, last + 1))
    try:
        place, number = references.short_number(said)
    except Invalid as error:
        if code:
            return LabelName(said, code)
        raise Invalid(
            N_("“%(typed)s” is no label; one is named by its code, as BX-7K3F-2M-Q, or its number, as 47"),
            field=field,
            typed=said[:40],
        ) from error
    return LabelName(said, code, place, range(number, number + 1))


def _code(typed: str) -> str:
    try:
        return references.read(typed, "BX")
    except Invalid:
        return ""
