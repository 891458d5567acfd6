"""Signed copies: a photo or scan is put to its paper, and the sheet itself into the folder."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain import references
from convoy.domain.errors import RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.exchange.uploads import Upload
from convoy.models import Paper, SignedCopy
from convoy.queries import papers, signed_copies
from convoy.services import audit, paper_targets


@dataclass(frozen=True, slots=True)
class KeepCopy:
    """A photo or scan of a version that was signed; `sha256` is the file's as it is kept."""

    key: UUID
    number: str
    version: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FileCopy:
    """The signed sheet itself is in the folder."""

    key: UUID
    code: str


def keep(db: Session, actor: Actor, command: KeepCopy, upload: Upload) -> SignedCopy:
    """Put a signed copy to its paper and return it.

    Raises NotFound, NotAllowed, and RuleBroken for the very same file, or a paper whose content was erased:
    what is deleted after the trip does not come back.
    """
    paper = papers.find(db, actor, command.number, command.version)
    paper_targets.of_paper(db, paper).must(actor)
    # The row is held, so that no copy comes in while its paper is being erased.
    db.execute(select(Paper.id).where(Paper.id == paper.id).with_for_update())
    db.refresh(paper)
    if code := audit.earlier(db, actor, command.key, "paper:keep_signed", command):
        return signed_copies.find(db, actor, code)
    if paper.snapshot is None:
        raise RuleBroken(
            N_("%(number)s version %(version)s was erased; only its number and hash are kept."),
            number=paper.number,
            version=paper.version,
        )
    same = _same_file(db, paper, upload.sha256)
    if same is not None:
        raise RuleBroken(N_("This very file is on record there as %(code)s. Nothing was stored."), code=same)
    copy = SignedCopy(
        code=references.new("SC"),
        paper_id=paper.id,
        name=upload.name,
        file_kind=upload.kind,
        content=upload.content,
        size=len(upload.content),
        sha256=upload.sha256,
        kept_at=datetime.now(UTC),
        kept_by_id=actor.user_id,
    )
    db.add(copy)
    audit.note(
        db,
        actor,
        "paper:keep_signed",
        copy.code,
        key=command.key,
        request=command,
        about=[paper.number],
        version=paper.version,
        sha256=upload.sha256,
    )
    return copy


def _same_file(db: Session, paper: Paper, sha256: str) -> str | None:
    return db.scalar(
        select(SignedCopy.code).where(SignedCopy.paper_id == paper.id, SignedCopy.sha256 == sha256)
    )


def put_in_folder(db: Session, actor: Actor, command: FileCopy) -> SignedCopy:
    """Note that the signed sheet itself is in the folder and return its copy; idempotent. Raises NotFound."""
    copy = signed_copies.find(db, actor, command.code)
    paper_targets.of_paper(db, copy.paper).must(actor)
    if audit.earlier(db, actor, command.key, "paper:file", command) or copy.filed_at is not None:
        return copy
    copy.filed_at, copy.filed_by_id = datetime.now(UTC), actor.user_id
    audit.note(
        db,
        actor,
        "paper:file",
        copy.code,
        key=command.key,
        request=command,
        about=[copy.paper.number],
        version=copy.paper.version,
    )
    return copy
