"""Signed copies of a paper: the list, one more photo or scan, one as it is kept, and the filed sheet."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.documents.registry import KINDS
from convoy.domain.errors import Invalid, NotAllowed, NotFound, Refusal
from convoy.domain.letters import LARGEST
from convoy.domain.messages import N_
from convoy.exchange import uploads
from convoy.queries import papers
from convoy.queries import signed_copies as query
from convoy.services import paper_targets, signed_copies
from convoy.web import paper_words
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.convoys import KeyOnlyForm
from convoy.web.forms.counting import blame
from convoy.web.forms.papers import SignedCopyForm

bp = Blueprint("signed_copies", __name__)


@bp.get("/papers/<code>/v<int:version>/signed")
def index(code: str, version: int) -> ResponseReturnValue:
    """Show the signed copies of a version, and take one more."""
    return _page(code, version, SignedCopyForm(formdata=None))


def _page(code: str, version: int, form: SignedCopyForm) -> str:
    with look() as db:
        actor = current_actor()
        paper = papers.find(db, actor, code, version)
        may_handle = paper_targets.of_paper(db, paper).allows(actor)
        return render_template(
            "papers/signed.html",
            paper=paper,
            title=KINDS[paper.kind].title,
            copies=query.of_paper(db, actor, code, version),
            state=paper_words.state(query.states(db, actor, [paper.id])[paper.id]),
            form=form,
            may_keep=may_handle and paper.snapshot is not None,
            may_handle=may_handle,
            most=LARGEST // 1_048_576,
        )


@bp.post("/papers/<code>/v<int:version>/signed")
def keep(code: str, version: int) -> ResponseReturnValue:
    """Put a photo or scan of a signed copy to its paper."""
    form = SignedCopyForm()
    with look() as db:
        papers.find(db, current_actor(), code, version)
    if not form.validate():
        return _page(code, version, form), 422
    file = form.file.data
    try:
        # One byte more than is kept tells a file that is too big from one that just fits.
        upload = uploads.read(file.stream.read(LARGEST + 1), file.filename or "")
        do(signed_copies.keep, signed_copies.KeepCopy(form.key.data, code, version, upload.sha256), upload)
    except (NotFound, NotAllowed):
        raise
    except Invalid as error:
        blame(form.file, say(error))
        return _page(code, version, form), 422
    except Refusal as error:
        form.form_errors.append(say(error))
        return _page(code, version, form), 409
    flash(gettext("The signed copy is kept with %(number)s.", number=code), "done")
    return redirect(url_for(".index", code=code, version=version), 303)


@bp.post("/papers/signed/<code>/filed")
def put_in_folder(code: str) -> ResponseReturnValue:
    """Note that the signed sheet itself is in the folder."""
    form = KeyOnlyForm()
    form.validate()
    copy = do(signed_copies.put_in_folder, signed_copies.FileCopy(form.key.data, code))
    with look() as db:
        paper = query.find(db, current_actor(), copy.code).paper
        number, version = paper.number, paper.version
    flash(gettext("%(number)s is filed.", number=number), "done")
    return redirect(url_for(".index", code=number, version=version), 303)


@bp.get("/papers/signed/<code>")
def show(code: str) -> ResponseReturnValue:
    """Give a signed copy as it is kept: to be saved, never shown inside our pages."""
    with look() as db:
        copy = query.find(db, current_actor(), code, with_content=True)
        if copy.content is None:
            raise NotFound(N_("The content of %(code)s was erased."), code=copy.code)
        answer = Response(copy.content, mimetype=copy.file_kind.media_type)
        # The name it came with may tell a driver or a place: it is saved under its paper's number.
        name = f"{copy.paper.number}-v{copy.paper.version}-{copy.code}.{copy.file_kind.value}"
        answer.headers.set("Content-Disposition", "attachment", filename=name)
        # Nothing in it may run, even if a browser opens it after all.
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer
