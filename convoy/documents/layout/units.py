"""How papers say quantities, conditions, months and moments."""

from collections.abc import Callable
from datetime import date, datetime

from convoy.documents.layout.text import text
from convoy.words import N_, Words

_COUNTED: dict[str, Callable[[Words, int, str], str]] = {
    "H87": lambda words, num, count: words.ngettext("%(count)s piece", "%(count)s pieces", num, count=count),
    "NMP": lambda words, num, count: words.ngettext("%(count)s pack", "%(count)s packs", num, count=count),
    "SET": lambda words, num, count: words.ngettext("%(count)s set", "%(count)s sets", num, count=count),
    "KT": lambda words, num, count: words.ngettext("%(count)s kit", "%(count)s kits", num, count=count),
    "PR": lambda words, num, count: words.ngettext("%(count)s pair", "%(count)s pairs", num, count=count),
}
"""UN Rec 20 units that are counted."""
_MEASURED: dict[str, Callable[[Words, str], str]] = {
    "GRM": lambda words, amount: words.gettext("%(weight)s kg", weight=amount),
    "MLT": lambda words, amount: words.gettext("%(volume)s l", volume=amount),
    "MMT": lambda words, amount: words.gettext("%(length)s m", length=amount),
}
"""Base units of a thousandth, printed in the unit people know."""
_NAMES = {
    "H87": N_("pcs"),
    "NMP": N_("packs"),
    "SET": N_("sets"),
    "KT": N_("kits"),
    "PR": N_("pairs"),
    "GRM": N_("kg"),
    "MLT": N_("l"),
    "MMT": N_("m"),
}
_PACKAGES: dict[str, Callable[[Words, int, str], str]] = {
    "BG": lambda words, num, count: words.ngettext("%(count)s bag", "%(count)s bags", num, count=count),
    "BX": lambda words, num, count: words.ngettext("%(count)s box", "%(count)s boxes", num, count=count),
    "CT": lambda words, num, count: words.ngettext("%(count)s carton", "%(count)s cartons", num, count=count),
    "CS": lambda words, num, count: words.ngettext("%(count)s case", "%(count)s cases", num, count=count),
    "BE": lambda words, num, count: words.ngettext("%(count)s bundle", "%(count)s bundles", num, count=count),
    "RO": lambda words, num, count: words.ngettext("%(count)s roll", "%(count)s rolls", num, count=count),
    "CY": lambda words, num, count: words.ngettext(
        "%(count)s cylinder", "%(count)s cylinders", num, count=count
    ),
    "CN": lambda words, num, count: words.ngettext(
        "%(count)s canister", "%(count)s canisters", num, count=count
    ),
    "PX": lambda words, num, count: words.ngettext("%(count)s pallet", "%(count)s pallets", num, count=count),
    "BL": lambda words, num, count: words.ngettext("%(count)s bale", "%(count)s bales", num, count=count),
    "NE": lambda words, num, count: words.ngettext(
        "%(count)s loose thing", "%(count)s loose things", num, count=count
    ),
}
"""UN Rec 21 packages that goods come in."""
_CONDITIONS = {"new": N_("new"), "as_new": N_("as new"), "used_good": N_("used, good")}


def quantity(words: Words, amount: int, unit: str) -> str:
    """Return an amount in base units with its word; an unknown unit is printed as its code."""
    if counted := _COUNTED.get(unit):
        return counted(words, amount, words.number(amount))
    if measured := _MEASURED.get(unit):
        return measured(words, words.fixed(amount, 3))
    return f"{words.number(amount)} {text(unit, 6)}"


def name(words: Words, unit: str) -> str:
    """Return the short word of a unit for a column of its own; an unknown unit is its code."""
    known = _NAMES.get(unit)
    return words.gettext(known) if known else text(unit, 6)


def amount(words: Words, number: int, unit: str) -> str:
    """Return an amount in base units as a number in the unit people know, without its word."""
    return words.fixed(number, 3) if is_measured(unit) else words.number(number)


def is_measured(unit: str) -> bool:
    """Return whether amounts of `unit` are in thousandths of what people know: kilograms, litres, metres."""
    return unit in _MEASURED


def packages(words: Words, count: int, code: str) -> str:
    """Return a number of packages with its word: "3 bags"; an unknown package is printed as its code."""
    said = _PACKAGES.get(code)
    return said(words, count, words.number(count)) if said else f"{words.number(count)} {text(code, 6)}"


def condition(words: Words, code: str) -> str:
    """Return the word for the state of goods; "" where unknown."""
    known = _CONDITIONS.get(code)
    return words.gettext(known) if known else text(code, 30)


def month(day: date | None) -> str:
    """Return a month as 03/2027, which reads the same in every language; "" where unknown."""
    return f"{day:%m/%Y}" if day else ""


def moment(words: Words, when: datetime | None, zone: str) -> str:
    """Return local date and time with the name of the zone; "" where unknown."""
    if when is None:
        return ""
    city = zone.rpartition("/")[2].replace("_", " ")
    return f"{words.moment(when, zone)} ({city})"


def kilograms(words: Words, grams: int | None, *, weighed: bool) -> str:
    """Return the weight of one package, e.g. 12.815 kg, marked where it is an estimate; "" where unknown."""
    if grams is None:
        return ""
    amount = words.gettext("%(weight)s kg", weight=words.fixed(grams, 3))
    return amount if weighed else words.gettext("%(weight)s est.", weight=amount)
