"""Lists as files that open in any spreadsheet: the rows a page shows, one column for each fact.

A second heading row of HXL hashtags is written where it is asked for; the tags are those of the Humanitarian
Exchange Language 1.1, with attributes of our own (kg, box, convoy) that stay as they are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import Response
from flask_babel import get_locale, gettext

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.exchange import writer
from convoy.exchange.writer import Cell
from convoy.web.languages import RIGHT_TO_LEFT

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


@dataclass(frozen=True, slots=True)
class Named:
    """What a file is called; `title`, a message, names its sheet in the page's language."""

    name: str
    ending: str
    title: str


def answer(file: Named, columns: Sequence[Column[Any]], rows: Iterable[Any], *, is_tagged: bool) -> Response:
    """Return the file with headings in the page's language, its sheet from the right where that is so."""
    headings = [gettext(column.heading) for column in columns]
    tags = [column.tag for column in columns] if is_tagged else []
    table = ([column.cell(row) for column in columns] for row in rows)
    if file.ending == "csv":
        content = writer.to_csv(headings, table, tags=tags)
    else:
        is_turned = str(get_locale()) in RIGHT_TO_LEFT
        content = writer.to_xlsx(
            headings, table, title=gettext(file.title), tags=tags, right_to_left=is_turned
        )
    return Response(
        content,
        mimetype=TYPES[file.ending],
        headers={"Content-Disposition": f'attachment; filename="{file.name}.{file.ending}"'},
    )
