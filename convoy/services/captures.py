"""Gifts captured on phones: each recorded once, as its author's; what comes twice and differs is kept."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from convoy.db import Database
from convoy.domain.captures import CaptureState
from convoy.domain.errors import Invalid, NotAllowed, Refusal
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.exchange import captures as shapes
from convoy.exchange.captures import Captured, Gift, PlainRecord, SealedRecord
from convoy.models import Capture, Donation
from convoy.queries.donations import boxes_of
from convoy.services import audit, captured_gifts, donations, phones
from convoy.services.captured_gifts import Unclear
from convoy.services.gifts import RecordDonation

MOST_A_MINUTE = 3_000
"""New records that one person may send in a minute: more is no queue of a hall."""

RETRY_AFTER = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What a phone is told of one record: a status as of HTTP, and how its gift was recorded at first.

    201 recorded now, 200 recorded before, 409 differs from what was recorded (both are kept), 422 cannot be
    understood (`problems` name the fields), 403 whoever captured it might not do so.
    """

    id: UUID
    status: HTTPStatus
    sha256: str = ""
    recorded: str = ""
    """JSON: receipt number, code, and the numbers of its boxes."""
    problems: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A record whose author is known, ready to be recorded."""

    id: UUID
    sha256: str
    made_at: datetime
    device: str
    author: Actor
    gift: Gift
    command: RecordDonation | Unclear | None = None
    """What the gift says, or what is unclear in it; None while nobody has to know."""


def take(database: Database, sender: Actor, records: Iterable[PlainRecord | SealedRecord]) -> list[Answer]:
    """Record what was not recorded before, each record by itself, and answer for every one of them.

    Raises NotAllowed for a sender who takes gifts in nowhere. What a broken database leaves undone is sent
    again: whatever was recorded meanwhile gets its first answer.
    """
    sender.must(Permission.DONATION_RECORD)
    answers = []
    with database.look() as db:
        opened = [_opened(db, sender, record) for record in records]
        known = _first_answers(db, [record for record in opened if isinstance(record, Opened)])
        # Finding items takes long the first time: not while everybody else waits to write.
        opened = [_understood(db, record, known) for record in opened]
    for record in opened:
        if isinstance(record, Answer):
            answers.append(record)
        elif (record.id, record.sha256) in known:
            answers.append(known[record.id, record.sha256])
        else:
            answers.append(_recorded(database, sender, record))
    return answers


def too_many(db: Session, sender: Actor, now: datetime) -> bool:
    """Whether this person has sent more within the last minute than any hall has."""
    recent = Capture.received_at > datetime.fromtimestamp(now.timestamp() - 60, UTC)
    sent = select(func.count(Capture.id)).where(Capture.sent_by_id == sender.user_id, recent)
    return (db.scalar(sent) or 0) >= MOST_A_MINUTE


def content_of(db: Session, actor: Actor, record: SealedRecord) -> dict[str, Any]:
    """Return what an envelope holds, a draft too: for whoever captured it, and who is in charge there.

    Raises Invalid for no envelope of ours, NotAllowed for anybody else.
    """
    content = shapes.checked(phones.unseal(db, record.id, record.sealed))
    if not isinstance(content, dict):
        raise Invalid(N_("This is not JSON as we read it: %(what)s. Nothing was stored."), what="no record")
    now = datetime.now(UTC)
    author = phones.author(db, str(content.pop("by", "")), now, now).actor
    if author.user_id != actor.user_id and not actor.may(Permission.DONATION_CORRECT):
        raise NotAllowed(N_("Only who captured this may open it, or who is in charge. Nothing was changed."))
    return content


def _opened(db: Session, sender: Actor, record: PlainRecord | SealedRecord) -> Opened | Answer:
    if isinstance(record, PlainRecord):
        sha256 = shapes.digest(record.gift)
        return Opened(record.id, sha256, record.made_at, record.device, sender, record.gift)
    try:
        said = shapes.read(phones.unseal(db, record.id, record.sealed), Captured)
        author = phones.author(db, said.by, said.made_at, datetime.now(UTC)).actor
    except Invalid as error:
        return Answer(record.id, HTTPStatus.UNPROCESSABLE_ENTITY, problems=(error,))
    sha256 = shapes.digest(said.gift)
    return Opened(record.id, sha256, said.made_at, said.device, author, said.gift)


def _first_answers(db: Session, records: Collection[Opened]) -> dict[tuple[UUID, str], Answer]:
    """Return the answers given before to these very contents."""
    keys = [str(record.id) for record in records]
    rows = db.execute(
        select(Capture.key, Capture.sha256, Capture.state, Capture.answer).where(Capture.key.in_(keys))
    )
    return {
        (UUID(key), sha256): Answer(
            UUID(key),
            HTTPStatus.OK if state is CaptureState.RECORDED else HTTPStatus.CONFLICT,
            sha256,
            answer,
        )
        for key, sha256, state, answer in rows
    }


def _understood(
    db: Session, record: Opened | Answer, known: dict[tuple[UUID, str], Answer]
) -> Opened | Answer:
    if isinstance(record, Answer) or (record.id, record.sha256) in known:
        return record
    try:
        command = captured_gifts.command(db, record.author, record.id, record.gift)
    except Unclear as error:
        return replace(record, command=error)
    return replace(record, command=command)


def _recorded(database: Database, sender: Actor, record: Opened) -> Answer:
    try:
        return database.do(record_once, sender, record)
    except Unclear as error:
        return Answer(record.id, HTTPStatus.UNPROCESSABLE_ENTITY, record.sha256, problems=error.problems)
    except NotAllowed as error:
        return Answer(record.id, HTTPStatus.FORBIDDEN, record.sha256, problems=(error,))
    except Refusal as error:
        return Answer(record.id, HTTPStatus.UNPROCESSABLE_ENTITY, record.sha256, problems=(error,))


def record_once(db: Session, sender: Actor, record: Opened) -> Answer:
    """Record one captured gift as its author's, or keep it beside the one that has its key already.

    Raises what recording a gift raises, and Unclear.
    """
    again = _first_answers(db, [record]).get((record.id, record.sha256))
    if again is not None:
        return again
    first = db.scalar(
        select(Capture).where(Capture.key == str(record.id), Capture.state == CaptureState.RECORDED)
    )
    if first is not None:
        return _kept_beside(db, sender, record, first)
    author = record.author
    if not author.may(Permission.DONATION_RECORD):
        raise NotAllowed(
            N_(
                "%(name)s might not record gifts any more when this was captured: the role, the weekend card "
                "or the sign-in had ended. Nothing was stored."
            ),
            name=author.name,
        )
    if isinstance(record.command, Unclear):
        raise record.command
    assert record.command is not None
    donation = donations.record(db, author, record.command)
    recorded = json.dumps(
        {"receipt": donation.number, "code": donation.code, "boxes": _box_numbers(db, author, donation)}
    )
    db.add(_capture(sender, record, donation, CaptureState.RECORDED, answer=recorded))
    return Answer(record.id, HTTPStatus.CREATED, record.sha256, recorded)


def _kept_beside(db: Session, sender: Actor, record: Opened, first: Capture) -> Answer:
    content = shapes.canonical(record.gift.model_dump(mode="json", exclude_defaults=True)).decode()
    db.add(_capture(sender, record, first.donation, CaptureState.WAITING, content=content))
    audit.note(db, sender, "capture:keep", first.donation.code, device=record.device)
    return Answer(record.id, HTTPStatus.CONFLICT, record.sha256)


def _capture(
    sender: Actor,
    record: Opened,
    donation: Donation,
    state: CaptureState,
    *,
    answer: str = "",
    content: str = "",
) -> Capture:
    return Capture(
        key=str(record.id),
        sha256=record.sha256,
        state=state,
        author_id=record.author.user_id,
        sent_by_id=sender.user_id,
        place_id=donation.place_id,
        donation_id=donation.id,
        device=record.device,
        made_at=record.made_at,
        received_at=datetime.now(UTC),
        answer=answer,
        content=content,
    )


def _box_numbers(db: Session, author: Actor, donation: Donation) -> list[str]:
    """Return code and hall number of the boxes packed just now, to be written on cardboard."""
    return [f"{box.code} {box.short_number}" for box in boxes_of(db, author, donation)]
