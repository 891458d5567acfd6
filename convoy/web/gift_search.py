"""What the address of the list of gifts asks for, said back in words, and how to look more widely."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import get_locale, gettext

from convoy.domain import dates, intake
from convoy.domain.days import today
from convoy.domain.errors import Invalid
from convoy.domain.permissions import Actor
from convoy.queries import catalogue, donations, donors, duplicates, gift_search
from convoy.queries.gift_search import Wanted
from convoy.web.access import clock
from convoy.web.errors import say
from convoy.web.frame import words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST_DAY, MOST_TEXT = 200, 120


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the words of the address, what they want, and what is wrong with the days."""

    address: dict[str, str | None]
    wanted: Wanted
    error: Invalid | None = None

    @property
    def is_search(self) -> bool:
        """Whether gifts are looked for, and not only listed of a place."""
        return any(self.address[name] for name in ("find", "what", "day", "donor", "aside"))

    def without(self, name: str) -> dict[str, str | None]:
        """Return the words of the address without one of them."""
        return self.address | {name: None}

    def wider(self) -> list[tuple[str, dict[str, str | None]]]:
        """Return ways to find more: the words of a link, and the address it leads to."""
        said = {
            "day": gettext("on any day"),
            "what": gettext("with any goods"),
            "find": gettext("from anybody"),
            "donor": gettext("from every donor"),
            "aside": gettext("set aside or not"),
            "place": gettext("at all my places"),
        }
        return [(words, self.without(name)) for name, words in said.items() if self.address[name]]

    def said(self) -> str:
        """Say what was looked for."""
        address = self.address
        parts = [
            gettext("number or donor “%(typed)s”", typed=address["find"]) if address["find"] else "",
            gettext("goods “%(typed)s”", typed=address["what"]) if address["what"] else "",
            gettext("came in on %(typed)s", typed=self.days or address["day"]) if address["day"] else "",
            gettext("one donor") if address["donor"] else "",
            gettext("set aside") if address["aside"] else "",
            gettext("at one place") if address["place"] else "",
        ]
        return "; ".join(part for part in parts if part)

    @property
    def days(self) -> str:
        """The days as they were understood."""
        return ", ".join(words().weekday(day) for day in self.wanted.days)


def asked() -> Asked:
    """Read the address. Days that cannot be read are said, and nothing is found."""
    args = request.args
    address: dict[str, str | None] = {
        "place": args.get("place", "")[:40] or None,
        "donor": args.get("donor", "")[:40] or None,
        "find": args.get("find", "").strip()[:MOST_TEXT] or None,
        "what": args.get("what", "").strip()[:MOST_TEXT] or None,
        "day": args.get("day", "").strip()[:MOST_DAY] or None,
        "aside": "1" if "aside" in args else None,
    }
    error = None
    try:
        now = today(clock())
        typed = address["day"] or ""
        days = dates.several(typed, field="day", today=now, latest=now + intake.AHEAD) if typed else ()
    except Invalid as refusal:
        days, error = (), refusal
    wanted = Wanted(
        address["place"] or "",
        address["donor"] or "",
        days,
        address["find"] or "",
        address["what"] or "",
        only_set_aside=address["aside"] is not None,
    )
    return Asked(address, wanted, error)


def found(db: "Session", actor: Actor, *, before: str) -> Mapping[str, Any]:
    """Return what the list of gifts shows: a page of those asked for, and what was understood of that."""
    one, language = asked(), str(get_locale())
    sought = gift_search.meant(db, actor, one.wanted, language)
    nothing: tuple[list[donations.Listed], str | None] = ([], None)
    page = nothing if one.error else donations.recorded_page(db, actor, one.wanted, sought, before=before)
    goods = catalogue.facts(db, actor, sought.item_codes, language)
    return {
        "asked": one,
        "listed": page[0],
        "following": page[1],
        "problem": say(one.error) if one.error else "",
        "goods": [goods[code].name for code in sought.item_codes if code in goods],
        "more_givers": donors.MOST_GIVERS if sought.more_givers else 0,
        "twice": duplicates.donors_waiting(db, actor),
        "may_look_up": donors.may_look_up(actor),
    }
