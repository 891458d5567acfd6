"""The demo's kits: a family's hygiene parcel, and food for a family."""

from convoy.services import kits
from convoy.services.demo_world import World

KITS = {
    "Family hygiene parcel": (("HYG-SOAP-01", 4), ("HYG-TPAS-01", 2), ("HYG-SHAM-01", 1)),
    "Food for a family": (("FOD-PAST-01", 4), ("FOD-BEAN-01", 6), ("FOD-OILV-01", 1)),
}


def build(world: World) -> None:
    """Put the kits on record, in the name of who is in charge."""
    for name, lines in KITS.items():
        kits.keep(world.db, world.people["lead"], kits.KeepKit(world.key(), name, lines))
