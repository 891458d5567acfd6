"""Sheets of gifts taken in part by part: every row is one gift, in whatever order its people mend them."""

import json

import pytest
from sqlalchemy import func, select, update

from convoy.domain.permissions import CONSOLE
from convoy.exchange import layouts
from convoy.models import AuditEntry, AuditMention, Donation, GiftSheet
from convoy.queries import gift_sheets as query
from convoy.services import gift_sheets, imports, sheet_rows
from convoy.services.sheet_choices import choices_of, grid_of
from convoy.services.sheet_rows import Standing
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
        command = gift_sheets.Mend(code, revision, cells, frozenset(left_out), {})
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
        db.execute(update(GiftSheet).values(choices=json.dumps(choices)))
    desk.mend(code, {2: {"quantity": "240"}})
    desk.take(code)
    assert desk.gifts() == 2
    with database.look() as db:
        choices = choices_of(query.find(db, CONSOLE, code))
    assert len(choices.keys) == len(choices.taken) == 2


def test_equal_rows_in_many_portions_and_steps_are_each_a_gift(desk, monkeypatch):
    monkeypatch.setattr(sheet_rows, "PORTION", 2)
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
