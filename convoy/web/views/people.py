"""People: who is here, what each may do where, inviting, ending, and one's own account."""

from flask import Blueprint, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import devices, factors, looks, open_invitations
from convoy.queries import users as query
from convoy.services import grants, invitations, passwords, users
from convoy.web import guessing
from convoy.web import sign_in as doors
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.factor_words import told
from convoy.web.forms.people import EndRoleForm, OnPersonForm, RoleForm
from convoy.web.forms.session import ChangePasswordForm, LanguageForm

bp = Blueprint("people", __name__)


@bp.get("/people")
def index() -> ResponseReturnValue:
    """List the people this person may see, and the invitations that are open."""
    actor = current_actor()
    actor.must(Permission.PERSON_READ)
    with look() as db:
        return render_template(
            "people/index.html",
            people=query.listing(db, actor),
            invitations=open_invitations.listing(db, actor),
            refused_looks=looks.were_refused(db, actor),
        )


@bp.get("/people/invite")
def invite() -> ResponseReturnValue:
    """Show what an invitation can be for."""
    return render_template("people/invite.html", form=_role_form(fresh=True))


@bp.post("/people/invite")
def invited() -> ResponseReturnValue:
    """Make an invitation and show its code, this once."""
    form = _role_form()
    if not form.validate():
        return render_template("people/invite.html", form=form), 422
    code = do(invitations.invite, invitations.Invite(form.key.data, form.granted()))
    return render_template("people/code.html", code=code, form=form, person=None)


@bp.post("/people/invitations/<reference>/withdraw")
def withdraw(reference: str) -> ResponseReturnValue:
    """Make an invitation worthless."""
    form = OnPersonForm()
    _must_be_whole(form)
    do(invitations.withdraw, invitations.Withdraw(form.key.data, reference))
    flash(gettext("Invitation withdrawn."), "done")
    return redirect(url_for("people.index"), 303)


@bp.get("/people/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show one person."""
    current_actor().must(Permission.PERSON_READ)
    return _person(code, _role_form(fresh=True))


def _person(code: str, form: RoleForm) -> str:
    actor = current_actor()
    with look() as db:
        person = query.person(db, actor, code)
        return render_template(
            "people/show.html",
            person=person,
            form=form,
            factor=factors.of_person(db, person.user.id),
            looked_after=grants.looks_after(actor, person.user),
            may_hand_out=lambda granted: grants.may_hand_out(actor, granted),
        )


@bp.post("/people/<code>/roles")
def give(code: str) -> ResponseReturnValue:
    """Give a person a role."""
    form = _role_form()
    with look() as db:
        grants.find(db, current_actor(), code)
    if not form.validate():
        return _person(code, form), 422
    user = do(grants.give_role, grants.GiveRole(form.key.data, code, form.granted()))
    flash(gettext("%(name)s has the role from now on.", name=user.name), "done")
    return redirect(url_for("people.show", code=code), 303)


@bp.post("/people/<code>/roles/end")
def end_role(code: str) -> ResponseReturnValue:
    """Take a role from a person."""
    current_actor().must(Permission.PERSON_INVITE)
    form = EndRoleForm()
    _must_be_whole(form)
    with look() as db:
        granted = query.held(db, current_actor(), code, form.role.data or "", form.where.data or "")
    user = do(grants.end_role, grants.EndRole(form.key.data, code, granted))
    flash(gettext("%(name)s does not have the role any more.", name=user.name), "done")
    if not current_actor().may(Permission.PERSON_READ):
        return redirect(url_for("home.index"), 303)
    return redirect(url_for("people.index"), 303)


@bp.post("/people/<code>/disable")
def disable(code: str) -> ResponseReturnValue:
    """Close an account."""
    user = do(users.disable, _on_person(code))
    flash(gettext("%(name)s cannot sign in any more and is signed out everywhere.", name=user.name), "done")
    return redirect(url_for("people.show", code=code), 303)


@bp.post("/people/<code>/enable")
def enable(code: str) -> ResponseReturnValue:
    """Open a closed account again."""
    user = do(users.enable, _on_person(code))
    flash(gettext("%(name)s can sign in again.", name=user.name), "done")
    return redirect(url_for("people.show", code=code), 303)


@bp.post("/people/<code>/sign-out")
def end_sign_ins(code: str) -> ResponseReturnValue:
    """Sign a person out everywhere."""
    do(users.end_sign_ins, _on_person(code))
    flash(gettext("Signed out on every device."), "done")
    return redirect(url_for("people.show", code=code), 303)


@bp.post("/people/<code>/recovery")
def recovery(code: str) -> ResponseReturnValue:
    """Make a one-time code for a new password and show it, this once."""
    one_time = do(invitations.recovery_code, _on_person(code))
    with look() as db:
        person = query.person(db, current_actor(), code)
        return render_template("people/code.html", code=one_time, form=None, person=person.user)


@bp.get("/me")
def me() -> ResponseReturnValue:
    """Show one's own account: sign-ins, password, language."""
    return _me(ChangePasswordForm(formdata=None))


def _me(form: ChangePasswordForm) -> str:
    here = doors.signed_in()
    with look() as db:
        person = query.person(db, here.actor, here.user_code)
        return render_template(
            "people/me.html",
            form=form,
            language_form=LanguageForm(formdata=None, data={"language": here.actor.language}),
            sign_ins=query.sign_ins(db, here.actor),
            here=here,
            new=devices.new_of(db, here.actor),
            guest=person.user.is_guest,
            person=person,
            unread=factors.notices(db, here.actor, here.sign_in_id),
            told=told,
            has_factor_page=current_app.config["CONVOY_SECOND_FACTOR"],
        )


@bp.post("/me/password")
def change_password() -> ResponseReturnValue:
    """Store one's new password and sign out everywhere else."""
    form, here = ChangePasswordForm(), doors.signed_in()
    if not form.validate():
        return _me(form), 422
    counted = (f"change {here.user_code}", guessing.here())
    if wait := guessing.wait(*counted):
        return _me(form), 429, wait
    with look() as db:
        kept, login = query.own_secret(db, here.actor)
    if not passwords.fits(kept, form.current.data or ""):
        form.current.errors = [gettext("This is not your password. Nothing was changed.")]
        return _me(form), 422
    try:
        passwords.check_new(form.password.data or "", login)
    except Invalid as error:
        form.password.errors = [say(error)]
        return _me(form), 422
    do(users.change_password, passwords.scramble(form.password.data or ""), keep=here.sign_in_id)
    guessing.forget(*counted)
    flash(gettext("New password kept. You are signed out everywhere else."), "done")
    return redirect(url_for("people.me"), 303)


@bp.post("/me/sign-ins/end")
def end_others() -> ResponseReturnValue:
    """Sign oneself out on every other device."""
    do(users.end_other_sign_ins, keep=doors.signed_in().sign_in_id)
    flash(gettext("Signed out everywhere else."), "done")
    return redirect(url_for("people.me"), 303)


@bp.post("/me/language")
def language() -> ResponseReturnValue:
    """Keep the language one wants to read."""
    form = LanguageForm()
    if not form.validate():
        raise Invalid(N_("This language is not offered. Nothing was changed."), field="language")
    do(users.choose_language, form.language.data)
    session["language"] = form.language.data
    return redirect(url_for("people.me"), 303)


def _role_form(*, fresh: bool = False) -> RoleForm:
    actor = current_actor()
    actor.must(Permission.PERSON_INVITE)
    form = RoleForm(formdata=None) if fresh else RoleForm()
    with look() as db:
        return form.offer(actor, query.somewhere(db, actor))


def _on_person(code: str) -> users.OnPerson:
    form = OnPersonForm()
    _must_be_whole(form)
    return users.OnPerson(form.key.data, code)


def _must_be_whole(form: OnPersonForm) -> None:
    if not form.validate():
        raise Invalid(N_("This form came back incomplete. Nothing was changed; open it again."), field="key")
