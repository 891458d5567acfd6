"""What the papers of a van have in common, and how they say it."""

from convoy.documents.cargo.by_hand import ByHand
from convoy.documents.cargo.content import (
    Batch,
    Danger,
    GivenVehicle,
    Goods,
    IndexedBox,
    Line,
    Medicine,
    Party,
    Stop,
    Totals,
    VanLoad,
    total,
)
from convoy.documents.cargo.trip import (
    Border,
    CrewMember,
    Declared,
    LoadingPlace,
    PackedBox,
    Trip,
    VehicleFacts,
    for_the_road,
)

__all__ = [
    "Batch",
    "Border",
    "ByHand",
    "CrewMember",
    "Danger",
    "Declared",
    "GivenVehicle",
    "Goods",
    "IndexedBox",
    "Line",
    "LoadingPlace",
    "Medicine",
    "PackedBox",
    "Party",
    "Stop",
    "Totals",
    "Trip",
    "VanLoad",
    "VehicleFacts",
    "for_the_road",
    "total",
]
