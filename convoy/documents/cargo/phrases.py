"""How the papers of a van say amounts: weights with their certainty, volumes, values, quantities."""

from convoy.documents.cargo import Goods, Line, Party, Totals
from convoy.documents.layout import units
from convoy.documents.layout.text import text, unbroken
from convoy.documents.layout.voices import Voices, in_latin, joined, named
from convoy.words import N_, Words

_UNREVIEWED = "\u00a0*"
UNREVIEWED = N_("*: translation not checked by a native reader")
"""What the mark on a name means."""


def kilograms(words: Words, totals: Totals) -> str:
    """Return the gross weight to the gram for a column headed kg, saying how sure it is; "" where unknown."""
    if totals.packages and totals.unknown == totals.packages:
        return ""
    amount = words.fixed(totals.grams, 3)
    if totals.estimated:
        amount = words.gettext("%(weight)s est.", weight=amount)
    return f"≥ {amount}" if totals.unknown else amount


def weight(words: Words, totals: Totals) -> str:
    """Return the gross weight as a phrase, e.g. at least 1,140.250 kg."""
    if totals.packages and totals.unknown == totals.packages:
        return words.gettext("not weighed")
    amount = words.gettext("%(weight)s kg", weight=words.fixed(totals.grams, 3))
    if totals.estimated:
        amount = words.gettext("%(weight)s est.", weight=amount)
    return words.gettext("at least %(amount)s", amount=amount) if totals.unknown else amount


def weight_in_full(words: Words, totals: Totals) -> str:
    """Return the weight and how many packages were not on scales."""
    phrase = weight(words, totals)
    if not totals.not_weighed or totals.unknown == totals.packages:
        return phrase
    doubt = words.ngettext(
        "%(num)s of %(all)s packages not weighed",
        "%(num)s of %(all)s packages not weighed",
        totals.not_weighed,
        all=totals.packages,
    )
    return f"{phrase}; {doubt}"


def cubic_metres(words: Words, totals: Totals) -> str:
    """Return the volume in cubic metres to the litre, without its unit; "" where unknown."""
    if totals.packages and totals.unmeasured == totals.packages:
        return ""
    # Rounded up: a hold that is said to suffice must suffice.
    amount = words.fixed(-(-totals.millilitres // 1000), 3)
    return f"≥ {amount}" if totals.unmeasured else amount


def volume(words: Words, totals: Totals) -> str:
    """Return the volume as a phrase, e.g. 8.412 m³."""
    amount = cubic_metres(words, totals)
    return words.gettext("%(volume)s m³", volume=amount) if amount else words.gettext("not measured")


def values(words: Words, totals: Totals) -> tuple[str, ...]:
    """Return the value in each currency, e.g. 3,400.00 EUR; nothing where unknown."""
    sign = "≥ " if totals.unvalued else ""
    return tuple(
        f"{sign}{words.fixed(totals.cents[code], 2)} {text(code, 3)}" for code in sorted(totals.cents)
    )


def value(words: Words, totals: Totals) -> str:
    """Return the value as a phrase."""
    return " + ".join(values(words, totals)) or words.gettext("not stated")


def flags(totals: Totals) -> str:
    """Return the marks for cold chain, dangerous goods and controlled substances, as MSF prints them."""
    marks = (("CC", totals.cold_chain), ("DG", totals.dangerous_goods), ("CS", totals.controlled))
    return " ".join(mark for mark, applies in marks if applies)


def quantity(words: Words, goods: Goods) -> str:
    """Return pieces, packs, kilograms … with the unit's word."""
    return units.quantity(words, goods.quantity, goods.unit)


def party_lines(voices: Voices, party: Party) -> tuple[str, ...]:
    """Return what is known of a party below its name, one fact a line."""
    facts = [text(party.other_name or in_latin(voices, party.name)), text(party.address)]
    facts.append(", ".join(filter(None, (named(voices, party.contact), unbroken(party.phone)))))
    if party.registration:
        facts.append(joined(voices.gettext("Reg. no.")) + ": " + text(party.registration))
    if party.aid_number:
        facts.append(joined(voices.gettext("AHARS recipient no.")) + ": " + unbroken(party.aid_number))
    return tuple(filter(None, facts))


def item(voices: Voices, goods: Goods) -> tuple[str, ...]:
    """Return the name of goods in each language, marked * where no native reader has checked it."""
    spare = goods.names.get("en") or next(iter(goods.names.values()), "")
    doubted = set(goods.unreviewed) & set(goods.names)
    said: dict[str, str] = {}
    for language in voices.languages:
        name = goods.names.get(language) or spare
        said.setdefault(name, text(name, 120) + (_UNREVIEWED if language in doubted else ""))
    return tuple(said.values())


def category(voices: Voices, line: Line) -> tuple[str, ...]:
    """Return the name of a line's category in each language."""
    return tuple(text(name, 60) for name in voices.term(line.category_names)) or (text(line.category, 30),)
