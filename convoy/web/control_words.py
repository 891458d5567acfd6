"""How goods that stop and ask are said."""

from flask_babel import gettext

from convoy.domain.controls import RULES, Flag


def waits(flag: Flag | str) -> str:
    """Return what goods with this flag wait for."""
    return gettext(RULES[Flag(flag)].waits)


def documents() -> list[str]:
    """Return which papers a sign-off may rest on, in the order of the rules."""
    return [gettext(rule.document) for rule in RULES.values()]
