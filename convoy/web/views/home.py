"""The first page after signing in, which answers "what now"."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.queries import days, paper_lists, pools, set_aside, today
from convoy.web import vans
from convoy.web.access import current_actor, look

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("home", __name__)


def _nothing(_db: "Session", _actor: Actor) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Part:
    """What one kind of person sees first: `gather(db, actor)` asks for what its template shows as `facts`.

    For who plans convoys it is folded under `folded`, if that is said: what stops a convoy comes first.
    """

    permission: Permission
    template: str
    gather: "Callable[[Session, Actor], Mapping[str, Any]]" = _nothing
    folded: str = ""


# In the order in which the page shows them.
PARTS = (
    Part(Permission.DONATION_RECORD, "home/_desk.html", today.desk, N_("At the desk")),
    Part(Permission.LINE_DECIDE, "home/_controls.html", set_aside.count),
    Part(Permission.CONVOY_PLAN, "home/_coordinator.html", vans.next_convoys),
    Part(Permission.LINE_DECIDE, "home/_unsorted.html", pools.to_sort),
    Part(Permission.PAPER_ISSUE, "home/_printer.html", paper_lists.to_print, N_("Papers to print")),
    Part(Permission.PLACE_REPORT, "home/_day.html", days.places, N_("Day reports")),
)


@bp.get("/")
def index() -> ResponseReturnValue:
    """Show what this person may want to do next."""
    actor = current_actor()
    plans = actor.may(Permission.CONVOY_PLAN)
    with look() as db:
        parts = [
            (part.template, part.gather(db, actor), part.folded if plans else "")
            for part in PARTS
            if actor.may(part.permission)
        ]
        return render_template("home/index.html", parts=parts, plans=plans)
