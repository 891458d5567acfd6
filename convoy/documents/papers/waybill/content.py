"""What a waybill says."""

from dataclasses import dataclass, field

from convoy.documents.cargo import ByHand, Party, Stop, VanLoad
from convoy.documents.layout.snapshot import WRITTEN_IN

NOBODY = Stop(label="", consignee=Party(name=""), lines=())


@dataclass(frozen=True, slots=True)
class Waybill(VanLoad):
    """Everything the waybill of one stop says: a van with that stop alone."""

    manifest_number: str = field(default="", metadata=WRITTEN_IN)
    """Of the cargo manifest these goods are on too."""
    by_hand: tuple[ByHand, ...] = ()

    @property
    def stop(self) -> Stop:
        """The stop where its goods are handed over; one without a name where there is none yet."""
        return self.stops[0] if self.stops else NOBODY
