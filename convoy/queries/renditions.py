"""Questions about the renditions of final papers: which there are, what is drawn, what was handed out."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from convoy.domain.errors import NotFound
from convoy.domain.messages import N_
from convoy.domain.page_sizes import PageSize
from convoy.domain.permissions import Actor
from convoy.models import Paper, PrintLog, Rendition, User
from convoy.queries import visible
from convoy.words import Term
from convoy.words.copies import COPIES


class Form(Protocol):
    """What tells the renditions of one version from each other."""

    @property
    def variant(self) -> str: ...  # noqa: D102
    @property
    def languages(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def copies(self) -> int: ...  # noqa: D102
    @property
    def page(self) -> PageSize: ...  # noqa: D102


def find(paper: Paper, wanted: Form) -> Rendition:
    """Return the rendition of a final paper in a form; raises NotFound before it is made."""
    kept = known(paper, wanted)
    if kept is not None:
        return kept
    raise NotFound(
        N_("%(number)s version %(version)s was not made final as %(variant)s in %(languages)s on %(page)s."),
        number=paper.number,
        version=paper.version,
        variant=Term(COPIES[wanted.variant]),
        languages=" + ".join(wanted.languages).upper(),
        page=wanted.page.value,
    )


def known(paper: Paper, wanted: Form) -> Rendition | None:
    """Return the rendition of a final paper in a form, None before it is made."""
    said = (wanted.variant, ",".join(wanted.languages), wanted.copies, wanted.page)
    return next(
        (kept for kept in paper.renditions if (kept.variant, kept.languages, kept.copies, kept.page) == said),
        None,
    )


def drawn(db: Session, actor: Actor, numbers: Collection[str]) -> set[tuple[str, int, str, str, int, str]]:
    """Return which renditions of these papers are drawn: number, version and what tells them apart."""
    rows = db.execute(
        visible.papers(actor)
        .join(Rendition, Rendition.paper_id == Paper.id)
        .where(Paper.number.in_(numbers), Rendition.content.is_not(None))
        .with_only_columns(
            *(Paper.number, Paper.version, Rendition.variant, Rendition.languages),
            *(Rendition.copies, Rendition.page),
        )
    )
    return {(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows}


@dataclass(frozen=True, slots=True)
class Handed:
    """A rendition was handed to somebody to print."""

    paper_id: int
    variant: str
    languages: str
    copies: int
    page: PageSize
    by: str
    at: datetime
    pages: str = ""
    """Which of its pages, such as 37-52; "" is all of them."""


def handed_out(db: Session, actor: Actor, paper_ids: Collection[int]) -> dict[int, list[Handed]]:
    """Return by paper who downloaded it, the latest first; only papers this person may print."""
    allowed = visible.papers(actor).with_only_columns(Paper.id).where(Paper.id.in_(paper_ids))
    rows = db.execute(
        select(
            Rendition.paper_id,
            Rendition.variant,
            Rendition.languages,
            Rendition.copies,
            Rendition.page,
            func.coalesce(User.name, "console"),
            PrintLog.printed_at,
            PrintLog.pages,
        )
        .join(PrintLog, PrintLog.rendition_id == Rendition.id)
        .outerjoin(User, User.id == PrintLog.user_id)
        .where(Rendition.paper_id.in_(allowed))
        .order_by(PrintLog.id.desc())
    )
    found: dict[int, list[Handed]] = defaultdict(list)
    for row in rows:
        found[row.paper_id].append(Handed(*row))
    return found
