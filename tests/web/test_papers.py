"""The printer's pages: one button a van, valid and void papers, no word of the route outside the papers."""

import re
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import select

from convoy.domain.lifecycle import RunStage
from convoy.domain.permissions import Granted, Role
from convoy.models import Convoy, Paper, PrintLog, Rendition
from tests.documents.reading import everything, sides
from tests.engines import on_sqlite
from tests.factories import a_convoy
from tests.printing import SECRETS, a_van_to_print
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def convoy(database):
    with database.work() as db:
        return a_van_to_print(db, vans=2).code


def convoy_id(database):
    with database.look() as db:
        return db.scalars(select(Convoy.id)).one()


@pytest.fixture
def printer(app, database, convoy):
    return signed_in(app, database, Granted(Role.PRINTER, convoy_id=convoy_id(database)), name="Kim")


@pytest.fixture
def coordinator(app, database, convoy):
    return signed_in(app, database, Granted(Role.COORDINATOR))


def choice(**overrides):
    chosen = {"key": str(uuid4()), "van": "1", "variant": "border", "first": "en", "second": "uk"}
    return chosen | overrides


def made_final(client, convoy, **overrides):
    """The address of the page of a paper that was just made final."""
    answer = post(client, f"/papers/{convoy}/final", choice(**overrides))
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def change_plate(database):
    with database.work() as db:
        db.scalars(select(Convoy)).one().runs[0].plate = "NEW 22"


def test_every_language_of_papers_is_offered_and_what_lacks_a_name_is_listed(printer, convoy):
    page = printer.get(f"/papers/{convoy}").text
    for offered in ("Polski (pl)", "Lietuvių (lt)", "Türkçe (tr)"):
        assert page.count(offered) == 2
    assert "Not translated: printed in English" in page
    assert "has no name in ES, PT, FR, DE, IT, RO, SK, CS, HU, LT, TR" in page


def test_a_printer_goes_from_the_first_page_to_a_paper_in_the_hand(printer, convoy):
    assert f"/papers/{convoy}" in printer.get("/").text
    assert f"/papers/{convoy}" in printer.get("/papers").text
    page = printer.get(f"/papers/{convoy}").text
    assert "Print everything for van 1" in page
    assert "Print everything for van 2" in page
    paper = made_final(printer, convoy)
    assert "version 1 is final: " in printer.get(paper).text
    answer = post(printer, f"{paper}/border-en-uk.pdf")
    assert answer.mimetype == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert SECRETS["plate"] in everything(answer.data)
    assert SECRETS["plate"] not in answer.headers["Content-Disposition"]


def test_each_van_has_one_main_button_and_its_manifest_is_a_row_like_the_others(printer, convoy):
    page = printer.get(f"/papers/{convoy}").text
    assert page.count("press press-primary") == 2
    for row in ("Packing list (cargo manifest)", "Crew list", "Driver sheet"):
        assert f'aria-label="Print: Van 1, {row}"' in page
    paper = post(printer, f"/papers/{convoy}/final", choice(paper=f"CM {convoy}/1")).headers["Location"]
    assert "/papers/CM-" in paper
    draft = post(printer, f"/papers/{convoy}/preview.pdf", choice(paper=f"CL {convoy}/1"))
    assert "DRAFT" in everything(draft.data)


@pytest.mark.parametrize("paper", ["CM CV-0000-00-0/1", "cm {convoy}/1", "XX {convoy}/1", ""], ids=str)
def test_a_paper_that_is_not_of_this_convoy_is_not_found(printer, convoy, paper):
    answer = post(printer, f"/papers/{convoy}/final", choice(paper=paper.format(convoy=convoy)))
    assert answer.status_code in {404, 422}


def test_what_stops_a_border_copy_stands_above_the_vans(printer, database, convoy):
    with database.work() as db:
        db.scalars(select(Convoy)).one().runs[0].payload_g = 1_000
    page = printer.get(f"/papers/{convoy}").text
    assert page.index("Before a border copy") < page.index("Print everything for van 1")


def test_everything_for_a_van_is_drawn_step_by_step_and_goes_on_for_whoever_comes_back(
    printer, database, convoy, monkeypatch
):
    monkeypatch.setattr("convoy.web.views.bundles.SECONDS", 0)
    form = choice()
    where = post(printer, f"/papers/{convoy}/bundle", form).headers["Location"]
    assert post(printer, f"/papers/{convoy}/bundle", form).headers["Location"] == where
    with database.look() as db:
        papers = len(db.scalars(select(Paper)).all())
        assert {one.content for one in db.scalars(select(Rendition))} == {None}
    for done in range(1, papers):
        page = printer.get(where)
        assert f"{done} of {papers} papers drawn" in page.text
        assert page.headers["Refresh"] == "1"
    ready = printer.get(where)
    assert "Sheets to load" in ready.text
    assert "Refresh" not in ready.headers
    key = dict(parse_qsl(urlsplit(where).query))["key"]
    file = post(printer, f"/papers/{convoy}/bundle.pdf", {"key": key, "sides": "1"})
    assert "attachment" in file.headers["Content-Disposition"]
    assert "What to print and who signs" in everything(file.data)
    with database.look() as db:
        assert len(db.scalars(select(PrintLog)).all()) == papers


@pytest.mark.parametrize("key", ["", "x", str(uuid4())], ids=["none", "no key", "unknown"])
def test_a_bundle_that_was_never_made_leads_back_to_the_convoys_papers(printer, convoy, key):
    assert printer.get(f"/papers/{convoy}/bundle?key={key}").headers["Location"] == f"/papers/{convoy}"


def test_no_page_for_a_printer_tells_a_plate_driver_route_or_recipient(printer, database, convoy):
    paper = made_final(printer, convoy)
    post(printer, f"{paper}/border-en-uk.pdf")
    change_plate(database)
    for address in ("/", "/papers", f"/papers/{convoy}", paper, f"{paper}/changes", "/papers/check"):
        page = printer.get(address)
        assert page.status_code == 200, address
        assert [name for name, value in {**SECRETS, "new": "NEW 22"}.items() if value in page.text] == []


def test_a_coordinator_sees_what_is_declared_and_what_is_loaded(coordinator, database, convoy):
    paper = made_final(coordinator, convoy)
    change_plate(database)
    page = coordinator.get(f"{paper}/changes").text
    assert SECRETS["plate"] in page
    assert "NEW 22" in page
    said = coordinator.get(paper).text
    assert "What this paper says has changed since." in said
    assert "The load has changed" not in said
    assert "out of date" in coordinator.get(f"/papers/{convoy}").text


def test_printed_copies_of_a_replaced_version_are_to_be_destroyed(printer, database, convoy):
    paper = made_final(printer, convoy)
    post(printer, f"{paper}/border-en-uk.pdf")
    post(printer, f"{paper}/border-en-uk.pdf")
    change_plate(database)
    second = made_final(printer, convoy)
    assert second.endswith("/v2")
    assert "Van 1: destroy 2 prints of v1, print v2" in printer.get(f"/papers/{convoy}").text
    assert "Version 2 replaces this one" in printer.get(paper).text


def test_printed_copies_for_a_van_that_dropped_out_are_to_be_destroyed(printer, database, convoy):
    paper = made_final(printer, convoy)
    post(printer, f"{paper}/border-en-uk.pdf")
    with database.work() as db:
        run = db.scalars(select(Convoy)).one().runs[0]
        run.stage, run.dropped_reason = RunStage.DROPPED, "gearbox"
    page = printer.get(f"/papers/{convoy}").text
    assert "Van 1: destroy 1 print of v1" in page
    assert "Print everything for van 1" not in page


def test_a_preview_is_a_draft_and_stores_nothing(printer, database, convoy):
    answer = post(printer, f"/papers/{convoy}/preview.pdf", choice(van="convoy"))
    assert "DRAFT" in everything(answer.data)
    with database.look() as db:
        assert db.scalars(select(Paper)).all() == []


def test_any_pair_of_languages_of_the_catalogue_can_be_chosen(printer, convoy):
    paper = made_final(printer, convoy, first="uk", second="pl")
    said = everything(post(printer, f"{paper}/border-uk-pl.pdf").data)
    assert "Gulasz wołowy" in said
    assert "Тушонка яловича" in said


def test_a_paper_is_printed_on_the_page_that_is_in_the_printer(printer, convoy):
    paper = made_final(printer, convoy, page="Letter")
    page = printer.get(paper).text
    assert "border copy · EN + UK · US Letter" in page
    assert sides(post(printer, f"{paper}/border-en-uk-Letter.pdf").data) == {(792, 612)}
    assert post(printer, f"{paper}/border-en-uk.pdf").status_code == 404
    draft = post(printer, f"/papers/{convoy}/preview.pdf", choice(page="Letter", paper=f"DS {convoy}/1"))
    assert sides(draft.data) == {(612, 792)}


def test_a_form_sent_twice_through_back_is_one_paper(printer, database, convoy):
    form = choice()
    first = post(printer, f"/papers/{convoy}/final", form).headers["Location"]
    assert post(printer, f"/papers/{convoy}/final", form).headers["Location"] == first
    assert post(printer, f"/papers/{convoy}/final", form | {"van": "2"}).status_code == 303
    with database.look() as db:
        assert [paper.version for paper in db.scalars(select(Paper))] == [1, 1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"variant": "secret"},
        {"first": "tlh"},
        {"first": ""},
        {"page": "A5"},
        {"second": "<b>"},
        {"key": "nonsense"},
    ],
    ids=str,
)
def test_a_choice_that_is_not_offered_is_refused_with_the_page_shown_again(printer, database, convoy, wrong):
    answer = post(printer, f"/papers/{convoy}/final", choice(**wrong))
    assert answer.status_code == 422
    assert "Print everything for van 1" in answer.text
    with database.look() as db:
        assert db.scalars(select(Paper)).all() == []


@pytest.mark.parametrize("van", ["", "9", "99999999999999", "-1", "１", "x"])
def test_a_van_that_is_not_there_is_not_found(printer, convoy, van):
    assert post(printer, f"/papers/{convoy}/final", choice(van=van)).status_code == 404


def test_a_border_copy_that_must_not_travel_is_refused_with_the_reason(printer, database, convoy):
    with database.work() as db:
        db.scalars(select(Convoy)).one().runs[0].payload_g = 1_000
    answer = post(printer, f"/papers/{convoy}/final", choice())
    assert answer.status_code == 422
    assert "36.035 kg more than it may" in answer.text
    assert "Nothing was stored." in answer.text


def test_a_paper_in_the_hand_is_checked_by_number_and_hash(printer, app, database, convoy):
    made_final(printer, convoy)
    with database.look() as db:
        paper = db.scalars(select(Paper)).one()
    anybody = signed_in(app, database, Granted(Role.DESK))
    page = anybody.get(f"/papers/check?number={paper.number.lower()}&hash={paper.sha256[:8].upper()}").text
    assert "This is the version in force." in page
    assert "Not a paper of ours" in anybody.get(f"/papers/check?number={paper.number}&hash=00000000").text
    assert "Not a paper of ours" in anybody.get("/papers/check?number=CM-X-2026-0001&hash=00000000").text
    assert app.test_client().get("/papers/check").status_code == 401


def test_a_cancelled_paper_says_so_everywhere(printer, database, convoy):
    paper = made_final(printer, convoy)
    assert post(printer, f"{paper}/cancel", {"key": str(uuid4()), "reason": ""}).status_code == 422
    assert post(printer, f"{paper}/cancel", {"key": str(uuid4()), "reason": "wrong van"}).status_code == 303
    assert "Cancelled: wrong van. Destroy every copy." in printer.get(paper).text
    with database.look() as db:
        kept = db.scalars(select(Paper)).one()
    assert "Destroy it." in printer.get(f"/papers/check?number={kept.number}&hash={kept.sha256[:8]}").text


def test_the_code_on_a_paper_leads_to_its_page_in_whatever_letters(printer, app, database, convoy):
    paper = made_final(printer, convoy)
    number = paper.split("/")[-2]
    assert printer.get(f"/P/{number}/1").headers["Location"] == paper
    anybody = signed_in(app, database, Granted(Role.DESK))
    assert anybody.get(f"/P/{number}/1").headers["Location"].startswith("/papers/check")


def test_reading_never_counts_as_printing(printer, database, convoy):
    paper = made_final(printer, convoy)
    printer.get(paper)
    assert printer.get(f"{paper}/border-en-uk.pdf").headers["Location"] == paper
    with database.look() as db:
        assert db.scalars(select(PrintLog)).all() == []
    assert post(printer, f"{paper}/full-en-uk.pdf").status_code == 404
    assert post(printer, f"{paper}/nonsense.pdf").status_code == 404


def test_papers_of_another_convoy_are_like_none_at_all(printer, app, database, convoy):
    paper = made_final(printer, convoy)
    with database.work() as db:
        other = a_convoy(db).id
    stranger = signed_in(app, database, Granted(Role.PRINTER, convoy_id=other))
    for address in (f"/papers/{convoy}", paper, f"{paper}/changes"):
        theirs, absent = stranger.get(address), stranger.get(re.sub(r"[A-Z0-9-]{8,}", "CM-NONE", address))
        assert theirs.status_code == absent.status_code == 404
    assert convoy not in stranger.get("/papers").text


def test_a_refused_cancellation_says_so_on_top_and_keeps_its_fold_open(printer, convoy):
    paper = made_final(printer, convoy)
    assert "<details" in (shut := printer.get(paper).text)
    assert "data-summary" not in shut
    assert not re.search(r"<details[^>]* open", shut)
    page = post(printer, f"{paper}/cancel", {"key": str(uuid4()), "reason": ""}).text
    assert page.count("data-summary") == 1
    assert page.index("data-summary") < page.index('class="panels"')
    fold = page[page.rindex("<details", 0, page.index('name="reason"')) :]
    assert re.match(r"<details[^>]* open", fold)


def test_a_cancelled_paper_offers_neither_pages_nor_printing_only_a_look_in_a_fold(printer, convoy):
    paper = made_final(printer, convoy)
    before = printer.get(paper).text
    assert "Only these pages" in before
    assert "Download to print" in before
    post(printer, f"{paper}/cancel", {"key": str(uuid4()), "reason": "wrong van"})
    page = printer.get(paper).text
    assert "Only these pages" not in page
    assert "Download to print" not in page
    assert page.rindex("<details", 0, page.index("border-en-uk.pdf")) < page.index("Look what it was")
    void = post(printer, f"{paper}/border-en-uk.pdf")
    assert void.mimetype == "application/pdf"
    assert 'filename="VOID-' in void.headers["Content-Disposition"]
