"""Words with a fixed set of members, told apart by their set: a closed box is no closed convoy."""

from enum import Enum, StrEnum


class Vocabulary(StrEnum):
    """Equal to its own text, never to a member of another vocabulary, so that tables may be keyed by it."""

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Enum):
            return self is other
        return str.__eq__(self, other) if isinstance(other, str) else NotImplemented

    def __ne__(self, other: object) -> bool:
        # str brings its own, which would answer by the text alone.
        same = self.__eq__(other)
        return NotImplemented if same is NotImplemented else not same

    __hash__ = str.__hash__
