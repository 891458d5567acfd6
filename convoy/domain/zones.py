"""Time zones: the one of most people in a country, and those a place may have."""

import zoneinfo

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_

KYIV = "Europe/Kyiv"
"""The clock of what belongs to no place: that of where the convoys go."""

_CITIES = """
    AD Andorra AL Tirane AT Vienna BA Sarajevo BE Brussels BG Sofia CH Zurich CZ Prague DE Berlin
    DK Copenhagen EE Tallinn ES Madrid FI Helsinki FR Paris GB London GR Athens HR Zagreb HU Budapest
    IE Dublin IT Rome LI Vaduz LT Vilnius LU Luxembourg LV Riga MC Monaco MD Chisinau ME Podgorica MK Skopje
    MT Malta NL Amsterdam NO Oslo PL Warsaw PT Lisbon RO Bucharest RS Belgrade SE Stockholm SI Ljubljana
    SK Bratislava TR Istanbul UA Kyiv
"""
_WORDS = _CITIES.split()
MAIN = {country: f"Europe/{city}" for country, city in zip(_WORDS[::2], _WORDS[1::2], strict=True)}
"""By country (ISO 3166) the zone in which most of its people live; countries in and around Europe."""


def chosen(country: str, zone: str) -> str:
    """Return the zone named, else the main one of a country, else Kyiv's.

    Raises Invalid for a zone nobody knows, for what is no country, and for a country without a main zone.
    """
    if country and not (len(country) == len("GB") and country.isascii() and country.isalpha()):
        raise Invalid(
            N_("“%(found)s” is no country; write two letters, such as GB. Nothing was made."),
            field="country",
            found=country[:40],
        )
    if not zone and country and country not in MAIN:
        raise Invalid(
            N_(
                "Which time it is in %(country)s is not known here; name its time zone too. Nothing was made."
            ),
            field="zone",
            country=country,
        )
    if zone:
        return _known(zone)
    return MAIN[country] if country else KYIV


def _known(zone: str) -> str:
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid(
            N_("“%(found)s” is no time zone; name one such as Europe/London. Nothing was made."),
            field="zone",
            found=zone[:40],
        ) from error
    return zone


def city(zone: str) -> str:
    """Return what people call a zone: the city it is named after."""
    return zone.rpartition("/")[2].replace("_", " ")
