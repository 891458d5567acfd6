"""Lists as files that open in any spreadsheet: the rows a page shows, one column for each fact.

A second heading row of HXL hashtags is written where it is asked for; the tags are those of the Humanitarian
Exchange Language 1.1, with attributes of our own (kg, box, convoy) that stay as they are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import Response
from flask_babel import gettext

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.exchange import writer
from convoy.exchange.writer import Cell

T = TypeVar("T")

MOST_ROWS = 100_000
"""Of a file made while somebody waits; a list with more is narrowed first."""

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column of a file: its heading (a message), its HXL hashtag, and what a row has there."""

    heading: str
    tag: str
    cell: Callable[[T], Cell]


def every(page: Callable[[str], tuple[Iterable[T], str | None]]) -> Iterator[T]:
    """Yield the rows of all pages; `page` returns those after a code, and the code of the next ones.

    Raises Invalid where there are more than MOST_ROWS.
    """
    after: str | None = ""
    count = 0
    while after is not None:
        rows, following = page(after)
        for row in rows:
            count += 1
            if count > MOST_ROWS:
                raise Invalid(
                    N_("This list has more than %(most)s rows. Choose a place or a day first."),
                    most=MOST_ROWS,
                )
            yield row
        after = following or None


def answer(
    name: str, ending: str, columns: Sequence[Column[Any]], rows: Iterable[Any], *, is_tagged: bool
) -> Response:
    """Return the file `name`.csv or .xlsx (`ending`) with headings in the page's language."""
    headings = [gettext(column.heading) for column in columns]
    tags = [column.tag for column in columns] if is_tagged else []
    table = ([column.cell(row) for column in columns] for row in rows)
    make = writer.to_csv if ending == "csv" else writer.to_xlsx
    return Response(
        make(headings, table, tags=tags),
        mimetype=TYPES[ending],
        headers={"Content-Disposition": f'attachment; filename="{name}.{ending}"'},
    )
