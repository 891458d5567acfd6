"""Messages to copy into a group chat: what a place needs, a convoy's last day for goods, left, arrived."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain import disclosures
from convoy.queries import announcements
from convoy.queries.announcements import About, Answer
from convoy.web import message_words
from convoy.web.access import current_actor, look
from convoy.web.forms.messages import MessageForm
from convoy.words.announcements import AIM, message

bp = Blueprint("messages", __name__)


def _form() -> MessageForm:
    return MessageForm.asked(is_sent=request.method == "POST")


@bp.route("/places/<code>/message", methods=["GET", "POST"])
def of_place(code: str) -> ResponseReturnValue:
    """Show a message that says what a collection point takes now."""
    with look() as db:
        place, answer = announcements.of_place(db, current_actor(), code)
    return _page(
        _form(),
        answer,
        here=url_for(".of_place", code=place.code),
        back=(place.name, url_for("days.show", code=place.code)),
        code=place.code,
    )


@bp.route("/convoys/<code>/message/<any('cut-off', left, arrived):about>", methods=["GET", "POST"])
def of_convoy(code: str, about: str) -> ResponseReturnValue:
    """Show a message about a convoy; nothing is in it that says where it goes, when, or with whom."""
    form = _form()
    with look() as db:
        convoy, answer = announcements.of_convoy(
            db, current_actor(), code, About(about), is_named=form.is_named.data
        )
        name = convoy.name
    return _page(
        form,
        answer,
        here=url_for(".of_convoy", code=code, about=about),
        back=(name, url_for("convoys.show", code=code)),
        code=code,
        kinds=[
            (gettext(title), url_for(".of_convoy", code=code, about=kind.value), kind.value == about, None)
            for kind, title in message_words.TITLES.items()
        ],
        mended=message_words.mended(answer, code),
    )


def _page(form: MessageForm, answer: Answer, **context: Any) -> ResponseReturnValue:
    """Show the message as it would be sent, and what to look at before."""
    is_right = request.method == "GET" or form.validate()
    text = ""
    if answer.announcement is not None and is_right:
        text = message(answer.announcement, form.languages, form.addition.data or "")
    page = render_template(
        "messages/show.html",
        form=form,
        text=text,
        aim=AIM,
        waiting=message_words.waiting(answer),
        cares=message_words.cares(answer),
        warnings=message_words.warnings(disclosures.told(text, answer.known)),
        **context,
    )
    return page, 200 if is_right else 422
