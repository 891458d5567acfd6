"""What a CMR note says, by the names of its fields: a template decides in which box each stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from convoy.documents.cargo import Danger, Line, Party, Stop, Totals, VanLoad, total
from convoy.documents.layout.snapshot import WRITTEN_IN

NOBODY = Stop(label="", consignee=Party(name=""), lines=())


@dataclass(frozen=True, slots=True)
class ConsignmentNote(VanLoad):
    """Everything the CMR note of one stop says: a van with that stop alone."""

    own_account: bool = True
    """Carried in our own vehicle, unpaid: the convention then does not apply, and the note says so."""
    documents: tuple[str, ...] = field(default=(), metadata=WRITTEN_IN)
    """What is attached: numbers of papers, the export reference."""
    instructions: str = ""
    """The sender's, for customs or for how to treat the goods."""
    special_agreements: str = ""
    particulars: str = ""
    successive_carriers: tuple[Party, ...] = ()
    reservations: str = ""
    """The carrier's; mostly written by pen."""
    established_at: str = ""
    established_on: date | None = None

    @property
    def stop(self) -> Stop:
        """The stop where the goods are delivered; one without a name where there is none yet."""
        return self.stops[0] if self.stops else NOBODY


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """The packages of one category."""

    lines: tuple[Line, ...]
    totals: Totals

    @property
    def codes(self) -> list[str]:
        """The HS codes of its goods, each once."""
        return sorted({goods.hs6 for line in self.lines for goods in line.goods if goods.hs6})

    @property
    def packages(self) -> dict[str, int]:
        """How many packages of each kind (UN Rec 21; "" where nobody has said)."""
        found: dict[str, int] = {}
        for line in self.lines:
            found[line.package] = found.get(line.package, 0) + line.totals.packages
        return found


def rows(lines: Sequence[Line]) -> list[GoodsRow]:
    """Return lines by category."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.category, []).append(line)
    return [
        GoodsRow(tuple(found[code]), total(line.totals for line in found[code])) for code in sorted(found)
    ]


def dangers(lines: Sequence[Line]) -> list[Danger]:
    """Return what the ADR says of the goods, each UN number once."""
    known = {
        goods.danger.un_number: goods.danger
        for line in lines
        for goods in line.goods
        if goods.danger is not None
    }
    return [known[number] for number in sorted(known)]
