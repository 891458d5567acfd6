"""What every sheet's reader shares: which column is which, what a cell means, what is wrong with a row."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import TypeVar

from convoy.domain import dates, measures, quick_lines
from convoy.domain.errors import Invalid
from convoy.domain.kinds import Condition, OrganisationKind
from convoy.domain.measures import Amount
from convoy.domain.messages import N_
from convoy.domain.text import clean, clean_note
from convoy.exchange import donation_words as words
from convoy.exchange.tables import Row, Table
from convoy.words import Term

LONGEST_NAME = 200
LONGEST_NOTE = 1_000

T = TypeVar("T")

# What a form's time stamp or a cell with a clock adds to its day: 2026/10/03 2:30:11 PM EET.
_WITH_TIME = re.compile(r"(.*[0-9].*?)(?:,? |T)[0-9]{1,2}:[0-9]{2}(?![0-9]).*")

# What people write where there is nothing to say.
_NOTHING_SAID = (
    "n/a na n.a. none unknown н/д немає нема невідомо brak nd ninguno ninguna nenhum nenhuma aucun aucune"
    " keine keins nessuno nessuna yok"
)
_NOTHING = frozenset(words.key(said) for said in _NOTHING_SAID.split())


# What spreadsheets show instead of a value, in many languages: #REF!, #ДІЛ/0!, #N/A, Err:502, #####.
_ERROR = re.compile(r"#[¡¿]?[^\W\d_][\w/ '’ʼ.]{0,20}[!?]|#(?:N/?[AVD]|Н/Д|YOK)|ERR:[0-9]{3}|#{3,}")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row cannot be taken: a message with its facts, and the field it is about.

    A fact that is a Term is itself a message.
    """

    row_number: int
    field: str
    message: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds which field, what is wrong with the headings, and those that nobody here reads."""

    places: Mapping[str, int]
    problems: tuple[RowProblem, ...]
    unknown: tuple[str, ...]


def columns_of(
    table: Table, fields: Mapping[str, str], labels: Mapping[str, str], required: Collection[str]
) -> Columns:
    """Return the columns of a sheet; `fields` leads from a heading's key to its field (see words.key)."""
    places: dict[str, int] = {}
    problems = []
    unknown = []
    for place, heading in enumerate(table.headings):
        field = fields.get(words.key(heading))
        if field is None:
            unknown.append(heading)
        elif field in places:
            problems.append(_twice(table, field, places[field], place))
        else:
            places[field] = place
    problems += [
        RowProblem(
            table.heading_row,
            field,
            N_("There is no column “%(column)s”"),
            {"column": Term(labels[field])},
        )
        for field in required
        if field not in places
    ]
    return Columns(places, tuple(problems), tuple(heading for heading in unknown if heading.strip()))


def _twice(table: Table, field: str, first: int, second: int) -> RowProblem:
    return RowProblem(
        table.heading_row,
        field,
        N_("“%(first)s” and “%(second)s” are the same column; keep one"),
        {"first": table.headings[first].strip(), "second": table.headings[second].strip()},
    )


class RowReader:
    """Reads the cells of one sheet and notes what is wrong with them.

    Sheets repeat themselves, so what a cell means is worked out once.
    """

    def __init__(self, columns: Columns, labels: Mapping[str, str], width: int) -> None:
        self.problems: list[RowProblem] = []
        self._columns = columns.places
        self._labels = labels
        self._width = width
        self._known: dict[Callable[[str], object], Callable[[str], object]] = {}

    def fits(self, row: Row) -> bool:
        """Whether no cell of the row stands beyond the headings; noted where one does."""
        if len(row.cells) <= self._width:
            return True
        self.note(
            row.number,
            "",
            N_("%(found)s cells stand under %(needed)s headings; put text with commas in quotation marks"),
            found=len(row.cells),
            needed=self._width,
        )
        return False

    def cell(self, row: Row, field: str) -> str:
        """Return what stands in the row under a field's heading."""
        place = self._columns.get(field, len(row.cells))
        return row.cells[place] if place < len(row.cells) else ""

    def take(self, row: Row, field: str, meaning: Callable[[str], T]) -> T | None:
        """Return what a cell that has to be filled means, or None with its problem noted."""
        if self.cell(row, field).strip():
            return self.take_if_any(row, field, meaning)
        self.lacks(row.number, field)
        return None

    def take_if_any(self, row: Row, field: str, meaning: Callable[[str], T]) -> T | None:
        """Return what a cell means; None where it is empty, or not understood and noted."""
        cell = self.cell(row, field)
        if not cell.strip():
            return None
        if _is_error(cell.strip()):
            self.note(
                row.number,
                field,
                N_(
                    "“%(column)s” shows the error %(found)s instead of a value. Write the value, or mend the"
                    " formula"
                ),
                column=Term(self._labels[field]),
                found=cell.strip(),
            )
            return None
        remembered = self._known.get(meaning)
        if remembered is None:
            remembered = self._known[meaning] = cache(meaning)
        try:
            return remembered(cell)  # type: ignore[return-value]  # the same function, remembering
        except Invalid as error:
            self.problems.append(RowProblem(row.number, field, error.message, error.facts))
            return None

    def take_if_said(self, row: Row, field: str, meaning: Callable[[str], T]) -> T | None:
        """Return what a cell means as `take_if_any` does; a dash or "n/a" is as good as empty."""
        said = self.cell(row, field).strip(" -–—―./")
        is_nothing = not said or words.key(said) in _NOTHING
        return None if is_nothing else self.take_if_any(row, field, meaning)

    def lacks(self, row_number: int, field: str) -> None:
        """Note that a cell is empty that has to be filled."""
        self.note(
            row_number, field, N_("“%(column)s” is empty; it is needed"), column=Term(self._labels[field])
        )

    def note(self, row_number: int, field: str, message: str, **facts: object) -> None:
        """Note what is wrong with a row."""
        self.problems.append(RowProblem(row_number, field, message, facts))


def _is_error(cell: str) -> bool:
    """Whether a cell shows that its formula failed: always in capitals, which a name with a # is not."""
    found = cell.replace("Err:", "ERR:")
    return _ERROR.fullmatch(found) is not None and found == found.upper()


def day(cell: str) -> date:
    """Return the day; a time stamp counts as its day."""
    return dates.day(_WITH_TIME.sub(r"\1", cell.strip()))


def name(cell: str) -> str:
    """Return a name, cleaned."""
    return clean(cell, limit=LONGEST_NAME, field="")


def note(cell: str) -> str:
    """Return a note, cleaned."""
    return clean_note(cell, limit=LONGEST_NOTE, field="note")


def amount(cell: str) -> Amount:
    """Return how many of which unit; "20 x 24" are all of them."""
    return measures.amount(quick_lines.unpacked(cell, "")[0])


def unit(cell: str) -> str:
    """Return the unit that a quantity beside it is in, as a quantity is followed by it."""
    try:
        measures.amount(f"1 {cell.strip()}")
    except Invalid:
        raise Invalid(
            N_("“%(found)s” is no unit known here; write pieces, dozen, packs, kg, g, l, ml or m"),
            field="unit",
            found=clean(cell, limit=LONGEST_NAME, field="unit"),
        ) from None
    return cell.strip()


@lru_cache(256)
def amount_in(unit: str) -> Callable[[str], Amount]:
    """Return what reads how many of this unit; a quantity may say the same unit once more, but no other."""

    def meaning(cell: str) -> Amount:
        cell = quick_lines.unpacked(cell, "")[0]
        if not any(letter.isalpha() for letter in cell):
            return measures.amount(f"{cell.strip()} {unit}")
        found = measures.amount(cell)
        if found.unit != measures.amount(f"1 {unit}").unit:
            raise Invalid(
                N_(
                    "“%(found)s” is counted in another unit than “%(unit)s” beside it; write only one of them"
                ),
                field="quantity",
                found=clean(cell, limit=LONGEST_NAME, field="quantity"),
                unit=unit,
            )
        return found

    return meaning


def expiry(cell: str) -> date:
    """Return the last day of the goods."""
    return dates.expiry(_WITH_TIME.sub(r"\1", cell.strip()))


def grams(cell: str) -> int:
    """Return a weight in grams; a bare number is kilograms."""
    return measures.grams(cell, field="grams")


def kind(cell: str) -> OrganisationKind:
    """Return what kind of donor is meant."""
    found = words.KIND_BY_WORD.get(words.key(cell))
    if found is None:
        raise Invalid(
            N_(
                "“%(found)s” is no kind of donor known here; write for example %(union)s, %(branch)s,"
                " %(students)s, %(company)s, %(charity)s or %(person)s"
            ),
            field="donor_kind",
            found=clean(cell, limit=LONGEST_NAME, field="donor_kind"),
            union=Term(N_("trade union")),
            branch=Term(N_("union branch")),
            students=Term(N_("student group")),
            company=Term(N_("company")),
            charity=Term(N_("charity")),
            person=Term(N_("individual")),
        )
    return found


def condition(cell: str) -> Condition:
    """Return the condition of the goods."""
    found = words.CONDITION_BY_WORD.get(words.key(cell))
    if found is None:
        raise Invalid(
            N_("“%(found)s” is no condition; write new, as new or used good"),
            field="condition",
            found=clean(cell, limit=LONGEST_NAME, field="condition"),
        )
    return found
