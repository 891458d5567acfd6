"""What stops the vans of a convoy from leaving, for reading and for other programs."""

import sys

import click

from convoy.cli.console import SAY, Console, as_json, pass_console, plainly, show
from convoy.domain import references
from convoy.domain.checks import Check, Where
from convoy.domain.permissions import CONSOLE
from convoy.services import readiness as gate
from convoy.words import checks

COLUMNS = ("run", "code", "severity", "met", "agreed", "words", "where")
SHOWN = ("van", "stops it", "what", "where")

PAGES = {
    "catalogue.edit": "/catalogue/{code}/edit",
    "catalogue.names": "/catalogue/{code}/names",
    "controls.index": "/set-aside",
    "dispatch.show": "/convoys/{code}/trip",
    "loading.index": "/convoys/{code}/load?van={van}",
    "organisations.edit": "/organisations/{code}/edit",
    "places.edit": "/places/{code}/edit",
    "print_desk.convoy": "/papers/{code}",
    "runs.crew": "/convoys/{code}/runs/{number}/crew",
    "runs.edit": "/convoys/{code}/runs/{number}/edit",
    "runs.show": "/convoys/{code}/runs/{number}",
    "signed_copies.index": "/papers/{code}/v{version}/signed",
    "vehicles.edit": "/vehicles/{code}/edit",
    "weighing.rounds": "/boxes/weighing",
}
"""The addresses of pages: a command has no server to ask for them."""


@click.command()
@click.argument("convoy_code", metavar="CONVOY")
@click.option("--all", "in_full", is_flag=True, help="Also what is in order; --json always has it.")
@as_json
@pass_console
@plainly
def readiness(console: Console, convoy_code: str, *, in_full: bool, machine: bool) -> None:
    """List what the vans of a convoy still lack, and where it is mended; exit 1 while it stops a van."""
    code = references.in_one_form(convoy_code, "CV")
    with console.ready().look() as db:
        board = gate.of_convoy(db, CONSOLE, code)
        found = [(van.run.number, check) for van in board.going for check in van.checks]
    unmet = [(number, check) for number, check in found if not check.is_met]
    if machine:
        show((_row(number, check) for number, check in found), COLUMNS, machine=True)
    elif not found:
        click.echo(f"{code} has no vans yet. They are added on its page: {_host(console)}/convoys/{code}")
    elif not unmet and not in_full:
        click.echo("Nothing is lacking.")
    else:
        listed = found if in_full else unmet
        show((_line(console, number, check) for number, check in listed), SHOWN, machine=False)
    if any(check.blocks for _, check in found):
        sys.exit(1)


def _row(number: int, check: Check) -> dict[str, object]:
    where = check.where
    return {
        "run": number,
        "code": check.code.value,
        "severity": check.severity.value,
        "met": check.is_met,
        "agreed": check.is_agreed,
        "words": checks.said(SAY, check),
        "where": {"page": where.endpoint, **where.args, "address": address(where)},
    }


def _line(console: Console, number: int, check: Check) -> dict[str, object]:
    if check.is_met:
        weight = "in order"
    elif check.is_agreed:
        weight = "agreed"
    else:
        weight = "yes" if check.blocks else "no"
    where = "" if check.is_met else f"{_host(console)}{address(check.where)}"
    return {"van": number, "stops it": weight, "what": checks.said(SAY, check), "where": where}


def _host(console: Console) -> str:
    return console.settings.url or "http://127.0.0.1:8000"


def address(where: Where) -> str:
    """Return the page where something is mended, below the address of the installation."""
    anchor = f"#{where.anchor}" if where.anchor else ""
    return f"{PAGES[where.endpoint].format(**where.args)}{anchor}"
