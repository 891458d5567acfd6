"""The papers of a van that are tested alike: how each is made and drawn."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from convoy.documents.papers import (
    cmr_note,
    coded_list,
    gift_letter,
    goods_received,
    packing_list,
    value_list,
    waybill,
)
from convoy.documents.registry import KINDS
from tests.documents.freight_samples import (
    a_coded_list,
    a_consignment_note,
    a_gift_letter,
    a_packing_list,
    a_received,
    a_value_list,
    a_waybill,
)
from tests.documents.samples import ISSUE


@dataclass(frozen=True)
class VanPaper:
    """One kind: its sample of so many lines, and its module."""

    code: str
    module: object
    sample: Callable
    sets: int = 1
    """Copies that follow each other in one file."""
    is_list: bool = True
    """Whether it names all goods."""

    def draw(self, paper=None, languages=("en", "uk"), issue=ISSUE, **changes) -> bytes:
        paper = self.sample(**changes) if paper is None else paper
        numbered = issue and replace(issue, number=f"{self.code}-CV7-2026-0003")
        return KINDS[self.code].render(self.module.to_json(paper), numbered, languages)


PAPERS = {
    paper.code: paper
    for paper in (
        VanPaper("AL", coded_list, a_coded_list),
        VanPaper("CN", cmr_note, a_consignment_note, sets=4, is_list=False),
        VanPaper("GC", gift_letter, a_gift_letter),
        VanPaper("GR", goods_received, a_received),
        VanPaper("PF", value_list, a_value_list),
        VanPaper("PL", packing_list, a_packing_list),
        VanPaper("WB", waybill, a_waybill),
    )
}
