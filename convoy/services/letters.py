"""Keeping letters: every file stays as it came, a newer one says which it replaces."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain import references
from convoy.domain.errors import Invalid, NotFound, RuleBroken
from convoy.domain.letters import LetterKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.exchange.uploads import Upload
from convoy.models import Convoy, Letter, Place, Run
from convoy.queries import convoys as known
from convoy.queries import letters, visible
from convoy.services import audit


@dataclass(frozen=True, slots=True)
class KeepLetter:
    """A file about a convoy (code), one of its vans, a recipient (code of its place); `sha256` is the file's.

    `replaces` is the code of the letter this one is kept instead of.
    """

    key: UUID
    kind: LetterKind
    sha256: str
    convoy: str = ""
    run: int = 0
    place: str = ""
    written_on: date | None = None
    note: str = ""
    replaces: str = ""


def keep(db: Session, actor: Actor, command: KeepLetter, upload: Upload) -> Letter:
    """Put the file on record and return its letter; raises NotFound, NotAllowed, RuleBroken.

    RuleBroken where the letter to be replaced was replaced already, or the very file is on record there.
    """
    convoy = known.to_change(db, actor, command.convoy) if command.convoy else None
    if convoy is None:
        actor.must(Permission.CONVOY_PLAN)
    place = _recipient(db, actor, command.place) if command.place else None
    if convoy is None and place is None:
        raise Invalid(N_("Say whose letter it is: choose a recipient."), field="place")
    if code := audit.earlier(db, actor, command.key, "letter:keep", command):
        return letters.find(db, actor, code)
    run = _run(db, actor, convoy, command.run) if convoy is not None and command.run else None
    replaced = _replaced(db, actor, command.replaces) if command.replaces else None
    _must_be_new(db, command, convoy, place)
    letter = Letter(
        code=references.new("LT"),
        kind=command.kind,
        place_id=place.id if place else None,
        convoy_id=convoy.id if convoy else None,
        run_id=run.id if run else None,
        name=upload.name,
        file_kind=upload.kind,
        content=upload.content,
        size=len(upload.content),
        sha256=upload.sha256,
        written_on=command.written_on,
        note=command.note,
        kept_at=datetime.now(UTC),
        kept_by_id=actor.user_id,
        replaces_id=replaced.id if replaced else None,
    )
    db.add(letter)
    # Names of files and of places stay out of the log, which more people read.
    audit.note(
        db,
        actor,
        "letter:keep",
        letter.code,
        key=command.key,
        request=command,
        about=[convoy.code] if convoy else [],
        kind=command.kind.value,
        sha256=upload.sha256,
        replaces=replaced.code if replaced else "",
    )
    return letter


def _recipient(db: Session, actor: Actor, code: str) -> Place:
    place = db.scalar(visible.recipients(actor).where(Place.code == code))
    if place is None:
        raise NotFound(N_("There is no recipient %(code)s here."), code=code[:40])
    return place


def _run(db: Session, actor: Actor, convoy: Convoy, number: int) -> Run:
    return known.find_run(db, actor, convoy.code, number)


def _replaced(db: Session, actor: Actor, code: str) -> Letter:
    letter = letters.find(db, actor, code)
    newer = db.scalar(visible.letters(actor).where(Letter.replaces_id == letter.id))
    if newer is not None:
        raise RuleBroken(
            N_("%(code)s was replaced by %(newer)s already. Nothing was stored."),
            code=code,
            newer=newer.code,
        )
    return letter


def _must_be_new(db: Session, command: KeepLetter, convoy: Convoy | None, place: Place | None) -> None:
    same = db.scalar(
        select(Letter.code).where(
            Letter.sha256 == command.sha256,
            Letter.kind == command.kind,
            Letter.convoy_id == convoy.id if convoy else Letter.convoy_id.is_(None),
            Letter.place_id == place.id if place else Letter.place_id.is_(None),
        )
    )
    if same is not None:
        raise RuleBroken(N_("This very file is on record there as %(code)s. Nothing was stored."), code=same)
