"""The demo's goods that stop and ask, its earmarked gift, and its recipients' declarations."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from convoy.domain.controls import Decision
from convoy.domain.declarations import DeclarationStep
from convoy.domain.kinds import Condition, OrganisationKind
from convoy.models import Convoy, Donation, Pallet
from convoy.queries import set_aside
from convoy.services import controls, declarations, donations, earmarks, gifts
from convoy.services.demo_world import World
from convoy.services.donors import Donor

LEFT_BARE = 2
"""Pallets whose stamp nobody has looked at yet."""

_S = DeclarationStep
_ALL = (_S.SENT, _S.ENTERED, _S.CODE_RECEIVED, _S.DECLARED, _S.CLEARED, _S.REPORTED)

DECLARED: tuple[tuple[str, int, str, int, Sequence[DeclarationStep]], ...] = (
    ("Autumn convoy for the miners", 1, "KRB", 40, _ALL),
    ("Autumn convoy for the miners", 2, "LYP", 40, _ALL[:5]),
    ("Rail workers' convoy", 1, "STE", 14, _ALL[:4]),
    ("Rail workers' convoy", 2, "STE", 14, _ALL[:3]),
    ("Hospital convoy", 1, "LYP", 5, _ALL[:2]),
    ("Hospital convoy", 2, "LYP", 3, _ALL[:1]),
)
"""Convoy, van, recipient, how many days ago it began, and the steps so far: one of every state."""


def sign_off_all(world: World) -> None:
    """Sign off the pet food and all pallets but the newest, so that convoys can be loaded."""
    actor = world.people["coordinator"]
    lines = [one.target for one in set_aside.waiting(world.db, actor).packed]
    pallets = list(world.db.scalars(select(Pallet.code).order_by(Pallet.id)))[:-LEFT_BARE]
    for targets, reason in ((lines, "No veterinary paper needed for pet food as aid"), (pallets, "Stamped")):
        for begin in range(0, len(targets), controls.MOST_AT_ONCE):
            some = tuple(targets[begin : begin + controls.MOST_AT_ONCE])
            controls.decide(
                world.db, actor, controls.DecideGoods(world.key(), some, Decision.RELEASE, reason)
            )


def build(world: World) -> None:
    """Make goods that wait, one of every flag, an earmarked gift, and declarations in every state."""
    _gift(world, "desk", "MDC-PARA-01", 40, expires=True, batch="P1207")
    _gift(world, "coordinator", "FOD-MEAT-01", 48, expires=True)
    asked = _gift(world, "coordinator", "COM-THIM-01", 2)
    controls.decide(
        world.db,
        world.people["coordinator"],
        controls.DecideGoods(
            world.key(),
            (f"{asked.code}/1",),
            Decision.RELEASE,
            "For the mine rescue squad, to find people under rubble",
            "Licence applied for",
        ),
    )
    stretchers = _gift(world, "desk", "MED-STRE-01", 10, earmark="For the mine rescue squad")
    earmarks.bind(
        world.db,
        world.people["coordinator"],
        earmarks.BindEarmark(world.key(), stretchers.code, 1, "For the mine rescue squad", "KRB"),
    )
    _declare(world)


def _gift(
    world: World,
    who: str,
    item: str,
    quantity: int,
    *,
    expires: bool = False,
    batch: str = "",
    earmark: str = "",
) -> Donation:
    line = gifts.Line(
        item,
        quantity,
        Condition.NEW,
        expires_on=world.today.replace(month=12, day=31) + timedelta(days=365) if expires else None,
        batch=batch,
        earmark=earmark,
    )
    donor = Donor("Rail Workers Branch 12, Leeds", OrganisationKind.UNION_BRANCH)
    command = gifts.RecordDonation(world.key(), "LEE", world.today, (line,), donor=donor)
    return donations.record(world.db, world.people[who], command)


def _declare(world: World) -> None:
    for name, van, place, days, steps in DECLARED:
        convoy = world.db.scalars(select(Convoy.code).where(Convoy.name == name)).one()
        for later, step in enumerate(steps):
            sent = step is DeclarationStep.SENT
            declarations.record(
                world.db,
                world.people["coordinator"],
                declarations.RecordDeclaration(
                    world.key(),
                    convoy,
                    van,
                    place,
                    step,
                    world.today - timedelta(days=days - later),
                    to_whom="Storekeeper" if sent else "",
                    reference=f"DEMO-{van}{later}" if step in (_S.CODE_RECEIVED, _S.DECLARED) else "",
                ),
            )
