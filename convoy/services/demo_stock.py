"""The demo's boxes with a partner's numbers, and a stock-take that found a few differences."""

from sqlalchemy import select

from convoy.domain.kinds import Condition, OrganisationKind
from convoy.domain.stocktaking import Reason
from convoy.exchange.boxes import read_boxes
from convoy.exchange.tables import read_table
from convoy.models import Place
from convoy.queries import stock_takes as query
from convoy.services import box_imports, box_rows, donations, gifts, stock_takes
from convoy.services.box_rows import BoxList
from convoy.services.demo_world import World
from convoy.services.stock_take_closing import Because, CloseStockTake, close
from convoy.services.stock_takes import CountLoose, SeeBoxes, StartStockTake

LISTED = 6
"""Boxes on the partner's list; two of them nobody weighed."""
COUNTED = "LYO"
LOOSE, BROKEN = 60, 2


def build(world: World, goods: list[str]) -> None:
    """Take in a partner's list at the warehouse, then count a hall: a box is missing, goods are broken."""
    _partners_list(world, goods[0])
    _stock_take(world, goods[0])


def _partners_list(world: World, item: str) -> None:
    rows = "".join(
        f"FC-{number:03},{item},{12 + number},new,{'' if number % 3 == 0 else 8 + number},A{number % 2 + 1}\n"
        for number in range(1, LISTED + 1)
    )
    asked = BoxList(
        place="WHW",
        name="packing-list.csv",
        data=f"box number,item,quantity,condition,kg,shelf\n{rows}".encode(),
        partner="Fundacja Ciepły Dom",
        partner_kind=OrganisationKind.CHARITY,
        reference="FC-2026-3",
    )
    place = world.db.scalars(select(Place).where(Place.code == asked.place)).one()
    actor = world.people["coordinator"]
    sheet = read_boxes(read_table(asked.name, asked.data))
    checked = box_rows.check(world.db, actor, place, asked, sheet)
    box_imports.take_in(world.db, actor, asked, checked.boxes, lambda _what, _done, _total: None)


def _stock_take(world: World, item: str) -> None:
    db, actor = world.db, world.people["coordinator"]
    line = gifts.Line(item, LOOSE, Condition.NEW)
    donations.record(db, actor, gifts.RecordDonation(world.key(), COUNTED, world.today, (line,)))
    take = stock_takes.start(db, actor, StartStockTake(world.key(), COUNTED)).code
    found = query.round_of(db, actor, query.found(db, actor, take))
    free = [one.code for one in found.not_seen if one.pallet_id is None]
    lost, overlooked = free[-1], free[-2]
    seen = tuple(box.code for box in found.not_seen if box.code not in {lost, overlooked})
    stock_takes.see(db, actor, SeeBoxes(world.key(), take, seen))
    loose = next(one for one in query.loose(db, actor, query.found(db, actor, take)) if one.item.code == item)
    counts = ((item, loose.quantity - BROKEN),)
    stock_takes.count_loose(db, actor, CountLoose(world.key(), take, counts))
    missing = (Because(lost, Reason.TAKEN),)
    close(db, actor, CloseStockTake(world.key(), take, missing, (Because(item, Reason.BROKEN),)))
