"""What is typed about boxes and pallets: goods to move, weights, reasons, places, lists of codes."""

import re
from collections.abc import Mapping
from typing import ClassVar

from flask_babel import get_locale, lazy_gettext
from wtforms import FieldList, Form, FormField, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput, TextArea

from convoy.domain import label_names, references
from convoy.domain.errors import Invalid, Refusal
from convoy.domain.handling import Hindered
from convoy.services.boxes import CloseBoxes, MoveBoxes, ReopenBox
from convoy.services.ledger import Lines
from convoy.services.packing import MergeBoxes, PackNewBox, SplitBox
from convoy.services.pallets import BuildPallet, MovePallet, OpenPallet, PalletBoxes, WrapPallet
from convoy.services.weighing import WeighBox
from convoy.web.forms.fields import (
    NEEDED,
    GramsField,
    KeyField,
    LengthField,
    NoteField,
    QuantityField,
    TextField,
    Understood,
    said,
)
from convoy.web.numbers import LARGEST
from convoy.web.page_form import PageForm
from convoy.words import N_, Words

REASON = 200
SHELF = 40
MOST_CODES = 500
_OURS = re.compile("(?:BX|PT)-", re.IGNORECASE)


def _each(line: str) -> list[str]:
    """Return codes pasted beside each other one by one; any other line as it is, such as "Leeds 47"."""
    words = line.split()
    return words if len(words) > 1 and all(map(_OURS.match, words)) else [line]


class CodesField(Understood):
    """Boxes named one after the other, pasted or scanned; `data` is a tuple of names (web/scans.py)."""

    widget = TextArea()
    hints: ClassVar = {"rows": "6", "spellcheck": "false", "autocapitalize": "characters"}
    apart = re.compile(r"[\x00-\x1f,;]+")

    typed_as: Mapping[str, str] = {}
    """What was typed for each code that was meant."""

    written = 0
    """How many codes were typed, those that are there twice too."""

    def read(self, typed: str) -> tuple[str, ...]:
        """Return the names in the order typed, each once; none is left out silently."""
        parts = [part for one in self.apart.split(typed) for part in _each(one.strip()) if part]
        names = dict.fromkeys(part[: references.LONGEST_INPUT] for part in parts)
        self.written = len(parts)
        if not names:
            raise Invalid(N_("Nothing was written here; it is needed"), field="codes")
        if len(names) > MOST_CODES:
            raise Invalid(
                N_("%(found)s codes are too many at once: at most %(limit)s. Send the rest after them."),
                field="codes",
                found=len(names),
                limit=MOST_CODES,
            )
        return tuple(names)

    def show(self, value: tuple[str, ...]) -> str:
        """Return a code a line."""
        return "\n".join(value)


class LabelsField(CodesField):
    """Printed labels named one after the other; what can be no label is refused before any is looked up."""

    def read(self, typed: str) -> tuple[str, ...]:
        """Return the names in the order typed, each once."""
        names = super().read(typed)
        for name in names:
            label_names.read(name)
        return names


class GoodsLine(Form):
    """How many pieces of one lot."""

    lot = IntegerField(widget=HiddenInput(), validators=[NumberRange(1, LARGEST)])
    quantity = QuantityField(lazy_gettext("How many"), minimum=0)


class ActionForm(PageForm):
    """Any action on boxes: sent twice, it is done once."""

    key = KeyField()

    def refuse(self, error: Refusal) -> None:
        """Show the service's refusal above the form, every reason on a line of its own."""
        if isinstance(error, Hindered):
            words = Words(str(get_locale()))
            self.form_errors.extend(words.gettext(one.message, **one.facts) for one in error.obstacles)
        else:
            self.form_errors.append(said(error))


class GoodsForm(ActionForm):
    """Goods to put in or to take out."""

    goods = FieldList(FormField(GoodsLine))

    @property
    def lines(self) -> Lines:
        """The lots and quantities chosen."""
        return tuple(
            (entry.form.lot.data or 0, entry.form.quantity.data)
            for entry in self.goods
            if entry.form.quantity.data
        )


class NewBoxForm(GoodsForm):
    """A new box at a place, and the printed label that is on it already."""

    place = SelectField(lazy_gettext("Place"))
    label = TextField(lazy_gettext("Printed label on it already"), limit=80)

    def command(self, place: str) -> PackNewBox:
        """Return what the service takes."""
        return PackNewBox(self.key.data, place, self.lines, self.label.data or "")

    def refuse(self, error: Refusal) -> None:
        """Show what is wrong with the label at its field, all else above the form."""
        if isinstance(error, Invalid) and error.field == "label":
            self.label.errors = [*self.label.errors, said(error)]
        else:
            super().refuse(error)


class SplitForm(ActionForm):
    """Into how many boxes."""

    parts = QuantityField(lazy_gettext("Into how many boxes"), [InputRequired(NEEDED)], minimum=2)

    def command(self, code: str) -> SplitBox:
        """Return what the service takes."""
        return SplitBox(self.key.data, code, self.parts.data)


class MergeForm(ActionForm):
    """Boxes to empty into this one."""

    codes = CodesField(lazy_gettext("Boxes to empty into it"), [InputRequired(NEEDED)])

    def command(self, code: str) -> MergeBoxes:
        """Return what the service takes."""
        return MergeBoxes(self.key.data, self.codes.data, code)


class WeighForm(ActionForm):
    """What the scale says, and the size where it was measured."""

    grams = GramsField(lazy_gettext("Weight"), [InputRequired(NEEDED)])
    length = LengthField(lazy_gettext("Length"))
    width = LengthField(lazy_gettext("Width"))
    height = LengthField(lazy_gettext("Height"))
    sure = HiddenField()

    def command(self, code: str) -> WeighBox:
        """Return what the service takes; the same weight sent again is a confirmed one."""
        sure = str(self.sure.data or "")
        return WeighBox(
            self.key.data,
            code,
            self.grams.data,
            self.length.data,
            self.width.data,
            self.height.data,
            confirmed_g=int(sure) if sure.isascii() and sure.isdigit() and len(sure) < 12 else None,  # noqa: PLR2004  # digits of an integer
        )


class RoundForm(WeighForm):
    """One step of a weighing round: which box, how heavy."""

    code = TextField(lazy_gettext("Box"), [InputRequired(NEEDED)], limit=references.LONGEST_INPUT)


class ReasonForm(ActionForm):
    """Why."""

    reason = TextField(lazy_gettext("Why"), [InputRequired(NEEDED)], limit=REASON)

    def reopen(self, code: str) -> ReopenBox:
        """Return what reopening a box takes."""
        return ReopenBox(self.key.data, code, self.reason.data)

    def pallet(self, code: str) -> OpenPallet:
        """Return what opening or breaking down a pallet takes."""
        return OpenPallet(self.key.data, code, self.reason.data)


class CodesForm(ActionForm):
    """Boxes, many at once."""

    codes = CodesField(lazy_gettext("Boxes, one a line"), [InputRequired(NEEDED)])

    def close(self) -> CloseBoxes:
        """Return what closing takes."""
        return CloseBoxes(self.key.data, self.codes.data)

    def on(self, pallet: str) -> PalletBoxes:
        """Return what putting on and taking off a pallet takes."""
        return PalletBoxes(self.key.data, pallet, self.codes.data)


class MoveForm(CodesForm):
    """Boxes to carry to a place and shelf."""

    place = SelectField(lazy_gettext("To"))
    shelf = TextField(lazy_gettext("Shelf"), limit=SHELF)

    def command(self) -> MoveBoxes:
        """Return what the service takes."""
        return MoveBoxes(self.key.data, self.codes.data, self.place.data, self.shelf.data)


class PalletChoiceForm(ActionForm):
    """Onto which pallet."""

    pallet = SelectField(lazy_gettext("Pallet"))

    def command(self, code: str) -> PalletBoxes:
        """Return what the service takes."""
        return PalletBoxes(self.key.data, self.pallet.data, (code,))


class BuildForm(ActionForm):
    """A new pallet."""

    place = SelectField(lazy_gettext("Place"))
    codes = CodesField(lazy_gettext("Boxes, one a line"))
    note = NoteField(lazy_gettext("Note"), limit=500)

    def command(self) -> BuildPallet:
        """Return what the service takes."""
        return BuildPallet(self.key.data, self.place.data, self.codes.data or (), self.note.data)


class WrapForm(ActionForm):
    """A finished pallet's height and weight, where somebody measured them."""

    height = LengthField(lazy_gettext("Height with the pallet"))
    grams = GramsField(lazy_gettext("Weight on the scale"))

    def command(self, code: str) -> WrapPallet:
        """Return what the service takes."""
        return WrapPallet(self.key.data, code, self.height.data, self.grams.data)


class MovePalletForm(ActionForm):
    """Where a pallet is carried."""

    place = SelectField(lazy_gettext("To"))

    def command(self, code: str) -> MovePallet:
        """Return what the service takes."""
        return MovePallet(self.key.data, code, self.place.data)
