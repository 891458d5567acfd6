"""Duplicates: likely pairs of donors and of items, merging them, and separating them again."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from convoy.domain.errors import NotAllowed, NotFound, Refusal
from convoy.domain.likeness import Likeness
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import catalogue, donors
from convoy.queries import duplicates as query
from convoy.services import donor_merging, item_merging
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.counting import blame
from convoy.web.forms.duplicates import NamedDonorsForm, NamedItemsForm, OneForm, PairForm

bp = Blueprint("duplicates", __name__, url_prefix="/duplicates")

BECAUSE = {
    Likeness.SAME_NAME: N_("the same name"),
    Likeness.SAME_PHONE: N_("the same telephone number"),
    Likeness.NEAR_NAME: N_("nearly the same name"),
}
"""Why two are suggested."""


@bp.get("")
def index() -> ResponseReturnValue:
    """List what may be on record twice, and what was merged."""
    return _page(NamedDonorsForm(formdata=None), NamedItemsForm(formdata=None))


def _page(donors_form: NamedDonorsForm, items_form: NamedItemsForm, status: int = 200) -> ResponseReturnValue:
    actor = current_actor()
    actor.must(Permission.DONOR_MERGE)
    with look() as db:
        page = render_template(
            "duplicates/index.html",
            donor_pairs=query.donor_pairs(db, actor),
            merged_donors=query.merged_donors(db, actor),
            item_pairs=query.item_pairs(db, actor),
            merged_items=query.merged_items(db, actor),
            donors_form=donors_form,
            items_form=items_form,
            because={likeness: gettext(said) for likeness, said in BECAUSE.items()},
            donor_name=lambda one: one.name,
            item_name=lambda one: one.name_in(str(get_locale())),
            language_code=str(get_locale()),
        )
    return page, status


@bp.post("/donors")
def merge_donors() -> ResponseReturnValue:
    """Merge the donor suggested into the other."""
    current_actor().must(Permission.DONOR_MERGE)
    form = PairForm()
    if form.validate():
        _merge_donors(donor_merging.MergeDonors(form.key.data, str(form.merged.data), str(form.kept.data)))
    return redirect(url_for(".index"), 303)


def _merge_donors(command: donor_merging.MergeDonors) -> None:
    said = gettext("Merged: the gifts of both are listed under one name.")
    _done(lambda: do(donor_merging.merge, command), said)


@bp.post("/donors/by-name")
def merge_named_donors() -> ResponseReturnValue:
    """Merge two donors that were typed by name."""
    actor = current_actor()
    actor.must(Permission.DONOR_MERGE)
    form = NamedDonorsForm()
    form.validate()
    codes = []
    with look() as db:
        for field in (form.merged_name, form.kept_name):
            if field.data and not field.errors:
                try:
                    codes.append(donors.meant(db, actor, field.data))
                except NotFound as error:
                    blame(field, say(error))
    if form.errors:
        return _page(form, NamedItemsForm(formdata=None), HTTPStatus.UNPROCESSABLE_ENTITY)
    _merge_donors(donor_merging.MergeDonors(form.key.data, *codes))
    return redirect(url_for(".index"), 303)


@bp.post("/donors/apart")
def tell_donors_apart() -> ResponseReturnValue:
    """Remember that two donors are two."""
    current_actor().must(Permission.DONOR_MERGE)
    form = PairForm()
    if form.validate():
        codes = str(form.merged.data), str(form.kept.data)
        _done(
            lambda: do(donor_merging.tell_apart, donor_merging.TellDonorsApart(form.key.data, *codes)),
            gettext("They stay two, and are not suggested again."),
        )
    return redirect(url_for(".index"), 303)


@bp.post("/donors/separate")
def separate_donor() -> ResponseReturnValue:
    """Separate a donor from the one it was merged into."""
    current_actor().must(Permission.DONOR_MERGE)
    form = OneForm()
    if form.validate():
        command = donor_merging.SeparateDonor(form.key.data, str(form.code.data))
        _done(
            lambda: do(donor_merging.separate, command),
            gettext("Separated again. Gifts recorded meanwhile stay where they were recorded."),
        )
    return redirect(url_for(".index"), 303)


@bp.post("/items")
def merge_items() -> ResponseReturnValue:
    """Merge the item suggested into the other."""
    current_actor().must(Permission.CATALOGUE_EDIT)
    form = PairForm()
    if form.validate():
        command = item_merging.MergeItems(form.key.data, str(form.merged.data), str(form.kept.data))
        _merge_items(command)
    return redirect(url_for(".index"), 303)


def _merge_items(command: item_merging.MergeItems) -> None:
    said = gettext("Merged: stock of both is kept as %(code)s.", code=command.kept)
    _done(lambda: do(item_merging.merge, command), said)


@bp.post("/items/by-name")
def merge_named_items() -> ResponseReturnValue:
    """Merge two items that were typed by name or code."""
    current_actor().must(Permission.CATALOGUE_EDIT)
    form = NamedItemsForm()
    form.validate()
    codes = []
    with look() as db:
        items = catalogue.load_catalogue(db)
        for field in (form.merged_item, form.kept_item):
            match = items.find(field.data or "")
            if match.code is not None:
                codes.append(match.code)
            elif field.data and not field.errors:
                blame(
                    field,
                    gettext(
                        "“%(typed)s” is no single item of the catalogue: its code is sure.", typed=field.data
                    ),
                )
    if form.errors:
        return _page(NamedDonorsForm(formdata=None), form, HTTPStatus.UNPROCESSABLE_ENTITY)
    _merge_items(item_merging.MergeItems(form.key.data, *codes))
    return redirect(url_for(".index"), 303)


@bp.post("/items/apart")
def tell_items_apart() -> ResponseReturnValue:
    """Remember that two items are two."""
    current_actor().must(Permission.CATALOGUE_EDIT)
    form = PairForm()
    if form.validate():
        codes = str(form.merged.data), str(form.kept.data)
        _done(
            lambda: do(item_merging.tell_apart, item_merging.TellItemsApart(form.key.data, *codes)),
            gettext("They stay two, and are not suggested again."),
        )
    return redirect(url_for(".index"), 303)


@bp.post("/items/separate")
def separate_item() -> ResponseReturnValue:
    """Separate an item from the one it was merged into."""
    current_actor().must(Permission.CATALOGUE_EDIT)
    form = OneForm()
    if form.validate():
        command = item_merging.SeparateItem(form.key.data, str(form.code.data))
        _done(
            lambda: do(item_merging.separate, command),
            gettext("Separated again. What came in meanwhile stays where it was recorded."),
        )
    return redirect(url_for(".index"), 303)


def _done(act: Callable[[], object], said: str) -> None:
    """Do it and say so, or say why not."""
    try:
        act()
    except NotAllowed:
        raise
    except Refusal as error:
        flash(say(error), "problem")
    else:
        flash(said, "done")
