"""What the categories of the catalogue are called: messages, so that every language has them."""

from convoy.domain.messages import N_

NAMES: dict[str, str] = {
    "animal": N_("For animals"),
    "baby": N_("For babies"),
    "bedding": N_("Bedding"),
    "clothing": N_("Clothing"),
    "education": N_("School and play"),
    "food": N_("Food"),
    "footwear": N_("Footwear"),
    "heating": N_("Heating"),
    "hygiene": N_("Hygiene"),
    "it_comms": N_("Computers and radio"),
    "kitchen": N_("Kitchen"),
    "lighting": N_("Light"),
    "medical": N_("Medical goods"),
    "medicine": N_("Medicine"),
    "mobility": N_("Mobility aids"),
    "packing": N_("Packing material"),
    "power": N_("Power"),
    "ppe_rescue": N_("Protection and rescue"),
    "shelter": N_("Shelter"),
    "tools": N_("Tools"),
    "vehicle": N_("Vehicles and parts"),
    "water": N_("Water"),
}


def name_of(code: str) -> str:
    """Return the message that names a category; its code where somebody added one of their own."""
    return NAMES.get(code, code)
