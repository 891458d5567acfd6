"""One place that turns a refusal into a page: what was found, what is needed, that nothing was lost."""

import logging
import secrets
from http import HTTPStatus

from flask import Flask, Response, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.routing import RequestRedirect

from convoy.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from convoy.services.faults import SENTENCES, Fault, fault
from convoy.web import addresses, carried, redrawing, sign_in
from convoy.web.access import current_actor
from convoy.web.sign_in_form import SignInForm
from convoy.words import Words

log = logging.getLogger("convoy")

STATUS: dict[type[Refusal], int] = {Invalid: 422, NotFound: 404, Conflict: 409, NotAllowed: 403}


def say(error: Refusal) -> str:
    """Return a refusal's sentence in the page's language."""
    return Words(str(get_locale())).refusal(error)


def _refused(error: Refusal) -> tuple[str, int]:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
    ready = redrawing.to_send_again()
    if ready is not None:
        return ready, status
    if isinstance(error, NotFound):
        return _missing(say(error), addresses.suggested(error))
    return render_template("errors/refused.html", said=say(error), suggestions=(), status=status), status


def _missing(said: str, suggestions: tuple[str | tuple[str, str], ...] = ()) -> tuple[str, int]:
    page = render_template(
        "errors/missing.html", said=said, suggestions=suggestions, status=HTTPStatus.NOT_FOUND
    )
    return page, HTTPStatus.NOT_FOUND


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if isinstance(error, SecurityError):
        # A host that is not ours: no page, since its links would be made for that host.
        return Response("This is not the address of this installation.\n", status, content_type="text/plain")
    if isinstance(error, RequestRedirect):
        return error.get_response()
    if status == HTTPStatus.NOT_FOUND:
        return _missing(gettext("There is nothing at this address, or you may not see it."))
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        said = gettext("That was too big to take in: at most 4 MB at once. Nothing was stored.")
    elif status == HTTPStatus.METHOD_NOT_ALLOWED:
        said = gettext("This address only takes forms. Nothing was changed.")
    else:
        said = gettext("The request could not be read. Nothing was changed.")
    return render_template("errors/refused.html", said=said, suggestions=(), status=status), status


def _expired(_error: CSRFError) -> ResponseReturnValue:
    """Answer a form of an earlier session: our own comes back filled, a foreign one is refused."""
    waiting = carried.typed()
    if waiting is not None and request.endpoint == "session.enter":
        flash(gettext("This page was open for a long time. Type the password once more."), "info")
        given = {"next": request.form.get("next", ""), "login": request.form.get("login", "")}
        given["carried"] = request.form.get("carried", "")
        return sign_in.sign_in_page(SignInForm(formdata=None, data=given)), 400
    if waiting is not None and current_actor().user_id is not None:
        return render_template("session/send_again.html", waiting=waiting), 400
    said = gettext("This form came from a page of another sign-in. Nothing was stored; open the form again.")
    return render_template("errors/refused.html", said=said, suggestions=(), status=400), 400


def _unavailable(found: Fault) -> ResponseReturnValue:
    """Say what stands in the way, with what was typed ready to be sent once more."""
    said = gettext(SENTENCES[found])
    status, headers = HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "30"}
    waiting = carried.typed() if current_actor().user_id is not None else None
    try:
        page = render_template("errors/unavailable.html", said=said, waiting=waiting, status=status)
    except Exception as error:
        if fault(error) is None:
            raise
        # Without a database not even the frame of a page can be drawn.
        return Response(f"{said}\n", status, headers, content_type="text/plain; charset=utf-8")
    return page, status, headers


def _broken(error: Exception) -> ResponseReturnValue:
    found = fault(error)
    if found is not None:
        log.warning("unavailable: %s", found.value)
        return _unavailable(found)
    # The id is all a person sees; what happened stays in the log, which holds no form's content.
    reference = secrets.token_hex(4)
    log.error("broken %s", reference, exc_info=error)
    return render_template("errors/broken.html", reference=reference, status=500), 500


def install(app: Flask) -> None:
    """Answer every refusal and every failure with a page."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)
