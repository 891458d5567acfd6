"""Sheets of gifts taken in part by part: every row is one gift, in whatever order its people mend them."""

import json
from datetime import date

import pytest
from sqlalchemy import func, select, update

from convoy.domain.errors import Conflict, RuleBroken
from convoy.domain.permissions import CONSOLE
from convoy.exchange import layouts
from convoy.models import AuditEntry, AuditMention, Donation, DonationLine, GiftSheet, Item, Place
from convoy.queries import gift_sheets as query
from convoy.services import checking, gift_sheets, imports, sheet_judging, sheet_rows
from convoy.services.sheet_choices import choices_of, grid_of, keys_in
from convoy.services.sheet_verdicts import Standing
from tests.engines import on_sqlite
from tests.factories import a_place, an_item

HEAD = "date\tdonor\tdonor type\titem\tquantity\tcondition\tnote\n"


def rows(*quantities, note=""):
    """Rows that are the same but for their quantities, numbered from 2 on."""
    return "".join(f"2026-10-03\tAnna\tperson\ttinned beef\t{said}\tnew\t{note}\n" for said in quantities)


class Desk:
    """Somebody at work on the sheets of one place."""

    def __init__(self, database):
        self.database = database

    def send(self, body):
        """Keep a sheet, take its columns for what they seem to be, and return its code."""
        code = gift_sheets.send(self.database, CONSOLE, "LEE", "gifts.csv", (HEAD + body).encode())
        return self.choose(code, ())

    def choose(self, code, without):
        """Choose the columns of a sheet, but some."""
        with self.database.look() as db:
            sheet = query.find(db, CONSOLE, code)
            seems, revision = layouts.guessed(grid_of(sheet)), sheet.revision
        columns = {place: name for place, name in seems.columns.items() if name not in without}
        layout = layouts.Layout(seems.heading, seems.height, columns)
        self.database.do(gift_sheets.choose, CONSOLE, gift_sheets.ChooseLayout(code, revision, layout))
        return code

    def mend(self, code, cells, left_out=()):
        """Type into cells; of the rows named, those left out are no gifts."""
        with self.database.look() as db:
            revision = query.find(db, CONSOLE, code).revision
        command = gift_sheets.Mend(code, revision, cells, frozenset(left_out), {}, date(2026, 11, 28))
        self.database.do(gift_sheets.mend, CONSOLE, command)

    def take(self, code, *, everything=True):
        return gift_sheets.take_in(self.database, CONSOLE, code, everything=everything)

    def standing(self, code):
        """How many rows stand how, without those of which there are none."""
        with self.database.look() as db:
            counts = sheet_rows.look_at(db, CONSOLE, query.find(db, CONSOLE, code)).counts
        return {standing: count for standing, count in counts.items() if count}

    def kept(self, code):
        with self.database.look() as db:
            return query.find(db, CONSOLE, code)

    def gifts(self):
        return self._count(Donation)

    def entries(self):
        return self._count(AuditEntry)

    def _count(self, table):
        with self.database.look() as db:
            return db.scalar(select(func.count()).select_from(table))

    def check(self, code):
        """Judge the rows once and keep how they stand; whoever judges all of them later is found out."""
        sheet_judging.check(self.database, CONSOLE, code)

    def unclear_in(self, code):
        """What is unclear: of which row, in which columns."""
        with self.database.look() as db:
            sheet = query.find(db, CONSOLE, code)
            looked = sheet_rows.look_at(db, CONSOLE, sheet, shown=Standing.UNCLEAR)
        return {row.number: set(row.problems) for row in looked.rows}


@pytest.fixture
def desk(database):
    with database.work() as db:
        an_item(db)
        a_place(db)
    return Desk(database)


def half_taken(desk):
    """A sheet whose later row is in, while an earlier one is not clear yet."""
    code = desk.send(rows("some", "240"))
    desk.take(code, everything=False)
    return code


def test_a_row_mended_to_equal_a_later_one_that_is_in_is_a_gift_of_its_own(desk):
    code = half_taken(desk)
    assert desk.gifts() == 1
    desk.mend(code, {2: {"quantity": "240"}})
    assert desk.standing(code) == {Standing.GOOD: 1, Standing.IN: 1}
    assert desk.take(code).became.added == desk.gifts() == 2
    assert desk.kept(code).done_at is not None


def test_a_row_left_out_first_and_not_in_the_end_is_a_gift_of_its_own(desk):
    code = desk.send(rows("240", "240"))
    desk.mend(code, {2: {}}, left_out=[2])
    desk.take(code)
    assert desk.gifts() == 1
    desk.mend(code, {2: {}})
    assert desk.take(code).became.added == desk.gifts() == 2


def test_the_mended_rows_in_another_file_or_on_the_command_line_add_nothing(database, desk):
    code = half_taken(desk)
    desk.mend(code, {2: {"quantity": "240"}})
    desk.take(code)
    copy = desk.send(rows("240", "240"))
    assert copy != code
    assert desk.standing(copy) == {Standing.IN: 2}
    same = desk.send(rows("some", "240"))
    assert same == code, "the very same bytes are the sheet that is here"
    data = (HEAD + rows("240", "240")).replace("\t", ",").encode()
    outcome = imports.import_file(database, CONSOLE, place_code="LEE", name="a.csv", data=data)
    assert (outcome.added, outcome.already) == (0, 2)
    longer = desk.send(rows("240", "240", "240"))
    desk.take(longer)
    assert desk.gifts() == 3, "a third row that says the same is a third gift"


def of_the_file(code, *mended):
    """Rows of the file of a sheet's unclear rows, mended by hand: numbers in the sheet, and quantities."""
    return "".join(f"{rows(said).rstrip()}\t\t{code}/{number}\n" for number, said in mended)


def test_a_mended_row_of_the_file_of_unclear_rows_is_a_gift_of_its_own_once(desk):
    code = half_taken(desk)
    back = desk.send(of_the_file(code, (2, "240")))
    assert desk.standing(back) == {Standing.GOOD: 1}, "it says the same as a row that is in, and is another"
    assert desk.take(back).became.added == 1
    assert desk.standing(code) == {Standing.IN: 2}, "it is that row of the sheet it came from"
    assert desk.kept(code).done_at is not None
    again = desk.send(of_the_file(code, (2, "240")) + rows("5"))
    assert desk.standing(again) == {Standing.IN: 1, Standing.GOOD: 1}
    desk.take(again)
    desk.take(desk.send(of_the_file(code, (2, "239"))))
    whole = desk.send(rows("240", "240"))
    assert desk.standing(whole) == {Standing.IN: 2}, "nor does the whole sheet, mended, add anything"
    assert desk.gifts() == 3


def test_a_row_mended_in_its_sheet_is_in_when_the_file_comes_back(desk):
    code = half_taken(desk)
    desk.mend(code, {2: {"quantity": "7"}})
    desk.take(code)
    assert desk.standing(desk.send(of_the_file(code, (2, "8")))) == {Standing.IN: 1}


def test_rows_of_the_file_that_come_first_leave_the_equal_rows_of_the_sheet_theirs(desk):
    code = desk.send(rows("some", "240", "few"))
    desk.take(desk.send(of_the_file(code, (2, "240"))))
    assert desk.standing(code) == {Standing.IN: 1, Standing.GOOD: 1, Standing.UNCLEAR: 1}
    assert desk.take(code, everything=False).became.added == 1
    desk.take(desk.send(of_the_file(code, (4, "240"))))
    assert desk.gifts() == 3
    assert desk.standing(code) == {Standing.IN: 3}


def test_a_row_copied_in_the_file_is_another_gift_and_a_row_without_a_name_what_it_says(desk):
    code = half_taken(desk)
    twice = of_the_file(code, (2, "240"), (2, "240"))
    assert desk.take(desk.send(twice)).became.added == 2
    assert desk.standing(desk.send(twice + rows("240"))) == {Standing.IN: 3}
    assert desk.gifts() == 3


def test_a_name_with_the_number_of_no_row_says_nothing_and_its_sheet_goes_on_waiting(desk):
    code = half_taken(desk)
    waiting = desk.kept(code).waiting
    desk.take(desk.send(of_the_file(code, (99_999, "7"), (1, "8"))))
    assert desk.gifts() == 3
    assert (desk.kept(code).waiting, desk.kept(code).done_at) == (waiting, None)


def test_the_name_of_a_row_says_nothing_of_sheets_that_are_not_here(database, desk):
    code = half_taken(desk)
    with database.work() as db:
        a_place(db, name="Bradford", code="BRA")
        db.execute(
            update(GiftSheet).values(place_id=select(Place.id).where(Place.code == "BRA").scalar_subquery())
        )
    assert desk.standing(desk.send(of_the_file(code, (2, "240")))) == {Standing.IN: 1}
    assert desk.standing(desk.send(of_the_file("SH-0000-00-0", (2, "241")))) == {Standing.GOOD: 1}


def test_a_row_of_the_file_waits_where_its_sheet_is_changed_at_the_same_time(database, desk, monkeypatch):
    code = half_taken(desk)
    back = desk.send(of_the_file(code, (2, "240")))

    def change():
        desk.mend(code, {2: {"quantity": "9"}})

    with monkeypatch.context() as step:
        before_the_step(step, database, 1, change)
        with pytest.raises(Conflict):
            desk.take(back)
    assert desk.gifts() == 1
    desk.take(back)
    assert (desk.gifts(), desk.standing(code)) == (2, {Standing.IN: 2})


def test_a_row_that_equals_what_another_was_when_it_went_in_is_a_gift_of_its_own(desk):
    body = rows("some") + rows("240", note="red bag")
    code = desk.send(body)
    desk.choose(code, without={"note"})
    desk.take(code, everything=False)
    # With its note read, the row that is in says something else than what is on record of it.
    desk.choose(code, without=())
    desk.mend(code, {2: {"quantity": "240"}})
    desk.take(code)
    assert desk.gifts() == 2


def test_rows_taken_before_their_keys_were_kept_are_gifts_of_their_own_too(database, desk):
    code = half_taken(desk)
    with database.work() as db:
        choices = json.loads(query.find(db, CONSOLE, code).choices)
        del choices["keys"]
        db.execute(update(GiftSheet).values(choices=json.dumps(choices), judged=""))
    desk.mend(code, {2: {"quantity": "240"}})
    desk.take(code)
    assert desk.gifts() == 2
    with database.look() as db:
        choices = choices_of(query.find(db, CONSOLE, code))
    assert len(keys_in(choices.keys)) == len(choices.taken) == 2


def test_equal_rows_in_many_portions_and_steps_are_each_a_gift(desk, monkeypatch):
    monkeypatch.setattr(sheet_judging, "PORTION", 2)
    monkeypatch.setattr(gift_sheets, "STEP", 1)
    monkeypatch.setattr(gift_sheets, "STEPS", 2)
    code = desk.send(rows("some", "240", "240", "240", "240", "240"))
    desk.take(code, everything=False)
    desk.mend(code, {2: {"quantity": "240"}})
    while desk.take(code).waiting:
        pass
    assert desk.gifts() == 6


def test_a_sheet_whose_rows_were_all_in_before_is_done_with_one_entry(database, desk):
    desk.take(desk.send(rows("1", "2")))
    code = desk.send(rows("2", "1"))
    before = desk.entries()
    step = desk.take(code)
    assert (step.became.added, step.before, step.waiting) == (0, 2, 0)
    sheet = desk.kept(code)
    assert (sheet.waiting, sheet.done_at is not None) == (0, True)
    assert desk.entries() == before + 1
    with database.look() as db:
        entry = db.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert json.loads(entry.facts) == {"added": 0, "already": 2, "file": "gifts.csv"}
        mentioned = db.scalars(select(AuditMention.code).where(AuditMention.audit_id == entry.id)).all()
    assert mentioned == [code]
    desk.take(code)
    assert desk.entries() == before + 1, "a repeated press changes nothing"
    assert desk.gifts() == 2


def test_rows_that_were_in_before_wait_no_more_while_others_are_unclear(desk):
    desk.take(desk.send(rows("1", "2")))
    code = desk.send(rows("1", "2", "some"))
    desk.take(code, everything=False)
    sheet = desk.kept(code)
    assert (sheet.waiting, sheet.done_at) == (1, None)
    desk.mend(code, {4: {"quantity": "1"}})
    assert desk.take(code).became.added == 1
    assert desk.gifts() == 3
    assert desk.kept(code).done_at is not None


def test_a_sheet_whose_last_waiting_rows_are_left_out_is_done(desk):
    code = half_taken(desk)
    desk.mend(code, {2: {}}, left_out=[2])
    assert desk.kept(code).done_at is not None
    desk.mend(code, {2: {}})
    assert desk.kept(code).done_at is None


@pytest.fixture
def judged(monkeypatch):
    """How often all rows of a sheet were judged; its portions are of two rows."""
    monkeypatch.setattr(sheet_judging, "PORTION", 2)
    found, judge = [], sheet_judging.judge

    def counting(*args):
        found.append(args)
        return judge(*args)

    monkeypatch.setattr(sheet_judging, "judge", counting)
    return found


@on_sqlite
def test_rows_judged_once_are_not_judged_again_to_look_to_mend_one_or_to_take_them_in(
    desk, judged, monkeypatch
):
    monkeypatch.setattr(gift_sheets, "STEP", 2)
    monkeypatch.setattr(gift_sheets, "STEPS", 1)
    code = desk.send(rows("1", "2", "some", "4", "5", "few"))
    desk.check(code)
    assert desk.standing(code) == {Standing.GOOD: 4, Standing.UNCLEAR: 2}
    desk.mend(code, {4: {"quantity": "3"}, 5: {"note": "red bag"}})
    assert desk.unclear_in(code) == {7: {"quantity"}}
    assert desk.take(code, everything=False).waiting == 3
    assert desk.take(code, everything=False).waiting == 1
    desk.mend(code, {7: {}}, left_out=[7])
    assert desk.standing(code) == {Standing.GOOD: 1, Standing.IN: 4, Standing.LEFT_OUT: 1}
    desk.mend(code, {7: {}})
    desk.mend(code, {7: {"quantity": "6"}})
    assert desk.take(code).waiting == 0
    assert (desk.gifts(), len(judged)) == (6, 1)


@on_sqlite
def test_what_rows_were_judged_against_is_looked_at_again_where_it_changed(database, desk, judged):
    code = desk.send(rows("2 packs").replace("tinned beef", "stew") + rows("5").replace("person", ""))
    desk.check(code)
    assert desk.unclear_in(code) == {2: {"item_text"}, 3: {"donor_kind"}}
    with database.work() as db:
        an_item(db, code="FOD-STEW-01", name="Stew", words=("stew",), units_per_package=12)
    assert desk.unclear_in(code) == {3: {"donor_kind"}}, "the catalogue has it now"
    desk.check(code)
    assert desk.unclear_in(code) == {3: {"donor_kind"}}
    desk.take(desk.send(rows("7")))
    assert desk.unclear_in(code) == {}, "the donor gave by another sheet"
    with database.work() as db:
        db.execute(update(Item).where(Item.code == "FOD-STEW-01").values(units_per_package=1))
    assert desk.unclear_in(code) == {2: {"quantity"}}, "how much a pack holds is not known any more"
    desk.choose(code, without={"donor_kind"})
    assert desk.standing(code) == {Standing.UNCLEAR: 1, Standing.GOOD: 1}


@on_sqlite
def test_a_word_that_is_told_changes_every_row_that_has_it(database, desk, judged):
    code = desk.send(rows("1", "2", "3", "4", "5").replace("tinned beef", "stew", 4))
    desk.check(code)
    assert desk.standing(code) == {Standing.UNCLEAR: 4, Standing.GOOD: 1}
    with database.look() as db:
        revision = query.find(db, CONSOLE, code).revision
    told = gift_sheets.Mend(code, revision, {}, frozenset(), {"Stew": "FOD-BEEF-01"})
    database.do(gift_sheets.mend, CONSOLE, told)
    assert desk.standing(code) == {Standing.GOOD: 5}
    assert len(judged) == 1


@on_sqlite
def test_what_is_handed_down_to_other_rows_is_judged_in_all_of_them(database, desk, judged):
    body = rows("2", "3", "4", "5").replace("Anna\tperson", "\t")
    code = desk.send(rows("1").replace("person", "nobody") + body)
    with database.look() as db:
        sheet = query.find(db, CONSOLE, code)
        seems, revision = layouts.guessed(grid_of(sheet)), sheet.revision
    assert seems.same_as_above
    database.do(gift_sheets.choose, CONSOLE, gift_sheets.ChooseLayout(code, revision, seems))
    desk.check(code)
    assert desk.standing(code) == {Standing.UNCLEAR: 5}
    desk.mend(code, {2: {"donor_kind": "person"}})
    assert desk.standing(code) == {Standing.GOOD: 5}
    desk.check(code)
    desk.mend(code, {4: {"quantity": "7"}})
    desk.take(code)
    assert desk.gifts() == 5


def test_equal_rows_are_counted_over_all_that_was_judged_apart(desk, judged):
    desk.take(desk.send(rows("240")))
    # One 240 is in from the other sheet, whichever of these it was; the mended one makes three.
    code = desk.send(rows("some", "1", "240", "2", "240"))
    desk.check(code)
    assert desk.standing(code) == {Standing.UNCLEAR: 1, Standing.GOOD: 3, Standing.IN: 1}
    desk.mend(code, {2: {"quantity": "240"}})
    assert desk.standing(code) == {Standing.GOOD: 4, Standing.IN: 1}
    assert desk.take(code).became.added == 4
    assert desk.gifts() == 5


def test_a_sheet_taken_in_elsewhere_meanwhile_adds_nothing(database, desk, judged):
    code = desk.send(rows("1", "2", "3"))
    desk.check(code)
    data = (HEAD + rows("3", "1")).replace("\t", ",").encode()
    imports.import_file(database, CONSOLE, place_code="LEE", name="a.csv", data=data)
    assert desk.standing(code) == {Standing.GOOD: 1, Standing.IN: 2}
    step = desk.take(code)
    assert (step.became.added, step.before, desk.gifts()) == (1, 2, 3)


@on_sqlite
@pytest.mark.parametrize(("heading", "height"), [(1, 2), (2, 1), (0, 1)])
def test_rows_that_are_in_do_not_become_headings_or_totals(database, desk, heading, height):
    code = desk.send(rows("1", "2") + "2026-10-03\tTotal\tperson\ttinned beef\t3\tnew\t\n")
    desk.mend(code, {4: {}})
    desk.take(code)
    assert desk.standing(code) == {Standing.IN: 3}
    before = desk.kept(code)
    with database.look() as db:
        columns = choices_of(query.find(db, CONSOLE, code)).layout.columns
    other = gift_sheets.ChooseLayout(code, before.revision, layouts.Layout(heading, height, columns))
    with pytest.raises(RuleBroken, match="heading row stays"):
        database.do(gift_sheets.choose, CONSOLE, other)
    assert desk.kept(code).revision == before.revision
    assert desk.standing(code) == {Standing.IN: 3}


@on_sqlite
def test_a_day_without_its_year_is_one_only_where_somebody_types_it(database, desk):
    code = desk.send(rows("1", "2").replace("2026-10-03", "28/11"))
    assert desk.unclear_in(code) == {2: {"day"}, 3: {"day"}}, "the sheet may be read again in another year"
    desk.mend(code, {2: {"day": "28 nov"}, 3: {"day": "28/11"}})
    assert desk.unclear_in(code) == {3: {"day"}}, "what somebody only looked at stays as it is"
    with database.look() as db:
        looked = sheet_rows.look_at(db, CONSOLE, query.find(db, CONSOLE, code), shown=Standing.GOOD)
    assert [row.cells["day"] for row in looked.rows] == ["2026-11-28"]


def before_the_step(monkeypatch, database, which, act):
    """Have `act` happen just before this one of the steps of taking in, as in another tab."""
    do, steps = database.do, []

    def watched(action, *args):
        if action is gift_sheets._take:
            steps.append(action)
            if len(steps) == which:
                act()
        return do(action, *args)

    monkeypatch.setattr(database, "do", watched)


def test_two_tabs_that_take_in_one_sheet_take_every_row_once(database, desk, monkeypatch):
    monkeypatch.setattr(gift_sheets, "STEP", 2)
    code = desk.send(rows("1", "2", "3", "3", "5"))
    before_the_step(monkeypatch, database, 1, lambda: desk.take(code))
    with pytest.raises(Conflict, match="Somebody else worked on this sheet"):
        desk.take(code)
    assert desk.standing(code) == {Standing.IN: 5}
    assert desk.take(code).became.added == desk.gifts() == 5


def test_a_cell_mended_while_rows_are_taken_in_is_taken_as_it_is_then(database, desk, monkeypatch):
    monkeypatch.setattr(gift_sheets, "STEP", 1)
    code = desk.send(rows("1", "2", "some"))
    before_the_step(monkeypatch, database, 2, lambda: desk.mend(code, {3: {"quantity": "20"}}))
    step = desk.take(code, everything=False)
    assert (step.became.added, desk.gifts()) == (1, 1), "what is in stays; the rest was not what was seen"
    desk.mend(code, {4: {"quantity": "3"}})
    assert desk.take(code).became.added == desk.gifts() == 3
    with database.look() as db:
        assert sorted(db.scalars(select(DonationLine.quantity))) == [1, 3, 20]


def test_a_step_that_breaks_off_leaves_whole_steps_and_the_next_press_the_rest(database, desk, monkeypatch):
    monkeypatch.setattr(gift_sheets, "STEP", 2)
    code = desk.send(rows("1", "1", "2", "2", "3"))
    with monkeypatch.context() as patch:
        store, stored = gift_sheets._store, []

        def broken(*args):
            store(*args)
            stored.append(args)
            if len(stored) == 2:
                raise ZeroDivisionError

        patch.setattr(gift_sheets, "_store", broken)
        with pytest.raises(ZeroDivisionError):
            desk.take(code)
    assert desk.gifts() == 2
    assert desk.standing(code) == {Standing.IN: 2, Standing.GOOD: 3}
    assert desk.take(code).became.added == desk.gifts() == 5
    with database.look() as db:
        assert list(checking.differences(db)) == []


def test_a_copy_with_one_cell_changed_adds_that_row_alone(desk):
    desk.take(desk.send(rows("1", "2", "2", "3")))
    copy = desk.send(rows("1", "2", "20", "3"))
    assert desk.standing(copy) == {Standing.IN: 3, Standing.GOOD: 1}
    step = desk.take(copy)
    assert (step.became.added, step.before, desk.gifts()) == (1, 3, 5)
