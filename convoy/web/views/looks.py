"""Looking at a convoy: showing again who one is, and who looked."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from convoy.domain.errors import Invalid, NotFound
from convoy.domain.factors import MOST_CONVOYS, Proof
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import looks as query
from convoy.queries import users
from convoy.services import looks, passwords
from convoy.web import carried, guessing, step_up
from convoy.web import sign_in as doors
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.sign_in_form import LookForm

bp = Blueprint("looks", __name__)


@bp.post("/convoys/<code>/look")
def enter(code: str) -> ResponseReturnValue:
    """Open a convoy's pages for a while, and go where the person wanted to go."""
    with look() as db:
        if query.meant(db, current_actor(), code) is None:
            raise NotFound(N_("There is no convoy %(code)s here."), code=code)
    return _opened(step_up.Behind(step_up.CONVOY, code), code)


@bp.post("/look/<any(box, count, gift, letter, organisation, place):noun>/<code>")
def enter_behind(noun: str, code: str) -> ResponseReturnValue:
    """Open the convoy with which something goes, without saying before which one that is."""
    with look() as db:
        convoy = step_up.MEANT[noun](db, current_actor(), code)
        named = convoy.code if convoy is not None else ""
    if not named:
        # Nothing to open, or open by now: the page itself says what there is.
        return redirect(doors.safe_path(LookForm().next.data), 303)
    return _opened(step_up.Behind(noun, code), named)


def _opened(behind: step_up.Behind, convoy: str) -> ResponseReturnValue:
    """Open the convoy of this code if who is there has shown so."""
    form, here = LookForm(), doors.signed_in()
    with look() as db:
        proof = query.proof(db, here.actor)
    if not form.validate():
        return step_up.page(behind, form), 422
    counted = (f"look {here.user_code}", guessing.here())
    if wait := guessing.wait(*counted):
        return step_up.page(behind, form), 429, wait
    try:
        _compare(form, proof)
        typed = (form.code.data or "") if proof is Proof.CODE else None
        opened = do(looks.look, looks.LookAt(convoy, here.sign_in_id, typed))
    except Invalid as error:
        field = form[error.field if error.field in form else "code"]
        field.errors = [*field.errors, say(error)]
        return step_up.page(behind, form), 422
    guessing.forget(*counted)
    if not opened:
        return render_template("looks/refused.html", most=MOST_CONVOYS), 429
    waiting = carried.unpacked(form.carried.data or "")
    if waiting is not None and doors.safe_path(waiting.path) == waiting.path:
        return render_template("session/send_again.html", waiting=waiting)
    return redirect(doors.safe_path(form.next.data), 303)


def _compare(form: LookForm, proof: Proof) -> None:
    """Raise Invalid where it is the password that is asked for, and another one was typed."""
    if proof is not Proof.PASSWORD:
        return
    with look() as db:
        kept, _ = users.own_secret(db, current_actor())
    if not passwords.fits(kept, form.password.data or ""):
        raise Invalid(N_("This is not your password. Nothing was changed."), field="password")


@bp.get("/convoys/<code>/looks")
def of_convoy(code: str) -> ResponseReturnValue:
    """Show the coordinators of a convoy who looked at it."""
    with look() as db:
        convoy, looked = query.of_convoy(db, current_actor(), code)
        return render_template("looks/convoy.html", convoy=convoy, looked=looked)


@bp.get("/people/looks")
def index() -> ResponseReturnValue:
    """Show admins who looked at which convoy, and who was refused as having looked at too many."""
    current_actor().must(Permission.PERSON_ADMIN)
    with look() as db:
        return render_template("looks/index.html", looked=query.for_admins(db, current_actor()))
