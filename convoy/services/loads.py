"""Loads: which boxes are meant, why some cannot go, and the rows that give a box its place on a van."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session, selectinload

from convoy.domain.errors import NotFound, Refusal, RuleBroken
from convoy.domain.handling import IN_STOCK
from convoy.domain.kinds import LoadEnd, StopKind
from convoy.domain.lifecycle import BoxStage
from convoy.domain.loading import NotSigned, SomeCannotGo
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Box, Load, Pallet, Run, Stop
from convoy.queries import boxes as box_questions
from convoy.queries import controls, fetching, visible
from convoy.services import earmarks, halts

_WHERE_IT_LIES: dict[tuple[bool, bool], str] = {
    (False, True): N_(
        "Box %(code)s stands at %(place)s, where van %(van)s does not load; van %(number)s of %(convoy)s "
        "loads there. Put it on that one, or add a loading stop there"
    ),
    (False, False): N_(
        "Box %(code)s stands at %(place)s, where van %(van)s does not load, nor does another van; "
        "add a loading stop there, or bring the box to where the van loads"
    ),
    (True, True): N_(
        "Box %(code)s stands at %(place)s, which van %(van)s has left; van %(number)s of %(convoy)s loads "
        "there next. Put it on that one"
    ),
    (True, False): N_(
        "Box %(code)s stands at %(place)s, which van %(van)s has left, and no other van loads there; "
        "let another one load there, or bring the box to where the van still loads"
    ),
}
"""By whether the van has been there, and whether another van will load there."""


def unloading_stop(run: Run, place: str) -> Stop:
    """Return the stop of this run where boxes go off at the place with this code; raises NotFound."""
    for stop in run.stops:
        if stop.place.code == place and stop.kind is not StopKind.LOADING:
            return stop
    raise NotFound(
        N_("Van %(number)s does not unload at %(place)s. Choose one of its stops, or add it first."),
        number=run.number,
        place=place,
    )


def chosen_boxes(
    db: Session, actor: Actor, boxes: Iterable[str], pallets: Sequence[str]
) -> tuple[list[Box], set[int]]:
    """Return the boxes meant, each once and locked, and the ids of the pallets that are meant whole."""
    found = list(db.scalars(visible.pallets(actor).where(Pallet.code.in_(pallets)).order_by(Pallet.id)))
    missing = sorted(set(pallets) - {pallet.code for pallet in found})
    if missing:
        raise NotFound(N_("There is no pallet %(codes)s here."), codes=", ".join(missing[:20]))
    on_them = select(Box.code).where(
        Box.pallet_id.in_([pallet.id for pallet in found]), Box.stage != BoxStage.EMPTIED
    )
    codes = dict.fromkeys([*boxes, *db.scalars(on_them)])
    chosen = box_questions.to_change(db, actor, list(codes)) if codes else []
    if not chosen:
        raise RuleBroken(N_("Choose at least one box or pallet. Nothing was changed."))
    asked = {box.id for box in chosen}
    whole = {pallet.id for pallet in found}
    standing = select(Box.pallet_id, Box.id).where(
        Box.pallet_id.in_({box.pallet_id for box in chosen if box.pallet_id is not None}),
        Box.stage != BoxStage.EMPTIED,
    )
    left_out = {pallet_id for pallet_id, box_id in db.execute(standing) if box_id not in asked}
    whole |= {box.pallet_id for box in chosen if box.pallet_id is not None} - left_out
    return chosen, whole


def reasons_against(
    db: Session,
    actor: Actor,
    chosen: Sequence[Box],
    whole: Collection[int],
    to_stop: Stop,
    *,
    earmark_reason: str = "",
) -> dict[str, Refusal]:
    """Return, by box code, why a box cannot go on the stop's van; those that can are absent.

    With a reason, boxes earmarked for somebody else go all the same.
    """
    run = to_stop.run
    loads_at = {stop.place_id: stop for stop in halts.loading(run) if stop.left_at is None}
    if not halts.loading(run):
        raise RuleBroken(
            N_("Van %(number)s has no stop where it loads; add one first. Nothing was assigned."),
            number=run.number,
        )
    reasons: dict[str, Refusal] = {
        code: RuleBroken(found.message, **found.facts)
        for code, found in box_questions.obstacles(db, actor, chosen, loads_at.keys()).items()
    }
    reasons |= _lie_elsewhere(db, actor, run, [box for box in chosen if box.place_id not in loads_at])
    waiting = controls.obstacles(db, chosen, {to_stop.place.country})
    if not earmark_reason:
        reasons = earmarks.against(db, actor, chosen, to_stop) | reasons
    reasons = {code: NotSigned(found.message, **found.facts) for code, found in waiting.items()} | reasons
    for box in chosen:
        if box.code in reasons or box.place_id is None:
            continue
        if loads_at[box.place_id].position > to_stop.position:
            reasons[box.code] = RuleBroken(
                N_("Box %(code)s stands at %(place)s, where the van loads only after it unloads at %(stop)s"),
                code=box.code,
                place=loads_at[box.place_id].place.name,
                stop=to_stop.place.name,
            )
    return reasons | split_pallets(chosen, whole, reasons)


def _lie_elsewhere(db: Session, actor: Actor, run: Run, boxes: Sequence[Box]) -> dict[str, Refusal]:
    """Return for boxes in stock where the van will not load why they cannot go, and how they could."""
    taken = box_questions.reservations(db, actor, [box.id for box in boxes])
    free = [box for box in boxes if box.stage in IN_STOCK and box.id not in taken]
    vans = fetching.vans_loading_at(db, actor, run, {box.place_id for box in free if box.place_id})
    left = {stop.place_id for stop in halts.loading(run)}
    reasons: dict[str, Refusal] = {}
    for box in free:
        facts = {"code": box.code, "place": box.place.name if box.place else "", "van": run.number}
        fetchers = vans.get(box.place_id or 0, ())
        if fetchers:
            facts |= {"number": fetchers[0].number, "convoy": fetchers[0].convoy}
        reasons[box.code] = RuleBroken(_WHERE_IT_LIES[box.place_id in left, bool(fetchers)], **facts)
    return reasons


def split_pallets(
    chosen: Sequence[Box], whole: Collection[int], reasons: dict[str, Refusal]
) -> dict[str, Refusal]:
    """Return why boxes cannot go for the sake of their pallet, which goes whole or not at all."""
    held_back = {box.pallet_id: box.code for box in chosen if box.pallet_id and box.code in reasons}
    found: dict[str, Refusal] = {}
    for box in chosen:
        if box.pallet is None or box.code in reasons:
            continue
        facts = {"code": box.code, "pallet": box.pallet.code}
        if box.pallet_id not in whole:
            found[box.code] = RuleBroken(
                N_("Box %(code)s stands on pallet %(pallet)s; choose the whole pallet, or take it off first"),
                **facts,
            )
        elif box.pallet_id in held_back:
            found[box.code] = RuleBroken(
                N_("Box %(code)s stands on pallet %(pallet)s, which box %(other)s holds back"),
                other=held_back[box.pallet_id],
                **facts,
            )
    return found


def put_on(db: Session, actor: Actor, boxes: Sequence[Box], run: Run, to_stop: Stop) -> None:
    """Give each box an open load on the run, in a fixed number of statements whatever their number."""
    loads_at = {stop.place_id: stop.id for stop in halts.loading(run) if stop.left_at is None}
    now = datetime.now(UTC)
    rows = [
        {
            "box_id": box.id,
            "run_id": run.id,
            "pallet_id": box.pallet_id,
            "from_stop_id": loads_at.get(box.place_id) if box.place_id is not None else None,
            "to_stop_id": to_stop.id,
            "assigned_at": now,
            "assigned_by_id": actor.user_id,
        }
        for box in boxes
    ]
    db.flush()
    if rows:
        db.execute(insert(Load), rows)
        _meet_others(db, [box.id for box in boxes])


def end_loads(db: Session, convoy_id: int, boxes: Sequence[Box], end: LoadEnd) -> None:
    """End the boxes' open loads on vans of this convoy that have not left with them.

    Raises SomeCannotGo naming boxes that are on no van of it, or on one that has left.
    """
    rows = db.scalars(
        select(Load)
        .where(Load.box_id.in_([box.id for box in boxes]), Load.ended_at.is_(None))
        .options(selectinload(Load.run).selectinload(Run.convoy))
    )
    held = {load.box_id: load for load in rows}
    reasons: list[tuple[str, Refusal]] = []
    for box in boxes:
        load = held.get(box.id)
        if load is None or load.run.convoy_id != convoy_id:
            reasons.append((box.code, RuleBroken(N_("Box %(code)s is on no van here"), code=box.code)))
        elif load.departed_at is not None:
            left = N_("Box %(code)s has left with van %(number)s")
            reasons.append((box.code, RuleBroken(left, code=box.code, number=load.run.number)))
    if reasons:
        gone = {code for code, _ in reasons}
        raise SomeCannotGo(
            N_("%(cannot)s of the boxes cannot be taken off, %(able)s can. Nothing was changed."),
            reasons,
            [box.code for box in boxes if box.code not in gone],
        )
    now = datetime.now(UTC)
    for load in held.values():
        load.ended_at, load.end = now, end
    db.flush()
    _meet_others(db, [box.id for box in boxes])


def _meet_others(db: Session, box_ids: Collection[int]) -> None:
    """Count the boxes' versions up, so that whoever changes one of them at this moment has to look again."""
    db.execute(
        update(Box)
        .where(Box.id.in_(box_ids))
        .values(version=Box.version + 1)
        .execution_options(synchronize_session="fetch")
    )
