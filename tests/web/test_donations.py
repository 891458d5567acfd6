"""The desk's pages: one screen for a gift, refusals by field, replays, undo, labels and receipts."""

import io
import re
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pypdf
import pytest
from sqlalchemy import event, func, select

from convoy.domain.kinds import IntakeRule, OrganisationKind
from convoy.domain.page_sizes import PageSize
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import (
    AuditEntry,
    Box,
    Donation,
    DonationLine,
    Lot,
    Movement,
    Organisation,
    Paper,
    Place,
)
from convoy.queries.paper_defaults import Default
from convoy.services import paper_defaults, void_papers
from tests.benchmarks.pages import counted
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite


@pytest.fixture
def leeds(database):
    with database.work() as db:
        an_item(db, words=("tinned beef", "tin"))
        an_item(db, code="FOD-BEAN-01", name="Baked beans, 400 g", words=("beans", "tin"))
        an_item(db, code="FOD-DATE-01", name="Milk, 1 l", words=("milk",), expiry_rule="required")
        an_item(db, code="MDC-OPEN-01", name="Opened medicine", words=(), intake_rule=IntakeRule.REJECT)
        a_place(db, name="Bradford")
        return a_place(db).id


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def desk(app, database, leeds):
    return signed_in(app, database, Granted(Role.DESK, place_id=leeds))


def a_form(**changes):
    typed = {
        "key": str(uuid4()),
        "donor": "Rail Workers Branch 12, Leeds",
        "donor_kind": "union_branch",
        "place": "LEE",
        "received_on": "2026-10-03",
        "lines-0-item": "tinned beef",
        "lines-0-quantity": "240",
        "lines-0-boxes": "10",
        "lines-0-condition": "as_new",
        "lines-0-expires_on": "01/2028",
        "lines-0-currency": "EUR",
        "lines-0-decision": "accepted",
        "then": "show",
    }
    return {**typed, **{name.replace("__", "-"): value for name, value in changes.items()}}


def stored(database):
    with database.look() as db:
        tables = (Donation, DonationLine, Lot, Box, Movement, AuditEntry, Organisation)
        return [db.scalar(select(func.count()).select_from(table)) for table in tables]


def code_in(answer):
    return re.search(
        r"DN-[0-9A-Z]{4}-[0-9A-Z]{2}-[0-9A-Z]", answer.headers.get("Location", "") + answer.text
    )[0]


def record(client, **changes):
    answer = post(client, "/donations/new", a_form(**changes))
    assert answer.status_code == 303, answer.text
    return code_in(answer)


def text_of(answer):
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)


def test_240_tins_in_10_boxes_are_recorded_from_one_screen_without_javascript(desk, database):
    page = desk.get("/donations/new")
    assert page.status_code == 200
    code = record(desk)
    shown = desk.get(f"/donations/{code}").text
    assert "240 pieces" in shown
    assert "10 boxes" in shown
    assert "Rail Workers Branch 12, Leeds" in shown


def test_the_own_place_and_today_are_filled_in(desk):
    page = desk.get("/donations/new").text
    assert re.search(r'<option selected value="LEE">', page)
    assert re.search(r'name="received_on"[^>]*value="20\d\d-\d\d-\d\d"', page)
    assert 'value="BRA"' not in page


def test_record_and_print_leads_straight_to_the_labels(desk):
    answer = post(desk, "/donations/new", a_form(then="labels"))
    assert answer.status_code == 303
    text = text_of(desk.get(answer.headers["Location"]))
    assert len(re.findall(r"(?<![0-9A-Z])BX-", text)) == 10
    assert "Leeds 1" in text


def test_a_phone_that_downloads_pdfs_is_led_to_the_gift_which_offers_them(desk):
    answer = post(desk, "/donations/new", a_form(then="labels", viewer="none"))
    code = code_in(answer)
    assert answer.headers["Location"].endswith(f"/donations/{code}?just=gift")
    assert f"/donations/{code}/labels.pdf" in desk.get(answer.headers["Location"]).text
    receipt = post(desk, f"/donations/{code}/receipt", {"viewer": "none"})
    assert receipt.headers["Location"].endswith(f"/donations/{code}")
    assert f"/donations/{code}/receipt.pdf" in desk.get(f"/donations/{code}").text


def test_a_used_sheet_of_labels_is_continued(desk):
    code = record(desk)
    assert len(pypdf.PdfReader(io.BytesIO(desk.get(f"/donations/{code}/labels.pdf").data)).pages) == 3
    continued = desk.get(f"/donations/{code}/labels.pdf?start=4").data
    assert len(pypdf.PdfReader(io.BytesIO(continued)).pages) == 4


def test_a_receipt_is_a_draft_until_it_is_made_final_and_then_the_same_bytes(desk):
    code = record(desk)
    assert "DRAFT" in text_of(desk.get(f"/donations/{code}/receipt.pdf"))
    made = post(desk, f"/donations/{code}/receipt")
    first = desk.get(made.headers["Location"])
    assert "DR-LEE-" in text_of(first)
    assert "DRAFT" not in text_of(first)
    post(desk, f"/donations/{code}/receipt")
    assert desk.get(f"/donations/{code}/receipt.pdf").data == first.data


def test_a_receipt_declared_void_is_given_to_nobody_and_the_next_is_a_new_version(desk, database):
    code = record(desk)
    post(desk, f"/donations/{code}/receipt")
    with database.look() as db:
        number = db.scalars(select(Paper.number).where(Paper.kind == "DR")).one()
    database.do(void_papers.cancel, CONSOLE, void_papers.CancelPaper(uuid4(), number, 1, "The wrong donor"))
    assert "DRAFT" in text_of(desk.get(f"/donations/{code}/receipt.pdf"))
    assert "version 1" not in desk.get(f"/donations/{code}").text
    post(desk, f"/donations/{code}/receipt")
    assert "DRAFT" not in text_of(desk.get(f"/donations/{code}/receipt.pdf"))
    assert "version 2" in desk.get(f"/donations/{code}").text


def test_a_page_set_for_receipts_afterwards_changes_none_that_was_made(desk, database):
    code = record(desk)
    post(desk, f"/donations/{code}/receipt")
    first = desk.get(f"/donations/{code}/receipt.pdf").data
    letter = paper_defaults.SetDefaults(uuid4(), (Default("DR", page=PageSize.LETTER),))
    database.do(paper_defaults.keep, CONSOLE, letter)
    assert desk.get(f"/donations/{code}/receipt.pdf").data == first
    post(desk, f"/donations/{code}/receipt")
    assert desk.get(f"/donations/{code}/receipt.pdf").data != first


def test_a_receipt_of_a_changed_gift_is_a_new_version(desk):
    code = record(desk)
    post(desk, f"/donations/{code}/receipt")
    post(desk, f"/donations/{code}/lines/1/set-aside", {"key": str(uuid4()), "reason": "smells"})
    post(desk, f"/donations/{code}/receipt")
    assert "smells" in text_of(desk.get(f"/donations/{code}/receipt.pdf"))
    assert "version 2" in desk.get(f"/donations/{code}").text


def test_the_same_form_sent_twice_through_back_leads_to_the_same_page(desk, database):
    form = a_form()
    first = post(desk, "/donations/new", form)
    before = stored(database)
    second = post(desk, "/donations/new", form)
    assert second.headers["Location"] == first.headers["Location"]
    assert stored(database) == before
    told = desk.get(second.headers["Location"]).text
    assert "Nothing was recorded twice." in told
    assert f"{code_in(first)} recorded:" not in told


def test_the_same_form_with_other_content_shows_both(desk, database):
    form = a_form()
    code = code_in(post(desk, "/donations/new", form))
    before = stored(database)
    answer = post(desk, "/donations/new", {**form, "lines-0-quantity": "250"})
    assert answer.status_code == 409
    assert code in answer.text
    assert 'value="250"' in answer.text
    assert form["key"] not in answer.text
    assert f"You have recorded this form already, as {code}." in answer.text
    assert "Press Record again to record this as another gift." in answer.text
    assert "Open a new form" not in answer.text
    assert stored(database) == before


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"lines__0__quantity": "NaN"}, "lines-0-quantity"),
        ({"lines__0__quantity": "-1"}, "lines-0-quantity"),
        ({"lines__0__quantity": "0"}, "lines-0-quantity"),
        ({"lines__0__quantity": "1e309"}, "lines-0-quantity"),
        ({"lines__0__quantity": "1_000"}, "lines-0-quantity"),
        ({"lines__0__quantity": "１２"}, "lines-0-quantity"),
        ({"lines__0__quantity": "inf"}, "lines-0-quantity"),
        ({"lines__0__quantity": "2.5"}, "lines-0-quantity"),
        ({"lines__0__quantity": ""}, "lines-0-quantity"),
        ({"lines__0__quantity": "9" * 200_000}, "lines-0-quantity"),
        ({"lines__0__boxes": "NaN"}, "lines-0-boxes"),
        ({"lines__0__boxes": "-1"}, "lines-0-boxes"),
        ({"lines__0__boxes": "1e309"}, "lines-0-boxes"),
        ({"lines__0__boxes": "241"}, "lines-0-boxes"),
        ({"lines__0__boxes": "１２"}, "lines-0-boxes"),
        ({"lines__0__grams": "NaN"}, "lines-0-grams"),
        ({"lines__0__grams": "-1"}, "lines-0-grams"),
        ({"lines__0__grams": "1e309"}, "lines-0-grams"),
        ({"lines__0__grams": "1_000"}, "lines-0-grams"),
        ({"lines__0__value_cents": "NaN"}, "lines-0-value_cents"),
        ({"lines__0__expires_on": "13/2028"}, "lines-0-expires_on"),
        ({"lines__0__expires_on": "soon"}, "lines-0-expires_on"),
        ({"lines__0__condition": "rotten"}, "lines-0-condition"),
        ({"lines__0__decision": "withdrawn"}, "lines-0-decision"),
        ({"lines__0__currency": "XXX"}, "lines-0-currency"),
        ({"lines__0__batch": "x" * 200_000}, "lines-0-batch"),
        ({"lines__0__item": "tin\u202ened beef"}, "lines-0-item"),
        ({"lines__0__item": "x" * 200_000}, "lines-0-item"),
        ({"lines__0__item": "milk", "lines__0__expires_on": ""}, "lines-0-expires_on"),
        ({"donor": "Union\u202e"}, "donor"),
        ({"donor": "x" * 200_000}, "donor"),
        ({"donor": ""}, "donor"),
        ({"donor": "a\x00b"}, "donor"),
        ({"donor_kind": ""}, "donor_kind"),
        ({"donor_kind": "king"}, "donor_kind"),
        ({"note": "x" * 200_000}, "note"),
        ({"received_on": "2026-02-30"}, "received_on"),
        ({"received_on": "NaN"}, "received_on"),
        ({"received_on": "2099-01-01"}, "received_on"),
        ({"bought": "1", "invoice": ""}, "invoice"),
        ({"place": "BRA"}, "place"),
    ],
)
def test_what_cannot_be_understood_is_named_by_field_and_nothing_is_stored(desk, database, typed, field):
    before = stored(database)
    answer = post(desk, "/donations/new", a_form(**typed))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert stored(database) == before


def test_a_form_without_a_whole_key_is_not_recorded(desk, database):
    before = stored(database)
    assert "This form is damaged" in post(desk, "/donations/new", a_form(key="NaN")).text
    assert stored(database) == before


@pytest.mark.parametrize(
    "text", ["<b>bold</b>", '<img src=x onerror="alert(1)">', "=HYPERLINK(1)", "'; DROP TABLE box"]
)
def test_markup_is_kept_as_the_letters_it_is(desk, text):
    code = record(desk, donor=text, note=text)
    page = desk.get(f"/donations/{code}").text
    assert "<b>bold" not in page
    assert "<img src=x" not in page
    assert text_of(desk.get(f"/donations/{code}/receipt.pdf"))
    assert desk.get("/donations").status_code == 200


def test_all_that_was_typed_comes_back_with_the_mistake(desk):
    page = post(desk, "/donations/new", a_form(lines__0__quantity="many", note="heavy ones first")).text
    assert 'value="many"' in page
    assert "heavy ones first" in page
    assert 'value="tinned beef"' in page


def test_an_everyday_word_for_two_things_is_asked_back_and_never_guessed(desk, database):
    form = a_form(lines__0__item="tin")
    asked = post(desk, "/donations/new", form)
    assert asked.status_code == 422
    assert 'value="FOD-BEEF-01"' in asked.text
    assert 'value="FOD-BEAN-01"' in asked.text
    assert stored(database)[0] == 0
    answered = post(desk, "/donations/new", {**form, "lines-0-chosen": "FOD-BEAN-01"})
    assert "Baked beans, 400 g" in desk.get(answered.headers["Location"]).text


def test_a_word_nobody_knows_is_answered_with_what_comes_nearest(desk):
    page = post(desk, "/donations/new", a_form(lines__0__item="bakd beens")).text
    assert 'value="FOD-BEAN-01"' in page


def test_more_lines_are_added_without_recording_anything(desk, database):
    page = post(desk, "/donations/new", {**a_form(), "add": "lines"})
    assert page.status_code == 200
    assert 'name="lines-3-item"' in page.text
    assert 'value="240"' in page.text
    assert stored(database)[0] == 0


def test_blank_lines_between_filled_ones_are_no_mistake(desk, database):
    form = a_form()
    form |= {name.replace("-0-", "-2-"): value for name, value in form.items() if name.startswith("lines-0")}
    form |= {"lines-1-item": "", "lines-1-quantity": "", "lines-1-condition": "new"}
    form |= {"lines-1-currency": "EUR", "lines-1-decision": "accepted"}
    assert post(desk, "/donations/new", form).status_code == 303
    assert stored(database)[1] == 2


def test_a_mistake_in_a_later_line_is_shown_at_that_line(desk):
    form = a_form()
    form |= {name.replace("-0-", "-2-"): value for name, value in form.items() if name.startswith("lines-0")}
    form |= {"lines-2-boxes": "999"}
    assert 'href="#lines-1-boxes"' in post(desk, "/donations/new", form).text


def test_a_dozen_is_understood_and_said(desk):
    code = record(desk, lines__0__quantity="2 dozen", lines__0__boxes="")
    page = desk.get(f"/donations/{code}").text
    assert "24 pieces" in page
    assert "stands loose" in page


def test_what_we_never_take_is_refused_with_its_reason(desk):
    typed = a_form(lines__0__item="MDC-OPEN-01", lines__0__boxes="")
    asked = post(desk, "/donations/new", typed)
    assert asked.status_code == 422
    assert "We do not take this item" in asked.text
    told = re.search(r'name="told"[^>]*value="([^"]*)"', asked.text)[1]
    code = code_in(post(desk, "/donations/new", {**typed, "told": told}))
    page = desk.get(f"/donations/{code}").text
    assert "refused" in page
    assert "We do not take this item" in page


def test_a_volunteer_undoes_the_own_entry_and_says_why(desk, database):
    code = record(desk)
    assert post(desk, f"/donations/{code}/undo", {"key": str(uuid4()), "reason": ""}).status_code == 422
    page = desk.get(f"/donations/{code}").text
    assert "Take these labels off: Leeds 1" in page
    assert "Needed, such as" in page
    answer = post(desk, f"/donations/{code}/undo", {"key": str(uuid4()), "reason": "typed twice"})
    assert answer.status_code == 303
    page = desk.get(f"/donations/{code}").text
    assert "typed twice" in page
    assert "emptied" in page


def test_a_correction_comes_prefilled_and_replaces_the_gift(desk, database):
    code = record(desk)
    page = desk.get(f"/donations/{code}/correct").text
    assert 'value="240"' in page
    assert 'value="10"' in page
    form = a_form(lines__0__quantity="204", correction="204, not 240")
    answer = post(desk, f"/donations/{code}/correct", form)
    new = code_in(answer)
    assert new != code
    assert f"/donations/{new}" in desk.get(f"/donations/{code}").text


def test_a_line_is_set_aside_by_a_volunteer_and_released_by_who_is_in_charge(desk, app, database, leeds):
    code = record(desk)
    path = f"/donations/{code}/lines/1"
    assert post(desk, f"{path}/set-aside", {"key": str(uuid4()), "reason": "dented"}).status_code == 303
    post(desk, f"{path}/release", {"key": str(uuid4()), "reason": "fine"}, follow_redirects=True)
    assert "set aside" in desk.get(f"/donations/{code}").text
    lead = signed_in(app, database, Granted(Role.IN_CHARGE, place_id=leeds))
    post(lead, f"{path}/release", {"key": str(uuid4()), "reason": "fine", "boxes": "4"})
    assert "accepted" in lead.get(f"/donations/{code}").text


def test_an_unknown_decision_or_line_changes_nothing(desk, database):
    code = record(desk)
    before = stored(database)
    form = {"key": str(uuid4()), "reason": "x"}
    assert post(desk, f"/donations/{code}/lines/1/eat", form).status_code == 404
    post(desk, f"/donations/{code}/lines/7/set-aside", form)
    assert stored(database) == before


def test_gifts_of_other_places_are_as_absent_as_gifts_that_never_were(desk, app, database, leeds):
    with database.look() as db:
        bradford = db.scalar(select(Donation.place_id)) or leeds - 1
    other = signed_in(app, database, Granted(Role.DESK, place_id=bradford))
    code = record(other, place="BRA")
    for path in ("", "/receipt.pdf", "/labels.pdf", "/correct"):
        hidden, absent = desk.get(f"/donations/{code}{path}"), desk.get(f"/donations/DN-0000-00-0{path}")
        assert hidden.status_code == absent.status_code == 404
    assert code not in desk.get("/donations").text


def test_a_mistyped_code_is_answered_with_what_it_may_have_been(desk):
    code = record(desk)
    mistyped = code[:-1] + ("A" if code[-1] != "A" else "B")
    answer = desk.get(f"/donations/{mistyped}")
    assert answer.status_code == 404
    assert code in answer.text


def test_todays_list_counts_and_pages(desk, database):
    today = datetime.now(ZoneInfo("Europe/Kyiv")).date().isoformat()
    codes = [record(desk, received_on=today) for _ in range(3)]
    page = desk.get("/donations").text
    assert all(code in page for code in codes)
    assert re.search(r"<b>3</b>\s*<span>gifts today", page)
    assert re.search(r"<b>30</b>\s*<span>boxes packed today", page)
    older = desk.get(f"/donations?before={codes[1]}").text
    assert codes[0] in older
    assert codes[2] not in older


def test_who_gives_is_asked_before_anything_is_said_of_what_to_bring(desk, database, leeds):
    with database.work() as db:
        place = db.get(Place, leeds)
        place.do_not_bring, place.accepts = "Used clothing", "Tins"
    page = desk.get("/donations/new").text
    assert page.index('name="donor"') < page.index("Used clothing") < page.index("Tins")
    assert page.index("Used clothing") < page.index('name="lines-0-item"')


def test_an_empty_list_says_what_to_do_first(desk):
    assert "Log a gift" in desk.get("/donations").text


@pytest.mark.parametrize(
    "query", ["?day=NaN", "?day=2026-02-30", "?before=%00", "?place=%3Cb%3E", "?day=1e309"]
)
def test_a_list_asked_for_in_nonsense_answers_plainly(desk, query):
    assert desk.get(f"/donations{query}").status_code in {200, 400, 422}


def test_items_are_offered_while_typing(desk):
    offered = desk.get("/catalogue/search?q=tinn").json
    assert offered[0]["hint"] == "FOD-BEEF-01"
    assert offered[0]["fill"] == {"unit": "pieces"}
    assert desk.get("/catalogue/search?q=").json == []
    assert desk.get("/catalogue/search?q=%E2%80%AE").json == []
    assert len(desk.get("/catalogue/search?q=a").json) <= 8


def test_donors_are_offered_while_typing(desk, database):
    record(desk)
    with database.work() as db:
        db.add(Organisation(code="OR-1", kind=OrganisationKind.HOSPITAL, name="Raion", name_key="raion"))
    assert [one["label"] for one in desk.get("/donors/search?q=RAIL wor").json] == [
        "Rail Workers Branch 12, Leeds"
    ]
    assert desk.get("/donors/search?q=12 lee").json[0]["hint"] == "union branch"


def test_reading_pages_writes_nothing(desk, database):
    code = record(desk)
    before = stored(database)
    for path in ("", "/new", f"/{code}", f"/{code}/correct", f"/{code}/receipt.pdf", f"/{code}/labels.pdf"):
        assert desk.get(f"/donations{path}").status_code == 200
    assert stored(database) == before


def test_strangers_are_asked_to_sign_in(app, leeds):
    for path in (
        "/donations",
        "/donations/new",
        "/donations/DN-0000-00-0",
        "/catalogue/search",
        "/donors/search",
    ):
        assert app.test_client().get(path).status_code in {302, 303, 401}


def test_an_auditor_reads_and_records_nothing(app, database, leeds, desk):
    code = record(desk)
    auditor = signed_in(app, database, Granted(Role.AUDITOR))
    assert auditor.get(f"/donations/{code}").status_code == 200
    assert auditor.get("/donations/new").status_code == 403
    before = stored(database)
    assert post(auditor, "/donations/new", a_form()).status_code == 403
    assert post(auditor, f"/donations/{code}/receipt").status_code == 403
    assert stored(database) == before


def test_the_list_costs_the_same_number_of_statements_however_long_it_is(desk, database):
    def statements():
        seen = []
        event.listen(database.engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
        desk.get("/donations")
        return len(seen)

    record(desk)
    desk.get("/donations")
    few = statements()
    for _ in range(12):
        record(desk, lines__0__boxes="2")
    assert statements() == few


def statements_for(database, desk, *lines):
    """How many statements a gift of so many boxes per line sends."""
    words = ("tinned beef", "FOD-BEAN-01")
    typed = {
        f"lines-{index}-{name}": value
        for index, boxes in enumerate(lines)
        for name, value in {
            "item": words[index % 2],
            "quantity": "240",
            "boxes": str(boxes),
            "condition": "new",
            "grams": "12" if index % 2 else "",
            "currency": "EUR",
            "decision": "accepted",
        }.items()
    }
    with counted(database) as sent:
        record(desk, **typed)
    return len([statement for statement in sent if not statement.startswith("BEGIN")])


def test_a_gift_costs_as_many_statements_whatever_it_holds(database, desk):
    record(desk)  # puts the donor, the series of numbers and the place's holder on record
    assert statements_for(database, desk, 1) == 29
    assert statements_for(database, desk, 100) == 29
    assert statements_for(database, desk, 10, 10, 10, 10, 10) == 29


def test_after_a_correction_it_is_said_which_labels_are_void_and_only_new_ones_are_printed(desk):
    two = {
        "lines-1-item": "beans",
        "lines-1-quantity": "48",
        "lines-1-boxes": "2",
        "lines-1-condition": "new",
        "lines-1-currency": "EUR",
        "lines-1-decision": "accepted",
    }
    code = record(desk, **two)
    form = a_form(**two | {"lines-1-quantity": "60", "correction": "60, not 48"})
    answer = post(desk, f"/donations/{code}/correct", form, follow_redirects=True)
    assert "Take these labels off and throw them away: Leeds 11, Leeds 12." in answer.text
    assert "10 boxes keep their labels." in answer.text
    new = re.search(r"/donations/(DN-[^/]+)/labels.pdf", answer.text)[1]
    assert len(re.findall(r"(?<![0-9A-Z])BX-", text_of(desk.get(f"/donations/{new}/labels.pdf")))) == 2
    box = re.search(r'href="(/boxes/BX-[^"]+)"', answer.text)[1]
    assert "Its gift was corrected; its label stays true" in desk.get(box).text


def test_a_gift_is_looked_for_without_javascript_and_what_is_not_found_says_how_to_widen(desk):
    code = record(desk)
    record(desk, donor="Bakers Union", received_on="2026-10-04", **{"lines-0-item": "beans"})
    shown = desk.get("/donations?find=rail&what=tin+beef&day=3.10.2026,+5+October+2026").text
    assert code in shown
    assert "Bakers Union" not in shown
    assert "Goods looked for: Tinned beef" in shown
    missed = desk.get("/donations?find=rail&what=beans").text
    assert "number or donor “rail”; goods “beans”" in missed
    assert 'href="/donations?find=rail"' in missed
    assert 'href="/donations?what=beans"' in missed
    unread = desk.get("/donations?day=soon")
    assert (unread.status_code, "“soon” is not a date" in unread.text) == (200, True)
    assert 'value="soon"' in unread.text
