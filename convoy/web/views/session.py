"""Signing in and out, joining, a forgotten password, and the language of the page."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from convoy.domain.errors import Invalid
from convoy.domain.one_time import read
from convoy.queries import users as query
from convoy.services import invitations, passwords, sign_ins, users
from convoy.services.invitations import CodeSpent
from convoy.web import carried, guessing, redrawing
from convoy.web import sign_in as doors
from convoy.web.access import current_actor, database, do, look
from convoy.web.errors import say
from convoy.web.forms.session import JoinForm, RecoverForm
from convoy.web.languages import LANGUAGES
from convoy.web.sign_in_form import SignInForm

bp = Blueprint("session", __name__)


@bp.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Show the sign-in form; in the language that was chosen on the page of a phone, which leads here."""
    if request.args.get("in") in LANGUAGES:
        session["language"] = request.args["in"]
    if current_actor().user_id is not None:
        return redirect(doors.safe_path(request.args.get("next")), 303)
    form = SignInForm(formdata=None, data={"next": request.args.get("next", "")})
    return doors.sign_in_page(form)


@bp.post("/sign-in")
def enter() -> ResponseReturnValue:
    """Sign in, and go where the person wanted to go, or send what was typed before."""
    form = SignInForm()
    if not form.validate():
        return _refused(form, 422)
    login_key = users.login_key(form.login.data or "")
    counted = guessing.counted_as(login_key)
    if wait := guessing.wait(*counted):
        return _refused(form, 429, wait)
    password = form.password.data or ""
    with look() as db:
        account = query.account(db, login_key)
    fits = passwords.fits(account.password_hash if account is not None else None, password)
    if account is None or not fits or not account.is_active:
        flash(
            gettext("This name and password do not belong together. Look at both and try again."), "problem"
        )
        return _refused(form, 422)
    if passwords.is_outdated(account.password_hash):
        database().do(users.renew_hash, account.user_id, passwords.scramble(password))
    return _let_in(account.user_id, counted, form)


def _let_in(user_id: int, counted: tuple[str, str], form: SignInForm | None) -> ResponseReturnValue:
    guessing.forget(*counted)
    doors.let_in(user_id)
    if doors.half_signed_in() is not None:
        given = (form.next.data or "", form.carried.data or "") if form is not None else ("", "")
        return doors.factor_door(200, *given)
    waiting = carried.unpacked(form.carried.data or "") if form is not None else None
    if waiting is not None and doors.safe_path(waiting.path) == waiting.path:
        return render_template("session/send_again.html", waiting=waiting)
    wanted = form.next.data if form is not None else None
    return redirect(doors.safe_path(wanted), 303)


def _refused(form: SignInForm, status: int, headers: dict[str, str] | None = None) -> ResponseReturnValue:
    return doors.sign_in_page(form, carried.unpacked(form.carried.data or "")), status, headers or {}


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out: the sign-in ends on the server too, so that a copied cookie is worth nothing."""
    do(sign_ins.close, session.get("_user_id", ""))
    doors.leave()
    flash(gettext("Signed out on this device."), "done")
    answer = make_response(redirect(url_for("session.sign_in"), 303))
    # Pages that the browser remembers go. What a phone has not sent stays: it is sealed, and no cache.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@bp.post("/language")
def language() -> ResponseReturnValue:
    """Show pages in another language from now on: to this person everywhere, and at this browser's door."""
    redrawing.choose(request.form.get("language", ""))
    return redirect(doors.safe_path(request.form.get("next")), 303)


@bp.get("/join")
def join() -> ResponseReturnValue:
    """Show where a one-time code is typed to join."""
    return render_template("session/join.html", form=JoinForm(formdata=None))


@bp.post("/join")
def joined() -> ResponseReturnValue:
    """Make the account of somebody who has a code, and sign the person in."""
    form = JoinForm()
    if not form.validate():
        return render_template("session/join.html", form=form), 422
    counted = _counted_code(form.code.data or "")
    if wait := guessing.wait(*counted):
        return render_template("session/join.html", form=form), 429, wait
    login, password = form.login.data or "", form.password.data or ""
    try:
        passwords.check_new(password, login)
        new = users.NewUser(login, form.name.data or "", passwords.scramble(password), str(get_locale()))
        user = database().do(invitations.join, invitations.Join(form.code.data or "", new))
    except Invalid as error:
        _tell(form, error)
        return render_template("session/join.html", form=form), 422
    except CodeSpent as error:
        return _gone(error)
    return _let_in(user.id, counted, None)


@bp.get("/recover")
def recover() -> ResponseReturnValue:
    """Show where a one-time code is typed to set a new password."""
    return render_template("session/recover.html", form=RecoverForm(formdata=None))


@bp.post("/recover")
def recovered() -> ResponseReturnValue:
    """Store the new password of somebody who has a code, and sign the person in."""
    form = RecoverForm()
    if not form.validate():
        return render_template("session/recover.html", form=form), 422
    code, password = form.code.data or "", form.password.data or ""
    counted = _counted_code(code)
    if wait := guessing.wait(*counted):
        return render_template("session/recover.html", form=form), 429, wait
    try:
        with look() as db:
            passwords.check_new(password, invitations.login_of(db, code))
        user = database().do(invitations.set_password, code, passwords.scramble(password))
    except Invalid as error:
        _tell(form, error)
        return render_template("session/recover.html", form=form), 422
    except CodeSpent as error:
        return _gone(error)
    flash(gettext("New password kept. You are signed out everywhere else."), "done")
    return _let_in(user.id, counted, None)


def _counted_code(code: str) -> tuple[str, str]:
    return f"code {read(code)}", guessing.here()


def _tell(form: JoinForm | RecoverForm, error: Invalid) -> None:
    """Say a refusal at the field it is about."""
    field = form[error.field] if error.field in form else form["code"]
    field.errors = [*field.errors, say(error)]


def _gone(error: CodeSpent) -> ResponseReturnValue:
    return render_template("errors/refused.html", said=say(error), suggestions=(), status=410), 410
