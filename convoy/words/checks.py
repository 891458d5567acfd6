"""How a check of a van is said: what is in order, or what is the matter with its figures."""

from convoy.domain.check_codes import Unit
from convoy.domain.checks import Check
from convoy.words import Words


def said(words: Words, check: Check) -> str:
    """Return in a few words what is in order where a check is met, else what is the matter."""
    kind = check.kind
    if check.is_met:
        return words.gettext(kind.met)
    if check.until is not None and kind.dated:
        return words.gettext(kind.dated, day=words.day(check.until))
    one, many = kind.unmet
    if one == many:
        return words.gettext(one, **_amount(words, kind.unit, check.amount))
    return words.ngettext(one, many, check.amount)


def _amount(words: Words, unit: Unit, amount: int) -> dict[str, object]:
    """The figure under the name its sentences give it; rounded up, as so much has to be mended."""
    if unit is Unit.GRAMS:
        return {"kg": words.number(-(-amount // 1000))}
    if unit is Unit.MILLILITRES:
        return {"volume": words.fixed(-(-amount // 100_000), 1)}
    if unit is Unit.PLACES:
        return {"places": words.fixed(-(-amount // 10), 1)}
    if unit is Unit.POINTS:
        return {"points": words.number(-(-amount // 1000))}
    return {}
