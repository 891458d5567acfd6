"""What is scanned in a row, and what is done with all of it at once."""

import re
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from flask import request
from flask_babel import get_locale, gettext, lazy_gettext, ngettext
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from convoy.domain import references
from convoy.domain.counting import BoxCount, Outcome
from convoy.domain.errors import Invalid, NotAllowed, NotFound, Refusal
from convoy.domain.handling import DoubtfulWeights, Hindered
from convoy.domain.letters import LARGEST
from convoy.domain.loading import SomeCannotGo
from convoy.exchange import symbols
from convoy.queries.arrivals import StopList
from convoy.services.loading import AssignBoxes, TickBoxes
from convoy.services.receiving import ReceiveGoods
from convoy.services.weighing import WeighAlike
from convoy.web.choices import SelectChoice
from convoy.web.forms.boxes import SHELF, ActionForm, CodesField, MoveForm
from convoy.web.forms.counting import blame
from convoy.web.forms.dispatch import now
from convoy.web.forms.fields import NEEDED, GramsField, MomentField, TextField, said
from convoy.web.languages import is_redrawn
from convoy.words import Words

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage

ASSIGN, TICK = "assign", "tick"

Read = Callable[[CodesField], list[str]]
"""Puts codes in place of names, and returns the names that do not mean one box (web/scans.py)."""


class ScanForm(ActionForm):
    """Codes one a line: typed, scanned by a scanner that types, by a camera, or read in a photo."""

    codes = CodesField(lazy_gettext("Codes, one a line"), [InputRequired(NEEDED)])
    photo = FileField(lazy_gettext("Photo of the codes"))
    camera = HiddenField()

    told: str = ""
    """What was read in a photo; nothing is done with it yet."""

    cannot: tuple[str, ...] = ()
    """Names or codes that cannot take part, where the others can do without them."""

    twice: int = 0
    """How many of the codes were there already, in this form or another."""

    hindered: bool = False
    """Whether something is known to stand against some of the codes."""

    able: int = 0
    """How many the others are."""

    @property
    def is_photo(self) -> bool:
        """Whether a photo was sent, which is read first whatever was pressed, or is meant to be read."""
        is_sent = bool(self.photo.data and self.photo.data.filename)
        return not is_redrawn() and (is_sent or "read" in request.form)

    def read_photo(self) -> None:
        """Put the codes of the photo below those that were typed."""
        sent: FileStorage = self.photo.data
        if not (sent and sent.filename):
            blame(self.photo, gettext("Choose a photo first."))
            return
        try:
            # One byte more than is taken tells a photo that is too big from one that just fits.
            found = symbols.read(sent.stream.read(LARGEST + 1))
        except Refusal as error:
            blame(self.photo, said(error))
            return
        typed = str(self.codes.raw_data[0]).splitlines() if self.codes.raw_data else []
        read = map(references.from_link, found)
        listed = dict.fromkeys([*(line for line in typed if line.strip()), *read])
        self.codes.raw_data = ["\n".join(listed)]
        self.told = ngettext(
            "%(num)s code was read in the photo. Nothing is done with it yet.",
            "%(num)s codes were read in the photo. Nothing is done with them yet.",
            len(found),
        )

    def is_understood(self, read: Read) -> bool:
        """Whether the form is complete and each name means one box, without those to be left out."""
        if not self.validate():
            return False
        left_out = set(request.form.get("others", "").splitlines())
        self.twice = self.codes.written - len(self.codes.data)
        self.codes.data = tuple(name for name in self.codes.data if name not in left_out)
        named = len(self.codes.data)
        if doubtful := self._doubtful(read):
            self._blame(doubtful)
            return False
        self.twice += named - self.understood
        self.codes.data = tuple(code for code in self.codes.data if code not in left_out)
        if left_out:
            self.codes.raw_data = [self.codes.show(self.meant)]
        return True

    @property
    def meant(self) -> tuple[str, ...]:
        """The codes of all that was named."""
        return tuple(self.codes.data)

    @property
    def understood(self) -> int:
        """How many different things were named."""
        return len(self.meant)

    def refuse_too(self, attempt: Callable[[], Refusal | None]) -> None:
        """Beside names that mean nothing, say what hinders the others too: `attempt` tries without them.

        So that all that is wrong with a list is said at once, and "the others" are those that would go.
        """
        doubtful = self.cannot
        self.codes.data = tuple(code for code in self.codes.data if code not in doubtful)
        if not self.meant:
            return
        error = attempt()
        if error is None or isinstance(error, NotAllowed):
            return
        self.refuse(error)
        if self.hindered:
            self.cannot = (*doubtful, *self.cannot) if self.able else ()

    def _doubtful(self, read: Read) -> list[str]:
        """Put codes in place of names, and return the names that mean nothing here; they are said."""
        return read(self.codes)

    def _blame(self, cannot: Collection[str]) -> None:
        self.able = self.understood - len([code for code in self.codes.data if code in cannot])
        self.cannot = tuple(cannot) if self.able else ()

    def refuse(self, error: Refusal) -> None:
        """Show every reason, and remember which codes the others can do without."""
        if isinstance(error, SomeCannotGo):
            self.form_errors.append(said(error))
            reasons = [(code, said(why)) for code, why in error.reasons]
        elif isinstance(error, (Hindered, DoubtfulWeights)):
            words = Words(str(get_locale()))
            reasons = [(one.code, words.gettext(one.message, **one.facts)) for one in error.obstacles]
        else:
            reasons = [(str(error.facts.get("code", "")), said(error))]
        self.form_errors.extend(self._as_typed(code, sentence) for code, sentence in reasons)
        hindered = [code for code, _ in reasons if code in self.codes.data]
        if hindered:
            self.hindered = True
            self._blame(hindered)

    def _as_typed(self, code: str, sentence: str) -> str:
        """The sentence beside what was typed, where that was another name than the code."""
        typed = self.codes.typed_as.get(code, code)
        same = references.in_one_form(typed, "BX") == code
        return sentence if same else f"“{references.from_link(typed)[:40]}”: {sentence}"


class LinesField(CodesField):
    """One code a line, whatever it is: within a GS1 code commas and separators have their meaning."""

    apart = re.compile(r"[\r\n]+")


class FindScan(ScanForm):
    """Codes of anything."""

    codes = LinesField(lazy_gettext("Codes, one a line"), [InputRequired(NEEDED)])


class MoveScan(ScanForm, MoveForm):
    """Boxes to carry to a place and shelf."""


class WeighScan(ScanForm):
    """One box on the scale, or several that weigh the same."""

    grams = GramsField(lazy_gettext("Weight of each"), [InputRequired(NEEDED)])
    sure = HiddenField()

    def command(self) -> WeighAlike:
        """Return what the service takes; the same weight sent again is a confirmed one."""
        typed = str(self.sure.data or "")
        sure = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 12 else None  # noqa: PLR2004  # digits of an integer
        return WeighAlike(self.key.data, self.codes.data, self.grams.data, sure)


class LoadScan(ScanForm):
    """Boxes and whole pallets for a van: "2:LVI" is van 2, to the stop at LVI."""

    target = SelectField(lazy_gettext("Van"), [InputRequired(NEEDED)])
    act = RadioField(
        lazy_gettext("What is done"),
        choices=lambda: [
            SelectChoice(value=ASSIGN, label=lazy_gettext("Give them a place on this van")),
            SelectChoice(value=TICK, label=lazy_gettext("They are in the van: tick them")),
        ],
        default=ASSIGN,
    )

    pallets: tuple[str, ...] = ()

    pallets_here: Callable[[Collection[str]], Collection[str]]
    """Answers which of these codes are pallets that the person sees."""

    @property
    def meant(self) -> tuple[str, ...]:
        """The codes of all boxes and pallets that were named."""
        return (*self.codes.data, *self.pallets)

    def _doubtful(self, read: Read) -> list[str]:
        """Whole pallets are named by their own labels."""
        found = [(name, _pallet(name)) for name in self.codes.data]
        here = self.pallets_here({code for _, code in found if code})
        self.pallets = tuple(dict.fromkeys(code for _, code in found if code in here))
        absent = {name: code for name, code in found if code and code not in here}
        for code in dict.fromkeys(absent.values()):
            blame(self.codes, gettext("There is no pallet %(codes)s here.", codes=code))
        self.codes.data = tuple(name for name, code in found if not code)
        return [*absent, *super()._doubtful(read)]

    def command(self, convoy: str) -> AssignBoxes | TickBoxes:
        """Return what the service takes."""
        number, _, place = str(self.target.data).partition(":")
        if self.act.data == TICK:
            return TickBoxes(self.key.data, convoy, int(number), self.codes.data, self.pallets)
        return AssignBoxes(self.key.data, convoy, int(number), place, self.codes.data, self.pallets)


def _pallet(name: str) -> str:
    try:
        return references.read(name, "PT") if "PT" in references.letters_of(name)[:2] else ""
    except Invalid:
        return ""


class ReceiveScan(ScanForm):
    """Boxes that came off a van in good order."""

    occurred_at = MomentField(lazy_gettext("When it was counted"), [InputRequired(NEEDED)], default=now)
    shelf = TextField(lazy_gettext("Shelf or bay"), limit=SHELF)
    received_by = TextField(lazy_gettext("Received by"), limit=120)

    listed: StopList
    """The boxes of the stop, which alone can be meant."""

    def _doubtful(self, read: Read) -> list[str]:  # noqa: ARG002  # the list of the stop says what is meant
        meant: dict[str, str] = {}
        strangers = []
        for name in self.codes.data:
            try:
                meant.setdefault(self.listed.meant(name), name)
            except NotFound as error:
                strangers.append(name)
                blame(self.codes, said(error))
        self.codes.data, self.codes.typed_as = tuple(meant), meant
        return strangers

    def command(self, convoy: str, run: int, stop: int) -> ReceiveGoods:
        """Return a count of these boxes, all of them good."""
        boxes = tuple(BoxCount(code, Outcome.GOOD) for code in self.codes.data)
        happened, by, shelf = self.occurred_at.data, self.received_by.data, self.shelf.data
        return ReceiveGoods(self.key.data, convoy, run, stop, happened, boxes, by, shelf=shelf)
