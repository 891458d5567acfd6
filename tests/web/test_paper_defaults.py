"""The page that sets how papers are printed, and the print desk that follows it."""

from uuid import uuid4

import pytest

from convoy.domain.page_sizes import PageSize
from convoy.domain.permissions import Granted, Role
from convoy.queries import paper_defaults as query
from convoy.services.paper_defaults import KINDS_SET
from tests.documents.reading import sides
from tests.engines import on_sqlite
from tests.factories import a_place
from tests.printing import a_van_to_print
from tests.web.people import make_app, post, signed_in


def typed(**of_kinds):
    """The form as it is sent, with what is chosen for some kinds (`CM="pl uk 2 1 Letter"`)."""
    form = {"key": str(uuid4())}
    for place, kind in enumerate(KINDS_SET):
        values = (of_kinds.get(kind.code, "- - - - -")).replace("-", "").split(" ")
        names = ("kind", "first", "second", "copies", "sides", "page")
        for name, value in zip(names, (kind.code, *values), strict=True):
            form[f"kinds-{place}-{name}"] = value
    return form


@pytest.fixture
def planner(settings, database):
    return signed_in(make_app(settings, database), database, Granted(Role.COORDINATOR))


@on_sqlite
def test_what_is_set_on_the_page_is_what_the_print_desk_offers(planner, database):
    with database.work() as db:
        convoy = a_van_to_print(db).code
    assert "as set for each paper" not in planner.get(f"/papers/{convoy}").text
    for wrong in ("- uk - - -", "pl pl 21 - -", "en en2 - - -", "en - 0 - -", "- - - - A5"):
        assert post(planner, "/records/papers", typed(CM=wrong)).status_code == 422
    assert post(planner, "/records/papers", typed(CM="pl uk 2 2 Letter", DR="es - - - -")).status_code == 303
    with database.look() as db:
        assert query.known(db).languages("CM") == ("pl", "uk")
    page = planner.get("/records/papers").text
    assert "Something is set for 2 kinds of paper." in page
    said = "Printed in Polski + Українська on US Letter. 2 copies in a van&#39;s folder. On both sides."
    assert said in page
    assert "Printed in English + Українська on A4. 1 copy in a van&#39;s folder." in page
    assert page.count("</svg>set here") == 2
    desk = planner.get(f"/papers/{convoy}").text
    assert "as set for each paper" in desk
    wish = {"key": str(uuid4()), "van": "1", "variant": "border", "first": "", "second": ""}
    made = post(planner, f"/papers/{convoy}/final", wish)
    assert made.status_code == 303, made.text
    assert "pl-uk-2-Letter" in planner.get(made.location).text
    assert post(planner, f"/papers/{convoy}/final", wish | {"second": "uk"}).status_code == 422


@on_sqlite
def test_one_choice_puts_every_kind_on_letter_and_what_is_drawn_at_once_too(planner, database):
    with database.work() as db:
        place = a_place(db, code="LEE").code
    assert sides(planner.get(f"/places/{place}/day.pdf").data) == {(595, 842)}
    assert post(planner, "/records/papers", typed(CM="pl - - - A4") | {"page": "Letter"}).status_code == 303
    with database.look() as db:
        defaults = query.known(db)
    assert {defaults.page(kind.code) for kind in KINDS_SET} == {PageSize.LETTER}
    assert defaults.languages("CM") == ("pl",)
    assert sides(planner.get(f"/places/{place}/day.pdf").data) == {(612, 792)}
    page = planner.get("/records/papers").text
    places = [
        page.index(f">{name}<") for name in ("Carried in the van", "Goes to the recipient", "Stays at home")
    ]
    assert places == sorted(places)
    assert places[0] < page.index('id="kind-CN"') < places[1] < page.index('id="kind-WB"') < places[2]
