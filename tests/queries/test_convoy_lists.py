"""Which convoys are told of first, and how many at once."""

from datetime import date

from convoy.domain.lifecycle import ConvoyStage
from convoy.domain.permissions import CONSOLE
from convoy.queries import convoy_lists, paper_lists
from tests.factories import a_convoy

TODAY = date(2026, 11, 28)


def test_the_convoy_that_starts_first_comes_first_and_forgotten_ones_last(database):
    with database.work() as db:
        for name, day in (
            ("forgotten", date(2026, 1, 5)),
            ("no date", None),
            ("next month", date(2026, 12, 14)),
            ("on Monday", date(2026, 11, 30)),
            ("yesterday", date(2026, 11, 27)),
        ):
            a_convoy(db, name=name, starts_on=day)
        a_convoy(db, name="over", starts_on=date(2026, 11, 29), stage=ConvoyStage.CLOSED)
    with database.look() as db:
        names = [one.name for one in convoy_lists.nearest(db, CONSOLE, TODAY, 9)]
        assert names == ["yesterday", "on Monday", "next month", "no date", "forgotten"]
        assert len(convoy_lists.nearest(db, CONSOLE, TODAY, 2)) == 2


def test_convoys_to_print_for_come_a_page_at_a_time_and_the_first_page_tells_of_those_ahead(database):
    with database.work() as db:
        for number in range(paper_lists.PAGE + 3):
            a_convoy(db, name=f"Convoy {number}", stage=ConvoyStage.CLOSED)
        a_convoy(db, name="ahead")
    with database.look() as db:
        first = paper_lists.listing(db, CONSOLE)
        assert len(first) == paper_lists.PAGE + 1
        last = first[paper_lists.PAGE - 1].code
        rest = paper_lists.listing(db, CONSOLE, after=last)
        assert [one.name for one in rest] == ["Convoy 3", "Convoy 2", "Convoy 1", "Convoy 0"]
        assert [one.name for one in paper_lists.to_print(db, CONSOLE)["convoys"]] == ["ahead"]
