"""What a phone sends: gifts captured without a network, as JSON. Described at /api/openapi.json from these.

Numbers and days travel as they were typed and are read on the server by the one parser of forms and sheets.
Read strictly: unknown and doubled fields, NaN, true for 1 and deep nesting are refused.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Never, TypeVar
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
)

from convoy.domain.errors import Invalid
from convoy.domain.kinds import Condition, OrganisationKind
from convoy.domain.lifecycle import LineStage
from convoy.domain.messages import N_
from convoy.exchange.undescribed import not_as_described

VERSION = 1
"""Of what is inside an envelope. A newer server still takes the two newest: phones wake after 90 days."""

MOST_RECORDS = 50
LARGEST_BATCH = 32 * 1024
"""Records and bytes of one request; more is asked for in several."""

LARGEST_PHOTO = 256 * 1024
LARGEST_PART = 64 * 1024
"""Bytes of a sealed photo, and of as much of it as is sent at once."""

LARGEST_FILE = 12 * 1024 * 1024
"""Bytes of the file in which a phone without a network carries its gifts and photos: some 40 photos. The
page of a phone leaves out what would make it longer, and says so."""

MOST_LINES = 50
MOST_CODES = 500
DEEPEST = 12


def _as_typed(value: object) -> object:
    """A whole number counts as the digits somebody would have typed; true, 1.5 and NaN are no numbers."""
    if isinstance(value, bool):
        raise ValueError("a number or what was typed, not true or false")  # noqa: TRY004  # pydantic collects it
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value) if isinstance(value, int) else value


Typed = Annotated[
    str,
    BeforeValidator(_as_typed),
    Field(max_length=40),
    WithJsonSchema({"anyOf": [{"type": "string", "maxLength": 40}, {"type": "integer"}]}),
]
"""A number as somebody types it: 240, "2 dozen", "12,5 kg"."""

Short = Annotated[str, Field(max_length=40)]
Name = Annotated[str, Field(max_length=160)]
Sentence = Annotated[str, Field(max_length=200)]


class Part(BaseModel):
    """A part of a message: nothing in it that is not named here, nothing converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class GiftDonor(Part):
    """Who gives; the kind is needed for a name that gives for the first time."""

    name: Name
    kind: OrganisationKind | None = None


class GiftLine(Part):
    """One kind of goods. `item` is a code of the catalogue, or a name or everyday word in any language.

    `gtin` is a barcode that stands for the item from now on, where it stands for nothing yet. A line that
    is `unlisted` is not in the catalogue: it is kept unsorted under its own words until somebody counts it.
    """

    item: Sentence
    quantity: Typed
    condition: Condition = Condition.NEW
    expires_on: Short = ""
    boxes: Typed = ""
    box_codes: tuple[Short, ...] = Field((), max_length=MOST_CODES)
    weight: Typed = ""
    batch: Annotated[str, Field(max_length=60)] = ""
    gtin: Short = ""
    decision: Literal[LineStage.ACCEPTED, LineStage.SET_ASIDE, LineStage.REFUSED] = LineStage.ACCEPTED
    reason: Sentence = ""
    earmark: Name = ""
    unlisted: bool = False


class GiftBags(Part):
    """Bags that are counted later; the package is a UN Rec 21 code."""

    packages: Typed
    package: Annotated[str, Field(pattern="^[A-Z0-9]{2}$")] = "BG"
    weight: Typed = ""
    note: Sentence = ""
    refused_because: Sentence = ""


class Gift(Part):
    """A gift at the desk; without a donor it is anonymous, with an invoice it was bought by us."""

    place: Short
    received_on: Short
    donor: GiftDonor | None = None
    lines: tuple[GiftLine, ...] = Field((), max_length=MOST_LINES)
    bags: tuple[GiftBags, ...] = Field((), max_length=MOST_LINES)
    invoice: Annotated[str, Field(max_length=80)] = ""
    donor_reference: Annotated[str, Field(max_length=80)] = ""
    note: Annotated[str, Field(max_length=2_000)] = ""


class PlainRecord(Part):
    """A gift by whoever is signed in: its key, made when the form opened, and the device's name."""

    id: UUID
    made_at: AwareDatetime
    device: Annotated[str, Field(max_length=60)] = ""
    gift: Gift


class SealedRecord(Part):
    """A gift sealed to this installation's key on the phone; the envelope is bound to its id."""

    id: UUID
    sealed: Annotated[str, Field(max_length=24_000, pattern="^[A-Za-z0-9_-]+$")]


class Batch(Part):
    """Records in any order; each is answered by itself, and one that came before gets its first answer."""

    records: tuple[PlainRecord | SealedRecord, ...] = Field(min_length=1, max_length=MOST_RECORDS)


class SealedPhoto(Part):
    """A photo as a phone's file carries it: its key, the key of its gift, and its envelope as one line."""

    id: UUID
    of: UUID
    sealed: Annotated[str, Field(max_length=LARGEST_PHOTO * 4 // 3 + 4, pattern="^[A-Za-z0-9_-]+$")]


class DonorName(Part):
    """Somebody who gives, by name."""

    name: Name


class Queue(Part):
    """All that a phone could not send, as it writes it into a file."""

    convoy_queue: Literal[1]
    records: tuple[SealedRecord, ...] = Field(max_length=2_000)
    photos: tuple[SealedPhoto, ...] = Field((), max_length=2_000)


class Captured(Part):
    """What is inside an envelope: when and by whom (the pass its phone was given) a gift was captured."""

    v: Literal[1]
    made_at: AwareDatetime
    by: Annotated[str, Field(max_length=200)]
    device: Annotated[str, Field(max_length=60)] = ""
    gift: Gift


class SetUp(Part):
    """What a phone says when it is set up: the language chosen on it, which is kept with the person."""

    language: Annotated[str, Field(pattern="^([a-z]{2})?$")] = ""


class PhotoPart(Part):
    """A part of a sealed photo: its key, the key of its gift, what the whole is, and where the part begins.

    Without a beginning it asks how far the photo came.
    """

    key: UUID
    of: UUID
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    size: Annotated[int, Field(gt=0, le=LARGEST_PHOTO)]
    start: Annotated[int, Field(ge=0)] | None = None
    content: Annotated[bytes, Field(max_length=LARGEST_PART)] = b""


class PhotoHead(Part):
    """The first line of what is inside the envelope of a photo; the picture follows.

    A `name`, as of its file, stands in a refusal, and is kept nowhere.
    """

    v: Literal[1]
    made_at: AwareDatetime
    by: Annotated[str, Field(max_length=200)]
    of: UUID
    name: Annotated[str, Field(max_length=200)] = ""


Message = TypeVar("Message", bound=Part)


def read(data: bytes, shape: type[Message]) -> Message:
    """Return the message in `data`; raises Invalid naming the first field that is not as described."""
    try:
        checked(data)
        return shape.model_validate_json(data)
    except ValidationError as error:
        raise not_as_described(error) from error


def part(said: Mapping[str, object]) -> PhotoPart:
    """Return the part of a photo that a request sends; raises Invalid as `read` does."""
    try:
        return PhotoPart.model_validate(said, strict=False)
    except ValidationError as error:
        raise not_as_described(error) from error


def photo(content: bytes) -> tuple[PhotoHead, bytes]:
    """Return what the envelope of a photo says and its picture; raises Invalid."""
    head, _, picture = content.partition(b"\n")
    return read(head, PhotoHead), picture


def checked(data: bytes) -> Any:
    """Return what JSON says once, in numbers that exist, and not too deep; raises Invalid for the rest."""
    try:
        found = json.loads(data, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Invalid(
            N_("This is not JSON as we read it: %(what)s. Nothing was stored."),
            what=str(error)[:80] if isinstance(error, ValueError) else "nested too deep",
        ) from error
    if _depth(found) > DEEPEST:
        raise Invalid(
            N_("This is not JSON as we read it: %(what)s. Nothing was stored."), what="nested too deep"
        )
    return found


def digest(gift: Gift) -> str:
    """Return the SHA-256 of a gift in canonical form, without what is said as it would be anyway.

    So it stays the same when a later version of Convoy knows more fields.
    """
    said = gift.model_dump(mode="json", exclude_defaults=True)
    return hashlib.sha256(canonical(said)).hexdigest()


def canonical(said: object) -> bytes:
    """Return JSON with sorted keys and no blanks."""
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field is there twice")
    return found


def _no_number(name: str) -> Never:
    raise ValueError(f"{name} is no number")


def _depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0
