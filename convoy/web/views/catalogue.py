"""The catalogue: finding items, what is known of one, its names in every language, its barcodes."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from convoy.domain.errors import NotAllowed, Refusal
from convoy.domain.permissions import Permission
from convoy.queries import catalogue_pages as query
from convoy.queries import duplicates, revisions
from convoy.services import catalogue_items, item_names
from convoy.web import item_words, log_words
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.catalogue import BarcodeForm, ItemForm, NamesForm, NewItemForm, ReviewForm
from convoy.web.keeping import searched, store

bp = Blueprint("catalogue", __name__, url_prefix="/catalogue")


@bp.get("")
def index() -> ResponseReturnValue:
    """List items: those a word means, those of a group, or those whose name waits for a reader."""
    actor = current_actor()
    actor.must(Permission.CATALOGUE_READ)
    typed, group = searched(), request.args.get("group", "")[:40]
    unreviewed, show = request.args.get("unreviewed", "")[:5], request.args.get("show")
    retired, incomplete = show == "retired", show == "incomplete"
    language = str(get_locale())
    with look() as db:
        found = query.search(db, actor, typed, language) if typed else None
        page = query.listed(
            db,
            actor,
            category=group,
            unreviewed=unreviewed,
            incomplete=incomplete,
            active=not retired,
            after=request.args.get("after", "")[:40],
        )
        return render_template(
            "catalogue/index.html",
            rows=page.rows if found is None else found,
            following=page.following if found is None else None,
            typed=typed,
            group=group,
            groups=item_words.groups(query.categories(db)),
            unreviewed=unreviewed,
            retired=retired,
            incomplete=incomplete,
            to_complete=query.to_complete(db, actor) if actor.may(Permission.CATALOGUE_EDIT) else 0,
            in_language=unreviewed or language,
            said=item_words,
            twice=duplicates.items_waiting(db, actor),
        )


@bp.get("/new")
def new() -> ResponseReturnValue:
    """Show an empty form for an item that is not in the catalogue."""
    current_actor().must(Permission.CATALOGUE_EDIT)
    form = NewItemForm(formdata=None)
    _offer(form)
    return _page(form)


@bp.post("/new")
def create() -> ResponseReturnValue:
    """Put the item into the catalogue."""
    current_actor().must(Permission.CATALOGUE_EDIT)
    form = NewItemForm()
    _offer(form)
    if not form.validate():
        return _page(form), 422
    stored, status = store(form, catalogue_items.add, form.addition(), "item")
    if stored is None:
        return _page(form), status
    flash(gettext("The item is in the catalogue as %(code)s.", code=stored.code), "done")
    return redirect(url_for(".show", code=stored.code), 303)


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show one item."""
    return _show(code, BarcodeForm(formdata=None))


def _show(code: str, barcode: BarcodeForm) -> str:
    actor = current_actor()
    actor.must(Permission.CATALOGUE_READ)
    with look() as db:
        item = query.found(db, actor, code)
        steps = revisions.history(db, "item", item.code)
        return render_template(
            "catalogue/show.html",
            item=item,
            names=sorted(item.names, key=lambda row: item_words.rank(row.language)),
            words_of=item_words.by_language((row.language, row.word) for row in item.words),
            gtins=query.barcodes(db, item),
            barcode=barcode,
            history=[log_words.entry(step) for step in steps],
            in_language=str(get_locale()),
            said=item_words,
        )


@bp.get("/<code>/edit")
def edit(code: str) -> ResponseReturnValue:
    """Show the facts of an item, to change them."""
    actor = current_actor()
    actor.must(Permission.CATALOGUE_EDIT)
    with look() as db:
        item = query.found(db, actor, code)
        form = ItemForm(formdata=None, obj=item)
        form.offer(query.categories(db), item.package_code)
        form.category.data = item.category.code
        form.seen.data = str(revisions.latest(db, "item", item.code))
    return _page(form, item.code)


@bp.post("/<code>/edit")
def change(code: str) -> ResponseReturnValue:
    """Change the facts of an item."""
    actor = current_actor()
    actor.must(Permission.CATALOGUE_EDIT)
    form = ItemForm()
    with look() as db:
        item = query.found(db, actor, code)
        form.offer(query.categories(db), item.package_code)
    if not form.validate():
        return _page(form, item.code), 422
    stored, status = store(form, catalogue_items.edit, form.command(item.code), "item", item.code)
    if stored is None:
        return _page(form, item.code), status
    flash(gettext("%(code)s is changed; boxes that hold it are estimated anew.", code=stored.code), "done")
    return redirect(url_for(".show", code=stored.code), 303)


@bp.get("/<code>/names")
def names(code: str) -> ResponseReturnValue:
    """Show what an item is called in every language, to change it."""
    actor = current_actor()
    actor.must(Permission.CATALOGUE_EDIT)
    with look() as db:
        item = query.found(db, actor, code)
        form = NamesForm(formdata=None)
        by_language = {row.language: row for row in item.names}
        words = item_words.by_language((row.language, row.word) for row in item.words)
        for language in item_words.NAMED_IN:
            row = by_language.get(language)
            form.called.append_entry(
                {
                    "language": language,
                    "name": row.name if row else "",
                    "is_reviewed": bool(row and row.is_reviewed),
                    "words": ", ".join(words.get(language, [])),
                }
            )
        form.seen.data = str(revisions.latest(db, "item", item.code))
    return _names_page(form, item.code)


@bp.post("/<code>/names")
def rename(code: str) -> ResponseReturnValue:
    """Store what an item is called."""
    actor = current_actor()
    actor.must(Permission.CATALOGUE_EDIT)
    with look() as db:
        item = query.found(db, actor, code)
    form = NamesForm()
    understood = form.validate()
    if understood and not form.is_whole():
        understood = False
        form.form_errors.append(gettext("This form came back incomplete. Nothing was stored; open it again."))
    if not understood:
        return _names_page(form, item.code), 422
    stored, status = store(form, item_names.name, form.command(item.code), "item", item.code)
    if stored is None:
        return _names_page(form, item.code), status
    flash(gettext("The names of %(code)s are stored.", code=item.code), "done")
    return redirect(url_for(".show", code=item.code), 303)


@bp.post("/<code>/names/<language>/reviewed")
def review(code: str, language: str) -> ResponseReturnValue:
    """Mark one name as checked by a native reader."""
    current_actor().must(Permission.CATALOGUE_EDIT)
    form = ReviewForm()
    form.validate()
    try:
        do(item_names.review, form.command(code, language))
    except NotAllowed:
        raise
    except Refusal as error:
        with look() as db:
            query.found(db, current_actor(), code)
        flash(say(error), "problem")
    else:
        flash(
            gettext("The name in %(language)s is reviewed.", language=item_words.language_name(language)),
            "done",
        )
    return redirect(url_for(".show", code=code), 303)


@bp.post("/<code>/barcodes")
def add_barcode(code: str) -> ResponseReturnValue:
    """Let a barcode stand for an item."""
    actor = current_actor()
    actor.must(Permission.CATALOGUE_EDIT)
    with look() as db:
        item = query.found(db, actor, code)
    form = BarcodeForm()
    if not form.validate():
        return _show(item.code, form), 422
    try:
        do(item_names.add_barcode, form.command(item.code))
    except NotAllowed:
        raise
    except Refusal as error:
        form.gtin.errors = [say(error)]
        return _show(item.code, form), 422
    flash(gettext("The barcode stands for %(code)s from now on.", code=item.code), "done")
    return redirect(url_for(".show", code=item.code), 303)


@bp.post("/<code>/barcodes/remove")
def remove_barcode(code: str) -> ResponseReturnValue:
    """Let a barcode stand for an item no longer."""
    actor = current_actor()
    actor.must(Permission.CATALOGUE_EDIT)
    with look() as db:
        item = query.found(db, actor, code)
    form = BarcodeForm()
    if not form.validate():
        return _show(item.code, form), 422
    try:
        do(item_names.remove_barcode, form.command(item.code))
    except NotAllowed:
        raise
    except Refusal as error:
        flash(say(error), "problem")
    else:
        flash(gettext("The barcode does not stand for %(code)s any more.", code=item.code), "done")
    return redirect(url_for(".show", code=item.code), 303)


def _offer(form: ItemForm) -> None:
    with look() as db:
        form.offer(query.categories(db))


def _page(form: ItemForm, code: str = "") -> str:
    return render_template("catalogue/edit.html", form=form, code=code)


def _names_page(form: NamesForm, code: str) -> str:
    return render_template("catalogue/names.html", form=form, code=code, said=item_words)
