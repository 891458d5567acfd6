"""What `convoy check` finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """Something stored that does not follow from what happened: what, both sides, and what helps."""

    what: str
    stored: object
    recomputed: object
    advice: str = ""

    def __str__(self) -> str:
        found = f"{self.what}: stored {self.stored}, recomputed {self.recomputed}"
        return f"{found}. {self.advice}" if self.advice else found
