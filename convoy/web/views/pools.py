"""Pools of unsorted gifts: which wait, and one with its donors, what it became, what is left to decide."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from convoy.documents.layout import units
from convoy.domain.errors import Conflict, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import catalogue, pool_words, revisions
from convoy.queries import pools as query
from convoy.services import pool_decisions, pools, word_links
from convoy.web import log_words
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.boxes import ActionForm, ReasonForm
from convoy.web.forms.sorting import LeftoverForm, LinkForm, PartingForm
from convoy.web.frame import words

bp = Blueprint("pools", __name__, url_prefix="/sorting")

DECISIONS: dict[str, tuple[Callable[..., Any], Permission, str]] = {
    "set-aside": (pool_decisions.set_aside, pool_decisions.MAY_SET_ASIDE, N_("Set aside.")),
    "uncount": (pool_decisions.uncount, pool_decisions.MAY_SET_ASIDE, N_("Taken out of stock again.")),
    "release": (pool_decisions.release, pool_decisions.MAY_DECIDE, N_("Released: it stands loose now.")),
    "part-with": (pool_decisions.part_with, pool_decisions.MAY_DECIDE, N_("Recorded what became of it.")),
}
"""What may become of counted goods: how, who may, and the sentence that says it is done."""


@bp.get("")
def index() -> ResponseReturnValue:
    """List the pools: those not sorted yet, and the ones closed last."""
    actor = current_actor()
    actor.must(Permission.DONATION_READ)
    with look() as db:
        return render_template(
            "sorting/index.html", waiting=query.waiting(db, actor), closed=query.closed(db, actor)
        )


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show a pool: whose bags, what they became, what is left to decide."""
    return _show(code, LeftoverForm(formdata=None), PartingForm(formdata=None)), 200


def _show(
    code: str,
    leftover: LeftoverForm,
    parting: PartingForm,
    lot: int = 0,
    then: str = "",
    linking: tuple[int, LinkForm] | None = None,
) -> str:
    actor = current_actor()
    actor.must(Permission.DONATION_READ)
    with look() as db:
        pool = query.found(db, actor, code)
        return render_template(
            "sorting/show.html",
            pool=pool,
            became=query.became(db, actor, pool),
            spoken=pool_words.spoken(db, actor, pool, str(get_locale())),
            history=[log_words.entry(step, pool.place.zone) for step in revisions.history(db, "", pool.code)],
            linked=pool_words.linked(db, actor, pool, str(get_locale())),
            linking=linking or (0, LinkForm(formdata=None)),
            may_remember=actor.may(Permission.CATALOGUE_EDIT),
            may_decide=actor.may(pool_decisions.MAY_DECIDE, place_id=pool.place_id),
            may_pack=actor.may(Permission.BOX_PACK, place_id=pool.place_id),
            leftover=leftover,
            parting=parting,
            lot=lot,
            then=then,
            amount=lambda quantity, unit: units.quantity(words(), quantity, unit),
        )


def _must(code: str, permission: Permission) -> None:
    """Whoever may not decide is told so before anything typed is looked at."""
    with look() as db:
        current_actor().must(permission, place_id=query.found(db, current_actor(), code).place_id)


def _done(code: str, sentence: str, action: Callable[..., Any], command: object) -> ResponseReturnValue:
    """Take the action, say how it went, and go back to the pool."""
    try:
        do(action, command)
    except (RuleBroken, Conflict) as error:
        flash(say(error), "problem")
    else:
        flash(gettext(sentence), "done")
    return redirect(url_for(".show", code=code), 303)


@bp.post("/<code>/goods/<int:lot>/<any('set-aside', uncount, release, 'part-with'):decision>")
def decide(code: str, lot: int, decision: str) -> ResponseReturnValue:
    """Set counted goods aside, release them, take the count back, or part with them."""
    act, permission, sentence = DECISIONS[decision]
    _must(code, permission)
    form = LeftoverForm()
    if not form.validate():
        return _show(code, form, PartingForm(formdata=None), lot, decision), 422
    command = form.parting(code, lot) if decision == "part-with" else form.command(code, lot)
    return _done(code, sentence, act, command)


@bp.post("/<code>/part-with")
def part_with(code: str) -> ResponseReturnValue:
    """Keep what became of goods that nobody counts."""
    _must(code, pool_decisions.MAY_DECIDE)
    form = PartingForm()
    if not form.validate():
        return _show(code, LeftoverForm(formdata=None), form), 422
    return _done(code, N_("Recorded what became of it."), pool_decisions.part_with_bags, form.command(code))


@bp.post("/<code>/gone/<int:outcome>/take-back")
def take_back(code: str, outcome: int) -> ResponseReturnValue:
    """Take back what was recorded by mistake."""
    _must(code, pool_decisions.MAY_DECIDE)
    form = ActionForm()
    command = pool_decisions.TakeBackOutcome(form.key.data, code, outcome)
    return _done(code, N_("Taken back."), pool_decisions.take_back, command)


@bp.post("/<code>/words/<int:line>/link")
def link(code: str, line: int) -> ResponseReturnValue:
    """Keep which item the words on unsorted goods mean."""
    _must(code, word_links.MAY_LINK)
    form = LinkForm()
    actor, language = current_actor(), str(get_locale())
    is_clear = form.validate()
    with look() as db:
        item = form.meant(
            catalogue.load_catalogue(db), lambda codes: catalogue.facts(db, actor, codes, language)
        )
    if not is_clear or not item:
        form.item.id = f"words-{line}"
        nothing = LeftoverForm(formdata=None), PartingForm(formdata=None)
        return _show(code, *nothing, linking=(line, form)), 422
    return _done(
        code,
        N_("Linked. It is in stock once it is counted into a box."),
        word_links.link,
        form.command(code, line, item, language),
    )


@bp.post("/<code>/words/<int:line>/unlink")
def unlink(code: str, line: int) -> ResponseReturnValue:
    """Take back which item words mean."""
    _must(code, word_links.MAY_LINK)
    command = word_links.UnlinkWords(ActionForm().key.data, code, line)
    return _done(code, N_("The link is taken back."), word_links.unlink, command)


@bp.post("/<code>/close")
def close(code: str) -> ResponseReturnValue:
    """Say that nothing is left to sort."""
    _must(code, Permission.LINE_DECIDE)
    form = ActionForm()
    return _done(code, N_("Closed."), pools.close, pools.ClosePool(form.key.data, code))


@bp.post("/<code>/reopen")
def reopen(code: str) -> ResponseReturnValue:
    """Open a closed pool again."""
    _must(code, Permission.LINE_DECIDE)
    form = ReasonForm()
    if not form.validate():
        flash(gettext("Say why it is opened again."), "problem")
        return redirect(url_for(".show", code=code), 303)
    command = pools.ReopenPool(form.key.data, code, form.reason.data)
    return _done(code, N_("Open again."), pools.reopen, command)
