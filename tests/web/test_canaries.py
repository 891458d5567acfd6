"""What could kill somebody when it leaks is planted, and looked for on every page a person can reach."""

import io
import re
import zipfile
from collections import deque
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pypdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from convoy.domain.kinds import CrewRole, EventKind, OrganisationKind, PlaceKind, StopKind
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.exchange import writer
from convoy.models import AuditEntry, Convoy, ConvoyRecipient, CrewMember, Crossing, Organisation
from convoy.services import dispatch
from tests.engines import on_sqlite
from tests.factories import a_box, a_convoy, a_gift_at, a_load, a_place, a_run, an_item
from tests.web.people import make_app, signed_in

pytestmark = on_sqlite

CANARIES = {
    "plate": "ZZ 731 QX",
    "driver": "Zenobia Quill",
    "driver's telephone": "+44 7700 900731",
    "crossing": "Quillova Brama",
    "consignee": "Hospital Zimorodok",
    "address": "Zimorodna 731",
    "contact": "Yaropolk Zymnyi",
    "convoy's name": "Zimorodok run",
    "note of the convoy": "by the Quillova forest road",
}

# Words people type where a page searches: a filter must not find what a list may not show.
SEARCHES = (
    "/organisations?q={}",
    "/organisations/search?q={}",
    "/places?q={}",
    "/vehicles?q={}",
    "/boxes?q={}",
    "/boxes?find={}",
    "/donors/search?q={}",
    "/catalogue/search?q={}",
    "/stock?q={}",
)
LINK = re.compile(r'(?:href|action|data-search-url)="([^"]+)"')
MOST_PAGES = 400
MANY = 10
FILES = {Role.DESK: {"pdf"}, Role.IN_CHARGE: {"pdf", "csv", "xlsx"}, Role.AUDITOR: {"csv", "xlsx"}}
"""What a walk of these people must have opened for its silence to mean something."""

ON_RECORD = ("consignee", "address", "contact")
"""Who keeps the records of organisations and places reads these there."""


@pytest.fixture
def planted(settings, database):
    """A convoy with a box of the own place on it, and every canary where it belongs."""
    with database.work() as db:
        here = a_place(db)
        a_gift_at(db, here, an_item(db), boxes=2, loose=5)
        organisation = Organisation(
            code="OR-0000-00-0",
            kind=OrganisationKind.HOSPITAL,
            name=CANARIES["consignee"],
            name_key=CANARIES["consignee"].casefold(),
        )
        db.add(organisation)
        db.flush()
        there = a_place(
            db,
            name=f"{CANARIES['consignee']}, ward 2",
            name_key=CANARIES["consignee"].casefold(),
            kind=PlaceKind.DESTINATION,
            address=CANARIES["address"],
            contact_name=CANARIES["contact"],
            organisation_id=organisation.id,
        )
        crossing = Crossing(code="ZZ1", name=CANARIES["crossing"], name_uk=CANARIES["crossing"], country="PL")
        db.add(crossing)
        db.flush()
        convoy = a_convoy(
            db, name=CANARIES["convoy's name"], note=CANARIES["note of the convoy"], crossing_id=crossing.id
        )
        db.add(ConvoyRecipient(convoy_id=convoy.id, place_id=there.id))
        run = a_run(db, convoy, (StopKind.LOADING, here), (StopKind.DELIVERY, there), plate=CANARIES["plate"])
        crew = {"name": CANARIES["driver"], "phone": CANARIES["driver's telephone"]}
        db.add(CrewMember(run_id=run.id, role=CrewRole.LEAD_DRIVER, **crew))
        db.refresh(here)
        a_load(db, a_box(db, here), run)
        db.flush()
        ids = {"place_id": here.id, "convoy_id": convoy.id}
    app = make_app(settings, database)
    return app, database, ids


def reached(client, start: str = "/") -> dict[str, str]:
    """Text of every page and file that links, form addresses and searches lead to, by address."""
    waiting = deque(
        [start, *(path.format(word.split()[0]) for path in SEARCHES for word in CANARIES.values())]
    )
    found: dict[str, str] = {}
    while waiting and len(found) < MOST_PAGES:
        path = waiting.popleft()
        if path in found or path.startswith("/static"):
            continue
        with client.get(path) as answer:
            found[path] = _text(answer.get_data())
        for link in LINK.findall(found[path]):
            target = urlsplit(urljoin(f"http://localhost{path}", unescape(link)))
            if target.netloc == "localhost":
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))
    return found


def _text(data: bytes) -> str:
    """A page's text, or what a PDF or workbook says once it is read."""
    if data.startswith(b"%PDF"):
        read = pypdf.PdfReader(io.BytesIO(data))
        return f"{read.metadata}\n" + "\n".join(page.extract_text() for page in read.pages)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return "\n".join(unescape(book.read(name).decode("utf-8")) for name in book.namelist())
    return unescape(data.decode("utf-8", errors="replace"))


def files(pages: dict[str, str]) -> set[str]:
    """The kinds of files among the pages reached."""
    return {path.partition("?")[0].rpartition(".")[2] for path in pages if "." in path}


def sightings(pages: dict[str, str]) -> list[str]:
    return [
        f"{what} on {path}" for path, text in pages.items() for what, word in CANARIES.items() if word in text
    ]


@pytest.mark.parametrize("role", [Role.DESK, Role.IN_CHARGE, Role.MEDIC])
def test_who_works_at_a_place_reads_nothing_of_the_convoys_its_boxes_go_with(planted, role):
    app, database, ids = planted
    pages = reached(signed_in(app, database, Granted(role, place_id=ids["place_id"])))
    assert len(pages) > 10
    assert files(pages) >= FILES.get(role, set())
    assert sightings(pages) == []


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.DESK])
def test_seeing_every_quantity_is_not_seeing_the_road(planted, role):
    app, database, _ = planted
    pages = reached(signed_in(app, database, Granted(role)))
    assert files(pages) >= FILES[role]
    assert sightings(pages) == []


def test_an_admin_keeps_the_records_and_reads_nothing_of_the_road(planted):
    app, database, _ = planted
    pages = reached(signed_in(app, database, Granted(Role.ADMIN)))
    assert [one for one in sightings(pages) if not one.startswith(ON_RECORD)] == []


@pytest.mark.usefixtures("engine")
def test_files_are_read_as_people_read_them():
    book = writer.to_xlsx(["Place"], [[CANARIES["address"]]])
    assert CANARIES["address"] in _text(book)
    drawn = io.BytesIO()
    sheet = Canvas(drawn)
    sheet.drawString(50, 50, CANARIES["driver"])
    sheet.save()
    assert CANARIES["driver"] in _text(drawn.getvalue())


def test_strangers_reach_nothing(planted):
    app, _, _ = planted
    assert sightings(reached(app.test_client())) == []


def test_the_search_for_canaries_finds_them_where_they_may_be_seen(planted):
    app, database, ids = planted
    client = signed_in(app, database, Granted(Role.COORDINATOR, convoy_id=ids["convoy_id"]))
    seen = {sighting.split(" on ")[0] for sighting in sightings(reached(client))}
    assert {"plate", "driver", "crossing", "consignee", "convoy's name"} <= seen


def test_a_coordinator_of_another_convoy_reads_nothing_of_this_one(planted):
    app, database, _ = planted
    with database.work() as db:
        other = a_convoy(db).id
    pages = reached(signed_in(app, database, Granted(Role.COORDINATOR, convoy_id=other)))
    assert len(pages) > MANY
    # Every border crossing is there to choose from.
    assert [sighting for sighting in sightings(pages) if not sighting.startswith("crossing")] == []


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN])
def test_the_log_tells_neither_step_nor_minute_of_a_convoy(planted, role):
    app, database, ids = planted
    with database.work() as db:
        code = db.get(Convoy, ids["convoy_id"]).code
        left = datetime.now(UTC) - timedelta(days=1)
        step = dispatch.RecordStep(uuid4(), code, EventKind.DEPARTED, left)
        dispatch.record_step(db, CONSOLE, step)
        entry = db.query(AuditEntry).filter_by(action="run:step").one()
        entered = f"{entry.at:%Y-%m-%dT%H:%M:%S.%f}"
    client = signed_in(app, database, Granted(role))
    pages = reached(client, f"/log?subject={code}")
    log = pages[f"/log?subject={code}"]
    assert "worked on a convoy" in log
    assert log.count(f">{code}<") == 1
    told = [entered, f"{left:%Y-%m-%dT%H:%M}", "recorded a step of a van"]
    assert [(word, path) for path, text in pages.items() for word in told if word in text] == []
