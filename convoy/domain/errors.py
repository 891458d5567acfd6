"""The refusals a person can meet; each carries a message to translate and the facts it names."""

from collections.abc import Mapping


class Refusal(Exception):
    """A plain answer to a person: what was found, what is needed. `message` is translated at the edge."""

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message % facts if facts else message)
        self.message = message
        self.facts: Mapping[str, object] = facts


class RuleBroken(Refusal):
    """The thing asked for contradicts a rule of the trade."""


class Invalid(Refusal):
    """What was typed cannot be understood or stored; `field` names where it was typed."""

    def __init__(self, message: str, field: str = "", **facts: object) -> None:
        super().__init__(message, **facts)
        self.field = field


class NotAllowed(Refusal):
    """This person may not do this."""


class NotFound(Refusal):
    """There is no such thing, or this person may not know of it: the answer is the same."""

    def __init__(self, message: str, suggestions: tuple[str, ...] = (), **facts: object) -> None:
        super().__init__(message, **facts)
        self.suggestions = suggestions


class Conflict(Refusal):
    """Somebody else was first, or the same form was sent with other content."""


class Busy(Conflict):
    """So many were first that the turn did not come in time; nothing stands in the way of another try."""
