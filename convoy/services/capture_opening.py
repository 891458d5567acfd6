"""Opening what phones sealed and did not send as a gift: drafts, and what has to be mended."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.errors import Invalid, NotAllowed
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.exchange import captures as shapes
from convoy.exchange.capture_drafts import Draft, Drafted
from convoy.exchange.captures import SealedRecord
from convoy.models import User
from convoy.services import phones


def content_of(db: Session, actor: Actor, record: SealedRecord) -> dict[str, Any]:
    """Return what an envelope holds, a draft too: for whoever captured it, and who is in charge there.

    Raises Invalid for no envelope of ours, NotAllowed for anybody else. Where the sign-in of its pass is not
    known, whoever the pass names has captured it.
    """
    envelopes = phones.Envelopes(db)
    content = shapes.checked(envelopes.content(record.id, record.sealed))
    if not isinstance(content, dict):
        raise Invalid(N_("This is not JSON as we read it: %(what)s. Nothing was stored."), what="no record")
    now = datetime.now(UTC)
    try:
        author = envelopes.author(str(content.pop("by", "")), now, now).actor.user_id
    except phones.UnknownPass as claim:
        author = db.scalar(select(User.id).where(User.code == claim.by)) or 0
    if author != actor.user_id and not actor.may(Permission.DONATION_CORRECT):
        raise NotAllowed(N_("Only who captured this may open it, or who is in charge. Nothing was changed."))
    return content


def drafts_of(db: Session, records: Iterable[SealedRecord]) -> dict[UUID, Draft]:
    """Return what was typed, of those records of a phone's file that were never saved as gifts."""
    envelopes = phones.Envelopes(db)
    found = {}
    for record in records:
        with suppress(Invalid, ValidationError):
            found[record.id] = Drafted.model_validate_json(envelopes.content(record.id, record.sealed)).draft
    return found
