"""What a phone keeps of a gift that is not finished: read leniently, since nothing of it is recorded."""

from pydantic import AwareDatetime, BaseModel


class DraftLine(BaseModel):
    """A line as far as it was typed."""

    item: str = ""
    quantity: str = ""


class Draft(BaseModel):
    """A gift as far as it was typed on a phone; the rest of the form is not needed to log it by hand."""

    donor: str = ""
    lines: tuple[DraftLine, ...] = ()
    packages: str = ""
    received_on: str = ""
    note: str = ""


class Drafted(BaseModel):
    """What is inside the envelope of a draft."""

    made_at: AwareDatetime
    draft: Draft
