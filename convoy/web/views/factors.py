"""The second factor: typed after the password, set up, moved to another phone, and removed by two admins."""

from collections.abc import Callable

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain import totp
from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import factors as query
from convoy.queries.users import SignedIn
from convoy.services import factor_removals, factors, users
from convoy.web import carried, guessing
from convoy.web import sign_in as doors
from convoy.web.access import current_actor, database, do, look
from convoy.web.errors import say
from convoy.web.forms.factors import ProofForm, SetUpForm
from convoy.web.forms.people import OnPersonForm
from convoy.web.sign_in_form import CodeForm

bp = Blueprint("factors", __name__)


@bp.get("/second-factor")
def ask() -> ResponseReturnValue:
    """Ask for the code after the password."""
    return doors.factor_door(200, request.args.get("next") or "/")


@bp.post("/second-factor")
def enter() -> ResponseReturnValue:
    """Take the code, and go where the person wanted to go, or send what was typed before."""
    form, half = CodeForm(), doors.half_signed_in()
    if half is None:
        return redirect(doors.safe_path(form.next.data), 303)
    if not form.validate():
        return _enter_page(form), 422
    counted = _counted(half)
    if wait := guessing.wait(*counted):
        return _enter_page(form), 429, wait
    try:
        token = database().do(factors.enter, half.sign_in_id, form.code.data or "")
    except Invalid as error:
        form.code.errors = [say(error)]
        return _enter_page(form), 422
    guessing.forget(*counted)
    doors.enter(token)
    waiting = carried.unpacked(form.carried.data or "")
    if waiting is not None and doors.safe_path(waiting.path) == waiting.path:
        return render_template("session/send_again.html", waiting=waiting)
    return redirect(doors.safe_path(form.next.data), 303)


def _enter_page(form: CodeForm) -> str:
    return render_template("factors/enter.html", form=form, waiting=bool(form.carried.data))


def _counted(here: SignedIn) -> tuple[str, str]:
    return f"factor {here.user_code}", guessing.here()


@bp.get("/me/second-factor/new")
def new() -> ResponseReturnValue:
    """Show the square for the phone and ask for the first code. Nothing is stored before that is typed."""
    here = _here()
    if _own(here).since is not None:
        return redirect(url_for("factors.show"), 303)
    data = {"secret": totp.new_secret(), "next": request.args.get("next", "")}
    return _new_page(here, SetUpForm(formdata=None, data=data))


def _here() -> SignedIn:
    return doors.half_signed_in() or doors.signed_in()


def _own(here: SignedIn) -> query.Own:
    with look() as db:
        return query.own(db, here.actor)


def _new_page(here: SignedIn, form: SetUpForm) -> str:
    sent = form.secret.data or ""
    secret = sent if totp.is_secret(sent) else totp.new_secret()
    form.secret.data = secret
    with look() as db:
        login = query.login_of(db, here.actor.user_id)
    square = segno.make(totp.address(secret, login, "Convoy"), error="m", micro=False)
    return render_template(
        "factors/new.html",
        form=form,
        square=square.svg_data_uri(scale=5, border=4, light="#fff"),
        key=totp.written(secret),
        needed=doors.half_signed_in() is not None,
    )


@bp.post("/me/second-factor/new")
def set_up() -> ResponseReturnValue:
    """Keep the second factor once its first code is right, and show the recovery codes, this once."""
    form, here = SetUpForm(), _here()
    if not form.validate():
        return _new_page(here, form), 422
    counted = _counted(here)
    if wait := guessing.wait(*counted):
        return _new_page(here, form), 429, wait
    try:
        command = factors.SetUp(form.secret.data or "", form.code.data or "")
        ready = database().do(factors.set_up, here.sign_in_id, command)
    except Invalid as error:
        form.code.errors = [say(error)]
        return _new_page(here, form), 422
    guessing.forget(*counted)
    doors.enter(ready.token)
    return _codes_page(ready.recovery_codes, doors.safe_path(form.next.data))


def _codes_page(codes: tuple[str, ...], go_on: str) -> str:
    return render_template("factors/codes.html", codes=codes, go_on=go_on)


@bp.get("/me/second-factor")
def show() -> ResponseReturnValue:
    """Show one's second factor: how many recovery codes are left, and how to move to another phone."""
    return _show_page(ProofForm(formdata=None))


def _show_page(form: ProofForm) -> str:
    return render_template("factors/show.html", form=form, own=_own(doors.signed_in()))


@bp.post("/me/second-factor/codes")
def renew_codes() -> ResponseReturnValue:
    """Make a new set of recovery codes and show it, this once."""
    here = doors.signed_in().sign_in_id
    return _proven(
        lambda code: _codes_page(do(factors.renew_codes, code, here=here), url_for("factors.show"))
    )


@bp.post("/me/second-factor/move")
def move() -> ResponseReturnValue:
    """Take one's second factor away, to set it up on another phone."""

    def drop(code: str) -> ResponseReturnValue:
        do(factors.drop_own, code, keep=doors.signed_in().sign_in_id)
        flash(gettext("The second factor is gone. Set it up on the other phone now."), "done")
        return redirect(url_for("factors.new"), 303)

    return _proven(drop)


def _proven(act: Callable[[str], ResponseReturnValue]) -> ResponseReturnValue:
    form, counted = ProofForm(), _counted(doors.signed_in())
    if not form.validate():
        return _show_page(form), 422
    if wait := guessing.wait(*counted):
        return _show_page(form), 429, wait
    try:
        done = act(form.code.data or "")
    except Invalid as error:
        form.code.errors = [say(error)]
        return _show_page(form), 422
    guessing.forget(*counted)
    return done


@bp.post("/me/notices/seen")
def see_notices() -> ResponseReturnValue:
    """Take away the notices about one's own second factor."""
    do(factors.see_notices, doors.signed_in().sign_in_id)
    return redirect(url_for("people.me"), 303)


@bp.post("/people/<code>/second-factor/ask")
def ask_removal(code: str) -> ResponseReturnValue:
    """Ask another admin to agree that a person's second factor goes."""
    user = do(factor_removals.ask, _on_person(code))
    flash(gettext("Asked. Another admin agrees on this page of %(name)s.", name=user.name), "done")
    return redirect(url_for("people.show", code=code), 303)


@bp.post("/people/<code>/second-factor/remove")
def remove(code: str) -> ResponseReturnValue:
    """Agree with another admin, and take a person's second factor away."""
    user = do(factor_removals.agree, _on_person(code))
    said = gettext("%(name)s has no second factor now and is signed out everywhere.", name=user.name)
    flash(said, "done")
    return redirect(url_for("people.show", code=code), 303)


def _on_person(code: str) -> users.OnPerson:
    current_actor().must(Permission.PERSON_ADMIN)
    form = OnPersonForm()
    if not form.validate():
        raise Invalid(N_("This form came back incomplete. Nothing was changed; open it again."), field="key")
    return users.OnPerson(form.key.data, code)
