"""What `convoy check` finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """Something stored that does not follow from what happened: what, and both sides."""

    what: str
    stored: object
    recomputed: object

    def __str__(self) -> str:
        return f"{self.what}: stored {self.stored}, recomputed {self.recomputed}"
