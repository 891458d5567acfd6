"""What a page shows of a kept sheet of gifts: its rows, what is unclear in them, and words to be told."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy.orm import Session

from convoy.domain import text
from convoy.domain.errors import Refusal
from convoy.domain.permissions import Actor
from convoy.exchange import layouts
from convoy.exchange.layouts import Layout
from convoy.exchange.tables import Row
from convoy.models import GiftSheet
from convoy.queries.catalogue import Facts
from convoy.services import sheet_judging, sheet_origins
from convoy.services.sheet_choices import Became, Choices
from convoy.services.sheet_verdicts import Judged, Standing
from convoy.services.sheets import Meanings

MOST_WORDS = 30
"""Words for items asked about on one page; the rest once these are told."""

_SHOWN_TOGETHER = 50


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its cells by column as they are read, what is unclear in them ("" for the row as a whole).

    `read_as` is a quantity that is not what was written: 72 for "3 packs". `name` is the row's in a file that
    may come back (see sheet_origins).
    """

    number: int
    standing: Standing
    cells: Mapping[str, str]
    problems: Mapping[str, tuple[Refusal, ...]] = field(default_factory=dict)
    read_as: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class UnclearWord:
    """A word for goods that means several items or none: in how many rows, and what it may mean."""

    word: str
    rows: int
    candidates: Sequence[Facts]


@dataclass(frozen=True, slots=True)
class Looked:
    """A sheet as it stands: how many rows stand how, which are `shown` and those of them that were asked for.

    `columns` are those in which anything stands or that the layout names.
    """

    layout: Layout
    judged: Judged
    counts: Counter[Standing]
    shown: Standing
    rows: Sequence[SheetRow]
    words: Sequence[UnclearWord]
    columns: Sequence[str]
    revision: int
    became: Became


def look_at(  # which rows, and in which language their words are
    db: Session,
    actor: Actor,
    sheet: GiftSheet,
    language: str = "en",
    *,
    shown: Standing | None = None,
    start: int = 0,
    most: int | None = None,
) -> Looked:
    """Return what stands in a sheet whose columns are chosen, with at most `most` rows from a number on.

    Shown are those that stand so; without a word about that, those that need a person.
    """
    choices, layout = sheet_judging.chosen(sheet)
    judged = sheet_judging.standing(db, actor, sheet)
    counts = judged.counts
    if shown is None:
        shown = next((one for one in (Standing.UNCLEAR, Standing.GOOD, Standing.IN) if counts[one]), None)
        shown = shown or (Standing.LEFT_OUT if counts[Standing.LEFT_OUT] else Standing.GOOD)
    meanings = Meanings(db, actor, choices.items, language)
    rows = islice(_rows_that_stand(sheet, choices, judged, shown, start, meanings), most)
    held = {name for portion in judged.portions for name in portion.columns}
    held |= {*layout.columns.values(), *layout.fixed}
    return Looked(
        layout,
        judged,
        counts,
        shown,
        list(rows),
        _unclear_words(judged, meanings),
        [name for name in layouts.FIELDS if name in held],
        sheet.revision,
        choices.became,
    )


def _rows_that_stand(  # which, where from, and what they mean
    sheet: GiftSheet, choices: Choices, judged: Judged, standing: Standing, start: int, meanings: Meanings
) -> Iterator[SheetRow]:
    """Yield the rows that stand so from a number on; only the portions they are in are read."""
    for portion in judged.portions:
        wanted = {number for number in portion.where(standing) if number >= start}
        if not wanted:
            continue
        rows = sheet_judging.rows_of(sheet, portion)
        names = {row.number: sheet_origins.named(row) or (sheet.code, row.number) for row in rows}
        if standing is Standing.LEFT_OUT:
            yield from (_left_out(row, choices) for row in rows if row.number in wanted)
            continue
        laid = [
            row for row in sheet_judging.laid_out(rows, choices, dict(portion.above)) if row.number in wanted
        ]
        # A page shows few of a portion's rows.
        for at in range(0, len(laid), _SHOWN_TOGETHER):
            part = laid[at : at + _SHOWN_TOGETHER]
            checked = sheet_judging.check_rows(sheet.place, part, meanings, choices)
            for row in part:
                cells = dict(zip(layouts.FIELDS, row.cells, strict=True))
                problems = checked.unclear.get(row.number, {})
                read_as, name = checked.read_as.get(row.number), sheet_origins.name(*names[row.number])
                yield SheetRow(row.number, standing, cells, problems, read_as, name)


def _left_out(row: Row, choices: Choices) -> SheetRow:
    assert choices.layout is not None
    (laid,) = layouts.laid_out([row], Layout(0, 0, choices.layout.columns), choices.mended, ())
    return SheetRow(row.number, Standing.LEFT_OUT, dict(zip(layouts.FIELDS, laid.cells, strict=True)))


def _unclear_words(judged: Judged, meanings: Meanings) -> list[UnclearWord]:
    """The words for goods to be told once for all rows, the most frequent first."""
    count, written = Counter[str](), dict[str, str]()
    for word, rows in judged.words.items():
        count[text.fold(word)] += rows
        written.setdefault(text.fold(word), word)
    count.pop("", None)
    return [
        UnclearWord(written[key], rows, meanings.candidates(written[key]))
        for key, rows in count.most_common(MOST_WORDS)
    ]
