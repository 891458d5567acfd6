"""Renditions: a final paper drawn in one form and kept byte for byte, and who got it to print."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from convoy.db import Database
from convoy.documents.kind import MOST_COPIES
from convoy.documents.layout.merging import part_of
from convoy.documents.layout.voiding import voided
from convoy.documents.registry import KINDS, Issue, Kind, Variant, to_json
from convoy.domain import page_ranges
from convoy.domain.errors import Invalid, NotFound, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.page_sizes import PageSize
from convoy.domain.permissions import Actor, Permission
from convoy.models import Paper, PrintLog, Rendition
from convoy.queries import papers as query
from convoy.queries import renditions as kept_as
from convoy.services import audit, contents, paper_targets
from convoy.services.gathering import Gathering
from convoy.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class FinalPaper:
    """Which paper: number and version, and in which form it was made final."""

    number: str
    version: int
    variant: Variant
    languages: tuple[str, ...]
    copies: int = 1
    page: PageSize = PageSize.A4

    @property
    def name(self) -> str:
        """What tells it from other renditions of its version: variant, languages, copies where several, page.

        A4 is not said, as it was not when there was nothing else.
        """
        copies = [str(self.copies)] if self.copies > 1 else []
        page = [] if self.page is PageSize.A4 else [self.page.value]
        return "-".join([self.variant, *self.languages, *copies, *page])

    @property
    def key(self) -> tuple[str, int, str, str, int, str]:
        """Number, version, variant, languages, copies and page, as rows hold them."""
        spoken = ",".join(self.languages)
        return self.number, self.version, self.variant.value, spoken, self.copies, self.page.value

    @property
    def file_name(self) -> str:
        """The name of its file, which tells nothing but what stands on every page."""
        return f"{self.number}-v{self.version}-{self.name}.pdf"


def final_of(paper: Paper, kept: Rendition) -> FinalPaper:
    """Return which final paper a rendition is."""
    languages = tuple(kept.languages.split(","))
    return FinalPaper(paper.number, paper.version, Variant(kept.variant), languages, kept.copies, kept.page)


@dataclass(frozen=True, slots=True)
class DrawnPaper:
    """A final paper with its bytes, which for a void one may be marked so."""

    content: bytes
    number: str
    version: int
    pages: int
    is_void: bool = False


class Wish(Protocol):
    """What somebody wants to see: a kind of paper of a target."""

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def target(self) -> str: ...  # noqa: D102
    @property
    def variant(self) -> Variant: ...  # noqa: D102
    @property
    def languages(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def page(self) -> PageSize: ...  # noqa: D102


def check_choice(kind: Kind, variant: Variant, languages: Sequence[str], copies: int) -> None:
    """Raise Invalid unless a kind has this variant and can speak these languages."""
    if variant not in kind.variants:
        raise Invalid(
            N_("%(kind)s is not printed as %(variant)s; choose from: %(known)s."),
            field="variant",
            kind=kind.code,
            variant=variant.value,
            known=", ".join(kind.variants),
        )
    if not 1 <= copies <= MOST_COPIES:
        raise Invalid(N_("Choose 1 to %(most)s copies."), field="copies", most=MOST_COPIES)
    if not 1 <= len(languages) <= kind.most_languages or len(set(languages)) < len(languages):
        raise Invalid(N_("Choose one language, or two different ones."), field="languages")
    for language in languages:
        if language not in LANGUAGES:
            raise Invalid(
                N_("Papers are not printed in a language “%(code)s”; there are %(known)s."),
                field="languages",
                code=language[:20],
                known=", ".join(LANGUAGES),
            )


def issue_of(paper: Paper, address: str, copies: int = 1) -> Issue:
    """Return what is printed of a paper's number; `address` is where this installation is reached, or ""."""
    where = f"{paper.number}/{paper.version}"
    by_pen = paper.replaces.corrections if paper.replaces is not None else []
    return Issue(
        number=paper.number,
        version=paper.version,
        content_hash=paper.sha256,
        made_at=paper.made_at,
        made_by=paper.made_by,
        # In capitals the code is smaller; without an address it still names the paper.
        url=(f"{address.rstrip('/')}/p/{where}" if address else where).upper(),
        check_code=paper.sha256[:6].upper(),
        replaces=paper.replaces.version if paper.replaces is not None else None,
        corrected_on=max((one.written_on for one in by_pen), default=None),
        copies=KINDS[paper.kind].plan.copy_names(copies) if copies > 1 else (),
    )


def draw(database: Database, actor: Actor, final: FinalPaper, address: str) -> DrawnPaper:
    """Return a final paper's bytes: the kept ones, else drawn now and kept.

    Nothing is locked while it is drawn; where two draw at once, the first one stored is what both get.
    Raises NotFound for a variant or languages that were not made final, RuleBroken once it was redacted.
    """
    with database.look() as db:
        paper = query.find(db, actor, final.number, final.version)
        kept = kept_as.find(paper, final)
        if kept.content is not None:
            return _drawn(final, kept.content)
        if paper.snapshot is None:
            raise RuleBroken(
                N_("%(number)s version %(version)s was erased; only its number and hash are kept."),
                number=final.number,
                version=final.version,
            )
        snapshot, rendition_id = paper.snapshot, kept.id
        kind, printed = KINDS[paper.kind], issue_of(paper, address, final.copies)
    content = kind.render(snapshot, printed, final.languages, final.variant, final.page)
    return _drawn(final, database.do(_store, rendition_id, content))


def as_it_stands(database: Database, actor: Actor, final: FinalPaper, address: str) -> DrawnPaper:
    """Return a final paper as it may leave the house: a void one with VOID across every page."""
    drawn = draw(database, actor, final, address)
    with database.look() as db:
        is_void = query.is_void(db, actor, query.find(db, actor, final.number, final.version))
    if not is_void:
        return drawn
    return replace(drawn, content=voided(drawn.content, final.languages), is_void=True)


def keep_place(db: Session, paper: Paper, wish: kept_as.Form) -> None:
    """Make the row whose bytes are drawn later; a form without a row was never made final."""
    if kept_as.known(paper, wish) is None:
        spoken = ",".join(wish.languages)
        paper.renditions.append(
            Rendition(variant=str(wish.variant), languages=spoken, copies=wish.copies, page=wish.page)
        )
        db.flush()


def _store(db: Session, rendition_id: int, content: bytes) -> bytes:
    """Keep the bytes unless some are kept already; return the kept ones."""
    db.execute(
        update(Rendition)
        .where(
            Rendition.id == rendition_id,
            Rendition.content.is_(None),
            Rendition.paper_id.in_(select(Paper.id).where(Paper.snapshot.is_not(None))),
        )
        .values(content=content, sha256=sha256(content).hexdigest(), drawn_at=datetime.now(UTC))
    )
    kept = db.scalar(select(Rendition.content).where(Rendition.id == rendition_id))
    # Redacted at this very moment: what was drawn is not handed out either.
    if kept is None:
        raise NotFound(N_("This paper was erased just now; only its number and hash are kept."))
    return kept


def _drawn(final: FinalPaper, content: bytes) -> DrawnPaper:
    return DrawnPaper(content, final.number, final.version, pages_of(content))


def pages_of(content: bytes) -> int:
    """Return how many pages a PDF of ours has."""
    return len(re.findall(rb"/Type /Page\b", content))


def preview(database: Database, actor: Actor, wish: Wish, address: str = "") -> bytes:
    """Return the PDF of what a paper would say now, without a number; nothing is stored.

    Where the kind is numbered it is marked DRAFT; a working paper without numbers is the paper itself.
    """
    kind = KINDS[wish.kind]
    check_choice(kind, wish.variant, wish.languages, 1)
    with database.look() as db:
        found = paper_targets.find(db, actor, wish.target)
        paper_targets.check(db, actor, kind.code, kind.plan.targets, found)
        found.must(actor, Permission.PAPER_READ)
        now = contents.content(Gathering(db, actor, address), kind, found)
        snapshot = to_json(now)
    return kind.render(snapshot, None, wish.languages, wish.variant, wish.page)


def download(
    database: Database, actor: Actor, final: FinalPaper, address: str, pages: tuple[int, int] | None = None
) -> DrawnPaper:
    """Return a final paper's bytes for printing, and write down who got them: the pull list needs to know.

    With `pages` only those from the first to the last one, as after a jam; raises Invalid beyond the end.
    """
    drawn = as_it_stands(database, actor, final, address)
    if pages is not None:
        first, last = pages
        if last > drawn.pages:
            raise Invalid(
                N_("This copy has %(pages)s pages; there is no page %(last)s."),
                field="pages",
                pages=drawn.pages,
                last=last,
            )
        drawn = replace(drawn, content=part_of(drawn.content, first, last), pages=last - first + 1)
    database.do(log, actor, [final], final.number, page_ranges.said(pages) if pages else "")
    return drawn


def log(db: Session, actor: Actor, finals: Sequence[FinalPaper], subject: str, pages: str = "") -> None:
    """Write down who got these papers to print, in one action about `subject`; `pages` "" is all of them."""
    rows = []
    for final in finals:
        paper = query.find(db, actor, final.number, final.version)
        if paper.convoy_id is not None:
            actor.must(Permission.PAPER_READ, convoy_id=paper.convoy_id)
        rows.append((paper, kept_as.find(paper, final)))
    now = datetime.now(UTC)
    db.add_all(
        PrintLog(rendition_id=rendition.id, user_id=actor.user_id, printed_at=now, pages=pages)
        for _, rendition in rows
    )
    said = [(paper.version, kept.variant, kept.languages, kept.page.value) for paper, kept in rows]
    version, variant, languages, page = said[0] if len(said) == 1 else (None, None, None, None)
    audit.note(
        db,
        actor,
        "paper:print",
        subject,
        about=sorted({paper.number for paper, _ in rows}),
        version=version,
        variant=variant,
        languages=languages,
        page=page,
        pages=pages,
    )
