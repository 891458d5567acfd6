"""What the cover of a bundle says of each paper in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from convoy.documents.papers.bundle_cover import Bundled
from convoy.documents.registry import KINDS
from convoy.domain import targets
from convoy.queries.paper_defaults import Defaults
from convoy.services.renditions import DrawnPaper, FinalPaper


@dataclass(frozen=True, slots=True)
class Part:
    """A paper of the bundle: its kind, what it is about, and which one it is."""

    kind: str
    target: str
    final: FinalPaper


def listed(
    parts: Sequence[Part],
    drawn: Sequence[DrawnPaper],
    cover_pages: int,
    defaults: Defaults,
    *,
    two_sided: bool,
) -> Iterator[Bundled]:
    """Yield a row of the cover for each paper of a bundle, with the page of the file on which it begins.

    `drawn` are its papers in the same order; `cover_pages` is how many pages the cover takes.
    """
    page = 1 + cover_pages
    for part, one in zip(parts, drawn, strict=True):
        kind, aim, copies = KINDS[part.kind], targets.read(part.target), part.final.copies
        each = one.pages // copies
        one_sided = defaults.is_one_sided(part.kind)
        page += two_sided and page % 2 == 0
        yield Bundled(
            title=kind.title,
            number=one.number,
            version=one.version,
            stop=aim.stop,
            van=aim.van,
            pages=each,
            copies=kind.plan.copy_names(copies) if copies > 1 else kind.plan.copies[:1],
            signed_pages=min(kind.plan.signed_pages, each),
            first_page=page,
            sheet=kind.plan.page_on(part.final.page),
            one_sided=one_sided,
        )
        if two_sided and one_sided:
            page += 2 * one.pages - 1
        else:
            page += one.pages + (copies - 1 if two_sided and each % 2 else 0)
