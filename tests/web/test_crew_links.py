"""A crew link lets one person type their own details, see nothing else, and is deleted after the trip."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from convoy.db import Database
from convoy.domain import one_time
from convoy.domain.kinds import CrewRole, StopKind
from convoy.domain.lifecycle import ConvoyStage
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import AuditEntry, Convoy, CrewLink, CrewMember, Grant, Run, SignInAttempt, User
from convoy.services import audit, checking, tidying
from tests.engines import on_sqlite
from tests.factories import a_convoy, a_place, a_run
from tests.web import test_canaries
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite

CANARIES = {
    "name": "Zenobia Quill",
    "phone": "+44 7700 900731",
    "document": "QX7310731",
    "licence": "C1E 731QUILL",
    "emergency_contact": "Yaropolk Zymnyi +380731",
}
TYPED = {
    **CANARIES,
    "document_kind": "passport",
    "document_until": "2031-05-01",
    "born_on": "1980-02-03",
    "nationality": "British",
    "licence_until": "2030-01-01",
    "language": "English, Polish",
}


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def van(database) -> str:
    """The code of a convoy with one van that leaves in three days."""
    with database.work() as db:
        convoy = a_convoy(db, name="Spring convoy")
        here = a_place(db, name="Quillova hall")
        run = a_run(db, convoy, (StopKind.LOADING, here), plate="ZZ 731 QX")
        run.departs_at = datetime.now(UTC) + timedelta(days=3)
        return convoy.code


@pytest.fixture
def coordinator(app, database, van):
    with database.look() as db:
        convoy_id = db.scalar(select(Convoy.id))
    return signed_in(app, database, Granted(Role.COORDINATOR, convoy_id=convoy_id))


def links(van: str) -> str:
    return f"/convoys/{van}/runs/1/crew/links"


@pytest.fixture
def secret(coordinator, van) -> str:
    page = post(coordinator, links(van), {"key": uuid4(), "role": "driver"}).text
    assert re.search(r"/crew#[0-9A-Z]{28}<", page)
    return re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){6}", page).group(0)


def types(app, secret: str, **more):
    return post(app.test_client(), "/crew/details", {**TYPED, "code": secret, **more})


def opens(app, secret: str):
    return post(app.test_client(), "/crew", {"code": secret})


def test_a_driver_without_an_account_types_details_that_the_coordinator_reads(app, coordinator, van, secret):
    page = opens(app, secret.lower().replace("-", " "))
    assert page.status_code == 200
    assert "Spring convoy, van 1: driver." in page.text
    assert "Quillova hall" not in page.text
    assert "ZZ 731" not in page.text
    assert types(app, secret).status_code == 200
    read = unescape(coordinator.get(links(van)).text)
    assert [value for value in CANARIES.values() if value not in read] == []


def test_only_the_hash_of_a_link_is_stored(database, secret):
    with database.look() as db:
        assert db.scalar(select(CrewLink.token_hash)) == one_time.hashed(one_time.read(secret))


def test_whoever_comes_back_may_correct_and_does_not_read_the_passport(app, database, secret):
    types(app, secret)
    page = unescape(opens(app, secret).text)
    assert CANARIES["name"] in page
    assert not any(CANARIES[field] in page for field in ("document", "licence", "emergency_contact"))
    types(app, secret, phone="+44 1", document="", licence="", born_on="", emergency_contact="")
    with database.look() as db:
        member = db.scalars(select(CrewMember)).one()
    assert (member.phone, member.document) == ("+44 1", CANARIES["document"])
    assert (member.licence, f"{member.born_on}") == (CANARIES["licence"], "1980-02-03")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "needed"),
        ({"document": ""}, "number of the document"),
        ({"document_until": "some day"}, "some day"),
        ({"name": "x" * 81}, "80"),
        ({"document_kind": "library card"}, "alid"),
    ],
)
def test_what_is_missing_or_unclear_comes_back_with_what_was_typed(app, database, secret, wrong, said):
    answer = types(app, secret, **wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert CANARIES["phone"] in unescape(answer.text)
    with database.look() as db:
        assert db.scalars(select(CrewMember)).all() == []


def answer_of(app, secret: str) -> tuple[int, str]:
    """What a code is answered with, without the tokens and the code itself."""
    page = opens(app, secret)
    return page.status_code, re.sub(r'value="[^"]*"|\?v=\w+', "", page.text)


def test_invented_ended_used_and_old_codes_get_the_same_answer(app, database, coordinator, van, secret):
    invented = answer_of(app, one_time.new_code())
    assert invented[0] == 422

    def after(statement):
        with database.work() as db:
            db.execute(statement)
        return answer_of(app, secret)

    ended = after(update(CrewLink).values(ended_at=datetime.now(UTC)))
    old = after(update(CrewLink).values(ended_at=None, expires_at=datetime.now(UTC) - timedelta(minutes=1)))
    after(update(CrewLink).values(expires_at=datetime.now(UTC) + timedelta(days=5)))
    types(app, secret)
    used = after(update(Run).values(departs_at=datetime.now(UTC) - timedelta(minutes=1)))
    after(update(Run).values(departs_at=datetime.now(UTC) + timedelta(days=1)))
    closed = after(update(Convoy).values(stage=ConvoyStage.CLOSED))
    assert {invented, ended, old, used, closed} == {invented}
    assert types(app, secret).status_code == 422


def test_a_link_is_worth_nothing_once_whoever_made_it_plans_no_more(app, database, secret):
    with database.work() as db:
        db.execute(update(Grant).values(ended_at=datetime.now(UTC)))
    assert opens(app, secret).status_code == 422
    assert types(app, secret).status_code == 422


def test_one_press_ends_a_link(app, coordinator, van, secret):
    reference = one_time.hashed(one_time.read(secret))[:12]
    post(coordinator, f"{links(van)}/end", {"key": uuid4(), "reference": reference})
    assert opens(app, secret).status_code == 422
    answer = post(coordinator, f"{links(van)}/end", {"key": uuid4(), "reference": "0" * 12})
    assert answer.status_code == 404


def test_guessing_a_code_is_slowed_down(app):
    browser = app.test_client()
    answers = [post(browser, "/crew", {"code": one_time.new_code()}).status_code for _ in range(32)]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_a_form_that_comes_twice_makes_one_link(coordinator, van, database):
    form = {"key": uuid4(), "role": "medic"}
    assert post(coordinator, links(van), form).status_code == 200
    again = post(coordinator, links(van), form)
    assert again.status_code == 422
    assert "sent before" in again.text
    with database.look() as db:
        assert len(db.scalars(select(CrewLink)).all()) == 1


def test_storing_the_crew_keeps_what_a_driver_typed(app, coordinator, van, database, secret):
    types(app, secret)
    page = coordinator.get(f"/convoys/{van}/runs/1/crew").text
    member = re.search(r'name="people-0-member"[^>]*value="(\d+)"', page).group(1)
    form = {
        "key": uuid4(),
        "before": "1",
        "people-0-member": member,
        "people-0-role": "lead_driver",
        "people-0-name": CANARIES["name"],
        "people-0-phone": "+44 2",
        "people-0-document": CANARIES["document"],
        "people-1-role": "medic",
        "people-1-name": "Petro",
    }
    assert post(coordinator, f"/convoys/{van}/runs/1/crew", form).status_code == 303
    with database.look() as db:
        kept = db.scalars(select(CrewMember).order_by(CrewMember.id)).all()
    assert [(one.name, one.licence, one.role) for one in kept] == [
        (CANARIES["name"], CANARIES["licence"], CrewRole.LEAD_DRIVER),
        ("Petro", "", CrewRole.MEDIC),
    ]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, Role.DESK, Role.PRINTER])
def test_nobody_but_the_convoys_coordinators_reads_what_was_typed(app, database, secret, role):
    types(app, secret)
    pages = test_canaries.reached(signed_in(app, database, Granted(role)))
    assert len(pages) > 3
    assert [(word, path) for path, text in pages.items() for word in CANARIES.values() if word in text] == []


def close(database: Database, van: str) -> None:
    def closing(db):
        db.execute(update(Convoy).values(stage=ConvoyStage.CLOSED))
        audit.note(db, CONSOLE, "convoy:close", van)

    database.do(closing)


def test_crews_are_deleted_some_days_after_the_convoy_was_closed(app, database, settings, van, secret):
    types(app, secret)
    with database.work() as db:
        long_ago = datetime.now(UTC) - timedelta(days=1)
        db.add(SignInAttempt(account_key="a", address_key="b", tried_at=long_ago))
    assert database.do(tidying.tidy, CONSOLE).people == 0
    close(database, van)
    assert database.do(tidying.tidy, CONSOLE).people == 0
    later = datetime.now(UTC) + tidying.CREW_KEPT
    done = database.do(tidying.tidy, CONSOLE, later)
    assert (done.convoys, done.people) == (1, 1)
    database.forget_deleted()
    with database.look() as db:
        assert db.scalars(select(CrewMember)).all() == []
        assert db.scalars(select(CrewLink)).all() == []
        assert db.scalars(select(SignInAttempt)).all() == []
        entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "crew:delete")).one()
        assert entry.subject == van
        assert checking.examine(db, lambda *_: None).first_difference is None
    left = b"".join(file.read_bytes() for file in settings.instance.glob("convoy.db*"))
    assert [word for word in CANARIES.values() if word.encode() in left] == []
    assert database.do(tidying.tidy, CONSOLE, later) == tidying.Tidied(0, 0, 0, 0, 0, 0, 0, 0, 0)


def test_a_coordinator_deletes_them_at_once_when_the_convoy_is_over(app, database, coordinator, van, secret):
    types(app, secret)
    delete = f"/convoys/{van}/crew/delete"
    assert post(coordinator, delete, {"key": uuid4()}).status_code == 422
    close(database, van)
    assert "Delete the details of all crews" in coordinator.get(links(van)).text
    assert post(coordinator, delete, {"key": uuid4()}).status_code == 303
    with database.look() as db:
        assert db.scalars(select(CrewMember)).all() == []
        assert db.scalars(select(User)).all() != []
