"""The words of the catalogue: groups, units, packages, rules, and the languages items have names in."""

import re
from collections.abc import Iterable
from decimal import Decimal

from flask_babel import format_decimal, get_locale, gettext, ngettext

from convoy.domain import categories
from convoy.domain.messages import N_
from convoy.web.choices import SelectChoice

UNITS: dict[str, str] = {
    "H87": N_("pieces"),
    "NMP": N_("packs"),
    "SET": N_("sets"),
    "KT": N_("kits"),
    "PR": N_("pairs"),
    "GRM": N_("by weight"),
    "MLT": N_("by volume"),
    "MMT": N_("by length"),
}
"""Base units of the catalogue (UN Rec 20)."""

PACKAGES: dict[str, str] = {
    "CT": N_("carton"),
    "BX": N_("box"),
    "CS": N_("case"),
    "BG": N_("bag"),
    "BL": N_("bale"),
    "BE": N_("bundle"),
    "RO": N_("roll"),
    "CY": N_("cylinder"),
    "CN": N_("canister"),
    "PX": N_("pallet"),
    "NE": N_("not packed"),
}
"""Packages goods usually come in (UN Rec 21)."""

UNSORTED_IN: dict[str, str] = {
    "BG": N_("bags"),
    "BX": N_("boxes"),
    "BL": N_("bales"),
    "NE": N_("loose things"),
}
"""Packages that unsorted goods come in (UN Rec 21)."""

CONTENT = re.compile(r"([0-9]+(?:\.[0-9]+)?) (KGM|LTR|H87|U2)")
"""A measured content as the catalogue keeps it: "0.5 KGM" (UN Rec 20)."""

EXPIRY: dict[str, str] = {
    "no": N_("has none"),
    "ask": N_("asked for"),
    "required": N_("must be known"),
}
"""What intake asks of the month of expiry."""

NAMED_IN = ("en", "uk", "pl", "es", "fr", "de", "it", "pt", "ro", "cs", "sk", "hu", "lt", "tr", "ar")
"""Languages in which items have names: of the papers first, then of those who give."""


def choices(words: dict[str, str], known: Iterable[str] = ()) -> list[SelectChoice]:
    """Return codes with their words for a select, those of a table and others that are in use."""
    others = [code for code in known if code and code not in words]
    return [
        SelectChoice(value=code, label=said(words, code) if code in words else code)
        for code in [*words, *others]
    ]


def said(words: dict[str, str], code: str) -> str:
    """Return the word of a code in the page's language; a code without one as it is, nothing as unknown."""
    if not code:
        return gettext("unknown")
    return gettext(words[code]) if code in words else code


def content(kept: str) -> str:
    """Return what one piece holds in words: "0.5 kg" for "0.5 KGM"; other texts as they are."""
    found = CONTENT.fullmatch(kept.strip())
    if found is None:
        return kept
    amount, unit = Decimal(found[1]), found[2]
    written = format_decimal(amount, "0.###")
    if unit == "KGM":
        return gettext("%(weight)s kg", weight=written)
    if unit == "LTR":
        return gettext("%(volume)s litres", volume=written)
    if unit == "U2":
        return ngettext("%(num)s tablet", "%(num)s tablets", int(amount))
    return ngettext("%(num)s piece", "%(num)s pieces", int(amount))


def content_kept(said: str) -> str:
    """Return a content as the catalogue keeps it: "0.5 KGM" for "0.5 kg"; other texts as they are."""
    number = re.match(r"[0-9]+(?:[.,][0-9]+)?", said.strip())
    amount = number[0].replace(",", ".") if number else ""
    units = ("KGM", "LTR", "H87", "U2") if amount else ()
    unit_said = said.strip()[len(number[0]) :].strip().casefold() if number else ""
    same = (unit for unit in units if content(f"{amount} {unit}").casefold().split()[-1] == unit_said)
    return next((f"{amount} {unit}" for unit in same), said)


def customs_code(hs6: str) -> str:
    """Return a code of the Harmonized System as customs write it: "1006.30"."""
    return f"{hs6[:4]}.{hs6[4:]}" if len(hs6) > 4 else hs6  # noqa: PLR2004  # heading, subheading


def group(code: str) -> str:
    """Return the name of a group of the catalogue in the page's language."""
    return gettext(categories.name_of(code))


def groups(codes: Iterable[str]) -> list[SelectChoice]:
    """Return groups for a select, by name."""
    return sorted((SelectChoice(value=code, label=group(code)) for code in codes), key=lambda one: one.label)


def language_name(code: str) -> str:
    """Return what a language is called in the page's language."""
    locale = get_locale()
    name = locale.languages.get(code, code) if locale is not None else code
    return name[:1].upper() + name[1:]


def rank(language: str) -> int:
    """Return where a language stands among those of the catalogue; others come last."""
    return NAMED_IN.index(language) if language in NAMED_IN else len(NAMED_IN)


def by_language(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the words of each language, in the order of the alphabet."""
    sorted_words: dict[str, list[str]] = {}
    for language, word in sorted(pairs):
        sorted_words.setdefault(language, []).append(word)
    return sorted_words
