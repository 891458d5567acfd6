"""Boxes as people name them, one after another: codes in any form, links of labels, "Leeds 47"."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext, ngettext

from convoy.domain import references
from convoy.queries import box_labels, box_names, pallets
from convoy.web.access import current_actor, look
from convoy.web.forms.boxes import BuildForm, CodesField, CodesForm, MergeForm

if TYPE_CHECKING:
    from convoy.models import BoxLabel

MOST_TOLD = 10
SHOWN = 60


def understood(form: CodesForm | MergeForm | BuildForm) -> bool:
    """Whether a sent form is complete and each name in it means one box; else its field says which do not."""
    return form.validate_on_submit() and read(form.codes)


def read(field: CodesField) -> bool:
    """Put codes in place of names; whether every name means one box. Others are said at the field."""
    return not doubtful_of(field)


def doubtful_of(field: CodesField) -> list[str]:
    """Put codes in place of names, and return those that do not mean one box; they are said at the field."""
    with look() as db:
        named = box_names.meant(db, current_actor(), field.data or ())
    field.data, field.typed_as = named.codes, named.typed
    _tell(field, [which(typed, found) for typed, found in named.doubtful])
    return [typed for typed, _ in named.doubtful]


def doubtful_or_bare(field: CodesField) -> list[str]:
    """Like `doubtful_of`, with codes that no box here has, and those of printed labels that are on no box.

    Codes are returned as they are and as they were typed: either leaves them out.
    """
    actor, typed = current_actor(), field.data or ()
    with look() as db:
        named = box_names.meant(db, actor, typed)
        codes, doubtful = named.codes, named.doubtful
        bare = box_labels.on_no_box(db, actor, codes)
        on_none = {label.code for label in bare}
        absent = box_names.absent(db, actor, [code for code in codes if code not in on_none])
        lines = {references.in_one_form(line, "BX"): line for line in typed}
        told = [which(line, found) for line, found in doubtful]
        told += [which(lines.get(code, code), found) for code, found in absent.items()]
        told += [under_no_box(label) for label in bare]
    field.data, field.typed_as = codes, named.typed
    _tell(field, told)
    none = [*absent, *on_none]
    as_typed = [lines.get(code, code) for code in none]
    return list(dict.fromkeys([*(line for line, _ in doubtful), *none, *as_typed]))


def pallets_here(codes: Collection[str]) -> set[str]:
    """Return those of these codes that are pallets this person sees."""
    with look() as db:
        return pallets.known(db, current_actor(), codes)


def _tell(field: CodesField, told: Sequence[str]) -> None:
    """Say the first ones at the field, and how many more there are."""
    more = len(told) - MOST_TOLD
    rest = [ngettext("And %(num)s more that is no box here.", "And %(num)s more that are no box here.", more)]
    field.errors = [*field.errors, *told[:MOST_TOLD], *(rest if more > 0 else [])]


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
    if found.pallet:
        return gettext(
            "%(code)s is a pallet. Scan the boxes on it, or leave it out. Nothing was stored.",
            code=found.pallet,
        )
    codes = [f"{box.short_name} ({box.code})" for box in found.boxes] or list(found.suggestions)
    shown, host = references.from_link(typed)[:SHOWN], references.host_of(typed)
    if codes:
        return gettext(
            "“%(typed)s” may be %(codes)s. Type the one you mean; nothing was stored.",
            typed=shown,
            codes=", ".join(codes[:5]),
        )
    if host and host != request.host:
        return gettext(
            "“%(typed)s” leads to %(host)s, not to here: no box here has it. Nothing was stored.",
            typed=shown,
            host=host[:SHOWN],
        )
    return gettext("There is no box “%(typed)s” here. Nothing was stored.", typed=shown)
