"""A weekend card on a phone: printed, scanned, used for a gift, ended; nothing of it is lost."""

import io
import re

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page

from convoy.db import Database
from convoy.models import Donation, User
from convoy.services import users
from tests.browser import reads
from tests.engines import on_sqlite
from tests.second_factor import sets_up
from tests.servers import Server

PASSWORD = "four plain words suffice"
PHONE = {"width": 360, "height": 740}

pytestmark = on_sqlite


@pytest.fixture
def phone(browser: Browser):
    contexts = []

    def unfold(*, script: bool = True) -> Page:
        context = browser.new_context(viewport=PHONE, java_script_enabled=script, accept_downloads=True)
        contexts.append(context)
        return context.new_page()

    yield unfold
    for context in contexts:
        context.close()


def fill(page: Page, **typed: str) -> None:
    for name, text in typed.items():
        page.fill(f"main [name='{name}']", text)


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).first.click()


def an_admin(page: Page, server: Server, database: Database) -> None:
    page.goto(server.url + "/join")
    code = database.do(users.first_admin_code)
    fill(page, code=code, name="Anna", login="anna", password=PASSWORD, again=PASSWORD)
    press(page, "Join")
    sets_up(page)


def a_printed_card(admin: Page, server: Server) -> tuple[str, str]:
    """What the square on the printed card says, and the code below it."""
    admin.goto(server.url + "/people")
    admin.get_by_role("link", name="Weekend cards").first.click()
    admin.get_by_role("link", name="Make weekend cards").first.click()
    press(admin, "Make the cards")
    typed = reads(admin, ".one-time")
    with admin.expect_download() as waiting:
        press(admin, "Print the cards")
    picture = pypdfium2.PdfDocument(io.BytesIO(waiting.value.path().read_bytes()))[0].render(scale=3).to_pil()
    (square,) = zxingcpp.read_barcodes(picture)
    return square.text, typed


def logs_a_gift(page: Page, item: str) -> None:
    page.select_option("select[name='donor_kind']", value="union_branch")
    line = {"item": item, "quantity": "240", "boxes": "10", "expires_on": "2028-01"}
    fill(page, donor="Rail Workers", **{f"lines-0-{name}": typed for name, typed in line.items()})
    press(page, "Record")


def test_a_card_is_printed_scanned_used_and_ended(phone, server: Server, database: Database):
    admin, volunteer = phone(), phone()
    an_admin(admin, server, database)
    square, typed = a_printed_card(admin, server)
    assert square == f"{server.url}/card#{typed.replace('-', '')}"

    asked = []
    volunteer.on("request", lambda request: asked.append(request.url))
    volunteer.goto(square)
    assert volunteer.input_value("[name='code']") == typed.replace("-", "")
    assert "#" not in volunteer.url
    fill(volunteer, name="Olena")
    press(volunteer, "Come in")
    assert volunteer.url == f"{server.url}/donations/new"
    # The secret travels in a form, and in no address that a log could keep.
    assert not any(typed.replace("-", "") in url.partition("#")[0] for url in asked)
    assert typed.replace("-", "") not in server.log.read_text(errors="replace")
    logs_a_gift(volunteer, "tinned beef")
    volunteer.wait_for_url(re.compile("/donations/DN-"))
    with database.look() as db:
        gift = db.query(Donation).one()
        assert db.get_one(User, gift.recorded_by_id).name == "Olena"

    volunteer.goto(server.url + "/donations/new")
    admin.goto(server.url + "/cards")
    assert "Olena" in reads(admin)
    press(admin, "End this card")
    admin.wait_for_selector("text=1 person was signed out")
    logs_a_gift(volunteer, "tinned beef")
    volunteer.wait_for_selector("text=The weekend card has ended")
    said = reads(volunteer)
    assert "The weekend card has ended" in said
    assert "Nothing was lost" in said
    assert "kept on this page" in said
    assert "tinned beef" in volunteer.content()
    assert volunteer.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    with database.look() as db:
        assert db.query(Donation).count() == 1


def test_the_code_is_typed_where_no_script_runs(phone, server: Server, database: Database):
    admin, volunteer = phone(), phone(script=False)
    an_admin(admin, server, database)
    _, typed = a_printed_card(admin, server)
    volunteer.goto(server.url + "/sign-in")
    volunteer.get_by_role("link", name="I have a weekend card").click()
    fill(volunteer, code=typed.lower(), name="Marek")
    press(volunteer, "Come in")
    assert volunteer.url == f"{server.url}/donations/new"
