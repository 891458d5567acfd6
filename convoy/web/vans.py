"""How vans are said and shown: what they lack with the place to mend it, and bars of what they carry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import current_app, url_for
from flask_babel import gettext, ngettext

from convoy.domain.checks import Check
from convoy.domain.loading import Limits, Totals
from convoy.domain.permissions import Actor
from convoy.queries import convoy_lists
from convoy.queries.departures import Board, Van
from convoy.services import boards
from convoy.web import box_words
from convoy.web.frame import words
from convoy.words import checks

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST_SHOWN = 4
"""Things to mend named on the board for each van, besides what stops it."""

MOST_CONVOYS = 3
"""So many convoys are told of on the first page."""

SOON = timedelta(days=7)
"""Of convoys that start within this time the first page says what stops them."""

Wait = tuple[str, str, str, str]
"""What is the matter, what to press, where it is mended, and "stopped" for what stops the van."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A load bar: three numbers in one unit, the same in a sentence, and a second line."""

    label: str
    planned: int
    loaded: int
    limit: int | None
    words: str
    more: str = ""


def bars_of(van: Van) -> tuple[Bar, Bar, Bar]:
    """Return the bars of a row of the board."""
    return bars(van.totals, van.limits)


def bars(totals: Totals, limits: Limits) -> tuple[Bar, Bar, Bar]:
    """Return what a van carries as bars of weight, room and pallet places."""
    return _weight(totals, limits), _room(totals, limits), _places(totals, limits)


def _weight(totals: Totals, limits: Limits) -> Bar:
    facts = {
        "kg": words().number(-(-totals.load_g // 1000)),
        "limit": words().number(limits.payload_g // 1000) if limits.payload_g else "",
    }
    if limits.payload_g is None and totals.not_weighed:
        said = gettext("about %(kg)s kg; payload unknown", **facts)
    elif limits.payload_g is None:
        said = gettext("%(kg)s kg; payload unknown", **facts)
    elif totals.not_weighed:
        said = gettext("about %(kg)s of %(limit)s kg", **facts)
    else:
        said = gettext("%(kg)s of %(limit)s kg", **facts)
    more = []
    if totals.not_weighed:
        more.append(box_words.weighed(totals.known_g + totals.pallets_g, totals.not_weighed, totals.boxes))
    if totals.pallets_g:
        kg = words().number(-(-totals.pallets_g // 1000))
        more.append(
            ngettext(
                "%(num)s pallet adds %(kg)s kg.", "%(num)s pallets add %(kg)s kg.", totals.pallets, kg=kg
            )
        )
    return Bar(gettext("Weight"), totals.load_g, totals.loaded_g, limits.payload_g, said, " ".join(more))


def _room(totals: Totals, limits: Limits) -> Bar:
    planned = words().fixed(-(-totals.planning_ml // 100_000), 1)
    if limits.hold_ml is None:
        said = gettext("%(volume)s m³; hold unknown", volume=planned)
    else:
        said = gettext(
            "%(volume)s of %(limit)s m³", volume=planned, limit=words().fixed(limits.hold_ml // 100_000, 1)
        )
    return Bar(gettext("Room"), totals.planning_ml, 0, limits.hold_ml, said)


def _places(totals: Totals, limits: Limits) -> Bar:
    planned = words().fixed(-(-totals.places // 10), 1)
    if limits.places is None:
        said = gettext("%(places)s pallet places; limit unknown", places=planned)
    else:
        said = gettext(
            "%(places)s of %(limit)s pallet places",
            places=planned,
            limit=words().number(limits.places // 100),
        )
    return Bar(gettext("Pallet places"), totals.places, 0, limits.places, said)


def waits(board: Board) -> list[Wait]:
    """Return what stops the vans of a convoy from leaving, what stops them first, each with its link."""
    found = [wait for van in board.vans for wait in _waits(board.convoy.code, van)]
    if board.problems:
        said = ngettext(
            "%(num)s open problem of the convoy", "%(num)s open problems of the convoy", board.problems
        )
        found.insert(
            0,
            (
                said,
                gettext("See it"),
                _address("dispatch.show", "convoys.show", code=board.convoy.code),
                "stopped",
            ),
        )
    return sorted(found, key=lambda wait: wait[3] != "stopped")


def _waits(code: str, van: Van) -> list[Wait]:
    """All that stops a van, and the gravest of what else is to be mended; the rest is counted."""
    found = lacking(van, named=True)
    shown = found[: van.blocks + MOST_SHOWN]
    if others := len(found) - len(shown):
        said = ngettext(
            "Van %(number)s: %(num)s more thing to mend",
            "Van %(number)s: %(num)s more things to mend",
            others,
            number=van.run.number,
        )
        page = url_for("readiness.show", code=code, number=van.run.number)
        shown.append((said, gettext("See them"), page, ""))
    return shown


def lacking(van: Van, *, named: bool = False) -> list[Wait]:
    """Return what one van lacks, each with the page where it is mended."""
    number = van.run.number
    found = []
    for check in van.unmet:
        what = checks.said(words(), check)
        if named:
            what = gettext("Van %(number)s: %(lack)s", number=number, lack=what)
        found.append((what, gettext(check.where.press), mended(check), "stopped" if check.blocks else ""))
    return found


def mended(check: Check) -> str:
    """Return the address of the page where a check is mended."""
    where = check.where
    args: dict[str, Any] = {**where.args, "_anchor": where.anchor or None}
    return url_for(where.endpoint, **args)


def address_if_built(endpoint: str, **values: Any) -> str | None:
    """Return the address of a page of another area, or None where that one does not exist."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def next_convoys(db: "Session", actor: Actor) -> Mapping[str, Any]:
    """Return for the first page the convoys that are nearest, what they carry and what stops them.

    `now` are those of this week, `later` the others.
    """
    today = datetime.now(UTC).date()
    nearest = convoy_lists.nearest(db, actor, today, MOST_CONVOYS)
    boards_of = [boards.board(db, actor, convoy.code) for convoy in nearest]
    told = [
        (board.convoy, board.days_to_cut_off(today), _weight(board.totals, board.limits), waits(board))
        for board in boards_of
    ]
    soon = [one for one in told if one[0].starts_on and one[0].starts_on <= today + SOON]
    return {"now": soon or told[:1], "later": [one for one in told if one not in (soon or told[:1])]}


def _address(endpoint: str, otherwise: str, **values: Any) -> str:
    """Return the address of a page of another area, or of our own page where that one does not exist."""
    if endpoint not in current_app.view_functions:
        return url_for(otherwise, **values)
    wanted = next(current_app.url_map.iter_rules(endpoint)).arguments
    return url_for(endpoint, **{name: value for name, value in values.items() if name in wanted})
