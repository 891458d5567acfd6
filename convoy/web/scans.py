"""Boxes as people name them, one after another: codes in any form, links of labels, "Leeds 47"."""

from flask_babel import gettext

from convoy.queries import box_lists
from convoy.web.access import current_actor, look
from convoy.web.forms.boxes import BuildForm, CodesField, CodesForm, MergeForm


def understood(form: CodesForm | MergeForm | BuildForm) -> bool:
    """Whether a sent form is complete and each name in it means one box; else its field says which do not."""
    return form.validate_on_submit() and read(form.codes)


def read(field: CodesField) -> bool:
    """Put codes in place of names; whether every name means one box. Others are said at the field."""
    return not doubtful_of(field)


def doubtful_of(field: CodesField) -> list[str]:
    """Put codes in place of names, and return those that do not mean one box; they are said at the field."""
    with look() as db:
        codes, doubtful = box_lists.meant(db, current_actor(), field.data or ())
    field.data = codes
    field.errors = [*field.errors, *(which(typed, found) for typed, found in doubtful)]
    return [typed for typed, _ in doubtful]


def which(typed: str, found: box_lists.Found) -> str:
    """Return the sentence that asks which box was meant."""
    codes = [f"{box.short_name} ({box.code})" for box in found.boxes] or list(found.suggestions)
    if not codes:
        return gettext("There is no box “%(typed)s” here. Nothing was stored.", typed=typed)
    return gettext(
        "“%(typed)s” may be %(codes)s. Type the one you mean; nothing was stored.",
        typed=typed,
        codes=", ".join(codes[:5]),
    )
