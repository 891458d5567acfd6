"""What is typed about the label sheets of a place."""

from typing import Any, ClassVar

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField
from wtforms.validators import InputRequired

from convoy.documents.layout.stock import STOCKS
from convoy.domain import label_sizes
from convoy.domain.label_sizes import LARGEST, MOST_OFFSET, OWN
from convoy.services.label_stocks import KeepStock, OwnSizes
from convoy.web.choices import SelectChoice
from convoy.web.forms.fields import NEEDED, QuantityField, Understood
from convoy.web.forms.records import RecordForm, blame

SIZES = tuple(OwnSizes.__dataclass_fields__)


def makes(*, with_own: bool) -> list[SelectChoice]:
    """Return the makes of label sheets there are, by code."""
    rows = [SelectChoice(value=code, label=gettext(stock.name)) for code, stock in STOCKS.items()]
    return [*rows, SelectChoice(value=OWN, label=gettext("Sheet of our own size"))] if with_own else rows


class TenthsField(Understood):
    """A length in millimetres with one decimal; `data` is whole tenths."""

    hints: ClassVar = {"inputmode": "decimal"}

    def __init__(self, label: Any = None, *, least: int = 0, most: int = LARGEST, **options: Any) -> None:
        self.least, self.most = least, most
        super().__init__(label, **options)

    def read(self, typed: str) -> int:
        """Return tenths of a millimetre."""
        return label_sizes.tenths(typed, field=self.name, least=self.least, most=self.most)

    def show(self, value: int) -> str:
        """Return millimetres."""
        return label_sizes.millimetres(value)


class StockForm(RecordForm):
    """On what a place prints labels, how far its printer is off, and a size of its own."""

    make = SelectField(
        lazy_gettext("Labels are printed on"), [InputRequired(NEEDED)], choices=lambda: makes(with_own=True)
    )
    offset_right = TenthsField(lazy_gettext("Right (+) or left (−)"), least=-MOST_OFFSET, most=MOST_OFFSET)
    offset_down = TenthsField(lazy_gettext("Down (+) or up (−)"), least=-MOST_OFFSET, most=MOST_OFFSET)
    page_wide = TenthsField(lazy_gettext("Page, width"))
    page_high = TenthsField(lazy_gettext("Page, height"))
    label_wide = TenthsField(lazy_gettext("Label, width"))
    label_high = TenthsField(lazy_gettext("Label, height"))
    label_columns = QuantityField(lazy_gettext("Labels side by side"))
    label_rows = QuantityField(lazy_gettext("Labels below each other"))
    margin_left = TenthsField(lazy_gettext("From the left edge to the first label"))
    margin_top = TenthsField(lazy_gettext("From the upper edge to the first label"))
    pitch_across = TenthsField(lazy_gettext("From one label's left edge to the next one's"))
    pitch_down = TenthsField(lazy_gettext("From one label's upper edge to the next one's"))

    def understood(self) -> bool:
        """Whether all is clear; a sheet of one's own needs all its sizes."""
        checked = self.validate()
        if self.make.data != OWN:
            return checked
        for name in SIZES:
            if self[name].data is None and not self[name].errors:
                blame(self[name], str(NEEDED))
        return checked and not self.errors

    def command(self, place: str) -> KeepStock:
        """Return what the service takes."""
        own = OwnSizes(**self.typed(*SIZES)) if self.make.data == OWN else None
        return KeepStock(
            self.key.data,
            place,
            self.make.data,
            self.offset_right.data or 0,
            self.offset_down.data or 0,
            own,
        )
