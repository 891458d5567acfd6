"""Gifts from phones that need a person: second versions to settle, and queues that come as a file."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from convoy.documents.layout import units
from convoy.domain.errors import Busy, Invalid, Refusal
from convoy.domain.permissions import Permission
from convoy.exchange import captures as shapes
from convoy.exchange.capture_drafts import Draft
from convoy.queries import captures as query
from convoy.queries import catalogue, donations
from convoy.services import (
    capture_opening,
    capture_settling,
    captures,
    photo_arrivals,
    unclaimed_captures,
)
from convoy.services.capture_answers import Answer
from convoy.services.gifts import RecordDonation
from convoy.web import gift_papers, label_paper
from convoy.web.access import current_actor, database, do, look
from convoy.web.errors import say
from convoy.web.forms.captures import QueueForm, SettleForm
from convoy.web.frame import words

bp = Blueprint("captures", __name__, url_prefix="/gifts-from-phones")

FIELDS_BESIDE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a phone's file: its gifts and photos, by their numbers what was unclear, its drafts."""

    answers: list[Answer]
    photos: list[int]
    problems: list[tuple[str, str]]
    drafts: list[Draft]

    @property
    def gifts(self) -> list[int]:
        """How many were recorded now, before, wait for a person, and were not understood."""
        kinds = ({201}, {200}, {202, 409}, {403, 422})
        return [sum(one.status in kind for one in self.answers) for kind in kinds]


@bp.url_value_preprocessor
def _let_long_files_in(endpoint: str | None, _values: object) -> None:
    """Let a file with photos be longer than other pages take; before anything reads the form."""
    if endpoint == "captures.upload":
        request.max_content_length = shapes.LARGEST_FILE + FIELDS_BESIDE


@bp.get("")
def index() -> ResponseReturnValue:
    """List what waits for a person."""
    return _page()


def _page(
    refused: SettleForm | None = None, taken: Taken | None = None, unsent: QueueForm | None = None
) -> ResponseReturnValue:
    with look() as db:
        waiting = query.waiting(db, current_actor())
        arrived = donations.with_codes(db, current_actor(), _codes(taken.answers if taken else ()))
        told = [
            one if isinstance(one, RecordDonation) else None
            for one in capture_settling.told(db, current_actor(), waiting)
        ]
        codes = {line.item for one in told if one is not None for line in one.lines}
        newest = [gift.id for gift in arrived][-gift_papers.MOST_GIFTS :]
        page = render_template(
            "captures/index.html",
            waiting=[
                (one, shapes.Gift.model_validate_json(one.content), said)
                for one, said in zip(waiting, told, strict=True)
            ],
            items=catalogue.facts(db, current_actor(), codes, str(get_locale())),
            packed=query.boxes_packed(db, current_actor(), [one.donation for one in waiting]),
            unclaimed=[
                (one, name, shapes.Gift.model_validate_json(one.content))
                for one, name in query.unclaimed(db, current_actor())
            ],
            refused=refused,
            form=SettleForm(formdata=None),
            queue=unsent or QueueForm(formdata=None),
            taken=taken,
            arrived=donations.listed(db, current_actor(), newest),
            labels_on=label_paper.offered(arrived[0].place) if arrived else None,
            language_code=str(get_locale()),
            amount=lambda quantity, unit: units.quantity(words(), quantity, unit),
        )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if refused or unsent else HTTPStatus.OK


def _codes(answers: Iterable[Answer]) -> list[str]:
    """Codes of the gifts that are on record now, recorded just so or before."""
    return [str(json.loads(one.recorded)["code"]) for one in answers if one.status in {201, 200}]


@bp.post("/settle/<any(correct, drop):act>")
def settle(act: str) -> ResponseReturnValue:
    """Take a second version as a correction of the first, or leave it."""
    current_actor().must(Permission.DONATION_CORRECT)
    form = SettleForm()
    if not form.validate():
        return _page(form)
    command = form.command()
    if act == "correct":
        with look() as db:
            gift = capture_settling.meant(db, current_actor(), command)
        settled = do(capture_settling.correct, command, gift)
    else:
        settled = do(capture_settling.drop, command)
    with look() as db:
        code = query.code_of(db, current_actor(), settled.id)
    told = gettext("%(code)s is recorded as sent the second time.", code=code)
    flash(told if act == "correct" else gettext("%(code)s stays as it was recorded.", code=code), "done")
    return redirect(url_for(".index"), 303)


@bp.post("/settle-unclaimed/<any(record, drop):act>")
def settle_unclaimed(act: str) -> ResponseReturnValue:
    """Record a gift of a phone that is not known, as of whoever presses; or do not."""
    current_actor().must(Permission.DONATION_CORRECT)
    form = SettleForm()
    if not form.validate():
        return _page(form)
    command = form.command()
    if act == "record":
        with look() as db:
            gift = unclaimed_captures.meant(db, current_actor(), command)
        donation = do(unclaimed_captures.record, command, gift)
        flash(gettext("Recorded: %(number)s.", number=donation.number), "done")
    else:
        do(unclaimed_captures.drop, command)
        flash(gettext("This gift is not recorded."), "done")
    return redirect(url_for(".index"), 303)


@bp.post("/file")
def upload() -> ResponseReturnValue:
    """Record the gifts of a phone's file, each once, as if the phone had sent them."""
    current_actor().must(Permission.DONATION_CORRECT)
    form = QueueForm()
    if not form.validate():
        return _page(unsent=form)
    try:
        queue = shapes.read(form.content(), shapes.Queue)
    except Invalid:
        flash(gettext("This is no file that a phone wrote for us. Nothing was stored."), "problem")
        return redirect(url_for(".index"), 303)
    try:
        with look() as db:
            drafts = capture_opening.drafts_of(db, queue.records)
        gifts = [record for record in queue.records if record.id not in drafts]
        answers = captures.take(database(), current_actor(), gifts)
    except Refusal as error:
        flash(say(error), "problem")
        return redirect(url_for(".index"), 303)
    problems = [(_short(one.id), say(error)) for one in answers for error in one.problems]
    photos = _photos(queue.photos, problems)
    return _page(taken=Taken(answers, photos, problems, list(drafts.values())))


def _photos(sent: Sequence[shapes.SealedPhoto], problems: list[tuple[str, str]]) -> list[int]:
    """Keep photos, each once, and say how many were kept now and before, and not taken (`problems` say why).

    Where too many others write, the rest is not tried: the same file brings it later.
    """
    counted = [0, 0, 0]
    for number, photo in enumerate(sent):
        try:
            status = photo_arrivals.take_whole(database(), current_actor(), photo).status
            counted[status is not HTTPStatus.CREATED] += 1
        except Refusal as error:
            is_over = isinstance(error, Busy)
            counted[2] += len(sent) - number if is_over else 1
            problems.append((_short(photo.id), say(error)))
            if is_over:
                break
    return counted


def _short(key: UUID) -> str:
    return str(key)[:8]
