"""The ADR on dangerous goods that aid convoys meet: proper shipping names, and what its points count."""

import re

PROPER_SHIPPING_NAMES: dict[str, str] = {
    "UN1002": "AIR, COMPRESSED",
    "UN1044": "FIRE EXTINGUISHERS with compressed or liquefied gas",
    "UN1072": "OXYGEN, COMPRESSED",
    "UN1170": "ETHANOL SOLUTION",
    "UN1202": "DIESEL FUEL",
    "UN1203": "PETROL",
    "UN1791": "HYPOCHLORITE SOLUTION",
    "UN1950": "AEROSOLS, flammable",
    "UN1965": "HYDROCARBON GAS MIXTURE, LIQUEFIED, N.O.S.",
    "UN1978": "PROPANE",
    "UN1987": "ALCOHOLS, N.O.S.",
    "UN2037": "RECEPTACLES, SMALL, CONTAINING GAS (GAS CARTRIDGES)",
    "UN2794": "BATTERIES, WET, FILLED WITH ACID",
    "UN2800": "BATTERIES, WET, NON-SPILLABLE",
    "UN3077": "ENVIRONMENTALLY HAZARDOUS SUBSTANCE, SOLID, N.O.S.",
    "UN3090": "LITHIUM METAL BATTERIES",
    "UN3091": "LITHIUM METAL BATTERIES CONTAINED IN EQUIPMENT",
    "UN3166": "VEHICLE, FLAMMABLE LIQUID POWERED",
    "UN3171": "BATTERY-POWERED VEHICLE",
    "UN3480": "LITHIUM ION BATTERIES",
    "UN3481": "LITHIUM ION BATTERIES CONTAINED IN EQUIPMENT",
    "UN3528": "MACHINERY, INTERNAL COMBUSTION, FLAMMABLE LIQUID POWERED",
}


def proper_shipping_name(un_number: str) -> str:
    """Return the name a transport document gives a UN number, "" for one that is not among ours."""
    return PROPER_SHIPPING_NAMES.get(un_number, "")


_CONTENT = re.compile(r"([0-9]+)(?:\.([0-9]{1,3}))? (LTR|MLT)")


def measured(
    small_load_unit: str, unit_code: str, quantity: int, net_content: str, gross_g: int
) -> int | None:
    """Return the grams or millilitres of goods that the points count, None where nobody knows it.

    Articles count with their gross mass, liquids with what they hold; `gross_g` is that of one unit.
    """
    if small_load_unit == "kg":
        return quantity * gross_g
    if unit_code == "MLT":
        return quantity
    found = _CONTENT.fullmatch(net_content)
    if small_load_unit != "L" or found is None:
        return None
    thousandths = int(found[1]) * 1000 + int((found[2] or "").ljust(3, "0"))
    return quantity * (thousandths if found[3] == "LTR" else thousandths // 1000)
