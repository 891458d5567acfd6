"""Which convoys are told of first."""

from datetime import date

from convoy.domain.lifecycle import ConvoyStage
from convoy.domain.permissions import CONSOLE
from convoy.queries import convoy_lists
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
