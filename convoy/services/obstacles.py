"""What holds a van back from being declared ready and from its final border copy, and where to mend it."""

from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session

from convoy.domain.check_codes import Code
from convoy.domain.checks import Check
from convoy.domain.errors import RuleBroken
from convoy.domain.lifecycle import BEFORE_DEPARTURE
from convoy.domain.messages import N_
from convoy.domain.readiness import blocking
from convoy.models import Convoy, Run
from convoy.queries import loading, readiness
from convoy.services import van_loads
from convoy.words import Words

REFUSALS: dict[Code, str] = {
    Code.DELIVERY_STOP: N_("Van %(number)s has no stop where goods are handed over. Add one first."),
    Code.RECIPIENT: N_(
        "Stop %(stop)s of van %(number)s has no legal recipient. Name the organisation that "
        "receives there in the records of the place."
    ),
    Code.MAXIMUM_MASS: N_(
        "Van %(number)s carries %(kg)s kg more than it may. Take boxes off it, or mend its "
        "payload if that is wrong."
    ),
    Code.MEDICINE: N_(
        "Van %(number)s carries %(count)s boxes with medicine that no medical checker has signed off: "
        "see the page “Goods set aside”."
    ),
    Code.DUAL_USE: N_(
        "Van %(number)s carries %(count)s boxes with dual-use goods that two persons have not signed off: "
        "see the page “Goods set aside”."
    ),
    Code.ANIMAL_ORIGIN: N_(
        "Van %(number)s carries %(count)s boxes with goods of animal origin that are not signed off: "
        "see the page “Goods set aside”."
    ),
    Code.WOOD: N_(
        "Van %(number)s carries %(count)s boxes on or in wood whose stamp nobody has confirmed: "
        "see the page “Goods set aside”."
    ),
    Code.ADR_DRIVER: N_(
        "Van %(number)s carries dangerous goods of %(points)s points, and no driver of it has an ADR "
        "certificate for the whole trip. Enter the certificate with the crew, or take goods off."
    ),
}
"""What is answered to whoever declares a van ready, or makes its border copy final."""


def obstacles(db: Session, convoy: Convoy, run: Run | None) -> list[RuleBroken]:
    """Return why a border copy of a van, or of a convoy's, must not be made final now.

    Only vans still here are held to it: what has left can always be put on paper.
    """
    return _obstacles(db, [run] if run is not None else van_loads.going(convoy))


def _obstacles(db: Session, runs: Collection[Run]) -> list[RuleBroken]:
    checks = of_runs(db, [run for run in runs if run.stage in BEFORE_DEPARTURE])
    return [reason for run, found in checks for check in blocking(found) for reason in _reasons(run, check)]


def of_runs(db: Session, runs: Collection[Run]) -> list[tuple[Run, tuple[Check, ...]]]:
    """Return the checks of each of these runs; its papers and problems, which never block, are left out."""
    listed = list(runs)
    rows = loading.on_vans(db, [run.id for run in listed])
    found = readiness.of_runs(db, listed, rows, {}, {})
    return [(run, found[run.id]) for run in listed]


def refuse(db: Session, runs: Collection[Run]) -> None:
    """Raise RuleBroken for a run that must not be declared ready, with the first reason."""
    for reason in _obstacles(db, runs):
        raise RuleBroken(
            N_(
                "%(why)s All that stops it stands on its page “Ready to leave?”. That it has left may be "
                "recorded all the same. Nothing was stored."
            ),
            why=reason,
        )


def _reasons(run: Run, check: Check) -> list[RuleBroken]:
    message = REFUSALS[check.code]
    facts: dict[str, Any] = {
        "number": run.number,
        "count": check.amount,
        "kg": Words("en").fixed(check.amount, 3),
        "points": -(-check.amount // 1000),
    }
    if check.code is Code.RECIPIENT:
        return [RuleBroken(message, number=run.number, stop=stop) for stop in check.about]
    return [RuleBroken(message, **{name: value for name, value in facts.items() if f"%({name})" in message})]
