"""What is typed in a stock-take: where it is, boxes seen, loose goods counted, why something differs."""

from collections.abc import Iterable

from flask_babel import lazy_gettext
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField

from convoy.domain import intake
from convoy.domain.errors import Invalid
from convoy.domain.stocktaking import FOR_A_BOX, FOR_LESS, FOR_MORE, Reason
from convoy.queries.stock_takes import Loose
from convoy.services.stock_take_closing import Because, CloseStockTake
from convoy.services.stock_takes import CountLoose, SeeBoxes, StartStockTake, UnseeBox
from convoy.web import labels
from convoy.web.choices import SelectChoice
from convoy.web.forms.boxes import SHELF, ActionForm, CodesForm
from convoy.web.forms.fields import TextField, said

NOTE = 200


class StartForm(ActionForm):
    """A place to count, or one shelf of it."""

    place = SelectField(lazy_gettext("Place"))
    shelf = TextField(lazy_gettext("Only this shelf"), limit=SHELF)

    def command(self) -> StartStockTake:
        """Return what the service takes."""
        return StartStockTake(self.key.data, self.place.data, self.shelf.data)


class SeeForm(CodesForm):
    """Boxes that stand here, one after the other or many pasted."""

    def command(self, code: str) -> SeeBoxes:
        """Return what the service takes."""
        return SeeBoxes(self.key.data, code, self.codes.data)


class UnseeForm(ActionForm):
    """A box that was named by mistake."""

    box = HiddenField()

    def command(self, code: str) -> UnseeBox:
        """Return what the service takes."""
        return UnseeBox(self.key.data, code, str(self.box.data or "")[:20])


class LooseLine(Form):
    """What was counted of one item; blank where it was not."""

    item = HiddenField()
    typed = TextField(lazy_gettext("Counted"), limit=40)
    quantity: int | None = None


class LooseForm(ActionForm):
    """What was counted of everything that stands loose."""

    counts = FieldList(FormField(LooseLine))

    def offer(self, loose: Iterable[Loose]) -> None:
        """Ask for each item; what was counted before is not asked again unless somebody types it."""
        for one in loose:
            self.counts.append_entry({"item": one.item.code})

    def understood(self, loose: Iterable[Loose]) -> bool:
        """Whether every count is a quantity of its item."""
        items = {one.item.code: one for one in loose}
        is_clear = self.validate()
        for entry in self.counts:
            line = entry.form
            if not line.typed.data or line.typed.errors:
                continue
            try:
                line.quantity = _counted(line.typed.data, items.get(str(line.item.data)))
            except Invalid as error:
                line.typed.errors = [*line.typed.errors, said(error)]
                is_clear = False
        return bool(is_clear)

    def command(self, code: str) -> CountLoose:
        """Return what the service takes."""
        counts = [(str(entry.form.item.data), entry.form.quantity) for entry in self.counts]
        return CountLoose(
            self.key.data, code, tuple((item, counted) for item, counted in counts if counted is not None)
        )


def _counted(typed: str, loose: Loose | None) -> int:
    """The quantity in the item's base unit; a shelf may be empty."""
    if typed.strip() in {"0", "0 kg"}:
        return 0
    unit, per_package = (loose.item.unit_code, loose.item.units_per_package) if loose else ("", 1)
    return intake.read_quantity(typed, unit, field="typed", per_package=per_package)


class MissingLine(Form):
    """A box that was not seen: whether it is missing, and why."""

    code = HiddenField()
    missing = BooleanField(lazy_gettext("It is missing"))
    reason = SelectField(lazy_gettext("Why"))
    note = TextField(lazy_gettext("In a few words"), limit=NOTE)


class DifferenceLine(Form):
    """Why there is more or less of an item than the books say."""

    code = HiddenField()
    reason = SelectField(lazy_gettext("Why"))
    note = TextField(lazy_gettext("In a few words"), limit=NOTE)


class CloseForm(ActionForm):
    """The reasons of all differences."""

    boxes = FieldList(FormField(MissingLine))
    loose = FieldList(FormField(DifferenceLine))

    def offer(self, boxes: Iterable[str], loose: Iterable[Loose]) -> None:
        """Ask about each box (by its code) and each loose item that differs, unless the form was sent."""
        if not self.is_submitted():
            for code in boxes:
                self.boxes.append_entry({"code": code})
            for one in loose:
                self.loose.append_entry({"code": one.item.code})
        more = {one.item.code for one in loose if one.difference > 0}
        for box in self.boxes:
            box.form.reason.choices = _reasons(FOR_A_BOX)
        for item in self.loose:
            possible = FOR_MORE if str(item.form.code.data) in more else FOR_LESS
            item.form.reason.choices = _reasons(possible)

    def command(self, code: str) -> CloseStockTake:
        """Return what the service takes."""
        missing = [_because(entry.form) for entry in self.boxes if entry.form.missing.data]
        return CloseStockTake(
            self.key.data, code, tuple(missing), tuple(_because(entry.form) for entry in self.loose)
        )


def _reasons(reasons: Iterable[Reason]) -> list[SelectChoice]:
    choices = [SelectChoice(value=reason.value, label=labels.label(reason)) for reason in reasons]
    return [SelectChoice(value="", label="–"), *choices]


def _because(line: MissingLine | DifferenceLine) -> Because:
    reason = str(line.reason.data or "")
    return Because(str(line.code.data)[:20], Reason(reason) if reason else None, str(line.note.data))
