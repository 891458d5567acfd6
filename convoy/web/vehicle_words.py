"""What classes of vehicles are called, and what is noted of them; others are said as they were recorded."""

from flask_babel import gettext

from convoy.domain.messages import N_

CLASSES: dict[str, str] = {
    "CAR": N_("Estate car"),
    "VAN-S": N_("Small van"),
    "VAN-M": N_("Medium van"),
    "VAN-L": N_("3.5 t panel van L2H2/L3H2"),
    "VAN-XL": N_("3.5 t panel van L4H3"),
    "VAN-BOX": N_("3.5 t box body or curtain-sider"),
    "MINI": N_("9-seat minibus, seats out"),
    "PICKUP": N_("Pick-up 4x4"),
    "TRK-7": N_("7.5 t rigid"),
    "TRK-12": N_("12 t rigid"),
    "TRK-18": N_("18 t rigid"),
    "TRK-26": N_("26 t rigid, three axles"),
    "ART-40": N_("40 t articulated, 13.6 m semi-trailer"),
    "TRL-750": N_("Small trailer"),
}
"""Of data/vehicle-classes.csv."""

NOTES = frozenset(
    {
        N_("between wheel arches about 1260"),
        N_("between wheel arches about 1420"),
        N_("tail lift takes 150 kg or more of the payload"),
        N_("often itself the aid"),
        N_("26 places for 1200 x 1000 pallets"),
    }
)


def class_name(code: str, name: str) -> str:
    """Return what the class with this code and recorded name is called in the page's language."""
    return gettext(CLASSES.get(code, name))


def class_note(note: str) -> str:
    """Return what is noted of a class in the page's language."""
    return gettext(note) if note in NOTES else note
