"""What is said of one item of a line: its condition and batches, its share of weight and value."""

from convoy.documents.cargo import Goods, Line, PackedBox, Totals
from convoy.documents.layout import units
from convoy.documents.layout.text import text, unbroken
from convoy.documents.layout.voices import Voices, joined
from convoy.words import Words

_ABOUT = "≈ "


def condition(words: Words, goods: Goods) -> str:
    """Return new, used … and how worn it is, where somebody has said so."""
    said = units.condition(words, goods.condition)
    if goods.wear_percent is None:
        return said
    worn = unbroken(words.gettext("%(percent)s %% worn", percent=words.number(goods.wear_percent)))
    return f"{said}, {worn}" if said else worn


def flags(goods: Goods) -> str:
    """Return the marks for cold chain, dangerous goods and controlled substances."""
    marks = (("CC", goods.cold_chain), ("DG", goods.danger is not None), ("CS", goods.dual_use))
    return " ".join(mark for mark, applies in marks if applies)


def of_package(box: PackedBox) -> Totals:
    """Return the sums of one package: its value stands in its line."""
    counted = (one.quantity for one in box.contents if not units.is_measured(one.unit))
    return Totals(
        packages=1,
        grams=box.grams or 0,
        estimated=int(box.grams is not None and not box.weighed),
        unknown=int(box.grams is None),
        millilitres=box.millilitres or 0,
        unmeasured=int(box.millilitres is None),
        pieces=sum(counted),
        net_grams=sum(one.net_grams or 0 for one in box.contents),
        unknown_net=int(any(one.net_grams is None for one in box.contents)),
        cold_chain=any(one.cold_chain for one in box.contents),
        dangerous_goods=any(one.danger is not None for one in box.contents),
        controlled=any(one.dual_use for one in box.contents),
    )


def batches(voices: Voices, goods: Goods) -> tuple[str, ...]:
    """Return a line for each batch: its number, how much of it where there are several, and its expiry."""
    label = joined(voices.gettext("Batch"))
    several = len(goods.batches) > 1
    found = []
    for one in goods.batches:
        if not one.batch and one.expires is None:
            continue
        amount = unbroken(units.quantity(voices.first, one.quantity, goods.unit)) if several else ""
        number = f"{label} {unbroken(one.batch, 40)}" if one.batch else label
        found.append(" · ".join(filter(None, (number, amount, units.month(one.expires)))))
    return tuple(found)


def gross(words: Words, line: Line, goods: Goods) -> str:
    """Return the share of goods in their line's gross weight, in kg, as sure as that is; "" where unknown."""
    if goods.gross_grams is None or line.totals.unknown == line.totals.packages:
        return ""
    amount = words.fixed(goods.gross_grams, 3)
    if line.totals.estimated:
        amount = words.gettext("%(weight)s est.", weight=amount)
    return f"≥ {amount}" if line.totals.unknown else amount


def net(words: Words, goods: Goods) -> str:
    """Return the net weight of goods in kg; "" where unknown."""
    return "" if goods.net_grams is None else words.fixed(goods.net_grams, 3)


def net_kilograms(words: Words, totals: Totals) -> str:
    """Return the net weight in kg, ≥ where some of it is unknown; "" where nothing is known."""
    if totals.packages and totals.unknown_net == totals.packages and not totals.net_grams:
        return ""
    amount = words.fixed(totals.net_grams, 3)
    return f"≥ {amount}" if totals.unknown_net else amount


def worth(words: Words, line: Line, goods: Goods) -> tuple[str, ...]:
    """Return the value of goods in each currency; nothing where unknown."""
    sign = "≥ " if line.totals.unvalued else ""
    return tuple(f"{sign}{words.fixed(goods.cents[code], 2)} {text(code, 3)}" for code in sorted(goods.cents))


def unit_worth(words: Words, goods: Goods) -> tuple[str, ...]:
    """Return the value of one piece, kilogram, litre or metre in each currency, ≈ where it was rounded."""
    counted = 1000 if units.is_measured(goods.unit) else 1
    found = []
    for code in sorted(goods.cents):
        each, rest = divmod(goods.cents[code] * counted, goods.quantity or 1)
        amount = words.fixed(each + (2 * rest >= goods.quantity and rest > 0), 2)
        found.append(f"{_ABOUT if rest else ''}{amount} {text(code, 3)}")
    return tuple(found)


def unit_kilograms(words: Words, goods: Goods) -> str:
    """Return the net weight of one piece in kg, ≈ where it was rounded; "" for goods sold by weight."""
    if goods.net_grams is None or not goods.quantity or goods.unit == "GRM":
        return ""
    counted = 1000 if units.is_measured(goods.unit) else 1
    each, rest = divmod(goods.net_grams * counted, goods.quantity)
    amount = words.fixed(each + (2 * rest >= goods.quantity and rest > 0), 3)
    return f"{_ABOUT if rest else ''}{amount}"
