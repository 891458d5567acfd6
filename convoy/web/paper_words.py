"""Words of papers on pages: how one stands, which copy it is, what to destroy, what is still to come."""

from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext, ngettext

from convoy.documents.registry import KINDS
from convoy.domain import page_ranges
from convoy.domain.departure import PaperState
from convoy.domain.filing import Filing
from convoy.domain.messages import N_
from convoy.domain.page_sizes import PageSize
from convoy.domain.permissions import Actor
from convoy.queries import signed_copies
from convoy.queries.papers import MANIFEST
from convoy.queries.signed_copies import Outstanding
from convoy.queries.untranslated import Untranslated
from convoy.services.declared import Amount
from convoy.services.printing import Due, Pull
from convoy.web.frame import words
from convoy.web.labels import Mark, label
from convoy.words.copies import COPIES

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from convoy.models import Rendition
    from convoy.queries.renditions import Handed

STATES = {
    PaperState.MISSING: (N_("not made final yet"), "print", "neutral"),
    PaperState.OUT_OF_DATE: (N_("out of date"), "warning", "needs"),
    PaperState.CURRENT: (N_("valid"), "check", "confirmed"),
    Filing.FINAL: (N_("not printed yet"), "print", "neutral"),
    Filing.PRINTED: (N_("printed, not signed yet"), "print", "needs"),
    Filing.SIGNED: (N_("signed, not filed yet"), "edit", "needs"),
    Filing.FILED: (N_("signed and filed"), "check", "confirmed"),
}

DUE = {
    Due.LOADED: N_(
        "The load has changed since. "
        "Look at what is different, then print again: that is version %(version)s."
    ),
    Due.CORRECTED: N_(
        "A correction by pen was keyed in since. "
        "Look at what is different, then print again: that is version %(version)s."
    ),
    Due.OTHER: N_(
        "What this paper says has changed since. "
        "Look at what is different, then print again: that is version %(version)s."
    ),
}


def state(one: PaperState | Filing) -> Mark:
    """Return how a page shows how a paper stands, or how far it has come."""
    text, icon, tone = STATES[one]
    return Mark(gettext(text), icon, tone)


def due(why: Due, version: int) -> str:
    """Return why the next version is due, and which one that is."""
    return gettext(DUE[why], version=version)


def some_pages(pages: int | None) -> str:
    """Return an example of the last pages of a paper, as they are typed; `pages` None is not known yet."""
    last = pages or 3
    return page_ranges.said((last // 2 + 1, last))


def copy(one: "Rendition | Handed") -> str:
    """Return which copy it is: for whom, in which languages, how many in a row; and its page, unless A4."""
    said = [gettext(COPIES[one.variant]), " + ".join(one.languages.split(",")).upper()]
    if one.copies > 1:
        said.append(ngettext("%(num)s copy", "%(num)s copies", one.copies))
    if one.page is not PageSize.A4:
        said.append(label(one.page))
    return " · ".join(said)


def named(kind: str, stop: str = "") -> str:
    """Return the name of a kind of paper, by its code, and of what stop of a van it is."""
    name = gettext(KINDS[kind].title)
    return gettext("%(paper)s, stop %(stop)s", paper=name, stop=stop) if stop else name


def anchor(van: int, name: str) -> str:
    """Return where on the convoy's page a paper of a van stands; `name` is kind and stop, such as WB A."""
    return f"van-{van}-{name.replace(' ', '-')}"


def pulled(pull: Pull) -> tuple[str, str, str]:
    """Return what to destroy and what to print instead: sentence, button, address."""
    copies = ngettext(
        "destroy %(num)s print of v%(old)s", "destroy %(num)s prints of v%(old)s", pull.prints, old=pull.old
    )
    who = _van(pull.van)
    if pull.title != KINDS[MANIFEST].title:
        who = f"{who}, {gettext(pull.title)}"
    if pull.new is None:
        return f"{who}: {copies}", gettext("Show"), _page(pull.number, pull.old)
    said = gettext("%(who)s: %(destroy)s, print v%(new)s", who=who, destroy=copies, new=pull.new)
    if pull.is_due:
        address = url_for("papers.changes", code=pull.number, version=pull.new - 1)
        return said, gettext("Declared versus loaded"), address
    return said, gettext("Show"), _page(pull.number, pull.new)


def to_come(db: "Session", actor: Actor, convoy_id: int) -> list[tuple[str, str, str]]:
    """Return what is still to come of a convoy's papers that are signed, for a list of things to do."""
    signed = [code for code, kind in KINDS.items() if kind.plan.signed_pages]
    return [_outstanding(one) for one in signed_copies.outstanding(db, actor, convoy_id, signed)]


def _outstanding(one: Outstanding) -> tuple[str, str, str]:
    said = gettext(
        "%(who)s, %(paper)s: %(state)s",
        who=_van(one.paper.run.number if one.paper.run is not None else None),
        paper=gettext(KINDS[one.paper.kind].title),
        state=state(one.state).text,
    )
    address = url_for("signed_copies.index", code=one.paper.number, version=one.paper.version)
    return said, gettext("Show"), address


def untranslated(one: Untranslated) -> str:
    """Return in which languages an item has no name."""
    return gettext(
        "%(item)s has no name in %(languages)s", item=one.name, languages=", ".join(one.languages).upper()
    )


def kilograms(amount: Amount) -> str:
    """Return a weight, said to be estimated where some of it is."""
    said = words().fixed(amount.grams, 3)
    return said if amount.is_exact else gettext("%(weight)s est.", weight=said)


def _van(number: int | None) -> str:
    return gettext("Van %(number)s", number=number) if number else gettext("Convoy summary")


def _page(number: str, version: int) -> str:
    return url_for("papers.version", code=number, version=version)
