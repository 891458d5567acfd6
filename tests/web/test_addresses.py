"""Codes in addresses: any form of one leads to the thing, a mistyped one to what it may have been."""

import re

import pytest

from convoy.domain import references
from convoy.domain.permissions import Granted, Role
from convoy.web import frame
from tests.engines import on_sqlite
from tests.factories import a_box, a_convoy, a_pallet, a_place, a_run
from tests.web.people import make_app, signed_in

pytestmark = on_sqlite


@pytest.fixture
def here(settings, database):
    """An app, its database, and codes by kind: own ones, and a box and a convoy of somebody else."""
    with database.work() as db:
        place, other = a_place(db), a_place(db, name="Somewhere else")
        convoy, others = a_convoy(db), a_convoy(db)
        a_run(db, convoy)
        box = a_box(db, place)
        codes = {
            "boxes": box.code,
            "pallets": a_pallet(db, place, box).code,
            "convoys": convoy.code,
            "papers": convoy.code,
            "places": place.code,
            "their convoy": others.code,
            "their box": a_box(db, other).code,
        }
        ids = {"place_id": place.id, "convoy_id": convoy.id}
    return make_app(settings, database), database, codes, ids


def test_a_chosen_code_that_could_be_a_convoys_leads_to_the_place(here):
    app, database, _, _ = here
    chosen = references.new("CV").removeprefix("CV-").replace("-", "")
    with database.work() as db:
        a_place(db, name="Bradford", code=chosen)
    client = signed_in(app, database, Granted(Role.COORDINATOR))
    assert client.get(f"/places/{chosen}").status_code == 200


def mistyped(code: str) -> str:
    """The code with its last character wrong."""
    return code[:-1] + ("7" if code[-1] != "7" else "8")


@pytest.mark.parametrize("area", ["boxes", "pallets", "convoys", "papers", "places"])
def test_a_code_typed_small_and_without_dashes_leads_to_the_one_address(here, area):
    app, database, codes, _ = here
    client = signed_in(app, database, Granted(Role.COORDINATOR))
    code = codes[area]
    typed = code.lower() if area == "places" else code.lower().replace("-", "")
    answer = client.get(f"/{area}/{typed}?x=1")
    assert answer.status_code == 302
    assert answer.location == f"/{area}/{code}?x=1"
    assert client.get(answer.location).status_code == 200


def test_a_code_that_leads_nowhere_is_put_right_just_the_same(here):
    app, database, codes, ids = here
    client = signed_in(app, database, Granted(Role.DESK, place_id=ids["place_id"]))
    assert client.get(f"/boxes/{codes['their box'].lower()}").status_code == 302
    assert client.get(f"/boxes/{codes['their box']}").status_code == 404


def test_strangers_meet_the_door_whatever_form_a_code_has(here):
    app, _, codes, _ = here
    assert app.test_client().get(f"/boxes/{codes['boxes'].lower()}").status_code == 401


@pytest.mark.parametrize("area", ["boxes", "pallets", "convoys", "papers", "places"])
def test_a_mistyped_code_is_answered_with_a_link_to_what_it_may_have_been(here, area):
    app, database, codes, _ = here
    client = signed_in(app, database, Granted(Role.COORDINATOR))
    answer = client.get(f"/{area}/{mistyped(codes[area])}")
    assert answer.status_code == 404
    assert f'href="/{area}/{codes[area]}"' in answer.text


def test_only_what_a_person_may_see_is_offered(here):
    app, database, codes, ids = here
    client = signed_in(app, database, Granted(Role.COORDINATOR, convoy_id=ids["convoy_id"]))
    assert codes["their convoy"] not in client.get(f"/convoys/{mistyped(codes['their convoy'])}").text
    desk = signed_in(app, database, Granted(Role.DESK, place_id=ids["place_id"]))
    assert codes["their box"] not in desk.get(f"/boxes/{mistyped(codes['their box'])}").text


def marked(client, path: str) -> list[str]:
    """The places of the rail that the page says it belongs to."""
    page = client.get(path)
    assert page.status_code == 200, path
    rail = page.text.split('<nav class="rail"')[1].split("</nav>")[0]
    return [
        link.split('href="')[1].split('"')[0] for link in rail.split("<a ") if 'aria-current="page"' in link
    ]


def test_pages_deep_inside_mark_the_place_they_belong_to(here):
    app, database, codes, _ = here
    client = signed_in(app, database, Granted(Role.COORDINATOR))
    box, pallet, convoy = codes["boxes"], codes["pallets"], codes["convoys"]
    belong = {
        "/boxes": [
            f"/boxes/{box}",
            "/boxes/new",
            f"/boxes/{box}/split",
            "/boxes/weighing",
            f"/pallets/{pallet}",
        ],
        "/convoys": [
            f"/convoys/{convoy}",
            f"/convoys/{convoy}/runs/1",
            f"/convoys/{convoy}/load",
            f"/convoys/{convoy}/trip",
            f"/convoys/{convoy}/receipts",
        ],
        "/records": ["/organisations", "/places", "/catalogue", "/vehicles"],
        "/papers": [f"/papers/{convoy}"],
    }
    wrong = [path for place, paths in belong.items() for path in paths if marked(client, path) != [place]]
    assert wrong == []


@pytest.mark.parametrize("roles", [[role] for role in Role] + [list(Role)])
def test_nobody_has_more_than_seven_places_to_go_and_none_is_out_of_reach(here, roles):
    app, database, _, _ = here
    client = signed_in(app, database, *(Granted(role) for role in roles))
    rail = client.get("/").text.split('<nav class="rail"')[1].split("</nav>")[0]
    linked = rail.split('<ul class="places">')[1].split("</ul>")[0].count("<a ")
    assert 1 <= linked <= frame.MOST_DESTINATIONS
    assert ('href="/records"' in rail) == bool({Role.COORDINATOR, Role.ADMIN} & set(roles))
    assert 'href="/me"' in rail


def test_whoever_has_too_many_places_reaches_the_others_from_the_records(here):
    app, database, _, _ = here
    client = signed_in(app, database, *(Granted(role) for role in Role))
    assert marked(client, "/log") == ["/records"]
    records = client.get("/records").text
    assert 'href="/log"' in records
    assert 'href="/people"' in records


@pytest.mark.parametrize("number", ["0", "2147483648", "9" * 25])
@pytest.mark.parametrize("page", ["", "/edit", "/crew", "/trip", "/stops/{}/count"])
def test_a_number_no_database_holds_leads_to_nothing(here, number, page):
    app, database, codes, ids = here
    client = signed_in(app, database, Granted(Role.COORDINATOR, convoy_id=ids["convoy_id"]))
    at = f"/convoys/{codes['convoys']}/runs/{number}{page.format(number)}"
    assert client.get(at).status_code == 404


MOST_PLACES = {
    Role.DESK: 7,
    Role.IN_CHARGE: 10,
    Role.COORDINATOR: 20,
    Role.PRINTER: 7,
    Role.MEDIC: 7,
    Role.AUDITOR: 7,
    Role.ADMIN: 7,
}
"""So many pages may the rail and the first page lead to; a coordinator's has what stops each van."""


def test_a_page_count_says_how_many_places_each_role_sees_to_go_to(here):
    """Every link of the rail and of the first page, each page once; one's own account apart."""
    app, database, _, ids = here
    at_a_place = {Role.DESK, Role.IN_CHARGE, Role.MEDIC}
    counted = {}
    for role in Role:
        where = {"place_id": ids["place_id"]} if role in at_a_place else {}
        page = signed_in(app, database, Granted(role, **where)).get("/").text
        rail = page.split('<nav class="rail"')[1].split("</nav>")[0]
        work = page.split("<main")[1].split("</main>")[0]
        linked = {link.partition("?")[0] for link in re.findall(r'href="(/[^"#]*)', rail + work)}
        places = {link for link in linked if not link.startswith("/static/")} - {"/", "/me", "/change"}
        counted[role] = len(places)
    assert [role for role, count in counted.items() if not 1 <= count <= MOST_PLACES[role]] == [], counted
