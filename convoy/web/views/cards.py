"""Weekend cards: making, printing and ending them, and coming in with one."""

from uuid import UUID

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext

from convoy.documents.papers.weekend_cards import WeekendCard, render
from convoy.domain import card_codes
from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.domain.one_time import hashed
from convoy.domain.permissions import Permission, Role
from convoy.queries import cards as query
from convoy.queries import devices, users
from convoy.services import cards
from convoy.web import carried, device_cookie, guessing, sent_files
from convoy.web import sign_in as doors
from convoy.web.access import current_actor, database, do, look
from convoy.web.card_form import CardForm
from convoy.web.errors import say
from convoy.web.forms.cards import CardsForm
from convoy.web.forms.people import OnPersonForm
from convoy.web.frame import words
from convoy.words import Words

bp = Blueprint("cards", __name__)


@bp.get("/cards")
def index() -> ResponseReturnValue:
    """List the cards that are out now, and who came in with each."""
    with look() as db:
        return render_template("cards/index.html", out=query.out(db, current_actor()))


@bp.get("/cards/new")
def new() -> ResponseReturnValue:
    """Show what cards can be for."""
    actor = current_actor()
    actor.must(Permission.PERSON_INVITE)
    with look() as db:
        form = CardsForm.fresh(actor, users.somewhere(db, actor))
    return render_template("cards/new.html", form=form)


@bp.post("/cards")
def make() -> ResponseReturnValue:
    """Make cards and show their codes, this once."""
    actor = current_actor()
    actor.must(Permission.PERSON_INVITE)
    with look() as db:
        form = CardsForm(actor, users.somewhere(db, actor))
    if not form.validate():
        return render_template("cards/new.html", form=form), 422
    try:
        codes = do(cards.make, form.command())
    except Invalid as error:
        field = form[error.field if error.field in form else "task"]
        field.errors = [*field.errors, say(error)]
        return render_template("cards/new.html", form=form), 422
    return render_template("cards/made.html", codes=codes)


@bp.post("/cards/sheet")
def sheet() -> ResponseReturnValue:
    """Draw the sheet of cards that were just made; their codes come from that page, and are kept nowhere."""
    current_actor().must(Permission.PERSON_INVITE)
    secrets = [card_codes.read(typed) for typed in request.form.getlist("secret")[: cards.MOST_AT_ONCE]]
    with look() as db:
        found = query.of_secrets(db, current_actor(), secrets)
        drawn = [_drawn(one, secrets) for one in found]
    if not drawn:
        raise Invalid(
            N_("These cards have ended, or there are no such cards here. Nothing was printed."),
            field="secret",
        )
    first = words()
    with sent_files.page_of("WC"):
        content = render(drawn, first, Words("en" if first.language == "uk" else "uk"))
    name = {"Content-Disposition": 'attachment; filename="weekend-cards.pdf"'}
    return Response(content, content_type="application/pdf", headers=name)


def _drawn(one: query.Out, secrets: list[str]) -> WeekendCard:
    secret = next(secret for secret in secrets if hashed(secret) == one.card.token_hash)
    site = current_app.config["CONVOY_URL"] or request.host_url.rstrip("/")
    address = site + url_for("cards.enter")
    return WeekendCard(
        one.card.code,
        card_codes.written(secret),
        # Behind the #: browsers send that to nobody, so no log ever has it.
        f"{address}#{secret}",
        address.partition("://")[2],
        one.card.role.value,
        one.where,
        one.card.starts_at,
        one.card.ends_at,
        one.zone,
        one.card.most_people,
    )


@bp.post("/cards/<code>/end")
def end(code: str) -> ResponseReturnValue:
    """End a card: whoever came in with it is out with the next request."""
    current_actor().must(Permission.PERSON_INVITE)
    _say_ended(do(cards.end, cards.EndCard(_key(), code)))
    return redirect(url_for("cards.index"), 303)


@bp.post("/cards/end")
def end_all() -> ResponseReturnValue:
    """End every card this person may see."""
    current_actor().must(Permission.PERSON_INVITE)
    _say_ended(do(cards.end_all, cards.EndAllCards(_key())))
    return redirect(url_for("cards.index"), 303)


def _say_ended(people: int) -> None:
    said = ngettext("Ended. %(num)s person was signed out.", "Ended. %(num)s people were signed out.", people)
    flash(said, "done")


def _key() -> UUID:
    form = OnPersonForm()
    if not form.validate():
        raise Invalid(N_("This form came back incomplete. Nothing was changed; open it again."), field="key")
    key: UUID = form.key.data
    return key


@bp.get("/card")
def enter() -> ResponseReturnValue:
    """Show where the code of a card is typed; the square on the card leads here."""
    return _door(CardForm(formdata=None))


@bp.post("/card")
def came_in() -> ResponseReturnValue:
    """Let somebody in with a card, and lead to the one task it is for."""
    form = CardForm()
    if not form.validate():
        return _door(form), 422
    try:
        secret = card_codes.read(form.code.data or "")
        counted = f"card {secret}", guessing.here()
        if wait := guessing.wait(*counted):
            return _door(form), 429, wait
        with look() as db:
            device_id = devices.id_of(db, device_cookie.token())
        command = cards.ComeIn(
            form.key.data, hashed(secret), form.name.data or "", str(get_locale()), device_id
        )
        guest = database().do(cards.come_in, command)
    except Invalid as error:
        field = form[error.field if error.field in form else "code"]
        field.errors = [*field.errors, say(error)]
        return _door(form), 422
    except cards.CardRefused as error:
        form.form_errors.append(say(error))
        return _door(form), 410
    guessing.forget(*counted)
    doors.let_in(guest.id)
    waiting = carried.unpacked(form.carried.data or "")
    if waiting is not None and doors.safe_path(waiting.path) == waiting.path:
        return render_template("session/send_again.html", waiting=waiting)
    return redirect(_task(guest.id), 303)


def _door(form: CardForm) -> str:
    return render_template("session/card.html", form=form, waiting=carried.unpacked(form.carried.data or ""))


def _task(user_id: int) -> str:
    """Return the address of the one task a guest is here for."""
    if Role.PRINTER not in current_actor().roles:
        return url_for("donations.new")
    with look() as db:
        return url_for("print_desk.convoy", code=query.convoy_of(db, user_id))
