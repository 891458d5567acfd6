"""What the server answers to machines, as models that the description is made of."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from convoy.domain.lifecycle import LineStage

MARK = 1
"""In every answer: what lacks it was not said by us."""


class Said(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True)


class Problem(Said):
    """What is wrong with a field, named as forms do (`lines-0-quantity`), in the sender's language."""

    field: str
    said: str


class LineAnswer(Said):
    """What became of one line: accepted, set aside, or refused, and why, in the sender's language."""

    item: Annotated[str, Field(description="code of the catalogue")]
    stage: LineStage
    reason: str = ""


class RecordAnswer(Said):
    """What became of one record.

    201 recorded now; 200 recorded before, with the first answer; 202 kept until a person settles whose it is;
    409 its key came before with other content: both are kept, a person settles; 422 it cannot be understood,
    and was not kept; 403 whoever captured it might not do so, and it was not kept.
    """

    id: UUID
    status: int
    sha256: Annotated[str, Field(description="of the gift in canonical form")] = ""
    receipt: str = ""
    code: str = ""
    boxes: list[str] = []
    """Code and hall number of each box that was packed."""
    lines: list[LineAnswer] = []
    """Of the items of the catalogue, in the order they were sent; none for what came before this was said."""
    problems: list[Problem] = []


class BatchAnswer(Said):
    """An answer for each record, in the order they came."""

    convoy: int = MARK
    records: list[RecordAnswer]


class Refused(Said):
    """The request as a whole was not taken: nothing was stored, all of it may be sent again."""

    convoy: int = MARK
    status: int
    problems: list[Problem]


class Place(Said):
    """A place where this person takes gifts in: what it asks for, and what nobody should bring.

    Items are named by their codes: those it asks for, those it does not want, those for one tap.
    """

    code: str
    name: str
    zone: str
    accepts: str = ""
    do_not_bring: str = ""
    most_needed: Annotated[list[str], Field(description="what it still wants, in words")] = []
    wanted: list[str] = []
    unwanted: list[str] = []
    pinned: list[str] = []
    often: Annotated[list[str], Field(description="what it logs most, in that order")] = []
    usual: Annotated[dict[str, float], Field(description="how usual items are there, 0 to 1, by code")] = {}


class Keys(Said):
    """Points on P-256 (base64url): what to seal to, and what our answers are signed with."""

    sealing: str
    signing: str


class Phone(Said):
    """What a phone keeps to work without a network. `by` goes into every envelope; it opens nothing."""

    convoy: int = MARK
    by: str
    person: Annotated[str, Field(description="a code to tell people apart on one phone, no name")]
    places: list[Place]
    keys: Keys
    now: Annotated[str, Field(description="the server's clock")]


class Letters(Said):
    """How the words of items, and what is typed, are read alike, whoever reads them.

    `letters` makes the last ones plain after case and accents are gone; `latin` writes Cyrillic ones, those
    `at_start` of a word otherwise and `silent` ones not at all; `sounds` are read one after the other. By
    `keyboards` a word typed on the wrong one is read: from Latin keys, then from Cyrillic ones, each letter
    as the one in the same place.
    """

    letters: dict[str, str]
    latin: dict[str, str]
    at_start: dict[str, str]
    silent: str
    sounds: tuple[tuple[str, str], ...]
    keyboards: tuple[tuple[str, str], tuple[str, str]]


class Catalogue(Said):
    """The items that may come in, the ordinary before the special.

    Each is [code, unit (UN Rec 20), intake rule, what is to be known of it (e its packs have an expiry, E it
    must be there, b a batch, B it must be there, m a medicine, d dual use, w of use in winter),
    {language: [name, everyday words…], "": [words of languages without a name]}, how many "a pack" holds (0:
    not known)]. `barcodes` says which code
    each stands for, `words` by which words and figures numbers, days and lines are read, as everywhere else.
    """

    convoy: int = MARK
    items: list[tuple[str, str, str, str, dict[str, list[str]], int]]
    barcodes: dict[str, str] = {}
    letters: Letters
    words: dict[str, object] = {}


class DonorAnswer(Said):
    """Whether somebody of this name gave before: then the kind of donor need not be said."""

    convoy: int = MARK
    is_known: bool


class Done(Said):
    """It is done."""

    convoy: int = MARK


class PhotoAnswer(Said):
    """How far a photo came. 416: the part begins where nothing is yet; go on at `received`."""

    convoy: int = MARK
    id: UUID
    received: Annotated[int, Field(description="bytes of the envelope that are here")]
    size: int
    code: Annotated[str, Field(description="of the photo, once it is kept with its gift")] = ""


class Opened(Said):
    """What an envelope holds."""

    convoy: int = MARK
    content: dict[str, object]
