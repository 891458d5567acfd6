"""What a phone is told of each record that it sent."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from convoy.domain.errors import Refusal


@dataclass(frozen=True, slots=True)
class Answer:
    """What a phone is told of one record: a status as of HTTP, and how its gift was recorded at first.

    201 recorded now, 200 recorded before, 202 kept until a person settles whose it is, 409 differs from what
    was recorded (both are kept), 422 cannot be understood (`problems` name the fields), 403 whoever captured
    it might not do so.
    """

    id: UUID
    status: HTTPStatus
    sha256: str = ""
    recorded: str = ""
    """JSON: receipt number, code, the numbers of its boxes, and what became of each line."""
    problems: tuple[Refusal, ...] = ()
