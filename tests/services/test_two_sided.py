"""Printed on both sides, every copy of a bundle begins on a front side, where its cover list says."""

from uuid import uuid4

import pytest

from convoy.documents.layout.merging import part_of
from convoy.domain.permissions import CONSOLE
from convoy.services import bundles
from tests.documents.reading import everything, pages
from tests.engines import on_sqlite
from tests.printing import a_van_to_print

pytestmark = on_sqlite


@pytest.mark.parametrize("two_sided", [False, True])
def test_every_copy_begins_on_a_front_side_and_where_the_cover_list_says(database, two_sided):
    with database.work() as db:
        convoy = a_van_to_print(db).code
    command = bundles.IssueBundle(uuid4(), convoy, 1)
    made = bundles.to_file(database, CONSOLE, command, two_sided=two_sided)
    said = pages(made.content)
    assert len(said) == made.pages
    starts = []
    for paper in made.cover.papers:
        each = paper.pages + (paper.pages % 2 if two_sided else 0)
        starts += [paper.first_page + copy * each for copy in range(len(paper.copies))]
        assert paper.number in everything(part_of(made.content, paper.first_page, paper.first_page))
    assert len(starts) > len(made.cover.papers)
    assert all(said[start - 1].strip() for start in starts)
    if two_sided:
        assert {start % 2 for start in starts} == {1}
        blank = [place for place, page in enumerate(said, 1) if not page.strip()]
        assert all(place % 2 == 0 for place in blank)
