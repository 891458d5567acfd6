"""Sheets of gifts in a browser: sent or pasted, columns chosen, mended in place, taken in."""

import html
import io
import re
from datetime import UTC, datetime, timedelta

import pypdf
import pytest
from sqlalchemy import func, select, update

from convoy.domain.kinds import Condition
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.exchange import tables
from convoy.models import AuditEntry, Donation, GiftSheet
from convoy.services import gift_sheets, sheet_judging, tidying
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.web.people import add_user, client_of, make_app, post

pytestmark = on_sqlite

OURS = {"Origin": "http://localhost"}

SHEET = (
    "Gifts of the weekend\t\t\t\t\t\n"
    "Data\tDarczyńca\tRodzaj\tTowar\tIlość\tStan\n"
    "3 października 2026\tZwiązek Kolejarzy\tzwiązek zawodowy\ttinned beef\t240\tnowe\n"
    "\t\t\tsoap\t3 op.\tnowe\n"
    "\t\t\tsoap\tkilka\tnowe\n"
    "Razem\t\t\t\t243\t\n"
)


class Desk:
    """A volunteer's browser at one sheet."""

    def __init__(self, client, database):
        self.client, self.database = client, database
        self.path = ""

    def send(self, text="", file=None, name="gifts.csv"):
        data = {"place": "LEE", "cells": text}
        if file is not None:
            data["file"] = (io.BytesIO(file), name)
        answer = post(self.client, "/donations/sheets", data)
        if answer.status_code == 303:
            self.path = answer.headers["Location"].partition("?")[0]
        return answer

    def page(self, under="", **query):
        return self.client.get(self.path + under, query_string=query)

    def keep_columns(self, **changes):
        """Send the form of the columns as it is shown."""
        return post(self.client, f"{self.path}/columns", fields_of(self.page("/columns").text) | changes)

    def mend(self, **changes):
        """Send the form of the rows as it is shown, with what was typed."""
        return post(self.client, f"{self.path}/rows", fields_of(self.page().text) | changes)

    def take(self, then):
        return post(self.client, f"{self.path}/take", {"then": then})

    def count(self, table):
        with self.database.look() as db:
            return db.scalar(select(func.count()).select_from(table))


def fields_of(page):
    """What a browser would send of the last form of the work: inputs, and what is chosen."""
    form = max(re.findall(r'<form method="post"[^>]*class="stack".*?</form>', page, re.DOTALL), key=len)
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if said.get("type") == "checkbox" and " checked" not in tag:
            continue
        name, value = said.get("name"), html.unescape(said.get("value", ""))
        if name in {"row", "word", "out"}:
            found.setdefault(name, []).append(value)
        elif name:
            found[name] = value
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        options = [
            dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<option[^>]*>", inside)
        ]
        chosen = re.search(r'<option(?=[^>]* selected)[^>]*value="([^"]*)"', inside)
        found[name] = chosen[1] if chosen else options[0]["value"]
    found.pop("csrf_token", None)
    return found


@pytest.fixture
def hall(settings, database):
    """An application, and the place in which gifts come in."""
    with database.work() as db:
        an_item(db)
        for code in ("01", "02"):
            an_item(
                db,
                code=f"HYG-SOAP-{code}",
                category="hygiene",
                name=f"Soap {code}",
                words=("soap",),
                units_per_package=24,
            )
        places = {name: a_place(db, name=name).id for name in ("Leeds", "Bradford")}
    return make_app(settings, database), places


def at_desk(hall, database, place="Leeds", role=Role.DESK):
    app, places = hall
    person = add_user(database, Granted(role, place_id=places[place]))
    return Desk(client_of(app, database, person), database)


@pytest.fixture
def desk(hall, database):
    return at_desk(hall, database)


def rows_of(count, item="tinned beef"):
    head = "date\tdonor\tdonor type\titem\tquantity\tcondition\n"
    return head + "".join(f"2026-10-03\tAnna\tperson\t{item}\t{n}\tnew\n" for n in range(1, count + 1))


def test_a_dirty_block_of_cells_becomes_gifts_in_three_presses(desk):
    assert desk.send(SHEET).status_code == 303
    page = desk.page("/columns").text
    assert "1 row looks like a total" in page
    assert re.search(r'id="same_as_above"[^>]* checked|checked[^>]* id="same_as_above"', page)
    assert desk.keep_columns().status_code == 303
    page = desk.page().text
    assert "1 row can be taken in" in page
    assert "choose once for all rows" in page
    # One word told for both rows; one cell mended.
    assert desk.mend(**{"item-0": "HYG-SOAP-01", "cell-5-quantity": "12"}).status_code == 303
    page = desk.page().text
    assert "Take in all 3 rows" in page
    assert "= 72 pieces" in page
    desk.take("all")
    assert "3 gifts of this sheet are in." in desk.page().text
    assert desk.count(Donation) == 3
    assert desk.take("all").status_code == 303
    assert desk.count(Donation) == 3


def test_nothing_is_taken_in_whole_while_a_row_is_unclear(desk):
    desk.send(rows_of(2) + "2026-10-03\tAnna\tperson\ttinned beef\tmany\tnew\n")
    desk.keep_columns()
    desk.take("all")
    assert desk.count(Donation) == 0
    assert "rows are unclear, so nothing was stored" in desk.page().text


def test_good_rows_go_in_and_the_others_stay_for_another_volunteer(hall, database, desk):
    desk.send(rows_of(2) + "2026-10-03\tAnna\tperson\ttinned beef\tmany\tnew\n")
    desk.keep_columns()
    desk.take("good")
    assert desk.count(Donation) == 2
    other = at_desk(hall, database)
    other.path = desk.path
    assert "“many” is not a number" in other.page().text
    other.mend(**{"cell-4-quantity": "7"})
    other.take("all")
    assert desk.count(Donation) == 3
    assert "Nothing waits in this sheet." in desk.page().text


def test_a_mended_row_equal_to_one_that_is_in_is_a_gift_of_its_own(desk):
    desk.send(rows_of(1) + rows_of(1).splitlines()[1].replace("\t1\t", "\tone\t") + "\n")
    desk.keep_columns()
    desk.take("good")
    desk.mend(**{"cell-3-quantity": "1"})
    desk.take("all")
    assert desk.count(Donation) == 2


def test_the_same_bytes_lead_to_the_same_sheet_and_add_nothing(desk):
    desk.send(file=rows_of(3).encode())
    first = desk.path
    desk.keep_columns()
    desk.take("all")
    desk.send(file=rows_of(3).encode(), name="copy of gifts.csv")
    assert desk.path == first
    desk.take("all")
    # A longer copy is another sheet whose first rows are known.
    desk.send(file=rows_of(4).encode())
    assert desk.path != first
    desk.keep_columns()
    assert "1 row can be taken in" in desk.page().text
    desk.take("all")
    assert (desk.count(Donation), desk.count(GiftSheet)) == (4, 2)


def test_a_sheet_whose_rows_were_all_in_before_is_done_at_one_press(desk):
    desk.send(rows_of(2))
    desk.keep_columns()
    desk.take("all")
    assert 'value="all"' not in desk.page().text, "what is done offers no press"
    desk.send(file=rows_of(2).replace("\t", ",").encode())
    desk.keep_columns()
    page = desk.page().text
    assert "Nothing waits in this sheet." in page
    assert 'value="all"' in page
    desk.take("all")
    page = desk.page().text
    assert "2 rows were in before." in page
    assert 'value="all"' not in page
    assert desk.count(Donation) == 2


def test_every_press_leaves_one_entry_and_a_repeated_one_none(desk):
    before = desk.count(AuditEntry)
    desk.send(rows_of(2))
    desk.keep_columns()
    desk.mend(**{"cell-2-note": "two bags", "cell-2-quantity": "5"})
    desk.take("all")
    assert desk.count(AuditEntry) == before + 4
    desk.take("all")
    desk.send(rows_of(2))
    assert desk.count(AuditEntry) == before + 4


def test_a_long_sheet_goes_in_by_steps_that_say_how_far_they_are(desk, monkeypatch):
    monkeypatch.setattr(gift_sheets, "STEP", 2)
    monkeypatch.setattr(gift_sheets, "STEPS", 1)
    desk.send(rows_of(5))
    desk.keep_columns()
    desk.take("all")
    page = desk.page().text
    assert "2 of 5 rows are in." in page
    assert 'value="2" max="5"' in page
    assert "data-goes-on" in page
    assert "data-goes-on" not in desk.page().text, "looking again begins nothing"
    desk.take("all")
    desk.take("all")
    assert desk.count(Donation) == 5
    page = desk.page().text
    assert "Nothing waits in this sheet." in page
    assert "5 gifts of this sheet are in." in page, "not those of the last press alone"


def test_the_end_says_what_became_of_every_row_of_the_sheet(desk, monkeypatch):
    desk.send(rows_of(2))
    desk.keep_columns()
    desk.take("all")
    monkeypatch.setattr(gift_sheets, "STEP", 1)
    monkeypatch.setattr(sheet_judging, "PORTION", 2)
    twice = rows_of(5).splitlines()[5]
    desk.send(rows_of(5) + f"{twice}\n2026-10-03\tAnna\tperson\ttinned beef\tmany\tnew\nTotal\t\t\t\t9\t\n")
    desk.keep_columns()
    desk.take("good")
    page = desk.page().text
    assert desk.count(Donation) == 6, (
        "a row that stands twice is two gifts, also where it is read in portions"
    )
    assert "4 gifts of this sheet are in. 2 rows were in before. 1 row is left out. 1 row stays here" in page
    said = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page))
    assert said == {
        "Gifts taken in": "4",
        "Were in before": "2",
        "To be mended": "1",
        "Left out": "1",
        "Rows of the sheet": "8",
    }


def test_a_sheet_of_many_thousand_rows_is_shown_by_pages_and_its_faults_are_at_hand(desk):
    desk.send(file=(rows_of(6_000) + "2026-10-03\tAnna\tperson\ttinned beef\tmany\tnew\n").encode())
    desk.keep_columns()
    page = desk.page().text
    assert "6000 rows can be taken in" in page.replace(",", "")
    assert "“many” is not a number" in page
    page = desk.page(show="good", **{"from": "3000"})
    assert page.text.count('name="row"') == 40
    assert 'value="3000"' in page.text
    assert len(page.data) < 150_000
    desk.take("good")
    assert "5,000 of 6,000 rows are in." in desk.page().text
    desk.take("good")
    assert "6,000 gifts of this sheet are in." in desk.page().text.replace("6000 gifts", "6,000 gifts")


def test_a_cell_of_few_words_says_them_and_never_a_code(desk):
    desk.send("Who gave\tWhat was given\tHow many\tWhen\nBranch 9\ttinned beef\t5\t2026-10-03\n")
    desk.keep_columns(donor_kind="union_branch", condition="used_good")
    page = desk.page().text
    assert "union branch</option>" in page
    assert desk.mend().status_code == 303
    desk.take("all")
    page = desk.page(show="in").text
    assert "<bdi>union branch</bdi>" in page
    assert "union_branch" not in page
    assert desk.count(Donation) == 1


def test_two_people_mending_one_sheet_do_not_overwrite_each_other(hall, database, desk):
    desk.send(rows_of(2).replace("\t1\t", "\tone\t"))
    desk.keep_columns()
    seen = fields_of(desk.page().text)
    desk.mend(**{"cell-2-quantity": "11"})
    late = post(desk.client, f"{desk.path}/rows", seen | {"cell-2-quantity": "12", "cell-2-note": "mine"})
    assert late.status_code == 409
    assert "Somebody else worked on this sheet" in late.text
    desk.take("all")
    with database.look() as db:
        assert sorted(db.scalars(select(Donation.note))) == ["", ""]


def test_what_is_ticked_and_typed_in_a_sheet_comes_back_in_another_language_and_under_its_own_state(desk):
    desk.send(SHEET)
    desk.keep_columns()
    before = fields_of(desk.page().text)
    number = before["row"][0]
    typed = {f"cell-{number}-donor": "half typed", "out": [number], "in_language": "uk"}
    answer = post(desk.client, f"{desk.path}/rows", before | typed)
    assert answer.status_code == 200
    assert 'lang="uk"' in answer.text
    drawn = fields_of(answer.text)
    assert {name: drawn[name] for name in before | typed if name != "in_language"} == {
        name: value for name, value in (before | typed).items() if name != "in_language"
    }
    assert '<div class="said said-problem" role="alert"' not in answer.text


def test_what_is_ticked_in_a_sheet_stays_where_somebody_else_was_quicker(desk):
    desk.send(SHEET)
    desk.keep_columns()
    before = fields_of(desk.page().text)
    number = before["row"][0]
    answer = desk.mend(revision="0", out=[number])
    assert answer.status_code == 409
    assert fields_of(answer.text)["out"] == [number]


def test_a_sheet_is_not_taken_in_by_a_change_of_the_language(desk):
    desk.send(rows_of(3))
    desk.keep_columns()
    page = post(desk.client, f"{desk.path}/take", {"then": "all", "in_language": "en"}, headers=OURS)
    assert "Nothing was lost" in page.text
    assert desk.count(Donation) == 0
    desk.take("all")
    assert desk.count(Donation) == 3


def test_what_a_row_does_not_say_is_said_once_for_all(desk):
    desk.send("item\tqty\ntinned beef\t5\ntinned beef\t6\n")
    assert "choose its column, or say it here for every row" in desk.keep_columns().text
    desk.keep_columns(day="3 ottobre 2026", donor="anonymous", condition=Condition.AS_NEW.value)
    desk.take("all")
    assert desk.count(Donation) == 2


def test_totals_are_shown_and_can_be_taken_for_rows(desk):
    desk.send(rows_of(1) + "2026-10-03\tTotal\tcompany\ttinned beef\t9\tnew\n")
    desk.keep_columns()
    page = desk.page(show="left_out").text
    assert "<bdi>Total</bdi>" in page
    sent = fields_of(page) | {"out": []}
    post(desk.client, f"{desk.path}/rows", sent)
    desk.take("all")
    assert desk.count(Donation) == 2


def test_the_unclear_rows_can_be_fetched_with_their_reasons_and_no_formula(desk):
    desk.send(rows_of(1) + '2026-10-03\t=HYPERLINK("x")\tperson\ttinned beef\t@SUM(A1)\tnew\n')
    desk.keep_columns()
    for kind in ("csv", "xlsx"):
        answer = desk.page(f"/unclear.{kind}")
        table = tables.read_table("a", answer.data)
        assert table.headings[-2:] == ("What is unclear", "Row in the sheet")
        ((*said, reason, number),) = (row.cells for row in table.rows)
        assert '=HYPERLINK("x")' in said
        assert "@SUM(A1)" in said
        assert "is not a number" in reason
        assert number.endswith("/3")
        assert b"'=HYPERLINK" in answer.data or kind == "xlsx"


def test_why_rows_wait_is_said_and_can_be_fetched_after_a_reload_another_sign_in_and_when_put_away(
    hall, database, desk
):
    desk.send(rows_of(2) + "2026-10-03\tAnna\tperson\tpease\t7\tnew\n2026-10-03\tBob\t\tsoap\tmany\tnew\n")
    desk.keep_columns()
    desk.take("good")
    later = at_desk(hall, database)
    later.path = desk.path
    for put_away in (False, True):
        if put_away:
            post(later.client, f"{later.path}/put-away", {})
        for one in (desk, later):
            page = one.page().text
            assert "“pease” is not in the catalogue" in page or "Choose above what is meant." in page
            assert "“many” is not a number" in page
            assert f"{one.path}/unclear.xlsx" in page
            table = tables.read_table("a", one.page("/unclear.csv").data)
            assert [row.cells[-1][-2:] for row in table.rows] == ["/4", "/5"]
            assert "“pease” is not in the catalogue" in table.rows[0].cells[-2]
            assert "“many” is not a number" in table.rows[1].cells[-2]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "Choose a file, or paste the cells."),
        (b"%PDF-1.7", "This is a PDF"),
        (b"<html><table>", "web page"),
        (b"PK\x03\x04junk", "damaged"),
    ],
)
def test_what_is_no_sheet_is_answered_plainly_and_nothing_is_kept(desk, data, reason):
    answer = desk.send(file=data or None)
    assert answer.status_code == 422
    assert reason in answer.text
    assert desk.count(GiftSheet) == 0


def test_a_form_that_no_page_made_is_answered_plainly(desk):
    desk.send(file=rows_of(1).encode(), name="a\0b\u202e.csv")
    for odd in ({"columns-77": "day"}, {"columns-0": "nonsense"}, {"heading": "9" * 30}, {"heading": "-1"}):
        assert desk.keep_columns(**odd).status_code in {303, 422}
    rows = {"row": ["2", "x", "99"], "cell-2-day": "\0", "out": ["7", "y"], "word": ["a"], "revision": "z"}
    assert post(desk.client, f"{desk.path}/rows", rows).status_code in {303, 409}
    assert desk.page("/columns", heading="x", height="-3").status_code == 200
    assert desk.page(show="nonsense", **{"from": "x"}).status_code in {200, 303}


def test_a_sheet_is_for_its_place_alone(hall, database, desk):
    desk.send(rows_of(1))
    other = at_desk(hall, database, "Bradford")
    other.path = desk.path
    assert other.page().status_code == 404
    assert other.take("all").status_code == 404


def test_sheets_that_are_done_are_deleted_and_their_gifts_stay(desk, database):
    desk.send(rows_of(1))
    desk.keep_columns()
    desk.take("all")
    desk.send(rows_of(2))
    now = datetime.now(UTC)
    assert database.do(tidying.tidy, CONSOLE, now + timedelta(days=13)).sheets == 0
    assert database.do(tidying.tidy, CONSOLE, now + timedelta(days=15)).sheets == 1
    assert (desk.count(GiftSheet), desk.count(Donation)) == (1, 1)


def test_a_sheet_nobody_goes_on_with_is_deleted_a_month_after_its_last_change(desk, database):
    desk.send(rows_of(2))
    now = datetime.now(UTC)
    with database.work() as db:
        db.execute(update(GiftSheet).values(sent_at=now - timedelta(days=40)))
    assert database.do(tidying.tidy, CONSOLE, now + timedelta(days=29)).sheets == 0
    assert database.do(tidying.tidy, CONSOLE, now + timedelta(days=31)).sheets == 1
    with database.look() as db:
        assert db.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first() == "sheet:delete"


def test_the_gifts_of_a_sheet_are_listed_and_their_labels_come_in_one_file(hall, database, desk):
    head = "date\tdonor\tdonor type\titem\tquantity\tcondition\tboxes\n"
    row = "2026-10-03\tAnna\tperson\ttinned beef\t{}\tnew\t{}\n"
    desk.send(head + row.format(24, 2) + row.format(36, 3))
    assert desk.keep_columns().status_code == 303
    assert desk.page("/gifts").status_code == 200
    desk.take("all")
    assert f'href="{desk.path}/gifts"' in desk.page().text
    page = desk.page("/gifts").text
    gifts = re.findall(r'name="gift" value="(DN-[^"]+)"', page)
    assert (len(gifts), desk.count(Donation)) == (2, 2)
    assert all(f'href="/donations/{gift}"' in page for gift in gifts)
    labels = desk.client.get("/donations/labels.pdf", query_string={"gift": gifts})
    text = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(labels.data)).pages)
    assert len(re.findall(r"(?<![0-9A-Z])BX-", text)) == 5
    other = at_desk(hall, database, "Bradford")
    assert other.client.get("/donations/labels.pdf", query_string={"gift": gifts}).status_code == 404
