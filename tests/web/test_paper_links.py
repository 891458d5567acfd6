"""A link gives the driver's phone the papers of one van for hours, opens nothing else, ends in one press."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import AuditEntry, Convoy, Grant, PaperLink
from convoy.services import papers, tidying
from convoy.services.papers import IssuePaper
from tests.documents.reading import everything
from tests.engines import on_sqlite
from tests.printing import a_van_to_print
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def convoy(database):
    with database.work() as db:
        code = a_van_to_print(db, vans=2).code
    for van, kind in ((1, "CM"), (1, "LS"), (1, "DS"), (2, "CM")):
        database.do(papers.issue, CONSOLE, IssuePaper(uuid4(), kind, f"{code}/{van}"))
    database.do(papers.issue, CONSOLE, IssuePaper(uuid4(), "CN", f"{code}/1/A"))
    return code


@pytest.fixture
def printer(app, database, convoy):
    with database.look() as db:
        granted = Granted(Role.PRINTER, convoy_id=db.scalars(select(Convoy.id)).one())
    return signed_in(app, database, granted, name="Kim")


def the_page(convoy: str) -> str:
    return f"/papers/{convoy}/van/1/phone"


@pytest.fixture
def link(printer, convoy) -> str:
    page = post(printer, the_page(convoy), {"key": str(uuid4()), "hours": "2"}).text
    assert 'src="data:image/svg+xml' in page
    return re.search(r"/driver/[0-9A-Z]{28}", page).group(0)


def test_the_driver_gets_the_papers_of_that_van_and_none_of_another(app, link):
    phone = app.test_client()
    answer = post(phone, link)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    said = everything(answer.data)
    assert re.search(r"CM-\w+-\d+-0001", said)
    assert re.search(r"DS-\w+-\d+-0001", said)
    assert re.search(r"CN-\w+-\d+-0001", said)
    assert not re.search(r"CM-\w+-\d+-0002", said)
    assert not re.search(r"LS-\w+-\d+-0001", said)


def test_a_phone_with_the_link_is_let_in_nowhere_else(app, convoy, link):
    phone = app.test_client()
    post(phone, link)
    for address in ("/papers", f"/papers/{convoy}", the_page(convoy)):
        assert phone.get(address).status_code == 401


def test_what_only_looks_at_a_link_learns_nothing_and_fetches_nothing(app, database, link):
    phone = app.test_client()
    good, invented = phone.get(link), phone.get("/driver/" + "0" * 28)
    assert good.status_code == invented.status_code == 200
    said = [re.sub(r'value="[^"]*"|/driver/\w+', "", page.text) for page in (good, invented)]
    assert said[0] == said[1]
    with database.look() as db:
        assert db.scalars(select(PaperLink.fetches)).one() == 0


def test_every_fetch_is_counted_and_in_the_log_and_the_secret_is_stored_nowhere(
    app, database, printer, convoy, link
):
    for _ in range(2):
        post(app.test_client(), link)
    assert "2 times" in printer.get(the_page(convoy)).text
    secret = link.rpartition("/")[2]
    with database.look() as db:
        entries = db.scalars(select(AuditEntry)).all()
        assert [entry.action for entry in entries].count("paper:fetch") == 2
        assert not any(secret in f"{entry.facts} {entry.subject}" for entry in entries)
        assert secret not in db.scalars(select(PaperLink.token_hash)).one()


@pytest.mark.parametrize("why", ["ended", "too old", "giver", "over"])
def test_a_link_that_is_ended_or_too_old_or_of_somebody_let_go_opens_nothing(
    app, database, printer, convoy, link, why
):
    if why == "ended":
        page = printer.get(the_page(convoy)).text
        reference = re.search(r'name="reference" value="([0-9a-f]{12})"', page).group(1)
        ended = post(printer, f"{the_page(convoy)}/end", {"key": str(uuid4()), "reference": reference})
        assert ended.status_code == 303
    else:
        ago = datetime.now(UTC) - timedelta(minutes=1)
        statement = {
            "too old": update(PaperLink).values(expires_at=ago),
            "giver": update(Grant).values(ended_at=ago),
            "over": update(Convoy).values(stage="cancelled"),
        }[why]
        with database.work() as db:
            db.execute(statement)
    answer = post(app.test_client(), link)
    assert answer.status_code == 422
    assert "opens nothing" in answer.text


def test_spent_links_are_deleted_by_tidying(database, link):
    database.do(tidying.tidy, CONSOLE, datetime.now(UTC) + timedelta(days=30))
    with database.look() as db:
        assert db.scalars(select(PaperLink)).all() == []
