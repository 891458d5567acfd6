"""What stops the vans of a convoy from leaving, for reading and for other programs."""

import sys

import click

from convoy.cli.console import SAY, Console, as_json, pass_console, plainly, show
from convoy.domain import references
from convoy.domain.checks import Check
from convoy.domain.permissions import CONSOLE
from convoy.services import readiness as gate
from convoy.words import checks

COLUMNS = ("run", "code", "severity", "met", "agreed", "words", "where")


@click.command()
@click.argument("convoy_code", metavar="CONVOY")
@as_json
@pass_console
@plainly
def readiness(console: Console, convoy_code: str, *, machine: bool) -> None:
    """List the checks of a convoy's vans; exit 1 while one of them stops a van."""
    with console.ready().look() as db:
        board = gate.of_convoy(db, CONSOLE, references.in_one_form(convoy_code, "CV"))
        found = [(van.run.number, check) for van in board.going for check in van.checks]
        rows = [_row(number, check, machine=machine) for number, check in found]
    show(rows, COLUMNS, machine=machine)
    if any(check.blocks for _, check in found):
        sys.exit(1)


def _row(number: int, check: Check, *, machine: bool) -> dict[str, object]:
    where = check.where
    return {
        "run": number,
        "code": check.code.value,
        "severity": check.severity.value,
        "met": check.is_met,
        "agreed": check.is_agreed,
        "words": checks.said(SAY, check),
        "where": {"page": where.endpoint, **where.args} if machine else where.endpoint,
    }
