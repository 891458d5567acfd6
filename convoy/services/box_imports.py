"""Lists of boxes taken in, our own or a partner's: all of it or nothing; the same list again adds nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from convoy.db import Database
from convoy.domain import measures
from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.domain.text import number_key
from convoy.exchange.boxes import read_boxes
from convoy.exchange.tables import read_table
from convoy.models import AuditEntry, Box, BoxLabel, Donation, ImportedBox, Lot, Place
from convoy.queries.box_lists import contents_of
from convoy.services import audit, donations, ledger, new_boxes, new_codes, sheets, taking_in
from convoy.services.box_rows import BoxList, CheckedBox, Giver, Goods, check
from convoy.services.gifts import Line, RecordDonation
from convoy.services.sheets import Problem, Progress

__all__ = ["BoxList", "Outcome", "import_file"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a list; with problems nothing was stored.

    `codes` are the boxes of the list as they are here now, `known_g` what is weighed of them;
    `unused` are headings of unread columns.
    """

    added: int = 0
    already: int = 0
    known_g: int = 0
    not_weighed: int = 0
    codes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    unused: tuple[str, ...] = ()


def import_file(
    database: Database,
    actor: Actor,
    asked: BoxList,
    *,
    dry_run: bool = False,
    progress: Progress = lambda _what, _done, _total: None,
) -> Outcome:
    """Take in a list of boxes at a place, all of them or none, and say what was added.

    Raises Invalid for a file that cannot be read or a new partner without a kind, NotFound and NotAllowed
    for the place.
    """
    sheet = read_boxes(read_table(asked.name, asked.data, sheets.limits_for(actor)))
    with database.look() as db:
        place = _place(db, actor, asked.place)
        checked = check(db, actor, place, asked, sheet)
        problems = sheets.listed(checked.problems, sheet.problems)
        seen = _in_the_books(db, actor, place, checked.boxes)
    unused = tuple(sheet.unknown_headings)
    problems = tuple(sorted([*problems, *seen.problems], key=lambda problem: problem.row_number))
    if problems:
        return Outcome(problems=problems, remarks=tuple(checked.remarks), unused=unused)
    if dry_run:
        outcome = _outcome(checked.boxes, seen, ())
    else:
        outcome = database.do(take_in, actor, asked, checked.boxes, progress)
    return replace(outcome, remarks=tuple(checked.remarks), unused=unused)


def _place(db: Session, actor: Actor, code: str) -> Place:
    place = donations.intake_place(db, actor, code)
    actor.must(Permission.BOX_IMPORT, place_id=place.id)
    return place


@dataclass(frozen=True, slots=True)
class _Books:
    """What is on record of a list: boxes that are there already, by key, and numbers that are not free."""

    already: Mapping[str, str]
    problems: Sequence[Problem]


def _in_the_books(db: Session, actor: Actor, place: Place, listed: Sequence[CheckedBox]) -> _Books:
    known: dict[str, tuple[str, Box]] = {}
    for chunk in sheets.chunks(listed):
        rows = db.scalars(
            select(ImportedBox)
            .where(ImportedBox.key.in_([box.key for box in chunk]))
            .options(selectinload(ImportedBox.box))
        )
        known |= {row.key: (row.content, row.box) for row in rows}
    taken: dict[int, Box] = {}
    printed: dict[int, str] = {}
    numbers = [box.hall_number for box in listed if box.hall_number is not None and box.key not in known]
    for some in sheets.chunks(numbers):
        found = select(Box).where(Box.origin_place_id == place.id, Box.short_number.in_(some))
        taken |= {box.short_number: box for box in db.scalars(found)}
        named = select(BoxLabel).where(BoxLabel.place_id == place.id, BoxLabel.short_number.in_(some))
        printed |= {label.short_number: label.code for label in db.scalars(named)}
    differing = [known[box.key][1] for box in listed if box.key in known and known[box.key][0] != box.content]
    stored = _told(db, actor, [*differing, *taken.values()])
    problems, already = [], {}
    for box in listed:
        if box.key in known:
            content, there = known[box.key]
            already[box.key] = there.code
            if content != box.content:
                message = N_(
                    "Box %(number)s of this list is here as %(code)s with other content (%(stored)s); "
                    "correct it here, or give the list a number of its own if it is another list"
                )
                refusal = Invalid(message, number=box.number, code=there.code, stored=stored[there.id])
                problems.append(Problem(box.row_number, refusal))
        elif box.hall_number in taken:
            there = taken[box.hall_number]
            message = N_("Number %(number)s is that of box %(code)s already (%(stored)s)")
            refusal = Invalid(message, number=box.hall_number, code=there.code, stored=stored[there.id])
            problems.append(Problem(box.row_number, refusal))
        elif box.hall_number in printed:
            message = N_("Number %(number)s is printed on label %(code)s: pack the box under that label")
            refusal = Invalid(message, number=box.hall_number, code=printed[box.hall_number])
            problems.append(Problem(box.row_number, refusal))
    return _Books(already, problems)


def _told(db: Session, actor: Actor, there: Sequence[Box]) -> dict[int, str]:
    """What these boxes hold and weigh, in a few words, by box id."""
    told = {}
    for some in sheets.chunks(there):
        held = contents_of(db, actor, [box.id for box in some])
        for box in some:
            parts = [f"{quantity} {item.name_in('en')}" for item, quantity in held.get(box.id, [])]
            parts += [f"{measures.kilograms(box.gross_g)} kg"] if box.gross_g is not None else []
            told[box.id] = ", ".join([box.stage.value, *parts])
    return told


def take_in(
    db: Session, actor: Actor, asked: BoxList, listed: Sequence[CheckedBox], progress: Progress
) -> Outcome:
    """Record the checked boxes that are not on record yet, with what they hold.

    One transaction and one entry in the audit log, which names gifts and boxes. What of it came to light only
    now (somebody took in the same numbers meanwhile) is a problem, and then nothing is stored.
    """
    place = _place(db, actor, asked.place)
    # Whoever takes a list in at this place at the same moment waits, and then sees these boxes.
    db.execute(select(Place.id).where(Place.id == place.id).with_for_update())
    books = _in_the_books(db, actor, place, listed)
    if books.problems:
        return Outcome(problems=tuple(books.problems))
    fresh = [box for box in listed if box.key not in books.already]
    if not fresh:
        return _outcome(listed, books, ())
    entry = audit.note(
        db,
        actor,
        "box:import",
        place.code,
        file=asked.name,
        added=len(fresh),
        already=len(listed) - len(fresh),
        partner=asked.partner,
        reference=asked.reference,
    )
    lots = _give(db, actor, entry, place, asked, fresh)
    made: list[tuple[CheckedBox, Box]] = []
    for chunk in sheets.chunks(fresh):
        made += _make(db, entry, place, chunk, lots)
        progress("boxes", len(made), len(fresh))
    audit.mention(db, entry, [box.code for _, box in made])
    return _outcome(listed, books, made)


def _outcome(listed: Sequence[CheckedBox], books: _Books, made: Sequence[tuple[CheckedBox, Box]]) -> Outcome:
    codes = dict(books.already) | {said.key: box.code for said, box in made}
    return Outcome(
        added=len(listed) - len(books.already),
        already=len(books.already),
        known_g=sum(box.grams or 0 for box in listed),
        not_weighed=sum(box.grams is None for box in listed),
        codes=tuple(codes[box.key] for box in listed if box.key in codes),
    )


LotKey = tuple[object, ...]


def _lot_key(goods: Goods) -> LotKey:
    """Goods of one giver that are alike in all are one line of the gift, whatever box they are in."""
    return (*goods.giver.key, goods.item, goods.condition, goods.expires_on)


def _give(
    db: Session, actor: Actor, entry: AuditEntry, place: Place, asked: BoxList, fresh: Sequence[CheckedBox]
) -> dict[LotKey, Lot]:
    """Put what the boxes hold on record, a gift for each giver, and return its lots."""
    givers: dict[tuple[str, str], Giver] = {}
    lines: dict[tuple[str, str], dict[LotKey, Line]] = {}
    for goods in (one for box in fresh for one in box.goods):
        givers.setdefault(goods.giver.key, goods.giver)
        of_giver = lines.setdefault(goods.giver.key, {})
        line = of_giver.get(_lot_key(goods))
        of_giver[_lot_key(goods)] = (
            replace(line, quantity=line.quantity + goods.quantity)
            if line is not None
            else Line(
                goods.item,
                goods.quantity,
                goods.condition,
                goods.expires_on,
                typed=goods.typed,
            )
        )
    today = datetime.now(UTC).date()
    codes = new_codes.hand_out(db, Donation.code, "DN", len(givers))
    given = {
        code: RecordDonation(
            key=uuid4(),
            place=place.code,
            received_on=today,
            lines=tuple(lines[key].values()),
            donor=giver.donor,
            origin=giver.origin,
            donor_reference=asked.reference,
            note=asked.name,
        )
        for code, (key, giver) in zip(codes, givers.items(), strict=True)
    }
    items = donations.items_of(db, actor, list(given.values()))
    here = taking_in.Intake(dict.fromkeys(given, entry), place, items)
    taken = taking_in.take_in(db, actor, here, given)
    audit.mention(db, entry, list(given))
    line_ids = {
        line.id: lot_key
        for gift, of_giver in zip(taken, lines.values(), strict=True)
        for line, lot_key in zip(gift.lines, of_giver, strict=True)
    }
    lots: dict[LotKey, Lot] = {}
    for ids in sheets.chunks(list(line_ids)):
        found = select(Lot).where(Lot.donation_line_id.in_(ids)).options(selectinload(Lot.item))
        lots |= {line_ids[lot.donation_line_id or 0]: lot for lot in db.scalars(found)}
    return lots


def _make(
    db: Session, entry: AuditEntry, place: Place, listed: Sequence[CheckedBox], lots: Mapping[LotKey, Lot]
) -> list[tuple[CheckedBox, Box]]:
    """Make the boxes, those with a number of the hall under it, the others under the next ones."""
    shelf = ledger.holder_at(db, place)
    ours = [box for box in listed if box.hall_number is not None]
    others = [box for box in listed if box.hall_number is None]
    made: list[tuple[CheckedBox, Box]] = []
    for some, numbers in ((ours, [box.hall_number or 0 for box in ours]), (others, None)):
        if not some:
            continue
        packings = [
            new_boxes.Packing(
                [[(lots[_lot_key(one)], one.quantity) for one in said.goods]], gross_g=[said.grams]
            )
            for said in some
        ]
        made += zip(some, new_boxes.make(db, entry, place, shelf, packings, numbers=numbers), strict=True)
    for said, box in made:
        box.shelf, box.note = said.shelf, said.note
        if said.sides is not None:
            box.length_mm, box.width_mm, box.height_mm = said.sides
        if said.hall_number is None:
            box.foreign_number = said.number
        row = ImportedBox(
            box_id=box.id, key=said.key, content=said.content, number_key=number_key(said.number)
        )
        db.add(row)
    db.flush()
    return made
