"""Gifts captured on phones: each recorded once, as its author's; what comes twice and differs is kept."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from convoy.db import Database
from convoy.domain.captures import CaptureState
from convoy.domain.errors import Invalid, NotAllowed, Refusal
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.exchange import captures as shapes
from convoy.exchange.captures import Captured, Gift, PlainRecord, SealedRecord
from convoy.models import Capture, Donation, UnclaimedCapture
from convoy.queries.captures import boxes_packed
from convoy.services import audit, captured_gifts, donations, phones, unclaimed_captures
from convoy.services.capture_answers import Answer
from convoy.services.captured_gifts import Unclear
from convoy.services.gifts import RecordDonation
from convoy.services.unclaimed_captures import Unclaimed

MOST_A_MINUTE = 3_000
"""New records that one person may send in a minute: more is no queue of a hall."""

RETRY_AFTER = 30

AT_ONCE = 10
"""Records in one unit of work: few waits for the disk, and nobody at a desk waits long."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A record whose author is known, ready to be recorded."""

    id: UUID
    sha256: str
    envelope: str
    made_at: datetime
    device: str
    author: Actor
    gift: Gift
    command: RecordDonation | Unclear | None = None
    """What the gift says, or what is unclear in it; None while nobody has to know."""


Given = Mapping[tuple[UUID, str], Answer]
"""The answers given before, by key and content: its SHA-256, or that of the envelope it came in."""


def take(database: Database, sender: Actor, records: Iterable[PlainRecord | SealedRecord]) -> list[Answer]:
    """Record what was not recorded before, each record by itself, and answer for every one of them.

    Raises NotAllowed for a sender who takes gifts in nowhere, and Conflict when others were first again and
    again. What a broken database leaves undone is sent again: whatever was recorded meanwhile gets its first
    answer.
    """
    sender.must(Permission.DONATION_RECORD)
    records = list(records)
    with database.look() as db:
        # What is sent again is answered by this one reading, before anything is opened.
        known = _given(db, [record.id for record in records])
        # Finding items takes long the first time: not while everybody else waits to write.
        prepared = _prepared(db, sender, records, known)
    new = [record for record in prepared if isinstance(record, Opened)]
    nobodys = [record for record in prepared if isinstance(record, Unclaimed)]
    kept = database.do(unclaimed_captures.keep_each, sender, nobodys) if nobodys else {}
    recorded: list[Answer] = []
    for start in range(0, len(new), AT_ONCE):
        recorded += _stored(database, sender, new[start : start + AT_ONCE])
    said = iter(recorded)
    return [
        record
        if isinstance(record, Answer)
        else kept[record.id, record.sha256]
        if isinstance(record, Unclaimed)
        else next(said)
        for record in prepared
    ]


def _stored(database: Database, sender: Actor, records: Sequence[Opened]) -> list[Answer]:
    """Record these in one unit of work; what the database does not take is raised once all others are in."""
    try:
        return database.do(record_each, sender, records)
    except DBAPIError:
        if len(records) == 1:
            raise
    middle = len(records) // 2
    try:
        ahead = _stored(database, sender, records[:middle])
    finally:
        behind = _stored(database, sender, records[middle:])
    return ahead + behind


def too_many(db: Session, sender: Actor, now: datetime) -> bool:
    """Whether this person has sent more within the last minute than any hall has, nobody's gifts too."""
    since, sent = now - timedelta(minutes=1), 0
    for kept in (Capture, UnclaimedCapture):
        recent = kept.sent_by_id == sender.user_id, kept.received_at > since
        sent += db.scalar(select(func.count(kept.id)).where(*recent)) or 0
    return sent >= MOST_A_MINUTE


def _prepared(
    db: Session, sender: Actor, records: Sequence[PlainRecord | SealedRecord], known: Given
) -> list[Opened | Unclaimed | Answer]:
    """Return each record with its author and what it says, or as nobody's, or the answer it has already."""
    envelopes = phones.Envelopes(db)
    found = [_opened(envelopes, sender, record, known) for record in records]
    opened = [record for record in found if isinstance(record, Opened)]
    sent = [captured_gifts.Sent(record.author, record.id, record.gift, record.made_at) for record in opened]
    said = iter(captured_gifts.commands(db, sent))
    return [replace(record, command=next(said)) if isinstance(record, Opened) else record for record in found]


def _opened(
    envelopes: phones.Envelopes, sender: Actor, record: PlainRecord | SealedRecord, known: Given
) -> Opened | Unclaimed | Answer:
    if isinstance(record, PlainRecord):
        sha256 = shapes.digest(record.gift)
        opened = Opened(record.id, sha256, "", record.made_at, record.device, sender, record.gift)
        return known.get((record.id, sha256), opened)
    envelope = hashlib.sha256(record.sealed.encode()).hexdigest()
    if (record.id, envelope) in known:
        return known[record.id, envelope]
    try:
        said = shapes.read(envelopes.content(record.id, record.sealed), Captured)
        author = _author(envelopes, said)
    except Invalid as error:
        return Answer(record.id, HTTPStatus.UNPROCESSABLE_ENTITY, problems=(error,))
    sha256 = shapes.digest(said.gift)
    if (record.id, sha256) in known:
        return known[record.id, sha256]
    if isinstance(author, phones.UnknownPass):
        return Unclaimed(record.id, sha256, envelope, said, author)
    return Opened(record.id, sha256, envelope, said.made_at, said.device, author, said.gift)


def _author(envelopes: phones.Envelopes, said: Captured) -> Actor | phones.UnknownPass:
    try:
        return envelopes.author(said.by, said.made_at, datetime.now(UTC)).actor
    except phones.UnknownPass as claim:
        return claim


def _given(db: Session, keys: Collection[UUID]) -> dict[tuple[UUID, str], Answer]:
    """Return the answers given before to whatever came under these keys."""
    facts = (Capture.key, Capture.sha256, Capture.envelope, Capture.state, Capture.answer)
    given = unclaimed_captures.given(db, keys)
    for key, sha256, envelope, state, answer in db.execute(
        select(*facts).where(Capture.key.in_([str(key) for key in keys]))
    ):
        status = HTTPStatus.OK if state is CaptureState.RECORDED else HTTPStatus.CONFLICT
        said = Answer(UUID(key), status, sha256, answer)
        given |= {(said.id, content): said for content in (sha256, envelope) if content}
    return given


def record_each(db: Session, sender: Actor, records: Sequence[Opened]) -> list[Answer]:
    """Record these in one unit of work, each by itself: what is refused leaves nothing, the others stay."""
    known = dict(_given(db, [record.id for record in records]))
    taken = {key for key, _ in known}
    new: dict[UUID, Opened] = {}
    for record in records:
        if record.id not in taken:
            new.setdefault(record.id, record)
    first = _recorded_together(db, sender, list(new.values()))
    answers = []
    for record in records:
        answer = known.get((record.id, record.sha256)) or first.pop(record.id, None)
        if answer is None:
            answer = _recorded(db, sender, [record])[record.id]
        if answer.status in {HTTPStatus.CREATED, HTTPStatus.CONFLICT}:
            again = HTTPStatus.OK if answer.status is HTTPStatus.CREATED else HTTPStatus.CONFLICT
            known[record.id, record.sha256] = replace(answer, status=again)
        answers.append(answer)
    return answers


def _recorded_together(db: Session, sender: Actor, records: Sequence[Opened]) -> dict[UUID, Answer]:
    """Record what can be recorded at once, author by author, and return the answers by key.

    Where one of them is refused all are left to be recorded one by one, as are those that name labels: two
    may name the same.
    """
    ready: dict[Actor, list[Opened]] = {}
    for record in records:
        if isinstance(record.command, RecordDonation) and not any(
            line.box_codes for line in record.command.lines
        ):
            ready.setdefault(record.author, []).append(record)
    answers: dict[UUID, Answer] = {}
    for some in ready.values():
        said = _recorded(db, sender, some)
        if all(answer.status == HTTPStatus.CREATED for answer in said.values()):
            answers |= said
    return answers


def _recorded(db: Session, sender: Actor, records: Sequence[Opened]) -> dict[UUID, Answer]:
    """Record gifts of one author, all or none, and return the answers by key.

    One alone may have a key that is taken: it is kept beside the first.
    """
    try:
        with db.begin_nested():
            if len(records) == 1 and (first := _first(db, records[0])) is not None:
                return {records[0].id: _kept_beside(db, sender, records[0], first)}
            return _all_recorded(db, sender, records)
    except Refusal as error:
        status = HTTPStatus.FORBIDDEN if isinstance(error, NotAllowed) else HTTPStatus.UNPROCESSABLE_ENTITY
        problems = error.problems if isinstance(error, Unclear) else (error,)
        return {record.id: Answer(record.id, status, record.sha256, problems=problems) for record in records}


def _first(db: Session, record: Opened) -> Capture | None:
    return db.scalar(
        select(Capture).where(Capture.key == str(record.id), Capture.state == CaptureState.RECORDED)
    )


def _all_recorded(db: Session, sender: Actor, records: Sequence[Opened]) -> dict[UUID, Answer]:
    """Record gifts as their author's; raises what recording a gift raises, and Unclear."""
    author, commands = records[0].author, []
    for record in records:
        if not author.may(Permission.DONATION_RECORD):
            raise NotAllowed(
                N_(
                    "%(name)s might not record gifts any more when this was captured: the role, the weekend "
                    "card or the sign-in had ended. Nothing was stored."
                ),
                name=author.name,
            )
        if isinstance(record.command, Unclear):
            raise record.command
        assert record.command is not None
        commands.append(record.command)
    gifts = donations.record_each(db, author, commands)
    boxes = boxes_packed(db, author, gifts)
    answers = {}
    for record, command, donation in zip(records, commands, gifts, strict=True):
        recorded = captured_gifts.recorded(command, donation, boxes[donation.id])
        db.add(_capture(sender, record, donation, CaptureState.RECORDED, answer=recorded))
        answers[record.id] = Answer(record.id, HTTPStatus.CREATED, record.sha256, recorded)
    return answers


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
        envelope=record.envelope,
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
