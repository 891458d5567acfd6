"""The records: lists, forms that keep what was typed, changes nobody overwrites unseen, who gets in."""

import re
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from convoy.domain.kinds import Condition, OrganisationKind, PlaceKind
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import AuditEntry, Item, Organisation, Place, Vehicle, VehicleClass
from convoy.services import donations, organisations, places
from convoy.services.donors import Donor
from convoy.services.gifts import Line, RecordDonation
from convoy.services.organisations import OrganisationFacts, RecordOrganisation
from convoy.services.places import PlaceFacts, RecordPlace
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite

SECRET = "14 Hidden Street"


@pytest.fixture
def app(settings, database):
    with database.work() as db:
        an_item(db)
        db.add(
            VehicleClass(
                code="VAN-L",
                name="3.5 t panel van",
                licence="B",
                max_mass_g=3_500_000,
                payload_g=1_150_000,
                hold_length_mm=3705,
                hold_width_mm=1870,
                hold_height_mm=1930,
                pallet_places=4,
            )
        )
    return make_app(settings, database)


@pytest.fixture
def coordinator(app, database):
    return signed_in(app, database, Granted(Role.COORDINATOR), name="Iryna")


@pytest.fixture
def hospital(database):
    """A recipient and its destination, both on record."""
    facts = OrganisationFacts("City Hospital", OrganisationKind.HOSPITAL, address=SECRET)
    recipient = database.do(organisations.record, CONSOLE, RecordOrganisation(uuid4(), facts))
    facts = PlaceFacts(
        "Hospital store", PlaceKind.DESTINATION, organisation=recipient.code, address=SECRET, country="UA"
    )
    place = database.do(places.record, CONSOLE, RecordPlace(uuid4(), facts, wanted_code="HOSP"))
    return recipient.code, place.code


def fields_of(page):
    """Everything a browser would send back of the page's main form."""
    form = re.search(r'<form method="post"[^>]*class="form">(.*?)</form>', page.text, re.DOTALL)[1]
    typed = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            typed[name[1]] = value[1] if value else ""
    for name, content in re.findall(
        r'<textarea[^>]*name="([^"]*)"[^>]*>\s?(.*?)</textarea>', form, re.DOTALL
    ):
        typed[name] = content.strip()
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', options) or re.search(
            r'value="([^"]*)"', options
        )
        typed[name] = chosen[1] if chosen else ""
    typed.pop("csrf_token")
    return typed


def filled(client, path, **changes):
    page = client.get(path)
    assert page.status_code == 200, page.text
    return {**fields_of(page), **changes}


def count(database, table):
    with database.look() as db:
        return db.scalar(select(func.count()).select_from(table))


def test_an_organisation_is_put_on_record_and_found_by_any_word_of_its_name(coordinator, database):
    typed = filled(
        coordinator,
        "/organisations/new",
        name="Rail Workers Branch 12",
        name_uk="Залізничники",
        kind="union_branch",
        country="GB",
        email="office@example.org",
    )
    answer = post(coordinator, "/organisations/new", typed)
    assert answer.status_code == 303, answer.text
    page = coordinator.get(answer.headers["Location"])
    assert "Rail Workers Branch 12" in page.text
    assert "union branch" in page.text
    assert "put an organisation on record" in page.text
    assert "Rail Workers" in coordinator.get("/organisations?q=branch").text
    assert "Nothing found" in coordinator.get("/organisations?q=miners").text
    assert count(database, AuditEntry) >= 1


def test_a_form_sent_twice_puts_one_organisation_on_record(coordinator, database):
    typed = filled(coordinator, "/organisations/new", name="Bakers", kind="trade_union")
    first = post(coordinator, "/organisations/new", typed)
    again = post(coordinator, "/organisations/new", typed)
    assert first.headers["Location"] == again.headers["Location"]
    assert count(database, Organisation) == 1


def test_a_mistake_is_said_at_its_field_and_nothing_typed_is_lost(coordinator, database):
    typed = filled(
        coordinator, "/organisations/new", name="Bakers", kind="trade_union", email="nowhere", parent="Miners"
    )
    answer = post(coordinator, "/organisations/new", typed)
    assert answer.status_code == 422
    assert 'value="Bakers"' in answer.text
    assert "This is not an e-mail address" in answer.text
    assert "No organisation is called “Miners”" in answer.text
    assert count(database, Organisation) == 0


def test_a_name_that_passes_for_anothers_needs_a_persons_decision(coordinator, database, hospital):
    lookalike = "City Hоspital"  # with a Cyrillic о
    typed = filled(coordinator, "/organisations/new", name=lookalike, kind="hospital")
    answer = post(coordinator, "/organisations/new", typed)
    assert answer.status_code == 422
    assert "looks the same" in answer.text
    assert count(database, Organisation) == 1
    answer = post(coordinator, "/organisations/new", {**typed, "is_another": "y"})
    assert answer.status_code == 303
    assert count(database, Organisation) == 2


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unseen(coordinator, app, database, hospital):
    recipient, _ = hospital
    mine = filled(coordinator, f"/organisations/{recipient}/edit", phone="1")
    other = signed_in(app, database, Granted(Role.ADMIN), name="Maksym")
    theirs = filled(other, f"/organisations/{recipient}/edit", phone="2")
    assert post(other, f"/organisations/{recipient}/edit", theirs).status_code == 303
    answer = post(coordinator, f"/organisations/{recipient}/edit", mine)
    assert answer.status_code == 409
    assert "Maksym changed" in answer.text
    assert 'value="1"' in answer.text
    assert post(coordinator, f"/organisations/{recipient}/edit", fields_of(answer)).status_code == 303
    with database.look() as db:
        assert db.scalar(select(Organisation.phone)) == "1"


def test_a_federation_cannot_belong_to_its_own_branch(coordinator, database, hospital):
    recipient, _ = hospital
    typed = filled(coordinator, f"/organisations/{recipient}/edit", parent="City Hospital")
    answer = post(coordinator, f"/organisations/{recipient}/edit", typed)
    assert answer.status_code == 422
    assert "cannot belong to itself" in answer.text


def test_a_place_gets_a_code_of_its_name_and_keeps_it(coordinator, database):
    typed = filled(coordinator, "/places/new", name="Łódź hall", kind="collection_point", country="PL")
    answer = post(coordinator, "/places/new", typed)
    assert answer.status_code == 303, answer.text
    assert answer.headers["Location"].endswith("/places/LOD")
    typed = filled(coordinator, "/places/LOD/edit", name="Bałuty hall", status="full")
    assert post(coordinator, "/places/LOD/edit", typed).status_code == 303
    page = coordinator.get("/places/LOD")
    assert "Bałuty hall" in page.text
    assert "full" in page.text


def test_a_code_that_cannot_be_or_is_taken_is_refused_at_its_field(coordinator, database, hospital):
    typed = filled(coordinator, "/places/new", name="Hospital", kind="destination", wanted_code="Ж!")
    answer = post(coordinator, "/places/new", typed)
    assert answer.status_code == 422
    assert "needs 2 to 8 Latin letters" in answer.text
    answer = post(coordinator, "/places/new", {**typed, "wanted_code": "hosp"})
    assert answer.status_code == 409
    assert "Another place has the code HOSP" in answer.text
    assert count(database, Place) == 1


def test_a_vehicle_is_filled_with_what_is_typical_of_its_class(coordinator, database):
    typed = filled(coordinator, "/vehicles/new", name="Leeds Transit", payload_g="990")
    page = post(coordinator, "/vehicles/new", {**typed, "fill": "class"})
    assert page.status_code == 200
    assert count(database, Vehicle) == 0
    filled_in = fields_of(page)
    assert filled_in["payload_g"] == "990"
    assert filled_in["max_mass_g"] == "3500"
    assert filled_in["hold_length_mm"] == "370.5"
    answer = post(coordinator, "/vehicles/new", filled_in)
    assert answer.status_code == 303, answer.text
    with database.look() as db:
        vehicle = db.scalars(select(Vehicle)).one()
        assert (vehicle.payload_g, vehicle.hold_length_mm, vehicle.plate) == (990_000, 3705, "")


def test_an_unknown_figure_is_shown_as_typical_and_an_unknown_plate_as_unknown(coordinator):
    typed = filled(coordinator, "/vehicles/new", name="Leeds Transit")
    page = coordinator.get(post(coordinator, "/vehicles/new", typed).headers["Location"])
    assert "1,150 kg" in page.text
    assert "typical of the class" in page.text
    assert "unknown" in page.text


def test_plates_are_not_in_the_list(coordinator):
    typed = filled(coordinator, "/vehicles/new", name="Leeds Transit", plate="AB12 CDE")
    shown = coordinator.get(post(coordinator, "/vehicles/new", typed).headers["Location"])
    assert "AB12 CDE" in shown.text
    assert "AB12" not in coordinator.get("/vehicles").text
    assert "AB12" not in coordinator.get("/log").text
    assert "Leeds Transit" not in coordinator.get("/vehicles?q=AB12").text


def test_a_new_item_gets_a_code_and_is_found_by_its_name(coordinator, database):
    typed = filled(
        coordinator,
        "/catalogue/new",
        name_en="Tinned peas, 400 g",
        name_uk="Горошок, 400 г",
        unit_gross_g="460 g",
        unit_volume_ml="0,45",
        units_per_package="24",
        net_content="0,4 kg",
        hs6="2005.40",
    )
    answer = post(coordinator, "/catalogue/new", typed)
    assert answer.status_code == 303, answer.text
    assert answer.headers["Location"].endswith("/catalogue/FOD-TINN-01")
    page = coordinator.get(answer.headers["Location"])
    assert "0.460 kg" in page.text
    assert "2005.40" in page.text
    assert "<dd>0.4 kg</dd>" in page.text
    assert 'value="0.4 kg"' in coordinator.get("/catalogue/FOD-TINN-01/edit").text
    with database.look() as db:
        assert db.scalar(select(Item.net_content).where(Item.code == "FOD-TINN-01")) == "0.4 KGM"
    assert "FOD-TINN-01" in coordinator.get("/catalogue?q=peas").text
    answer = post(coordinator, "/catalogue/new", {**typed, "key": str(uuid4())})
    assert answer.status_code == 422
    assert "is in the catalogue already" in answer.text


def test_a_wrong_customs_code_or_un_number_is_refused(coordinator, database):
    typed = filled(coordinator, "/catalogue/FOD-BEEF-01/edit", hs6="12", un_number="UN12")
    answer = post(coordinator, "/catalogue/FOD-BEEF-01/edit", typed)
    assert answer.status_code == 422
    assert "it needs 6 digits" in answer.text
    assert "it needs 4 digits" in answer.text


def test_names_in_every_language_are_stored_at_once_and_found_by_everyday_words(coordinator):
    typed = filled(coordinator, "/catalogue/FOD-BEEF-01/names")
    ukrainian = next(name for name, value in typed.items() if value == "uk").removesuffix("-language")
    typed |= {f"{ukrainian}-name": "Яловичина, 400 г", f"{ukrainian}-words": "тушонка, м'ясо"}
    answer = post(coordinator, "/catalogue/FOD-BEEF-01/names", typed)
    assert answer.status_code == 303, answer.text
    page = coordinator.get("/catalogue/FOD-BEEF-01")
    assert "Яловичина" in page.text
    assert "тушонка" in page.text
    assert "FOD-BEEF-01" in coordinator.get("/catalogue?q=тушонка").text
    assert "FOD-BEEF-01" in coordinator.get("/catalogue?unreviewed=uk").text


def test_a_name_is_marked_as_reviewed_once_it_was_read(coordinator, database):
    stale = {"key": str(uuid4()), "name": "Beef"}
    answer = post(coordinator, "/catalogue/FOD-BEEF-01/names/en/reviewed", stale, follow_redirects=True)
    assert "read it again" in answer.text
    fresh = {"key": str(uuid4()), "name": "Tinned beef, 400 g"}
    answer = post(coordinator, "/catalogue/FOD-BEEF-01/names/en/reviewed", fresh, follow_redirects=True)
    assert "is reviewed" in answer.text
    with database.look() as db:
        assert db.scalars(select(Item)).one().names[0].is_reviewed


def test_a_barcode_with_a_wrong_digit_is_refused_and_a_right_one_stands_for_one_item(coordinator, database):
    path = "/catalogue/FOD-BEEF-01/barcodes"
    wrong = post(coordinator, path, {"key": str(uuid4()), "gtin": "4006381333932"})
    assert wrong.status_code == 422
    assert "a digit was mistyped" in wrong.text
    assert 'value="4006381333932"' in wrong.text
    right = post(coordinator, path, {"key": str(uuid4()), "gtin": "4006381 333931"}, follow_redirects=True)
    assert "4006381333931" in right.text
    twice = post(coordinator, path, {"key": str(uuid4()), "gtin": "4006381333931"})
    assert "stands for FOD-BEEF-01 already" in twice.text
    gone = {"key": str(uuid4()), "gtin": "4006381333931"}
    assert "None yet" in post(coordinator, f"{path}/remove", gone, follow_redirects=True).text


@pytest.mark.parametrize("path", ["organisations", "places", "vehicles", "catalogue"])
def test_an_absent_code_is_answered_with_not_found(coordinator, path):
    assert coordinator.get(f"/{path}/OR-0000-00-0").status_code == 404
    assert coordinator.get(f"/{path}/OR-0000-00-0/edit").status_code == 404


def test_a_mistyped_code_is_answered_with_what_it_may_have_been(coordinator, hospital):
    recipient, _ = hospital
    mistyped = recipient[:-1] + ("A" if recipient[-1] != "A" else "B")
    answer = coordinator.get(f"/organisations/{mistyped}")
    assert answer.status_code == 404
    assert recipient in answer.text


@pytest.mark.parametrize("role", [Role.DESK, Role.IN_CHARGE, Role.PRINTER, Role.MEDIC, Role.AUDITOR])
def test_nobody_learns_of_a_destination_who_may_not(app, database, hospital, role):
    recipient, place = hospital
    client = signed_in(app, database, Granted(role))
    paths = ("/organisations", f"/organisations/{recipient}", "/places", f"/places/{place}", "/vehicles")
    paths += ("/organisations/search?q=city", "/records", "/log", f"/log?subject={place}", "/catalogue")
    for path in paths:
        answer = client.get(path)
        assert answer.status_code in {200, 403, 404}
        for told in ("Hospital", SECRET):
            assert told not in answer.text, path
    assert "opened a place" not in client.get(f"/log?subject={place}").text


def test_a_desk_volunteer_reads_the_catalogue_and_changes_nothing(app, database):
    client = signed_in(app, database, Granted(Role.DESK))
    page = client.get("/catalogue/FOD-BEEF-01")
    assert page.status_code == 200
    assert "Mark as reviewed" not in page.text
    assert client.get("/catalogue/FOD-BEEF-01/edit").status_code == 403
    assert post(client, "/catalogue/FOD-BEEF-01/barcodes", {"gtin": "4006381333931"}).status_code == 403


def test_the_log_says_who_did_what_in_words_and_finds_it_by_thing_and_person(app, database, coordinator):
    typed = filled(coordinator, "/organisations/new", name="Bakers", kind="trade_union")
    code = post(coordinator, "/organisations/new", typed).headers["Location"].rsplit("/", 1)[1]
    auditor = signed_in(app, database, Granted(Role.AUDITOR), name="Halyna")
    page = auditor.get("/log")
    assert "put an organisation on record" in page.text
    assert "Iryna" in page.text
    assert code in auditor.get(f"/log?subject={code}").text
    assert "Nothing here" in auditor.get("/log?subject=BX-0000-00-0").text
    person = re.search(r"person=(US-[0-9A-Z-]+)[^>]*><bdi>Iryna", page.text)[1]
    assert "Iryna" in auditor.get(f"/log?person={person}").text


def test_whoever_may_not_read_the_log_sees_what_they_did_themselves(app, database, coordinator):
    typed = filled(coordinator, "/organisations/new", name="Bakers", kind="trade_union")
    post(coordinator, "/organisations/new", typed)
    desk = signed_in(app, database, Granted(Role.DESK), name="Petro")
    assert "put an organisation on record" in coordinator.get("/log").text
    assert "put an organisation on record" not in desk.get("/log").text


def test_the_hub_counts_what_this_person_may_see(app, database, coordinator, hospital):
    page = coordinator.get("/records")
    for word in ("Organisations", "Places", "Catalogue", "Vehicles", "1 on record", "1 item in use"):
        assert word in page.text
    desk = signed_in(app, database, Granted(Role.DESK)).get("/records")
    assert "Catalogue" in desk.text
    assert "Vehicles" not in desk.text


def test_a_long_list_is_paged_and_every_row_is_on_one_page(database, coordinator):
    with database.work() as db:
        for number in range(120):
            name = f"Branch {number % 7}"
            a_place(db, code=f"P{number}", name=name, name_key=name.lower(), zone="UTC")
    seen, address = [], "/places"
    while address:
        page = coordinator.get(address).text
        seen += re.findall(r'href="/places/(P[0-9]+)"', page)
        following = re.search(r'href="(/places\?[^"]*)" rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else None
    assert len(seen) == len(set(seen)) == 120


def test_hostile_text_is_refused_or_shown_as_text(coordinator, database):
    typed = filled(coordinator, "/organisations/new", name="<b>Bold</b>", kind="company")
    page = coordinator.get(post(coordinator, "/organisations/new", typed).headers["Location"])
    assert "&lt;b&gt;Bold" in page.text
    typed = filled(coordinator, "/organisations/new", name="ab\u202ecd", kind="company")
    assert post(coordinator, "/organisations/new", typed).status_code == 422
    typed = filled(coordinator, "/vehicles/new", name="x" * 200_000, payload_g="1e309", pallet_places="-1")
    assert post(coordinator, "/vehicles/new", typed).status_code == 422
    for path in ("/organisations", "/places", "/vehicles", "/catalogue", "/log"):
        for asked in (
            "q=%00",
            "q=%",
            "after=%00",
            "subject=%E2%80%AE",
            "day=2026-11-27&skipped=99999999999999999999",
            "day=9999-12-31",
            "kind=x",
        ):
            expected = 400 if "%00" in asked else 200
            assert coordinator.get(f"{path}?{asked}").status_code == expected


def test_the_page_of_a_donor_lists_its_gifts_and_leads_to_all_of_them(app, coordinator, database):
    with database.work() as db:
        a_place(db, name="Leeds")
    branch = Donor("Rail Workers Branch 12", OrganisationKind.UNION_BRANCH)
    lines = (Line("FOD-BEEF-01", 24, Condition.NEW, boxes=1),)
    for day in range(1, 15):
        gift = RecordDonation(uuid4(), "LEE", date(2026, 10, day), lines, donor=branch)
        newest = database.do(donations.record, CONSOLE, gift).code
    with database.look() as db:
        code = db.scalars(select(Organisation.code).where(Organisation.name == branch.name)).one()
    page = coordinator.get(f"/organisations/{code}").text
    assert newest in page
    assert page.count("/donations/DN-") == 12
    everything = coordinator.get(f"/donations?donor={code}").text
    assert len(set(re.findall(r"/donations/(DN-[0-9A-Z-]+)", everything))) == 14
    assert "/donations/DN-" not in coordinator.get("/donations?donor=OR-NONE").text
    admin = signed_in(app, database, Granted(Role.ADMIN))
    assert "/donations/DN-" not in admin.get(f"/organisations/{code}").text
