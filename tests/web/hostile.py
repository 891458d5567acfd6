"""What nobody should type, and a house full of things to type it at."""

from dataclasses import dataclass, field
from typing import TypeVar

from flask.testing import FlaskClient
from sqlalchemy import Connection, event
from werkzeug.test import TestResponse

from convoy.config import Settings
from convoy.db import Database
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Box, Donation, Organisation, Place, Vehicle, VehicleClass
from convoy.services import papers
from tests.factories import a_box, a_code, a_gift_at, a_pallet
from tests.printing import a_van_to_print, ask, leaves
from tests.web.forms import Form, Forms
from tests.web.people import make_app, signed_in

T = TypeVar("T")

MARKUP = ("<b>heavy</b>", "<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "{{ 7 * 7 }}")
RAW = ("<b>heavy", "<img src=x", "<script>alert", "> 49 <", ">49<")
"""What a page may never hold: our own pages have neither pictures nor scripts like these."""

SHORT_MARKUP = "<img src=x>"
"""Fits also where a plate or a batch number is meant."""

LONG = "A" * 200_000
REVERSED = "\u202egnp.exe"
UNREADABLE = ("a\x00b", REVERSED, "\ufffe", "\x1b[31m", "\ufffd")
TEXTS = (
    *MARKUP,
    *UNREADABLE,
    LONG,
    "=HYPERLINK(1)",
    "🚐" * 9_000,
    "' OR 1=1 --",
    "%s%(x)s{0}",
    "../../etc",
    " \t ",
    ", ,",
)
NUMBERS = ("NaN", "-1", "1e309", "1_000", "１２", "٤٢", "9" * 30, "0x10", "1,2,3", "∞")
DAYS = ("31.02.2026", "0000-00-00", "9999-99-99", "2026-13-01", "12026-01-01", "yesterday <b>heavy</b>")
HOSTILE = (*TEXTS, *NUMBERS, *DAYS)

NEVER_TEXT = (LONG, *UNREADABLE)
"""What no field takes, whatever it is for."""

NO_NUMBER = tuple(value for value in (*NUMBERS, *TEXTS) if value.strip())
"""What is no quantity, weight, length or amount."""

NO_DAY = tuple(value for value in HOSTILE if value.strip())
"""What is no day, month or moment."""


def shows_markup(answer: TestResponse) -> bool:
    """Whether a page has something typed for its own markup."""
    return answer.mimetype == "text/html" and any(raw in answer.text for raw in RAW)


class Kept:
    """What was written to the tables, and would have been kept: nothing is, so that every form finds the
    house as it was."""

    def __init__(self, database: Database) -> None:
        self.tables: list[str] = []
        event.listen(database.engine, "after_cursor_execute", self._note)
        event.listen(database.engine, "rollback", self._forget)
        event.listen(database.engine, "commit", self._keep)

    def taken(self) -> list[str]:
        """The tables written to since this was asked last, other than when somebody was here last."""
        tables, self.tables = self.tables, []
        return [table for table in tables if table != "sign_in"]

    def _note(self, connection: Connection, _cursor: object, statement: str, *_others: object) -> None:
        words = statement.replace('"', "").split(maxsplit=3)
        if words[0] in {"INSERT", "DELETE", "UPDATE"}:
            table = words[1] if words[0] == "UPDATE" else words[2]
            connection.info.setdefault("written", []).append(table)

    def _forget(self, connection: Connection) -> None:
        connection.info.pop("written", None)

    def _keep(self, connection: Connection) -> None:
        self.tables += connection.info.pop("written", [])
        connection.connection.rollback()


@dataclass
class House:
    """Somebody who may do everything, the codes of what there is, and pages with forms about it."""

    client: FlaskClient
    database: Database
    codes: dict[str, str]
    pages: list[str] = field(default_factory=list)

    def forms(self, page: str) -> list[Form]:
        """The forms of a page about something, without those of the frame around it."""
        answer = self.client.get(page)
        assert answer.status_code == 200, (page, answer.status_code)
        return [form for form in Forms(answer.text).found if form.action not in FRAME]

    def every_form(self) -> list[tuple[str, Form]]:
        """Each form of each page with the page it stands on."""
        return [(page, form) for page in self.pages for form in self.forms(page)]

    def addresses(self) -> list[str]:
        """Every page with a form, every page that needs no code, and the page of each thing."""
        rules = self.client.application.url_map.iter_rules()
        plain = [rule.rule for rule in rules if "GET" in (rule.methods or ()) and not rule.arguments]
        shown = [f"/{area}/{self.codes[name]}" for area, name in SHOWN]
        return list(dict.fromkeys([*self.pages, *plain, *shown]))

    def fewer(self, many: list[T], prove: bool) -> list[T]:
        """All of them, but a few where it is only to be seen that PostgreSQL answers like SQLite."""
        return many if prove or self.database.is_sqlite else many[::5]


FRAME = {"/sign-out", "/language"}

SHOWN = (
    ("boxes", "full box"),
    ("boxes", "box aboard"),
    ("pallets", "pallet"),
    ("convoys", "convoy"),
    ("organisations", "organisation"),
    ("places", "place"),
    ("vehicles", "vehicle"),
)
"""What has a page of its own, by area and by the name of its code."""


def a_house(settings: Settings, database: Database) -> House:
    """A hall with goods loose and in boxes; a convoy with a van loading and one on the road, and a paper."""
    with database.work() as db:
        convoy = a_van_to_print(db, boxes=2, vans=2)
        number = papers.issue(db, CONSOLE, ask(convoy.code, 2)).number
        leaves(db, convoy.code, convoy.runs[1])
        leeds = db.query(Place).filter_by(name="Leeds").one()
        item = db.query(Donation).first().lines[0].item
        full, other = a_gift_at(db, leeds, item, boxes=2, each=24, loose=12)
        for box in (full, other):
            box.stage, box.closed_at = "open", None
        db.flush()
        db.refresh(leeds)
        closed = a_box(db, leeds)
        waiting = a_box(db, leeds)
        pallet = a_pallet(db, leeds, a_box(db, leeds), stage="building")
        kind = VehicleClass(
            code="VAN", name="van", licence="B", max_mass_g=3_500_000, payload_g=1_000_000,
            hold_length_mm=3_000, hold_width_mm=1_700, hold_height_mm=1_900, pallet_places=3,
        )  # fmt: skip
        vehicle = Vehicle(code=a_code("VH"), name="White van", plate="WX 00017", vehicle_class=kind)
        db.add(vehicle)
        db.flush()
        codes = {
            "gift": db.query(Donation).first().code,
            "full box": full.code,
            "closed box": closed.code,
            "waiting box": waiting.code,
            "box aboard": db.query(Box).filter(Box.stage == "in transit").first().code,
            "pallet": pallet.code,
            "convoy": convoy.code,
            "paper": number,
            "organisation": db.query(Organisation).filter_by(is_ours=False).first().code,
            "place": leeds.code,
            "vehicle": vehicle.code,
            "item": item.code,
        }
    client = signed_in(make_app(settings, database), database, *(Granted(role) for role in Role))
    return House(client, database, codes, _pages(codes))


def _pages(codes: dict[str, str]) -> list[str]:
    """Every page with a form to send, about what there is."""
    convoy, box, full = (codes[name] for name in ("convoy", "waiting box", "full box"))
    item = f"/catalogue/{codes['item']}"
    return [
        "/donations/new",
        f"/donations/{codes['gift']}",
        f"/donations/{codes['gift']}/correct",
        "/boxes/new",
        "/boxes/close",
        f"/boxes/move?codes={box}",
        "/boxes/weighing",
        *(f"/boxes/{box}/{act}" for act in ("weigh", "reopen", "pallet")),
        *(f"/boxes/{full}/{act}" for act in ("pack", "unpack", "split", "part", "merge")),
        "/pallets/new",
        *(f"/pallets/{codes['pallet']}/{act}" for act in ("wrap", "add", "move")),
        "/convoys/new",
        *(
            f"/convoys/{convoy}/{act}"
            for act in ("edit", "cancel", "load", "trip", "trip/problem", "runs/new")
        ),
        f"/convoys/{convoy}/runs/1",
        *(f"/convoys/{convoy}/runs/1/{act}" for act in ("edit", "drop", "crew", "customs")),
        f"/convoys/{convoy}/runs/2/stops/2/count",
        f"/convoys/{convoy}/runs/2/stops/2/count/{codes['box aboard']}",
        f"/papers/{convoy}",
        f"/papers/{codes['paper']}/v1",
        "/organisations/new",
        f"/organisations/{codes['organisation']}/edit",
        "/places/new",
        f"/places/{codes['place']}/edit",
        "/vehicles/new",
        f"/vehicles/{codes['vehicle']}/edit",
        "/catalogue/new",
        *(item, f"{item}/edit", f"{item}/names"),
        "/people/invite",
        "/me",
    ]
