"""Receipts: a donation's paper is frozen when it is first printed, and again when what it says changed."""

from datetime import UTC, datetime, time
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.documents.papers.donation_receipt import (
    DonationReceipt,
    ReceiptLine,
    UnsortedBags,
    from_json,
    to_json,
)
from convoy.documents.registry import Issue, Variant, fingerprint
from convoy.domain.errors import RuleBroken
from convoy.domain.kinds import DonationOrigin
from convoy.domain.lifecycle import LineStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Donation, DonationLine, Organisation, Paper, Rendition, UnsortedLine
from convoy.queries import donations, receipts
from convoy.queries.receipts import ReceiptForm
from convoy.services import audit


def make_final(db: Session, actor: Actor, code: str) -> Paper:
    """Return the receipt of a donation: the version that says what is true now, made where there is none.

    It carries the number the donation got when it was recorded. Raises NotFound, NotAllowed, and RuleBroken
    for opening stock.
    """
    donation = donations.found(db, actor, code)
    actor.must(Permission.DONATION_RECORD, place_id=donation.place_id)
    snapshot = draft(db, actor, donation)
    digest = fingerprint(snapshot)
    last = receipts.newest(db, actor, donation)
    standing = receipts.in_force(db, actor, donation)
    if standing is not None and (standing.sha256 == digest or _says(standing, snapshot)):
        return standing
    paper = Paper(
        kind="DR",
        number=donation.number,
        version=last.version + 1 if last is not None else 1,
        donation_id=donation.id,
        snapshot=snapshot,
        sha256=digest,
        made_at=datetime.now(UTC).replace(microsecond=0),
        made_by_id=actor.user_id,
        made_by=actor.name,
        replaces_id=last.id if last is not None else None,
    )
    db.add(paper)
    audit.note(db, actor, "receipt:make", donation.code, number=paper.number, version=paper.version)
    return paper


def _says(paper: Paper, snapshot: str) -> bool:
    """Whether a receipt says the same, though made when receipts had fewer fields."""
    return paper.snapshot is not None and to_json(from_json(paper.snapshot)) == snapshot


def keep(db: Session, actor: Actor, code: str, version: int, form: ReceiptForm, content: bytes) -> None:
    """Keep the bytes of a drawn receipt, unless they are kept already; part of making it final."""
    donation = donations.found(db, actor, code)
    paper = receipts.newest(db, actor, donation)
    if paper is None or paper.version != version:
        return
    if receipts.kept(paper, form) is not None:
        return
    db.add(
        Rendition(
            paper_id=paper.id,
            variant=Variant.FULL.value,
            languages=",".join(form.languages),
            page=form.page,
            content=content,
            sha256=sha256(content).hexdigest(),
            drawn_at=datetime.now(UTC),
        )
    )
    db.flush()


def draft(db: Session, actor: Actor, donation: Donation) -> str:
    """Return the snapshot of the receipt as it would be made now."""
    return to_json(content(db, actor, donation))


def issue_of(paper: Paper, url: str) -> Issue:
    """Return what is printed of a receipt's number, version and hash; `url` is where it is looked up."""
    return Issue(
        number=paper.number,
        version=paper.version,
        content_hash=paper.sha256,
        made_at=paper.made_at,
        made_by=paper.made_by,
        url=url.upper(),
        check_code=paper.sha256[:6].upper(),
        replaces=paper.version - 1 or None,
    )


def content(db: Session, actor: Actor, donation: Donation) -> DonationReceipt:
    """Return everything the donation's receipt says now; raises RuleBroken for opening stock."""
    if donation.origin is DonationOrigin.OPENING:
        raise RuleBroken(
            N_("%(code)s was in stock before: nobody gave it here, so it has no receipt."), code=donation.code
        )
    place, giver = donation.place, donation.organisation
    parent = giver.parent.name if giver is not None and giver.parent is not None else ""
    return DonationReceipt(
        owner=db.scalar(select(Organisation.name).where(Organisation.is_ours)) or "",
        place=place.name,
        place_address=", ".join(part for part in (place.address, place.town) if part),
        received_at=_received_at(donation),
        zone=place.zone,
        lines=tuple(_line(line) for line in donation.lines),
        donor=giver.name if giver is not None else "",
        donor_branch=parent,
        donor_reference=donation.invoice or donation.donor_reference,
        bought=donation.origin is DonationOrigin.BOUGHT,
        boxes=len(donations.boxes_of(db, actor, donation)),
        received_by=donations.recorder(db, donation),
        unsorted=tuple(_bags(bags) for bags in donation.unsorted),
    )


def _received_at(donation: Donation) -> datetime:
    """The moment of recording; for a gift of another day only the day is known, said as its noon."""
    zone = ZoneInfo(donation.place.zone)
    if donation.recorded_at.astimezone(zone).date() == donation.received_on:
        return donation.recorded_at.replace(microsecond=0)
    return datetime.combine(donation.received_on, time(12), zone).astimezone(UTC)


def _line(line: DonationLine) -> ReceiptLine:
    return ReceiptLine(
        names={name.language: name.name for name in line.item.names},
        quantity=line.quantity,
        unit=line.item.unit_code,
        condition=line.condition.value,
        grams=line.grams,
        expires=line.expires_on,
        refused=line.stage in {LineStage.REFUSED, LineStage.WITHDRAWN},
        reason=line.donation.withdrawn_reason if line.stage is LineStage.WITHDRAWN else line.reason,
    )


def _bags(bags: UnsortedLine) -> UnsortedBags:
    return UnsortedBags(
        packages=bags.packages,
        package=bags.package_code,
        grams=bags.grams,
        description=bags.note,
        names={name.language: name.name for name in bags.item.kept.names} if bags.item is not None else {},
        refused=bags.stage is not LineStage.ACCEPTED,
        reason=bags.donation.withdrawn_reason if bags.stage is LineStage.WITHDRAWN else bags.reason,
    )
