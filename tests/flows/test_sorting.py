"""A Saturday at the hall on a phone: mixed bags and tins come in, are packed, and are found again."""

import pytest
from playwright.sync_api import Browser

from convoy.db import Database
from convoy.services import users
from tests.engines import on_sqlite
from tests.flows.test_first_convoy import Person, checks, invites, joins
from tests.servers import Server

pytestmark = on_sqlite

PHONE = {"width": 360, "height": 740}
TAPS = 3


@pytest.fixture
def phone(browser: Browser, server: Server):
    contexts = []

    def taken_out(*, script: bool) -> Person:
        context = browser.new_context(viewport=PHONE, java_script_enabled=script, accept_downloads=True)
        contexts.append(context)
        return Person(context.new_page(), server)

    yield taken_out
    for context in contexts:
        context.close()


def fits(person: Person) -> bool:
    """Whether nothing of the page lies beside the phone's screen."""
    return person.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("script", [True, False])
def test_three_mixed_bags_and_240_tins_are_packed_and_traced(
    phone, server: Server, database: Database, environment: dict[str, str], *, script: bool
):
    with database.work() as db:
        first = users.first_admin_code(db)
    admin, desk, lead = phone(script=True), phone(script=script), phone(script=True)
    joins(admin, first, "Nadia")
    joins(desk, invites(admin, "desk_volunteer", "Leeds"), "Olena")
    joins(lead, invites(admin, "in_charge", "Leeds"), "Marta")

    bags, tins = logs_bags(desk), logs_tins(desk)
    lead.goes_to("/")
    assert "3 packages, 12.000 kg" in lead.reads
    assert fits(lead)

    packs_a_box(desk)
    assert "Leeds 1" in desk.reads
    assert "closed" in desk.reads
    label = desk.page.get_by_role("link", name="Print its label").get_attribute("href")
    assert desk.page.request.get(server.url + label).body().startswith(b"%PDF")
    for gift, said in ((bags, "In this 1 box, with others"), (tins, "1 box")):
        desk.page.goto(gift)
        assert said in desk.reads
        assert "Leeds 1" in desk.reads
        assert fits(desk)

    throws_away_and_closes(lead)
    assert "A difference is normal and needs no excuse" in lead.reads
    assert "2.500 kg" in lead.reads
    assert "closed" in lead.reads
    assert checks(environment) == 0


def logs_bags(desk: Person) -> str:
    """The address of the gift; anonymous, today, the own place."""
    desk.goes_to("/")
    desk.page.get_by_role("link", name="Unsorted bags").click()
    desk.touched = 0
    desk.types("unsorted-0-packages", "3")
    desk.types("unsorted-0-grams", "12")
    desk.presses("Record the bags")
    assert desk.touched <= TAPS
    assert "3 bags" in desk.reads
    assert "anonymous" in desk.reads
    return desk.page.url


def logs_tins(desk: Person) -> str:
    desk.goes_to("/donations/new")
    desk.types("donor", "Rail Workers Branch 12, Leeds")
    desk.picks("donor_kind", value="union_branch")
    desk.types("lines-0-item", "tinned beef")
    desk.types("lines-0-quantity", "240")
    desk.types("lines-0-expires_on", "2028-01")
    desk.presses("Record")
    desk.page.wait_for_url("**/donations/DN-*")
    return desk.page.url


def packs_a_box(desk: Person) -> None:
    desk.goes_to("/sorting/pack")
    assert fits(desk)
    desk.types("counted-0-item", "blanket, wool")
    desk.types("counted-0-quantity", "7")
    desk.opens("From what stands loose")
    desk.types("goods-0-quantity", "24")
    desk.presses("Pack and take the next box")


def throws_away_and_closes(lead: Person) -> None:
    lead.goes_to("/sorting")
    lead.page.locator("main table a").first.click()
    assert fits(lead)
    lead.opens("Thrown away, refused")
    lead.types("grams", "2,5")
    lead.page.locator("form[action$='/part-with'] [name='reason']").last.fill("torn")
    lead.presses("Record it")
    lead.presses("All is sorted: close it")
