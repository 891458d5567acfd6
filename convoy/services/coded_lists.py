"""The list for the recipient's declaration as a sheet, so that nobody types it into the register again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from convoy.documents.papers import coded_list
from convoy.domain.errors import NotFound, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.exchange import writer
from convoy.queries import papers as query
from convoy.services import audit
from convoy.words import Words

CODED_LIST = "AL"

FORMS: Mapping[str, Callable[..., bytes]] = {"xlsx": writer.to_xlsx, "csv": writer.to_csv}
"""How a sheet is written, by the ending of its file."""


@dataclass(frozen=True, slots=True)
class HandOut:
    """A version of a list that was made final, as which kind of sheet, in which language."""

    key: UUID
    number: str
    version: int
    form: str
    language: str


def hand_out(db: Session, actor: Actor, command: HandOut) -> bytes:
    """Return the rows of a final list as a sheet, and write down who got it.

    Raises NotFound for another paper or another form of sheet, RuleBroken once the list was erased.
    """
    paper = query.find(db, actor, command.number, command.version)
    if paper.kind != CODED_LIST or command.form not in FORMS:
        raise NotFound(N_("Only the list for the recipient's declaration is there as a sheet."))
    actor.must(Permission.PAPER_READ, convoy_id=paper.convoy_id)
    if paper.snapshot is None:
        raise RuleBroken(
            N_("%(number)s version %(version)s was erased; only its number and hash are kept."),
            number=command.number,
            version=command.version,
        )
    words = Words(command.language)
    rows = coded_list.rows(coded_list.from_json(paper.snapshot), words)
    content = FORMS[command.form](coded_list.headings(words), rows)
    if audit.earlier(db, actor, command.key, "paper:sheet", command) is None:
        audit.note(
            db,
            actor,
            "paper:sheet",
            paper.number,
            key=command.key,
            request=command,
            version=paper.version,
            form=command.form,
        )
    return content
