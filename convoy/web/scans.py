"""Boxes as people name them, one after another: codes in any form, links of labels, "Leeds 47"."""

from typing import TYPE_CHECKING

from flask_babel import gettext

from convoy.queries import box_labels, box_names
from convoy.web.access import current_actor, look
from convoy.web.forms.boxes import BuildForm, CodesField, CodesForm, MergeForm

if TYPE_CHECKING:
    from convoy.models import BoxLabel


def understood(form: CodesForm | MergeForm | BuildForm) -> bool:
    """Whether a sent form is complete and each name in it means one box; else its field says which do not."""
    return form.validate_on_submit() and read(form.codes)


def read(field: CodesField) -> bool:
    """Put codes in place of names; whether every name means one box. Others are said at the field."""
    return not doubtful_of(field)


def doubtful_of(field: CodesField) -> list[str]:
    """Put codes in place of names, and return those that do not mean one box; they are said at the field."""
    with look() as db:
        codes, doubtful = box_names.meant(db, current_actor(), field.data or ())
    field.data = codes
    field.errors = [*field.errors, *(which(typed, found) for typed, found in doubtful)]
    return [typed for typed, _ in doubtful]


def doubtful_or_bare(field: CodesField) -> list[str]:
    """Like `doubtful_of`, with the codes of printed labels that are on no box."""
    doubtful = doubtful_of(field)
    with look() as db:
        bare = box_labels.on_no_box(db, current_actor(), field.data or ())
        field.errors = [*field.errors, *(under_no_box(label) for label in bare)]
        return doubtful + [label.code for label in bare]


def under_no_box(label: "BoxLabel") -> str:
    """Return the sentence about a printed label that is on no box: free still, or struck off."""
    if label.is_free:
        return gettext(
            "%(label)s is a printed label: no box is packed under it yet. Nothing was stored.",
            label=label.short_name,
        )
    return gettext(
        "%(label)s is a printed label that was struck off: %(reason)s. Nothing was stored.",
        label=label.short_name,
        reason=label.spoiled_reason,
    )


def which(typed: str, found: box_names.Found) -> str:
    """Return the sentence that asks which box was meant."""
    if found.label:
        return under_no_box(found.label)
    codes = [f"{box.short_name} ({box.code})" for box in found.boxes] or list(found.suggestions)
    if not codes:
        return gettext("There is no box “%(typed)s” here. Nothing was stored.", typed=typed)
    return gettext(
        "“%(typed)s” may be %(codes)s. Type the one you mean; nothing was stored.",
        typed=typed,
        codes=", ".join(codes[:5]),
    )
