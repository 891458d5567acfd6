"""The sorting table: a box is packed from unsorted bags and from loose stock while both are counted."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from convoy.documents.layout import units
from convoy.domain.errors import NotAllowed, NotFound, Refusal
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import box_facts, box_lists, catalogue, pool_boxes, pools, stock
from convoy.services import sorting
from convoy.web import scans
from convoy.web.access import current_actor, do, look
from convoy.web.choices import SelectChoice
from convoy.web.forms.sorting import SortForm
from convoy.web.frame import words

bp = Blueprint("sorting", __name__, url_prefix="/sorting")


@dataclass(frozen=True, slots=True)
class Table:
    """What lies at the table: the place, its pools, and what stands loose by lot."""

    code: str
    name: str
    pools: tuple[str, ...]
    goods: dict[int, stock.Held]


@bp.route("/pack", methods=["GET", "POST"])
def pack() -> ResponseReturnValue:
    """Count goods from bags and from loose stock while packing them into a box."""
    current_actor().must(Permission.BOX_PACK)
    form = SortForm()
    table = _offer(form)
    if not form.is_submitted():
        _begin(form, table)
        return _page(form, table)
    if "add" in request.form:
        form.add_lines()
        return _page(form, table)
    if not _understood(form):
        return _page(form, table, 422)
    try:
        done = do(sorting.pack, form.command())
    except NotFound:
        raise
    except Refusal as error:
        form.refuse(error)
        return _page(form, table, 422)
    return _packed(form, done)


def _offer(form: SortForm) -> Table:
    """Offer the pools, open boxes and loose goods of the place asked for."""
    actor = current_actor()
    with look() as db:
        places = [
            place
            for place in box_lists.places_of(db, actor)
            if actor.may(Permission.BOX_PACK, place_id=place.id)
        ]
        if not places:
            raise NotAllowed(N_("You pack boxes at no place yet. Ask who is in charge."))
        asked = request.values.get("place", "") or session.get("place", "")
        place = next((one for one in places if one.code == asked), places[0])
        waiting = [one.pool for one in pools.waiting(db, actor) if one.pool.place_id == place.id]
        form.place.choices = [SelectChoice(value=one.code, label=one.name) for one in places]
        form.offer(
            [SelectChoice(value=pool.code, label=words().day(pool.day)) for pool in waiting],
            [
                SelectChoice(value=box.code, label=f"{box.short_name} ({box.code})")
                for box in pool_boxes.open_boxes(db, actor, place.id)
            ],
        )
        loose = stock.loose_at(db, actor, place.id, request.args.get("text", "")[:60])
    goods = {one.lot.id: one for one in loose}
    return Table(place.code, place.name, tuple(pool.code for pool in waiting), goods)


def _begin(form: SortForm, table: Table) -> None:
    """Begin with the bags asked for, else today's, else the oldest; with a new box unless one is named."""
    form.place.data = table.code
    today = datetime.now(UTC).date().isoformat()
    todays = next((code for code in table.pools if code.endswith(today)), None)
    first = todays or next(iter(table.pools), "")
    asked = request.args.get("pool", first)
    form.pool.data = asked if asked in table.pools else first
    form.into.data = request.args.get("box", "")[:20]
    if label := request.args.get("label", "")[:20]:
        form.codes.data = (label,)
    if item := request.args.get("item", "")[:60]:
        _count_first(form, item)
    for lot_id in table.goods:
        form.goods.append_entry({"lot": lot_id})


def _count_first(form: SortForm, code: str) -> None:
    """Write the item asked for, and how many there seem to be, into the first line."""
    with look() as db:
        facts = catalogue.facts(db, current_actor(), [code], str(get_locale())).get(code)
    if facts is not None:
        form.counted[0].form.item.data = facts.name
        form.counted[0].form.quantity.data = request.args.get("quantity", "")[:20]


def _understood(form: SortForm) -> bool:
    """Whether everything typed is clear; all checks run, so that everything unclear is said at once."""
    checked = form.validate()
    actor, language = current_actor(), str(get_locale())
    named = scans.read(form.codes)
    with look() as db:
        resolved = form.resolve(
            catalogue.load_catalogue(db), lambda codes: catalogue.facts(db, actor, codes, language)
        )
    return checked and named and resolved


def _page(form: SortForm, table: Table, status: int = 200) -> ResponseReturnValue:
    actor, packed = current_actor(), request.args.get("packed", "")[:20]
    with look() as db:
        box = box_facts.by_code(db, actor, packed) if packed and not form.is_submitted() else None
    return render_template(
        "sorting/pack.html",
        form=form,
        table=table,
        packed=box,
        text=request.args.get("text", "")[:60],
        amount=lambda quantity, unit: units.quantity(words(), quantity, unit),
    ), status


def _packed(form: SortForm, done: sorting.Sorted) -> ResponseReturnValue:
    """Say what was packed and what is to be put aside, and go where the button says."""
    for item, reason in done.aside:
        name = item.name_in(str(get_locale()))
        said = gettext(
            "Put “%(item)s” with the goods set aside, not into the box: %(why)s.",
            item=name,
            why=gettext(reason),
        )
        flash(said, "problem")
    if done.box is None:
        flash(gettext("Counted. No box was packed."), "done")
    else:
        flash(gettext("Box %(code)s packed.", code=done.box.code), "done")
        if request.form.get("then") == "label":
            return redirect(url_for("boxes.labels", code=done.box.code), 303)
    session["place"] = form.place.data
    following = {"place": form.place.data, "pool": form.pool.data or None}
    return redirect(
        url_for(".pack", **following, packed=done.box.code if done.box is not None else None), 303
    )
