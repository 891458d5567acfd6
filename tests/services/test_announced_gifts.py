"""Two collectors with the same announced gift: one of them records it, the other is told as what."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import uuid4

from convoy.domain.errors import Conflict
from convoy.domain.kinds import Condition, OrganisationKind
from convoy.domain.permissions import CONSOLE
from convoy.models import Donation
from convoy.services import announced_gifts, donations, public_pages
from convoy.services.announced_gifts import AnnounceGift
from convoy.services.gifts import Line, RecordDonation
from convoy.services.public_pages import ChangePage
from tests.factories import a_place, an_item

COLLECTORS = 4


def test_of_several_collectors_at_once_one_records_an_announced_gift(database):
    with database.work() as db:
        place, item = a_place(db).code, an_item(db).code
    database.do(public_pages.change, CONSOLE, ChangePage(uuid4(), place, True, True))
    command = AnnounceGift(
        uuid4(), place, (("beans", "240"),), name="Rail Workers", kind=OrganisationKind.TRADE_UNION
    )
    code = database.do(announced_gifts.announce, command)
    ready = Barrier(COLLECTORS)

    def record(_collector: int) -> str:
        lines = (Line(item, 240, Condition.NEW),)
        gift = RecordDonation(uuid4(), place, date(2026, 10, 3), lines, announced=code)
        ready.wait()
        try:
            return database.do(donations.record, CONSOLE, gift).code
        except Conflict as error:
            return f"recorded before, as {error.facts['subject']}"

    with ThreadPoolExecutor(COLLECTORS) as pool:
        told = sorted(pool.map(record, range(COLLECTORS)))
    with database.look() as db:
        (recorded,) = db.query(Donation).all()
        assert told == [recorded.code, *[f"recorded before, as {recorded.code}"] * (COLLECTORS - 1)]
