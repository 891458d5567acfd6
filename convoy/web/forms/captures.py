"""Settling second versions of gifts from phones, and a queue that came as a file."""

from flask_babel import lazy_gettext
from werkzeug.datastructures import FileStorage
from wtforms import FileField, HiddenField
from wtforms.validators import InputRequired

from convoy.services.capture_settling import SettleCapture
from convoy.web.forms.fields import NEEDED, KeyField, TextField
from convoy.web.page_form import PageForm


class SettleForm(PageForm):
    """Which version this is about, and why it is settled so."""

    key = KeyField()
    capture = HiddenField()
    reason = TextField(lazy_gettext("Why"), [InputRequired(NEEDED)], limit=200)

    def command(self) -> SettleCapture:
        """Return what the service takes."""
        number = str(self.capture.data or "")
        return SettleCapture(self.key.data, int(number) if number.isascii() and number.isdigit() else 0,
                             self.reason.data)  # fmt: skip


class QueueForm(PageForm):
    """The file that a phone without a network wrote."""

    file = FileField(lazy_gettext("The phone's file"), [InputRequired(NEEDED)])

    def content(self) -> bytes:
        """Return what was sent, b"" for nothing."""
        sent = self.file.data
        return sent.stream.read() if isinstance(sent, FileStorage) else b""
