"""Which pages of a paper are printed again: typed as "37-52" or "37"."""

import re

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_

_TYPED = re.compile(r"([0-9]{1,6})(?: ?[-\u2010-\u2015\u2212] ?([0-9]{1,6}))?")


def read(typed: str, *, field: str = "pages") -> tuple[int, int]:
    """Return first and last page, counted from 1; raises Invalid for anything else."""
    found = _TYPED.fullmatch(typed.strip())
    if found is None:
        raise Invalid(N_("Type the first and the last page, such as 2-3, or one page alone."), field=field)
    first, last = int(found[1]), int(found[2] or found[1])
    if not 1 <= first <= last:
        raise Invalid(
            N_("There are no pages %(first)s to %(last)s: the first one is 1, the last one comes after it."),
            field=field,
            first=first,
            last=last,
        )
    return first, last


def said(pages: tuple[int, int]) -> str:
    """Return pages as they are typed and logged."""
    first, last = pages
    return str(first) if first == last else f"{first}-{last}"
