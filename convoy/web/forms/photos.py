"""A photo that is sent, and one that is erased."""

from flask_babel import lazy_gettext
from flask_wtf.file import FileField, FileRequired

from convoy.web.forms.fields import NEEDED, KeyField
from convoy.web.page_form import PageForm


class PhotoForm(PageForm):
    """A photo of a gift or of what arrived."""

    key = KeyField()
    photo = FileField(lazy_gettext("Photo"), [FileRequired(NEEDED)])
