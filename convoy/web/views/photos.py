"""Photos of a gift, and of what arrived at a stop: seen, added, erased."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain.errors import Invalid, NotAllowed, NotFound, Refusal
from convoy.domain.letters import LARGEST
from convoy.domain.messages import N_
from convoy.exchange import pictures
from convoy.queries import photos as query
from convoy.services import photos
from convoy.web.access import current_actor, database, do, look
from convoy.web.errors import say
from convoy.web.forms.convoys import KeyOnlyForm
from convoy.web.forms.counting import blame
from convoy.web.forms.photos import PhotoForm

bp = Blueprint("photos", __name__)


@bp.get("/donations/<code>/photos")
def of_gift(code: str) -> ResponseReturnValue:
    """Show the photos of a gift, and take one more."""
    return _page(code, PhotoForm(formdata=None))


@bp.get("/receipts/<code>/photos")
def of_count(code: str) -> ResponseReturnValue:
    """Show the photos of what arrived, and take one more."""
    return _page(code, PhotoForm(formdata=None))


@bp.post("/donations/<code>/photos")
def keep_of_gift(code: str) -> ResponseReturnValue:
    """Put a photo to a gift."""
    return _keep(code)


@bp.post("/receipts/<code>/photos")
def keep_of_count(code: str) -> ResponseReturnValue:
    """Put a photo to a count of what arrived."""
    return _keep(code)


def _must_fit(code: str) -> None:
    """Raise NotFound where a count is looked for at the address of gifts, or the other way round.

    Of a convoy's counts it is asked again who is there, and only at their own address (web/step_up.py).
    """
    is_count = code.startswith(query.COUNT)
    if is_count != str(request.endpoint).endswith("of_count"):
        raise NotFound(N_("There are no photos of %(code)s here."), code=code[:40])


def _address(code: str, verb: str = "") -> str:
    """Return the address of the photos of this gift or count."""
    return url_for(f".{verb}of_count" if code.startswith(query.COUNT) else f".{verb}of_gift", code=code)


def _page(code: str, form: PhotoForm, status: int = 200) -> ResponseReturnValue:
    actor = current_actor()
    _must_fit(code)
    with look() as db:
        thing = query.thing(db, actor, code)
        page = render_template(
            "photos/index.html",
            code=thing.code,
            convoy=photos.convoy_of(thing),
            keep=_address(thing.code, "keep_"),
            kept=query.of(db, actor, code),
            may_keep=photos.may_change(actor, thing),
            most=photos.MOST,
            kept_days=photos.kept(thing).days,
            form=form,
        )
    return page, status


def _keep(code: str) -> ResponseReturnValue:
    _must_fit(code)
    with look() as db:
        photos.must_change(current_actor(), query.thing(db, current_actor(), code))
    form = PhotoForm()
    if not form.validate():
        return _page(code, form, 422)
    try:
        # One byte more than is taken tells a photo that is too big from one that just fits.
        file = form.photo.data
        picture = pictures.photo(file.stream.read(LARGEST + 1), file.filename or "")
        do(photos.keep, photos.KeepPhoto(form.key.data, code, picture.sha256), picture)
    except (NotFound, NotAllowed):
        raise
    except Invalid as error:
        blame(form.photo, say(error))
        return _page(code, form, 422)
    except Refusal as error:
        form.form_errors.append(say(error))
        return _page(code, form, 409)
    flash(gettext("The photo is kept with %(code)s, without place and camera.", code=code), "done")
    return redirect(_address(code), 303)


@bp.get("/photos/<code>")
def show(code: str) -> ResponseReturnValue:
    """Give one photo."""
    with look() as db:
        photo = query.find(db, current_actor(), code, with_content=True)
        answer = Response(photo.content, mimetype="image/jpeg")
        answer.headers.set("Content-Disposition", "inline", filename=f"{photo.code}.jpg")
        # Nothing in it may run, even if a browser opens it by itself.
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer


@bp.post("/photos/<code>/erase")
def erase(code: str) -> ResponseReturnValue:
    """Erase a photo for good."""
    form = KeyOnlyForm()
    form.validate()
    thing = do(photos.erase, photos.ErasePhoto(form.key.data, code))
    database().forget_deleted()
    flash(gettext("Photo %(code)s is erased.", code=code), "done")
    return redirect(_address(thing), 303)
