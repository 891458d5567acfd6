"""Fields that understand what people type: one parser for forms, sheets and messages, and its own words.

Each keeps what was typed, so that a form with a mistake comes back as it was; `data` is what was understood.
An empty field is None (texts: ""); add InputRequired where something is needed.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask_babel import get_locale, gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from wtforms import StringField
from wtforms.widgets import HiddenInput, TextArea

from convoy.domain import dates, intake, measures, moments, text
from convoy.domain.days import today
from convoy.domain.errors import Invalid, Refusal
from convoy.web.access import clock
from convoy.words import N_, Words

NEEDED = lazy_gettext("This is needed.")
"""Said by InputRequired(NEEDED)."""

DAMAGED = N_("This form is damaged. Open it again.")

AN_EXAMPLE = LazyString(lambda: Words(str(get_locale())).day(date(2026, 3, 14)))
"""How a day may be written, in the page's language."""

NAME = 160
"""Characters of a name or another single line."""

NOTE = 2_000
"""Characters of a note."""


def said(error: Refusal) -> str:
    """Return a refusal's sentence in the page's language, for a field."""
    return Words(str(get_locale())).refusal(error)


class Understood(StringField):
    """A text field whose content is read by a parser of convoy.domain; its refusal is the field's error."""

    data: Any
    hints: ClassVar[dict[str, str]] = {}

    def __init__(self, label: Any = None, validators: list[Any] | None = None, **options: Any) -> None:
        options["render_kw"] = {"autocomplete": "off", **self.hints, **(options.get("render_kw") or {})}
        super().__init__(label, validators, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        if not valuelist:
            return
        self.data = None
        typed = str(valuelist[0])
        if not typed.strip():
            # InputRequired looks at what was sent: blanks are nothing.
            self.raw_data = [""]
            return
        try:
            self.data = self.read(typed)
        except Invalid as error:
            # WTForms collects what a field cannot read as ValueError, in the page's language.
            raise ValueError(said(error)) from error

    def read(self, typed: str) -> Any:
        """Return what is meant by `typed`; raises Invalid."""
        raise NotImplementedError

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.show(self.data)

    def show(self, value: Any) -> str:
        """Return a value as it would be typed."""
        return str(value)


class QuantityField(Understood):
    """Pieces (or the item's base unit) as an integer; `minimum` is 1 unless said otherwise."""

    hints: ClassVar = {"inputmode": "text"}

    def __init__(
        self, label: Any = None, validators: list[Any] | None = None, *, minimum: int = 1, **options: Any
    ) -> None:
        self.minimum = minimum
        super().__init__(label, validators, **options)

    def read(self, typed: str) -> int:
        """Return the quantity in its base unit."""
        return measures.quantity(typed, field=self.name, minimum=self.minimum)


class GramsField(Understood):
    """A weight in grams; a bare number is kilograms, as scales show them."""

    hints: ClassVar = {"inputmode": "decimal"}

    def read(self, typed: str) -> int:
        """Return grams."""
        return measures.grams(typed, field=self.name)

    def show(self, value: int) -> str:
        """Return kilograms."""
        return measures.kilograms(value)


class LengthField(Understood):
    """A length in millimetres; a bare number is centimetres, as a tape shows them."""

    hints: ClassVar = {"inputmode": "decimal"}

    def read(self, typed: str) -> int:
        """Return millimetres."""
        return measures.millimetres(typed, field=self.name)

    def show(self, value: int) -> str:
        """Return centimetres."""
        return measures.centimetres(value)


class CentsField(Understood):
    """An amount of money in cents."""

    hints: ClassVar = {"inputmode": "decimal"}

    def read(self, typed: str) -> int:
        """Return cents."""
        return measures.cents(typed, field=self.name)

    def show(self, value: int) -> str:
        """Return the amount with two decimals."""
        return measures.money(value)


class DayField(Understood):
    """A day, typed as 2026-10-03, 3.10.2026, 3 Oct, yesterday: by the clock of the page (see dates.day)."""

    # Keys for numbers alone have neither point nor stroke on some phones.
    hints: ClassVar = {"inputmode": "text", "placeholder": AN_EXAMPLE}

    def read(self, typed: str) -> date:
        """Return the day."""
        return dates.day(typed, field=self.name, today=today(clock()))

    @property
    def understood(self) -> str:
        """What was understood, where the day was not written out."""
        if not self.data or self._value().strip() == self.show(self.data):
            return ""
        return gettext("= %(amount)s", amount=Words(str(get_locale())).weekday(self.data))

    def show(self, value: date) -> str:
        """Return the day as 2026-10-03."""
        return value.isoformat()


class PastDayField(DayField):
    """A day that has come: without its year it is never one of next year."""

    def read(self, typed: str) -> date:
        """Return the day."""
        now = today(clock())
        return dates.day(typed, field=self.name, today=now, latest=now + intake.AHEAD)


class BirthdayField(DayField):
    """The day somebody was born, typed as 1980-02-03 or 3.2.1980."""

    def read(self, typed: str) -> date:
        """Return the day."""
        return dates.birthday(typed, field=self.name)


class MonthField(Understood):
    """A month of expiry, typed as 03/2027, 2027-03 or 3.27; `data` is its last day."""

    hints: ClassVar = {"inputmode": "numeric", "placeholder": lazy_gettext("MM/YYYY")}

    def read(self, typed: str) -> date:
        """Return the last day of the month."""
        return dates.month_end(typed, field=self.name)

    def show(self, value: date) -> str:
        """Return the month as 03/2027."""
        return f"{value:%m/%Y}"


class ExpiryField(MonthField):
    """A month of expiry or, where one is printed, the day; `data` is the last good day."""

    def read(self, typed: str) -> date:
        """Return the last good day."""
        return dates.expiry(typed, field=self.name)

    def show(self, value: date) -> str:
        """Return the month as 03/2027, or the day where it is not the last one of its month."""
        return super().show(value) if (value + timedelta(days=1)).day == 1 else f"{value:%Y-%m-%d}"


class MomentField(Understood):
    """A date and time by the clock of the page, or of `zone` (an IANA name); `data` is the moment in UTC."""

    hints: ClassVar = {"inputmode": "text", "placeholder": LazyString(lambda: f"{AN_EXAMPLE} 14:30")}

    def __init__(
        self,
        label: Any = None,
        validators: list[Any] | None = None,
        *,
        zone: str | Callable[[], str] = clock,
        **options: Any,
    ) -> None:
        self.zone = zone
        super().__init__(label, validators, **options)

    def read(self, typed: str) -> datetime:
        """Return the moment in UTC."""
        return moments.moment(typed, self._zone(), field=self.name, today=today(self._zone()))

    def show(self, value: datetime) -> str:
        """Return the moment as it would be typed on a clock there."""
        return f"{value.astimezone(ZoneInfo(self._zone())):%Y-%m-%d %H:%M}"

    def _zone(self) -> str:
        return self.zone if isinstance(self.zone, str) else self.zone()


class TextField(Understood):
    """One line of text, cleaned; longer than `limit` characters is refused, never cut."""

    def __init__(
        self, label: Any = None, validators: list[Any] | None = None, *, limit: int = NAME, **options: Any
    ) -> None:
        self.limit = limit
        super().__init__(label, validators, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; nothing typed is an empty text."""
        super().process_formdata(valuelist)
        self.data = self.data or ""

    def read(self, typed: str) -> str:
        """Return the text with single spaces."""
        return text.clean(typed, limit=self.limit, field=self.name)


class NoteField(TextField):
    """Several lines of text, cleaned."""

    widget = TextArea()

    def __init__(
        self, label: Any = None, validators: list[Any] | None = None, *, limit: int = NOTE, **options: Any
    ) -> None:
        super().__init__(label, validators, limit=limit, **options)

    def read(self, typed: str) -> str:
        """Return the text with its lines."""
        return text.clean_note(typed, limit=self.limit, field=self.name)


class KeyField(Understood):
    """The hidden key that makes an action happen once, made when the form is opened."""

    widget = HiddenInput()

    def __init__(self, **options: Any) -> None:
        super().__init__("", default=uuid4, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the key; one that was lost on the way would let the action happen twice."""
        super().process_formdata(valuelist)
        if valuelist and self.data is None:
            raise ValueError(said(Invalid(DAMAGED, field=self.name)))

    def read(self, typed: str) -> UUID:
        """Return the key."""
        try:
            return UUID(typed)
        except ValueError as error:
            raise Invalid(DAMAGED, field=self.name) from error
