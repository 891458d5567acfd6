"""Labels on the stock somebody chose: what is asked in an address, and what is offered on a page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from convoy.services import label_stocks
from convoy.services.label_stocks import Loaded
from convoy.web.access import current_actor, look
from convoy.web.choices import SelectChoice
from convoy.web.forms.label_stocks import makes

if TYPE_CHECKING:
    from convoy.models import Place


@dataclass(frozen=True, slots=True)
class Offered:
    """What a page offers to print labels on: makes, the place's own one, and where its settings are."""

    makes: list[SelectChoice]
    chosen: str
    place: str
    place_id: int
    place_name: str


def offered(place: "Place | None", plain: str = label_stocks.PLAIN) -> Offered | None:
    """Return what labels of this place may be printed on; None where it is nobody's to say."""
    if place is None:
        return None
    with look() as db:
        loaded = label_stocks.loaded(db, current_actor(), place.id, plain=plain)
    return Offered(makes(with_own=loaded.has_own), loaded.make, place.code, place.id, place.name)


def asked(place_id: int | None, plain: str = label_stocks.PLAIN) -> tuple[Loaded, int]:
    """Return the stock and the first free label that the address asks for; raises Invalid."""
    with look() as db:
        wanted = request.args.get("stock", "")[:20]
        loaded = label_stocks.loaded(db, current_actor(), place_id, wanted, plain)
    return loaded, label_stocks.place_on(loaded.stock, request.args.get("start", "")[:20])
