"""What is typed about a trip: steps, problems, what solved them, and what was counted at a stop."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import FieldList, Form, FormField, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput

from convoy.domain.counting import BoxCount, LineCount
from convoy.domain.dispatching import STEPS
from convoy.domain.errors import Invalid, Refusal
from convoy.domain.kinds import PROBLEMS, EventKind
from convoy.queries.arrivals import ExpectedLine
from convoy.services.dispatch import RecordStep, ReportProblem, ResolveProblem
from convoy.services.receiving import ReceiveGoods
from convoy.web import labels
from convoy.web.forms.boxes import SHELF
from convoy.web.forms.convoys import ManyField, chosen
from convoy.web.forms.fields import (
    NEEDED,
    KeyField,
    MomentField,
    NoteField,
    QuantityField,
    TextField,
    said,
)
from convoy.web.numbers import LARGEST
from convoy.web.page_form import PageForm

MOST_LINES = 200
AT_A_STOP = frozenset({EventKind.DEPARTED, EventKind.ARRIVED})
SEEN_IN_TROUBLE = tuple(kind for kind in EventKind if kind in PROBLEMS)


def now() -> datetime:
    """Return this minute, which a form about what just happened begins with."""
    return datetime.now(UTC).replace(second=0, microsecond=0)


def tell(form: PageForm, error: Refusal) -> None:
    """Say a refusal at the field it names, else at the head of the form."""
    named = error.field if isinstance(error, Invalid) else ""
    if named and named in form:
        form[named].errors = [*form[named].errors, said(error)]
    else:
        form.form_errors.append(said(error))


def _happened() -> MomentField:
    return MomentField(lazy_gettext("When it happened"), [InputRequired(NEEDED)], default=now)


class StepForm(PageForm):
    """A step of one van, of several, or of all where none is chosen."""

    key = KeyField()
    other = SelectField(lazy_gettext("Step"), choices=lambda: _kinds(STEPS))
    vans = ManyField(lazy_gettext("Vans; all where none is chosen"))
    stop = SelectField(lazy_gettext("Stop it arrived at, or left"))
    occurred_at = _happened()
    note = NoteField(lazy_gettext("Note"))

    def offer(self, vans: Iterable[int], stops: Iterable[tuple[int, str]] = ()) -> None:
        """Give the form what can be chosen: numbers of vans, and numbers of stops with their places."""
        self.vans.choices = chosen((str(van), gettext("Van %(number)s", number=van)) for van in vans)
        self.stop.choices = chosen(
            ((str(position), name) for position, name in stops), gettext("the next one")
        )
        if self.stop.data is None:
            self.stop.data = ""

    def command(self, convoy: str, step: EventKind, not_loaded: tuple[str, ...]) -> RecordStep:
        """Return the command that records the step."""
        return RecordStep(
            key=self.key.data,
            convoy=convoy,
            step=step,
            occurred_at=self.occurred_at.data,
            runs=tuple(int(van) for van in self.vans.data or ()),
            stop=int(self.stop.data) if self.stop.data and step in AT_A_STOP else None,
            not_loaded=not_loaded,
            note=self.note.data,
        )


def _kinds(kinds: Iterable[EventKind]) -> list[Any]:
    return chosen((kind.value, labels.label(kind)) for kind in kinds)


class ProblemForm(PageForm):
    """Something that went wrong, or is worth a note."""

    key = KeyField()
    kind = SelectField(lazy_gettext("What it is"), choices=lambda: _kinds([*SEEN_IN_TROUBLE, EventKind.NOTE]))
    van = SelectField(lazy_gettext("Van"))
    box = TextField(lazy_gettext("Code of the box, where it is about one"), limit=40)
    occurred_at = _happened()
    note = NoteField(lazy_gettext("What happened, who says so, what is needed"))

    def offer(self, vans: Iterable[int]) -> None:
        """Give the form the numbers of the vans."""
        self.van.choices = chosen(
            ((str(van), gettext("Van %(number)s", number=van)) for van in vans), gettext("the whole convoy")
        )

    def command(self, convoy: str) -> ReportProblem:
        """Return the command that records the problem."""
        return ReportProblem(
            key=self.key.data,
            convoy=convoy,
            kind=EventKind(self.kind.data),
            occurred_at=self.occurred_at.data,
            run=int(self.van.data) if self.van.data else None,
            box=self.box.data,
            note=self.note.data,
        )


class SolvedForm(PageForm):
    """What ended a problem."""

    key = KeyField()
    event = IntegerField("", [InputRequired(NEEDED), NumberRange(1, LARGEST)], widget=HiddenInput())
    occurred_at = MomentField(lazy_gettext("When it was solved"), [InputRequired(NEEDED)], default=now)
    note = NoteField(lazy_gettext("How"))

    def command(self, convoy: str) -> ResolveProblem:
        """Return the command that records the end of the problem."""
        return ResolveProblem(
            self.key.data, convoy, self.event.data or 0, self.occurred_at.data, self.note.data
        )


class CountForm(PageForm):
    """A count at a stop; what became of each box is sent beside it, by code."""

    key = KeyField()
    occurred_at = MomentField(lazy_gettext("When it was counted"), [InputRequired(NEEDED)], default=now)
    received_by = TextField(lazy_gettext("Received by"), limit=120)
    shelf = TextField(lazy_gettext("Shelf or bay"), limit=SHELF)
    note = NoteField(lazy_gettext("Note"))

    def command(self, convoy: str, run: int, stop: int, boxes: tuple[BoxCount, ...]) -> ReceiveGoods:
        """Return the command that stores the count of these boxes."""
        return ReceiveGoods(
            self.key.data,
            convoy,
            run,
            stop,
            self.occurred_at.data,
            boxes,
            self.received_by.data,
            self.note.data,
            self.shelf.data,
        )


class LineForm(Form):
    """What was counted of one lot."""

    lot = HiddenField()
    good = QuantityField(lazy_gettext("Good"), minimum=0)
    damaged = QuantityField(lazy_gettext("Damaged"), minimum=0)
    missing = QuantityField(lazy_gettext("Missing"), minimum=0)
    excess = QuantityField(lazy_gettext("More than listed"), minimum=0)


class BoxForm(CountForm):
    """What was counted of one box, line by line."""

    lines = FieldList(FormField(LineForm), max_entries=MOST_LINES)
    reason = TextField(lazy_gettext("Why it differs"), limit=200)

    def offer(self, lines: Iterable[ExpectedLine]) -> None:
        """Fill the form with what should be there, all of it good."""
        for line in lines:
            self.lines.append_entry({"lot": str(line.lot_id), "good": line.quantity})

    def count(self, code: str) -> BoxCount:
        """Return the count of the box; an empty field is nothing."""
        lines = tuple(
            LineCount(
                int(line.lot.data) if line.lot.data and line.lot.data.isdecimal() else 0,
                line.good.data or 0,
                line.damaged.data or 0,
                line.missing.data or 0,
                line.excess.data or 0,
            )
            for line in (entry.form for entry in self.lines)
        )
        return BoxCount(code, lines=lines, reason=self.reason.data)
