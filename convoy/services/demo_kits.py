"""The demo's kits, a family's hygiene parcel and food for a family; and what Leeds asks for and pins."""

from convoy.services import kits, wishes
from convoy.services.demo_world import World

KITS = {
    "Family hygiene parcel": (("HYG-SOAP-01", 4), ("HYG-TPAS-01", 2), ("HYG-SHAM-01", 1)),
    "Food for a family": (("FOD-PAST-01", 4), ("FOD-BEAN-01", 6), ("FOD-OILV-01", 1)),
}

ASKED = {"FOD-BEAN-01": 480, "HYG-TPAS-01": 200}
PINNED = ("FOD-BEAN-01", "HYG-SOAP-01")


def build(world: World) -> None:
    """Put the kits, the wishes and the pins on record, in the name of who is in charge."""
    for name, lines in KITS.items():
        kits.keep(world.db, world.people["lead"], kits.KeepKit(world.key(), name, lines))
    lead = world.people["lead"]
    for item, quantity in ASKED.items():
        wishes.ask_for(world.db, lead, wishes.AskFor(world.key(), "LEE", item, quantity=quantity))
    for item in PINNED:
        wishes.pin(world.db, lead, wishes.Pin(world.key(), "LEE", item))
