"""What a paper is about, found among the rows: who may make papers of it, and which series numbers it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from convoy.db import Base
from convoy.domain import targets
from convoy.domain.errors import Invalid, NotFound, RuleBroken
from convoy.domain.lifecycle import RunStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.domain.targets import Aim, Target
from convoy.models import Box, Convoy, Donation, Load, Pallet, Paper, Place, Run, Stop
from convoy.queries import box_facts, donations, pallets, places, visible
from convoy.queries import papers as query


@dataclass(frozen=True, slots=True)
class Found:
    """A target with its rows; of a stop also its run, of both their convoy."""

    aim: Aim
    convoy: Convoy | None = None
    run: Run | None = None
    stop: Stop | None = None
    box: Box | None = None
    pallet: Pallet | None = None
    donation: Donation | None = None
    place: Place | None = None
    carrier_id: int | None = None
    """The convoy with a pallet that stands at no place, being on the road."""

    @property
    def ids(self) -> dict[str, int | None]:
        """The columns of a paper that say what it is about."""
        about = {
            "convoy_id": self.convoy,
            "run_id": self.run,
            "stop_id": self.stop,
            "box_id": self.box,
            "pallet_id": self.pallet,
            "donation_id": self.donation,
            "place_id": self.place,
        }
        return {column: row.id if row is not None else None for column, row in about.items()}

    @property
    def at(self) -> Place | None:
        """The place where papers of it are made; None for what belongs to a convoy."""
        if self.box is not None:
            return self.box.place or self.box.origin_place
        if self.pallet is not None:
            return self.pallet.place
        if self.donation is not None:
            return self.donation.place
        return self.place

    @property
    def scope(self) -> str:
        """Whose numbers its papers take: the convoy's, else the place's."""
        if self.convoy is not None:
            return self.convoy.code
        return self.at.code if self.at is not None else self.aim.code

    def must(self, actor: Actor, permission: Permission = Permission.PAPER_ISSUE) -> None:
        """Raise NotAllowed unless this person may (see `allows`)."""
        if not self.allows(actor, permission):
            raise actor.refused()

    def allows(self, actor: Actor, permission: Permission = Permission.PAPER_ISSUE) -> bool:
        """Whether this person may make, cancel and file papers of it, or what else `permission` says.

        Of what belongs to a convoy, whoever may for that convoy; of a gift, whoever records gifts where it
        was taken in; of a box, pallet or place, whoever prints labels where it is, and of a pallet on the
        road whoever may for the convoy that carries it. What only planners may (to erase), at places those
        may who correct gifts there.
        """
        convoy_id = self.convoy.id if self.convoy is not None else self.carrier_id
        if convoy_id is not None:
            return actor.may(permission, convoy_id=convoy_id)
        here = Permission.DONATION_RECORD if self.donation is not None else Permission.LABEL_PRINT
        if permission is Permission.CONVOY_PLAN:
            here = Permission.DONATION_CORRECT
        if self.at is None:
            return actor.scope(here).everywhere
        return actor.may(here, place_id=self.at.id)


def of_paper(db: Session, paper: Paper) -> Found:
    """Return the target of a paper this person sees, for what is asked of its rows alone."""
    return Found(
        Aim(Target.PLACE, paper.target),
        convoy=paper.convoy,
        box=paper.box,
        pallet=paper.pallet,
        donation=paper.donation,
        place=paper.place,
        carrier_id=_carrier_of(db, paper.pallet),
    )


def _carrier_of(db: Session, pallet: Pallet | None) -> int | None:
    if pallet is None or pallet.place_id is not None:
        return None
    on_it = select(Run.convoy_id).join(Load, Load.run_id == Run.id).where(Load.pallet_id == pallet.id)
    return db.scalars(on_it.where(Load.ended_at.is_(None)).limit(1)).first()


def lock(db: Session, actor: Actor, aim: Aim) -> None:
    """Hold the target until the end of the action, so that two do not make its paper at once."""
    if aim.kind in {Target.CONVOY, Target.RUN, Target.STOP}:
        query.lock(db, actor, aim.code)
        return
    tables: dict[Target, type[Base]] = {
        Target.BOX: Box,
        Target.PALLET: Pallet,
        Target.DONATION: Donation,
        Target.PLACE: Place,
    }
    table = tables[aim.kind]
    db.execute(select(table.id).where(table.code == aim.code).with_for_update())  # type: ignore[attr-defined]


def find(db: Session, actor: Actor, text: str) -> Found:
    """Return what `text` names. Raises Invalid for what names nothing, NotFound, RuleBroken."""
    aim = targets.read(text)
    if aim.kind is Target.BOX:
        return Found(aim, box=box_facts.by_code(db, actor, aim.code))
    if aim.kind is Target.PALLET:
        pallet = pallets.by_code(db, actor, aim.code)
        return Found(aim, pallet=pallet, carrier_id=_carrier_of(db, pallet))
    if aim.kind is Target.DONATION:
        return Found(aim, donation=donations.found(db, actor, aim.code))
    if aim.kind is Target.PLACE:
        return Found(aim, place=places.found(db, actor, aim.code))
    convoy = query.printable_convoy(db, actor, aim.code)
    run = run_of(convoy, aim.van)
    return Found(aim, convoy=convoy, run=run, stop=_stop_of(run, aim.stop) if run and aim.stop else None)


def found_of(db: Session, actor: Actor, paper: Paper) -> Found:
    """Return what a paper is about, also a van that dropped out since; raises NotFound."""
    if paper.convoy is not None:
        convoy = query.printable_convoy(db, actor, paper.convoy.code)
        run = next((run for run in convoy.runs if run.id == paper.run_id), None)
        stop = next((stop for stop in run.stops if stop.id == paper.stop_id), None) if run else None
        letter = run.letters.get(stop.id, "") if run and stop else ""
        kind = Target.CONVOY if run is None else Target.STOP if stop else Target.RUN
        return Found(Aim(kind, convoy.code, run.number if run else None, letter), convoy, run, stop)
    row = paper.box or paper.pallet or paper.donation or paper.place
    assert row is not None
    return find(db, actor, row.code)


def check(db: Session, actor: Actor, kind_code: str, kind_targets: tuple[Target, ...], found: Found) -> None:
    """Raise Invalid where a kind of paper is not made of such a target, with one that it is made of."""
    if found.aim.kind in kind_targets:
        return
    examples = (_example(db, actor, target, found) for target in kind_targets)
    example = next((code for code in examples if code), "")
    if not example:
        raise Invalid(
            N_("%(kind)s is not made of %(target)s. `convoy papers --kinds` says what each paper is about."),
            field="target",
            kind=kind_code,
            target=str(found.aim),
        )
    raise Invalid(
        N_("%(kind)s is not made of %(target)s. Name what it is about like this: %(example)s."),
        field="target",
        kind=kind_code,
        target=str(found.aim),
        example=example,
    )


def _example(db: Session, actor: Actor, target: Target, found: Found) -> str:
    """What this person may name as such a target, if there is any; of the same convoy where one was named."""
    rows: dict[Target, Select[Any]] = {
        Target.BOX: visible.boxes(actor).with_only_columns(Box.code).order_by(Box.id.desc()),
        Target.PALLET: visible.pallets(actor).with_only_columns(Pallet.code).order_by(Pallet.id.desc()),
        Target.DONATION: visible.donations(actor)
        .with_only_columns(Donation.code)
        .order_by(Donation.id.desc()),
        Target.PLACE: visible.places(actor).with_only_columns(Place.code).order_by(Place.id),
    }
    if target in rows:
        return db.scalars(rows[target].limit(1)).first() or ""
    convoy = found.convoy or db.scalars(visible.printable_convoys(actor).order_by(Convoy.id.desc())).first()
    if convoy is None or target is Target.CONVOY:
        return convoy.code if convoy is not None else ""
    for run in sorted(convoy.runs, key=lambda run: (run != found.run, run.number)):
        stops = run.letters.values() if target is Target.STOP else [""]
        for stop in stops if run.stage is not RunStage.DROPPED else ():
            return str(Aim(target, convoy.code, run.number, stop))
    return ""


def run_of(convoy: Convoy, number: int | None) -> Run | None:
    """Return the van with this number, None where the whole convoy is meant; raises NotFound, RuleBroken."""
    if number is None:
        return None
    run = next((run for run in convoy.runs if run.number == number), None)
    if run is None:
        raise NotFound(
            N_("There is no van %(number)s of convoy %(code)s here."), number=number, code=convoy.code
        )
    if run.stage is RunStage.DROPPED:
        raise RuleBroken(
            N_("Van %(number)s dropped out of this convoy and carries nothing. Nothing was stored."),
            number=number,
        )
    return run


def _stop_of(run: Run, letter: str) -> Stop:
    letters = run.letters
    stop = next((stop for stop in run.stops if letters.get(stop.id) == letter), None)
    if stop is None:
        raise NotFound(
            N_("Van %(number)s has no stop %(stop)s. Its stops where goods go off: %(known)s."),
            number=run.number,
            stop=letter,
            known=", ".join(letters.values()) or "—",
        )
    return stop
