"""Devices: who is signed in where, new ones, and changing who is at a shared one by PIN."""

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from convoy.domain import pins as digits
from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.queries import devices as query
from convoy.services import devices, grants, passwords, pins
from convoy.web import device_cookie, guessing
from convoy.web import sign_in as doors
from convoy.web.access import current_actor, database, do, look
from convoy.web.errors import say
from convoy.web.forms.devices import ChangeForm, NameDeviceForm, PinForm
from convoy.web.forms.people import OnPersonForm
from convoy.web.labels import label

bp = Blueprint("devices", __name__)


@bp.get("/people/where")
def where() -> ResponseReturnValue:
    """Show who is signed in where, for those who look after people."""
    actor = current_actor()
    actor.must(Permission.PERSON_READ)
    with look() as db:
        here = query.where(db, actor)
        return render_template(
            "devices/where.html",
            here=here,
            mine={one.reference for one in here if one.sign_in_id == doors.signed_in().sign_in_id},
            new=query.new_for_admins(db, actor),
            may_end=lambda user: user.id == actor.user_id or grants.looks_after(actor, user),
            roles_of=lambda user: ", ".join(sorted({label(one.role) for one in grants.open_grants(user)})),
        )


@bp.post("/people/where/<reference>/end")
def end_sign_in(reference: str) -> ResponseReturnValue:
    """End one sign-in: it is out with the next request."""
    current_actor().must(Permission.PERSON_READ)
    user = do(devices.end_sign_in, devices.EndSignIn(_key(), reference))
    flash(gettext("%(name)s is signed out there.", name=user.name), "done")
    return redirect(url_for("devices.where"), 303)


@bp.post("/people/devices/<code>/end")
def end(code: str) -> ResponseReturnValue:
    """Cut a device off."""
    current_actor().must(Permission.PERSON_READ)
    ended = do(devices.end, devices.EndDevice(_key(), code))
    said = ngettext(
        "The device is cut off. %(num)s sign-in ended.",
        "The device is cut off. %(num)s sign-ins ended.",
        ended,
    )
    flash(said, "done")
    return redirect(url_for("devices.where"), 303)


@bp.post("/people/devices/<code>/name")
def name(code: str) -> ResponseReturnValue:
    """Call a device what people call it."""
    current_actor().must(Permission.PERSON_READ)
    form = NameDeviceForm()
    key = _key()
    do(devices.name, devices.NameDevice(key, code, form.name.data or ""))
    return redirect(url_for("devices.where"), 303)


@bp.post("/people/devices/<code>/seen")
def seen_by_admin(code: str) -> ResponseReturnValue:
    """Take a new device off the list admins look through."""
    current_actor().must(Permission.PERSON_ADMIN)
    do(devices.told_admin, devices.NewDeviceSeen(_key(), code))
    return redirect(url_for("devices.where"), 303)


@bp.post("/me/devices/seen")
def seen() -> ResponseReturnValue:
    """Say that one's new devices are one's own."""
    do(devices.told_owner, doors.signed_in().device_id)
    return redirect(url_for("people.me"), 303)


@bp.post("/me/pin")
def keep_pin() -> ResponseReturnValue:
    """Keep a PIN for the rest of the day on this device."""
    form, here = PinForm(), doors.signed_in()
    if not pins.may_have(here.actor) or not form.validate():
        return _pin_page(form), 422
    try:
        pin = digits.check_new(form.pin.data or "")
    except Invalid as error:
        form.pin.errors = [say(error)]
        return _pin_page(form), 422
    do(pins.keep, here.device_id, passwords.scramble(pin))
    flash(gettext("Your PIN is kept for today, on this device only."), "done")
    return redirect(url_for("devices.people_here"), 303)


@bp.get("/me/pin")
def pin() -> ResponseReturnValue:
    """Show where one's PIN of the day is set."""
    return _pin_page(PinForm(formdata=None))


def _pin_page(form: PinForm) -> str:
    return render_template("devices/pin.html", form=form, allowed=pins.may_have(current_actor()))


@bp.get("/change")
def people_here() -> ResponseReturnValue:
    """Show who may come in by PIN at this device."""
    return _change_page(ChangeForm(formdata=None))


def _change_page(form: ChangeForm) -> str:
    people = doors.people_with_pin()
    return render_template("devices/change.html", form=form.offer(people), people=people)


@bp.post("/change")
def change() -> ResponseReturnValue:
    """Change who is at this device; nothing of the person before stays in the browser's session."""
    form = ChangeForm()
    form.offer([])
    if not form.validate():
        return _change_page(form), 422
    if wait := guessing.wait(f"pin {device_cookie.token()}", guessing.here()):
        return _change_page(form), 429, wait
    try:
        typed = digits.read(form.pin.data or "")
    except Invalid as error:
        form.pin.errors = [say(error)]
        return _change_page(form), 422
    try:
        counted = database().do(pins.take_try, device_cookie.token(), form.person.data or "")
    except pins.NoPin as error:
        form.person.errors = [say(error)]
        return _change_page(form), 422
    if not passwords.fits(counted.pin_hash, typed):
        form.pin.errors = [gettext("This is not the PIN. After five wrong ones the full sign-in is needed.")]
        return _change_page(form), 422
    token = database().do(pins.change, counted, session.get("_user_id", ""))
    guessing.forget(f"pin {device_cookie.token()}", guessing.here())
    doors.enter(token)
    answer = make_response(redirect(url_for("home.index"), 303))
    # Whatever the browser remembers of the person before, pages and half-typed forms, goes.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _key() -> UUID:
    form = OnPersonForm()
    if not form.validate():
        raise Invalid(N_("This form came back incomplete. Nothing was changed; open it again."), field="key")
    key: UUID = form.key.data
    return key
