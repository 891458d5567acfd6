"""Questions about signed copies: those of a version, one with its bytes, and what is still outstanding."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, undefer

from convoy.domain.errors import NotFound
from convoy.domain.filing import Filing, stands
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Paper, PrintLog, Rendition, SignedCopy, User
from convoy.queries import papers, visible


@dataclass(frozen=True, slots=True)
class Kept:
    """A signed copy and who put it on record."""

    copy: SignedCopy
    by: str


@dataclass(frozen=True, slots=True)
class Outstanding:
    """A paper in force that somebody signs and whose signed sheet is not in the folder yet."""

    paper: Paper
    state: Filing


def of_paper(db: Session, actor: Actor, number: str, version: int) -> list[Kept]:
    """Return the signed copies of a version, the newest first."""
    rows = db.execute(
        visible.signed_copies(actor)
        .add_columns(User.name)
        .outerjoin(User, User.id == SignedCopy.kept_by_id)
        .where(Paper.number == number, Paper.version == version)
        .order_by(SignedCopy.id.desc())
    )
    return [Kept(copy, by or "console") for copy, by in rows]


def find(db: Session, actor: Actor, code: str, *, with_content: bool = False) -> SignedCopy:
    """Return a signed copy by its code; raises NotFound for one the person may not see just the same."""
    statement = (
        visible.signed_copies(actor).where(SignedCopy.code == code).options(joinedload(SignedCopy.paper))
    )
    if with_content:
        statement = statement.options(undefer(SignedCopy.content))
    copy = db.scalar(statement)
    if copy is None:
        raise NotFound(N_("There is no signed copy %(code)s here."), code=code[:40])
    return copy


def states(db: Session, actor: Actor, paper_ids: Collection[int]) -> dict[int, Filing]:
    """Return by paper id how far it has come."""
    allowed = visible.papers(actor).with_only_columns(Paper.id).where(Paper.id.in_(paper_ids))
    printed = set(
        db.scalars(
            select(Rendition.paper_id)
            .join(PrintLog, PrintLog.rendition_id == Rendition.id)
            .where(Rendition.paper_id.in_(allowed))
        )
    )
    copies = visible.signed_copies(actor).with_only_columns(SignedCopy.paper_id, SignedCopy.filed_at)
    rows = list(db.execute(copies.where(SignedCopy.paper_id.in_(paper_ids))))
    signed = {row.paper_id for row in rows}
    filed = {row.paper_id for row in rows if row.filed_at is not None}
    return {
        paper_id: stands(printed=paper_id in printed, signed=paper_id in signed, filed=paper_id in filed)
        for paper_id in paper_ids
    }


def outstanding(
    db: Session, actor: Actor, convoy_id: int, signed_kinds: Collection[str]
) -> list[Outstanding]:
    """Return a convoy's papers in force of these kinds, to be signed and not filed yet, van by van."""
    newest = papers.newest_of_each(papers.of_convoys(db, actor, [convoy_id], signed_kinds))
    signed = [paper for paper in newest.values() if paper.cancelled_at is None]
    found = states(db, actor, [paper.id for paper in signed])
    return [
        Outstanding(paper, found[paper.id])
        for paper in sorted(signed, key=lambda paper: (paper.run.number if paper.run else 0, paper.number))
        if found[paper.id] is not Filing.FILED
    ]
