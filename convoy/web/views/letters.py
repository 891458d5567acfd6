"""Letters on file of a convoy, a van or a recipient: the list, one more, and one as it is kept."""

from typing import TYPE_CHECKING

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain.errors import Invalid, NotAllowed, NotFound, Refusal
from convoy.domain.letters import LARGEST, LetterKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.exchange import uploads
from convoy.queries import convoys as known
from convoy.queries import letters as query
from convoy.queries import places
from convoy.services import letters
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.convoys import chosen
from convoy.web.forms.counting import blame
from convoy.web.forms.letters import LetterForm

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("letters", __name__)


@bp.get("/convoys/<code>/letters")
def of_convoy(code: str) -> ResponseReturnValue:
    """List the letters of a convoy and its recipients, or of one van."""
    with look() as db:
        return _convoy_page(db, code, LetterForm(formdata=None))


def _convoy_page(db: "Session", code: str, form: LetterForm) -> str:
    actor = current_actor()
    convoy = known.find(db, actor, code)
    van = request.args.get("van", "")
    number = int(van) if van.isascii() and van.isdigit() and len(van) < 4 else 0  # noqa: PLR2004  # digits of a van
    run = known.find_run(db, actor, code, number) if number else None
    on_file = query.of_convoy(db, actor, convoy, run)
    recipients = query.recipients_of(db, actor, convoy)
    _offer(form, on_file, recipients)
    form.run.choices = chosen(
        ((str(one), gettext("Van %(number)s", number=one)) for one in query.vans_of(db, actor, convoy)),
        gettext("all vans"),
    )
    if not form.is_submitted():
        form.run.data = str(number) if number else ""
    return render_template(
        "letters/index.html",
        on_file=on_file,
        form=form,
        title=convoy.name if run is None else gettext("Van %(number)s", number=number),
        back=url_for("convoys.show", code=code)
        if run is None
        else url_for("runs.show", code=code, number=number),
        send_to=url_for("letters.keep_of_convoy", code=code, van=number or None),
        may_keep=actor.may(Permission.CONVOY_PLAN, convoy_id=convoy.id),
        most=LARGEST // 1_048_576,
    )


def _offer(form: LetterForm, on_file: list[query.OnFile], recipients: list[tuple[str, str]]) -> None:
    form.place.choices = chosen(recipients, gettext("no one recipient"))
    form.replaces.choices = chosen(
        ((one.letter.code, f"{one.letter.code} {one.letter.name}") for one in on_file if not one.is_replaced),
        gettext("none: one more letter"),
    )


@bp.post("/convoys/<code>/letters")
def keep_of_convoy(code: str) -> ResponseReturnValue:
    """Put a letter of a convoy on file."""
    form = LetterForm()
    with look() as db:
        convoy = known.find(db, current_actor(), code)
        current_actor().must(Permission.CONVOY_PLAN, convoy_id=convoy.id)
        _convoy_page(db, code, form)
        if not form.validate():
            return _convoy_page(db, code, form), 422
    status = _keep(form, code, form.place.data or "")
    if status:
        with look() as db:
            return _convoy_page(db, code, form), status
    return redirect(url_for(".of_convoy", code=code, van=request.args.get("van") or None), 303)


def _keep(form: LetterForm, convoy: str, place: str) -> int:
    """Store what was sent; return 0, or the status of the form that comes back."""
    file = form.file.data
    try:
        # One byte more than is kept tells a file that is too big from one that just fits.
        upload = uploads.read(file.stream.read(LARGEST + 1), file.filename or "")
        command = letters.KeepLetter(
            key=form.key.data,
            kind=LetterKind(form.kind.data),
            sha256=upload.sha256,
            convoy=convoy,
            run=int(form.run.data) if convoy and form.run.data else 0,
            place=place,
            written_on=form.written_on.data,
            note=form.note.data,
            replaces=form.replaces.data or "",
        )
        letter = do(letters.keep, command, upload)
    except (NotFound, NotAllowed):
        raise
    except Invalid as error:
        blame(form[error.field], say(error))
        return 422
    except Refusal as error:
        form.form_errors.append(say(error))
        return 409
    flash(gettext("%(code)s is on file.", code=letter.code), "done")
    return 0


@bp.get("/places/<code>/letters")
def of_place(code: str) -> ResponseReturnValue:
    """List the letters of a recipient."""
    with look() as db:
        return _place_page(db, code, LetterForm(formdata=None))


def _place_page(db: "Session", code: str, form: LetterForm) -> str:
    actor = current_actor()
    place = places.recipient(db, actor, code)
    on_file = query.of_place(db, actor, place)
    _offer(form, on_file, [(place.code, place.name)])
    form.place.data = place.code
    form.run.choices = chosen([], gettext("all vans"))
    return render_template(
        "letters/index.html",
        on_file=on_file,
        form=form,
        title=place.name,
        back=url_for("places.show", code=code),
        send_to=url_for("letters.keep_of_place", code=code),
        may_keep=actor.may(Permission.CONVOY_PLAN),
        most=LARGEST // 1_048_576,
        of_place=True,
    )


@bp.post("/places/<code>/letters")
def keep_of_place(code: str) -> ResponseReturnValue:
    """Put a letter of a recipient on file."""
    form = LetterForm()
    with look() as db:
        _place_page(db, code, form)
        if not form.validate():
            return _place_page(db, code, form), 422
    status = _keep(form, "", code)
    if status:
        with look() as db:
            return _place_page(db, code, form), status
    return redirect(url_for(".of_place", code=code), 303)


@bp.get("/letters/<code>")
def show(code: str) -> ResponseReturnValue:
    """Give a letter as it is kept: to be saved, never shown inside our pages."""
    with look() as db:
        letter = query.find(db, current_actor(), code, with_content=True)
        if letter.content is None:
            raise NotFound(N_("The content of %(code)s was erased."), code=letter.code)
        answer = Response(letter.content, mimetype=letter.file_kind.media_type)
        answer.headers.set("Content-Disposition", "attachment", filename=letter.name)
        # Nothing in it may run, even if a browser opens it after all.
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer
