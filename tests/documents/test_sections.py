"""Tables in sections: what never stands alone on a page."""

from convoy.documents.layout import sections
from convoy.documents.layout.sections import Section
from convoy.documents.layout.sheet import Sheet
from convoy.documents.layout.table import Column, Table
from tests.documents.reading import pages


def drawn(lines: int, keep: float) -> list[str]:
    """The pages of a table of so many lines in one section, with `keep` points for what is signed."""
    sheet = Sheet((400, 300), title="", language="en", top=0, bottom=0)
    table = Table(sheet, [Column(("No.",), 10), Column(("Goods",), 30)], "continued")
    listed = [Section([*range(lines)], "Stop A", ["", "Sum of A"])]
    sections.draw(table, listed, lambda line: [["", f"line {line}"]], ["", "Grand total"], keep)
    return pages(sheet.finish(lambda *_: None))


def test_a_sum_stands_below_a_line_even_where_no_page_has_room_for_all_that_is_signed():
    for keep in (40, 200, 1_000):
        for lines in range(1, 30):
            last = drawn(lines, keep)[-1]
            assert all(part in last for part in (f"line {lines - 1}", "Sum of A", "Grand total"))
