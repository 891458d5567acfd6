"""Who is signed in: Flask-Login over sign-in rows. Every page is closed unless it is named here."""

import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import cast

import flask_login
from flask import Flask, Response, current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from convoy.domain.factors import Missing
from convoy.domain.permissions import Actor
from convoy.queries import cards, looks
from convoy.queries import devices as query_devices
from convoy.queries import users as query
from convoy.services import devices, pins, sign_ins, users
from convoy.web import carried, device_cookie, languages
from convoy.web.access import ANONYMOUS, database, do, look
from convoy.web.card_form import CardForm
from convoy.web.sign_in_form import CodeForm, SignInForm

log = logging.getLogger("convoy")

# Everything else asks for a sign-in first, whether there is such a thing or not.
OPEN_TO_ALL = frozenset(
    {
        "static",
        "api.openapi",
        "intake.index",
        "intake.shell",
        "intake.worker",
        "intake.manifest",
        "session.sign_in",
        "session.enter",
        "session.sign_out",
        "session.join",
        "session.joined",
        "session.recover",
        "session.recovered",
        "session.language",
        "cards.enter",
        "cards.came_in",
        "devices.people_here",
        "devices.change",
        "crew_links.enter",
        "crew_links.opened",
        "crew_links.keep",
        "paper_links.enter",
        "paper_links.fetch",
        "appeals.public",
        "public_pages.show",
        "public_pages.announce",
        "public_pages.announced",
    }
)

TO_SHOW_FACTOR = frozenset({"factors.ask", "factors.enter", "factors.new", "factors.set_up"})
"""All that is open between the password and the second factor."""

SEEN_EVERY = timedelta(minutes=1)
"""How often `last seen` is written at most: a page must not cost a write."""

LONGEST_PATH = 2_000


@dataclass(frozen=True, slots=True)
class Person(flask_login.UserMixin):
    """Flask-Login's view of a sign-in: its id is the opaque token, which the cookie holds."""

    token: str
    facts: query.SignedIn

    def get_id(self) -> str:
        """Return the token of this sign-in."""
        return self.token


def _load(token: str) -> Person | None:
    with look() as db:
        facts = query.recognise(db, token, datetime.now(UTC))
        if facts is not None and current_app.config["CONVOY_SECOND_FACTOR"]:
            opened = looks.opened(db, facts.sign_in_id)
            facts = replace(facts, actor=replace(facts.actor, opened=opened))
    return Person(token, facts) if facts is not None else None


def signed_in() -> query.SignedIn:
    """Return the sign-in of this request; only for pages that are not open to all."""
    return cast("query.SignedIn", g.signed_in)


def enter(token: str) -> None:
    """Make this browser's session that of a new sign-in; whatever the cookie held before is dropped."""
    _empty_session()
    person = _load(token)
    if person is not None:
        flask_login.login_user(person)
        _become(person.facts)
        if "language" in session:
            # Chosen at the door.
            do(users.choose_language, session["language"])


def let_in(user_id: int) -> None:
    """Sign a person in who has shown the password or a card: this browser is known from then on."""
    at = devices.At(device_cookie.token(), device_cookie.device_name())
    arrived = database().do(devices.come_in, user_id, at)
    device_cookie.remember(arrived.device_token)
    enter(arrived.token)


def leave() -> None:
    """Empty this browser's session; ending the row is the service's part."""
    _empty_session()
    g.actor = ANONYMOUS
    g.pop("signed_in", None)
    g.pop("half_signed_in", None)


def _empty_session() -> None:
    """Drop what the session holds, but for a language that was chosen at the door: not by the last person."""
    language = session.get("language") if "_user_id" not in session else None
    session.clear()
    if language is not None:
        session["language"] = language
    # The form token made earlier in this request belonged to the session that is gone.
    g.pop("csrf_token", None)


def _recognise() -> ResponseReturnValue | None:
    """Say who acts in this request, or show the door."""
    if request.endpoint == "static":
        return None
    g.actor = ANONYMOUS
    token = session.get("_user_id")
    if token is not None and flask_login.current_user.is_authenticated:
        return _admit(flask_login.current_user.facts)
    if request.endpoint is None or request.endpoint in OPEN_TO_ALL:
        return None
    if token is not None and _card_has_ended(token):
        return door(ended_card=True)
    # The front door is no refusal: whoever watches that the server answers asks for it.
    at_the_front = request.endpoint == "home.index" and request.method == "GET"
    return door(200 if at_the_front else 401)


def _card_has_ended(token: str) -> bool:
    with look() as db:
        return cards.has_ended(db, token)


def _admit(facts: query.SignedIn) -> ResponseReturnValue | None:
    """Let a person in, or ask for the second factor first: until then nobody is there who may do anything."""
    _become(facts)
    if "half_signed_in" not in g or request.endpoint is None:
        return None
    if request.endpoint in OPEN_TO_ALL | TO_SHOW_FACTOR:
        return None
    at_the_front = request.endpoint == "home.index" and request.method == "GET"
    return factor_door(200 if at_the_front else 401)


def _become(facts: query.SignedIn) -> None:
    """Act as this person in the rest of the request; with no role while the second factor is not shown."""
    g.pop("signed_in", None)
    g.pop("half_signed_in", None)
    if current_app.config["CONVOY_SECOND_FACTOR"] and facts.missing:
        g.half_signed_in = facts
        g.actor = Actor(facts.actor.user_id, facts.actor.name, language=languages.chosen(facts.language))
        return
    g.signed_in = facts
    # Names of goods are told in the language of the page, which may be another than the person's own.
    g.actor = replace(facts.actor, language=languages.chosen(facts.language))


def half_signed_in() -> query.SignedIn | None:
    """Return the sign-in of this request where it lacks the second factor, else None."""
    return cast("query.SignedIn | None", g.get("half_signed_in"))


def factor_door(status: int = 401, wanted: str = "", typed: str = "") -> ResponseReturnValue:
    """Return the page that asks for the second factor, or to set one up, in place of the page asked for."""
    half = half_signed_in()
    if half is None:
        return redirect(safe_path(wanted), 303)
    form_of_a_page = carried.typed() if request.endpoint not in OPEN_TO_ALL else None
    if not typed and form_of_a_page is not None:
        typed = form_of_a_page.packed()
    if not wanted and request.method == "GET":
        wanted = request.full_path.rstrip("?")
    if half.missing is Missing.SET_UP:
        return redirect(url_for("factors.new", next=wanted or None), 303)
    form = CodeForm(formdata=None, data={"next": wanted, "carried": typed})
    return render_template("factors/enter.html", form=form, waiting=bool(typed)), status


def door(status: int = 401, *, ended_card: bool = False) -> ResponseReturnValue:
    """Return the sign-in page in place of the page asked for: the same whether or not there is such a thing.

    What was typed into a form comes along, and is sent after signing in. `ended_card` says that it was a
    weekend card that brought the person here, and that it has ended.
    """
    wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
    form = carried.typed()
    given = {"next": wanted, "carried": form.packed() if form is not None else ""}
    signing_in = SignInForm(formdata=None, data=given)
    return sign_in_page(signing_in, form, asked=True, ended_card=ended_card), status


def sign_in_page(
    form: SignInForm,
    waiting: carried.Carried | None = None,
    *,
    asked: bool = False,
    ended_card: bool = False,
) -> str:
    """Return the sign-in page; `waiting` is a typed form to send afterwards, `asked` says why it came."""
    demo = current_app.config["CONVOY_DEMO"]
    people = {"logins": users.DEMO_LOGINS, "password": users.DEMO_PASSWORD} if demo else None
    return render_template(
        "session/sign_in.html",
        form=form,
        card=CardForm(formdata=None, data={"carried": form.carried.data}),
        waiting=waiting,
        asked=asked,
        ended_card=ended_card,
        known_here=people_with_pin(),
        demo_people=people,
    )


def people_with_pin() -> list[tuple[str, str]]:
    """Return code and name of who may come in by PIN at this browser now."""
    token, now = device_cookie.token(), datetime.now(UTC)
    if not token:
        return []
    with look() as db:
        good = [met for met in query_devices.with_pin(db, token) if pins.is_good(db, met, now)]
        return [(met.user.code, met.user.name) for met in good]


def safe_path(wanted: str | None) -> str:
    """Return `wanted` where it is a path of this installation, else the first page (no open redirects)."""
    home = url_for("home.index")
    if not wanted or not wanted.startswith("/") or len(wanted) > LONGEST_PATH:
        return home
    # Browsers read \ as /, drop tabs and line ends, and take // for another host.
    if wanted[1:2] == "/" or any(sign <= " " or sign in "\\\x7f" for sign in wanted):
        return home
    return wanted


def _note_seen(response: Response) -> Response:
    """Write when this sign-in was last seen, after the answer has gone; nobody waits for it."""
    facts: query.SignedIn | None = g.get("signed_in")
    now = datetime.now(UTC)
    if facts is None or now - facts.last_seen_at < SEEN_EVERY:
        return response
    kept = database(even_redrawn=True)

    def write() -> None:
        try:
            kept.do(sign_ins.seen, facts.sign_in_id, now)
        except Exception as error:  # noqa: BLE001  # a full disk must not stop a page that only shows
            log.warning("last seen was not written: %s", type(error).__name__)

    response.call_on_close(write)
    return response


def install(app: Flask) -> None:
    """Recognise who asks before anything else happens, the check of form tokens included."""
    manager = flask_login.LoginManager()
    manager.session_protection = None
    manager.user_loader(_load)
    manager.init_app(app, add_context_processor=False)
    app.before_request(_recognise)
    app.after_request(_note_seen)
    app.after_request(languages.note)
