"""The demo's unsorted gifts: bags of a past Saturday, sorted and closed, and some that still wait."""

from datetime import timedelta

from convoy.domain.kinds import Condition, OrganisationKind, PoolFate
from convoy.domain.permissions import Actor
from convoy.services import donations, pool_decisions, pools, sorting
from convoy.services.demo_world import World
from convoy.services.donors import Donor
from convoy.services.gifts import Line, RecordDonation, Unsorted

NEIGHBOURS = Donor("Neighbours of Mill Lane", OrganisationKind.COMMUNITY_GROUP)
STUDENTS = Donor("Students' Union, Aire Campus", OrganisationKind.STUDENT_GROUP)
BAKERS = Donor("Associated Bakers' Union", OrganisationKind.TRADE_UNION)
BOXES = (
    (("CLO-THER-01", 22), ("BED-BLKS-01", 4)),
    (("HYG-SOAP-01", 60), ("EDU-EXER-01", 35)),
)


def build(world: World) -> None:
    """Give bags on three days, and sort those of the first."""
    _bags(world, "LEE", 9, NEIGHBOURS, Unsorted(5, grams=21_500, note="winter clothes"))
    _bags(world, "LEE", 9, STUDENTS, Unsorted(4, grams=17_000))
    _bags(world, "LEE", 9, None, Unsorted(2))
    _sort(world, f"LEE-{world.today - timedelta(days=9)}")
    _bags(world, "BRA", 2, BAKERS, Unsorted(6, grams=33_000, note="tins and blankets"))
    _bags(world, "LEE", 0, NEIGHBOURS, Unsorted(3, grams=12_000, note="mixed clothes"))
    _bags(world, "LEE", 0, None, Unsorted(1))


def _bags(world: World, place: str, days_ago: int, donor: Donor | None, bags: Unsorted) -> None:
    command = RecordDonation(
        key=world.key(),
        place=place,
        received_on=world.today - timedelta(days=days_ago),
        unsorted=(bags,),
        donor=donor,
    )
    donations.record(world.db, _at(world, place), command)


def _at(world: World, place: str) -> Actor:
    return world.people["desk" if place == "LEE" else "coordinator"]


def _sort(world: World, pool: str) -> None:
    for goods in BOXES:
        counted = tuple(Line(item, quantity, Condition.USED_GOOD) for item, quantity in goods)
        command = sorting.SortAndPack(world.key(), "LEE", pool, counted, is_full=True)
        sorting.pack(world.db, world.people["desk"], command)
    rags = pool_decisions.PartWithBags(world.key(), pool, PoolFate.THROWN_AWAY, "torn or wet", grams=6_500)
    pool_decisions.part_with_bags(world.db, world.people["coordinator"], rags)
    pools.close(world.db, world.people["coordinator"], pools.ClosePool(world.key(), pool))
