"""How a sheet of gifts is laid out: where its headings stand, what each column holds, what is no row at all.

Everything here is a guess that a person sees and may change; what holds in the end is a `Layout`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest

from convoy.domain.spelling import slips
from convoy.domain.text import fold
from convoy.exchange import box_words
from convoy.exchange import donation_words as words
from convoy.exchange.tables import Grid, Row

FIELDS = tuple(words.LABELS)
"""The columns a gift may have, in the order in which they are shown."""

FIXABLE = ("day", "donor", "donor_kind", "condition")
"""What one value may be given for, for every row that does not say it."""

CARRIED_DOWN = frozenset({"day", "donor", "donor_kind", "condition", "earmark"})
"""What a merged or empty cell takes from the row above; never an item or a number."""

LOOKED_AT = 20  # rows among which headings are looked for
MOST_HEADING_ROWS = 2
_SHORTEST = 4  # letters of a heading that may be misspelt or be part of a longer one


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is read.

    `heading` is the number of the heading row, 0 for none, `height` how many rows the headings take;
    `columns` leads from a column's place to its field, `fixed` from a field to the value of cells that are
    empty, after those that say the same as above.
    """

    heading: int
    height: int = 1
    columns: Mapping[int, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    same_as_above: bool = False

    @property
    def missing(self) -> list[str]:
        """Fields that are needed and have neither a column nor a value."""
        held = {*self.columns.values(), *(name for name, value in self.fixed.items() if value.strip())}
        return [name for name in words.REQUIRED if name not in held]


def guessed(grid: Grid) -> Layout:
    """Return the layout a sheet seems to have."""
    place, height = _headings(grid)
    if not height:
        return Layout(0)
    return read_at(grid, grid.rows[place].number, height)


def read_at(grid: Grid, heading: int, height: int) -> Layout:
    """Return the layout a sheet seems to have with its headings in the row of that number, 0 for none."""
    if heading not in {row.number for row in grid.rows}:
        return Layout(0)
    columns = _columns(headings_of(grid, heading, height))
    plain = Layout(heading, height, columns)
    return Layout(heading, height, columns, {}, _seems_carried(body(grid, plain), columns))


def headings_of(grid: Grid, heading: int, height: int) -> list[str]:
    """Return the headings of all columns; two rows are read together, a merged upper one over its columns."""
    rows = [row for row in grid.rows if heading <= row.number][:height] if heading else []
    if not rows:
        return [""] * max(len(row.cells) for row in grid.rows)
    width = max(len(row.cells) for row in grid.rows)
    if len(rows) == 1:
        return [*rows[0].cells, *[""] * (width - len(rows[0].cells))]
    upper, joined = "", []
    for above, below in zip_longest(rows[0].cells, rows[1].cells, fillvalue=""):
        upper = above.strip() or (upper if below.strip() else "")
        joined.append(" ".join(part for part in (upper, below.strip()) if part))
    return [*joined, *[""] * (width - len(joined))]


def body(grid: Grid, layout: Layout) -> tuple[Row, ...]:
    """Return the rows under the headings; without headings all of them."""
    if not layout.heading:
        return grid.rows
    under = [row for row in grid.rows if row.number >= layout.heading]
    return tuple(under[layout.height :])


def not_gifts(grid: Grid, layout: Layout) -> set[int]:
    """Return the numbers of rows that are no gifts: totals, and headings that a page repeats."""
    folded = cache(fold)  # sheets repeat themselves
    headings = [folded(cell) for cell in headings_of(grid, layout.heading, 1)]
    found = set()
    for row in body(grid, layout):
        cells = [folded(cell) for cell in row.cells]
        repeated = layout.heading and [cell for cell in cells if cell] == [cell for cell in headings if cell]
        if repeated or _is_total(cells):
            found.add(row.number)
    return found


def laid_out(
    rows: Sequence[Row],
    layout: Layout,
    mended: Mapping[int, Mapping[str, str]],
    skipped: Collection[int],
    above: dict[str, str] | None = None,
) -> Iterator[Row]:
    """Yield the rows with their cells in the order of FIELDS.

    What a person mended (by row number and field) stands instead of what the sheet says; rows that are
    skipped hand nothing down. `above` is what the rows before these hand down, and is kept up to date.
    """
    place_of = {name: place for place, name in layout.columns.items()}
    above = {} if above is None else above
    for row in rows:
        if row.number in skipped:
            continue
        said = {
            name: row.cells[place] if (place := place_of.get(name, len(row.cells))) < len(row.cells) else ""
            for name in FIELDS
        } | dict(mended.get(row.number, {}))
        if layout.same_as_above:
            for name in CARRIED_DOWN:
                said[name] = above[name] = said[name] if said[name].strip() else above.get(name, "")
        for name, value in layout.fixed.items():
            said[name] = said[name] if said[name].strip() else value
        yield Row(row.number, tuple(said[name] for name in FIELDS))


def _headings(grid: Grid) -> tuple[int, int]:
    """The place of the heading row among the rows, and how many rows the headings take; (0, 0) for none."""
    looked_at = grid.rows[:LOOKED_AT]
    scores = [_score(row.cells) for row in looked_at]
    best = max(scores)
    if best < 2:  # noqa: PLR2004  # one word that may be a heading is in many a title
        return 0, 0
    place = scores.index(best)
    # A row of its own above that names some columns more, or below: "Receipt | Goods" over "date | donor …".
    if place and _is_upper(looked_at[place - 1], looked_at[place]):
        return place - 1, MOST_HEADING_ROWS
    if place + 1 < len(looked_at) and _is_lower(looked_at[place], looked_at[place + 1]):
        return place, MOST_HEADING_ROWS
    return place, 1


def _is_upper(row: Row, under: Row) -> bool:
    """Whether a row groups columns: fewer words than below, each without digits, more than a title."""
    filled = [cell for cell in row.cells if cell.strip()]
    below = [cell for cell in under.cells if cell.strip()]
    adjoining = row.number + 1 == under.number
    return adjoining and 1 < len(filled) < len(below) and not any(_has_digit(cell) for cell in filled)


def _is_lower(row: Row, under: Row) -> bool:
    """Whether the row below goes on with the headings: words alone, under columns that have none yet."""
    filled = [place for place, cell in enumerate(under.cells) if cell.strip()]
    if not filled or any(_has_digit(under.cells[place]) for place in filled):
        return False
    new = [place for place in filled if place >= len(row.cells) or not row.cells[place].strip()]
    return bool(new) and any(_field(under.cells[place]) for place in filled)


def _has_digit(cell: str) -> bool:
    return any(letter.isdigit() for letter in cell)


def _score(cells: Sequence[str]) -> int:
    """How many different columns a row of headings would name."""
    return len({found[0] for cell in cells if (found := _field(cell))})


def _columns(headings: Sequence[str]) -> dict[int, str]:
    """The field of each column, the surest guesses first; each field once."""
    guesses = sorted(
        (-sure, place, name)
        for place, heading in enumerate(headings)
        if not _numbers_boxes(heading)
        for part in dict.fromkeys((heading, heading.partition(" ")[2] if heading else ""))
        if (found := _field(part)) is not None
        for name, sure in (found,)
    )
    columns: dict[int, str] = {}
    for _, place, name in guesses:
        if place not in columns and name not in columns.values():
            columns[place] = name
    return columns


def _field(heading: str) -> tuple[str, int] | None:
    """The field that a heading names and how sure that is: 3 to the letter, 2 in part, 1 misspelt."""
    key, known_as = words.key(heading), words.field_by_heading()
    if not key or len(key) > 60:  # noqa: PLR2004  # a sentence is no heading
        return None
    if name := known_as.get(key):
        return name, 2 if key in words.ALONE_WORDS else 3
    parts = fold(heading).split()
    # "Donor (name, town)" or "Назва товару / опис": the longest known words it begins with, then any in it.
    spans = [
        (end - start, -start, known_as["".join(parts[start:end])])
        for start in range(len(parts))
        for end in range(start + 1, len(parts) + 1)
        if _is_part("".join(parts[start:end]))
    ]
    if spans:
        return max(spans)[2], 2
    if len(key) >= _SHORTEST:
        for known, name in known_as.items():
            if (
                known not in words.ALONE_WORDS
                and len(known) >= _SHORTEST
                and abs(len(known) - len(key)) <= 1
                and slips(key, known) == 1
            ):
                return name, 1
    return None


def _numbers_boxes(heading: str) -> bool:
    """Whether a column numbers boxes, which is no count of them."""
    key = words.key(heading)
    return box_words.field_by_heading().get(key) == "number" and key not in words.field_by_heading()


def _is_part(key: str) -> bool:
    """Whether a word names a column among other words too."""
    return len(key) >= 2 and key in words.field_by_heading() and key not in words.ALONE_WORDS  # noqa: PLR2004


def _is_total(cells: Sequence[str]) -> bool:
    """Whether a row adds others up: a word for it, alone or beside numbers."""
    said = [cell for cell in cells if cell]
    for cell in said:
        if cell.replace(" ", "") in words.TOTAL_WORDS:
            return True
        if cell.partition(" ")[0] in words.TOTAL_WORDS and all(
            _has_digit(other) for other in said if other != cell
        ):
            return True
    return False


def _seems_carried(rows: Sequence[Row], columns: Mapping[int, str]) -> bool:
    """Whether empty cells look like merged ones: the first row says it, others that name goods do not."""
    goods = [place for place, name in columns.items() if name == "item_text"]
    if not goods or not rows:
        return False
    kept = [row for row in rows if _cell(row, goods[0])]
    for place, name in columns.items():
        if name in {"day", "donor"} and kept and _cell(kept[0], place):
            empty = sum(not _cell(row, place) for row in kept)
            if empty * 5 >= len(kept):
                return True
    return False


def _cell(row: Row, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""
