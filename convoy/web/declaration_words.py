"""How a recipient's declaration is said: its terms, its entries, and the list that was sent."""

from collections.abc import Iterable

from flask_babel import gettext, ngettext

from convoy.domain.declarations import Deadline, DeclarationStep, Standing
from convoy.queries.declarations import Entry
from convoy.services import declared
from convoy.services.declared import Differences
from convoy.web import labels
from convoy.web.frame import moment, words


def term(deadline: Deadline) -> str:
    """Return what runs out and when, in one sentence."""
    facts = {"what": labels.label(deadline.clock), "day": words().day(deadline.until)}
    if deadline.is_over:
        return gettext("Over: %(what)s until %(day)s", **facts)
    return ngettext(
        "%(what)s until %(day)s: %(num)s day left",
        "%(what)s until %(day)s: %(num)s days left",
        deadline.days_left,
        **facts,
    )


def gaps(standing: Standing) -> str:
    """Return the earlier steps nobody recorded, in a row; empty for none."""
    return ", ".join(labels.label(step) for step in standing.gaps)


def next_step(standing: Standing) -> DeclarationStep:
    """Return the step that usually comes next."""
    order = list(DeclarationStep)
    place = order.index(standing.step) + 1 if standing.step is not None else 0
    return order[min(place, len(order) - 1)]


def history(entries: Iterable[Entry]) -> list[dict[str, object]]:
    """Return the entries for the timeline macro, in the order given."""
    return [
        {
            "title": _title(one),
            "icon": labels.mark(one.row.step).icon,
            "tone": "neutral" if one.row.is_taken_back else labels.mark(one.row.step).tone,
            "when": words().day(one.row.occurred_on),
            "iso": one.row.occurred_on.isoformat(),
            "note": "\n".join(_facts(one)),
            "by": gettext("recorded %(when)s by %(who)s", when=moment(one.row.recorded_at), who=one.by),
        }
        for one in entries
    ]


def _title(one: Entry) -> str:
    said = labels.label(one.row.step)
    if one.row.is_taken_back:
        return gettext("%(what)s: did not happen after all", what=said)
    return said[:1].upper() + said[1:]


def _facts(one: Entry) -> list[str]:
    row = one.row
    found = []
    if row.to_whom:
        found.append(gettext("To %(whom)s.", whom=row.to_whom))
    if one.paper:
        found.append(gettext("List %(paper)s.", paper=one.paper))
    if one.newer is not None and row.paper is not None:
        sent = row.paper
        found.append(_changed(declared.between(sent.kind, sent.snapshot or "", one.newer)))
    if row.reference:
        found.append(gettext("Number %(number)s.", number=row.reference))
    if row.valid_until:
        found.append(gettext("Valid until %(day)s.", day=words().day(row.valid_until)))
    if row.change_until:
        found.append(gettext("May be changed until %(day)s.", day=words().day(row.change_until)))
    return [*found, *([row.note] if row.note else [])]


def _changed(found: Differences | None) -> str:
    """Return what a newer version of a list says that the one sent did not."""
    if found is not None and found.goods:
        return gettext("The load has changed since: there is a newer version of this list.")
    if found is not None and found.facts:
        what = ", ".join(dict.fromkeys(gettext(one.what) for one in found.facts))
        return gettext(
            "Changed since: %(what)s. The goods are the same; there is a newer version of this list.",
            what=what,
        )
    return gettext("There is a newer version of this list.")
