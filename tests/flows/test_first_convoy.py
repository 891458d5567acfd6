"""The whole story in a real browser, as four people: a gift is logged, boxed, loaded, sent and arrives."""

import io
import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from convoy.db import Database
from convoy.models import Donation
from convoy.services import users
from tests import commands
from tests.browser import reads, the_button
from tests.engines import on_sqlite
from tests.second_factor import Kept, opens_the_convoy, sets_up
from tests.servers import Server

PASSWORD = "four plain words suffice"
FEWEST_TAPS = 12

pytestmark = on_sqlite


@dataclass
class Person:
    """Somebody at a browser, who counts what they touch."""

    page: Page
    server: Server
    touched: int = field(default=0)
    kept: Kept = field(default_factory=Kept)

    def goes_to(self, path: str) -> None:
        self.page.goto(self.server.url + path)
        opens_the_convoy(self.page, self.kept, PASSWORD)

    def types(self, name: str, text: str) -> None:
        self.page.fill(f"[name='{name}']", text)
        self.touched += 1

    def picks(self, name: str, **choice: object) -> None:
        self.page.select_option(f"select[name='{name}']", **choice)
        self.touched += 1

    def opens(self, words: str) -> None:
        self.page.locator("summary", has_text=words).first.click()
        self.touched += 1

    def presses(self, words: str) -> None:
        the_button(self.page, words).click()
        self.touched += 1

    def presses_for_a_file(self, words: str) -> bytes:
        with self.page.expect_download() as waiting:
            the_button(self.page, words).click()
        self.touched += 1
        return waiting.value.path().read_bytes()

    @property
    def reads(self) -> str:
        return reads(self.page)


@pytest.fixture
def somebody(browser: Browser, server: Server):
    contexts = []

    def arrives(*, width: int = 1280, script: bool = True) -> Person:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=script, accept_downloads=True
        )
        contexts.append(context)
        return Person(context.new_page(), server)

    yield arrives
    for context in contexts:
        context.close()


def joins(person: Person, code: str, name: str) -> None:
    person.goes_to("/join")
    for where, what in (
        ("code", code),
        ("name", name),
        ("login", name.lower()),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ):
        person.types(where, what)
    person.presses("Join")
    person.page.wait_for_load_state()
    if person.page.get_by_role("heading", name="Set up the second factor").count():
        person.kept = sets_up(person.page)
    person.touched = 0


def invites(admin: Person, role: str, where: str) -> str:
    admin.goes_to("/people/invite")
    admin.picks("role", value=role)
    admin.picks("where", label=where)
    admin.presses("Make a one-time code")
    return admin.page.inner_text(".one-time")


def text_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def records_a_recipient(person: Person) -> None:
    person.goes_to("/organisations/new")
    person.types("name", "Free Union of Miners, Kryva Balka")
    person.types("name_uk", "Вільна профспілка гірників, Крива Балка")
    person.picks("kind", value="trade_union")
    person.types("registration_number", "90000017")
    person.types("address", "Shakhtarska 4, Kryva Balka")
    person.presses("Put it on record")
    person.goes_to("/places/new")
    person.types("name", "Miners' hall")
    person.types("wanted_code", "KRB")
    person.picks("kind", value="destination")
    person.types("organisation", "Free Union of Miners, Kryva Balka")
    person.types("town", "Kryva Balka")
    person.types("address", "Shakhtarska 4")
    person.presses("Open the place")


def logs_the_tins(desk: Person) -> None:
    desk.goes_to("/donations/new")
    desk.touched = 0
    desk.types("donor", "Rail Workers Branch 12, Leeds")
    desk.picks("donor_kind", value="union_branch")
    desk.types("lines-0-item", "tinned beef")
    desk.types("lines-0-quantity", "240")
    desk.types("lines-0-boxes", "10")
    desk.types("lines-0-expires_on", "2028-01")
    desk.opens("Weight, batch")
    desk.types("lines-0-grams", "121,234")
    desk.presses("Record")


def test_a_gift_is_logged_boxed_loaded_and_sent_and_one_box_is_missing(
    somebody, server: Server, database: Database, environment: dict[str, str]
):
    with database.work() as db:
        first = users.first_admin_code(db)
    admin, coordinator, printer = somebody(), somebody(), somebody()
    desk = somebody(width=360, script=False)
    joins(admin, first, "Nadia")
    joins(desk, invites(admin, "desk_volunteer", "Leeds"), "Olena")
    joins(coordinator, invites(admin, "coordinator", "everywhere"), "Marta")
    joins(printer, invites(admin, "printer", "everywhere"), "Tomasz")

    logs_the_tins(desk)
    assert desk.touched <= FEWEST_TAPS
    assert "10 boxes" in desk.reads
    desk.page.go_back()
    desk.presses("Record")
    assert gifts_in(database) == 1

    records_a_recipient(coordinator)
    convoy = plans_two_vans(coordinator)
    signs_off_the_tins(coordinator)
    loads_everything(coordinator, convoy, van=1)
    loses_a_van(coordinator, convoy)
    coordinator.goes_to(f"/convoys/{convoy}/runs/2")
    assert "10 boxes" in coordinator.reads

    says = prints_the_border_manifest(printer, convoy)
    assert "WX 00024" in says
    assert "121.234" in says
    assert "Тушонка яловича" in says
    assert "Вільна профспілка гірників, Крива Балка" in says
    assert re.search(r"Page 1 of \d", says)
    assert "Rail Workers Branch" not in says

    for step in ("departed", "crossed", "arrived"):
        records(coordinator, convoy, step)
    counts_with_one_missing(coordinator, convoy)
    coordinator.goes_to(f"/convoys/{convoy}")
    assert "delivered" in coordinator.reads.lower()
    desk.goes_to("/boxes?text=Leeds+10")
    assert "WX 00024" not in desk.page.content()
    assert checks(environment) == 0


def plans_two_vans(person: Person) -> str:
    person.goes_to("/convoys/new")
    person.types("name", "Winter convoy")
    person.picks("crossing", index=6)
    person.page.get_by_label("Miners' hall").check()
    person.presses("Plan the convoy")
    opens_the_convoy(person.page, person.kept, PASSWORD)
    code = re.search(r"/convoys/(CV-[0-9A-Z-]+)", person.page.url)
    assert code is not None
    for plate in ("WX 00017", "WX 00024"):
        person.goes_to(f"/convoys/{code[1]}/runs/new")
        person.picks("vehicle_class", value="VAN-L")
        person.types("plate", plate)
        person.page.locator("[name='loads_at'][value='LEE']").check()
        person.page.locator("[name='delivers_to'][value='KRB']").check()
        person.presses("Add the van")
    return code[1]


def signs_off_the_tins(person: Person) -> None:
    """Beef is of animal origin: a coordinator looks at what the border asks before it goes."""
    person.goes_to("/set-aside")
    assert "animal origin" in person.reads
    person.page.get_by_label(re.compile("^Choose DN-")).first.check()
    person.types("reason", "sterilised tins, the border takes them")
    person.presses("Sign off and release")


def loads_everything(person: Person, convoy: str, van: int) -> None:
    person.goes_to(f"/convoys/{convoy}/load")
    value = person.page.locator("select[name='target'] option").nth(van - 1).get_attribute("value")
    person.picks("target", value=value)
    person.page.get_by_label("Choose all", exact=False).first.check()
    person.presses("Put the chosen on the van")


def loses_a_van(person: Person, convoy: str) -> None:
    person.goes_to(f"/convoys/{convoy}/runs/1/drop")
    person.types("reason", "gearbox broken")
    person.presses("Take van 1 out")


def prints_the_border_manifest(person: Person, convoy: str) -> str:
    person.goes_to(f"/papers/{convoy}")
    person.page.check("[name='variant'][value='border']")
    person.touched += 1
    person.picks("first", value="en")
    person.picks("second", value="uk")
    person.presses("Print: Van 2, Packing list (cargo manifest)")
    content = person.presses_for_a_file("Download to print")
    assert content.startswith(b"%PDF")
    return "\n".join(text_of(content))


def records(person: Person, convoy: str, step: str) -> None:
    person.goes_to(f"/convoys/{convoy}/trip")
    person.page.locator("#step summary").click()
    person.picks("other", value=step)
    person.presses("Record the step")


def counts_with_one_missing(person: Person, convoy: str) -> None:
    person.goes_to(f"/convoys/{convoy}/runs/2/stops/2/count")
    person.page.locator("select[name^='box-']").last.select_option("missing")
    person.types("received_by", "Storekeeper")
    person.presses("Record the count")
    assert "missing" in person.reads


def gifts_in(database: Database) -> int:
    with database.look() as db:
        return db.query(Donation).count()


def checks(environment: dict[str, str]) -> int:
    """What `convoy check` exits with."""
    return commands.run("check", environment=environment).returncode
